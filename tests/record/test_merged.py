"""Mergers and files: a dump keeps the old addresses, and no file brings back what was merged."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from agreements.base.database import settle
from agreements.models import Agreement, Party, Person, Place, Region
from agreements.record import DATA
from agreements.rules.merging import merge
from tests.emptied import clear
from tests.models.test_addresses import saved
from tests.record.files import edit, load, problems
from tests.record.test_addresses_survive import dump, few, whole

pytestmark = pytest.mark.usefixtures("record")

NAMES = {"name_en": "Test Party Old", "name_ru": "Тестовая старая"}


def merged(source: Any, target: Any) -> None:
    merge(source, target, User.objects.get_or_create(username="test-editor")[0])
    settle()


def named_everywhere() -> str:
    """A published document that names one entry of each model, each of which was merged from two."""
    document = whole(1)
    place = saved(Place, "test-town-old", 30, region=saved(Region, "test-region-old", 31))
    region = saved(Region, "test-region-new", 32)
    Agreement.objects.filter(pk=document.pk).update(place=place)
    document.sources.update(supports=["parties", "signatories", "signed", "clauses", "place"])
    for source, target in (
        (place.region, region),
        (place, saved(Place, "test-town-new", 33, region=region)),
        (Person.objects.get(slug="test-signer-2"), saved(Person, "test-signer-new", 34)),
        (Party.objects.get(slug="test-chosen-ru"), saved(Party, "test-party-new", 35, kind_id="organisation")),
    ):
        merged(source, target)
    return document.record_id


def leads(*addresses: str) -> list[str]:
    answers: list[Any] = [Client().get(f"/en/{address}/") for address in addresses]
    return [answer.headers.get("Location", str(answer.status_code)) for answer in answers]


OLD = ("parties/test-chosen-ru", "people/test-signer-2", "places/test-town-old", "places/test-region-old")
NOW = [
    f"/en/{address}/"
    for address in (
        "parties/test-party-new",
        "people/test-signer-new",
        "places/test-town-new",
        "places/test-region-new",
    )
]


@few
def test_old_addresses_lead_on_after_a_dump_was_loaded_into_an_empty_database(tmp_path: Path) -> None:
    record_id = named_everywhere()
    assert leads(*OLD) == NOW
    dump(tmp_path)
    text = (tmp_path / f"documents/{record_id}.yaml").read_text("utf-8")
    assert "    formerly:\n      test-chosen-ru: Test Party RU\n" in text
    clear()
    load(tmp_path)
    settle()
    assert leads(*OLD) == NOW
    again = dump(tmp_path / "again")
    for file in ("regions.yaml", "places.yaml", f"documents/{record_id}.yaml"):
        assert (again / file).read_text("utf-8") == (tmp_path / file).read_text("utf-8")
    assert "0 changed" in load(tmp_path).split("documents:")[1]


@few
def test_a_file_of_before_brings_nothing_back_that_was_merged(tmp_path: Path) -> None:
    record_id = whole(1).record_id
    file = dump(tmp_path) / f"documents/{record_id}.yaml"
    load(tmp_path)
    target = saved(Party, "test-party-new", 35, kind_id="organisation")
    merged(Party.objects.get(slug="test-chosen-ru"), target)
    for options in ((), ("--replace", record_id)):
        said = load(file, *options)
        assert f"refused: documents/{record_id}: “Test Party RU” was merged into “Test name 35 en” here" in said
    assert not Party.objects.filter(name_en="Test Party RU").exists()
    assert Agreement.objects.get(record_id=record_id).participations.filter(party=target).exists()


@few
def test_a_person_who_was_merged_is_not_brought_back(tmp_path: Path) -> None:
    record_id = whole(1).record_id
    file = dump(tmp_path) / f"documents/{record_id}.yaml"
    merged(Person.objects.get(slug="test-signer-2"), saved(Person, "test-17"))
    assert "“Test Signer” was merged into “Test name 17 en” here" in load(file, "--replace", record_id)
    assert not Person.objects.filter(name_en="Test Signer").exists()


@few
def test_a_party_of_the_other_side_may_have_the_name_of_one_that_was_merged(tmp_path: Path) -> None:
    document = whole(1)
    Party.objects.filter(slug="test-chosen-kz").update(name_en="Test Party RU")
    file = dump(tmp_path) / f"documents/{document.record_id}.yaml"
    merged(Party.objects.get(slug="test-chosen-ru"), saved(Party, "test-17", kind_id="organisation"))
    assert load(file).count("was merged") == 1


@few
@pytest.mark.parametrize("model", [Place, Region])
def test_places_and_what_names_them_are_refused_under_the_name_of_before(tmp_path: Path, model: Any) -> None:
    document = whole(1)
    region = saved(Region, "test-region-old", 31)
    place = saved(Place, "test-town-old", 30, region=region)
    document.regions.add(region)
    Agreement.objects.filter(pk=document.pk).update(place=place)
    document.sources.update(supports=["parties", "signatories", "signed", "clauses", "place"])
    dump(tmp_path)
    source = place if model is Place else region
    target = saved(model, "test-17")
    merged(source, target)
    said = load(tmp_path, "--replace", document.record_id)
    section = "places" if model is Place else "regions"
    assert f"refused: {section}/{source.name_en}: “{source.name_en}” was merged into “{target.name_en}” here" in said
    assert f"refused: documents/{document.record_id}: names {source.name_en}" in said
    assert not model._base_manager.filter(name_en=source.name_en).exists()


@few
def test_what_was_merged_before_any_reader_saw_it_is_not_brought_back_without_a_word(tmp_path: Path) -> None:
    whole(1)
    saved(Place, "test-town-old", 30)
    dump(tmp_path)
    load(tmp_path)
    merged(Place.objects.get(slug="test-town-old"), Place.objects.get(slug="omsk"))
    assert "refused: places/Test name 30 en: deleted here since it was loaded" in load(tmp_path)
    assert not Place.objects.filter(name_en="Test name 30 en").exists()
    load(tmp_path, "--replace", "places/Test name 30 en")
    assert Place.objects.filter(name_en="Test name 30 en").exists()


# --- no address has two owners in the files either


@few
@pytest.mark.parametrize("line", ["slug: test-signer-2", "formerly:\n      test-signer-2: Test Old", "slug: test-old"])
def test_a_file_takes_no_address_that_somebody_has_or_had(tmp_path: Path, line: str) -> None:
    document = whole(1)
    saved(Person, "test-17", formerly={"test-old": "Test Old"})
    person = saved(Person, "test-signer", 18, name_en="Test Other", name_ru="Т", name_kk="Т")
    document.signatories.create(person=person, side="KZ", position=2)
    document.signatories.filter(person__slug="test-signer-2").delete()
    file = dump(tmp_path) / f"documents/{document.record_id}.yaml"
    edit(file, "slug: test-signer", line)
    [said] = problems(file)
    address = "test-old" if "test-old" in line else "test-signer-2"
    assert f"“{address}” is the address of “Test " in said
    assert f"{document.record_id}.yaml:" in said
    assert "signatories[1]." in said


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The places and regions of the carried record, without documents."""
    for name in ("places", "regions"):
        (tmp_path / f"{name}.yaml").write_bytes((DATA / f"{name}.yaml").read_bytes())
    return tmp_path


