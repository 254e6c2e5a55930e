"""What the files of the record may hold, key by key. The lengths are those of the database's columns."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from agreements.base.codes import country_code, key_shape, record_id_shape, slug_shape, subdivision_code
from agreements.models import (
    Clause,
    Entry,
    Party,
    Person,
    Place,
    Region,
    RelationType,
    Signatory,
    Source,
    Term,
)
from agreements.models.facts import SOURCE, Fact, evidence
from agreements.record.columns import columns_shape, day, fact_shape
from agreements.record.reading import KeyPath
from agreements.record.shapes import Report, Shape, mapping, one_of, sequence, text, words

Form = dict[str, Any]

SCHEMES = Term.schemes()
"""The sections of vocabulary.yaml and the models that hold them."""

CARRIED_SCHEMES = tuple(
    scheme for scheme in ("activity_kind", "organiser_kind", "organiser_role") if scheme not in SCHEMES
)
"""Sections of vocabulary.yaml that no model holds: they are carried along as they are."""


@dataclass
class KnownNames:
    """What the files may refer to: their own contents, and what the database already has."""

    terms: dict[str, set[str]] = field(default_factory=dict)
    places: dict[str, Form] = field(default_factory=dict)
    regions: dict[str, Form] = field(default_factory=dict)
    entries: set[str] = field(default_factory=set)


def _limit(model: type[Model], column: str) -> int | None:
    return getattr(model._meta.get_field(column), "max_length", None)


def _number(value: Any, path: KeyPath, report: Report) -> str | None:
    """The number of a clause, as in its address."""
    number: str | None = text(pattern="[1-9][0-9]{0,4}", hint="write the clause’s number: 5")(value, path, report)
    if number and int(number) > _HIGHEST_NUMBER:
        report(path, f"{number} is too high; the highest number of a clause is {_HIGHEST_NUMBER}")
        return None
    return number


COUNTRY = text(rule=country_code)
RECORD_ID = text(_limit(Entry, "record_id"), rule=record_id_shape)
_FLAG = one_of(("true", "false"), "value")
_HIGHEST_NUMBER = 32767  # of a PositiveSmallIntegerField


def entry_shape(model: type[Entry], facts: tuple[Fact, ...], own: dict[str, Shape], known: KnownNames) -> Shape:
    """The shape of the file of an entry of any kind; ``own`` are the shapes of what only this kind has."""
    relation = mapping({"type": one_of(known.terms["relation"], "type of relation"), "to": text()})
    supports = sequence(one_of(list(evidence(facts)), "key"), unique=True)
    shared: dict[str, Shape] = {
        "id": RECORD_ID,
        "themes": themes_shape(known),
        "relations": sequence(relation),
        "sources": sequence(columns_shape(Source, SOURCE, {"supports": supports})),
    }
    shapes = shared | own | {fact.key: fact_shape(model, fact, known.terms) for fact in facts if fact.columns}
    always = ["id", *(fact.key for fact in facts if fact.always)]
    stated = ["id", *(fact.key for fact in facts)]
    return mapping({key: shapes[key] for key in always}, {key: shapes[key] for key in stated if key not in always})


def themes_shape(known: KnownNames) -> Shape:
    """Themes of the vocabulary, each once."""
    return sequence(one_of(known.terms["theme"], "theme"), unique=True)


def document_shapes(known: KnownNames) -> dict[str, Shape]:
    """The shapes of what only the files of documents have."""
    party = mapping(
        {
            "side": COUNTRY,
            "kind": one_of(known.terms["party_kind"], "kind of party"),
            "name": words(_limit(Party, "name_en"), ("en", "ru")),
        },
        {"region": one_of_or_none(known.regions, "region"), **_addresses(Party)},
    )
    signatory = mapping(
        {"side": COUNTRY, "name": words(_limit(Person, "name_en"), ("en", "ru"))},
        {"office": words(_limit(Signatory, "office_en"), ()), **_addresses(Person)},
    )
    clause = mapping(
        {"heading": words(_limit(Clause, "heading_en")), "summary": words(one_line=False)},
        {
            "number": _number,
            "ref": text(_limit(Clause, "ref"), may_be_empty=True),
            "text": words(required=(), one_line=False),
            "themes": themes_shape(known),
        },
    )
    return {
        "parties": sequence(party),
        "signatories": sequence(signatory),
        "place": mapping({"en": text(), "ru": text(), "kk": text(), "country": COUNTRY}),
        "clauses": sequence(clause),
        "regions": sequence(one_of(known.regions, "region"), unique=True),
    }


def one_of_or_none(choices: dict[str, Form], what: str) -> Shape:
    """One of the words in ``choices``, or '' for none of them."""
    choice = one_of(choices, what)
    return lambda value, path, report: "" if value == "" else choice(value, path, report)


def term_shape(scheme: str) -> Shape:
    """The shape of a term in vocabulary.yaml."""
    label = text(_limit(Term, "label_en"))
    alternatives = sequence(text(120), unique=True)
    optional = {"alt": mapping({}, {"en": alternatives, "ru": alternatives, "kk": alternatives})}
    if scheme == "relation":
        optional["inverse"] = words(_limit(RelationType, "inverse_en"), ())
    for name in SCHEMES[scheme].behaviour:
        optional[name] = one_of(_behaviours(SCHEMES[scheme], name), "value")
    return mapping({"en": label, "ru": label, "kk": label}, optional)


def _behaviours(model: type[Term], name: str) -> list[str]:
    """What a file can say of a behaviour; the last means that there is none."""
    choices = model._meta.get_field(name).choices  # type: ignore[union-attr]
    return [*(str(value) for value, _label in choices), "none"] if choices else ["true", "false"]


def no_behaviour(model: type[Term], name: str) -> str:
    """What a file says, or leaves unsaid, of a term that does not have a behaviour."""
    return _behaviours(model, name)[-1]


def vocabulary_key(key: str, path: KeyPath, report: Report) -> None:
    """Check the key of a term, which is part of addresses."""
    text(_limit(Term, "key"), rule=key_shape)(key, path, report)


def _addresses(model: type[Model]) -> dict[str, Shape]:
    """The address of an entry, where it is not made of its English name; former ones with the names of then."""
    slug = text(_limit(model, "slug"), rule=slug_shape)
    name = text(_limit(model, "name_en"))

    def formerly(value: Any, path: KeyPath, report: Report) -> Form | None:
        if not isinstance(value, dict) or not value:
            report(path, "holds no former addresses; write each on a line of its own: address: English name")
            return None
        return {
            address: called
            for address, called in value.items()
            if slug(address, (*path, address), report) and name(called, (*path, address), report)
        }

    return {"slug": slug, "formerly": formerly}


FIRST_PUBLISHED = day
"""The day of a document's first publication, in published.yaml."""


