"""Tests work in a database of their own and never touch the real one."""

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
import pytest_django
from django.db import connection
from psycopg2.extensions import make_dsn

from agreements.models import Agreement
from archive import embedded
from archive.variables import BASE_DIR
from tests.artificial import artificial
from tests.carried import DOCUMENTS


def run_tests(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """The output of another test run, in a shell that knows nothing of this one."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "CHROMIUM") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
        cwd=BASE_DIR,
        env=inherited | environment,
        capture_output=True,
        text=True,
    )


@pytest.mark.long
def test_browser_tests_alone_leave_the_real_database_as_it_was(tmp_path: Path) -> None:
    var = tmp_path / "var"
    with embedded.database(var) as url:
        done = run_tests("tests/browser/test_reading.py", "-k", "colours", VAR_DIR=str(var))
        assert done.returncode == 0, done.stdout + done.stderr
        assert "1 passed" in done.stdout
        with closing(psycopg2.connect(url)) as real, real.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
            assert cursor.fetchone() == (0,)
            cursor.execute("SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY 1")
            assert cursor.fetchall() == [("archive",), ("postgres",)], "what tests made is gone"


@pytest.mark.parametrize("name", ["archive", "production", "my_test_"])
def test_the_name_of_a_test_database_says_so(name: str, tmp_path: Path) -> None:
    done = run_tests("tests/base/test_edtf.py", TEST_DATABASE=name, VAR_DIR=str(tmp_path / "var"))
    assert done.returncode
    assert f"TEST_DATABASE={name}: the name of a test database begins with test_" in done.stdout + done.stderr
    assert not (tmp_path / "var" / "postgres").exists()


@pytest.mark.django_db
def test_the_database_of_the_address_is_not_taken_for_the_test_database(tmp_path: Path) -> None:
    name = os.environ["TEST_DATABASE"]
    address = {"TEST_DATABASE": name, "DATABASE_URL": os.environ["DATABASE_URL"], "VAR_DIR": str(tmp_path)}
    done = run_tests("tests/base/test_edtf.py", **address)
    assert done.returncode
    assert f"TEST_DATABASE={name} is the database of DATABASE_URL" in done.stdout + done.stderr
    assert Agreement.objects.exists()


@pytest.mark.parametrize("name", ["archive", "template1", "best_archive"])
def test_no_test_can_connect_to_another_database(name: str, django_db_blocker: pytest_django.DjangoDbBlocker) -> None:
    with pytest.raises(AssertionError, match=f"A test wanted to connect to the database “{name}”"):
        psycopg2.connect(make_dsn(os.environ["DATABASE_URL"], dbname=name))
    other = connection.copy()
    other.settings_dict["NAME"] = name
    with django_db_blocker.unblock(), pytest.raises(AssertionError, match="A test wanted to connect"):
        other.ensure_connection()


def test_settings_and_environment_name_the_test_database_alone() -> None:
    names = {connection.settings_dict["NAME"], psycopg2.extensions.parse_dsn(os.environ["DATABASE_URL"])["dbname"]}
    assert names == {os.environ["TEST_DATABASE"]}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_what_a_test_commits_is_gone_before_the_next(time: str) -> None:
    assert Agreement.objects.count() == DOCUMENTS
    artificial(17)
    assert Agreement.objects.count() == DOCUMENTS + 1
