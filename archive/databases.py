"""The addresses of databases that an operator names, and what a database must be able to do."""

import re
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from psycopg2 import ProgrammingError
from psycopg2.extensions import parse_dsn

FORM = "postgresql://user:password@host:5432/name"
ENCODED = "special characters of a password are percent-encoded (% is %25, @ is %40, / is %2F)"
CREATED = "createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8 archive"
# Letters of both alphabets: compared without regard to case, in patterns, and by the search, which can each follow
# another locale of the database.
KNOWS_LETTERS = """
SELECT upper('культура қазақ') = 'КУЛЬТУРА ҚАЗАҚ'
    AND lower('КУЛЬТУРА ҚАЗАҚ') = 'культура қазақ'
    AND 'ҚАЗАҚ' ~* '^қазақ$'
    AND to_tsvector('simple', 'ҚАЗАҚ МУЗЕЙ') = to_tsvector('simple', 'қазақ музей')
"""
# As libpq reads it: user and password end at the first @, and hold no slash.
_URI = re.compile(r"postgres(?:ql)?://(?:[^/@]*@)?(?P<servers>[^/?]*)(?P<path>[^?]*)", re.DOTALL)
_PORT = re.compile(r":([^:,\]]*)(?=,|$)")


def parameters(variable: str, url: str) -> dict[str, str]:
    """What the address ``url``, the value of ``variable``, says to libpq; any form that libpq accepts.

    Raises ``ImproperlyConfigured``, with a line that names the part that cannot be meant. A part of the password never
    stands in it: where a password may have been cut in two, nothing of the address does.
    """
    if uri := _URI.match(url):
        ports = _PORT.findall(re.sub(r"\[[^\]]*\]", "", uri["servers"]))
        if "@" in uri["servers"] + uri["path"] or not all(re.fullmatch("[0-9]*", port) for port in ports):
            raise ImproperlyConfigured(f"{variable} cannot be taken apart: write {FORM}; {ENCODED}.")
    try:
        return dict(parse_dsn(url))
    except ProgrammingError as error:
        reason = str(error)
    unknown = re.search(r'(?:invalid URI query parameter|invalid connection option):? "(\w+)"', reason)
    if unknown and (uri or "password" not in url):
        raise ImproperlyConfigured(f"{variable}: PostgreSQL knows no parameter “{unknown[1]}”: leave it out.")
    if "percent-encoded" in reason:
        raise ImproperlyConfigured(f"{variable} is not encoded well: {ENCODED}.")
    raise ImproperlyConfigured(f"{variable} is not a PostgreSQL address such as {FORM}.")


def knows_letters(cursor: Any) -> bool:
    """Whether the database of an open cursor tells Cyrillic letters from other signs, and small ones from capitals."""
    cursor.execute(KNOWS_LETTERS)
    return bool(cursor.fetchone()[0])


def unknown_letters(name: str) -> str:
    """The line for a database of that ``name`` which does not."""
    return (
        f"{name} does not know Cyrillic letters, so that most searches would find nothing: "
        f"create it with a locale that does, as in `{CREATED}`."
    )
