"""Parties, people and places: one entry each in any spelling, and no change that breaks a document."""

import unicodedata
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from agreements.models import Agreement, Party, Person, Place, Region
from tests.admin.page import complete, draft, in_three, saved

pytestmark = pytest.mark.usefixtures("record")

PERSON = {"name_en": "Probe Dmitriev", "name_ru": "Пробе Дмитриев", "name_kk": "Сынақ Дмитриев"}


def add(client: Client, model: str, **values: Any) -> Any:
    return client.post(reverse(f"admin:agreements_{model}_add"), {"slug": "", **values})


def errors(response: Any) -> str:
    form = response.context["adminform"].form
    return str(form.errors)


def found(client: Client, model: str, field: str, term: str) -> list[str]:
    """What an autocomplete offers."""
    answer = client.get(
        reverse("admin:autocomplete"),
        {"term": term, "app_label": "agreements", "model_name": model, "field_name": field},
    )
    return [result["text"] for result in answer.json()["results"]]


@pytest.mark.parametrize(
    "name",
    [
        "Probe  Dmitriev",
        "Probe\u00a0Dmitriev",
        "probe dmitriev",
        "PROBE DMITRIEV",
        "Probe Dmitriev\u200b",
        "Probe Dmit\u00adriev",
        "Prоbe Dmitriev",  # the о is Cyrillic
        "Prôbe Dmitriev",
        unicodedata.normalize("NFD", "Prôbe Dmitriev"),
        "Probe-Dmitriev",
        " Probe Dmitriev ",
    ],
)
def test_another_writing_of_a_name_is_not_another_person(editor: Client, name: str) -> None:
    assert add(editor, "person", **PERSON).status_code == 302
    again = add(editor, "person", name_en=name, name_ru="Другой", name_kk="Басқа")
    assert again.status_code == 200
    assert "There is already" in errors(again) or "already in the archive" in errors(again)
    assert Person.objects.filter(slug__startswith="probe").count() == 1


@pytest.mark.parametrize("lang", ["ru", "kk"])
def test_a_name_is_known_by_any_of_its_languages(editor: Client, lang: str) -> None:
    add(editor, "person", **PERSON)
    other = {"name_en": "Somebody Else", "name_ru": "Кто-то Другой", "name_kk": "Басқа Біреу"}
    again = add(editor, "person", **{**other, f"name_{lang}": PERSON[f"name_{lang}"].upper()})
    assert "There is already" in errors(again)


def test_two_people_of_one_name_can_be_entered_on_purpose(editor: Client) -> None:
    add(editor, "person", **PERSON)
    namesake = {**PERSON, "name_en": "Probe A. Dmitriev"}
    asked = add(editor, "person", **namesake)
    assert 'type="checkbox" name="is_another"' in asked.content.decode()
    assert add(editor, "person", **namesake, is_another="on").status_code == 302
    assert Person.objects.filter(name_ru=PERSON["name_ru"]).count() == 2


@pytest.mark.parametrize("name", ["Russian  Federation", "russian federation", "Russian Federation\u2060"])
def test_another_writing_of_a_party_is_asked_about_on_either_side(editor: Client, name: str) -> None:
    values = {"kind": "state", "name_en": name, "name_ru": "Проба", "name_kk": "Сынақ"}
    assert add(editor, "party", side="RU", **values).status_code == 200
    assert "There is already" in errors(add(editor, "party", side="KZ", **values))
    assert add(editor, "party", side="KZ", **values, is_another="on").status_code == 302
    assert Party.objects.get(side="KZ", name_ru="Проба").name_en == " ".join(name.replace("\u2060", "").split())


@pytest.mark.parametrize("model", ["place", "region"])
def test_another_writing_of_a_place_is_not_another_place(editor: Client, model: str) -> None:
    entry = (Place if model == "place" else Region).objects.all()[0]
    region = Region.objects.all()[0].pk
    values = {"name_en": entry.name_en.upper() + " ", "name_ru": "Проба", "name_kk": "Сынақ", "country": "KZ"}
    place = {"region": region, "lat": "1", "lon": "1"} if model == "place" else {}
    assert "There is already" in errors(add(editor, model, **values, **place))


def test_an_entry_whose_name_is_not_changed_is_saved_beside_its_namesake(editor: Client) -> None:
    add(editor, "person", **PERSON)
    add(editor, "person", **{**PERSON, "name_en": "Probe A. Dmitriev"}, is_another="on")
    namesake = Person.objects.get(name_en="Probe A. Dmitriev")
    address = reverse("admin:agreements_person_change", args=[namesake.pk])
    values = {**PERSON, "name_en": namesake.name_en, "slug": "probe-dmitriev-other"}
    assert editor.post(address, values).status_code == 302


