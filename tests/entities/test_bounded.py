"""The pages of things that very many documents name: no more is fetched and shown than fits a page."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from agreements.base.database import settle
from agreements.entities import views
from agreements.models import (
    Agreement,
    Clause,
    Participation,
    Party,
    PartyKind,
    Person,
    Place,
    Region,
    Signatory,
)
from tests.artificial import artificial
from tests.entity_pages import NamedEntities, things
from tests.markup import markup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

INDEXES = ("parties", "people", "places")


def named_by(documents: range) -> NamedEntities:
    """Entities that so many documents name, each beside others of its own; the first ones in every list of a page."""
    named = things()
    name_again(named, documents)
    return named


def name_again(named: NamedEntities, documents: range) -> None:
    """Further documents that name the same things. Every second has a clause, every third is of another city."""

    def names(kind: str, number: int) -> dict[str, str]:
        return {f"name_{lang}": f"Test {kind} {number:03}" for lang in ("en", "ru", "kk")}

    kind = PartyKind.objects.all()[0]
    made = {number: artificial(number, signed=str(1700 + number)) for number in documents}
    parties = Party.objects.bulk_create(
        Party(slug=f"test-other-{number}", side="KZ", kind=kind, **names("Other", number)) for number in made
    )
    people = Person.objects.bulk_create(
        Person(slug=f"test-signer-{side.lower()}-{number}", **names(f"{side} Signer", number))
        for number in made
        for side in ("KZ", "RU")
    )
    regions = Region.objects.bulk_create(
        Region(slug=f"test-area-{number}", country="RU", **names("Area", number)) for number in made
    )
    towns = Place.objects.bulk_create(
        Place(slug=f"test-town-{n}", country="RU", region=named.region, lat=50, lon=60, **names("Town", n))
        for n in made
    )
    Participation.objects.bulk_create(
        Participation(agreement=document, party=party)
        for document, other in zip(made.values(), parties, strict=True)
        for party in (named.party, other)
    )
    Signatory.objects.bulk_create(
        Signatory(agreement=document, person=person, side=side)
        for number, document in enumerate(made.values())
        for person, side in ((named.person, "RU"), (people[2 * number], "KZ"), (people[2 * number + 1], "RU"))
    )
    Agreement.regions.through.objects.bulk_create(
        Agreement.regions.through(agreement=document, region=region)
        for document, own in zip(made.values(), regions, strict=True)
        for region in (named.region, own)
    )
    Agreement.themes.through.objects.bulk_create(
        Agreement.themes.through(entry_id=document.pk, theme=named.theme) for document in made.values()
    )
    clauses = Clause.objects.bulk_create(
        Clause(agreement=document, number=1, heading_en="Test heading", summary_en="Test summary")
        for number, document in made.items()
        if number % 2
    )
    Clause.themes.through.objects.bulk_create(
        Clause.themes.through(clause=clause, theme=named.theme) for clause in clauses
    )
    for number, (document, town) in enumerate(zip(made.values(), towns, strict=True)):
        place = named.city if number % 3 else town
        Agreement.objects.filter(pk=document.pk).update(place=place)
    settle()


def addresses(named: NamedEntities) -> dict[str, str]:
    return {kind: f"/en/{path}" for kind, path in named.paths().items()} | {one: f"/en/{one}/" for one in INDEXES}


@contextmanager
def fetched() -> Iterator[list[tuple[int, str]]]:
    """How many rows each statement gives."""
    seen: list[tuple[int, str]] = []

    def spy(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        answer = execute(sql, params, many, context)
        seen.append((context["cursor"].cursor.rowcount, sql))
        return answer

    with connection.execute_wrapper(spy):
        yield seen


def page(client: Client, address: str, number: int = 1) -> str:
    response = client.get(address, {"page": number} if number > 1 else {})
    assert response.status_code == 200
    return markup(response.content)


def pages(client: Client, address: str) -> list[str]:
    """All that a page and those after it have to say."""
    found = [page(client, address)]
    while 'rel="next' in found[-1]:
        found.append(page(client, address, len(found) + 1))
    return found


def sections(html: str) -> dict[str, str]:
    parts = re.findall(r'<section class="section"[^>]*><h2>([^<]+)</h2>(.*?)(?=<section|<nav|</main>)', html, re.S)
    return {unescape(heading): part for heading, part in parts}


def size(html: str) -> int:
    """How long a page is without its drawing of years."""
    return len(re.sub(r"<svg.*?</svg>", "", html))


def documents(html: str) -> list[int]:
    """The artificial documents that a part of a page lists, by number."""
    links = re.findall(r'<h3 class="card__title"><a href="/en/agreements/2015-agreement-test-(\d+)/', html)
    return [int(number) for number in links]


def message(html: str) -> str:
    found = re.search(r'<div class="message" role="alert">(.*?)</div>', html, re.S)
    return unescape(re.sub(r"<[^>]+>", "", found[1]).strip()) if found else ""


def test_however_many_documents_name_a_thing_its_page_fetches_and_shows_no_more(client: Client) -> None:
    named = named_by(range(90))
    asked = addresses(named)
    before = {}
    for kind, address in asked.items():
        with fetched() as seen:
            before[kind] = (size(page(client, address)), seen)
    name_again(named, range(90, 300))
    for kind, address in asked.items():
        bytes_before, few = before[kind]
        with fetched() as seen:
            html = page(client, address)
        assert len(seen) == len(few), kind
        # Of the years there are as many as there are; else a page has 20 documents with three of a thing each.
        most = 200 if kind in INDEXES else 3 * 20
        assert not [sql for rows, sql in seen if rows > most and "search_facet" not in sql], kind
        assert kind in INDEXES or size(html) < 1.1 * bytes_before, kind
        assert len(re.findall(r"<li>", html)) <= (
            2 * 200 if kind == "places" else 200 if kind in INDEXES else 3 * 20 + views.THEMES_SHOWN
        )


@pytest.mark.parametrize(
    ("kind", "heading"),
    [
        ("party", "Documents"),
        ("person", "Documents"),
        ("city", "Signed here"),
        ("region", "Concerning this region"),
        ("region", "Signed in cities of this region"),
        ("theme", "Documents on this theme without a clause on it"),
    ],
)
def test_the_pages_of_a_thing_list_each_of_its_documents_once_in_their_order(
    client: Client, kind: str, heading: str
) -> None:
    named = named_by(range(45))
    found = [documents(sections(html).get(heading, "")) for html in pages(client, addresses(named)[kind])]
    expected = {
        "Signed here": [number for number in range(45) if number % 3],
        "Documents on this theme without a clause on it": list(range(0, 45, 2)),
    }.get(heading, list(range(45)))
    assert [number for part in found for number in part] == expected
    assert all(len(part) == 20 for part in found[: len(expected) // 20])


def test_the_pages_of_a_theme_list_each_of_its_clauses_once(client: Client) -> None:
    named = named_by(range(90))
    first, second, third = pages(client, addresses(named)["theme"])
    found = re.findall(r'<h4><a href="/en/agreements/2015-agreement-test-(\d+)/#clause-1"', first + second + third)
    assert [int(number) for number in found] == list(range(1, 90, 2))
    for html in (first, second, third):
        assert "45 clauses, oldest document first." in html


@pytest.mark.parametrize(
    ("kind", "heading", "name"),
    [
        ("party", "Concluded with", "Other"),
        ("party", "Who signed for this side", "RU Signer"),
        ("person", "Signed with", "KZ Signer"),
    ],
)
def test_those_beside_a_thing_are_listed_in_parts_too(client: Client, kind: str, heading: str, name: str) -> None:
    named = named_by(range(45))
    listed = [sections(html).get(heading, "") for html in pages(client, addresses(named)[kind])]
    found = [re.findall(rf">Test {name} (\d+)</a>", part) for part in listed]
    assert sorted(int(number) for part in found for number in part) == list(range(45))
    assert max(len(part) for part in found) <= 20


def test_a_list_that_has_ended_is_not_on_later_pages(client: Client) -> None:
    named = named_by(range(25))
    Participation.objects.filter(party__slug__in=[f"test-other-{number}" for number in range(20)]).delete()
    first, second = pages(client, addresses(named)["party"])
    assert "Concluded with" in first
    assert "Concluded with" not in second
    for html in (first, second):
        assert "25 documents in the archive: the first of 1700, the last of 1724." in html


@pytest.mark.parametrize("index", INDEXES)
def test_the_pages_of_an_index_list_each_entry_once_in_the_order_of_the_whole(
    client: Client, index: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    named_by(range(30))
    whole = page(client, f"/en/{index}/")
    monkeypatch.setattr(views, "INDEX_SIZE", 20)
    parts = pages(client, f"/en/{index}/")
    assert len(parts) > 2
    for heading in ("Where documents were signed", "Regions that documents concern") if index == "places" else ("",):

        def entries(html: str, heading: str = heading) -> list[str]:
            part = sections(html).get(heading, "") if heading else html
            return re.findall(rf'<li>(?:<span>)?<a href="(/en/{index}/[^"]+)">', part)

        listed = [entries(html) for html in parts]
        assert [one for part in listed for one in part] == entries(whole)
        assert max(map(len, listed)) == 20


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_an_index_is_in_the_readers_alphabet(client: Client, language: str) -> None:
    document = artificial(1)
    texts = ("Үй", "Удмурт", "Ёлка", "ель", "«Әуез»", "Азия", "zebra", "Ångström")
    for number, text in enumerate(texts):
        person = Person.objects.create(
            slug=f"test-{number}", name_en=f"{text} {number}", name_ru=f"{text} {number}", name_kk=f"{text} {number}"
        )
        Signatory.objects.create(agreement=document, person=person, side="KZ")
    html = client.get(f"/{language}/people/").content.decode()
    found = re.findall(r"/people/test-(\d)/", html)
    assert [texts[int(number)] for number in found] == [
        "Ångström", "zebra", "Азия", "«Әуез»", "ель", "Ёлка", "Удмурт", "Үй",
    ]  # fmt: skip


# What can be asked for


ASKED = [
    ("", 1, ""),
    ("2", 2, ""),
    ("0", 1, "A page is a number from 1."),
    ("-1", 1, "A page is a number from 1."),
    ("x", 1, "A page is a number from 1."),
    ("9" * 30, 2, f"There is no page {'9' * 30}; this is the last one."),
    ("9" * 5000, 1, "A page is a number from 1."),
]


# With so many documents each has two pages.
@pytest.mark.parametrize(
    ("kind", "number"), [("party", 22), ("person", 18), ("theme", 60), ("city", 36), ("region", 36), ("parties", 36)]
)
def test_a_page_that_there_is_none_of_is_said_and_the_nearest_is_shown(
    client: Client, kind: str, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "INDEX_SIZE", 100)
    address = addresses(named_by(range(number)))[kind]
    for asked, given, said in ASKED:
        response = client.get(address, {"page": asked})
        html = markup(response.content)
        assert response.status_code == 200
        assert message(html) == said
        assert f"<span>Page {given} of 2</span>" in html
        assert ('<meta name="robots" content="noindex, follow">' in html) is (given > 1 or bool(said))
        assert (" · Page 2 of 2" in html.split("</title>")[0]) is (given == 2)


def test_pages_lead_to_the_one_before_and_the_one_after(client: Client) -> None:
    address = addresses(named_by(range(45)))["party"]

    def steps(number: int) -> list[tuple[str, str]]:
        nav = page(client, address, number).split('<nav class="pages"')[1].split("</nav>")[0]
        return re.findall(r'rel="([^"]+)" href="([^"]+)"', nav)

    assert steps(1) == [("next nofollow", "?page=2")]
    assert steps(2) == [("prev", address), ("next nofollow", "?page=3")]
    assert steps(3) == [("prev nofollow", "?page=2")]
    assert '<nav class="pages"' not in page(client, "/en/people/vladimir-putin/")
