"""What every test needs: a real PostgreSQL, either the one ``DATABASE_URL`` names or the embedded one."""

import fcntl
import os
from contextlib import ExitStack
from pathlib import Path

import django
import pytest
import pytest_django
from django.conf import settings

from archive import local
from archive.cluster import Unavailable, private_file

# Django's settings are read from the environment, so it has to be complete before Django is set up: that is
# why DJANGO_SETTINGS_MODULE is set here and not in pyproject.toml, where pytest-django would look at it too
# early.
_resources = ExitStack()


def _own_test_database() -> str:
    """A name for the test database that no other test run in this checkout is using."""
    local.var_dir().mkdir(mode=0o700, exist_ok=True)
    for number in range(1, 100):
        lock = private_file(local.var_dir() / f"tests-{number}.lock")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            continue
        _resources.callback(os.close, lock)
        return f"test_archive_{number}"
    raise RuntimeError("Too many test runs at once.")


try:
    os.environ.setdefault("TEST_DATABASE", _own_test_database())
    _resources.enter_context(local.environment())
    local.compile_messages()
except (Unavailable, OSError) as error:
    pytest.exit(str(error), returncode=1)
django.setup()

# Pages under test link plain files; the collected, hashed ones are tested with the server itself.
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
Path(settings.STATIC_ROOT).mkdir(mode=0o700, parents=True, exist_ok=True)

from agreements.models import Agreement  # noqa: E402
from agreements.record import DATA  # noqa: E402
from agreements.record.loading import load  # noqa: E402


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> None:
    """The test database, with the carried record loaded once; tests run in transactions on top of it."""
    with django_db_blocker.unblock():
        if not Agreement.objects.exists():  # a database that is used again has it
            load(DATA)


@pytest.fixture
def record(db: None) -> None:
    """The carried record is in the database (loaded again after a test that emptied the tables)."""
    if not Agreement.objects.exists():
        load(DATA)


def pytest_unconfigure() -> None:
    """Stop the embedded database, if this run was the last to use it."""
    _resources.close()
