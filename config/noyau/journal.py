"""Structured logs without personal data."""

import datetime as dt
import json
import logging
import re

# The request that Django attaches would print its address with what was searched for.
_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName", "request"}

_MASQUES: tuple[tuple[re.Pattern[str], str], ...] = (
    # PostgreSQL quotes the refused row, name and address included, in the detail of its errors.
    (re.compile(r"D[EÉ]TAIL ?:.*?(?=\n\n(?:The above|During handling)|\nCONTEXT|\Z)", re.DOTALL), "DETAIL: …"),
    # What follows the path of an address is what people searched for.
    (re.compile(r"(/[^\s?\"']*)\?[^\s\"'>]+"), r"\1?…"),
    # Telephone numbers: international, or ten digits and a zero in front.
    (re.compile(r"\+\d(?:[ .-]?\d){7,14}"), "…"),
    (re.compile(r"(?<!\d)(?:00212|212|0)[ .-]?\d(?:[ .-]?\d){8}(?!\d)"), "…"),
)


def masquer(texte: str) -> str:
    """Return a text of the log without telephone numbers, searches and quoted rows."""
    for motif, remplacement in _MASQUES:
        texte = motif.sub(remplacement, texte)
    return texte


class FormateurJson(logging.Formatter):
    """One JSON object a line: instant, level, logger, message and the `extra` keys.

    Callers log identifiers (order id, source id, user id), never a name, a phone
    number, an address or a token; `masquer` catches what libraries say by themselves.
    Line breaks cannot forge a line: JSON escapes them.
    """

    def format(self, record: logging.LogRecord) -> str:
        entree: dict[str, object] = {
            "instant": dt.datetime.fromtimestamp(record.created, tz=dt.UTC).isoformat(timespec="milliseconds"),
            "niveau": record.levelname,
            "source": record.name,
            "message": masquer(record.getMessage()),
        }
        extras = {k: v for k, v in record.__dict__.items() if k not in _STANDARD and k not in entree}
        entree |= {k: v if isinstance(v, (int, bool, type(None))) else masquer(str(v)) for k, v in extras.items()}
        if record.exc_info:
            entree["exception"] = masquer(self.formatException(record.exc_info))
        return json.dumps(entree, ensure_ascii=False)
