"""Entries as schema.org has them, in JSON-LD.

What has an identifier has one without a language, so that the page in any language says something of the same thing;
what is in a language says which.
"""

import json
from functools import singledispatch

from django.urls import reverse

from agreements.base.languages import Text, page_language
from agreements.base.requests import without_language
from agreements.citations.facts import CitationFacts, bracketed, official_texts, titles
from agreements.entries.representations import licence
from agreements.entries.things import ARCHIVE, Data, identified
from agreements.models import Agreement, Clause, Effect, Entry, Force, Party, Theme

# schema.org/Legislation has one property for every way of changing another act, and none for confirming it.
RELATIONS: dict[str, str] = {
    Effect.CHANGES: "legislationChanges",
    Effect.BUILDS: "isBasedOn",
    Effect.CONFIRMS: "citation",
    Effect.MENTIONS: "citation",
}
LEGAL_FORCE: dict[str, str] = {Force.IN: "https://schema.org/InForce", Force.OUT: "https://schema.org/NotInForce"}


def as_json(data: Data) -> str:
    """The data as a file."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def said(text: Text) -> Data | None:
    """A text of the record with its language, None where there is none; in brackets if the archive supplied it."""
    return {"@value": bracketed(text), "@language": text.lang} if text else None


def _filled(data: Data) -> Data:
    return {name: value for name, value in data.items() if value}


@singledispatch
def linked_data(entry: Entry, facts: CitationFacts, base_url: str) -> Data:
    """The entry as schema.org has it; a kind that it has a type for says more."""
    return _filled({"@context": "https://schema.org", "@type": "CreativeWork", **_common(entry, facts, base_url)})


def _common(entry: Entry, facts: CitationFacts, base_url: str) -> Data:
    """What is said of every kind of entry. Titles that sources give are its names, those of the archive's others."""
    given = titles(entry).values()
    page = base_url + entry.get_absolute_url()
    return {
        "@id": facts.address,
        "url": facts.address,
        "name": [said(title) for title in given if not title.supplied] or [said(title) for title in given],
        "alternateName": [said(title) for title in given if title.supplied],
        "abstract": said(entry.summary),
        "about": [_theme(theme, base_url) for theme in entry.themes.all()],
        "isPartOf": _archive(facts, base_url),
        "mainEntityOfPage": {
            "@type": "WebPage",
            "@id": page,
            "inLanguage": page_language(),
            "license": licence(),
            "isPartOf": {"@id": base_url + reverse("root")},
        },
    }


def _archive(facts: CitationFacts, base_url: str) -> Data:
    name = {"@value": facts.archive, "@language": page_language()}
    return {"@type": ARCHIVE, "@id": base_url + reverse("root"), "name": name, "url": base_url + reverse("root")}


def _theme(theme: Theme, base_url: str) -> Data:
    return {
        **identified(theme, base_url),
        "termCode": theme.pk,
        "name": {"@value": theme.label, "@language": theme.label.lang},
        "inDefinedTermSet": base_url + without_language(reverse("themes")),
    }


def _party(party: Party, base_url: str) -> Data:
    thing = identified(party, base_url)
    return {**thing, "name": said(party.name), "url": thing["@id"]}


@linked_data.register
def legislation(agreement: Agreement, facts: CitationFacts, base_url: str) -> Data:
    """The document as schema.org Legislation (after ELI), with its clauses as parts.

    ``legislationDate`` holds only dates of ISO 8601; an uncertain date is in ``temporal``, as EDTF. There is no
    property for the entry into force: ``legislationDateOfApplicability`` is another date by its definition.
    """
    parties = [_party(participation.party, base_url) for participation in agreement.participations.all()]
    where = agreement.where
    place = where and {**identified(where, base_url), "name": said(where.name)}
    data = {
        "@context": "https://schema.org",
        "@type": "Legislation",
        **_common(agreement, facts, base_url),
        "legislationIdentifier": _identifiers(agreement, facts),
        "legislationType": {"@value": facts.kind, "@language": page_language()},
        "legislationDate": facts.date.certain or None,
        "temporal": None if facts.date.certain else facts.date.text,
        "legislationLegalForce": LEGAL_FORCE.get(agreement.status.force),
        "legislationPassedBy": parties,
        "author": [{"@id": party["@id"]} for party in parties] if facts.authors else None,
        "legislationJurisdiction": [
            {"@type": "Country", "name": {"@value": name, "@language": page_language()}} for name in facts.sides
        ],
        "locationCreated": place,
        "inLanguage": agreement.languages,
        "sameAs": [
            *(text.url for text in official_texts(agreement)),
            *(register.address(number) for register, number in facts.numbers if register.has_pages),
        ],
        "hasPart": [_clause(clause, facts, base_url) for clause in agreement.clauses.all()],
    }
    for relation in agreement.relations.all():
        if relation.type.effect not in RELATIONS or not relation.to.is_public:
            continue
        other = {
            "@type": "Legislation",
            "@id": base_url + relation.to.permanent_path(),
            "name": said(relation.to.title),
        }
        data.setdefault(RELATIONS[relation.type.effect], []).append(other)
    return _filled(data)


def _identifiers(agreement: Agreement, facts: CitationFacts) -> str | list[str]:
    """The id, with the numbers in registers where there are any."""
    numbers = [f"{register.label} {number}" for register, number in facts.numbers]
    return [agreement.record_id, *numbers] if numbers else agreement.record_id


def linked_clause(clause: Clause, facts: CitationFacts, base_url: str) -> Data:
    """One clause by itself, with the document that it is part of; ``facts`` are those of the document."""
    part = _clause(clause, facts, base_url)
    document = {"@type": "Legislation", "@id": facts.address, "name": said(facts.title)}
    return {"@context": "https://schema.org", **part, "url": part["@id"], "isPartOf": _filled(document)}


def _clause(clause: Clause, facts: CitationFacts, base_url: str) -> Data:
    """A clause as a part of its document."""
    return _filled(
        {
            "@type": "Legislation",
            "@id": f"{facts.address}#{clause.anchor}",
            "legislationIdentifier": clause.ref,
            "name": said(clause.heading),
            "abstract": said(clause.summary),
            "text": said(clause.text),
            "position": clause.number,
            "about": [{"@id": base_url + without_language(theme.get_absolute_url())} for theme in clause.themes.all()],
        }
    )
