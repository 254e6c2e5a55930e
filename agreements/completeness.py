"""What a document needs before it goes to review or to the reader: the cataloguing rules that span its parts.

A draft may lack all of this. The rules are those of the record's files, so that whatever is published here can be
written out as a file and read in again.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.languages import LANGUAGES
from agreements.models import (
    Agreement,
    Clause,
    Party,
    Relation,
    Signatory,
    Source,
    SourceKind,
    State,
    Supported,
    Theme,
    country_name,
)

CHECKED_STATES = (State.IN_REVIEW, State.PUBLISHED)

_IN_LANGUAGE = {
    "en": gettext_lazy("in English"),
    "ru": gettext_lazy("in Russian"),
    "kk": gettext_lazy("in Kazakh"),
}


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

    @classmethod
    def of(cls, agreement: Agreement) -> "Whole":
        """The document as the database has it."""
        return cls(
            agreement=agreement,
            themes=agreement.themes.all(),
            parties=[participation.party for participation in agreement.participations.select_related("party")],
            signatories=list(agreement.signatories.select_related("person")),
            clauses=[(clause, clause.themes.all()) for clause in agreement.clauses.prefetch_related("themes")],
            relations=list(agreement.relations.all()),
            sources=list(agreement.sources.all()),
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


def missing_words(agreement: Agreement, themes: Collection[Theme]) -> Iterator[Problem]:
    """What is missing in the document's own fields."""
    if not agreement.title_kk:
        yield Problem(
            "title_kk",
            _("The title is missing in Kazakh. Give the official one, or a rendering of ours in [square brackets]."),
        )
    for lang in LANGUAGES:
        if not getattr(agreement, f"summary_{lang}"):
            yield Problem(
                f"summary_{lang}",
                _("The summary is missing %(language)s. Say in two to four plain sentences what the document is.")
                % {"language": _IN_LANGUAGE[lang]},
            )
    yield from _translations(agreement, "occasion")
    yield from _translations(agreement, "renewal")
    if not themes:
        yield Problem("themes", _("Choose at least one theme: readers find documents by it."))


def _translations(agreement: Agreement, name: str) -> Iterator[Problem]:
    """A text that is given in one language is given in all."""
    for lang in _gaps(agreement, name):
        yield Problem(
            f"{name}_{lang}",
            _("Given in another language but not here. Give it %(language)s too.") % {"language": _IN_LANGUAGE[lang]},
        )


def _gaps(thing: object, name: str) -> list[str]:
    texts = {lang: getattr(thing, f"{name}_{lang}") for lang in LANGUAGES}
    return [lang for lang, text in texts.items() if not text] if any(texts.values()) else []


def _languages(codes: Sequence[str]) -> str:
    return ", ".join(str(_IN_LANGUAGE[code]) for code in codes)


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
            if gaps := [lang for lang in LANGUAGES if not getattr(clause, f"{name}_{lang}")]:
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
    supported = {key for source in whole.sources for key in source.supports}
    if unsupported := [str(key.label) for key in _facts(whole) if key not in supported]:
        yield Problem(
            "sources",
            ngettext(
                "No source supports this fact: %(facts)s. Tick it at the source that says so, or take it out.",
                "No source supports these facts: %(facts)s. Tick them at the source that says so, or take them out.",
                len(unsupported),
            )
            % {"facts": ", ".join(unsupported)},
        )
    official = any(source.kind == SourceKind.OFFICIAL_TEXT for source in whole.sources)
    if whole.agreement.confidence_id == "high" and not official and len({s.publisher for s in whole.sources}) < 2:
        yield Problem(
            "confidence",
            _("“%(confidence)s” needs an official text or two independent sources. Add one, or choose less.")
            % {"confidence": whole.agreement.confidence},
        )


def _facts(whole: Whole) -> list[Supported]:
    """The facts that the document states and that therefore need evidence."""
    agreement = whole.agreement
    stated = {
        Supported.PARTIES: whole.parties,
        Supported.SIGNATORIES: whole.signatories,
        Supported.SIGNED: agreement.signed,
        Supported.PLACE: agreement.place_id or agreement.place_region_id,
        Supported.IN_FORCE: agreement.in_force,
        Supported.TERM: agreement.term_from or agreement.term_until or agreement.renewal,
        Supported.LANGUAGES: agreement.languages,
        Supported.OCCASION: agreement.occasion,
        Supported.CLAUSES: whole.clauses,
        Supported.RELATIONS: whole.relations,
    }
    return [key for key, value in stated.items() if value]


def unlike_elsewhere(source: Source) -> str | Promise | None:
    """What the same address is called in other documents, where that differs: one page has one description."""
    other = (
        Source.objects.filter(url=source.url)
        .exclude(agreement=source.agreement_id)
        .exclude(publisher=source.publisher, kind=source.kind, language=source.language, published=source.published)
        .select_related("agreement")
        .first()
    )
    if other is None:
        return None
    return _(
        "%(url)s is described otherwise in %(document)s: %(publisher)s, %(kind)s, %(language)s, %(published)s. "
        "One address has the same publisher, kind, language and date everywhere: correct the one that is wrong."
    ) % {
        "url": source.url,
        "document": other.agreement.record_id,
        "publisher": other.publisher,
        "kind": other.get_kind_display(),
        "language": other.language,
        "published": other.published or _("without date"),
    }
