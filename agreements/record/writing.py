"""Writes the database back as files of the record, in the style in which the record is kept.

Block style with two-space indents; texts longer than a line are folded (``>-``); dates and numbers have
no quotes. What is the same in the carried file is written byte for byte as there, because lines may have
been folded by hand. Activities, which are not in the database, are carried along as they are.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from shutil import copyfile, copytree
from typing import Any

import yaml
from django.utils import timezone

from agreements.base.languages import LANGUAGES
from agreements.models import Attachment, Entry, EntryQuerySet
from agreements.models.facts import Holds
from agreements.record import DATA
from agreements.record.forms import (
    drop_unstated_supports,
    place_forms,
    region_forms,
    vocabulary_forms,
)
from agreements.record.kinds import KINDS
from agreements.record.reading import read_file
from agreements.record.structure import CARRIED_SCHEMES, SCHEMES, Form, no_behaviour

WIDTH = 112
FOLDED_FROM = 91
TERM_WIDTH = 142


@cache
def _plain_keys() -> set[str]:
    """The keys whose values are written without quotes."""
    dates = Entry.keys_holding(Holds.DATE, Holds.PAST, Holds.DAY)
    return dates | {"lat", "lon", "capital", "border", "number"}


class _Plain(str):
    """A text that looks like a date or a number and is written without quotes all the same."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent the items of lists below their key."""
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        """Write every value out."""
        return True


def _represent_text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = ">" if len(value) >= FOLDED_FROM else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _represent_plain(dumper: Any, value: _Plain) -> yaml.ScalarNode:
    text = str(value)
    tag = dumper.resolve(yaml.ScalarNode, text, (True, False))
    node: yaml.ScalarNode = dumper.represent_scalar(tag, text)
    return node


_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(_Plain, _represent_plain)


def to_yaml(form: Form) -> str:
    """A form in the block style of the record."""
    text: str = yaml.dump(_with_plain_values(form), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH)
    return text


def _with_plain_values(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _with_plain_values(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_plain_values(item) for item in value]
    return _Plain(value) if key in _plain_keys() else value


def _flow(value: Any) -> str:
    text: str = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, default_flow_style=True, width=float("inf"))
    return text.strip()


def _term_line(start: str, form: Form) -> str:
    """One term: labels and behaviour on the first line, other words and the inverse below."""
    labels = {key: value for key, value in form.items() if key in LANGUAGES}
    codes = [f"{key}: {value}" for key, value in form.items() if isinstance(value, str) and key not in LANGUAGES]
    parts = [", ".join([_flow(labels)[1:-1], *codes])]
    for key in "alt", "inverse":
        if key in form:
            opening = f"    {key}: {{"
            part = opening + _flow(form[key])[1:]
            if len(part) > TERM_WIDTH:
                languages = [_wrapped(f"{lang}: {_flow(words)}", len(opening)) for lang, words in form[key].items()]
                part = opening + (",\n" + " " * len(opening)).join(languages) + "}"
            parts.append(part)
    return start + "{" + ",\n".join(parts) + "}\n"


def _wrapped(words: str, indent: int) -> str:
    """A long list of words in lines, broken after commas."""
    lines = [""]
    for word in words.split(", "):
        if lines[-1] and indent + len(lines[-1]) + len(word) + 3 > TERM_WIDTH:
            lines.append(" " * 5)
        lines[-1] += word + ", "
    return ("\n" + " " * indent).join(line.rstrip(" ") for line in lines).removesuffix(",")


def vocabulary_yaml() -> str:
    """The vocabulary, a term a line; what is the same in the carried file is written as there, activities always."""
    schemes: dict[str, dict[str, Form]] = {scheme: {} for scheme in SCHEMES}
    for path, form in vocabulary_forms().items():
        scheme, key = path.split("/", 1)
        unsaid = {name: no_behaviour(SCHEMES[scheme], name) for name in SCHEMES[scheme].behaviour}
        schemes[scheme][key] = {
            name: value for name, value in form.items() if value and name != "position" and value != unsaid.get(name)
        }
    carried = read_file(DATA / "vocabulary.yaml")
    schemes |= {scheme: carried.data[scheme] for scheme in CARRIED_SCHEMES if scheme in carried.data}
    text = _header("vocabulary")
    lines = (DATA / "vocabulary.yaml").read_text("utf-8").splitlines(keepends=True)
    starts = sorted(line for path, line in carried.lines.items() if len(path) <= 2)
    blocks = {start: "".join(lines[start - 1 : end - 1]) for start, end in pairwise([*starts, len(lines) + 1])}
    for scheme, terms in schemes.items():
        width = max(map(len, terms), default=0) + 1
        text += blocks.get(carried.lines.get((scheme,), 0), f"{scheme}:\n") if terms else ""
        for key, form in terms.items():
            unchanged = carried.data.get(scheme, {}).get(key) == form
            line = _term_line(f"  {key + ':':<{width}} ", form)
            text += blocks[carried.lines[scheme, key]] if unchanged else line
    return text


