"""A document in its languages, step by step: title, summary and clauses, a row each, a column for each language."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from django.utils.translation import gettext as _

from agreements.base.languages import Text, language_name, reading_order
from agreements.models import Agreement, Clause
from agreements.models.entry import Entry

SEPARATOR = ","


@dataclass(frozen=True)
class Step:
    """What is said in several languages: its name, its texts in the order of the columns, where it is on the page.

    A text that is missing in a language is empty there. ``is_quoted`` are official texts, whose line ends are kept.
    """

    name: Text
    texts: list[Text]
    anchor: str = ""
    is_heading: bool = False
    is_below: bool = False  # a heading: what it says needs no name that is seen
    is_quoted: bool = False


@dataclass(frozen=True)
class Choice:
    """Some of the languages, by their codes and names; ``query`` is what shows them."""

    codes: tuple[str, ...]
    names: str
    query: str


def languages_of(agreement: Agreement) -> tuple[str, ...]:
    """The languages in which the record has the title or the summary, the reader's own first."""
    return tuple(
        lang for lang in reading_order() if getattr(agreement, f"title_{lang}") or getattr(agreement, f"summary_{lang}")
    )


def chosen(text: str, available: tuple[str, ...]) -> tuple[str, ...]:
    """The languages that an address names, in its order: at least two of those available, else all of them."""
    named = tuple(dict.fromkeys(code for code in text.split(SEPARATOR) if code in available))
    return named if len(named) > 1 else available


def choices(available: tuple[str, ...]) -> list[Choice]:
    """All languages, and, where there are more than two, each two of them."""
    groups = [available, *(combinations(available, 2) if len(available) > 2 else ())]
    return [Choice(group, ", ".join(map(language_name, group)), SEPARATOR.join(group)) for group in groups]


def steps(agreement: Agreement, languages: tuple[str, ...]) -> Iterator[Step]:
    """The document in these languages, from its title to its last clause."""
    yield Step(_named(_("Title")), _texts(agreement, "title", languages), is_heading=True)
    yield Step(_named(_("Summary")), _texts(agreement, "summary", languages))
    for clause in agreement.clauses.all():
        yield Step(clause.called, _texts(clause, "heading", languages), clause.anchor, is_heading=True)
        yield Step(_named(_("Summary")), _texts(clause, "summary", languages), is_below=True)
        if any(official := _texts(clause, "text", languages)):
            yield Step(_named(_("Official text")), official, is_quoted=True)


def _named(words: str) -> Text:
    return Text(words, reading_order()[0])


def _texts(thing: Entry | Clause, name: str, languages: tuple[str, ...]) -> list[Text]:
    return [Text(getattr(thing, f"{name}_{lang}"), lang) for lang in languages]
