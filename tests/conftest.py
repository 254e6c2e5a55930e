"""What every test needs: a real PostgreSQL, either the one ``DATABASE_URL`` names or an embedded one of the tests' own.

Tests work in a database of their own, whose name begins with ``test_``, and cannot reach any other: the environment and
Django's settings name it before anything is connected, and every connection to the server is checked.
"""

import fcntl
import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import django
import psycopg2
import pytest
import pytest_django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import override
from psycopg2.extensions import make_dsn, parse_dsn

from archive import embedded, local, variables
from archive.cluster import Unavailable, private_file

# Django's settings are read from the environment, so it has to be complete before Django is set up: that is
# why DJANGO_SETTINGS_MODULE is set here and not in pyproject.toml, where pytest-django would look at it too
# early.
_resources = ExitStack()
PREFIX = "test_"
MAINTENANCE = "postgres"  # the database from which others are created and dropped


def _own_test_database() -> str:
    """A name for the test database that no other test run in this checkout is using."""
    var = variables.var_dir()
    var.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number in range(1, 100):
        lock = private_file(var / f"tests-{number}.lock")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            continue
        _resources.callback(os.close, lock)
        return f"{PREFIX}archive_{number}"
    raise RuntimeError("Too many test runs at once.")


@contextmanager
def _hasty_server() -> Iterator[str]:
    """The address of an embedded server of the tests' own: it waits for no disk and never tidies up."""
    with embedded.database(variables.var_dir() / "tests") as url:
        with closing(psycopg2.connect(url)) as server:
            server.autocommit = True
            with server.cursor() as cursor:
                for setting in ("autovacuum", "fsync", "full_page_writes", "synchronous_commit"):
                    cursor.execute(f"ALTER SYSTEM SET {setting} = off")
                cursor.execute("SELECT pg_reload_conf()")
        yield url


def _complete_the_environment() -> None:
    """A server, and on it the name of a test database: the real one's is not known to anything from here on."""
    os.environ["HTTPS"] = "0"
    os.environ["READER_DATABASE_URL"] = ""
    # The tests start hundreds of processes, each of which would compile the archive for itself.
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ["PYTHONPYCACHEPREFIX"] = str(variables.var_dir() / "tests-compiled")
    variables.set_default("TEST_DATABASE", _own_test_database())
    name = os.environ["TEST_DATABASE"]
    if not name.startswith(PREFIX):
        raise ImproperlyConfigured(f"TEST_DATABASE={name}: the name of a test database begins with {PREFIX}")
    if not variables.text("DATABASE_URL"):
        os.environ["DATABASE_URL"] = _resources.enter_context(_hasty_server())
    _resources.enter_context(local.environment())
    address = os.environ["DATABASE_URL"]
    if name == parse_dsn(address).get("dbname"):
        raise ImproperlyConfigured(f"TEST_DATABASE={name} is the database of DATABASE_URL, which tests may not touch.")
    os.environ["DATABASE_URL"] = make_dsn(address, dbname=name)
    local.compile_messages()


def _one_for_each_worker(worker: str) -> None:
    """A worker of pytest-xdist inherits the environment of the run, and works in a database of its own.

    The record is loaded once: each worker copies the database of the one that came first.
    """
    variables.set_default("TEST_TEMPLATE", _shared_template())
    os.environ["TEST_DATABASE"] += f"_{worker}"
    os.environ["DATABASE_URL"] = make_dsn(os.environ["DATABASE_URL"], dbname=os.environ["TEST_DATABASE"])


def _shared_template() -> str:
    """The database with the record that the first worker of this run makes, and the others copy."""
    return f"{os.environ['TEST_DATABASE']}_pristine"


def _forget_shared_template() -> None:
    """Drop what the workers of this run shared, or those of one before it that was broken off."""
    with closing(psycopg2.connect(os.environ["DATABASE_URL"], dbname=MAINTENANCE)) as server:
        server.autocommit = True
        with server.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{_shared_template()}" WITH (FORCE)')


def _refuse_other_databases() -> None:
    """Let nothing in this process connect to a database of the server that is not a test database."""
    port = parse_dsn(os.environ["DATABASE_URL"]).get("port", "5432")
    connect = psycopg2.connect

    def connect_to_test_database(dsn: str | None = None, *args: Any, **kwargs: Any) -> Any:
        parameters = {key: value for key, value in kwargs.items() if not key.endswith("_factory")}
        target = parse_dsn(make_dsn(dsn, **parameters))
        name = target.get("dbname", "")
        if target.get("port", "5432") == port and not name.startswith(PREFIX) and name != MAINTENANCE:
            raise AssertionError(f"A test wanted to connect to the database “{name}”.")
        return connect(dsn, *args, **kwargs)

    psycopg2.connect = connect_to_test_database


