"""The histogram of years: an axis that is the record's, whatever is found, and bars that are links."""

import re
from html import unescape
from itertools import pairwise

import pytest
from django.http import QueryDict
from django.test import Client

from agreements.models import Agreement, State
from agreements.search import Search
from tests.artificial import artificial
from tests.entity_pages import things
from tests.pages.test_pages import index_now

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]


def axis(query: str) -> list[int]:
    return [bar.year for bar in Search(QueryDict(query)).years()]


def record_years() -> list[int]:
    signed = set(Agreement.objects.published().values_list("signed_year", flat=True))
    return list(range(min(signed), max(signed) + 1))


def drawing(client: Client, path: str) -> str:
    """The histogram of a page; empty where there is none."""
    found = re.search(r'<svg class="histogram".*?</svg>', client.get(path).content.decode(), re.S)
    return unescape(found[0]) if found else ""


def bars(svg: str) -> list[str]:
    return re.findall(r'<a [^>]*aria-label="([^"]+)"', svg)


def labels(svg: str, *, narrow: bool = False) -> list[int]:
    """The years written below; ``narrow``: on a telephone or beside a list."""
    texts = re.findall(r"<text([^>]*)>(\d+)</text>", svg)
    return [int(year) for attributes, year in texts if not (narrow and "minor" in attributes)]


@pytest.mark.parametrize(
    "query",
    ["", "q=museums", "q=zyxnothing", "kind=treaty", "signatory=andrei-fursenko", "year_from=2013", "kind=plan"],
)
def test_the_axis_is_the_first_to_the_last_year_of_the_record_whatever_is_found(query: str) -> None:
    assert axis(query) == record_years()


def test_what_is_not_public_does_not_widen_the_axis() -> None:
    before = axis("")
    artificial(1, signed="1950", state=State.DRAFT)
    artificial(2, signed="2055", state=State.WITHDRAWN)
    index_now()
    assert axis("") == axis("kind=treaty") == before
    artificial(3, signed="1950")
    assert axis("kind=treaty") == list(range(1950, before[-1] + 1))


def test_a_term_in_the_far_future_does_not_widen_the_axis() -> None:
    document = artificial(1, signed="2015")
    Agreement.objects.filter(pk=document.pk).update(in_force="2016", term_from="2016", term_until="9999")
    assert axis("") == record_years()
    assert record_years()[-1] < 2100


def test_an_empty_record_has_no_histogram(client: Client) -> None:
    Agreement.objects.update(state=State.DRAFT)
    index_now()
    assert drawing(client, "/en/") == drawing(client, "/en/agreements/") == ""


def test_every_fifth_year_is_written_below(client: Client) -> None:
    fifths = [year for year in record_years() if year % 5 == 0]
    for path in ("/en/", "/en/agreements/", "/en/agreements/?q=museums", "/en/agreements/?q=zyxnothing"):
        svg = drawing(client, path)
        assert labels(svg) == labels(svg, narrow=True) == fifths


@pytest.mark.parametrize(
    ("first", "every", "every_where_narrow"), [("1960", 5, 10), ("1850", 20, 100), ("1000", 100, 200)]
)
def test_where_there_is_no_room_fewer_years_are_written(
    client: Client, first: str, every: int, every_where_narrow: int
) -> None:
    artificial(1, signed=first)
    svg = drawing(client, "/en/")
    years = range(int(first), record_years()[-1] + 1)
    assert labels(svg) == [year for year in years if year % every == 0]
    assert labels(svg, narrow=True) == [year for year in years if year % every_where_narrow == 0]


def test_each_bar_names_its_year_and_its_documents_and_leads_to_them(client: Client) -> None:
    svg = drawing(client, "/en/")
    years = list(Agreement.objects.published().values_list("signed_year", flat=True))
    expected = [(year, years.count(year)) for year in sorted(set(years))]
    assert bars(svg) == [f"{year}: {count} document{'s' if count > 1 else ''}" for year, count in expected]
    for query, name in zip(re.findall(r'<a [^>]*href="/en/agreements/\?([^"]+)"', svg), bars(svg), strict=True):
        assert f": {Search(QueryDict(query)).total} document" in name


def test_a_record_of_centuries_has_bars_of_several_years_that_lead_to_all_of_them(client: Client) -> None:
    artificial(1, signed="1731")
    svg = drawing(client, "/en/")
    assert "1731–1734: 1 document" in bars(svg)
    assert sum(int(name.split(": ")[1].split()[0]) for name in bars(svg)) == Agreement.objects.published().count()
    for query, name in zip(re.findall(r'<a [^>]*href="/en/agreements/\?([^"]+)"', svg), bars(svg), strict=True):
        assert f": {Search(QueryDict(query)).total} document" in name
    chosen = drawing(client, "/en/agreements/?year_from=2010&year_to=2014")
    assert re.findall(r'aria-label="(\S+):[^>]*aria-current="true"', chosen) == ["2010–2014"]
    assert re.findall(r'href="/en/agreements/\?([^"]*)"[^>]*aria-current', chosen) == [""]


def test_no_bar_is_current_where_no_year_is_chosen(client: Client) -> None:
    for path in ("/en/", "/en/agreements/?kind=treaty", "/en/parties/russian-federation/"):
        svg = drawing(client, path)
        assert svg
        assert "aria-current" not in svg
        assert "bar--off" not in svg


def test_the_chosen_years_alone_are_current(client: Client) -> None:
    svg = drawing(client, "/en/agreements/?year_from=2013&year_to=2015")
    assert re.findall(r'aria-label="(\d+):[^>]*aria-current="true"', svg) == ["2013", "2014", "2015"]
    assert svg.count("bar--off") == len(bars(svg)) - 3


def test_places_of_bars_and_years_are_within_the_drawing(client: Client) -> None:
    for path in ("/en/", "/en/agreements/?q=museums"):
        svg = drawing(client, path)
        assert "viewBox" not in svg  # nothing is scaled, so that letters keep their size
        rects = [
            {name: float(value) for name, value in re.findall(r' (x|y|width|height)="([\d.]+)%"', rect)}
            for rect in re.findall(r'<rect class="bar[^>]*>', svg)
        ]
        assert len(rects) == len(bars(svg))
        assert all(one["x"] >= 0 and one["x"] + one["width"] <= 100 for one in rects)
        assert all(one["y"] >= 0 and one["y"] + one["height"] <= 100 for one in rects)
        assert all(one["x"] + one["width"] < other["x"] for one, other in pairwise(rects))


@pytest.mark.parametrize(("documents", "drawn"), [(1, False), (2, False), (3, True), (4, True)])
@pytest.mark.parametrize("thing", ["party", "person", "theme", "city", "region"])
def test_the_page_of_a_thing_with_a_few_documents_has_no_histogram(
    client: Client, thing: str, documents: int, drawn: bool
) -> None:
    named = things()
    for number in range(documents):
        named.are_named_by(artificial(number, signed=str(2001 + number)))
    assert bool(drawing(client, f"/en/{named.paths()[thing]}")) == drawn
