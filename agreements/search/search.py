"""The one query object: a reader's question, validated once, and the way to all that answers it."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar

from django.core.paginator import Page
from django.http import QueryDict
from django.utils.translation import gettext as _

from agreements.base.database import TooSlow, asking_index
from agreements.search import panel
from agreements.search.around import regions_around
from agreements.search.choices import Choices, Labels
from agreements.search.conditions import that_meet
from agreements.search.entry_types import DOCUMENTS, EntryType
from agreements.search.highlights import Highlighter, clause_hits, highlight
from agreements.search.hits import ClauseHits, Hits, Neighbours
from agreements.search.loosening import loosen
from agreements.search.pasted import NamedDocuments
from agreements.search.question import Question, among, ask
from agreements.search.reading.pieces import Reading
from agreements.search.results import Facet, Loosening, YearCount
from agreements.search.said import card_of, title_of
from agreements.search.tokens import respell
from agreements.search.why import Asked, Reasons, Sought

Given = TypeVar("Given")


class Search:
    """A reader's choices among the entries of a type, and the entries, clauses, facets and years that answer them.

    What is asked for is `TooSlow` where the database does not say in time.
    """

    def __init__(self, params: QueryDict, entry_type: EntryType = DOCUMENTS, *, known: Labels | None = None) -> None:
        self.choices = Choices(params, entry_type, known=known)
        self.errors = self.choices.errors

    def attempt(self, ask: Callable[[], Given], otherwise: Given) -> Given:
        """What is asked; where it takes too long, an error for the reader and ``otherwise``."""
        try:
            return ask()
        except TooSlow:
            if self.choices.text:
                self.errors["q"] = [_("This search takes too long. Use fewer or rarer words.")]
            else:
                self.errors["q"] = [_("This takes too long. Narrow the choice, or try again.")]
            return otherwise

    @property
    def reading(self) -> Reading:
        """How the reader's question was read, piece by piece."""
        return self.choices.reading

    @cached_property
    @asking_index()
    def question(self) -> Question:
        """The reader's words in terms of the index."""
        entry_type = self.choices.entry_type.name
        if documents := self.choices.pasted.of(entry_type):
            return NamedDocuments((), documents=tuple(documents))
        question = ask(self.choices.words, entry_type)
        if not self.reading.pieces:
            return question
        return among(question, that_meet(self.reading, entry_type))

    @cached_property
    @asking_index()
    def wish(self) -> Question:
        """The same with the words of what was read: what has more of them comes first."""
        wished = self.choices.reading.wished
        same = not wished or wished == self.choices.words
        return self.question if same else ask(wished, self.choices.entry_type.name, only_weighs=True)

    @cached_property
    def told(self) -> Question:
        """The words that are highlighted: those that are looked for, and names in what was read."""
        if self.wish is self.question:
            return self.question
        length = len(self.choices.reading.told)
        asked = zip(self.wish.needed, self.wish.weights, strict=True)
        told = [(term, weight) for term, weight in asked if term.start < length]
        return Question(
            tuple(term for term, _ in told), weights=tuple(weight for _, weight in told), partly=self.question.partly
        )

    @cached_property
    def hits(self) -> Hits:
        """The entries that are found."""
        return Hits(self.choices, self.question, wish=self.wish)

    @cached_property
    def _shown(self) -> Hits | ClauseHits:
        """What the chosen view shows."""
        if self.choices.view == "clauses":
            return ClauseHits(self.choices, self.question, self.hits, self.wish)
        return self.hits

    @property
    @asking_index()
    def entries(self) -> int:
        """How many entries are found, exactly."""
        return self.hits.total

    @property
    @asking_index()
    def total(self) -> int:
        """How many entries, or clauses in their view, are found, exactly."""
        return self._shown.total

    @property
    @asking_index()
    def doubtful(self) -> int:
        """How many of the entries may lie outside the chosen years or dates, because theirs are not certain."""
        return self.hits.doubtful

    @asking_index()
    def page(self) -> "Page[Any]":
        """The page of entries, or clauses, that was chosen, or the last that there is."""
        return self._shown.page(self.choices.page)

    @asking_index()
    def keys(self, start: int, stop: int) -> list[int]:
        """The keys of the entries, or clauses, that were found, in the chosen order, from ``start`` up to ``stop``."""
        return self._shown.keys(start, stop)

    @asking_index()
    def highlight(self, page: "Page[Any]") -> Reasons | None:
        """Highlight the words on a page, and say of each hit why it was found; None where nothing was asked for."""
        sought = Sought.of(self.choices)
        highlighter = Highlighter(self.told, sought.names)
        are_clauses = self.choices.view == "clauses"
        if are_clauses:
            page.object_list = clause_hits(list(page.object_list), highlighter)
            by_id: dict[int, Any] = {hit.clause.agreement_id: hit.clause.agreement for hit in page.object_list}
            entries = list(by_id.values())
        else:
            entries = list(page.object_list)
            highlight(entries, highlighter, self.told, self.choices.conditions.facets.get("theme", ()))
        if not (self.told.needed or sought):
            return None
        shown = title_of if are_clauses else card_of
        reasons = Reasons(entries, Asked.of(self.told, self.question, sought), highlighter, self.choices, shown)
        for entry in entries:
            entry.why = reasons.of(entry)
        for hit in page.object_list if are_clauses else ():
            hit.why = reasons.of_clause(hit)
        return reasons

    @asking_index()
    def facets(self) -> list[Facet]:
        """Every facet with its values and their counts."""
        return panel.facets(self.choices, self.hits.counts)

    @cached_property
    @asking_index()
    def years(self) -> list[YearCount]:
        """The entries of every year."""
        return panel.years(self.choices, self.hits.counts)

    def did_you_mean(self) -> str | None:
        """The words in the spelling of the record, where the record does not have the reader's."""
        changes, words, text = self.question.respelled, self.choices.words, self.choices.text
        if words == text:
            return respell(text, changes) if changes else None
        for start, end, word in changes:
            text = text.replace(words[start:end], word, 1)
        return text if changes else None

    @asking_index()
    def loosen(self) -> list[Loosening]:
        """Where nothing is found: what leaving one thing aside would find."""
        if self.total or self.errors.get("q"):
            return []
        return loosen(self.choices, lambda query: self._like(query).total)

    @asking_index()
    def regions_around(self) -> list[Loosening]:
        """Where a city has few documents: its region, with how many that has."""
        if self.errors.get("q"):
            return []
        return regions_around(self.choices, self.question, self.entries, lambda query: self._like(query).entries)

    def _like(self, query: str) -> "Search":
        """Another search among the same entries."""
        return Search(QueryDict(query), self.choices.entry_type, known=self.choices.labels)

    @asking_index()
    def neighbours(self, record_id: str) -> Neighbours:
        """The entries before and after this one in the result."""
        return self.hits.neighbours(record_id)
