"""``.ci/venv``: what is installed for the archive goes into ``.venv``, whatever the user has told pip."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from archive.variables import BASE_DIR

NAME = "django-0-py3-none-any.whl"
FILES = {
    "django/__init__.py": "",
    "django-0.dist-info/METADATA": "Metadata-Version: 2.1\nName: django\nVersion: 0\n",
    "django-0.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    "django-0.dist-info/RECORD": "",
}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout that requires one small package, which lies beside it."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(BASE_DIR / ".ci", folder / ".ci")
    with ZipFile(folder / NAME, "w") as wheel:
        for name, text in FILES.items():
            wheel.writestr(name, text)
    digest = hashlib.sha256((folder / NAME).read_bytes()).hexdigest()
    (folder / "requirements.txt").write_text(f"./{NAME} --hash=sha256:{digest}\n")
    (folder / "requirements-dev.txt").write_text("# others\n")
    return folder


def installed(checkout: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Make ``.venv`` with what a user's shell says; one that is there is filled again."""
    (checkout / ".venv" / "requirements.sha256").unlink(missing_ok=True)
    for package in checkout.glob(".venv/lib/*/site-packages/django*"):
        shutil.rmtree(package)
    return subprocess.run(
        ["sh", ".ci/venv", "requirements.txt"],
        cwd=checkout,
        env={"PATH": os.environ["PATH"], "HOME": str(checkout), "PYTHON": sys.executable, "PIP_NO_INDEX": "1"}
        | environment,
        capture_output=True,
        text=True,
    )


TOLD = {"PIP_USER": "1", "PIP_PREFIX": "elsewhere", "PIP_TARGET": "elsewhere", "PIP_DRY_RUN": "1"}
SETTINGS = "[install]\nuser = yes\nroot = elsewhere\n[global]\nprefix = elsewhere\n"


def test_packages_go_into_the_environment_of_the_checkout(checkout: Path) -> None:
    (checkout / "pip.conf").write_text(SETTINGS)
    python = "/usr/bin/python3"
    done = installed(checkout, PIP_CONFIG_FILE=str(checkout / "pip.conf"), PIP_PYTHON=python, **TOLD)
    assert done.returncode == 0, done.stderr
    assert list(checkout.glob(".venv/lib/*/site-packages/django/__init__.py"))
    assert (checkout / ".venv" / "requirements.sha256").exists()
    assert not (checkout / "elsewhere").exists()


def test_an_environment_without_its_packages_is_not_taken_for_a_whole_one(checkout: Path) -> None:
    requirements = checkout / "requirements.txt"
    before = requirements.read_text()
    requirements.write_text("# none\n")
    try:
        done = installed(checkout)
    finally:
        requirements.write_text(before)
    assert done.returncode == 1
    assert "are not where .venv looks for them" in done.stderr
    assert not (checkout / ".venv" / "requirements.sha256").exists()
