"""Dates that are not certain: they count in every span in which they may lie, and the page says so."""

import re
from html import unescape
from itertools import product
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import translation

from agreements.base.edtf import Edtf
from agreements.base.intervals import Interval
from agreements.models import Agreement, State
from agreements.search import Search
from tests.artificial import artificial
from tests.searching import facet, keys, may_be_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

DATES = (
    *(
        "2013",
        "2013?",
        "2013-11",
        "2013-11-11",
        "2013~",
        "[2013..2015]",
        "[2013-11..2014-02]",
        "[..2015]",
        "[..2015-05-09]",
    ),
    *("[2012-12-31..2014-01-01]", "2012-12-31", "2014-01-01"),
)
SPANS = (
    *(
        "2013",
        "2012",
        "2014",
        "2015",
        "2016",
        "2013/..",
        "../2013",
        "../1990",
        "../1950",
        "2017/..",
        "2014/2016",
        "2000/2012",
    ),
    *(
        "2013-11",
        "2013-10",
        "2013-11-11",
        "2013-11-12",
        "2014-02/2014-03",
        "2015-05-10/..",
        "../2012-12-30",
        "2012-12-31",
    ),
)


@pytest.fixture
def documents() -> list[Agreement]:
    """A document of each kind of date."""
    return [artificial(number, signed=signed) for number, signed in enumerate(DATES, 1)]


def searched(query: str) -> Search:
    search = Search(QueryDict(query))
    assert not search.errors
    return search


def surely_within(interval: str) -> set[int]:
    """The keys of the documents whose date lies in an interval whatever day it is."""
    span = Interval.parse(interval)
    signed = Agreement.objects.published().values_list("pk", "signed")
    return {
        pk
        for pk, date in ((pk, Edtf.parse(text)) for pk, text in signed)
        if (not span.first or (date.lower and date.lower >= span.first))
        and (not span.last or (date.upper and date.upper <= span.last))
    }


def years_query(interval: str) -> str:
    """The same span of whole years in the parameters for years."""
    first, _slash, last = interval.partition("/")
    years = {"year_from": first, "year_to": last if _slash else first}
    return urlencode({name: year for name, year in years.items() if year != ".."})


@pytest.mark.parametrize("span", SPANS)
def test_a_document_is_found_in_every_span_in_which_its_date_may_lie(span: str, documents: list[Agreement]) -> None:
    search = searched(urlencode({"signed": span}))
    assert set(keys(search)) == may_be_of(span)
    assert search.total == len(keys(search))
    if all(len(end) in (2, 4) for end in span.split("/")):
        by_years = searched(years_query(span))
        assert keys(by_years) == keys(search)
        assert (by_years.total, by_years.doubtful) == (search.total, search.doubtful)


@pytest.mark.parametrize("span", SPANS)
def test_how_many_of_those_may_lie_outside_is_told(span: str, documents: list[Agreement]) -> None:
    assert searched(urlencode({"signed": span})).doubtful == len(may_be_of(span) - surely_within(span))


def test_all_counts_under_chosen_years_are_the_lengths_of_lists(documents: list[Agreement]) -> None:
    for years, words in product(("year_from=2013", "year_to=2013", "year_from=2014&year_to=2014"), ("", "&q=culture")):
        for name in ("kind", "level", "confidence"):
            for value in facet(years + words, name).values:
                assert value.count == len(keys(searched(value.query))), (years, words, value)
    for signed in ("2013-11", "../2014-06"):
        for value in facet(urlencode({"signed": signed}), "kind").values:
            assert value.count == len(keys(searched(value.query))), (signed, value)


def test_each_document_is_filed_under_one_year_of_the_histogram(documents: list[Agreement]) -> None:
    bars = Search(QueryDict()).years
    assert sum(bar.count for bar in bars) == Agreement.objects.published().count()
    assert [bar.count for bar in Search(QueryDict("year_from=2014&year_to=2014")).years] == [bar.count for bar in bars]


