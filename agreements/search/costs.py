"""What a search costs, and the lane in which it is answered.

Lists of one choice or another are made anew for each address, and crawlers walk all of them. So each process answers
few of them at a time, whoever asks, and a page without choices, or a document, never waits behind them. Browsers say
when somebody follows a link of ours; crawlers that walk the facets do not, so readers have a lane beside them.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from agreements.base.lanes import Lane
from agreements.search.entry_types import DOCUMENTS
from agreements.search.subsets import PARAMETER

FEW_WORDS = 4
NEAR_PAGES = 3

WORDS = Lane("words", places=2, waiting=3, patience=5)
READERS = Lane("readers’ choices", places=1, waiting=3, patience=5)
CRAWLERS = Lane("choices", places=1, waiting=3, patience=5, rests=True)

View = Callable[..., HttpResponse]


def is_chosen(params: QueryDict) -> bool:
    """Whether somebody chose among the documents by more than a few words."""
    names = {*DOCUMENTS.panel, "year_from", "year_to", "signed", "view", PARAMETER}
    page = params.get("page", "")
    return (
        any(value.strip() for name in names for value in params.getlist(name))
        or len(params.get("q", "").split()) > FEW_WORDS
        or (page.isdecimal() and int(page[:9]) > NEAR_PAGES)
    )


def place(request: HttpRequest, *, costly: bool = False) -> AbstractContextManager[None]:
    """A place in the lane for what the request asks; ``costly`` where it costs much whatever was chosen.

    Raises `Busy` where there is none.
    """
    if costly or is_chosen(request.GET):
        lane = READERS if request.headers.get("Sec-Fetch-Site") == "same-origin" else CRAWLERS
        return lane.place()
    return WORDS.place() if request.GET.get("q", "").strip() else nullcontext()


def in_lane(*, costly: Callable[[QueryDict], bool] = lambda _params: False) -> Callable[[View], View]:
    """Has a view answer in the lane of what is asked of it."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
            with place(request, costly=costly(request.GET)):
                return view(request, *args, **options)

        return answer

    return decorate