def _header(section: str) -> str:
    """The lines of explanation at the top of the carried file."""
    lines = (DATA / f"{section}.yaml").read_text("utf-8").splitlines(keepends=True)
    return "".join(lines[: next(index for index, line in enumerate(lines) if not line.startswith("#"))])


@dataclass
class Dump:
    """What was written, and what was left out because it is not public."""

    directory: Path
    written: dict[str, int] = field(default_factory=dict)
    unpublished: Counter[str] = field(default_factory=Counter)
    relations: int = 0
    attachments: int = 0
    other_files: list[str] = field(default_factory=list)


def is_record_directory(directory: Path) -> bool:
    """Whether the directory holds a record already."""
    return any((directory / name).is_dir() for name in KINDS) and (directory / "vocabulary.yaml").is_file()


def dump(directory: Path) -> Dump:
    """Write the published record to ``directory``; OSError where that is not possible."""
    result = Dump(directory)
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "vocabulary.yaml").write_text(vocabulary_yaml(), "utf-8")
    for section, forms in ("regions", region_forms()), ("places", place_forms()):
        text = _header(section) + (to_yaml(forms) if forms else "")
        (directory / f"{section}.yaml").write_text(text, "utf-8")
    forms = {name: files.forms(files.model.objects.published()) for name, files in KINDS.items()}
    public = {key for entries in forms.values() for key in entries}
    for name, entries in forms.items():
        (directory / name).mkdir(exist_ok=True)
        for key, form in entries.items():
            result.relations += _drop_relations(form, public)
            _write(directory / name / f"{key}.yaml", form)
        present = (directory / name).glob("*.yaml")
        result.other_files += sorted(file.name for file in present if file.stem not in entries)
    (directory / "published.yaml").write_text(
        _published_yaml(Entry.objects.published().filter(record_id__in=public)), "utf-8"
    )
    copytree(DATA / "activities", directory / "activities", copy_function=copyfile, dirs_exist_ok=True)
    result.written = {name: len(entries) for name, entries in forms.items()}
    result.unpublished = Counter(Entry.objects.unpublished().values_list("state", flat=True))
    result.attachments = Attachment.objects.published().count()
    return result


def _write(file: Path, form: Form) -> None:
    """Write a document unless the file holds it already; a carried file that holds it is copied."""
    carried = DATA / file.parent.name / file.name
    if _holds(file, form):
        return
    file.write_text(carried.read_text("utf-8") if _holds(carried, form) else to_yaml(form), "utf-8")


def _holds(file: Path, form: Form) -> bool:
    """Whether the file holds exactly this form; line breaks and the order of keys do not count."""
    if not file.is_file():
        return False
    source = read_file(file)
    return source.data == form and not source.problems


def _published_yaml(published: EntryQuerySet) -> str:
    """The day on which each document was first published: no fact of the document, so it has a file of its own."""
    days = published.order_by("record_id").values_list("record_id", "first_published")
    heading = "# The day on which this archive first published each document.\n"
    return heading + to_yaml({key: _Plain(timezone.localtime(moment).date().isoformat()) for key, moment in days})


def _drop_relations(form: Form, published: Collection[str]) -> int:
    """Leave out relations to documents that are not public, and count them."""
    relations = form.get("relations", [])
    kept = [relation for relation in relations if relation["to"] in published]
    if kept:
        form["relations"] = kept
    elif relations:
        del form["relations"]
        for source in form["sources"]:
            drop_unstated_supports(source, form)
    return len(relations) - len(kept)
