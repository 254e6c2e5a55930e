"""Merging two entries: what names the one names the other, and the address of the one leads to the other."""

from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from agreements.base.database import settle
from agreements.models import Agreement, Party, Person, Place, PublicChange, Region, State
from agreements.rules.merging import Merger, merge
from tests.admin.page import DocumentPage
from tests.artificial import artificial
from tests.beside import uncommitted
from tests.entity_pages import things
from tests.models.test_addresses import MODELS, named_by, new, saved
from tests.searching import found_by

pytestmark = pytest.mark.usefixtures("record")

ROOMS = {Party: "parties", Person: "people", Place: "places", Region: "places"}
FACETS = {Party: "party", Person: "signatory", Place: "place", Region: "region"}


def page(entry: Any) -> str:
    return reverse(f"admin:agreements_{entry._meta.model_name}_merge", args=[entry.pk])


def shown(client: Client, source: Any, target: Any) -> Any:
    """The page that says what would move."""
    return client.get(page(source), {"into": target.pk})


def merged(client: Client, source: Any, target: Any, **values: Any) -> Any:
    """Look, and confirm."""
    merger = shown(client, source, target).context["merger"]
    answer = client.post(page(source), {"into": target.pk, "seen": merger.version if merger else "", **values})
    settle()
    return answer


def two(model: Any) -> tuple[Any, Any]:
    return saved(model, "test-17"), saved(model, "test-18", 18)


def leads(model: Any, slug: str, lang: str = "en", **query: str) -> str:
    """Where an address leads, or what it answers."""
    response: Any = Client().get(f"/{lang}/{ROOMS[model]}/{slug}/", query)
    return response["Location"] if response.status_code == 301 else str(response.status_code)


def said(response: Any) -> str:
    return str(response.context["form"].errors)


# --- the address leads on


@pytest.mark.parametrize("model", MODELS)
def test_a_public_address_leads_to_that_of_the_entry_that_stays(editor: Client, model: Any) -> None:
    source, target = two(model)
    document = named_by(source, State.PUBLISHED)
    settle()
    assert leads(model, "test-17") == "200"
    answer = merged(editor, source, target)
    assert answer["Location"] == reverse(f"admin:agreements_{model._meta.model_name}_change", args=[target.pk])
    for lang in ("en", "ru", "kk"):
        assert leads(model, "test-17", lang) == f"/{lang}/{ROOMS[model]}/test-18/"
        assert leads(model, "test-18", lang) == "200"
    assert leads(model, "test-17", page="2", q="а") == f"/en/{ROOMS[model]}/test-18/?page=2&q=%D0%B0"
    assert not model._base_manager.filter(slug="test-17").exists()
    # What leads to documents leads on too.
    for slug in ("test-17", "test-18"):
        assert found_by(f"{FACETS[model]}={slug}") == [document]
    html = Client().get("/en/agreements/", {FACETS[model]: "test-17"}).content.decode()
    assert "Test name 18" in html
    assert "Not in the archive:" not in html
    assert f"{FACETS[model]}=test-18" in html
    # What was found under the old name is found under the new one.
    for query, found in (("Test name 18", True), ("Test name 17", False)):
        answers = Client().get("/en/suggest/", {"q": query}).json()["suggestions"]
        assert any(one["url"].endswith("/test-18/") for one in answers) is found
    section = "people" if model is Person else ROOMS[model]
    sitemap = b"".join(Client().get(f"/sitemap-{section}.xml").streaming_content).decode()  # type: ignore[attr-defined]
    assert f"/{ROOMS[model]}/test-18/" in sitemap
    assert f"/{ROOMS[model]}/test-17/" not in sitemap


def test_an_address_leads_to_the_end_of_a_chain(editor: Client) -> None:
    first, second = two(Party)
    third = saved(Party, "test-19", 19)
    named_by(first, State.PUBLISHED)
    merged(editor, first, second)
    merged(editor, Party.objects.get(slug="test-18"), third)
    assert leads(Party, "test-17") == leads(Party, "test-18") == "/en/parties/test-19/"
    assert Party.objects.get(slug="test-19").formerly == {
        "test-17": "Test name 17 en",
        "test-18": "Test name 18 en",
    }


