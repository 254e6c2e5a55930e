"""Costly addresses are answered in lanes of their own: while these are full, all else is answered as ever."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.translation import override

from agreements.models import Agreement
from agreements.search.costs import CRAWLERS, READERS, WORDS, is_chosen
from agreements.search.entry_types import DOCUMENTS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

FROM_OUR_PAGE = {"Sec-Fetch-Site": "same-origin"}
COSTLY = (
    "agreements/?theme=archives",
    "agreements/?view=clauses&q=museum",
    "agreements/?year_from=2010",
    "agreements/?q=one+two+three+four+five",
    "agreements/?page=4",
    "insights/?kind=treaty",
    "insights/themes.csv",
    "insights/themes.svg",
)
CHEAP = (
    "",
    "agreements/",
    "agreements/?sort=title",
    "agreements/?page=2",
    "agreements/?utm_source=elsewhere",
    "agreements/?theme=",
    "insights/",
    "compare/",
    "about/",
    "parties/",
    "themes/archives/",
)


def full(monkeypatch: pytest.MonkeyPatch, *lanes: object) -> Iterator[None]:
    """The lanes with all places taken and nobody who waits."""
    with ExitStack() as stack:
        for lane in (CRAWLERS, READERS, WORDS):
            if lane in lanes:
                monkeypatch.setattr(lane, "patience", 0)
                while lane.free:
                    stack.enter_context(lane.place())
        yield


@pytest.fixture
def all_full(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    yield from full(monkeypatch, CRAWLERS, READERS, WORDS)


@pytest.fixture
def full_of_crawlers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    yield from full(monkeypatch, CRAWLERS)


def an_id() -> str:
    return str(Agreement.objects.published().order_by("-record_id")[:1].get().record_id)


@pytest.mark.parametrize("path", COSTLY)
@pytest.mark.parametrize("headers", [{}, FROM_OUR_PAGE], ids=["crawler", "reader"])
def test_a_costly_address_is_refused_when_its_lane_is_full(
    path: str, headers: dict[str, str], client: Client, all_full: None
) -> None:
    answer = client.get(f"/en/{path}", headers=headers)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "Too many requests at once" in answer.content.decode()


def test_a_comparison_is_costly_and_so_is_the_search_for_what_to_compare(client: Client, all_full: None) -> None:
    first, second = Agreement.objects.published().values_list("record_id", flat=True)[:2]
    for query in (f"a={first}&b={second}", f"a={first}", "q=museum", "ids=1,2"):
        assert client.get(f"/en/compare/?{query}").status_code == 503
    assert client.get("/en/compare/").status_code == 200


def test_a_reading_list_is_costly_and_so_is_what_is_added_to_it(client: Client, all_full: None) -> None:
    for path in (f"?ids={an_id()}", "?add=/en/agreements/", f"list.csv?ids={an_id()}", "found/?kind=treaty"):
        assert client.get(f"/en/kept/{path}").status_code == 503, path
    assert client.get("/en/kept/").status_code == 200


@pytest.mark.parametrize("path", CHEAP)
def test_a_page_without_choices_is_answered_whatever_lane_is_full(path: str, client: Client, all_full: None) -> None:
    assert client.get(f"/en/{path}").status_code == 200


def test_a_document_is_shown_without_its_neighbours_when_the_lane_is_full(client: Client, all_full: None) -> None:
    address = f"/en/agreements/{an_id()}/?year_from=1000"
    answer = client.get(address)
    assert answer.status_code == 200
    assert 'rel="next"' not in answer.content.decode()
    assert 'rel="prev"' not in answer.content.decode()


@pytest.mark.parametrize("path", COSTLY)
def test_readers_who_come_from_our_pages_do_not_wait_behind_crawlers(
    path: str, client: Client, full_of_crawlers: None
) -> None:
    assert client.get(f"/en/{path}").status_code == 503
    assert client.get(f"/en/{path}", headers=FROM_OUR_PAGE).status_code == 200


def test_a_few_words_do_not_wait_behind_crawlers(client: Client, full_of_crawlers: None) -> None:
    assert client.get("/en/agreements/?q=museum").status_code == 200


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Too many requests at once"), ("ru", "Слишком много"), ("kk", "тым көп")]
)
def test_the_refusal_is_in_the_language_of_the_page(language: str, words: str, client: Client, all_full: None) -> None:
    with override(language):
        assert words in client.get(f"/{language}/agreements/?theme=archives").content.decode()


def test_every_facet_is_a_choice() -> None:
    for name in DOCUMENTS.panel:
        assert is_chosen(QueryDict(f"{name}=x"))
        assert not is_chosen(QueryDict(f"{name}=+"))


@pytest.mark.parametrize("page", ["", "x", "3", "-4", "²"])
def test_a_page_that_is_near_or_none_is_no_choice(page: str) -> None:
    assert not is_chosen(QueryDict(f"page={page}"))


@pytest.mark.parametrize("page", ["4", "99999999999999999999"])
def test_a_page_that_is_far_is_a_choice(page: str) -> None:
    assert is_chosen(QueryDict(f"page={page}"))
