"""Metadata in the head of a document's page: Highwire Press, Dublin Core, Zotero, schema.org.

Zotero's translator "Embedded Metadata" reads ``citation_*``, ``DC.*`` and ``z:*``. It splits the name of an institution
in ``citation_author`` or ``DC.creator`` like the name of a person, so the parties are in ``DC.creator.corporateName``
(DC-HTML, qualified), which it ignores, and are the institution of a report. It has no type for a treaty: ``z:itemType``
is document, and ``z:extra`` names the CSL type, which its styles follow.
"""

import json
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from agreements.base.languages import page_language
from agreements.citations.dates import is_certain
from agreements.citations.facts import CitationFacts, Wording, bracketed, citation_facts, official_texts
from agreements.citations.formats import FORMATS
from agreements.models import Agreement, Clause, Effect, Entry, Force

# schema.org/Legislation has one property for every way of changing another act, and none for confirming it.
RELATIONS: dict[str, str] = {
    Effect.CHANGES: "legislationChanges",
    Effect.BUILDS: "isBasedOn",
    Effect.CONFIRMS: "citation",
    Effect.MENTIONS: "citation",
}
LEGAL_FORCE: dict[str, str] = {Force.IN: "https://schema.org/InForce", Force.OUT: "https://schema.org/NotInForce"}
# As in django.utils.html.json_script: the data cannot end its element or begin a comment.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@dataclass(frozen=True)
class Metadata:
    """Metadata of one page: ``tags`` are (name, content, language), ``downloads`` (title, type, address)."""

    tags: list[tuple[str, str, str]]
    downloads: list[tuple[str, str, str]]
    json_ld: SafeString


def metadata(entry: Entry, base_url: str) -> Metadata:
    """All metadata of an entry's page in the language of the page; ``entry`` is one ``for_readers()``."""
    reader = page_language()
    facts = citation_facts(entry, wording=Wording(reader), base_url=base_url, accessed=timezone.localdate())
    data = json.dumps(linked_data(entry, facts, base_url), ensure_ascii=False).translate(_ESCAPES)
    return Metadata(
        [tag for tag in _tags(entry, facts) if tag[1]],
        [(item.name, item.content_type, base_url + download(entry, fmt)) for fmt, item in FORMATS.items()],
        mark_safe(data),
    )


def download(entry: Entry, fmt: str, clause: Clause | None = None) -> str:
    """The address of a file for reference managers."""
    address = reverse("cite", args=[entry.record_id, fmt])
    return f"{address}?clause={clause.number}" if clause else address


def _tags(entry: Entry, facts: CitationFacts) -> list[tuple[str, str, str]]:
    title, lang = bracketed(facts.title), facts.title.lang
    certain = is_certain(facts.date)
    parties = "; ".join(facts.parties)
    summary = entry.summary
    tags = [
        ("citation_title", title, lang),
        # Only a certain date: unlike DC.date (EDTF), this tag cannot mark a date as uncertain.
        ("citation_publication_date", facts.date.text.replace("-", "/") if certain else "", ""),
        ("citation_technical_report_institution", "" if facts.is_treaty else parties, ""),
        ("citation_language", lang, ""),
        ("citation_public_url", facts.address, ""),
        ("citation_keywords", "; ".join(str(theme) for theme in entry.themes.all()), ""),
        ("DC.title", title, lang),
        *(("DC.creator.corporateName", str(party), party.lang) for party in facts.parties),
        ("DC.date", facts.date.text, ""),
        ("DC.type", "Text", ""),
        ("DC.type", facts.kind, ""),
        ("DC.language", lang, ""),
        ("DC.identifier", facts.address, ""),
        *(("DC.identifier", f"{register.label} {number}", "") for register, number in facts.numbers),
        ("DC.publisher", facts.archive, ""),
        ("DC.coverage.spatial", facts.place or "", ""),
        *(("DC.source", text.url, "") for text in official_texts(entry)),
        ("DCTERMS.abstract", str(summary), summary.lang),
        ("z:itemType", "document" if facts.is_treaty else "report", ""),
    ]
    if facts.is_treaty:
        tags.append(("z:extra", f"Type: treaty\nParties: {parties}", ""))
    else:
        tags += [("z:reportType", facts.kind, ""), ("z:place", facts.place or "", "")]
    return tags