@pytest.mark.parametrize("model", MODELS)
def test_a_former_address_tells_nothing_of_what_readers_do_not_see(editor: Client, model: Any) -> None:
    source, target = two(model)
    document = named_by(source, State.PUBLISHED)
    merged(editor, source, target)
    Agreement.objects.filter(pk=document.pk).update(state=State.WITHDRAWN, withdrawal_reason_en="Test reason")
    settle()
    assert leads(model, "test-17") == "404"
    html = Client().get("/en/agreements/", {FACETS[model]: "test-17"}).content.decode()
    assert "Not in the archive: “test-17”" in html
    assert "test-18" not in html
    Agreement.objects.filter(pk=document.pk).update(state=State.PUBLISHED)
    settle()
    assert leads(model, "test-17") == f"/en/{ROOMS[model]}/test-18/"


@pytest.mark.parametrize("model", MODELS)
def test_an_address_that_no_reader_has_seen_leads_nowhere(editor: Client, model: Any) -> None:
    source, target = two(model)
    named_by(source, State.DRAFT)
    Agreement.objects.filter(pk=artificial(18).pk)
    if model is Party:
        artificial(19).participations.create(party=target)
    merged(editor, source, target)
    assert leads(model, "test-17") == "404"
    assert model._base_manager.get(slug="test-18").formerly == {}
    new(model, "test-17", 20).full_clean()


def test_a_mark_of_a_chart_that_names_two_parties_leads_on(editor: Client) -> None:
    source, target = two(Party)
    document = named_by(source, State.PUBLISHED)
    other = saved(Party, "test-19", 19)
    document.participations.create(party=other)
    merged(editor, source, target)
    assert found_by("mark=pair.test-17.test-19") == found_by("mark=pair.test-18.test-19") == [document]
    html = Client().get("/en/agreements/", {"mark": "pair.test-17.test-19"}).content.decode()
    assert "Test name 18 en — Test name 19 en" in html


# --- what moves


def test_all_that_names_a_region_names_the_other(editor: Client) -> None:
    source, target = two(Region)
    party = saved(Party, "test-19", 19, region=source)
    place = saved(Place, "test-20", 20, region=source)
    concerning, signed_in = artificial(17), artificial(18, state=State.DRAFT)
    concerning.regions.set([Region.objects.get(slug="moscow"), source, Region.objects.get(slug="omsk-oblast")])
    Agreement.objects.filter(pk=signed_in.pk).update(place_region=source)
    context = shown(editor, source, target).context
    assert [document.record_id for document in context["documents"]] == [concerning.record_id, signed_in.record_id]
    assert {str(other) for other in context["merger"].others} == {str(party), str(place)}
    merged(editor, source, target)
    assert [region.slug for region in concerning.regions.all()] == ["moscow", "test-18", "omsk-oblast"]
    assert Agreement.objects.get(pk=signed_in.pk).place_region == target
    assert Party.objects.get(pk=party.pk).region == Place.objects.get(pk=place.pk).region == target


def test_the_other_name_of_a_place_is_one_of_the_place_that_stays(editor: Client) -> None:
    source, target = two(Place)
    third = saved(Place, "test-19", 19, same_as=source)
    Place.objects.filter(pk=source.pk).update(same_as=saved(Place, "test-20", 20))
    merged(editor, source, target)
    third.refresh_from_db()
    target.refresh_from_db()
    assert (third.same_as, target.same_as.slug) == (target, "test-20")


def test_a_place_does_not_become_another_name_of_itself(editor: Client) -> None:
    source, target = two(Place)
    Place.objects.filter(pk=target.pk).update(same_as=source)
    Place.objects.filter(pk=source.pk).update(same_as=target)
    merged(editor, source, target)
    assert Place.objects.get(pk=target.pk).same_as is None


