"""The life of a document: what happened to it and when, and its term as a bar."""

import datetime
import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from django.test import Client
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as some

from agreements.base.edtf import Edtf
from agreements.documents.life import WIDTH, Life, life
from agreements.models import Agreement, Relation, RelationType
from tests.artificial import artificial


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Whatever page another test has read last."""
    with translation.override("en"):
        yield


def document(signed: str, status: str = "unknown", **dates: str) -> Agreement:
    """A document with dates of its own, of which nothing else is known."""
    return Agreement(record_id="test", title_en="Test Agreement", signed=signed, status_id=status, **dates)


def change(kind: str, signed: str) -> tuple[Relation, Agreement]:
    """What another document, signed then, did to it."""
    other = document(signed)
    return Relation(type=RelationType(key=kind, label_en=f"test {kind}"), entry=other), other


def labels(found: Life) -> list[str]:
    return [str(event.label) for event in found.events]


def day(year: int, share: float = 0.0, *, axis: tuple[int, int]) -> float:
    """Where a year begins (or, with a share of it, a day in it lies) on an axis of whole years."""
    first, last = axis
    return (year - first + share) / (last - first + 1) * WIDTH


def near(value: float, expected: float) -> bool:
    return abs(value - expected) < WIDTH * 0.004


def test_the_events_of_a_life_stand_in_the_order_of_time() -> None:
    found = life(document("2005-03-01", in_force="2006", term_from="2007", term_until="2012"), [])
    assert labels(found) == ["Signed", "In force", "Term begins", "Term ends"]
    found = life(document("2005-03-01", in_force="2006", term_from="2004", term_until="2005-02"), [])
    assert labels(found) == ["Term begins", "Term ends", "Signed", "In force"]


def test_what_another_document_changed_is_part_of_the_life() -> None:
    kinds = ("amends", "replaces", "extends", "ratifies")
    found = life(document("2005"), [change(kind, f"20{10 + place}") for place, kind in enumerate(kinds)])
    assert labels(found) == ["Signed", *(f"test {kind}" for kind in kinds)]
    assert [event.agreement is None for event in found.events] == [True, False, False, False, False]


def test_a_document_that_only_cites_it_is_no_part_of_the_life() -> None:
    assert labels(life(document("2005"), [change("cites", "2010"), change("implements", "2011")])) == ["Signed"]


def test_the_bar_runs_from_the_beginning_of_the_term_to_its_end() -> None:
    found = life(document("2005", term_from="2010", term_until="2014-06-30"), [])
    axis = (found.first_year, found.last_year)
    assert axis == (2005, 2015)
    assert found.term is not None
    assert near(found.term[0], day(2010, axis=axis))
    assert near(found.term[1], day(2014, 0.5, axis=axis))
    assert not found.open_ended


@pytest.mark.parametrize(
    ("dates", "begins"),
    [
        ({"in_force": "2012", "term_from": "2014"}, 2014),
        ({"in_force": "2012"}, 2012),
        ({}, 2010),
        ({"term_from": "[..2014-01-01]"}, 2014),
    ],
)
def test_the_term_begins_where_it_is_said_to_else_in_force_else_at_signature(
    dates: dict[str, str], begins: int
) -> None:
    found = life(document("2010", term_until="2019", **dates), [])
    assert found.term is not None
    assert near(found.term[0], day(begins, axis=(found.first_year, found.last_year)))


def test_what_is_in_force_without_an_end_has_an_open_bar_to_the_edge() -> None:
    found = life(document("2010", "in-force", in_force="2012"), [])
    assert found.open_ended
    assert found.last_year == timezone.localdate().year + 1
    assert found.term is not None
    assert near(found.term[0], day(2012, axis=(2010, found.last_year)))
    assert found.term[1] == WIDTH


def test_a_term_that_ends_at_the_earliest_some_time_is_open_while_it_is_in_force() -> None:
    lasting = life(document("2010", "in-force", term_until="[2030..]"), [])
    assert lasting.open_ended
    assert lasting.term is not None
    assert lasting.term[1] == WIDTH
    over = life(document("2010", "expired", term_until="[2014-12-31..]"), [])
    assert not over.open_ended
    assert over.term is not None
    assert near(over.term[1], day(2015, axis=(2010, 2015)))


def test_nothing_is_drawn_of_a_term_of_which_nothing_is_said() -> None:
    found = life(document("2010", "expired"), [])
    assert found.term is None
    assert not found.is_drawn


def test_a_term_that_ends_before_it_begins_has_no_bar() -> None:
    found = life(document("2019", term_until="2015"), [])
    assert found.term is None
    assert labels(found) == ["Term ends", "Signed"]


def test_an_end_in_the_far_future_still_has_years_below_it() -> None:
    found = life(document("2010", term_until="9999"), [])
    assert 2 <= len(found.ticks) <= 9


days = some.dates(datetime.date(1000, 1, 1), datetime.date.max)
one_date = some.one_of(days.map(str), days.map(lambda one: str(one)[:7]), days.map(lambda one: str(one)[:4]))
marked = some.builds(str.__add__, one_date, some.sampled_from(["", "?", "~", "%"]))
between = some.tuples(one_date, one_date).map(sorted).map(lambda ends: f"[{ends[0]}..{ends[1]}]")
edtf = some.one_of(marked, between, one_date.map("[..{}]".format), one_date.map("[{}..]".format))


def readable(text: str) -> bool:
    """Whether the archive takes it for a date: ``[2013-05-17..2013]`` ends before it begins."""
    try:
        Edtf.parse(text)
    except ValueError:
        return False
    return True


dates = edtf.filter(readable)
maybe = some.one_of(some.just(""), dates)


@settings(deadline=None)
@given(
    signed=dates,
    in_force=maybe,
    term_from=maybe,
    term_until=maybe,
    status=some.sampled_from(["in-force", "expired"]),
    changed=some.lists(dates, max_size=3),
)
def test_whatever_the_dates_nothing_is_drawn_backwards_or_outside(
    signed: str, in_force: str, term_from: str, term_until: str, status: str, changed: list[str]
) -> None:
    subject = document(signed, status, in_force=in_force, term_from=term_from, term_until=term_until)
    found = life(subject, [change("amends", date) for date in changed])
    assert len(found.events) == 1 + sum(bool(date) for date in (in_force, term_from, term_until)) + len(changed)
    for event in found.events:
        assert 0 <= event.x <= event.middle <= event.right <= WIDTH
    if found.term:
        assert 0 <= found.term[0] <= found.term[1] <= WIDTH
    latest = [event.date.upper or event.date.lower for event in found.events]
    assert all(one <= other for one, other in pairwise(latest) if one and other)
    assert 1 <= len(found.ticks) <= 9
    assert all(found.first_year <= year <= found.last_year and 0 <= x <= WIDTH for year, x in found.ticks)
    assert found.ticks == sorted(found.ticks)


@pytest.mark.django_db
def test_the_page_draws_the_term_and_links_the_change(record: None, client: Client) -> None:
    treaty, protocol, other = (artificial(number, signed=str(2010 + number)) for number in range(3))
    Agreement.objects.filter(pk=treaty.pk).update(term_from="2010", term_until="2019")
    Relation.objects.create(entry=protocol, type_id="amends", to=treaty)
    Relation.objects.create(entry=other, type_id="cites", to=treaty)
    page = client.get(treaty.get_absolute_url()).content.decode()
    (events,) = re.findall(r'<ol class="events">.*?</ol>', page, re.S)
    assert protocol.get_absolute_url() in events
    assert other.get_absolute_url() not in events
    (bar,) = re.findall(r'<line class="term" x1="([\d.]+)%" x2="([\d.]+)%"', page)
    assert near(float(bar[0]), day(2010, axis=(2010, 2020)))
    assert near(float(bar[1]), day(2020, axis=(2010, 2020)))