SENTENCES = {
    "en": ("1 document may be from outside", "2 documents may be from outside", "5 documents may be from outside"),
    "ru": ("1\u00a0документ может не", "2\u00a0документа могут не", "5\u00a0документов могут не"),
    "kk": ("1\u00a0құжат бұл кезеңге жатпауы", "2\u00a0құжат бұл кезеңге жатпауы", "5\u00a0құжат бұл кезеңге жатпауы"),
}


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
@pytest.mark.parametrize(("form", "number"), [(0, 1), (1, 2), (2, 5)])
def test_the_page_says_how_many_may_lie_outside(client: Client, lang: str, form: int, number: int) -> None:
    Agreement.objects.update(state=State.DRAFT)
    for count in range(number):
        artificial(count, signed="[2013..2015]")
    for view in ("", "&view=clauses"):
        html = client.get(f"/{lang}/agreements/?year_from=2014{view}").content.decode()
        assert SENTENCES[lang][form] in html
    assert SENTENCES[lang][form] in client.get(f"/{lang}/agreements/?signed=2014-05").content.decode()
    certain = client.get(f"/{lang}/agreements/?year_from=2013").content.decode()
    assert not any(sentence in certain for sentence in SENTENCES[lang])


def test_a_span_of_dates_is_a_choice_that_has_a_chip_and_stays_in_the_address(client: Client) -> None:
    search = searched("signed=2013-11-01/2013-11-30&kind=treaty")
    assert search.choices.query() == "signed=2013-11&kind=treaty"
    (kind, chip) = search.choices.chips()
    assert (chip.facet_label, chip.value_label, chip.query) == ("Date of signature", "November 2013", "kind=treaty")
    assert kind.query == "signed=2013-11"
    html = client.get("/en/agreements/?signed=2013-11&kind=treaty").content.decode()
    assert '<input type="hidden" name="signed" value="2013-11">' in html
    assert "Date of signature: <span" in html or "Date of signature: November 2013" in html
    assert client.get("/en/insights/?signed=2013-11").status_code == 200


@pytest.mark.parametrize(
    ("span", "en", "ru", "kk"),
    [
        ("2013-11", "November 2013", "ноябрь 2013 года", "2013 жылғы қараша"),
        ("2013-11-11", "11 November 2013", "11 ноября 2013 года", "2013 жылғы 11 қараша"),
        ("2012/2016", "2012–2016", "2012–2016", "2012–2016"),
        ("2014/..", "from 2014", "с 2014 года", "2014 жылдан бастап"),
        ("2014-05/..", "not earlier than May 2014", "не ранее мая 2014 года", "2014 жылғы мамыр айынан ерте емес"),
        (
            "../2009-03",
            "not later than March 2009",
            "не позднее марта 2009 года",
            "2009 жылғы наурыз айынан кеш емес",
        ),
    ],
)
def test_the_chip_says_the_span_in_the_language_of_the_page(span: str, en: str, ru: str, kk: str) -> None:
    for lang, words in {"en": en, "ru": ru, "kk": kk}.items():
        with translation.override(lang):
            (chip,) = searched(urlencode({"signed": span})).choices.chips()
            assert words == chip.value_label.replace("\u00a0", " "), lang


@pytest.mark.parametrize(
    "bad", ["soon", "2013-13", "2014/2012", "..", "2013-02-30", "13.11.2013", "2013\0", "x" * 5000]
)
def test_what_is_no_span_is_named_and_left_out(client: Client, bad: str) -> None:
    search = Search(QueryDict(urlencode({"signed": bad, "kind": "treaty"})))
    if bad != "2013\0":
        assert bad[:40] in search.errors["signed"][0]
        assert search.choices.query() == "kind=treaty"
    html = unescape(client.get("/en/agreements/", {"signed": bad}).content.decode())
    assert ("is not a valid period" in html) == (bad != "2013\0")


def test_spans_that_contradict_find_nothing_and_each_can_be_dropped() -> None:
    search = searched("year_to=2010&signed=2015/..&q=culture")
    assert search.total == 0
    ways = {way.query: way.count for way in search.loosen()}
    assert ways["q=culture&signed=2015/.."] == searched("q=culture&signed=2015/..").total > 0
    assert ways["q=culture&year_to=2010"] == searched("q=culture&year_to=2010").total > 0


def test_the_address_of_a_span_is_readable() -> None:
    assert searched("signed=2012%2F2016").choices.query() == "signed=2012/2016"
    assert re.fullmatch(r"signed=2014/\.\.", searched("signed=2014/..").choices.query())
