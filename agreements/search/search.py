"""The one query object: a reader's question, validated once, and all that answers it."""

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.core.paginator import Page
from django.db.models import Count, Max, Min, Q, QuerySet, Window
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.base.alphabet import alphabet_key
from agreements.base.database import TooSlow, is_reading, reading, settle
from agreements.base.languages import Text, reading_order
from agreements.base.paging import PAGE_SIZE, no_such_page
from agreements.models import (
    Agreement,
    AgreementQuerySet,
    Clause,
    SearchEntry,
    SearchPassage,
)
from agreements.models.clause import ClauseQuerySet
from agreements.models.index import PassageQuerySet
from agreements.search import counts, ranking
from agreements.search.entry_types import DOCUMENTS
from agreements.search.filters import SORTS, SearchFilter
from agreements.search.highlights import Marker, clause_hit, shown, texts_of
from agreements.search.labels import FACETS, Label, labels
from agreements.search.question import Question, ask, leave_out, respell
from agreements.search.results import (
    Chip,
    ClauseHit,
    Facet,
    FacetValue,
    Loosening,
    Slice,
    YearCount,
    encoded,
)
from agreements.search.subsets import behind
from agreements.search.words import NAME, TITLE

CLAUSES_SHOWN = 3
VALUES_LISTED = 200
# When nothing is found, this many choices and words are tried without: each is a search of its own.
LOOSENED = 8

Answer = TypeVar("Answer")