def test_of_two_lines_of_one_document_the_earlier_stays(editor: Client) -> None:
    source, target = two(Party)
    document = artificial(17)
    other = saved(Party, "test-19", 19)
    for position, party in enumerate((source, other, target)):
        document.participations.create(party=party, position=position)
    html = shown(editor, source, target).content.decode()
    assert "Both are in these documents" in html
    merged(editor, source, target)
    assert [one.party.slug for one in document.participations.all()] == ["test-18", "test-19"]


def test_a_line_that_goes_fills_what_the_other_leaves_empty_and_what_else_it_said_is_told(editor: Client) -> None:
    source, target = two(Person)
    document = artificial(17)
    document.signatories.create(person=target, side="RU", office_en="Test minister", position=1)
    document.signatories.create(person=source, side="KZ", office_en="Test envoy", office_ru="Т", position=2)
    html = shown(editor, source, target).content.decode()
    assert "office in English: Test envoy" in html
    assert "side: KZ" in html
    assert "office in Russian" not in html
    merged(editor, source, target)
    line = document.signatories.get()
    assert (line.person, line.side, line.office_en, line.office_ru) == (target, "RU", "Test minister", "Т")


def test_of_two_regions_that_a_document_concerns_the_earlier_place_stays(editor: Client) -> None:
    source, target = two(Region)
    document = artificial(17)
    document.regions.set([source, Region.objects.get(slug="moscow"), target])
    merged(editor, source, target)
    assert [region.slug for region in document.regions.all()] == ["test-18", "moscow"]


# --- what is kept, told and noted


def test_the_histories_of_both_and_of_the_documents_tell_of_it(editor: Client) -> None:
    source, target = two(Party)
    document = named_by(source, State.PUBLISHED)
    merged(editor, source, target)
    entries = LogEntry.objects.filter(user__username="test-editor")
    told = "Changed Test name 17 en (test-17) → Test name 18 en (test-18)."
    assert {(entry.object_id, entry.action_flag, entry.get_change_message()) for entry in entries} == {
        (str(source.pk), DELETION, told),
        (str(target.pk), CHANGE, told),
        (str(document.pk), CHANGE, told),
    }
    assert "test-17" in editor.get(reverse("admin:agreements_party_history", args=[target.pk])).content.decode()


def test_caches_are_told_that_the_documents_have_changed(editor: Client) -> None:
    source, target = two(Party)
    document = named_by(source, State.PUBLISHED)
    settle()
    PublicChange.objects.filter(pk=document.pk).update(at="2020-01-01T00:00Z")
    merged(editor, source, target)
    assert PublicChange.objects.get(pk=document.pk).at.year > 2020


def test_a_form_that_was_opened_before_is_refused_as_outdated(editor: Client) -> None:
    source, target = two(Party)
    document = named_by(source, State.DRAFT)
    opened = DocumentPage(editor, document.pk)
    merged(editor, source, target)
    opened.send()
    assert not opened.saved
    assert "test-editor saved this" in opened.errors
    assert document.participations.get().party == target


# --- what is refused


def test_nothing_is_merged_before_it_is_confirmed(editor: Client) -> None:
    source, target = two(Party)
    assert shown(editor, source, target).status_code == 200
    answer = editor.post(page(source), {"into": target.pk})
    assert answer.status_code == 200
    assert "Something has changed since this page was shown" in said(answer)
    assert Party.objects.filter(pk=source.pk).exists()


def test_what_came_to_name_it_since_is_shown_first(editor: Client) -> None:
    source, target = two(Party)
    merger = shown(editor, source, target).context["merger"]
    document = named_by(source, State.DRAFT)
    answer = editor.post(page(source), {"into": target.pk, "seen": merger.version})
    assert "Something has changed" in said(answer)
    assert document.record_id in answer.content.decode()
    assert Party.objects.filter(pk=source.pk).exists()


def test_parties_of_two_sides_are_not_one(editor: Client) -> None:
    source, target = saved(Party, "test-17", side="RU"), saved(Party, "test-18", 18, side="KZ")
    assert "different sides" in said(shown(editor, source, target))
    assert "different sides" in said(merged(editor, source, target))
    assert Party.objects.filter(pk=source.pk).exists()


