"""Reads the files of the record and checks them as a whole, before anything else happens with them."""

from dataclasses import dataclass, field
from pathlib import Path

from agreements.models import Agreement
from agreements.record import checks
from agreements.record.forms import place_forms, region_forms
from agreements.record.reading import Problem, SourceFile, read_file
from agreements.record.shapes import unknown
from agreements.record.structure import (
    ACTIVITY_SCHEMES,
    SCHEMES,
    Form,
    Known,
    document_shape,
    place_shape,
    region_shape,
    term_shape,
    vocabulary_key,
)

SECTIONS = ("vocabulary", "regions", "places", "documents")


class InvalidRecord(Exception):
    """The files have problems; nothing was loaded."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


@dataclass
class Record:
    """The valid contents of the files, by section and key, in the order of the files."""

    vocabulary: dict[str, Form] = field(default_factory=dict)
    regions: dict[str, Form] = field(default_factory=dict)
    places: dict[str, Form] = field(default_factory=dict)
    documents: dict[str, Form] = field(default_factory=dict)


def read_record(path: Path) -> Record:
    """The contents of the files at ``path``, completely checked; InvalidRecord lists all problems."""
    files = _find(path)
    sources = {section: [read_file(file) for file in found] for section, found in files.items()}
    readable = {section: [s for s in found if s.data] for section, found in sources.items()}
    record, known = Record(), _known(readable)

    for source in readable["vocabulary"]:
        record.vocabulary = _read_vocabulary(source)
    for source in readable["regions"]:
        record.regions = _read_named(source, "regions", known)
    for source in readable["places"]:
        record.places = _read_named(source, "places", known)
    shape = document_shape(known)
    checked = []
    for source in readable["documents"]:
        form = shape(source.data, (), source.report)
        checks.check_document(source, form, known)
        checked.append((source, form))
        record.documents[source.stem] = form
    checks.check_spelling(checked)

    if problems := {problem for found in sources.values() for source in found for problem in source.problems}:
        raise InvalidRecord(sorted(problems))
    return record


def _find(path: Path) -> dict[str, list[Path]]:
    """The files of each section at ``path``."""
    files: dict[str, list[Path]] = {section: [] for section in SECTIONS}
    if path.is_file():
        files[path.stem if path.stem in SECTIONS[:3] else "documents"].append(path)
        return files
    if not path.is_dir():
        message = "no such file or directory; name a record directory or a document"
        raise InvalidRecord([Problem(str(path), 1, "", message)])
    for section in SECTIONS[:3]:
        if (file := path / f"{section}.yaml").exists():
            files[section].append(file)
    files["documents"] = sorted((path / "documents").glob("*.yaml"))
    misnamed = [
        Problem(str(file), 1, "", f"ends in {file.suffix}; rename it to {file.stem}.yaml")
        for file in sorted((path / "documents").glob("*.[yY]*"))
        if file.suffix != ".yaml"
    ]
    if misnamed:
        raise InvalidRecord(misnamed)
    if not any(files.values()):
        message = "not a record directory: no documents/*.yaml, vocabulary.yaml, places.yaml or regions.yaml"
        raise InvalidRecord([Problem(str(path), 1, "", message)])
    return files


def _known(readable: dict[str, list[SourceFile]]) -> Known:
    """What documents may refer to: the contents of the files and of the database together."""
    known = Known(
        terms={scheme: set(model._default_manager.values_list("pk", flat=True)) for scheme, model in SCHEMES.items()},
        places=place_forms(),
        regions=region_forms(),
        documents=set(Agreement.objects.values_list("record_id", flat=True)),
    )
    for source in readable["vocabulary"]:
        for scheme in SCHEMES:
            terms = source.data.get(scheme)
            known.terms[scheme] |= set(terms) if isinstance(terms, dict) else set()
    for section, entries in ("places", known.places), ("regions", known.regions):
        for source in readable[section]:
            entries |= {key: form for key, form in source.data.items() if isinstance(form, dict)}
    known.documents |= {source.stem for source in readable["documents"]}
    return known


def _read_vocabulary(source: SourceFile) -> dict[str, Form]:
    forms: dict[str, Form] = {}
    for scheme, terms in source.data.items():
        if scheme in ACTIVITY_SCHEMES:
            continue
        if scheme not in SCHEMES:
            source.report((scheme,), unknown(scheme, [*SCHEMES, *ACTIVITY_SCHEMES], "section"))
        elif not isinstance(terms, dict):
            source.report((scheme,), "holds no terms; write one term a line: key: {en: …, ru: …, kk: …}")
        else:
            shape = term_shape(scheme)
            for position, (key, term) in enumerate(terms.items()):
                vocabulary_key(key, (scheme, key), source.report)
                form = shape(term, (scheme, key), source.report)
                forms[f"{scheme}/{key}"] = (form or {}) | {"position": position}
    return forms


def _read_named(source: SourceFile, section: str, known: Known) -> dict[str, Form]:
    shape = region_shape() if section == "regions" else place_shape(known)
    forms = {key: shape(entry, (key,), source.report) for key, entry in source.data.items()}
    checks.check_named(source, forms)
    return forms
