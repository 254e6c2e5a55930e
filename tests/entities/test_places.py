"""Places: what was signed there and what concerns it, the same on its page, in the index of places and as a facet."""

import re
from collections.abc import Collection
from html import unescape

import pytest
from django.http import QueryDict
from django.test import Client

from agreements.base.database import settle
from agreements.models import Agreement, Place, Region, State
from agreements.search import Search
from tests.artificial import artificial
from tests.entity_pages import things
from tests.markup import markup
from tests.searching import found_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

SIGNED, IN_CITIES, CONCERNING = "Signed here", "Signed in cities of this region", "Concerning this region"
INDEXED_SIGNED, INDEXED_CONCERNING = "Where documents were signed", "Regions that documents concern"


def sections(client: Client, path: str) -> dict[str, str]:
    """The parts of a page by their headings; none where there is no such page."""
    response = client.get(path)
    if response.status_code == 404:
        return {}
    parts = re.findall(r'<section class="section"[^>]*><h2>([^<]+)</h2>(.*?)</section>', markup(response.content))
    return {unescape(heading): part for heading, part in parts}


def shown(part: str) -> list[str]:
    """The documents of a part of a page, by id."""
    return re.findall(r'<h3 class="card__title"><a href="/en/agreements/([^/"]+)/', part)


def indexed(client: Client) -> dict[str, dict[str, int]]:
    """The index of places: how many documents it says there are, by heading and address."""
    found = re.compile(r'<a href="/en/places/([^/"]+)/">.*?<span class="count">(\d+)</span>')
    return {
        heading: {slug: int(count) for slug, count in found.findall(part)}
        for heading, part in sections(client, "/en/places/").items()
    }


def facet(name: str) -> dict[str, int]:
    values = next(facet for facet in Search(QueryDict("")).facets() if facet.name == name).values
    return {value.key: value.count for value in values if value.count}


def addresses() -> list[str]:
    return sorted({*Place.objects.values_list("slug", flat=True), *Region.objects.values_list("slug", flat=True)})


def check_agreement(client: Client, asked: Collection[str]) -> None:
    """Page, index and facet say the same of each of these addresses."""
    index = indexed(client)
    pages = {slug: sections(client, f"/en/places/{slug}/") for slug in asked}
    for heading, listed, name in ((SIGNED, INDEXED_SIGNED, "place"), (CONCERNING, INDEXED_CONCERNING, "region")):
        documents = {slug: shown(parts[heading]) for slug, parts in pages.items() if heading in parts}
        counted = {slug: len(ids) for slug, ids in documents.items()}
        assert counted == {slug: count for slug, count in facet(name).items() if slug in asked}
        assert counted == {slug: count for slug, count in index[listed].items() if slug in asked}
        assert facet(name) == index[listed]
        for slug, ids in documents.items():
            found = [document.record_id for document in found_by(f"{name}={slug}")]
            assert sorted(ids) == sorted(found)


@pytest.mark.long
def test_page_index_and_facet_agree_on_every_place_of_the_record(client: Client) -> None:
    check_agreement(client, addresses())


def test_they_agree_where_a_city_is_also_a_region_and_only_the_region_is_known(client: Client) -> None:
    before = set(addresses())
    shared = sorted(
        set(Place.objects.values_list("slug", flat=True)) & set(Region.objects.values_list("slug", flat=True))
    )
    assert shared == ["almaty", "astana", "moscow", "saint-petersburg", "shymkent"]
    for number, slug in enumerate(shared):
        document = artificial(number)
        document.place_region = Region.objects.get(slug=slug)
        document.save()
        assert document.record_id in shown(sections(client, f"/en/places/{slug}/")[SIGNED])
    region = artificial(10)
    region.place_region = things().region
    region.save()
    draft = artificial(11, state=State.DRAFT)
    draft.place_region = things(number=2).region
    draft.save()
    settle()
    new = set(addresses()) - before
    assert len(new) == 4
    check_agreement(client, {*shared, *new})


def test_a_region_shows_apart_what_was_signed_in_its_cities(client: Client) -> None:
    named = things()
    in_city, in_region, concerning = (artificial(number) for number in range(3))
    in_city.place, in_region.place_region = named.city, named.region
    in_city.save()
    in_region.save()
    concerning.regions.add(named.region)
    parts = sections(client, f"/en/places/{named.region.slug}/")
    assert {heading: shown(part) for heading, part in parts.items()} == {
        SIGNED: [in_region.record_id],
        IN_CITIES: [in_city.record_id],
        CONCERNING: [concerning.record_id],
    }
    assert [*sections(client, f"/en/places/{named.city.slug}/")] == [SIGNED]


def test_a_city_that_is_its_own_region_shows_what_was_signed_there_once(client: Client) -> None:
    here = Agreement.objects.published().filter(place__slug="moscow").count()
    parts = sections(client, "/en/places/moscow/")
    assert len(shown(parts[SIGNED])) == here > 3
    assert IN_CITIES not in parts


def test_a_place_of_which_nothing_public_is_known_has_no_page(client: Client) -> None:
    named = things()
    named.are_named_by(artificial(1, state=State.DRAFT))
    assert client.get(named.city.get_absolute_url()).status_code == 404
    assert client.get(named.region.get_absolute_url()).status_code == 404
