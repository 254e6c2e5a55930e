"""What may stand in the files of the record, key by key. The lengths are those of the database's columns."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils import timezone

from agreements.base.addresses import tidy_address, validate_address
from agreements.base.codes import country_code, key_shape, language_code, record_id_shape, slug_shape, subdivision_code
from agreements.base.edtf import PARTIAL, Edtf
from agreements.base.registers import REGISTERS
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
    date = text(pattern=PARTIAL, hint="write YYYY, YYYY-MM or YYYY-MM-DD")(value, path, report)
    return _edtf(date, path, report) if date else None


def _past_date(value: Any, path: KeyPath, report: Report) -> str | None:
    """A plain date that is not in the future."""
    date = _partial_date(value, path, report)
    if date and Edtf.parse(date).reaches_beyond(timezone.localdate()):
        report(path, f"“{date}” is later than today; check the year")
        return None
    return date


def _day(value: Any, path: KeyPath, report: Report) -> str | None:
    """A plain day that is not in the future."""
    date = _past_date(value, path, report)
    if date and len(date) < len("2013-11-11"):
        report(path, f"“{date}” is not a day; write YYYY-MM-DD")
        return None
    return date


def _address(value: Any, path: KeyPath, report: Report) -> str | None:
    """The address of a page, with scheme and host in small letters."""
    url: str | None = text(_limit(Source, "url"), rule=lambda url: validate_address(tidy_address(url)))(
        value, path, report
    )
    if url and url != tidy_address(url):
        report(path, f"scheme and host have capital letters; write {tidy_address(url)}")
        return None
    return url


def _number(value: Any, path: KeyPath, report: Report) -> str | None:
    """The number of a clause, as it stands in its address."""
    number: str | None = text(pattern="[1-9][0-9]{0,4}", hint="write the clause’s number: 5")(value, path, report)
    if number and int(number) > _HIGHEST_NUMBER:
        report(path, f"{number} is too high; the highest number of a clause is {_HIGHEST_NUMBER}")
        return None
    return number


COUNTRY = text(rule=country_code)
LANGUAGE = text(rule=language_code)
RECORD_ID = text(_limit(Agreement, "record_id"), rule=record_id_shape)
_FLAG = one_of(("true", "false"), "value")
_HIGHEST_NUMBER = 32767  # of a PositiveSmallIntegerField


def document_shape(known: Known) -> Shape:
    """The shape of a file in documents/."""
    themes = sequence(one_of(known.terms["theme"], "theme"), unique=True)
    party = mapping(
        {
            "side": COUNTRY,
            "kind": one_of(known.terms["party_kind"], "kind of party"),
            "name": words(_limit(Party, "name_en"), ("en", "ru")),
        },
        {"region": one_of_or_none(known.regions, "region"), "slug": _slug(Party)},
    )
    signatory = mapping(
        {"side": COUNTRY, "name": words(_limit(Person, "name_en"), ("en", "ru"))},
        {"office": words(_limit(Signatory, "office_en"), ()), "slug": _slug(Person)},
    )
    clause = mapping(
        {"heading": words(_limit(Clause, "heading_en")), "summary": words(one_line=False)},
        {
            "number": _number,
            "ref": text(_limit(Clause, "ref"), may_be_empty=True),
            "text": words(required=(), one_line=False),
            "themes": themes,
        },
    )
    relation = mapping({"type": one_of(known.terms["relation"], "type of relation"), "to": text()})
    source = mapping(
        {
            "url": _address,
            "publisher": text(_limit(Source, "publisher")),
            "kind": one_of(SourceKind.values, "kind of source"),
            "language": LANGUAGE,
        },
        {
            "title": text(_limit(Source, "title")),
            "published": _past_date,
            "accessed": _day,
            "supports": sequence(one_of(Supported.values, "key"), unique=True),
        },
    )
    part = text(_limit(Agreement, "original_fonds"))
    original = mapping(
        {"archive": words(_limit(Agreement, "original_archive_en"), ())},
        {"fonds": part, "inventory": part, "file": part, "sheets": part},
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
            "summary": words(one_line=False),
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
            "identifiers": mapping(
                {}, {key: text(rule=register.validator) for key, register in REGISTERS.items()}, at_least_one=True
            ),
            "original": original,
            "notes": words(required=(), one_line=False),
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
    text(_limit(Term, "key"), rule=key_shape)(key, path, report)


def _slug(model: type[Model]) -> Shape:
    """The address of an entry, where it is not made of its English name."""
    return text(_limit(model, "slug"), rule=slug_shape)


FIRST_PUBLISHED = _day
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
            "slug": _slug(Region),
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
        {
            "same_as": one_of(known.places, "place"),
            "near": words(_limit(Place, "near_en")),
            "slug": _slug(Place),
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
