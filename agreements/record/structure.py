"""What may stand in the files of the record, key by key. The lengths are those of the database's columns."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from babel import Locale
from django.db.models import Model

from agreements.dates import Edtf
from agreements.models import (
    Agreement,
    Clause,
    Confidence,
    Kind,
    Level,
    Party,
    PartyKind,
    Person,
    Place,
    Region,
    RelationType,
    Signatory,
    Source,
    SourceKind,
    Status,
    Supported,
    Term,
    Theme,
)
from agreements.record.reading import KeyPath
from agreements.record.shapes import Report, Shape, mapping, one_of, sequence, text, words

Form = dict[str, Any]

SCHEMES: dict[str, type[Term]] = {
    "kind": Kind,
    "level": Level,
    "status": Status,
    "relation": RelationType,
    "party_kind": PartyKind,
    "confidence": Confidence,
    "theme": Theme,
}
"""The sections of vocabulary.yaml and the models that hold them."""

ACTIVITY_SCHEMES = ("activity_kind", "organiser_kind", "organiser_role")
"""Sections of vocabulary.yaml that describe activities; documents do without them."""


@dataclass
class Known:
    """What the files may refer to: what stands in them, and what the database already has."""

    terms: dict[str, set[str]] = field(default_factory=dict)
    places: dict[str, Form] = field(default_factory=dict)
    regions: dict[str, Form] = field(default_factory=dict)
    documents: set[str] = field(default_factory=set)


def _limit(model: type[Model], column: str) -> int | None:
    return getattr(model._meta.get_field(column), "max_length", None)


def _edtf(value: Any, path: KeyPath, report: Report) -> str | None:
    if isinstance(value, list):
        report(path, "is a list where a date belongs; put a set of dates in quotes: '[2013..2015]'")
        return None
    date: str | None = text(hint="write 2013, 2013-11 or 2013-11-11")(value, path, report)
    if date:
        try:
            Edtf.parse(date)
        except ValueError as error:
            report(path, str(error))
            return None
    return date


def _partial_date(value: Any, path: KeyPath, report: Report) -> str | None:
    """A plain year, month or day that there was."""
    date = text(pattern=_PARTIAL_DATE, hint="write YYYY, YYYY-MM or YYYY-MM-DD")(value, path, report)
    return _edtf(date, path, report) if date else None


def _code(known: Iterable[str], hint: str) -> Shape:
    """A two-letter code that Unicode CLDR has a name for."""
    codes = sorted(code for code in known if len(code) == 2)
    return text(pattern="|".join(codes), hint=hint)


COUNTRY = _code(Locale("en").territories, "write the two capital letters of ISO 3166-1: RU, KZ")
LANGUAGE = _code(Locale("en").languages, "write the two small letters of ISO 639-1: ru, kk, en")
RECORD_ID = text(
    _limit(Agreement, "record_id"),
    r"[a-z0-9]+(-[a-z0-9]+)*",
    "an id is made of a-z, 0-9 and single hyphens: <date of signature>-<kind>-<a few words>",
)
_TERM_KEY = r"[a-z0-9]+(-[a-z0-9]+)*"
_PARTIAL_DATE = r"[1-9]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
_FLAG = one_of(("true", "false"), "value")


def document_shape(known: Known) -> Shape:
    """The shape of a file in documents/."""
    themes = sequence(one_of(known.terms["theme"], "theme"), unique=True)
    party = mapping(
        {
            "side": COUNTRY,
            "kind": one_of(known.terms["party_kind"], "kind of party"),
            "name": words(_limit(Party, "name_en"), ("en", "ru")),
        },
        {"region": one_of_or_none(known.regions, "region")},
    )
    signatory = mapping(
        {"side": COUNTRY, "name": words(_limit(Person, "name_en"), ("en", "ru"))},
        {"office": words(_limit(Signatory, "office_en"), ())},
    )
    clause = mapping(
        {"heading": words(_limit(Clause, "heading_en")), "summary": words()},
        {
            "ref": text(_limit(Clause, "ref"), may_be_empty=True),
            "text": words(required=()),
            "themes": themes,
        },
    )
    relation = mapping({"type": one_of(known.terms["relation"], "type of relation"), "to": text()})
    source = mapping(
        {
            "url": text(_limit(Source, "url"), r"https?://[^\s/]+\S*", "write the whole address: https://…"),
            "publisher": text(_limit(Source, "publisher")),
            "kind": one_of(SourceKind.values, "kind of source"),
            "language": LANGUAGE,
        },
        {
            "title": text(_limit(Source, "title")),
            "published": _partial_date,
            "supports": sequence(one_of(Supported.values, "key"), unique=True),
        },
    )
    return mapping(
        {
            "id": RECORD_ID,
            "title": words(_limit(Agreement, "title_en")),
            "kind": one_of(known.terms["kind"], "kind"),
            "level": one_of(known.terms["level"], "level"),
            "parties": sequence(party),
            "signed": _edtf,
            "status": one_of(known.terms["status"], "status"),
            "summary": words(),
            "sources": sequence(source),
            "confidence": one_of(known.terms["confidence"], "confidence"),
        },
        {
            "signatories": sequence(signatory),
            "place": mapping({"en": text(), "ru": text(), "kk": text(), "country": COUNTRY}),
            "in_force": _edtf,
            "term": mapping(
                {},
                {"from": _edtf, "until": _edtf, "renewal": words(_limit(Agreement, "renewal_en"), ())},
                at_least_one=True,
            ),
            "languages": sequence(LANGUAGE, unique=True),
            "occasion": words(_limit(Agreement, "occasion_en"), ()),
            "clauses": sequence(clause),
            "themes": themes,
            "regions": sequence(one_of(known.regions, "region"), unique=True),
            "relations": sequence(relation),
            "notes": text(),
        },
    )


def one_of_or_none(known: dict[str, Form], what: str) -> Shape:
    """One of the ``known`` words, or '' for none of them."""
    choice = one_of(known, what)
    return lambda value, path, report: "" if value == "" else choice(value, path, report)


def term_shape(scheme: str) -> Shape:
    """The shape of a term in vocabulary.yaml."""
    label = text(_limit(Term, "label_en"))
    alternatives = sequence(text(120), unique=True)
    optional = {"alt": mapping({}, {"en": alternatives, "ru": alternatives, "kk": alternatives})}
    if scheme == "relation":
        optional["inverse"] = words(_limit(RelationType, "inverse_en"), ())
    return mapping({"en": label, "ru": label, "kk": label}, optional)


def vocabulary_key(key: str, path: KeyPath, report: Report) -> None:
    """A term's key stands in addresses."""
    text(_limit(Term, "key"), _TERM_KEY, "a key is made of a-z, 0-9 and single hyphens")(key, path, report)


def region_shape() -> Shape:
    """The shape of an entry in regions.yaml."""
    name = text(_limit(Region, "name_en"))
    return mapping(
        {"en": name, "ru": name, "kk": name, "country": COUNTRY},
        {
            "iso": text(pattern=r"[A-Z]{2}-[A-Z0-9]{1,3}", hint="write the code of ISO 3166-2: KZ-11"),
            "capital": _FLAG,
            "border": _FLAG,
        },
    )


def place_shape(known: Known) -> Shape:
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
        {"same_as": one_of(known.places, "place"), "near": words(_limit(Place, "near_en"))},
    )


def _degrees(limit: int) -> Shape:
    number = text(pattern=r"-?\d{1,3}(\.\d{1,2})?", hint="write degrees with at most two decimals: 51.07")

    def check(value: Any, path: KeyPath, report: Report) -> str | None:
        degrees: str | None = number(value, path, report)
        if degrees and abs(float(degrees)) > limit:
            report(path, f"{degrees} is off the map; degrees run from -{limit} to {limit}")
            return None
        return degrees

    return check
