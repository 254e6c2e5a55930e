"""What an entry needs before it goes to review or to readers: the cataloguing rules that span its parts.

The rules of every kind are here, those of documents in `agreements.rules.documents`. A draft may lack all of this.
Forms and files ask the same rules, so that everything published can be written as a file and loaded again.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.base.addresses import same_address
from agreements.base.languages import IN_LANGUAGE, LANGUAGES
from agreements.base.texts import mixed_words
from agreements.models import (
    Entry,
    Evidence,
    Relation,
    Source,
    SourceKind,
    State,
    Theme,
)
from agreements.models.facts import evidence, without_source
from agreements.models.fields import LineField, TextField
from agreements.models.visibility import public

CHECKED_STATES = (State.IN_REVIEW, State.PUBLISHED)


class Problem(NamedTuple):
    """What is missing: in which field of the document or which of its lists, and how to fix it."""

    where: str
    message: str


@dataclass(frozen=True)
class Whole:
    """An entry of any kind with all its parts, whether they are saved yet or are in a form."""

    entry: Entry
    themes: Collection[Theme] = ()
    relations: Sequence[Relation] = ()
    sources: Sequence[Source] = ()
    #: Sources whose description will replace that of the same address in all documents.
    redescribed: Collection[Source] = ()

    @classmethod
    def parts_of(cls, entry: Any) -> dict[str, Any]:
        """The parts of an entry as the database has them; fetch it with ``for_record()``."""
        return {
            "themes": entry.themes.all(),
            "relations": list(entry.relations.all()),
            "sources": list(entry.sources.all()),
        }

    def own_facts(self) -> dict[str, Any]:
        """The facts without columns, by key; empty where the entry does not state one."""
        return {"themes": self.themes, "relations": self.relations, "sources": self.sources}

    def stated(self) -> set[str]:
        """The keys of the facts that the entry states."""
        own = self.own_facts()
        return {
            fact.key
            for fact in self.entry.facts
            if own.get(fact.key)
            or (fact.columns and (fact.always or any(getattr(self.entry, column.attribute) for column in fact.columns)))
        }

    def problems(self) -> Iterator[Problem]:
        """Everything that keeps the entry from review and publication; nothing when it is complete."""
        yield from missing_words(self.entry, self.themes)
        yield from self.own_problems()
        yield from _sources(self)

    def own_problems(self) -> Iterator[Problem]:
        """What only entries of this kind may lack."""
        return iter(())


#: What an entry is with all its parts, for the kinds that have parts of their own.
WHOLES: dict[type[Entry], type[Whole]] = {}


def whole_of(entry: Entry) -> Whole:
    """The entry as the database has it, with all its parts; fetch it with ``for_record()``."""
    kind = WHOLES.get(type(entry), Whole)
    return kind(entry, **kind.parts_of(entry))


def problems_of(entry: Entry) -> list[Problem]:
    """What keeps an entry, as the database has it, from review and publication; empty when it is complete."""
    manager: Any = type(entry)._default_manager
    return list(whole_of(manager.for_record().get(pk=entry.pk)).problems())


_MISSING = {
    "title": gettext_lazy(
        "The title is missing %(language)s. Give the official one, or our own translation in [square brackets]."
    ),
    "summary": gettext_lazy(
        "The summary is missing %(language)s. Say in two to four plain sentences what the document is."
    ),
}


def missing_words(entry: Entry, themes: Collection[Theme]) -> Iterator[Problem]:
    """The texts that an entry lacks in a language, if they are required or given in another; and missing themes."""
    given = gettext_lazy("Given in another language but not here. Give it %(language)s too.")
    for fact in entry.facts:
        for column in fact.columns:
            if column.translated:
                gaps = gaps_of(entry, column.name, always=fact.always)
                message = _MISSING.get(column.name, given)
                for lang in gaps:
                    yield Problem(f"{column.name}_{lang}", message % {"language": IN_LANGUAGE[lang]})
    if not themes:
        yield Problem("themes", _("Choose at least one theme: readers find documents by it."))


def gaps_of(thing: object, name: str, *, always: bool = False) -> list[str]:
    """The languages in which a text is missing: one that is ``always`` there, or that is in another language."""
    texts = {lang: getattr(thing, f"{name}_{lang}") for lang in LANGUAGES}
    return [lang for lang, text in texts.items() if not text] if always or any(texts.values()) else []


def named_languages(codes: Sequence[str]) -> str:
    """“in Russian, in Kazakh”."""
    return ", ".join(str(IN_LANGUAGE[code]) for code in codes)


def _sources(whole: Whole) -> Iterator[Problem]:
    if not whole.sources:
        yield Problem("sources", _("No source is named. Every fact needs a source: add at least one."))
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
    stated = whole.stated()
    words = evidence(whole.entry.facts)
    if lacking := [str(words[key]) for key in without_source(stated, supported, whole.entry.facts)]:
        yield Problem(
            "sources",
            ngettext(
                "No source supports this fact: %(facts)s. Tick it at the source that says so, or take it out.",
                "No source supports these facts: %(facts)s. Tick them at the source that says so, or take them out.",
                len(lacking),
            )
            % {"facts": ", ".join(lacking)},
        )
    if idle := [str(label) for key, label in words.items() if key in supported - stated]:
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
    proven = official or len({source.publisher for source in whole.sources}) > 1
    if whole.entry.confidence.needs == Evidence.PROOF and not proven:
        yield Problem(
            "confidence",
            _("“%(confidence)s” needs an official text or two independent sources. Add one, or choose less.")
            % {"confidence": whole.entry.confidence},
        )


def described_otherwise(sources: Iterable[Source], among: QuerySet[Source]) -> list[tuple[Source, Source]]:
    """Sources that another document in ``among`` describes otherwise, each with one source that differs.

    Equivalent addresses (RFC 3986) are the same source.
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
    """The message that another document describes the same address otherwise."""
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


def mixed_scripts(rows: Iterable[Model]) -> list[str]:
    """Words in the texts of ``rows`` that mix Latin and Cyrillic letters: no search for the word finds them."""
    texts = (
        getattr(row, field.attname)
        for row in rows
        for field in row._meta.concrete_fields
        if isinstance(field, LineField | TextField)
    )
    return list(dict.fromkeys(word for text in texts for word in mixed_words(text)))
