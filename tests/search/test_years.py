"""The histogram of years: an axis that is the record's, whatever is found, and bars that are links."""

import re
from html import unescape
from itertools import pairwise

import pytest
from django.http import QueryDict
from django.test import Client

from agreements.base.database import settle
from agreements.models import Agreement, State
from agreements.search import Search
from tests.artificial import artificial
from tests.entity_pages import things
from tests.searching import keys, may_be_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]


def axis(query: str) -> list[int]:
    return [bar.year for bar in Search(QueryDict(query)).years]


def record_years() -> list[int]:
    signed = set(Agreement.objects.published().values_list("signed_year", flat=True))
    return list(range(min(signed), max(signed) + 1))


def drawing(client: Client, path: str, fits: str = "wide") -> str:
    """The histogram of a page where there is room, or the ``narrow`` one; empty where there is none."""
    text = client.get(path).content.decode()
    found = re.search(rf'<svg class="drawing histogram {fits}".*?</svg>', text, re.S)
    return unescape(found[0]) if found else ""


def bars(svg: str) -> list[str]:
    """The names of the links."""
    return re.findall(r'<a [^>]*aria-label="([^"]+)"', svg)


def spans(svg: str) -> list[tuple[int, int]]:
    """The first and the last year of each link."""
    years = [re.findall(r"\d+", name.split(":")[0]) for name in bars(svg)]
    return [(int(found[0]), int(found[-1])) for found in years]


def queries(svg: str) -> list[str]:
    """Where the links lead."""
    return re.findall(r'<a [^>]*href="/en/agreements/\??([^"]*)"', svg)


def widths(svg: str, role: str) -> list[tuple[float, float]]:
    """From where to where the rectangles of a role go, in per cent."""
    found = re.findall(rf'<rect class="{role}[^"]*" x="([\d.]+)%" y="[\d.]+em" width="([\d.]+)%"', svg)
    return [(float(x), float(x) + float(width)) for x, width in found]


def labels(svg: str, *, narrow: bool = False) -> list[int]:
    """The years written below; ``narrow``: those of the wide drawing that are written beside a list too."""
    texts = re.findall(r"<text([^>]*)>(\d+)</text>", svg)
    return [int(year) for attributes, year in texts if not (narrow and "note--minor" in attributes)]


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
    settle()
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
    settle()
    assert drawing(client, "/en/") == drawing(client, "/en/agreements/") == ""


def test_every_fifth_year_is_written_below(client: Client) -> None:
    fifths = [year for year in record_years() if year % 5 == 0]
    for path in ("/en/", "/en/agreements/", "/en/agreements/?q=museums"):
        svg = drawing(client, path)
        assert labels(svg) == labels(svg, narrow=True) == labels(drawing(client, path, "narrow")) == fifths


@pytest.mark.parametrize(
    ("first", "every", "beside_a_list", "narrow"), [("1960", 5, 10, 10), ("1850", 20, 100, 50), ("1000", 100, 200, 200)]
)
def test_where_there_is_no_room_fewer_years_are_written(
    client: Client, first: str, every: int, beside_a_list: int, narrow: int
) -> None:
    artificial(1, signed=first)
    svg = drawing(client, "/en/")
    last = record_years()[-1]

    def round_years(step: int) -> list[int]:
        return [year for year in range(int(first), last + 1) if year % step == 0]

    assert labels(svg) == round_years(every)
    assert labels(svg, narrow=True) == round_years(beside_a_list)
    assert labels(drawing(client, "/en/", "narrow")) == round_years(narrow)


def test_each_bar_names_its_year_and_its_documents_and_leads_to_them(client: Client) -> None:
    svg = drawing(client, "/en/")
    years = list(Agreement.objects.published().values_list("signed_year", flat=True))
    expected = [(year, years.count(year)) for year in sorted(set(years))]
    assert bars(svg) == [f"{year}: {count} document{'s' if count > 1 else ''}" for year, count in expected]
    assert_lead_to_all_of_them(svg)


def assert_lead_to_all_of_them(svg: str) -> None:
    """Each link leads to the documents of its years, and to those besides that may be of them."""
    assert bars(svg)
    for query, name, (first, last) in zip(queries(svg), bars(svg), spans(svg), strict=True):
        filed = set(Agreement.objects.published().filter(signed_year__range=(first, last)).values_list("pk", flat=True))
        assert f": {len(filed)} document" in name
        assert set(keys(Search(QueryDict(query)))) == may_be_of(f"{first}/{last}") >= filed


def test_where_there_is_little_room_a_link_is_several_years_and_wide_enough_to_be_touched(client: Client) -> None:
    for path in ("/en/", "/en/agreements/?q=museums", "/en/parties/russian-federation/"):
        for fits, room in (("narrow", 272), ("wide", 864)):  # pixels: the least width at which each is shown
            svg = drawing(client, path, fits)
            assert all((right - left) / 100 * room >= 24 for left, right in widths(svg, "hit"))
        narrow, wide = drawing(client, path, "narrow"), drawing(client, path)
        assert widths(narrow, "bar") == widths(wide, "bar"), "the years are drawn one by one all the same"
        assert len(bars(narrow)) < len(bars(wide))


