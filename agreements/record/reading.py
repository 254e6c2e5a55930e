"""YAML files as plain data, with the line of each key.

The record uses a small part of YAML: mappings, lists and texts. Every scalar is read as the text that was
written (``2013`` and ``1.20`` stay as they are), so that dates and references need no quotes. Anchors,
aliases, tags and repeated keys have no meaning in the record and are reported.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from agreements.base.texts import fault, tidy
from agreements.models import Entry
from agreements.models.facts import Holds

# Several times faster; both give the same events.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 12
_NULL = {"", "~", "null", "Null", "NULL"}

_OTHER_CODES = {
    *("id", "side", "type", "to", "themes", "regions", "country", "iso", "capital", "border"),
    *("lat", "lon", "region", "same_as", "number", "slug"),
}


@cache
def _codes() -> set[str]:
    """The keys whose values are codes: a comment after one cuts nothing off."""
    sorts = (Holds.DATE, Holds.PAST, Holds.DAY, Holds.TERM, Holds.CHOICE, Holds.CODE, Holds.CODES)
    return Entry.keys_holding(*sorts) | _OTHER_CODES


type_names = {dict: "a mapping", list: "a list", str: "a text", type(None): "empty"}

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class FileProblem:
    """Something wrong in a file, with the place to look at and the fix."""

    file: str
    line: int
    path: str
    message: str

    def __str__(self) -> str:
        key = f"{self.path}: " if self.path else ""
        return f"{self.file}:{self.line}: {key}{self.message}"


def dotted(path: KeyPath) -> str:
    """A path as people write it: ``parties[2].name.ru``; items are counted from one."""
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else step
    return text


@dataclass
class SourceFile:
    """One file: its data, the line of each key, and the problems found in it so far; warnings refuse nothing."""

    name: str
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[KeyPath, int] = field(default_factory=dict)
    problems: list[FileProblem] = field(default_factory=list)
    warnings: list[FileProblem] = field(default_factory=list)

    @property
    def stem(self) -> str:
        """The file's name without directory and extension."""
        return Path(self.name).stem

    def report(self, path: KeyPath, message: str) -> None:
        """Note a problem at ``path``."""
        self.problems.append(self.problem(path, message))

    def warn(self, path: KeyPath, message: str) -> None:
        """Note something at ``path`` that is unusual but may be right."""
        self.warnings.append(self.problem(path, message))

    def line(self, path: KeyPath) -> int:
        """The line of ``path``, or of the nearest key above it that the file has."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: KeyPath, message: str) -> FileProblem:
        """What is wrong at ``path``, with its line."""
        return FileProblem(self.name, self.line(path), dotted(path), message)


class _Unusable(Exception):
    """The rest of the file cannot be read."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def read_file(path: Path) -> SourceFile:
    """The data of the YAML file ``path``; what is wrong with it is in its ``problems``."""
    source = SourceFile(str(path))
    try:
        text = _text(path)
        data = _Builder(source, text).build(yaml.parse(text, Loader=_Loader))
        if not isinstance(data, dict):
            type_name = type_names[type(data)]
            raise _Unusable(1, f"the file holds {type_name}; it has to hold keys and values (key: value)")
        source.data = data
    except _Unusable as error:
        source.problems.append(FileProblem(source.name, error.line, "", str(error)))
    except yaml.MarkedYAMLError as error:
        source.problems.append(FileProblem(source.name, *_explain(error, text)))
    except yaml.YAMLError as error:
        source.problems.append(FileProblem(source.name, 1, "", f"not readable as YAML: {error}"))
    return source


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _Unusable(1, f"cannot be read: {error.strerror}") from error
    if len(content) > MAX_BYTES:
        raise _Unusable(1, "larger than 1 MB; one file describes one document, full texts are attachments")
    if not content.strip():
        raise _Unusable(1, "the file is empty; fill it in or delete it")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _Unusable(line, "not UTF-8; save the file as UTF-8 text") from error
    if control := re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", text):
        line = text.count("\n", 0, control.start()) + 1
        raise _Unusable(line, f"not a text file: control character U+{ord(control[0]):04X}; remove it")
    return text


