"""Reads the files of the record and checks them as a whole, before anything else happens with them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.db.models import F

from agreements.base.languages import LANGUAGES
from agreements.models import Entry, Party, Person, Place, Region
from agreements.models.addresses import Addressed
from agreements.models.places import signed_in_regions
from agreements.record import checks
from agreements.record.forms import place_forms, region_forms
from agreements.record.kinds import KINDS, EntryFiles
from agreements.record.reading import FileProblem, KeyPath, SourceFile, read_file
from agreements.record.shapes import unknown
from agreements.record.structure import (
    CARRIED_SCHEMES,
    FIRST_PUBLISHED,
    SCHEMES,
    Form,
    KnownNames,
    place_shape,
    region_shape,
    term_shape,
    vocabulary_key,
)

_SHARED = ("vocabulary", "regions", "places")
_SHARED_BY_TWINS = (*LANGUAGES, "country")
_SINGLE_FILES = ("vocabulary", "regions", "places", "published")


class InvalidRecord(Exception):
    """The files have problems; nothing was loaded."""

    def __init__(self, problems: list[FileProblem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


def sections() -> tuple[str, ...]:
    """The sections of the record: what entries share, then the directories of all kinds of entries."""
    return (*_SHARED, *KINDS)


def _directory_of(file: Path) -> str:
    """Which kind of entry a single file holds: that of its directory, a document where that says nothing."""
    return file.resolve().parent.name if file.resolve().parent.name in KINDS else next(iter(KINDS))


@dataclass
class Record:
    """The valid contents of the files, by section and key, in the order of the files."""

    vocabulary: dict[str, Form] = field(default_factory=dict)
    regions: dict[str, Form] = field(default_factory=dict)
    places: dict[str, Form] = field(default_factory=dict)
    entries: dict[str, dict[str, Form]] = field(default_factory=dict)
    sources: dict[str, SourceFile] = field(default_factory=dict)  # the files of the entries, by id
    published: dict[str, str] = field(default_factory=dict)
    warnings: list[FileProblem] = field(default_factory=list)

    def of(self, section: str) -> dict[str, Form]:
        """The items of one section, by key."""
        items: dict[str, Form] = self.entries[section] if section in self.entries else getattr(self, section, {})
        return items


def read_record(path: Path) -> Record:
    """The contents of the files at ``path``, completely checked; InvalidRecord lists all problems."""
    files = _find(path)
    sources = {section: [read_file(path) for path in paths] for section, paths in files.items()}
    readable = {section: [source for source in read if source.data] for section, read in sources.items()}
    record, known = Record(), _known(readable)

    for source in readable["vocabulary"]:
        record.vocabulary = _read_vocabulary(source)
    for source in readable["regions"]:
        record.regions = _read_named(source, "regions", known)
    for source in readable["places"]:
        record.places = _read_named(source, "places", known)
    checked: list[tuple[EntryFiles, SourceFile, Form]] = []
    for directory, kind in KINDS.items():
        shape = kind.shape(known)
        read = [(source, shape(source.data, (), source.report)) for source in readable[directory]]
        for source, form in read:
            kind.check(source, form, known)
        kind.check_all(read)
        record.entries[directory] = {source.stem: form for source, form in read}
        record.sources |= {source.stem: source for source, _form in read}
        checked += [(kind, source, form) for source, form in read]
    _check_slugs(readable, checked, known)
    for source in readable["published"]:
        record.published = _read_published(source, known)

    everything = [source for read in sources.values() for source in read]
    if problems := {problem for source in everything for problem in source.problems}:
        raise InvalidRecord(sorted(problems))
    record.warnings = sorted({warning for source in everything for warning in source.warnings})
    return record


def _find(path: Path) -> dict[str, list[Path]]:
    """The files of each section at ``path``."""
    files: dict[str, list[Path]] = {section: [] for section in (*sections(), "published")}
    if path.is_file():
        files[path.stem if path.stem in _SINGLE_FILES else _directory_of(path)].append(path)
        return files
    if not path.is_dir():
        message = "no such file or directory; name a record directory or a document"
        raise InvalidRecord([FileProblem(str(path), 1, "", message)])
    for section in _SINGLE_FILES:
        if (file := path / f"{section}.yaml").exists():
            files[section].append(file)
    # Hidden files and the leftovers of editors and systems (x.yaml~, .x.yaml.swp, ._x.yaml) are not the record's.
    visible = []
    for directory in KINDS:
        in_directory = [file for file in sorted((path / directory).glob("*")) if not file.name.startswith((".", "#"))]
        files[directory] = [file for file in in_directory if file.suffix == ".yaml"]
        visible += in_directory
    single = [file for file in sorted(path.glob("*")) if file.stem in _SINGLE_FILES]
    misnamed = [
        FileProblem(str(file), 1, "", f"ends in {file.suffix}; rename it to {file.stem}.yaml")
        for file in (*single, *visible)
        if file.suffix != ".yaml" and file.suffix.lower() in (".yaml", ".yml")
    ]
    if misnamed:
        raise InvalidRecord(misnamed)
    if not any(files[section] for section in sections()):
        message = "not a record directory: no documents/*.yaml, vocabulary.yaml, places.yaml or regions.yaml"
        raise InvalidRecord([FileProblem(str(path), 1, "", message)])
    return files


def _known(readable: dict[str, list[SourceFile]]) -> KnownNames:
    """What documents may refer to: the contents of the files and of the database together."""
    known = KnownNames(
        terms={scheme: set(model._default_manager.values_list("pk", flat=True)) for scheme, model in SCHEMES.items()},
        places=place_forms(),
        regions=region_forms(),
        entries=set(Entry.objects.values_list("record_id", flat=True)),
    )
    for source in readable["vocabulary"]:
        for scheme in SCHEMES:
            terms = source.data.get(scheme)
            known.terms[scheme] |= set(terms) if isinstance(terms, dict) else set()
    for section, entries in ("places", known.places), ("regions", known.regions):
        for source in readable[section]:
            entries |= {key: form for key, form in source.data.items() if isinstance(form, dict)}
    known.entries |= {source.stem for directory in KINDS for source in readable[directory]}
    return known


def _read_vocabulary(source: SourceFile) -> dict[str, Form]:
    forms: dict[str, Form] = {}
    for scheme, terms in source.data.items():
        if scheme in CARRIED_SCHEMES:
            continue
        if scheme not in SCHEMES:
            source.report((scheme,), unknown(scheme, [*SCHEMES, *CARRIED_SCHEMES], "section"))
        elif not isinstance(terms, dict):
            source.report((scheme,), "holds no terms; write one term a line: key: {en: …, ru: …, kk: …}")
        else:
            shape = term_shape(scheme)
            for position, (key, term) in enumerate(terms.items()):
                vocabulary_key(key, (scheme, key), source.report)
                form = shape(term, (scheme, key), source.report)
                forms[f"{scheme}/{key}"] = (form or {}) | {"position": position}
    return forms


def _read_named(source: SourceFile, section: str, known: KnownNames) -> dict[str, Form]:
    shape = region_shape() if section == "regions" else place_shape(known)
    forms = {key: shape(entry, (key,), source.report) for key, entry in source.data.items()}
    checks.check_named(source, forms)
    if section == "places":
        for key, signed in signed_in_regions(forms).items():
            source.report((key,), f"a region of this name is the place of signature of {', '.join(signed)}")
    return forms


def _check_slugs(
    readable: dict[str, list[SourceFile]], checked: list[tuple[EntryFiles, SourceFile, Form]], known: KnownNames
) -> None:
    """No address that a file states is, or was, that of another entry, in the files or in the database."""
    stated: dict[str, list[tuple[SourceFile, KeyPath, checks.Owner, str]]] = {}
    named: tuple[tuple[str, type[Addressed]], ...] = (("places", Place), ("regions", Region))
    twins = set(Place.objects.filter(region__slug=F("slug")).values_list("name_en", flat=True))
    for section, model in named:
        for source in readable[section]:
            for key, entry in source.data.items():
                for path, slug in checks.stated_addresses(entry) if isinstance(entry, dict) else ():
                    owner = (str(model._meta.model_name), key)
                    stated.setdefault(model.route, []).append((source, (key, *path), owner, slug))
                if key in twins:
                    _check_one_page(source, section, key, known)
    for files, source, form in checked:
        for model, path, bearer, slug in files.addresses(form):
            owner = (str(model._meta.model_name), bearer)
            stated.setdefault(model.route, []).append((source, path, owner, slug))

    def one_page(owner: checks.Owner, other: checks.Owner) -> bool:
        kinds, names = {owner[0], other[0]}, {owner[1], other[1]}
        return kinds == {"place", "region"} and len(names) == 1 and _is_region_itself(known, owner[1])

    for model in (Party, Person, Place):
        if slugs := stated.get(model.route):
            merged = set(_merged(model))  # what was merged is refused by itself, and not with all the others
            slugs = [one for one in slugs if (one[3], one[2]) not in merged]
            checks.check_slugs(slugs, _held_slugs(model), one_page)


def _is_region_itself(known: KnownNames, name: str) -> bool:
    """Whether the city of this name is the region of this name: it lies there, and all that they share is the same."""
    city, region = known.places.get(name, {}), known.regions.get(name, {})
    return city.get("region") == name and all(city.get(key) == region.get(key) for key in _SHARED_BY_TWINS)


def _check_one_page(source: SourceFile, section: str, key: str, known: KnownNames) -> None:
    """A city that has the page of its region here is called like it in every language."""
    city, region = known.places[key], known.regions[key]
    own, other = (city, region) if section == "places" else (region, city)
    for name in _SHARED_BY_TWINS:
        if own.get(name) and other.get(name) and own[name] != other[name]:
            what = "the region" if section == "places" else "the city"
            source.report((key, name), f"is “{own[name]}”, but {what} of the same page has “{other[name]}”")


def _held_slugs(model: type[Addressed]) -> Iterator[tuple[str, checks.Owner]]:
    """The addresses that the database has or had, each with its owner."""
    for entry in _sharing(model):
        for slug in (entry.slug, *entry.formerly):
            yield slug, _owner(entry, entry.name_en)


def _merged(model: type[Addressed]) -> Iterator[tuple[str, checks.Owner]]:
    """The addresses that lead on here, each with what was there before."""
    for entry in _sharing(model):
        for slug, name in entry.formerly.items():
            yield slug, _owner(entry, name)


def _sharing(model: type[Addressed]) -> Iterator[Addressed]:
    for sharing in model.sharing_addresses():
        yield from sharing._default_manager.all()


def _owner(entry: Addressed, name: str) -> checks.Owner:
    return str(entry._meta.model_name), f"{name} ({entry.side})" if isinstance(entry, Party) else name


def _read_published(source: SourceFile, known: KnownNames) -> dict[str, str]:
    """The days of first publication, by document."""
    days: dict[str, str] = {}
    for key, value in source.data.items():
        if key not in known.entries:
            source.report((key,), unknown(key, known.entries, "document"))
        elif day := FIRST_PUBLISHED(value, (key,), source.report):
            days[key] = day
    return days