@singledispatch
def linked_data(entry: Entry, facts: CitationFacts, base_url: str) -> dict[str, Any]:
    """The entry as schema.org has it; a kind that it has a type for says more."""
    return {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "@id": facts.address,
        "url": facts.address,
        "name": bracketed(facts.title),
        "abstract": entry.summary,
        "about": [str(theme) for theme in entry.themes.all()],
        "isPartOf": {"@type": "Collection", "name": facts.archive, "url": base_url + reverse("home")},
    }


@linked_data.register
def legislation(agreement: Agreement, facts: CitationFacts, base_url: str) -> dict[str, Any]:
    """The document as schema.org Legislation (after ELI), with its clauses as parts.

    ``legislationDate`` holds only dates of ISO 8601; an uncertain date is in ``temporal``, as EDTF.
    """
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Legislation",
        "@id": facts.address,
        "url": facts.address,
        "legislationIdentifier": _identifiers(agreement, facts),
        "name": bracketed(facts.title),
        "alternateName": [
            title
            for title in (agreement.title_en, agreement.title_ru, agreement.title_kk)
            if title and title != bracketed(facts.title)
        ],
        "legislationType": facts.kind,
        "legislationDate": facts.date.text if is_certain(facts.date) else None,
        "temporal": None if is_certain(facts.date) else facts.date.text,
        "legislationDateOfApplicability": (
            facts.in_force.text if facts.in_force and is_certain(facts.in_force) else None
        ),
        "legislationLegalForce": LEGAL_FORCE.get(agreement.status.force),
        "legislationPassedBy": [
            {
                "@type": "GovernmentOrganization" if participation.party.kind.authority else "Organization",
                "name": participation.party.name,
                "url": base_url + participation.party.get_absolute_url(),
            }
            for participation in agreement.participations.all()
        ],
        "legislationJurisdiction": [{"@type": "Country", "name": name} for name in facts.sides],
        "locationCreated": facts.place and {"@type": "Place", "name": facts.place},
        "inLanguage": agreement.languages,
        "abstract": agreement.summary,
        "about": [str(theme) for theme in agreement.themes.all()],
        "sameAs": [
            *(text.url for text in official_texts(agreement)),
            *(register.address(number) for register, number in facts.numbers if register.has_pages),
        ],
        "isPartOf": {"@type": "Collection", "name": facts.archive, "url": base_url + reverse("home")},
        "hasPart": [_clause(clause, facts) for clause in agreement.clauses.all()],
    }
    for relation in agreement.relations.all():
        if relation.type.effect not in RELATIONS or not relation.to.is_public:
            continue
        data.setdefault(RELATIONS[relation.type.effect], []).append(
            {
                "@type": "Legislation",
                "@id": base_url + relation.to.permanent_path(),
                "name": relation.to.title,
            }
        )
    return {name: value for name, value in data.items() if value}


def _identifiers(agreement: Agreement, facts: CitationFacts) -> str | list[str]:
    """The id, with the numbers in registers where there are any."""
    numbers = [f"{register.label} {number}" for register, number in facts.numbers]
    return [agreement.record_id, *numbers] if numbers else agreement.record_id


def _clause(clause: Clause, facts: CitationFacts) -> dict[str, Any]:
    """A clause as a part of its document."""
    data = {
        "@type": "Legislation",
        "@id": f"{facts.address}#{clause.anchor}",
        "legislationIdentifier": clause.ref,
        "name": clause.heading,
        "abstract": clause.summary,
        "text": clause.text,
        "position": clause.number,
        "about": [str(theme) for theme in clause.themes.all()],
    }
    return {name: value for name, value in data.items() if value}
