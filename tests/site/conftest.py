"""Places for an embedded PostgreSQL of its own."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive import embedded
from tests.site.embedding import wait_until_stopped


@pytest.fixture(scope="session")
def initialised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of an embedded database, once it was started and stopped."""
    var = tmp_path_factory.mktemp("initialised") / "var"
    with embedded.database(var):
        pass
    wait_until_stopped(var)
    return var


@pytest.fixture
def var(initialised: Path, tmp_path: Path) -> Path:
    """A copy of these files: it starts faster than a database that has to be made first."""
    subprocess.run(["cp", "--archive", initialised, tmp_path / "var"], check=True)
    return tmp_path / "var"


@pytest.fixture
def new_var(tmp_path: Path) -> Path:
    """Where no database has ever been."""
    return tmp_path / "var"


@pytest.fixture
def open_directory() -> Iterator[Path]:
    """A directory that every user of the machine may enter, unlike pytest's own."""
    directory = Path(subprocess.check_output(["mktemp", "-d"], text=True).strip())
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory)