def test_the_links_of_several_years_lead_to_all_their_documents_and_leave_no_year_out(client: Client) -> None:
    svg = drawing(client, "/en/", "narrow")
    assert_lead_to_all_of_them(svg)
    counts = [int(name.split(": ")[1].split()[0]) for name in bars(svg)]
    assert sum(counts) == Agreement.objects.published().count()
    assert all(one[1] < other[0] for one, other in pairwise(spans(svg)))


def test_a_year_is_chosen_alone_and_dropped_again(client: Client) -> None:
    def leads(query: str) -> dict[str, str]:
        svg = drawing(client, f"/en/agreements/?{query}")
        return {name.split(":")[0]: to for name, to in zip(bars(svg), queries(svg), strict=True)}

    assert leads("theme=science&year_from=2012&year_to=2013")["2012"] == "year_from=2012&year_to=2012&theme=science"
    assert leads("year_from=2012&year_to=2012")["2012"] == ""
    assert leads("year_from=2012&year_to=2012")["2013"] == leads("")["2013"] == "year_from=2013&year_to=2013"


def test_a_record_of_centuries_has_bars_of_several_years_that_lead_to_all_of_them(client: Client) -> None:
    artificial(1, signed="1731")
    last = record_years()[-1]
    svg = drawing(client, "/en/")
    # 290 years and more: at most 60 columns make five years each; at most 36 links make ten, the first of them nine.
    assert spans(svg)[0] == (1731, 1739)
    assert all(first % 10 == 0 and (end - first == 9 or end == last) for first, end in spans(svg)[1:])
    assert all(width == pytest.approx(5 / (last - 1730) * 76, abs=0.02) for width in whole_columns(svg))
    assert sum(int(name.split(": ")[1].split()[0]) for name in bars(svg)) == Agreement.objects.published().count()
    assert_lead_to_all_of_them(svg)


def whole_columns(svg: str) -> list[float]:
    """The widths of the columns, without the first and the last, whose years may be fewer."""
    return [right - left for left, right in widths(svg, "bar")[1:-1]]


def test_the_link_of_several_years_is_current_where_all_of_them_are_chosen_and_drops_them(client: Client) -> None:
    (first, last) = next(years for years in spans(drawing(client, "/en/", "narrow")) if years[0] == 2010)
    svg = drawing(client, f"/en/agreements/?year_from={first}&year_to={last}", "narrow")
    assert re.findall(r'aria-label="(\S+):[^>]*aria-current="true"', svg) == [f"{first}–{last}"]
    assert re.findall(r'href="/en/agreements/([^"]*)"[^>]*aria-current', svg) == [""]
    svg = drawing(client, f"/en/agreements/?year_from={first + 1}&year_to={last}", "narrow")
    assert "aria-current" not in svg
    assert "bar--on" in svg


def test_no_bar_is_current_where_no_year_is_chosen(client: Client) -> None:
    for path in ("/en/", "/en/agreements/?kind=agreement", "/en/parties/russian-federation/"):
        svg = drawing(client, path)
        assert svg
        assert "aria-current" not in svg
        assert "bar--off" not in svg


def test_the_chosen_years_alone_are_current(client: Client) -> None:
    svg = drawing(client, "/en/agreements/?year_from=2013&year_to=2015")
    assert re.findall(r'aria-label="(\d+):[^>]*aria-current="true"', svg) == ["2013", "2014", "2015"]
    assert svg.count("bar--off") == len(bars(svg)) - 3


def test_bars_are_within_the_drawing_and_beside_each_other(client: Client) -> None:
    for path in ("/en/", "/en/agreements/?q=museums"):
        svg = drawing(client, path)
        assert "viewBox" not in svg  # nothing is scaled, so that letters keep their size
        columns = widths(svg, "bar")
        assert len(columns) == len(bars(svg))
        assert all(0 <= left < right <= 100 for left, right in columns)
        assert all(one[1] < other[0] for one, other in pairwise(columns))


@pytest.mark.parametrize(("documents", "drawn"), [(1, False), (2, False), (3, True), (4, True)])
@pytest.mark.parametrize("thing", ["party", "person", "theme", "city", "region"])
def test_the_page_of_a_thing_with_a_few_documents_has_no_histogram(
    client: Client, thing: str, documents: int, drawn: bool
) -> None:
    named = things()
    for number in range(documents):
        named.are_named_by(artificial(number, signed=str(2001 + number)))
    assert bool(drawing(client, f"/en/{named.paths()[thing]}")) == drawn
