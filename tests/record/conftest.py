"""The carried record to edit, an empty database, and a document of its own."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from agreements.record import DATA
from tests.emptied import clear
from tests.record.files import MINIMAL, MINIMAL_ID


@pytest.fixture
def copy(tmp_path: Path, record: None) -> Path:
    """A copy of the carried record to edit."""
    shutil.copytree(DATA, tmp_path / "record")
    return tmp_path / "record"


@pytest.fixture
def empty(record: None) -> None:
    """A database without any record."""
    clear()


@pytest.fixture
def document(tmp_path: Path, record: None) -> Callable[..., Path]:
    """Writes the file of the test document, with pieces of its text replaced."""

    def write(*replacements: tuple[str, str], name: str = MINIMAL_ID) -> Path:
        text = MINIMAL
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / f"{name}.yaml"
        path.write_bytes(text.encode())
        return path

    return write
