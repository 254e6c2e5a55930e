"""What a document needs before it goes to review or to the reader: the cataloguing rules that span its parts.

A draft may lack all of this. The rules are those of the record's files, so that whatever is published here can be
written out as a file and read in again.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.base.addresses import same_address
from agreements.base.languages import IN_LANGUAGE, LANGUAGES, country_name
from agreements.base.texts import mixed_words
from agreements.models import (
    Agreement,
    Clause,
    Entry,
    Party,
    Place,
    Region,
    Relation,
    Signatory,
    Source,
    SourceKind,
    State,
    Theme,
)
from agreements.models.facts import DOCUMENT, EVIDENCE, without_source
from agreements.models.fields import LineField, TextField
from agreements.models.visibility import public

CHECKED_STATES = (State.IN_REVIEW, State.PUBLISHED)


class Problem(NamedTuple):
    """What is missing: in which field of the document or which of its lists, and how to mend it."""

    where: str
    message: str


@dataclass(frozen=True)
class Whole:
    """A document with all its parts, whether they are saved yet or stand in a form."""

    agreement: Agreement
    themes: Collection[Theme]
    parties: Sequence[Party] = ()
    signatories: Sequence[Signatory] = ()
    clauses: Sequence[tuple[Clause, Collection[Theme]]] = ()
    relations: Sequence[Relation] = ()
    sources: Sequence[Source] = ()
    regions: Collection[Region] = ()
    redescribed: Collection[
        Source
    ] = ()  # sources whose description is about to become that of their address everywhere

    @classmethod
    def of(cls, agreement: Agreement) -> "Whole":
        """The document as the database has it; fetch it with ``for_record()``."""
        return cls(
            agreement=agreement,
            themes=agreement.themes.all(),
            parties=[participation.party for participation in agreement.participations.all()],
            signatories=list(agreement.signatories.all()),
            clauses=[(clause, clause.themes.all()) for clause in agreement.clauses.all()],
            relations=list(agreement.relations.all()),
            sources=list(agreement.sources.all()),
            regions=agreement.regions.all(),
        )


def problems(whole: Whole) -> list[Problem]:
    """Everything that keeps the document from review and publication; empty when it is complete."""
    return [
        *missing_words(whole.agreement, whole.themes),
        *_parties(whole),
        *_signatories(whole),
        *_clauses(whole),
        *_sources(whole),
    ]


#: For each kind of entry, what keeps one of it from review and publication.
RULES: dict[type[Entry], Callable[[Any], list[Problem]]] = {
    Agreement: lambda agreement: problems(Whole.of(Agreement.objects.for_record().get(pk=agreement.pk)))
}


def problems_of(entry: Entry) -> list[Problem]:
    """What keeps an entry, as the database has it, from review and publication; empty when it is complete."""
    return RULES[type(entry)](entry)


_MISSING = {
    "title": gettext_lazy(
        "The title is missing %(language)s. Give the official one, or a rendering of ours in [square brackets]."
    ),
    "summary": gettext_lazy(
        "The summary is missing %(language)s. Say in two to four plain sentences what the document is."
    ),
}


def missing_words(agreement: Agreement, themes: Collection[Theme]) -> Iterator[Problem]:
    """What is missing in the document's own fields; a text that is always there, or is in one language, is in all."""
    given = gettext_lazy("Given in another language but not here. Give it %(language)s too.")
    for fact in DOCUMENT:
        for column in fact.columns:
            if column.translated:
                gaps = _gaps(agreement, column.name, always=fact.always)
                message = _MISSING.get(column.name, given)
                for lang in gaps:
                    yield Problem(f"{column.name}_{lang}", message % {"language": IN_LANGUAGE[lang]})
    if not themes:
        yield Problem("themes", _("Choose at least one theme: readers find documents by it."))


