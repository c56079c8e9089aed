#!/usr/bin/env python
"""Run a management command of YZ-CMD."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from environs import EnvError

    try:
        # Read now: a bad variable ends in one line instead of a traceback.
        settings.DATABASES  # noqa: B018
    except (ImproperlyConfigured, EnvError) as erreur:
        sys.exit(f"Configuration refusée : {erreur}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
