"""The columns of a table of documents or clauses.

They follow the facts that a document states (`agreements.models.facts`), in the order of its file: a text has a column
for each language, a coded value one for its key and one for its label in each language. Names are the same in every
language of the page, so that whoever reads such files by program finds them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import override

from agreements.base.languages import LANGUAGES, country_name, language_name
from agreements.exports.rows import Item
from agreements.models import Agreement, Source, SourceKind
from agreements.models.facts import DOCUMENT, RELATIONS, SOURCES, THEMES, TITLE, Fact, Holds
from agreements.models.facts import Column as Stored

SEPARATOR = "; "


@dataclass(frozen=True)
class Column:
    """A column: its name in the first row, and what it has of an item."""

    name: str
    value: Callable[[Item], Any]


def of_documents(site: str) -> list[Column]:
    """The columns of a table of documents; ``site`` begins their addresses."""
    return [*_identity(site), *_of_facts(DOCUMENT)]


def of_clauses(site: str) -> list[Column]:
    """The columns of a table of clauses: those of the clause, and of its document what tells which it is."""
    kept = (TITLE.key, "kind", "level", "parties", "signatories", "signed", "place", "status")
    return [
        *_identity(site),
        Column("clause", lambda item: _clause(item).number),
        Column("reference", lambda item: _clause(item).ref),
        *_in_languages("heading", lambda item, lang: getattr(_clause(item), f"heading_{lang}")),
        *_in_languages("clause_summary", lambda item, lang: getattr(_clause(item), f"summary_{lang}")),
        *_terms("clause_themes", lambda item: _clause(item).themes.all()),
        *_of_facts([fact for fact in DOCUMENT if fact.key in kept]),
    ]


def of_reading_list(site: str) -> list[Column]:
    """The columns of a table of a reading list: a row is a document or a clause, with the reader's note."""

    def of_clause(value: Callable[[Any], Any]) -> Callable[[Item], Any]:
        return lambda item: value(item.clause) if item.clause else ""

    def heading(lang: str) -> Callable[[Any], Any]:
        return lambda clause: getattr(clause, f"heading_{lang}")

    first = _identity(site)
    return [
        *first,
        Column("clause", of_clause(lambda clause: clause.number)),
        Column("reference", of_clause(lambda clause: clause.ref)),
        *(Column(f"heading_{lang}", of_clause(heading(lang))) for lang in LANGUAGES),
        Column("note", lambda item: item.note),
        *_of_facts(DOCUMENT),
    ]


def table(columns: list[Column], items: Iterable[Item]) -> Iterator[list[Any]]:
    """The rows of a table, the names of its columns first."""
    yield [column.name for column in columns]
    for item in items:
        yield [column.value(item) for column in columns]


def _clause(item: Item) -> Any:
    assert item.clause is not None
    return item.clause


def _identity(site: str) -> list[Column]:
    def address(item: Item) -> str:
        return site + item.agreement.permanent_path() + (f"#{item.clause.anchor}" if item.clause else "")

    return [Column("id", lambda item: item.agreement.record_id), Column("address", address)]


def _of_facts(facts: Iterable[Fact]) -> Iterator[Column]:
    for fact in facts:
        own = _OWN.get(fact.key)
        if own:
            yield from own(fact.key)
        else:
            for column in fact.columns:
                yield from _of_column(column)


def _of_column(column: Stored) -> Iterator[Column]:
    name = column.name
    if column.translated:
        yield from _in_languages(name, lambda item, lang: getattr(item.agreement, f"{name}_{lang}"))
    elif column.holds is Holds.TERM:
        yield from _terms(name, lambda item: [getattr(item.agreement, name)])
    elif column.holds is Holds.CODES:
        yield from _codes(name, lambda item: getattr(item.agreement, name), language_name)
    else:
        yield Column(name, lambda item: getattr(item.agreement, name))


