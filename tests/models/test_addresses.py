"""One address has one owner, whatever writes the rows, and what readers have seen stays where it is."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from agreements.base.database import settle
from agreements.models import Agreement, Party, Person, Place, Region, State, Term, Theme
from tests.artificial import artificial
from tests.beside import uncommitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

NAMES = {f"name_{lang}": f"Test name 17 {lang}" for lang in ("en", "ru", "kk")}
MODELS = (Party, Person, Place, Region)


def new(model: Any, slug: str, number: int = 17, **values: Any) -> Any:
    """An entry that is not saved yet."""
    names = {f"name_{lang}": f"Test name {number} {lang}" for lang in ("en", "ru", "kk")}
    own: dict[type, dict[str, Any]] = {
        Party: {"side": "RU", "kind_id": "ministry"},
        Person: {},
        Place: {"country": "RU", "lat": 1, "lon": 1},
        Region: {"country": "RU"},
    }
    if model is Place and "region" not in values:
        values["region"] = Region.objects.get(slug="omsk-oblast")
    return model(slug=slug, **{**names, **own[model], **values})


def saved(model: Any, slug: str, number: int = 17, **values: Any) -> Any:
    entry = new(model, slug, number, **values)
    entry.save()
    settle()
    return entry


def city_of(slug: str = "altai-krai", **values: Any) -> Place:
    """A city that claims to be a public region."""
    region = Region.objects.get(slug=slug)
    names = {f"name_{lang}": getattr(region, f"name_{lang}") for lang in ("en", "ru", "kk")}
    city: Place = new(Place, slug, **{**names, "region": region, "country": region.country, **values})
    return city


def refused_by_the_database(write: Callable[[], object]) -> str:
    def written() -> None:
        with transaction.atomic():
            write()
            settle()

    with pytest.raises(IntegrityError) as refusal:
        written()
    return str(refusal.value)


# --- one owner


OTHERWISE = {
    "name_en": {"name_en": "DEFACED"},
    "name_ru": {"name_ru": "DEFACED"},
    "name_kk": {"name_kk": "DEFACED"},
    "country": {"country": "KZ"},
}


@pytest.mark.parametrize("what", OTHERWISE)
def test_a_city_does_not_take_the_address_of_a_region_that_it_is_not(what: str) -> None:
    city = city_of(**OTHERWISE[what])
    with pytest.raises(ValidationError) as refusal:
        city.full_clean()
    assert "is the address of “Altai Krai”" in str(refusal.value.message_dict["slug"])
    assert "altai-krai" in refused_by_the_database(city.save)


def test_a_city_does_not_take_the_address_of_a_region_in_which_it_does_not_lie() -> None:
    city = city_of(region=Region.objects.get(slug="omsk-oblast"))
    with pytest.raises(ValidationError):
        city.full_clean()
    assert "altai-krai" in refused_by_the_database(city.save)


def test_a_region_does_not_take_the_address_of_a_city() -> None:
    region = new(Region, "omsk")
    with pytest.raises(ValidationError) as refusal:
        region.full_clean()
    assert "is the address of “Omsk”" in str(refusal.value.message_dict["slug"])
    assert "omsk" in refused_by_the_database(region.save)


def test_a_city_that_is_a_region_of_its_own_has_the_page_of_the_region() -> None:
    region = saved(Region, "test-17")
    city = new(Place, "test-17", region=region)
    city.full_clean()
    city.save()
    settle()
    assert (city.twin, region.twin) == (region, city)


def test_what_a_city_and_its_region_share_changes_in_both() -> None:
    region = saved(Region, "test-17")
    city = saved(Place, "test-17", region=region)
    region.name_kk = "Test other"
    region.save()
    settle()
    city.refresh_from_db()
    assert city.name_kk == "Test other"
    city.name_ru = "Test third"
    city.save()
    settle()
    region.refresh_from_db()
    assert region.name_ru == "Test third"


def test_a_city_that_is_a_region_of_its_own_is_not_moved_to_another_region() -> None:
    city = Place.objects.get(slug="moscow")
    city.region = Region.objects.get(slug="omsk-oblast")
    with pytest.raises(ValidationError) as refusal:
        city.full_clean()
    assert list(refusal.value.message_dict) == ["region"]
    assert "moscow" in refused_by_the_database(city.save)


def test_one_name_of_the_two_is_not_changed_behind_the_other() -> None:
    assert "moscow" in refused_by_the_database(lambda: Place.objects.filter(slug="moscow").update(name_ru="DEFACED"))
    assert "moscow" in refused_by_the_database(lambda: Region.objects.filter(slug="moscow").update(name_ru="DEFACED"))


@pytest.mark.parametrize("model", MODELS)
def test_nobody_takes_a_former_address(model: Any) -> None:
    stays = saved(model, "test-17", formerly={"test-16": "Test name 16"})
    for sharing in model.sharing_addresses():
        other = new(sharing, "test-16", 18)
        with pytest.raises(ValidationError) as refusal:
            other.full_clean()
        assert "leads there" in str(refusal.value.message_dict["slug"])
        assert "test-16" in refused_by_the_database(other.save)
        assert new(sharing, "", 18, name_en="Test 16").free_address() == "test-16-2"
    stays.slug = "test-16"
    with pytest.raises(ValidationError):
        stays.full_clean()
    assert "test-16" in refused_by_the_database(stays.save)


@pytest.mark.parametrize("model", MODELS)
def test_an_address_that_somebody_has_does_not_become_a_former_one_of_another(model: Any) -> None:
    saved(model, "test-17")
    other = new(model, "test-18", 18, formerly={"test-17": "Test name 17"})
    assert "test-17" in refused_by_the_database(other.save)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", [Place, Region])
def test_of_two_who_take_one_address_at_once_one_has_it(first: Any) -> None:
    second = Region if first is Place else Place
    early, late = new(first, "test-17", 17), new(second, "test-17", 18)
    refused: list[Exception] = []

    def save() -> None:
        try:
            late.save()
        except IntegrityError as fault:
            refused.append(fault)

    with uncommitted() as begin:
        early.save()
        settle()
        begin(save)
    assert len(refused) == 1
    assert list(first.owners_of("test-17")) == [early]
    assert not second._base_manager.filter(slug="test-17").exists()


# --- what readers have seen


def named_by(entry: Any, state: str) -> Agreement:
    """A document in this state that names an entry."""
    document = artificial(17, state=state)
    match entry:
        case Party():
            document.participations.create(party=entry)
        case Person():
            document.signatories.create(person=entry, side="RU")
        case Place():
            Agreement.objects.filter(pk=document.pk).update(place=entry)
        case Region():
            document.regions.add(entry)
    return document


@pytest.mark.parametrize("state", [State.PUBLISHED, State.WITHDRAWN])
@pytest.mark.parametrize("model", MODELS)
def test_an_address_that_was_ever_public_never_changes(model: Any, state: str) -> None:
    entry = saved(model, "test-17")
    named_by(entry, state)
    entry.slug = "test-18"
    with pytest.raises(ValidationError) as refusal:
        entry.full_clean()
    assert list(refusal.value.message_dict) == ["slug"]
    assert "test-17" in refused_by_the_database(entry.save)
    assert "test-17" in refused_by_the_database(lambda: model._base_manager.filter(pk=entry.pk).update(slug="test-18"))


@pytest.mark.parametrize("way", ["place_region", "place"])
def test_the_address_of_a_region_stays_in_whatever_way_documents_name_it(way: str) -> None:
    region = saved(Region, "test-17")
    value = region if way == "place_region" else saved(Place, "test-18", 18, region=region)
    Agreement.objects.filter(pk=artificial(17).pk).update(**{way: value})
    assert region.is_fixed()
    region.slug = "test-19"
    assert "test-17" in refused_by_the_database(region.save)


@pytest.mark.parametrize("model", MODELS)
def test_an_address_that_only_a_draft_names_can_be_changed(model: Any) -> None:
    entry = saved(model, "test-17")
    named_by(entry, State.DRAFT)
    entry.slug = "test-18"
    entry.full_clean()
    entry.save()
    settle()
    assert model._base_manager.filter(slug="test-18").exists()


# --- the vocabulary


@pytest.mark.parametrize("scheme", Term.schemes())
def test_the_key_of_a_term_never_changes(scheme: str) -> None:
    model = Term.schemes()[scheme]
    key = model._default_manager.all()[0].pk
    said = refused_by_the_database(lambda: model._default_manager.filter(pk=key).update(key="test-17"))
    assert f"“{key}” stands in addresses" in said


@pytest.mark.parametrize("scheme", sorted(Term.schemes().keys() - {"synonym", "cue"}))
def test_a_term_that_documents_carry_is_not_deleted(scheme: str) -> None:
    model = Term.schemes()[scheme]
    used = [term for term in model._default_manager.all() if not isinstance(term, Theme) or term.entries.exists()]
    refused = 0
    for term in used[:3]:
        for delete in (term.delete, model._default_manager.filter(pk=term.pk).delete):
            try:
                with transaction.atomic():
                    delete()
                    transaction.set_rollback(True)
            except ProtectedError:
                refused += 1
    assert refused >= 2


@pytest.mark.parametrize("part", ["entries", "clauses"])
def test_a_theme_is_not_taken_from_what_carries_it(part: str) -> None:
    theme = Theme.objects.create(key="test-17", label_en="Test", label_ru="Т", label_kk="Т")
    document = artificial(17, ("Test", "Test", "test-17")) if part == "clauses" else artificial(17)
    if part == "entries":
        document.themes.add(theme)
    with pytest.raises(ProtectedError):
        theme.delete()
    refused_by_the_database(lambda: Theme.objects.filter(pk="test-17")._raw_delete("default"))
    assert getattr(theme, part).count() == 1


def test_a_region_is_not_deleted_under_the_documents_that_it_concerns() -> None:
    region = saved(Region, "test-17")
    artificial(17).regions.add(region)
    with pytest.raises(ProtectedError):
        region.delete()


def test_what_nothing_carries_is_deleted() -> None:
    theme = Theme.objects.create(key="test-17", label_en="Test", label_ru="Т", label_kk="Т")
    document = artificial(17, state=State.DRAFT)
    document.themes.add(theme)
    document.delete()
    theme.delete()
    assert not Theme.objects.filter(pk="test-17").exists()