@pytest.mark.parametrize(
    ("name", "term"),
    [
        ("Артёмпроба Пробный", "Артёмпроба"),
        ("Артёмпроба Пробный", unicodedata.normalize("NFD", "Артёмпроба")),
        ("Артёмпроба Пробный", "артемпроба"),
        ("Артемпроба Пробный", "Артёмпроба"),
        ("Артёмпроба Пробный", "Арт\u00adёмпроба"),
        ("Артёмпроба Пробный", "\u200bАртёмпроба"),
        ("Йосиф Пробный", unicodedata.normalize("NFD", "Йосиф")),
        ("Ғалымпроба Пробный", "галымпроба"),
    ],
)
def test_a_name_is_found_in_any_spelling(cataloguer: Client, editor: Client, name: str, term: str) -> None:
    add(editor, "person", name_en="Probe Person", name_ru=name, name_kk="")
    assert found(cataloguer, "signatory", "person", term) == ["Probe Person"]
    page = cataloguer.get(reverse("admin:agreements_person_changelist"), {"q": term})
    assert [person.name_ru for person in page.context["cl"].result_list] == [name]


@pytest.mark.parametrize("term", ["%", "_", "\\", "'", "«»", "а%б"])
def test_a_search_for_signs_breaks_nothing(cataloguer: Client, term: str) -> None:
    for model in ("person", "party", "place", "region", "agreement", "theme"):
        assert cataloguer.get(reverse(f"admin:agreements_{model}_changelist"), {"q": term}).status_code == 200


# --- what documents share


def published(editor: Client, **values: Any) -> Agreement:
    """A published document of two parties of its own, signed by a person for the second side."""
    parties = [
        Party.objects.create(
            slug=f"test-own-{side.lower()}", side=side, kind_id="organisation", name_en=f"Own {side}", name_ru=side * 2
        )
        for side in ("RU", "KZ")
    ]
    page = complete(editor, **values)
    for index, one in enumerate(parties):
        page.fill(**{f"participations-{index}-party": str(one.pk)})
    page.add_line("signatories", person=Person.objects.all()[0].pk, side="KZ", **in_three("office"))
    page.fill(**{"sources-0-supports": ["parties", "signed", "clauses", "signatories"]})
    page.send("published")
    return saved(page)


def change_side(client: Client, party: Party, side: str) -> Any:
    return client.post(
        reverse("admin:agreements_party_change", args=[party.pk]),
        {"side": side, "kind": party.kind_id, "name_en": party.name_en, "name_ru": party.name_ru, "name_kk": ""},
    )


def test_a_side_is_not_changed_under_a_published_document(editor: Client) -> None:
    agreement = published(editor)
    party = Party.objects.get(slug="test-own-kz")
    answer = change_side(editor, party, "RU")
    assert answer.status_code == 200
    assert agreement.record_id in errors(answer)
    assert "All parties are on one side" in errors(answer)
    assert "signs for a side that has no party" in errors(answer)
    party.refresh_from_db()
    assert party.side == "KZ"


def test_a_side_can_be_changed_where_no_published_document_breaks(editor: Client) -> None:
    agreement = published(editor)
    Agreement.objects.filter(pk=agreement.pk).update(state="draft")
    party = Party.objects.get(slug="test-own-kz")
    assert change_side(editor, party, "RU").status_code == 302


def test_other_changes_of_a_public_party_are_saved(editor: Client) -> None:
    published(editor)
    party = Party.objects.get(slug="test-own-kz")
    party.name_ru = "Другое имя"
    assert change_side(editor, party, "KZ").status_code == 302
    assert Party.objects.get(pk=party.pk).name_ru == "Другое имя"


def test_a_side_that_is_no_country_is_refused_at_the_field(editor: Client) -> None:
    published(editor)
    answer = change_side(editor, Party.objects.get(slug="test-own-kz"), "UK")
    assert "GB, not UK" in str(answer.context["adminform"].form.errors["side"])


@pytest.mark.parametrize(
    ("model", "slug"),
    [("party", "russian-federation"), ("person", "vladimir-putin"), ("place", "astana"), ("region", "omsk-oblast")],
)
def test_the_address_of_what_is_public_is_not_changed(editor: Client, model: str, slug: str) -> None:
    entry: Any = apps.get_model("agreements", model)._default_manager.get(slug=slug)
    address = reverse(f"admin:agreements_{model}_change", args=[entry.pk])
    form = editor.get(address).context["adminform"].form
    assert "slug" not in form.fields
    values = {name: form[name].value() or "" for name in form.fields}
    assert editor.post(address, {**values, "slug": "test-moved"}).status_code == 302
    entry.refresh_from_db()
    assert entry.slug == slug