def _gaps(thing: object, name: str, *, always: bool = False) -> list[str]:
    texts = {lang: getattr(thing, f"{name}_{lang}") for lang in LANGUAGES}
    return [lang for lang, text in texts.items() if not text] if always or any(texts.values()) else []


def _languages(codes: Sequence[str]) -> str:
    return ", ".join(str(IN_LANGUAGE[code]) for code in codes)


def _parties(whole: Whole) -> Iterator[Problem]:
    sides = sorted({party.side for party in whole.parties})
    if not sides:
        yield Problem("participations", _("No party is named. Add at least one party on each side."))
    elif len(sides) == 1:
        yield Problem(
            "participations",
            _("All parties stand on one side (%(side)s). Add at least one party of the other side.")
            % {"side": country_name(sides[0])},
        )


def _signatories(whole: Whole) -> Iterator[Problem]:
    sides = {party.side for party in whole.parties}
    for signatory in whole.signatories:
        if sides and signatory.side not in sides:
            yield Problem(
                "signatories",
                _("%(person)s signs for a side that has no party (%(side)s). Correct the side, or add the party.")
                % {"person": signatory.person, "side": signatory.side},
            )
        if gaps := _gaps(signatory, "office"):
            yield Problem(
                "signatories",
                _("The office of %(person)s is missing %(languages)s.")
                % {"person": signatory.person, "languages": _languages(gaps)},
            )


def _clauses(whole: Whole) -> Iterator[Problem]:
    for clause, themes in whole.clauses:
        label = {"number": clause.number}
        for name, message in (
            ("heading", _("The heading of clause %(number)s is missing %(languages)s.")),
            ("summary", _("The summary of clause %(number)s is missing %(languages)s.")),
        ):
            if gaps := _gaps(clause, name, always=True):
                yield Problem("clauses", message % {**label, "languages": _languages(gaps)})
        if not themes:
            yield Problem("clauses", _("Clause %(number)s has no theme. Choose at least one.") % label)


def _sources(whole: Whole) -> Iterator[Problem]:
    if not whole.sources:
        yield Problem("sources", _("No source is named. Every fact stands on a source: add at least one."))
        return
    for source in whole.sources:
        if not source.supports:
            yield Problem(
                "sources",
                _("The source of “%(publisher)s” supports nothing. Tick what it is evidence for, or remove it.")
                % {"publisher": source.publisher},
            )
    published = Source.objects.filter(public("entry"))
    own = [source for source in whole.sources if source not in whole.redescribed]
    for source, other in described_otherwise(own, published):
        yield Problem("sources", otherwise_message(source, other))
    supported = {key for source in whole.sources for key in source.supports}
    stated = _stated(whole)
    if lacking := [str(EVIDENCE[key]) for key in without_source(stated, supported)]:
        yield Problem(
            "sources",
            ngettext(
                "No source supports this fact: %(facts)s. Tick it at the source that says so, or take it out.",
                "No source supports these facts: %(facts)s. Tick them at the source that says so, or take them out.",
                len(lacking),
            )
            % {"facts": ", ".join(lacking)},
        )
    if idle := [str(words) for key, words in EVIDENCE.items() if key in supported - stated]:
        yield Problem(
            "sources",
            ngettext(
                "A source is ticked for a fact that the document does not state: %(facts)s. Untick it, or enter it.",
                "Sources are ticked for facts that the document does not state: %(facts)s. Untick or enter them.",
                len(idle),
            )
            % {"facts": ", ".join(idle)},
        )
    official = any(source.kind == SourceKind.OFFICIAL_TEXT for source in whole.sources)
    if whole.agreement.confidence_id == "high" and not official and len({s.publisher for s in whole.sources}) < 2:
        yield Problem(
            "confidence",
            _("“%(confidence)s” needs an official text or two independent sources. Add one, or choose less.")
            % {"confidence": whole.agreement.confidence},
        )


