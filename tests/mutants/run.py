"""pytest in a process in which one file is read otherwise."""

import builtins
import importlib.abc
import importlib.util
import io
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import pytest

ROOT = Path(__file__).resolve().parents[2]


class ReplacingFinder:
    """Finds one module where it is, and loads it from another source."""

    def __init__(self, path: Path, source: str) -> None:
        self.path, self.source = path, source

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Where the module is, if it is the one."""
        spec = PathFinder.find_spec(name, path)
        if not spec or spec.origin != str(self.path):
            return None
        locations = spec.submodule_search_locations
        return importlib.util.spec_from_file_location(
            name, self.path, loader=Loader(self.source, self.path), submodule_search_locations=locations
        )


class Loader(importlib.abc.Loader):
    """Runs another source for the module."""

    def __init__(self, source: str, path: Path) -> None:
        self.source, self.path = source, path

    def exec_module(self, module: ModuleType) -> None:
        """What the module does when it is imported."""
        exec(compile(self.source, str(self.path), "exec"), module.__dict__)


def replace_file(path: Path, text: str) -> None:
    """Give the text to everything that opens the file for reading."""
    ordinary = io.open

    def opened(file: Any, mode: str = "r", *args: Any, **options: Any) -> Any:
        same = isinstance(file, str | Path) and Path(file).absolute() == path and "w" not in mode and "a" not in mode
        if same:
            return io.BytesIO(text.encode()) if "b" in mode else io.StringIO(text)
        return ordinary(file, mode, *args, **options)

    io.open = builtins.open = opened


def attempt(path: str, source: str, tests: tuple[str, ...], variables: dict[str, str], output: str) -> NoReturn:
    """Run the tests with ``source`` for the file at ``path``; ends the process with pytest's exit code."""
    with open(output, "wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.environ.update(variables)
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)  # tests/conftest.py says it, once the environment is complete
    mutant = ROOT / path
    sys.meta_path.insert(0, ReplacingFinder(mutant, source))
    if mutant.suffix != ".py":
        replace_file(mutant, source)
    sys.exit(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *tests]))
