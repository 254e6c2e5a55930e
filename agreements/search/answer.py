"""All that the page of a list shows, asked for before anything is rendered."""

from django.core.paginator import Page

from agreements.base.database import asking_index
from agreements.base.paging import no_such_page
from agreements.search import understood
from agreements.search.introduction import Introduction
from agreements.search.left_words import left_words
from agreements.search.results import Alternative, Chip, Facet, Group, Loosening, PieceShown, Slice, YearCount
from agreements.search.search import Search
from agreements.search.where_found import are_said
from agreements.search.why import Reasons


class Answer:
    """What is found. What is not there in time is left out, and an error of the search says so."""

    def __init__(self, search: Search) -> None:
        self.choices = search.choices
        self.total = 0
        self.doubtful = 0
        """How many documents may lie outside the chosen years or dates."""
        self.page: Page = Slice(0, lambda start, stop: []).page(1)
        self.chips: list[Chip] = search.choices.chips(named=False)
        self.pieces: list[PieceShown] = []
        """How the question was read, piece by piece."""
        self.literally = ""
        """The query that takes the words of the question as they are, where they were read otherwise."""
        self.offers: list[Alternative] = []
        """Themes that words of the question name, to be looked for instead."""
        self.contradicts_itself = False
        """Whether no date can be in all spans of time that the question names."""
        self.facets: list[Facet] = []
        self.years: list[YearCount] = []
        self._groups: list[Group] = []
        self.introduction = Introduction()
        """Where nothing has all that was asked for: what stands above what is shown instead."""
        self.did_you_mean: str | None = None
        self.missing: tuple[str, ...] = ()
        """Words that the record does not have, which were left aside."""
        self.ways: list[Loosening] = []
        self.around: list[Loosening] = []
        """Where a city has few documents: its region."""
        self.is_complete = search.attempt(lambda: self._ask(search), otherwise=False)

    @property
    def unknown(self) -> list[tuple[PieceShown, int]]:
        """The pieces that are demanded and not there, each with what leaving it aside would find."""
        counts = {way.query: way.count for way in self.ways}
        demanded = {piece.written for piece in self.choices.reading.unknown}
        return [(piece, counts.get(piece.query, 0)) for piece in self.pieces if piece.written in demanded]

    @property
    def other_ways(self) -> list[Loosening]:
        """The ways to find more, without those that are told with what the archive does not have."""
        told = {piece.query for piece in self.pieces if piece.is_unknown}
        return [way for way in self.ways if way.query not in told]

    @property
    def groups(self) -> list[Group]:
        """What the page shows, those that have none of the words themselves apart from the others."""
        return self._groups or [Group(list(self.page.object_list))]

    @asking_index()
    def _ask(self, search: Search) -> bool:
        question = search.question
        self.did_you_mean = search.did_you_mean()
        self.missing = question.missing if question.asks else ()
        self.total = search.total
        self.doubtful = search.doubtful
        self.page = search.page()
        if search.choices.page > self.page.number:
            search.errors["page"] = [no_such_page(search.choices.page)]
        self._explain(search, search.highlight(self.page))
        self.years = search.years
        self.facets = search.facets()
        self.chips = search.choices.chips()
        self.pieces = [*understood.shown(search.choices), *left_words(search.choices)]
        self.literally = understood.literally(search.choices)
        self.offers = understood.offers(search.choices)
        self.contradicts_itself = search.choices.reading.contradicts_itself
        self.ways = search.loosen()
        self.around = search.regions_around()
        return True

    def _explain(self, search: Search, reasons: Reasons | None) -> None:
        """Say how what is shown was found, where that is not by all the words that were asked for."""
        if reasons is None or not self.total:
            return
        question, choices = search.question, search.choices
        unsaid = reasons.unsaid
        if unsaid:
            terms = [search.told.needed[number] for number in unsaid]
            said = are_said(terms, choices.entry_type.name)
            unsaid = [number for number, is_said in zip(unsaid, said, strict=True) if not is_said]
        if not unsaid and choices.view == "documents" and choices.sort == "relevance":
            self._groups = reasons.groups(list(self.page.object_list))
        self.introduction = Introduction(
            missing=self.missing,
            aside=question.aside,
            respelled=[choices.words[start:end] for start, end, _word in question.respelled],
            nearest=[word for _start, _end, word in question.respelled],
            nearest_query=choices.query(q=self.did_you_mean),
            unsaid=list(dict.fromkeys(search.told.needed[number].text for number in unsaid)),
            catalogued=reasons.catalogued(unsaid),
            is_partial=bool(question.partly),
        )