CITY = """
{name}:
  en: {name}
  ru: Т
  kk: Т
  country: RU
  region: Omsk Oblast
  lat: 1
  lon: 1
  slug: {slug}
"""


@pytest.mark.parametrize(("name", "slug"), [("DEFACED", "altai-krai"), ("Altai Krai", "altai-krai")])
def test_a_place_of_the_files_does_not_take_the_address_of_a_region(copied: Path, name: str, slug: str) -> None:
    file = copied / "places.yaml"
    file.write_text(file.read_text("utf-8") + CITY.format(name=name, slug=slug), "utf-8")
    said = [line for line in problems(copied) if f"{name}.slug: “altai-krai” is the address of “Altai Krai”" in line]
    assert len(said) == 1
    assert "places.yaml:" in said[0]


def test_an_address_that_is_derived_from_a_file_is_numbered_where_a_region_has_it(copied: Path) -> None:
    file = copied / "places.yaml"
    named = CITY.format(name="Altai-Krai", slug="x").replace("  slug: x\n", "")
    file.write_text(file.read_text("utf-8") + named, "utf-8")
    assert "1 created" in load(copied)
    assert Place.objects.get(name_en="Altai-Krai").slug == "altai-krai-2"


@pytest.mark.parametrize("section", ["places", "regions"])
def test_a_city_and_the_region_that_it_is_are_called_the_same_in_the_files(copied: Path, section: str) -> None:
    file = copied / f"{section}.yaml"
    edit(file, "ru: Шымкент", "ru: DEFACED")
    said = [line for line in problems(copied) if "of the same page has" in line]
    assert len(said) == 2
    assert any(f"{section}.yaml:" in line and "Shymkent.ru: is “DEFACED”" in line for line in said)


def test_a_city_and_the_region_that_it_is_are_renamed_together_in_the_files(copied: Path) -> None:
    for section in ("places", "regions"):
        edit(copied / f"{section}.yaml", "ru: Шымкент", "ru: Шымкент 17")
    load(copied)
    assert Place.objects.get(slug="shymkent").name_ru == Region.objects.get(slug="shymkent").name_ru == "Шымкент 17"
