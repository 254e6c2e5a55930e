"""The right answers to the judged questions, worked out from the files of the record alone.

Nothing of the search is used here: a document meets a reading where the facts in its file do.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from agreements.base.edtf import Edtf
from agreements.base.slugs import slug_of

RECORD = Path(__file__).parents[2] / "agreements" / "record" / "data"
QUESTIONS = Path(__file__).with_name("questions.yaml")

Document = Mapping[str, Any]
Pieces = Mapping[str, Any]


@lru_cache
def read(path: Path) -> Any:
    """A YAML file, every scalar as it is written: a year is no number here, a day no date."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CBaseLoader)


@lru_cache
def documents() -> dict[str, Document]:
    """The documents of the record by their ids."""
    found = [read(path) for path in sorted((RECORD / "documents").glob("*.yaml"))]
    return {document["id"]: document for document in found}


def address(name: str) -> str:
    """The last part of the address of a party, person, place or region of this English name."""
    return slug_of(name)[:120].rstrip("-")


def named(things: Iterable[Mapping[str, Any]]) -> set[str]:
    """The addresses of the parties or signatories of a document."""
    return {address(thing["name"]["en"]) for thing in things}


def parties_named(words: str) -> list[str]:
    """The addresses of the parties whose English name has each of these words, as the list of the archive has them."""
    names = {party["name"]["en"] for document in documents().values() for party in document["parties"]}
    wanted = set(slug_of(words).split("-"))
    return sorted(address(name) for name in names if wanted <= set(slug_of(name).split("-")))


def interval(text: str) -> tuple[datetime.date, datetime.date]:
    """The first and the last day of an ISO 8601-2 interval of days, months or years; ``..`` is an open end."""
    first, _, last = text.partition("/")
    start = datetime.date.min if first == ".." else Edtf.parse(first).lower
    end = datetime.date.max if last == ".." else Edtf.parse(last or first).upper
    assert start, text
    assert end, text
    return start, end


def _signed(document: Document, wanted: str) -> bool:
    """Whether the date of signature could lie in the interval; what is known to the year could be any day of it."""
    first, last = interval(wanted)
    date = Edtf.parse(document["signed"])
    return (date.lower or datetime.date.min) <= last and first <= (date.upper or datetime.date.max)


def _themes(document: Document) -> set[str]:
    return {theme for part in (document, *document.get("clauses", ())) for theme in part.get("themes", ())}


_HAVING: Mapping[str, Callable[[Document], bool]] = {
    "clauses": lambda document: bool(document.get("clauses")),
    "official-text": lambda document: any(
        source["kind"] == "official-text" and {"clauses", "parties"} & set(source["supports"])
        for source in document["sources"]
    ),
    "in-force-date": lambda document: "in_force" in document,
}

_FACTS: Mapping[str, Callable[[Document], set[str]]] = {
    "kind": lambda document: {document["kind"]},
    "level": lambda document: {document["level"]},
    "status": lambda document: {document["status"]},
    "theme": _themes,
    "side": lambda document: {party["side"] for party in document["parties"]},
    "language": lambda document: set(document.get("languages", ())),
    "place": lambda document: {address(document["place"]["en"])} if "place" in document else set(),
    "region": lambda document: {address(region) for region in document.get("regions", ())},
    "signatory": lambda document: named(document.get("signatories", ())),
}


def meets(document: Document, pieces: Pieces) -> bool:
    """Whether a document meets every piece of a reading that is a filter; nothing meets a name that is unknown."""
    return all(_meets(document, name, wanted) for name, wanted in pieces.items())


def _meets(document: Document, name: str, wanted: Any) -> bool:
    match name:
        case "signed":
            return _signed(document, wanted)
        case "party":
            return all(named(document["parties"]) & set(inner) for inner in wanted)
        case "with":
            return all(_HAVING[thing](document) for thing in wanted)
        case "without":
            return not any(_HAVING[thing](document) for thing in wanted)
        case "unknown":
            return False
        case "words":
            return True
    return bool(_FACTS[name](document) & set(wanted))


def answer(pieces: Pieces) -> set[str]:
    """The ids of all documents that meet the pieces."""
    return {record_id for record_id, document in documents().items() if meets(document, pieces)}


def known(name: str) -> set[str]:
    """All values that the archive has for a piece whose values are keys, whether or not a document has them."""
    match name:
        case "party":
            return {slug for document in documents().values() for slug in named(document["parties"])}
        case "place":
            return {address(entry) for file in ("places", "regions") for entry in read(RECORD / f"{file}.yaml")}
        case "region":
            return {address(entry) for entry in read(RECORD / "regions.yaml")}
        case "side" | "language" | "signatory":
            return {value for document in documents().values() for value in _FACTS[name](document)}
    return set(read(RECORD / "vocabulary.yaml")[name])


def kinds_of(pieces: Pieces, expect: Sequence[str]) -> set[str]:
    """The kinds of piece that a reading shows by itself; whose the unknown name is it cannot tell."""
    shown = {"signed": "years", "signatory": "person", "with": "having", "without": "having"}
    kinds = {shown.get(name, name) for name in pieces if name not in ("unknown", "party")}
    if party := pieces.get("party"):
        kinds.add("between" if len(party) > 1 else "party")
    return kinds | ({"nothing"} if not expect else set())
