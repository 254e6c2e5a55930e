"""All that the page of a list shows, asked for before anything is rendered."""

from django.core.paginator import Page

from agreements.base.database import asking_index
from agreements.base.paging import no_such_page
from agreements.search import understood
from agreements.search.results import Alternative, Chip, Facet, Loosening, PieceShown, Slice, YearCount
from agreements.search.search import Search


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
        self.did_you_mean: str | None = None
        self.missing: tuple[str, ...] = ()
        """Words that the record does not have, which were left aside."""
        self.is_partial = False
        """Whether no document has all the words, so that those with most of them are shown."""
        self.ways: list[Loosening] = []
        self.is_complete = search.attempt(lambda: self._ask(search), otherwise=False)

    @asking_index()
    def _ask(self, search: Search) -> bool:
        question = search.question
        self.did_you_mean = search.did_you_mean()
        self.missing = question.missing if question.asks else ()
        self.is_partial = bool(question.partly)
        self.total = search.total
        self.doubtful = search.doubtful
        self.page = search.page()
        if search.choices.page > self.page.number:
            search.errors["page"] = [no_such_page(search.choices.page)]
        search.highlight(self.page)
        self.years = search.years
        self.facets = search.facets()
        self.chips = search.choices.chips()
        self.pieces = understood.shown(search.choices)
        self.literally = understood.literally(search.choices)
        self.offers = understood.offers(search.choices)
        self.contradicts_itself = search.choices.reading.contradicts_itself
        self.ways = search.loosen()
        return True
