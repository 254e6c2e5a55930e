"""Whole databases on the server of the tests, and commands of the archive run on them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from django.conf import settings

from tests.site.test_backup import address


@contextmanager
def server() -> Iterator[Any]:
    """The server of the tests, for whole databases."""
    connection = psycopg2.connect(address("postgres"))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


@contextmanager
def database(name: str, template: str = "template0") -> Iterator[str]:
    """A database for the time of a test."""
    with server() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield name
    finally:
        with server() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def pristine() -> str:
    """The database with the record that every test begins with, once one of them was set up."""
    return os.environ.get("TEST_TEMPLATE") or f"{os.environ['TEST_DATABASE']}_pristine"


def manage(name: str, *arguments: str, options: str = "", **variables: str) -> str:
    """Run a command of the archive on a database, with further variables of the environment."""
    url = f"{address(name)} options='{options}'" if options else address(name)
    run = subprocess.run(
        [sys.executable, settings.BASE_DIR / "manage.py", *arguments],
        env={**os.environ, "DATABASE_URL": url, **variables}, capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return run.stdout


def rows(name: str, sql: str) -> list[tuple[Any, ...]]:
    """What a database answers."""
    connection = psycopg2.connect(address(name))
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall()) if cursor.description else []
    finally:
        connection.close()
