"""No public page, facet, chip or suggestion has another name because something of its address was entered."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agreements.base.database import settle
from agreements.models import Place, Region

pytestmark = pytest.mark.usefixtures("record")

REGION = "pavlodar-region"
BEGINS = {"en": "pavlodar", "ru": "павлодарская", "kk": "павлодар"}
# Every public surface that shows the name of a region.
SURFACES = [
    f"/{lang}/{path}"
    for lang in ("en", "ru", "kk")
    for path in (
        f"places/{REGION}/",
        "places/",
        "agreements/",
        f"agreements/?region={REGION}",
        f"suggest/?q={BEGINS[lang]}",
        "suggest/?q=defaced",
    )
] + ["/sitemap-places.xml"]
DEFACED = {"name_en": "DEFACED", "name_ru": "DEFACED", "name_kk": "DEFACED"}


def seen() -> dict[str, bytes]:
    """What readers see of the region; when its row last changed is no secret, and left out."""
    settle()
    answers = {}
    for address in SURFACES:
        response: Any = Client().get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        answers[address] = re.sub(rb"<lastmod>.*?</lastmod>", b"", body)
    return answers


def own_names() -> dict[str, str]:
    region = Region.objects.get(slug=REGION)
    return {f"name_{lang}": getattr(region, f"name_{lang}") for lang in ("en", "ru", "kk")}


def add_place(client: Client, **values: Any) -> Any:
    inside = Region.objects.get(slug=values.pop("inside", "omsk-oblast")).pk
    start = {"country": "KZ", "lat": "1", "lon": "1", "region": inside, "slug": ""}
    return client.post(reverse("admin:agreements_place_add"), {**start, **values})


def errors(response: Any) -> dict[str, Any]:
    return dict(response.context["adminform"].form.errors)


def test_the_surfaces_show_the_name() -> None:
    for address, answer in seen().items():
        assert (REGION.encode() in answer) is ("defaced" not in address), address


@pytest.mark.parametrize("inside", ["omsk-oblast", REGION])
def test_an_address_taken_by_hand_is_refused_at_its_field_and_the_owner_is_named(
    cataloguer: Client, inside: str
) -> None:
    before = seen()
    answer = add_place(cataloguer, **DEFACED, slug=REGION, inside=inside)
    assert answer.status_code == 200
    assert "“pavlodar-region” is the address of “Pavlodar Region”. Choose another." in str(errors(answer)["slug"])
    assert seen() == before


@pytest.mark.parametrize("inside", ["omsk-oblast", REGION])
def test_who_enters_a_region_as_a_place_is_asked_and_changes_nothing_that_is_public(
    cataloguer: Client, inside: str
) -> None:
    before = seen()
    answer = add_place(cataloguer, **own_names(), inside=inside)
    assert "There is already" in str(errors(answer)["__all__"])
    assert reverse("admin:agreements_region_change", args=[Region.objects.get(slug=REGION).pk]) in str(errors(answer))
    assert add_place(cataloguer, **own_names(), inside=inside, is_another="on").status_code == 302
    place = Place.objects.get(name_en="Pavlodar Region")
    assert place.slug == (REGION if inside == REGION else "pavlodar-region-2")
    assert seen() == before


def test_an_address_that_would_be_taken_when_it_is_derived_is_numbered(cataloguer: Client) -> None:
    before = seen()
    names = {"name_en": "Pavlodar region", "name_ru": "Другое", "name_kk": "Басқа"}
    assert add_place(cataloguer, **names, is_another="on").status_code == 302
    assert Place.objects.get(name_ru="Другое").slug == "pavlodar-region-2"
    assert seen() == before


def test_the_city_that_is_a_public_region_is_not_renamed_by_a_cataloguer(cataloguer: Client) -> None:
    add_place(cataloguer, **own_names(), inside=REGION, is_another="on")
    before = seen()
    place = Place.objects.get(slug=REGION)
    address = reverse("admin:agreements_place_change", args=[place.pk])
    values = {**DEFACED, "country": "KZ", "lat": "1", "lon": "1", "region": place.region_id}
    assert cataloguer.post(address, values).status_code == 403
    assert seen() == before


def test_another_name_of_a_city_that_nothing_public_names_is_not_shown_on_the_page_of_its_region(
    cataloguer: Client,
) -> None:
    before = seen()
    other = Place.objects.get(slug="omsk").pk
    add_place(cataloguer, **own_names(), inside=REGION, is_another="on", same_as=other)
    assert Place.objects.get(slug=REGION).same_as_id == other
    assert seen() == before


def test_an_editor_changes_the_name_of_a_city_and_of_the_region_that_it_is_in_one_form(editor: Client) -> None:
    region = Region.objects.get(slug="moscow")
    address = reverse("admin:agreements_region_change", args=[region.pk])
    form = editor.get(address).context["adminform"].form
    values = {name: form[name].value() or "" for name in form.fields}
    assert editor.post(address, {**values, "name_kk": "Test name", "is_another": "on"}).status_code == 302
    settle()
    assert Place.objects.get(slug="moscow").name_kk == "Test name"
    assert "Test name" in Client().get("/kk/places/moscow/").content.decode()


@pytest.mark.parametrize("slug", ["Pavlodar-Region", "pavlodar_region", "рavlodar-region", "pavlodar–region", "a" * 81])
def test_an_address_that_only_looks_like_another_is_refused(cataloguer: Client, slug: str) -> None:
    answer = add_place(cataloguer, **DEFACED, slug=slug)
    assert "slug" in errors(answer)
    assert not Place.objects.filter(name_en="DEFACED").exists()


@pytest.mark.parametrize("name", ["!!!", "«»", "Ж" * 120, "a" * 120])
def test_a_name_without_letters_or_with_many_has_an_address_of_its_own(cataloguer: Client, name: str) -> None:
    for number in ("1", "2"):
        names = {"name_en": f"{name[:-1]}{number}", "name_ru": f"Имя {number}", "name_kk": f"Ат {number}"}
        answer = add_place(cataloguer, **names, is_another="on")
        assert answer.status_code == 302, errors(answer)
    first, second = Place.objects.order_by("-pk")[:2]
    assert first.slug != second.slug
    assert max(len(first.slug), len(second.slug)) <= 80