try:
    if worker := variables.text("PYTEST_XDIST_WORKER"):
        _one_for_each_worker(worker)
    else:
        _complete_the_environment()
        _forget_shared_template()
        _resources.callback(_forget_shared_template)
except (Unavailable, ImproperlyConfigured, OSError) as error:
    pytest.exit(str(error), returncode=1)
_refuse_other_databases()
django.setup()

# pytest-django has read the settings of a worker before it came to this file.
settings.DATABASES["default"]["NAME"] = settings.DATABASES["default"]["TEST"]["NAME"] = os.environ["TEST_DATABASE"]

# Pages under test link plain files; the collected, hashed ones are tested with the server itself.
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
Path(settings.STATIC_ROOT).mkdir(mode=0o700, parents=True, exist_ok=True)
# The default hasher is slow on purpose.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

from django.db import connection  # noqa: E402
from django.test import TransactionTestCase  # noqa: E402
from django.test import client as test_client  # noqa: E402

from agreements.record import DATA  # noqa: E402
from agreements.record.loading import load  # noqa: E402
from agreements.search.reading import knowledge  # noqa: E402
from tests.databases import pristine  # noqa: E402
from tests.emptied import clear_documents  # noqa: E402

# Of each template that is rendered the client keeps a copy of the context. A form of the admin has a thousand fields,
# each with templates of its own, and what is in their contexts no test asks for.
_client: Any = test_client  # django-stubs leave this function out
_keep = _client.store_rendered_templates


def _keep_pages(store: Any, signal: Any, sender: Any, template: Any, context: Any, **options: Any) -> None:
    if not str(template.name).startswith("django/forms/"):
        _keep(store, signal, sender, template, context, **options)


_client.store_rendered_templates = _keep_pages
# All that is imported stays to the end: no collection of garbage needs to look at it again.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)  # what is left is still large, and a look at all of it takes a tenth of a second


def _replace(database: str, by: str | None) -> None:
    """Drop a test database, even with open connections; make it again as a copy of another."""
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
        if by:
            cursor.execute(f'CREATE DATABASE "{database}" TEMPLATE "{by}"')


def _exists(database: str) -> bool:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [database])
        return bool(cursor.rowcount)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Whoever comes while another run or worker makes the template waits for it, and copies it."""
    with open(private_file(variables.var_dir() / "tests-template.lock"), "rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[None]:
    """The test database with the carried record; it is made for the first test that asks for it."""
    name = settings.DATABASES["default"]["NAME"]
    template = variables.text("TEST_TEMPLATE")  # of many runs or workers: the first makes and leaves it
    copied = pristine()
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        with _one_at_a_time():
            if template and _exists(template):
                _replace(name, template)
            else:
                _replace(name, None)
                connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
                load(DATA)
                _replace(copied, name)
        # A test that commits leaves the database as it found it, and not empty as Django would.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test: _replace(name, copied))
        yield
        _replace(name, None)
        if not template:
            _replace(copied, None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are processors: each waits a good part of its time, for a server or a browser."""
    return len(os.sched_getaffinity(0)) + 1


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first, and of that what asks no database, while another worker makes the template.

    Any order will do: each test leaves the database as it found it.
    """
    items.sort(key=lambda item: (item.get_closest_marker("long") is None, _asks_database(item)))


def _asks_database(item: pytest.Item) -> bool:
    """Whether the test works in the database of the record, and not in an archive of its own."""
    return bool(item.get_closest_marker("django_db")) or "django_db_setup" in getattr(item, "fixturenames", ())


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Each test begins in English, also after a test that has left another language active."""
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def _known_names() -> Iterator[None]:
    """What questions are read by goes back with the database: it is made of the record once, and not for each test."""
    kept = dict(knowledge._kept)
    yield
    knowledge._kept.update(kept)


#: Where tests also ask whether what they have saved can be indexed, though they may look at no page afterwards.
_INDEXED = {"models", "record", "search", "test_admin_hostile", "test_admin_input", "test_round_trip"}


@pytest.fixture(autouse=True)
def _no_index_for_nobody(request: pytest.FixtureRequest, _django_db_marker: None) -> Iterator[None]:
    """At the end of a test Django has the database check all that is written, which would index it, too."""
    yield
    if not _INDEXED.isdisjoint((request.path.parent.name, request.path.stem)) or not connection.in_atomic_block:
        return
    if not connection.needs_rollback and connection.is_usable():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_due")


@pytest.fixture
def record(db: None) -> None:
    """The carried record, which every test finds in the database."""


@pytest.fixture
def only_vocabulary(db: None) -> None:
    """The words, regions and places of the carried record, without its documents."""
    clear_documents()


def pytest_unconfigure() -> None:
    """Stop the embedded database, if this run was the last to use it."""
    _resources.close()