def region_shape() -> Shape:
    """The shape of an entry in regions.yaml."""
    name = text(_limit(Region, "name_en"))
    return mapping(
        {"en": name, "ru": name, "kk": name, "country": COUNTRY},
        {
            "iso": text(rule=subdivision_code),
            "capital": _FLAG,
            "border": _FLAG,
            **_addresses(Region),
        },
    )


def place_shape(known: KnownNames) -> Shape:
    """The shape of an entry in places.yaml."""
    name = text(_limit(Place, "name_en"))
    return mapping(
        {
            "en": name,
            "ru": name,
            "kk": name,
            "country": COUNTRY,
            "region": one_of(known.regions, "region"),
            "lat": _degrees(90),
            "lon": _degrees(180),
        },
        {
            "same_as": one_of(known.places, "place"),
            "near": words(_limit(Place, "near_en")),
            **_addresses(Place),
        },
    )


def _degrees(limit: int) -> Shape:
    number = text(pattern=r"-?[0-9]{1,3}(\.[0-9]{1,2})?", hint="write degrees with at most two decimals: 51.07")

    def check(value: Any, path: KeyPath, report: Report) -> str | None:
        degrees: str | None = number(value, path, report)
        if degrees and abs(float(degrees)) > limit:
            report(path, f"{degrees} is off the map; degrees run from -{limit} to {limit}")
            return None
        return degrees

    return check
