"""The databases that an operator names: how the address is read, and what the database must know."""

import os
from collections.abc import Iterator

import pytest
from django.core.exceptions import ImproperlyConfigured
from psycopg2.extensions import make_dsn

from archive import checks, databases, local
from archive.cluster import Unavailable
from tests.databases import server


@pytest.mark.parametrize("variable", ["DATABASE_URL", "READER_DATABASE_URL"])
@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://app:Geheim%ss@127.0.0.1/archive", "% is %25"),
        ("postgresql://app:Geheim@ss@127.0.0.1/archive", "@ is %40"),
        ("postgresql://app:Geheim/ss@127.0.0.1/archive", "/ is %2F"),
        ("postgresql://app:17/Geheim@127.0.0.1/archive", "/ is %2F"),
        ("postgresql://app:17@Geheim@127.0.0.1:5432/archive", "@ is %40"),
        ("postgresql://app:app@127.0.0.1/archive?schema=public", "no parameter “schema”"),
        ("postgresql://app:app@127.0.0.1/archive?pgbouncer=true", "no parameter “pgbouncer”"),
        ("postgresql://app:app@127.0.0.1:Geheim/archive", "cannot be taken apart"),
        ("host=127.0.0.1 schema=public", "no parameter “schema”"),
        ("host=127.0.0.1 password=an open Geheim=17", "is not a PostgreSQL address"),
        ("mysql://app:Geheim@127.0.0.1/archive", "is not a PostgreSQL address"),
    ],
)
def test_what_is_wrong_with_an_address_is_named_and_no_part_of_the_password(variable: str, url: str, told: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        local.check_database(url, variable)
    line = str(refused.value)
    assert told in line
    assert line.startswith(variable)
    assert "\n" not in line
    for part in ("Geheim", "ss@", "“17”", "app:"):
        assert part not in line


@pytest.mark.parametrize(
    ("url", "host", "password"),
    [
        ("postgresql://app:p%25%40%2Fss@db.example:5432/archive", "db.example", "p%@/ss"),
        ("postgresql://app:p?ss#:@127.0.0.1/archive", "127.0.0.1", "p?ss#:"),
        ("postgres://app@[::1]:5432/archive", "::1", None),
        (
            "postgresql://one.example:5432,two.example:5433/archive?target_session_attrs=any",
            "one.example,two.example",
            None,
        ),
        ("postgresql:///archive?host=/run/postgresql", "/run/postgresql", None),
        ("postgresql://db.example/archive?user=app@tenant&password=p%40", "db.example", "p@"),
        ("host=db.example dbname=archive password='p s'", "db.example", "p s"),
    ],
)
def test_every_form_that_libpq_accepts_is_read(url: str, host: str, password: str | None) -> None:
    found = databases.parameters("DATABASE_URL", url)
    assert (found.get("host"), found.get("password")) == (host, password)


@pytest.fixture(params=["LOCALE 'C'", "LOCALE 'C.UTF-8' LC_CTYPE 'C'", "LOCALE 'POSIX'"])
def without_letters(request: pytest.FixtureRequest, django_db_setup: None) -> Iterator[str]:
    """A database that takes Cyrillic letters for signs, as `createdb --locale=C` makes it."""
    name = f"{os.environ['TEST_DATABASE']}_c"
    with server() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0 LOCALE_PROVIDER libc {request.param}")
    yield name
    with server() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize("variable", ["DATABASE_URL", "READER_DATABASE_URL"])
def test_a_database_that_knows_no_cyrillic_letters_is_refused(without_letters: str, variable: str) -> None:
    url = make_dsn(os.environ["DATABASE_URL"], dbname=without_letters)
    with pytest.raises(Unavailable) as refused:
        local.check_database(url, variable)
    assert f"The database of {variable} does not know Cyrillic letters" in str(refused.value)
    assert "createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8" in str(refused.value)


@pytest.mark.django_db
def test_a_database_that_knows_them_is_taken() -> None:
    local.check_database(os.environ["DATABASE_URL"], "READER_DATABASE_URL")
    assert checks.letters(["default"]) == []
    assert checks.letters(None) == [], "no database is asked where none is named"


@pytest.mark.django_db
def test_the_checks_of_django_ask_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "KNOWS_LETTERS", "SELECT false")
    [error] = checks.letters(["default"])
    assert error.is_serious()
    assert f"The database “{os.environ['TEST_DATABASE']}” does not know Cyrillic letters" in error.msg


@pytest.mark.parametrize("key", ["Test key 17", "django-insecure-" + "ab1cde" * 10, "ab" * 40])
def test_a_secret_key_that_can_be_guessed_is_an_error(key: str, settings: object) -> None:
    settings.SECRET_KEY = key  # type: ignore[attr-defined]
    [error] = checks.secret()
    assert error.is_serious()
    assert key not in error.msg