def _stated(whole: Whole) -> set[str]:
    """The keys of the facts that the document states."""
    agreement = whole.agreement
    own: dict[str, Any] = {
        "parties": whole.parties,
        "signatories": whole.signatories,
        "place": agreement.place_id or agreement.place_region_id,
        "clauses": whole.clauses,
        "themes": whole.themes,
        "regions": whole.regions,
        "relations": whole.relations,
        "sources": whole.sources,
    }
    return {
        fact.key
        for fact in DOCUMENT
        if own.get(fact.key)
        or (fact.columns and (fact.always or any(getattr(agreement, column.attribute) for column in fact.columns)))
    }


def described_otherwise(sources: Iterable[Source], among: QuerySet[Source]) -> list[tuple[Source, Source]]:
    """Sources whose address is called something else in another document of ``among``: one page has one description.

    Each with one that differs. Equivalent addresses (RFC 3986) are one.
    """
    sources = list(sources)
    hosts = Q()
    for source in sources:
        for address in {source.url, same_address(source.url)}:
            hosts |= Q(url__icontains=urlsplit(address).netloc)
    if not sources:
        return []
    others: dict[str, list[Source]] = {}
    own = {source.entry_id for source in sources}
    for other in among.filter(hosts).select_related("entry").order_by("pk"):
        if other.entry_id not in own:
            others.setdefault(same_address(other.url), []).append(other)
    pairs = ((source, other) for source in sources for other in others.get(same_address(source.url), ()))
    unlike = {id(source): (source, other) for source, other in pairs if _facts_of(source) != _facts_of(other)}
    return list(unlike.values())


def _facts_of(source: Source) -> tuple[str, ...]:
    return source.publisher, source.kind, source.language, source.published


def otherwise_message(source: Source, other: Source) -> str:
    """How the same address is called elsewhere."""
    return _(
        "%(url)s is described otherwise in %(document)s: %(publisher)s, %(kind)s, %(language)s, %(published)s. "
        "One address has the same publisher, kind, language and date everywhere: correct the one that is wrong."
    ) % {
        "url": source.url,
        "document": other.entry.record_id,
        "publisher": other.publisher,
        "kind": other.get_kind_display(),
        "language": other.language,
        "published": other.published or _("without date"),
    }


#: What the rules of documents read of the entries that documents share.
READ_BY_RULES: dict[type[Model], frozenset[str]] = {
    Party: frozenset({"side"}),
    Place: frozenset({"name_en"}),
    Region: frozenset({"name_en"}),
}


def broken_by(entry: Model, documents: QuerySet[Agreement]) -> dict[str, str]:
    """The published ``documents`` that the unsaved changes of a shared entry would break, by id, each with the reason.

    The entry (a party, a person, a place, a region) is saved on trial, and the trial is taken back.
    """

    def faults() -> dict[str, list[str]]:
        found = documents.published().for_record().prefetch_related("signatories__person")  # type: ignore[attr-defined]
        return {agreement.record_id: [*_inconsistent(agreement), *_messages(agreement)] for agreement in found}

    with transaction.atomic():
        before = faults()
        entry.save()
        after = faults()
        transaction.set_rollback(True)
    return {
        record_id: " ".join(new)
        for record_id, messages in after.items()
        if (new := [message for message in messages if message not in before.get(record_id, ())])
    }


def _messages(agreement: Agreement) -> list[str]:
    return [problem.message for problem in problems(Whole.of(agreement))]


def _inconsistent(agreement: Agreement) -> list[str]:
    try:
        agreement.clean()
    except ValidationError as error:
        return error.messages
    return []


def mixed_scripts(rows: Iterable[Model]) -> list[str]:
    """Words in the texts of ``rows`` that have Latin and Cyrillic letters: nobody who types such a word finds it."""
    texts = (
        getattr(row, field.attname)
        for row in rows
        for field in row._meta.concrete_fields
        if isinstance(field, LineField | TextField)
    )
    return list(dict.fromkeys(word for text in texts for word in mixed_words(text)))
