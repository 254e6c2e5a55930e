"""What is found, in order: one way for the page, for what is taken away, and for whatever comes next.

Documents and their clauses are two views of one result. Both are rows of the index first: these are filtered, sorted,
counted and cut into pages, and only what is shown is fetched from the tables of the record.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from typing import Any

from django.core.paginator import Page
from django.db.models import Case, Count, Func, Q, QuerySet, TextField, When, Window

from agreements.base.languages import columns
from agreements.base.paging import PAGE_SIZE
from agreements.models import Clause, Entry, SearchEntry, SearchPassage
from agreements.models.clause import ClauseQuerySet
from agreements.models.index import PassageQuerySet
from agreements.search import counts, ranking
from agreements.search.choices import Choices
from agreements.search.conditions import any_of, meeting
from agreements.search.facets import SPAN
from agreements.search.parameters import is_within
from agreements.search.pasted import NamedDocuments
from agreements.search.question import Question
from agreements.search.results import Slice
from agreements.search.words import NAME, TITLE

FARTHEST = 10**12  # no page is beyond this one, and what is could not be told to the database

Neighbours = tuple[Entry | None, Entry | None]


class Hits:
    """The entries that are found, of the type that was chosen; of the facets ``only`` some are counted, or all."""

    def __init__(
        self, choices: Choices, question: Question, only: Sequence[str] = (), wish: Question | None = None
    ) -> None:
        self._choices = choices
        self._question = question
        self._wish = wish or question
        self._only = only

    def rows(self, *, filtered: bool = True) -> QuerySet[SearchEntry]:
        """The rows of the index, as a set: found by words, dates and, unless told not to, by facets and years."""
        found: QuerySet[SearchEntry] = SearchEntry.objects.filter(type=self._choices.entry_type.name)
        if filtered:
            found = self._choices.narrow(found)
        conditions = self._choices.conditions
        found = meeting(found, conditions)
        if self._choices.words:
            found = self._question.found(found) if self._question.asks else found.none()
        return found

    @cached_property
    def counts(self) -> counts.Counts:
        """How many entries each value of each facet would leave, where there are any."""
        conditions = self._choices.conditions
        chosen: dict[str, Sequence[str]] = dict(conditions.facets)
        found = None
        if conditions.is_impossible or (self._choices.words and not self._question.asks):
            chosen["nothing"] = []
        elif self._choices.words or conditions.marks or conditions.beside_facets:
            found = self.rows(filtered=False).values("pk")
        return counts.count(self._choices.entry_type.name, found, chosen, self._only, self._years)

    @property
    def _years(self) -> tuple[int | None, int | None]:
        return self._choices.year_from, self._choices.year_to

    @property
    def total(self) -> int:
        """How many entries are found, exactly."""
        return self.counts.get("all", {}).get("", 0)

    @property
    def doubtful(self) -> int:
        """How many of the entries may lie outside the chosen years or dates, because theirs are not certain."""
        spans = self._choices.conditions.spans
        if spans is None:
            return counts.beyond(self.counts.get(SPAN, {}), self._years) if self._choices.has_years else 0
        certain = self.rows().filter(any_of(is_within, spans)) if spans else self.rows()
        return self.total - certain.count()

    def in_order(self) -> QuerySet[SearchEntry]:
        """The rows of the index in the order that was chosen."""
        return self.rows().order_by(*self._order())

    def _order(self) -> tuple[Any, ...]:
        if self._choices.sort == "title":
            return ranking.by_title()
        if self._choices.sort == "signed":
            return ranking.earliest_first()
        if self._choices.sort != "relevance":
            return ranking.latest_first()
        if isinstance(self._question, NamedDocuments):
            return (self._question.order(), *ranking.latest_first())
        wish = self._wish if self.total <= ranking.WISHED else self._question
        if not wish.needed:
            return ranking.latest_first()
        weighed = ranking.RankOfEntry if self.total <= ranking.WEIGHED else ranking.tier
        return (weighed(wish).desc(), *ranking.latest_first())

    def keys(self, start: int, stop: int) -> list[int]:
        """The keys of a part of the entries."""
        return list(self.in_order().values_list("pk", flat=True)[start:stop])

    def fetch(self, start: int, stop: int) -> list[Any]:
        """A part of the entries, with all that a line of a list shows."""
        ids = self.keys(start, stop)
        found = self._choices.entry_type.model.objects.published().for_list().in_bulk(ids)
        return [found[pk] for pk in ids if pk in found]

    def page(self, number: int) -> "Page[Any]":
        """The page of this number, or the last that there is."""
        return Slice(self.total, self.fetch).page(number)

    def neighbours(self, record_id: str) -> Neighbours:
        """The entries before and after this one in the result."""
        ids: list[str] = []
        if self._choices.sort in ("signed", "-signed") and self.total > ranking.WEIGHED:
            # A long list by date: what is next to an entry is of its year, or the year beside it.
            year = SearchEntry.objects.filter(record_id=record_id).values_list("year", flat=True).first()
            near = self.in_order().filter(year__range=(year - 1, year + 1)) if year else self.in_order().none()
            ids = list(near.values_list("record_id", flat=True))
        if record_id not in ids[1:-1]:
            ids = list(self.in_order().values_list("record_id", flat=True))
        if record_id not in ids:
            return None, None
        index = ids.index(record_id)
        published = self._choices.entry_type.model.objects.published()
        beside = published.filter(record_id__in=ids[max(index - 1, 0) : index + 2])
        by_id = {entry.record_id: entry for entry in beside}
        before = by_id.get(ids[index - 1]) if index else None
        return before, by_id.get(ids[index + 1]) if index + 1 < len(ids) else None


class ClauseHits:
    """The clauses that match words and themes, in the documents that are found."""

    def __init__(self, choices: Choices, question: Question, documents: Hits, wish: Question | None = None) -> None:
        self._choices = choices
        self._question = question
        self._wish = wish or question
        self._documents = documents

    def rows(self) -> PassageQuerySet:
        """Clauses of found documents that have something of the words; what a clause lacks, its title or names have.

        Of a long one the first piece that has something of them.
        """
        found = SearchPassage.objects.of_clauses()
        question, choices = self._question, self._choices
        if isinstance(question, NamedDocuments):
            found = found.filter(question.clauses(), piece=0)
        elif choices.words and not question.any and not (question.missing or question.aside):
            return found.none()
        else:
            found = found.matching(question.any) if question.any else found.filter(piece=0)
        if len(question.needed) > 1 and not question.partly:
            for term in question.needed:
                has = Q(vector__matches=term.everywhere())
                later = SearchPassage.objects.of_clauses().filter(has, piece__gt=0)
                named = SearchPassage.objects.heads().filter(vector__matches=term.prefixed(TITLE, NAME) or "''")
                elsewhere = Q(pieces__gt=1, clause__in=later.values("clause"))
                found = found.filter(has | Q(entry__in=named.values("entry")) | elsewhere)
        if choices.are_filters or question.excluded or question.partly:
            found = found.filter(entry__in=self._documents.rows().values("pk"))
        if themes := choices.conditions.facets.get("theme"):
            found = found.filter(clause__in=coded_with(themes))
        return found

    def in_order(self) -> PassageQuerySet:
        """The rows of the index in the order that was chosen."""
        if self._choices.sort == "title":
            return self.rows().order_by(*ranking.by_title("entry__"), "position")
        if self._choices.sort == "signed":
            return self.rows().order_by(*ranking.earliest_first(), "position")
        weighed = (ranking.Rank(self._wish).desc(),) if self._is_weighed else ()
        return self.rows().order_by(*weighed, *ranking.latest_first(), "position")

    @property
    def _is_weighed(self) -> bool:
        """Whether clauses are ranked; where there are very many, the latest come first."""
        by_relevance = self._choices.sort == "relevance" and bool(self._wish.needed)
        return by_relevance and self._documents.total <= ranking.WEIGHED // 5

    @cached_property
    def _first(self) -> tuple[dict[int, int], int]:
        """The clauses of the page that was chosen, each with its piece, and how many there are: found in one go."""
        start = (min(self._choices.page, FARTHEST) - 1) * PAGE_SIZE
        counted = self.in_order().annotate(found=Window(Count("pk"))).values_list("clause", "piece", "found")
        rows = list(counted[start : start + PAGE_SIZE])
        if rows or not start:
            return {clause: piece for clause, piece, _found in rows}, rows[0][2] if rows else 0
        return {}, self.rows().count()

    @property
    def total(self) -> int:
        """How many clauses are found, exactly."""
        return self._first[1]

    def keys(self, start: int, stop: int) -> list[int]:
        """The keys of a part of the clauses."""
        return list(self.in_order().values_list("clause", flat=True)[start:stop])

    def fetch(self, start: int, stop: int) -> list[Clause]:
        """A part of the clauses, with all that a line of a list shows."""
        pieces = self._first[0]
        if start != (self._choices.page - 1) * PAGE_SIZE:
            pieces = dict(self.in_order().values_list("clause", "piece")[start:stop])
        found = Clause.objects.published().select_related("agreement__kind", "agreement__status")
        clauses = shown(found.prefetch_related("themes"), pieces)
        return [clauses[pk] for pk in pieces if pk in clauses]

    def page(self, number: int) -> "Page[Any]":
        """The page of this number, or the last that there is."""
        return Slice(self.total, self.fetch).page(number)


def shown(clauses: ClauseQuerySet, pieces: Mapping[int, int]) -> dict[int, Clause]:
    """The clauses of these keys as they are shown among hits: of a long text only the piece that matched."""
    texts = [*columns("summary"), *columns("text")]
    number = Case(*(When(pk=pk, then=piece) for pk, piece in pieces.items() if piece), default=0)
    part = partial(Func, function="search_shown", output_field=TextField())
    parts = {f"shown_{column}": part(column, number) for column in texts}
    found: dict[int, Clause] = clauses.defer(*texts).annotate(**parts).in_bulk(pieces)
    for clause in found.values():
        for column in texts:
            setattr(clause, column, getattr(clause, f"shown_{column}"))
    return found


def coded_with(themes: Sequence[str]) -> QuerySet[Any]:
    """The keys of the clauses on any of these themes."""
    return Clause.themes.through.objects.filter(theme__in=themes).values("clause_id")