def _in_languages(name: str, value: Callable[[Item, str], Any]) -> Iterator[Column]:
    def of(lang: str) -> Column:
        return Column(f"{name}_{lang}", lambda item: value(item, lang))

    yield from map(of, LANGUAGES)


def _joined(values: Iterable[Any]) -> str:
    return SEPARATOR.join(str(value) for value in values)


def _terms(name: str, terms: Callable[[Item], Iterable[Any]]) -> Iterator[Column]:
    """The keys of terms, and their labels in each language."""
    yield Column(name, lambda item: _joined(term.key for term in terms(item)))
    yield from _in_languages(name, lambda item, lang: _joined(getattr(term, f"label_{lang}") for term in terms(item)))


def _codes(name: str, codes: Callable[[Item], Iterable[str]], called: Callable[[str, str], str]) -> Iterator[Column]:
    yield Column(name, lambda item: _joined(codes(item)))
    yield from _in_languages(name, lambda item, lang: _joined(called(code, lang) for code in codes(item)))


def _named(name: str, things: Callable[[Agreement], Iterable[Any]]) -> Iterator[Column]:
    """The addresses of parties, people, places, and their names in each language, else in one that they have."""

    def names(item: Item, lang: str) -> str:
        with override(lang):
            return _joined(thing.name for thing in things(item.agreement))

    yield Column(name, lambda item: _joined(thing.slug for thing in things(item.agreement)))
    yield from _in_languages(name, names)


def _parties(name: str) -> Iterator[Column]:
    yield from _codes("sides", lambda item: item.agreement.sides(), country_name)
    yield from _named(name, lambda agreement: [one.party for one in agreement.participations.all()])


def _signatories(name: str) -> Iterator[Column]:
    def signed(item: Item, lang: str) -> str:
        with override(lang):
            return _joined(
                f"{one.person.name} ({one.office})" if one.office else one.person.name
                for one in item.agreement.signatories.all()
            )

    yield Column(name, lambda item: _joined(one.person.slug for one in item.agreement.signatories.all()))
    yield from _in_languages(name, signed)


def _signed(name: str) -> Iterator[Column]:
    """The date as it is known, and between which days it lies."""
    yield Column(name, lambda item: item.agreement.signed)
    yield Column(f"{name}_earliest", lambda item: _day(item.agreement.signed_date.lower))
    yield Column(f"{name}_latest", lambda item: _day(item.agreement.signed_date.upper))


def _day(day: Any) -> str:
    return day.isoformat() if day else ""


def _relations(name: str) -> Iterator[Column]:
    def related(item: Item, lang: str) -> str:
        with override(lang):
            return _joined(f"{one.type.label}: {one.to.title}" for one in item.agreement.relations.all())

    yield Column(
        name, lambda item: _joined(f"{one.type_id} {one.to.record_id}" for one in item.agreement.relations.all())
    )
    yield from _in_languages(name, related)


def _sources(name: str) -> Iterator[Column]:
    def addresses(item: Item, *, official: bool = False) -> str:
        sources: Iterable[Source] = item.agreement.sources.all()
        return _joined(one.url for one in sources if not official or one.kind == SourceKind.OFFICIAL_TEXT)

    yield Column("official_texts", lambda item: addresses(item, official=True))
    yield Column(name, addresses)


def _nothing(name: str) -> Iterator[Column]:
    return iter(())


# How facts are written that have rows of their own, or days beside them. Clauses have a table of their own.
_OWN: dict[str, Callable[[str], Iterator[Column]]] = {
    "parties": _parties,
    "signatories": _signatories,
    "signed": _signed,
    "place": lambda name: _named(name, lambda agreement: [agreement.where] if agreement.where else []),
    "clauses": _nothing,
    THEMES.key: lambda name: _terms(name, lambda item: item.agreement.themes.all()),
    "regions": lambda name: _named(name, lambda agreement: agreement.regions.all()),
    RELATIONS.key: _relations,
    SOURCES.key: _sources,
}