@pytest.mark.parametrize("model", [Place, Region])
def test_places_of_two_countries_are_not_one(editor: Client, model: Any) -> None:
    source, target = saved(model, "test-17", country="RU"), saved(model, "test-18", 18, country="KZ")
    assert "different countries" in said(merged(editor, source, target))


@pytest.mark.parametrize("model", [Place, Region])
def test_a_city_that_is_a_region_of_its_own_stays(editor: Client, model: Any) -> None:
    source: Any = model._base_manager.get(slug="moscow")
    target = saved(model, "test-17")
    assert "a city and a region in one" in said(merged(editor, source, target))
    merged(editor, target, source)
    assert not model._base_manager.filter(slug="test-17").exists()


def test_a_region_of_signature_does_not_become_one_that_is_a_city(editor: Client) -> None:
    source = saved(Region, "test-17")
    Agreement.objects.filter(pk=artificial(17).pk).update(place_region=source)
    assert "region of signature" in said(merged(editor, source, Region.objects.get(slug="moscow")))


@pytest.mark.parametrize("into", ["", "0", "x", "99999999999999999999", "\x00", "self"])
def test_no_nonsense_is_merged_into(editor: Client, into: str) -> None:
    source = saved(Party, "test-17")
    value = str(source.pk) if into == "self" else into
    for answer in (editor.get(page(source), {"into": value}), editor.post(page(source), {"into": value, "seen": "x"})):
        assert answer.status_code == 200
        assert "into" in answer.context["form"].errors
    assert Party.objects.filter(pk=source.pk).exists()


def test_confirming_twice_says_that_it_is_gone(editor: Client) -> None:
    source, target = two(Party)
    address = page(source)
    seen = Merger.of(source, target).version
    merged(editor, source, target)
    again = editor.post(address, {"into": target.pk, "seen": seen}, follow=True)
    assert again.status_code == 200
    assert any("doesn’t exist" in str(message) for message in again.context["messages"])
    assert Party.objects.get(pk=target.pk).slug == "test-18"


# --- several at once


@pytest.mark.django_db(transaction=True)
def test_a_document_that_comes_to_name_an_entry_while_it_is_merged_does_not_name_nothing(editor: Client) -> None:
    source, target = two(Party)
    document = artificial(17)
    user = User.objects.get(username="test-editor")
    outcomes: list[str] = []

    def add() -> None:
        try:
            Agreement.objects.get(pk=document.pk).participations.create(party=source)
        except Exception as fault:
            outcomes.append(type(fault).__name__)

    with uncommitted() as begin:
        merge(source, target, user)
        begin(add)
    assert outcomes == ["IntegrityError"]
    assert not document.participations.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_merge_two_entries_into_each_other_keep_one(editor: Client) -> None:
    source, target = two(Party)
    document = named_by(source, State.PUBLISHED)
    user = User.objects.get(username="test-editor")
    outcomes: list[str] = []

    def other_way() -> None:
        try:
            merge(Party.objects.get(slug="test-18"), Party(pk=key), user)
        except (Party.DoesNotExist, ValidationError) as fault:
            outcomes.append(type(fault).__name__)

    key = source.pk
    with uncommitted() as begin:
        merge(Party.objects.get(pk=key), target, user)
        begin(other_way)
    assert outcomes == ["DoesNotExist"]
    assert document.participations.get().party == target
    assert [one.record_id for one in found_by("party=test-18")] == [document.record_id]
    assert leads(Party, "test-17") == "/en/parties/test-18/"


def test_the_page_is_asked_for_from_the_form_of_an_entry(editor: Client, cataloguer: Client) -> None:
    party = things().party
    address = reverse("admin:agreements_party_change", args=[party.pk])
    assert page(party) in editor.get(address).content.decode()
    assert page(party) not in cataloguer.get(address).content.decode()
    asked = editor.get(page(party))
    assert 'name="into"' in asked.content.decode()
    assert asked.context["merger"] is None