class Search:
    """One reader's question: its parameters, valid or not, and the documents, clauses, facets that answer it.

    ``within`` narrows the record beforehand, as the page of a party does. A search ``beside`` another one of the same
    request need not look up the labels again. One that counts ``only`` some facets takes all values as they are.
    """

    def __init__(
        self,
        params: QueryDict,
        *,
        within: AgreementQuerySet | None = None,
        beside: "Search | None" = None,
        only: Sequence[str] = (),
    ) -> None:
        if not is_reading():
            settle()
        self._beside = beside
        self._only = only
        self.errors: dict[str, list[str]] = {}
        self.broken_off = False
        self.text = ""
        self._entries = SearchEntry.objects.filter(type=DOCUMENTS.name)
        self._filter = SearchFilter(params, self._entries)
        form: Any = self._filter.form
        form.known = lambda: self._known
        form.is_valid()
        given = form.cleaned_data
        for name, messages in form.errors.items():
            self.errors.setdefault(name, []).extend(str(message) for message in messages)
        self.text = given.get("q") or ""
        self.view: str = given.get("view") or "documents"
        self.page: int = given.get("page") or 1
        self.year_from: int | None = given.get("year_from")
        self.year_to: int | None = given.get("year_to")
        self.marks: list[str] = given.get("mark") or []
        self._around = within
        self._within = self._marked(within)
        self.chosen: dict[str, list[str]] = {facet: given[facet] for facet in FACETS if given.get(facet)}
        self.sort: str = given.get("sort") or self._default_sort
        if self.sort == "relevance" and not self.text:
            self.sort = self._default_sort

    def _marked(self, within: AgreementQuerySet | None) -> AgreementQuerySet | None:
        """``within``, narrowed to what all the marks of charts stand for: no facet can say that."""
        if not self.marks:
            return within
        found = Agreement.objects.published() if within is None else within
        return found.filter(*(behind(mark).condition for mark in self.marks))

    @classmethod
    def listing(cls, **chosen: str) -> "Search":
        """The list of the documents that one entry of the archive has, and their years; `TooSlow` where that is so."""
        params = QueryDict(mutable=True)
        params.update(chosen)
        search = cls(params, only=("all", "year"))
        search.answer(lambda: search.documents, 0)
        return search

    @property
    def _default_sort(self) -> str:
        return SORTS[0] if self.text else SORTS[1]

    # The question

    @cached_property
    def question(self) -> Question:
        """The reader's words in terms of the index."""
        return self.answer(lambda: ask(self.text, DOCUMENTS.name), Question(()))

    @property
    def missing(self) -> tuple[str, ...]:
        """Words that the record does not have, which were left aside."""
        return self.question.missing if self.question.asks else ()

    @property
    def partial(self) -> bool:
        """Whether no document has all the words, so that those with most of them are shown."""
        return bool(self.question.partly)

    def answer(self, asked: Callable[[], Answer], otherwise: Answer, *, by_index: bool = True) -> Answer:
        """What the database answers; where it takes too long, an error for the reader and ``otherwise``.

        ``by_index``: whether it is asked of the index, and not of the tables of the record.
        """
        if not self.broken_off:
            try:
                with reading() as transaction, transaction.planned(by_index=by_index):
                    return asked()
            except TooSlow:
                if self._only:
                    raise
                self.broken_off = True
        if self.text:
            self.errors["q"] = [_("This search takes too long. Use fewer or rarer words.")]
        else:
            self.errors["q"] = [_("This takes too long. Narrow the choice, or try again.")]
        return otherwise

    @cached_property
    def _known(self) -> dict[str, dict[str, Label]] | None:
        if self._only:
            return None
        if self._beside:
            return self._beside._known
        nothing: dict[str, dict[str, Label]] | None = None
        return self.answer(labels, nothing)

    @property
    def labels(self) -> dict[str, dict[str, Label]]:
        """What the values of the facets are called."""
        return self._known or {facet: {} for facet in FACETS}

    def _label(self, facet: str, key: str) -> Text:
        label = self.labels[facet].get(key)
        return label.text if label else Text(key, reading_order()[0])

    def _keys(self, rows: QuerySet[Any], field: str = "pk") -> list[Any]:
        return self.answer(lambda: list(rows.values_list(field, flat=True)), [])

    def _hits(self, *, filtered: bool = True) -> QuerySet[SearchEntry]:
        """The rows of the index that are found: by words and, unless told not to, by the chosen filters."""
        found: QuerySet[SearchEntry] = self._entries
        if filtered:
            found = self._filter.filter_queryset(found)
        if self._within is not None:
            found = found.filter(pk__in=self._within.order_by().values("pk"))
        if self.text:
            found = self.question.found(found) if self.question.asks else found.none()
        return found

    def _order(self) -> tuple[Any, ...]:
        if self.sort == "signed":
            return ranking.earliest_first()
        if self.sort == "relevance" and self.question.needed:
            if self.documents <= ranking.WEIGHED:
                return (ranking.RankOfEntry(self.question).desc(), *ranking.latest_first())
            return (ranking.tier(self.question).desc(), *ranking.latest_first())
        return ranking.latest_first()

    # The answer

    @property
    def agreements(self) -> AgreementQuerySet:
        """The documents found, in order, unpaginated: for page, API, feed and export alike."""
        found = Agreement.objects.published().filter(pk__in=self._hits().values("pk"))
        if self.sort == "title":
            return found.order_by(*ranking.by_title("index__"))
        if self.sort == "relevance" and self.question.needed:
            if self.documents <= ranking.WEIGHED:
                return ranking.in_order(found, self._keys(self._sorted_hits()))
            return found.order_by(ranking.tier(self.question).desc(), *ranking.latest_first("index__"))
        return found.by_signature(latest_first=self.sort != "signed")

    def _sorted_hits(self) -> QuerySet[SearchEntry]:
        if self.sort == "title":
            return self._hits().order_by(*ranking.by_title())
        return self._hits().order_by(*self._order())

    @property
    def clauses(self) -> ClauseQuerySet:
        """The clauses that match words and themes, in order: the second view of the same result."""
        found: ClauseQuerySet = Clause.objects.published().filter(pk__in=self._clause_hits().values("clause"))
        if self._clauses_weighed:
            return ranking.in_order(found, self._keys(self._sorted_clause_hits(), "clause"))
        place = ("position", "number")
        if self.sort == "title":
            return found.order_by(*ranking.by_title("agreement__index__"), *place)
        if self.sort == "signed":
            return found.order_by(*ranking.earliest_first("agreement__index__"), *place)
        return found.order_by(*ranking.latest_first("agreement__index__"), *place)

    def _clause_hits(self) -> PassageQuerySet:
        """Clauses of found documents that have something of the words; what a clause lacks, its title or names have.

        Of a long one the first piece that has something of them.
        """
        found = SearchPassage.objects.of_clauses()
        question = self.question
        if self.text and not question.any:
            return found.none()
        found = found.matching(question.any) if self.text else found.filter(piece=0)
        if len(question.needed) > 1 and not question.partly:
            for term in question.needed:
                has = Q(vector__matches=term.everywhere())
                later = SearchPassage.objects.of_clauses().filter(has, piece__gt=0)
                named = SearchPassage.objects.heads().filter(vector__matches=term.marked(TITLE, NAME) or "''")
                elsewhere = Q(pieces__gt=1, clause__in=later.values("clause"))
                found = found.filter(has | Q(entry__in=named.values("entry")) | elsewhere)
        narrowed = self.chosen or self.year_from or self.year_to or self._within is not None
        if narrowed or question.excluded or question.partly:
            found = found.filter(entry__in=self._hits().values("pk"))
        if themes := self.chosen.get("theme"):
            coded = Clause.themes.through.objects.filter(theme__in=themes)
            found = found.filter(clause__in=coded.values("clause_id"))
        return found

    def _sorted_clause_hits(self) -> PassageQuerySet:
        found = self._clause_hits()
        if self.sort == "title":
            return found.order_by(*ranking.by_title("entry__"), "position")
        if self.sort == "signed":
            return found.order_by(*ranking.earliest_first(), "position")
        order = (ranking.Rank(self.question).desc(),) if self._clauses_weighed else ()
        return found.order_by(*order, *ranking.latest_first(), "position")

    @property
    def _clauses_weighed(self) -> bool:
        """Whether clauses are ranked; where there are very many, the latest come first."""
        return self.sort == "relevance" and bool(self.question.needed) and self.documents <= ranking.WEIGHED // 5

    @cached_property
    def _clause_page(self) -> tuple[dict[int, int], int]:
        """The clauses of the page that was asked for, each with its piece, and how many there are: found in one go."""
        start = (self.page - 1) * PAGE_SIZE
        counted = self._sorted_clause_hits().annotate(found=Window(Count("pk"))).values_list("clause", "piece", "found")
        nothing: list[tuple[int, int, int]] = []
        rows = self.answer(lambda: list(counted[start : start + PAGE_SIZE]), nothing)
        if rows or self.page == 1:
            return {clause: piece for clause, piece, _found in rows}, rows[0][2] if rows else 0
        return {}, self.answer(lambda: self._clause_hits().count(), 0)

    @cached_property
    def documents(self) -> int:
        """How many documents are found, exactly."""
        return self._counts.get("all", {}).get("", 0)

    @property
    def total(self) -> int:
        """How many documents, or clauses in their view, are found, exactly."""
        return self._clause_page[1] if self.view == "clauses" else self.documents

    def results(self) -> "Page[Any]":
        """The page that was asked for, or the nearest there is."""
        return self.answer(self._results, Slice(0, lambda start, stop: []).page(1, PAGE_SIZE))

    def _results(self) -> "Page[Any]":
        total = self.total
        last = max(1, -(-total // PAGE_SIZE))
        if self.page > last and not self.broken_off:
            self.errors["page"] = [no_such_page(self.page)]
        return Slice(total, self._fetch).page(min(self.page, last), PAGE_SIZE)

    def _fetch(self, start: int, stop: int) -> list[Any]:
        if self.view == "clauses":
            return self._fetch_clauses(start, stop)
        ids = self._keys(self._sorted_hits()[start:stop])
        nothing: dict[int, Agreement] = {}
        agreements = self.answer(lambda: Agreement.objects.published().for_list().in_bulk(ids), nothing)
        found = [agreements[pk] for pk in ids if pk in agreements]
        self.answer(lambda: self._mark(found), None)
        return found

    def _mark(self, found: list[Agreement]) -> None:
        """Mark the words in titles, and say which clauses of each document match."""
        clauses = self._best_clauses([agreement.pk for agreement in found])
        marker = Marker(self.question)
        marker.learn(text for agreement in found for text in texts_of(agreement, "title"))
        marker.learn(text for clause in clauses for text in texts_of(clause, "heading", "summary", "text"))
        hits: dict[int, list[ClauseHit]] = {}
        for clause in clauses:
            hits.setdefault(clause.agreement_id, []).append(clause_hit(clause, marker))
        shown: list[Any] = list(found)
        for agreement in shown:
            marked, count = marker.mark(agreement.title, agreement.title.lang)
            agreement.title_marked = marked if count else None
            agreement.clause_hits = hits.get(agreement.pk, [])

    def _best_clauses(self, ids: list[int]) -> list[Clause]:
        """Of each document the clauses that match best, a few at most."""
        themes = self.chosen.get("theme")
        if not self.question.any and not themes:
            return []
        matching = SearchPassage.objects.of_clauses().filter(entry__in=ids)
        if themes:
            coded = Clause.themes.through.objects.filter(theme__in=themes)
            matching = matching.filter(clause__in=coded.values("clause_id"))
        order: tuple[Any, ...] = ()
        if self.question.any:
            matching = matching.filter(vector__matches=self.question.any)
            order = (ranking.Rank(self.question).desc(),)
        best: dict[int, dict[int, int]] = {}
        ranked = matching.order_by(*order, "clause_id", "piece").values_list("entry", "clause", "piece")
        for entry, clause, piece in ranked:
            best.setdefault(entry, {}).setdefault(clause, piece)
        wanted = dict(hit for clauses in best.values() for hit in islice(clauses.items(), CLAUSES_SHOWN))
        found = shown(Clause.objects.published().select_related("agreement").prefetch_related("themes"), wanted)
        return [found[pk] for pk in wanted if pk in found]

    def _fetch_clauses(self, start: int, stop: int) -> list[ClauseHit]:
        wanted = self._clause_page[0]
        if start != (self.page - 1) * PAGE_SIZE:
            hits = self._sorted_clause_hits().values_list("clause", "piece")[start:stop]
            nothing: dict[int, int] = {}
            wanted = self.answer(lambda: dict(hits), nothing)
        found = Clause.objects.published().select_related("agreement__kind", "agreement__status")
        clauses = shown(found.prefetch_related("themes"), wanted)
        marker = Marker(self.question)
        marker.learn(text for clause in clauses.values() for text in texts_of(clause, "heading", "summary", "text"))
        return [clause_hit(clauses[pk], marker) for pk in wanted if pk in clauses]

    def neighbours(self, record_id: str) -> tuple[Agreement | None, Agreement | None]:
        """The documents before and after this one in the result."""
        nothing: tuple[Agreement | None, Agreement | None] = (None, None)
        return self.answer(lambda: self._neighbours(record_id), nothing)

    def _neighbours(self, record_id: str) -> tuple[Agreement | None, Agreement | None]:
        hits = self._sorted_hits()
        ids: list[str] = []
        if self.sort in ("signed", "-signed") and self.documents > ranking.WEIGHED:
            # A long list by date: what stands next to a document was signed in its year, or the year beside it.
            years = self._keys(self._entries.filter(record_id=record_id), "year")
            ids = self._keys(hits.filter(year__range=(years[0] - 1, years[0] + 1)), "record_id") if years else []
        if record_id not in ids[1:-1]:
            ids = self._keys(hits, "record_id")
        if record_id not in ids:
            return None, None
        place = ids.index(record_id)
        near = {
            agreement.record_id: agreement
            for agreement in Agreement.objects.published().filter(record_id__in=ids[max(place - 1, 0) : place + 2])
        }
        before = near.get(ids[place - 1]) if place else None
        return before, near.get(ids[place + 1]) if place + 1 < len(ids) else None

    # Facets

    @cached_property
    def _counts(self) -> counts.Counts:
        chosen: dict[str, list[str]] = dict(self.chosen)
        if self.year_from or self.year_to:
            chosen["year"] = [str(year) for year in range(self.year_from or 1000, (self.year_to or 9999) + 1)]
        found = None
        if self.text and not self.question.asks:
            chosen["nothing"] = []
        elif self.text or self._within is not None:
            found = self._hits(filtered=False).values("pk")
        return self.answer(lambda: counts.count(found, chosen, self._only), {})

    def counts(self, facet: str) -> dict[str, int]:
        """How many documents each value of a facet would leave, where there are any."""
        return self._counts.get(facet, {})

    def facets(self) -> list[Facet]:
        """Every facet with its values: the most frequent first, those without documents last.

        Of those that have a page of their own for all values, the first so many, and whatever is chosen.
        """
        facets = []
        for name, facet in FACETS.items():
            selected = self.chosen.get(name, [])
            found = self.counts(name)
            values = [
                FacetValue(key, known.text, found.get(key, 0), key in selected, self._toggled(name, key))
                for key, known in self.labels[name].items()
            ]
            values.sort(key=lambda value: (-value.count, alphabet_key(value.label), value.key))
            listed, index = values, ""
            if len(values) > VALUES_LISTED and facet.index:
                listed = [value for place, value in enumerate(values) if place < VALUES_LISTED or value.selected]
                index = reverse(facet.index)
            more = len(values) - len(listed)
            facets.append(Facet(name, str(facet.label), listed, bool(selected) or facet.is_open, more, index))
        return facets

    def years(self) -> list[YearCount]:
        """Every year from the first to the last of the record; the chosen range does not narrow the counts.

        The axis is the record's whatever is found, so that results can be compared at a glance.
        """
        found = {int(year): number for year, number in self.counts("year").items()}
        nothing: dict[str, int | None] = {}
        axis = self.answer(
            lambda: self._entries.aggregate(first=Min("year"), last=Max("year")),
            nothing,
        )
        start, end = axis.get("first"), axis.get("last")
        if start is None or end is None:
            return []
        first, last = self.year_from or start, self.year_to or end
        chosen = bool(self.year_from or self.year_to)
        return [YearCount(year, found.get(year, 0), chosen and first <= year <= last) for year in range(start, end + 1)]

    # Addresses

    def _toggled(self, name: str, key: str) -> str:
        values = self.chosen.get(name, [])
        changed = [value for value in values if value != key] if key in values else [*values, key]
        return self.query(**{name: changed})

    @cached_property
    def _encoded(self) -> dict[str, str]:
        """Each parameter as it stands in an address; there are hundreds of addresses on a page."""
        params: dict[str, Any] = {
            "q": self.text,
            "view": self.view if self.view != "documents" else None,
            "year_from": self.year_from,
            "year_to": self.year_to,
            **{facet: self.chosen.get(facet) for facet in FACETS},
            "mark": self.marks,
            "sort": self.sort if self.sort != self._default_sort else None,
        }
        return {name: encoded(name, value) for name, value in params.items()}

    def query(self, **changes: Any) -> str:
        """The canonical query string of the valid parameters, with ``changes``; None or nothing removes one."""
        parts = self._encoded | {name: encoded(name, value) for name, value in changes.items()}
        return "&".join(part for part in parts.values() if part)

    def chips(self) -> list[Chip]:
        """Every choice of the reader's but the words, each with the query that drops it."""
        chips = [
            Chip(name, str(FACETS[name].label), self._label(name, key), self._toggled(name, key))
            for name, keys in self.chosen.items()
            for key in keys
        ]
        if self.year_from or self.year_to:
            first, last = self.year_from, self.year_to
            if first and last:
                years = str(first) if first == last else f"{first}–{last}"
            else:
                years = _("from %d") % first if first else _("until %d") % (last or 0)
            label = Text(years, reading_order()[0])
            chips.append(Chip("year", _("Year of signature"), label, self.query(year_from=None, year_to=None)))
        for mark in self.marks:
            others = [other for other in self.marks if other != mark]
            label = Text(self.answer(behind(mark).label, mark), reading_order()[0])
            chips.append(Chip("mark", _("From a chart"), label, self.query(mark=others)))
        return chips

    # When little or nothing is found

    def did_you_mean(self) -> str | None:
        """The question in the spelling of the record, where the record does not have the reader's."""
        changes = self.question.respelled
        return respell(self.text, changes) if changes else None

    def loosen(self) -> list[Loosening]:
        """When nothing is found: what leaving one thing aside would find, as far as there is time to look."""
        if self.total or self.errors.get("q"):
            return []
        ways = [
            (_("without %(facet)s: %(value)s") % {"facet": chip.facet_label, "value": chip.value_label}, chip.query)
            for chip in self.chips()[:LOOSENED]
        ]
        ways += [(_("without “%s”") % name, self.query(q=rest)) for name, rest in leave_out(self.text)[:LOOSENED]]
        if self.text and (self.chosen or self.year_from or self.year_to):
            ways.append((_("without the words"), self.query(q=None, sort=None)))
            ways.append((_("without any filter"), urlencode({"q": self.text})))
        found: list[Loosening] = []
        for label, query in ways:
            other = Search(QueryDict(query), within=self._around, beside=self)
            found.append(Loosening(label, query, other.total))
            if other.broken_off:
                break
        return sorted((way for way in found if way.count), key=lambda way: -way.count)
