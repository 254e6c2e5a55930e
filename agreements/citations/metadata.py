"""Metadata in the head of a document's page: Highwire Press, Dublin Core, Zotero, schema.org.

Zotero reads the page through unAPI (``formats/zotero.py``). Only who chooses its translator "Embedded Metadata" gets
``citation_*``, ``DC.*`` and ``z:*``, which it understands less well: it divides the name of an institution in
``citation_author`` like that of a person, and has no type for a treaty, so that ``z:itemType`` is document and
``z:extra`` names the CSL type, which its styles follow. Google Scholar needs ``citation_author``.
"""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import override

from agreements.base.languages import page_language
from agreements.citations.facts import CitationFacts, Wording, bracketed, citation_facts, official_texts
from agreements.citations.formats.items import date_for_zotero
from agreements.citations.linked_data import linked_data
from agreements.entries.representations import TYPES, file_address, licence
from agreements.entries.things import in_page
from agreements.models import Agreement, Clause, Entry

NAMES = {"bib": "BibTeX", "ris": "RIS", "json": "CSL-JSON", "jsonld": "JSON-LD"}


@dataclass(frozen=True)
class Metadata:
    """Metadata of one page: ``tags`` are (name, content, language), ``downloads`` (title, type, address)."""

    address: str
    licence: str
    tags: list[tuple[str, str, str]]
    downloads: list[tuple[str, str, str]]
    json_ld: SafeString


def metadata(entry: Entry, base_url: str, clause: Clause | None = None) -> Metadata:
    """All metadata of an entry's page in the language of the page; ``entry`` is one ``for_readers()``.

    Where a clause is cited on it, that is what the address and the downloads are of.
    """
    today = timezone.localdate()
    facts = citation_facts(entry, wording=Wording(page_language()), base_url=base_url, accessed=today)
    # The tags are in one language, that of the title.
    with override(facts.title.lang):
        wording = Wording(facts.title.lang)
        tags = _tags(entry, citation_facts(entry, wording=wording, base_url=base_url, accessed=today))
    return Metadata(
        f"{facts.address}#{clause.anchor}" if clause else facts.address,
        licence(),
        [tag for tag in tags if tag[1]],
        [(NAMES[fmt], media_type, base_url + file_address(entry, fmt, clause)) for fmt, media_type in TYPES.items()],
        in_page(linked_data(entry, facts, base_url)),
    )


def _tags(entry: Entry, facts: CitationFacts) -> list[tuple[str, str, str]]:
    title, lang = bracketed(facts.title), facts.title.lang
    certain, date = facts.date.certain, date_for_zotero(facts.date, lang)
    parties = "; ".join(facts.parties)
    summary = entry.summary
    languages = entry.languages if isinstance(entry, Agreement) else []
    tags = [
        ("citation_title", title, lang),
        *(("citation_author", str(party), party.lang) for party in facts.authors),
        # Only a certain date: unlike DC.date, this tag cannot mark a date as uncertain.
        ("citation_publication_date", certain.replace("-", "/"), ""),
        ("citation_technical_report_institution", "" if facts.is_treaty else facts.archive, ""),
        ("citation_language", lang, ""),
        ("citation_public_url", facts.address, ""),
        ("citation_keywords", "; ".join(str(theme) for theme in entry.themes.all()), ""),
        ("citation_abstract", str(summary), summary.lang),
        ("DC.title", title, lang),
        *(("DC.creator.corporateName", str(party), party.lang) for party in facts.authors),
        *(("DC.contributor.corporateName", str(party), party.lang) for party in facts.parties if facts.is_treaty),
        ("DC.date", date, lang if '"' in date else ""),
        ("DC.type", "Text", ""),
        ("DC.type", facts.kind, lang),
        *(("DC.language", language, "") for language in languages),
        ("DC.identifier", facts.address, ""),
        *(("DC.identifier", f"{register.label} {number}", "") for register, number in facts.numbers),
        ("DC.publisher", facts.archive, lang),
        ("DC.coverage.spatial", str(facts.place or ""), lang),
        *(("DC.source", text.url, "") for text in official_texts(entry)),
        ("DCTERMS.abstract", str(summary), summary.lang),
        ("z:itemType", "document" if facts.is_treaty else "report", ""),
    ]
    if facts.is_treaty:
        tags.append(("z:extra", f"Type: treaty\nParties: {parties}", ""))
    else:
        tags += [("z:reportType", facts.own_kind, ""), ("z:place", str(facts.place or ""), "")]
    return tags