def _explain(error: yaml.MarkedYAMLError, text: str) -> tuple[int, str, str]:
    """The line, key and message of a syntax error in words for people who do not write YAML every day."""
    position = error.problem_mark or error.context_mark
    number = position.line if position else 0
    lines = text.splitlines()
    line = lines[number] if number < len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return number + 1, "", "a tab; indent with two spaces"
    hint = str(error.problem or error.context)
    if "mapping values are not allowed" in hint:
        hint += "; put a text that contains “: ” in quotes"
    elif "could not find expected ':'" in hint or "did not find expected" in hint:
        hint += "; check the indentation and the quotes of this line and the one before"
    return number + 1, "", f"not readable as YAML: {hint}"


class _Builder:
    """Builds the data from the parser's events; aliases are refused, so the data cannot grow beyond the file."""

    def __init__(self, source: SourceFile, text: str) -> None:
        self.source = source
        self.rows = re.split("\r\n|[\r\n\x85\u2028\u2029]", text)  # the line ends that YAML knows

    def build(self, events: Iterator[Any]) -> Any:
        data: Any = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    line = event.start_mark.line + 1 if event.start_mark else 1
                    raise _Unusable(line, "a second document begins (---); one file holds one")
                data = self._node(next(events), events, ())
        return data

    def _node(self, event: Any, events: Iterator[Any], path: KeyPath) -> Any:
        line = event.start_mark.line + 1
        self.source.lines.setdefault(path, line)
        if isinstance(event, yaml.AliasEvent):
            raise _Unusable(line, f"an alias (*{event.anchor}); the record has none: write the value out")
        if event.anchor:
            self.source.report(path, f"an anchor (&{event.anchor}); the record has none: remove it")
        if event.tag not in (None, "!"):
            self.source.report(path, f"a tag ({event.tag}); the record has none: remove it")
        if len(path) > MAX_DEPTH:
            raise _Unusable(line, "nested too deeply; nothing in the record is")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, path)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Any] = []
            while not isinstance(event := next(events), yaml.SequenceEndEvent):
                items.append(self._node(event, events, (*path, len(items))))
            return items
        return self._mapping(events, path)

    def _mapping(self, events: Iterator[Any], path: KeyPath) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            line = event.start_mark.line + 1
            if not isinstance(event, yaml.ScalarEvent):
                raise _Unusable(line, "a key has to be a word; put a text that begins with [ { * or & in quotes")
            key = event.value
            again = key in mapping
            if not again:
                self.source.lines[(*path, key)] = line
            value = self._node(next(events), events, (*path, key))
            if again:
                first = self.source.lines[(*path, key)]
                message = f"stands here a second time (first: line {first}); remove one"
                self.source.problems.append(FileProblem(self.source.name, line, dotted((*path, key)), message))
            else:
                mapping[key] = value
        return mapping

    def _scalar(self, event: Any, path: KeyPath) -> str | None:
        if not event.style and self._is_cut(event, path):
            self.source.report(path, "is cut off at “ #”, where a remark begins in YAML; put the text in quotes")
        if not event.style and event.value in _NULL:
            return None
        value: str = event.value.strip()
        if wrong := fault(value, kept := tidy(value)):
            self.source.report(path, wrong)
        return kept

    def _is_cut(self, event: Any, path: KeyPath) -> bool:
        """Whether a comment follows a plain text on its line."""
        if next((step for step in reversed(path) if isinstance(step, str)), "") in _codes():
            return False
        end = event.end_mark
        rest = self.rows[end.line][end.column :] if end.line < len(self.rows) else ""
        return bool(re.match(r"[ \t]*#", rest)) and end.column > 0