def test_a_city_cannot_take_the_name_of_a_region_in_which_a_document_was_signed(editor: Client) -> None:
    region = Region.objects.create(
        slug="test-region-17", name_en="Test Region 17", name_ru="Т", name_kk="Т", country="KZ"
    )
    agreement = saved_with_region(editor, region)
    values = {"name_en": "Test Region 17", "name_ru": "Город", "name_kk": "Қала", "country": "KZ", "lat": 1, "lon": 1}
    answer = add(editor, "place", **values, region=region.pk)
    assert answer.status_code == 200
    assert agreement.record_id in errors(answer)


def saved_with_region(editor: Client, region: Region) -> Agreement:
    page = complete(editor, place_region=str(region.pk))
    page.fill(**{"sources-0-supports": ["parties", "signed", "clauses", "place"]}).send("published")
    return saved(page)


def test_a_region_that_is_a_city_is_entered_as_the_city(editor: Client) -> None:
    region = Region.objects.get(name_en=Place.objects.filter(name_en__in=Region.objects.values("name_en"))[0].name_en)
    page = draft(editor, place_region=str(region.pk))
    page.send()
    assert "There is a city of this name" in page.errors


def test_a_place_is_not_another_name_of_itself(editor: Client) -> None:
    place = Place.objects.get(slug="omsk")
    address = reverse("admin:agreements_place_change", args=[place.pk])
    form = editor.get(address).context["adminform"].form
    values = {name: form[name].value() or "" for name in form.fields}
    answer = editor.post(address, {**values, "same_as": place.pk})
    assert "This is the place itself" in errors(answer)


# --- one address, one description


def described(editor: Client, publisher: str, **values: Any) -> Any:
    page = complete(editor, **values)
    return page.fill(**{"sources-0-publisher": publisher, "sources-0-url": "https://example.org/музей"})


ENCODED = "https://EXAMPLE.org/%d0%bc%d1%83%d0%b7%d0%b5%d0%b9"


def test_a_draft_that_describes_an_address_otherwise_is_saved_with_a_warning(editor: Client) -> None:
    described(editor, "Test Publisher A").send()
    page = described(editor, "Test Publisher B").fill(**{"sources-0-url": ENCODED})
    page.send()
    assert page.saved
    said = [str(message) for message in editor.get(reverse("admin:index")).context["messages"]]
    assert any("is described otherwise in" in message and "Test Publisher A" in message for message in said)


@pytest.mark.parametrize(
    ("field", "value"),
    [("publisher", "Test Publisher B"), ("kind", "official-news"), ("language", "ru"), ("published", "2015-01-01")],
)
def test_an_address_is_not_published_under_two_descriptions(editor: Client, field: str, value: str) -> None:
    first = described(editor, "Test Publisher A")
    first.send("published")
    record_id = saved(first).record_id
    page = described(editor, "Test Publisher A").fill(**{"sources-0-url": ENCODED, f"sources-0-{field}": value})
    page.send("published")
    assert not page.saved
    assert f"is described otherwise in {record_id}" in page.errors
    assert 'type="checkbox" name="sources-0-everywhere"' in page.response.content.decode()


def test_an_address_described_as_elsewhere_is_published_without_a_word(editor: Client) -> None:
    described(editor, "Test Publisher A").send("published")
    page = described(editor, "Test Publisher A").fill(**{"sources-0-url": ENCODED})
    page.send("published")
    assert saved(page).sources.get().title == ""
    said = [str(message) for message in editor.get(reverse("admin:index")).context["messages"]]
    assert not any("described otherwise" in message for message in said)


def test_a_description_can_be_corrected_in_all_documents_at_once(editor: Client) -> None:
    first = described(editor, "Test Publisher A")
    first.send("published")
    other = saved(first)
    page = described(editor, "Test Publisher B").fill(**{"sources-0-url": ENCODED, "sources-0-everywhere": "on"})
    page.send("published")
    saved(page)
    assert other.sources.get().publisher == "Test Publisher B"
    changed = Agreement.objects.get(pk=other.pk).changed
    assert changed > other.changed
    assert "source" in LogEntry.objects.filter(object_id=str(other.pk)).latest("action_time").change_message
