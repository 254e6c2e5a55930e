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
from agreements.documents.life import Life, life
from agreements.documents.tags import draw_life
from agreements.models import Agreement, Relation, RelationType, Status
from tests.artificial import artificial


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Also after a test that has left another language active."""
    with translation.override("en"):
        yield


def document(signed: str, force: str = "", **dates: str) -> Agreement:
    """A document with dates of its own, of which nothing else is known."""
    return Agreement(record_id="test", title_en="Test Agreement", signed=signed, status=Status(force=force), **dates)


def change(effect: str, signed: str) -> tuple[Relation, Agreement]:
    """What another document, signed then, did to it."""
    other = document(signed)
    return Relation(type=RelationType(effect=effect, label_en=f"test {effect}"), entry=other), other


def labels(found: Life) -> list[str]:
    return [str(event.label) for event in found.events]


def term(found: Life) -> tuple[str, str] | None:
    """The first and the last day of the term, as ISO 8601 writes them."""
    return (str(found.term[0]), str(found.term[1])) if found.term else None


def test_the_events_of_a_life_are_in_the_order_of_time() -> None:
    found = life(document("2005-03-01", in_force="2006", term_from="2007", term_until="2012"), [])
    assert labels(found) == ["Signed", "In force", "Term begins", "Term ends"]
    found = life(document("2005-03-01", in_force="2006", term_from="2004", term_until="2005-02"), [])
    assert labels(found) == ["Term begins", "Term ends", "Signed", "In force"]


def test_what_another_document_changed_is_part_of_the_life() -> None:
    found = life(document("2005"), [change("changes", "2010"), change("confirms", "2011")])
    assert labels(found) == ["Signed", "test changes", "test confirms"]
    assert [event.agreement is None for event in found.events] == [True, False, False]


def test_a_document_that_only_cites_it_is_no_part_of_the_life() -> None:
    assert labels(
        life(document("2005"), [change("mentions", "2010"), change("builds", "2011"), change("", "2012")])
    ) == ["Signed"]


def test_the_bar_runs_from_the_beginning_of_the_term_to_its_end() -> None:
    found = life(document("2005", term_from="2010", term_until="2014-06-30"), [])
    assert (found.first_year, found.last_year) == (2005, 2015)
    assert term(found) == ("2010-01-01", "2014-06-30")
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
    assert term(found) == (f"{begins}-01-01", "2019-12-31")


def test_what_is_in_force_without_an_end_has_an_open_bar_to_the_edge() -> None:
    found = life(document("2010", "in", in_force="2012"), [])
    assert found.open_ended
    assert found.last_year == timezone.localdate().year + 1
    assert term(found) == ("2012-01-01", f"{found.last_year}-12-31")


def test_a_term_that_ends_at_the_earliest_some_time_is_open_while_it_is_in_force() -> None:
    lasting = life(document("2010", "in", term_until="[2030..]"), [])
    assert lasting.open_ended
    assert term(lasting) == ("2010-01-01", f"{lasting.last_year}-12-31")
    over = life(document("2010", "out", term_until="[2014-12-31..]"), [])
    assert not over.open_ended
    assert term(over) == ("2010-01-01", "2014-12-31")


def test_nothing_is_drawn_of_a_term_of_which_nothing_is_said() -> None:
    found = life(document("2010", "out"), [])
    assert found.term is None
    assert not found.has_length


def test_a_term_that_ends_before_it_begins_has_no_bar() -> None:
    found = life(document("2019", term_until="2015"), [])
    assert found.term is None
    assert labels(found) == ["Term ends", "Signed"]


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
    force=some.sampled_from(["in", "out"]),
    changed=some.lists(dates, max_size=3),
)
def test_nothing_is_drawn_backwards_or_outside_for_any_dates(
    signed: str, in_force: str, term_from: str, term_until: str, force: str, changed: list[str]
) -> None:
    subject = document(signed, force, in_force=in_force, term_from=term_from, term_until=term_until)
    found = life(subject, [change("changes", date) for date in changed])
    assert len(found.events) == 1 + sum(bool(date) for date in (in_force, term_from, term_until)) + len(changed)
    years = range(found.first_year, found.last_year + 1)
    for first, last in [event.days for event in found.events] + ([found.term] if found.term else []):
        assert first <= last
        assert first.year in years
        assert last.year in years
    latest = [event.date.upper or event.date.lower for event in found.events]
    assert all(one <= other for one, other in pairwise(latest) if one and other)
    numbers = drawn_numbers(draw_life(found))
    assert all(0 <= number <= 100 for number in numbers)
    assert numbers


def drawn_numbers(svg: str) -> list[float]:
    """Where something is drawn, across, in per cent."""
    return [float(number) for number in re.findall(r' (?:x|x1|x2|cx)="([^"%]+)%"', svg)]


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
    (bar,) = re.findall(r'<line class="term" x1="([\d.]+)%" y1="[\d.]+em" x2="([\d.]+)%"', page)
    assert [float(end) for end in bar] == pytest.approx([6, 6 + 88 * 10 / 11], abs=0.1)  # 2010 to 2019 of 2010 to 2020
