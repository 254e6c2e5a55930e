#!/usr/bin/env python
"""Django's command line for the archive, with a database of its own when ``DATABASE_URL`` is unset."""

import sys

from archive import local, variables
from archive.cluster import Unavailable

WITHOUT_DATABASE = {
    "help",
    "version",
    "--help",
    "-h",
    "--version",
    "collectstatic",
    "findstatic",
    "diffsettings",
} | {
    "compilemessages",
    "makemessages",
    "startapp",
    "startproject",
}


def main() -> int | None:
    """Run the command that the arguments name."""
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command == "runserver":  # which speaks nothing but plain HTTP
        variables.set_default("HTTPS", "0")
    try:
        with local.environment(with_database=command not in WITHOUT_DATABASE):
            execute_from_command_line(sys.argv)
    except (Unavailable, ImproperlyConfigured) as error:
        print(error, file=sys.stderr)
        return 1
    return None


if __name__ == "__main__":
    local.in_utf8()
    sys.exit(main())
