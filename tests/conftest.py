"""What every test needs: a real PostgreSQL, either the one ``DATABASE_URL`` names or the embedded one."""

import fcntl
import os
from contextlib import ExitStack

import django
import pytest

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


def pytest_unconfigure() -> None:
    """Stop the embedded database, if this run was the last to use it."""
    _resources.close()
