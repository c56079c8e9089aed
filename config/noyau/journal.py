"""Structured logs without personal data."""

import datetime as dt
import json
import logging

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


class FormateurJson(logging.Formatter):
    """One JSON object a line: instant, level, logger, message and the `extra` keys.

    Callers log identifiers (order id, source id, user id), never a name, a phone
    number, an address or a token. Line breaks cannot forge a line: JSON escapes them.
    """

    def format(self, record: logging.LogRecord) -> str:
        entree: dict[str, object] = {
            "instant": dt.datetime.fromtimestamp(record.created, tz=dt.UTC).isoformat(timespec="milliseconds"),
            "niveau": record.levelname,
            "source": record.name,
            "message": record.getMessage(),
        }
        extras = {k: v for k, v in record.__dict__.items() if k not in _STANDARD}
        entree |= {k: v if isinstance(v, (str, int, bool, type(None))) else str(v) for k, v in extras.items()}
        if record.exc_info:
            entree["exception"] = self.formatException(record.exc_info)
        return json.dumps(entree, ensure_ascii=False)
