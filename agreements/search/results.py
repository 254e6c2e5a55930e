"""What a search gives to pages: plain values, ready to be shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.utils.html import format_html
from django.utils.safestring import SafeString

from agreements.base.languages import Text
from agreements.base.paging import PAGE_SIZE

if TYPE_CHECKING:
    from agreements.models import Clause
    from agreements.search.why import Why


@dataclass
class ClauseHit:
    """A clause that matched, its heading and a piece of its words with the matches highlighted."""

    clause: "Clause"
    heading: SafeString
    snippet: SafeString
    lang: str  # of the words
    url: str
    heading_lang: str  # the same, but where it has no heading in that language
    terms: frozenset[int] = frozenset()  # which of the needed terms are highlighted, by number
    other: "ClauseHit | None" = None  # the same in the language in which alone the words stand, where that is another
    why: "Why | None" = None


@dataclass(frozen=True)
class Line:
    """A fact of an entry in which words stand that were asked for, with the words highlighted."""

    label: str
    text: SafeString
    lang: str
    terms: frozenset[int]  # which of the needed terms are highlighted, by number


@dataclass(frozen=True)
class Catalogued:
    """A term of the vocabulary by which an entry was found, and the page that shows what is catalogued under it."""

    facet: str
    key: str
    label: Text
    url: str
    terms: frozenset[int]  # which of the needed terms its names have, by number

    @property
    def link(self) -> SafeString:
        """Its label, leading to that page."""
        return format_html('<a href="{}" rel="nofollow">{}</a>', self.url, str(self.label))


@dataclass(frozen=True)
class Group:
    """Some of what a page shows; where it has a word only by the terms that it is catalogued under, both."""

    items: list[Any]
    words: str = ""
    catalogued: Sequence[Catalogued] = ()


@dataclass(frozen=True)
class FacetValue:
    """One value of a facet: how many documents it would leave, and the query that takes or drops it."""

    key: str
    label: Text
    count: int
    selected: bool
    query: str


@dataclass(frozen=True)
class Facet:
    """One facet of the result; its counts ignore its own selection."""

    name: str
    label: str
    values: list[FacetValue]
    open: bool = False
    more: int = 0  # values that are not listed, because so many come before them
    index: str = ""  # the page that has them all


@dataclass(frozen=True)
class YearCount:
    """How many documents one year has, and whether the reader chose it."""

    year: int
    count: int
    selected: bool


@dataclass(frozen=True)
class Chip:
    """One choice of the reader's, and the query without it."""

    facet_label: str
    value_label: Text
    query: str


@dataclass(frozen=True)
class Alternative:
    """Something else that a piece of a question can be changed to, and the query that does it."""

    label: str
    query: str


@dataclass(frozen=True)
class PieceShown:
    """A piece of a question as it was read: what it was taken for, and the query without it."""

    name: str
    """A facet; ``signed``, ``with``, ``without``, ``unknown``."""
    label: str
    values: list[Text]
    """Any of them will do."""
    written: str
    """As the reader wrote it, cue and all."""
    query: str
    alternatives: list[Alternative]
    is_excluded: bool = False
    """Whether none of the values will do; the label says so too."""
    is_unknown: bool = False
    """Whether the archive does not have what is named: then nothing is found."""
    near: list[Alternative] = field(default_factory=list)
    """Of what is not known, names that differ by a letter."""
    facet: str = ""
    """Of what is not known, the facet of which it would be a value."""
    years: tuple[int | None, int | None] = (None, None)
    """Of a time, the first and the last year; None where it is open, or is not of whole years."""


@dataclass(frozen=True)
class Loosening:
    """One way to find more, and how much it would find."""

    label: str
    query: str
    count: int


@dataclass(frozen=True)
class Suggestion:
    """What a reader who is still typing may mean."""

    kind: str
    label: str
    url: str
    lang: str


@dataclass
class Slice(Sequence[Any]):
    """What a paginator sees of a result: how long it is, and how to fetch a part of it."""

    total: int
    fetch: Callable[[int, int], list[Any]]

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, part: Any) -> Any:
        return self.fetch(part.start, part.stop)

    def page(self, number: int) -> "Page[Any]":
        """The page of this number, or the last; fetched."""
        pages = Paginator(self, PAGE_SIZE)
        page = pages.page(min(number, pages.num_pages))
        page.object_list = list(page.object_list)
        return page
