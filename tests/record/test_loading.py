"""Loading files: what it creates, changes, leaves alone and refuses to overwrite; the carried record itself."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from agreements.models import (
    Agreement,
    Clause,
    Kind,
    LoadedItem,
    Party,
    Place,
    State,
    Status,
    Theme,
)
from agreements.record import DATA
from agreements.record.validation import read_record
from tests.beside import uncommitted
from tests.record.files import FILES, MINIMAL_ID, TREATY, edit, load

pytestmark = pytest.mark.django_db


def test_the_carried_record_is_valid(empty: None) -> None:
    assert len(read_record(DATA).entries["documents"]) == len(FILES) > 80


def test_every_theme_and_every_target_of_a_relation_exists() -> None:
    themes = yaml.safe_load((DATA / "vocabulary.yaml").read_text("utf-8"))["theme"]
    ids = {file.stem for file in FILES}
    for file in FILES:
        data = yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)
        used = [*data.get("themes", []), *(t for clause in data.get("clauses", []) for t in clause["themes"])]
        assert set(used) <= themes.keys(), file
        assert {relation["to"] for relation in data.get("relations", [])} <= ids, file


def test_loading_creates_all_and_then_changes_nothing(empty: None) -> None:
    assert f"documents: {len(FILES)} created, 0 changed, 0 unchanged, 0 refused" in load()
    keys = sorted(Clause.objects.values_list("pk", "agreement", "number"))
    stamps = sorted(Agreement.objects.values_list("pk", "changed"))
    assert f"documents: 0 created, 0 changed, {len(FILES)} unchanged, 0 refused" in load()
    assert sorted(Clause.objects.values_list("pk", "agreement", "number")) == keys
    assert sorted(Agreement.objects.values_list("pk", "changed")) == stamps


def test_loaded_documents_are_published(empty: None) -> None:
    load()
    assert Agreement.objects.published().count() == len(FILES)


def test_the_number_of_queries_does_not_grow_with_the_documents(
    copy: Path, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    with django_assert_max_num_queries(60):  # type: ignore[attr-defined]
        load(copy)


def test_a_changed_file_updates_the_document_in_place(copy: Path) -> None:
    before = Agreement.objects.get(record_id=TREATY)
    clauses = list(before.clauses.values_list("pk", "number", "ref", "heading_en"))
    file = copy / f"documents/{TREATY}.yaml"
    edit(file, "confidence: high", "confidence: medium")
    edit(
        file,
        "clauses:\n",
        "clauses:\n  - ref: T\n    heading: {en: Test, ru: Тест, kk: Сынақ}\n"
        "    summary: {en: Test, ru: Тест, kk: Сынақ}\n    themes: [science]\n",
    )
    said = load(copy)
    assert f"documents: 0 created, 1 changed, {len(FILES) - 1} unchanged, 0 refused" in said
    after = Agreement.objects.get(record_id=TREATY)
    assert (after.pk, after.confidence_id, after.first_published) == (
        before.pk,
        "medium",
        before.first_published,
    )
    new, *rest = after.clauses.all()
    assert [(clause.pk, clause.number, clause.ref, clause.heading_en) for clause in rest] == clauses
    assert (new.ref, new.number, new.themes.count()) == ("T", len(clauses) + 1, 1)


def test_what_was_edited_here_is_refused_until_it_is_to_be_replaced(copy: Path) -> None:
    Agreement.objects.filter(record_id=TREATY).update(title_en="Test Agreement 17")
    Theme.objects.filter(key="education").update(label_en="Test theme")
    Place.objects.filter(name_en="Omsk").update(lat=1)
    edit(copy / f"documents/{TREATY}.yaml", "confidence: high", "confidence: medium")
    said = load(copy)
    assert f"documents: 0 created, 0 changed, {len(FILES) - 1} unchanged, 1 refused" in said
    assert f"refused: documents/{TREATY}: edited here since it was loaded" in said
    assert "refused: vocabulary/theme/education: edited here since it was loaded" in said
    assert "refused: places/Omsk: edited here since it was loaded" in said
    assert Agreement.objects.get(record_id=TREATY).title_en == "Test Agreement 17"

    said = load(copy, "--replace", TREATY, "--replace", "theme/education", "--replace", "places/Omsk")
    assert "refused:" not in said
    assert Agreement.objects.get(record_id=TREATY).title_en.startswith("Treaty between")
    assert Agreement.objects.get(record_id=TREATY).confidence_id == "medium"
    assert Theme.objects.get(key="education").label_en != "Test theme"
    assert Place.objects.get(name_en="Omsk").lat > 50


@pytest.mark.parametrize("change", ["themes", "clauses", "parties", "sources"])
def test_an_edit_of_any_part_is_noticed(record: None, change: str) -> None:
    agreement = Agreement.objects.get(record_id=TREATY)
    if change == "themes":
        agreement.themes.remove(agreement.themes.all()[0])
    elif change == "clauses":
        agreement.clauses.all()[0].themes.clear()
    elif change == "parties":
        Party.objects.filter(pk=agreement.participations.all()[0].party_id).update(name_kk="Тест")
    else:
        agreement.sources.all()[:1].get().delete()
    assert f"refused: documents/{TREATY}: edited here" in load()


def test_an_edited_party_is_not_overwritten_by_another_document(document: Callable[..., Path]) -> None:
    load(document())
    Party.objects.filter(name_en="Test Party 1").update(name_ru="Правленая сторона 1")
    other = document((MINIMAL_ID, "2001-agreement-test-18"), name="2001-agreement-test-18")
    said = load(other)
    assert "refused: documents/2001-agreement-test-18: “Test Party 1” is written otherwise here" in said
    assert Party.objects.get(name_en="Test Party 1").name_ru == "Правленая сторона 1"
    assert not Agreement.objects.filter(record_id="2001-agreement-test-18").exists()


def test_a_party_renamed_in_all_its_files_is_renamed(copy: Path) -> None:
    for file in (copy / "documents").glob("*.yaml"):
        text = file.read_text("utf-8")
        file.write_text(re.sub(r"(en: City of Kazan\n +ru: ).*", r"\1Тестовый город", text), "utf-8")
    party = Party.objects.get(name_en="City of Kazan")
    assert " 0 refused" in load(copy).splitlines()[-1]
    party.refresh_from_db()
    assert party.name_ru == "Тестовый город"


def test_a_withdrawn_document_stays_withdrawn(record: None) -> None:
    Agreement.objects.filter(record_id=TREATY).update(state=State.WITHDRAWN, withdrawal_reason_en="Test reason")
    assert f"refused: documents/{TREATY}: withdrawn here" in load("--replace", TREATY)
    assert Agreement.objects.get(record_id=TREATY).state == State.WITHDRAWN


def test_a_draft_is_not_published_by_loading(record: None) -> None:
    Agreement.objects.filter(record_id=TREATY).update(state=State.DRAFT)
    assert f"refused: documents/{TREATY}: not published here" in load()
    assert Agreement.objects.get(record_id=TREATY).state == State.DRAFT


def test_a_document_entered_here_is_not_overwritten_by_a_file_of_its_id(
    document: Callable[..., Path],
) -> None:
    load(document())
    LoadedItem.objects.filter(key=MINIMAL_ID).delete()
    said = load(document(("Test summary.", "Another test summary.")))
    assert f"refused: documents/{MINIMAL_ID}: entered here with other content" in said


@pytest.mark.django_db(transaction=True)
def test_of_two_who_load_at_once_the_second_waits_and_finds_what_the_first_has_loaded(
    document: Callable[..., Path],
) -> None:
    path, said = document(), []
    with uncommitted() as begin:
        assert "documents: 1 created" in load(path)
        begin(lambda: said.append(load(path)))
    assert "documents: 0 created, 0 changed, 1 unchanged" in said[0]


def test_a_vocabulary_without_other_words_leaves_those_that_are_here(copy: Path) -> None:
    file = copy / "vocabulary.yaml"
    vocabulary = yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)
    for terms in vocabulary.values():
        for key, term in terms.items():
            terms[key] = {lang: term[lang] for lang in ("en", "ru", "kk")}
    file.write_text(yaml.safe_dump(vocabulary, allow_unicode=True, sort_keys=False), "utf-8")
    assert re.search(r"vocabulary: 0 created, 0 changed, \d+ unchanged, 0 refused", load(copy))
    assert Theme.objects.exclude(alt_en=[]).exists()
    assert Kind.objects.filter(treaty=True).exists()


def test_a_file_gives_a_term_its_behaviour_and_takes_it_back(copy: Path) -> None:
    load(copy)
    edit(copy / "vocabulary.yaml", "ru: Договор, kk: Шарт, treaty: true", "ru: Договор, kk: Шарт, treaty: false")
    edit(copy / "vocabulary.yaml", "ru: План действий, kk: Іс-қимыл жоспары,", "ru: План, kk: Жоспар, treaty: true,")
    edit(copy / "vocabulary.yaml", "kk: Мерзімі аяқталған, force: out", "kk: Мерзімі аяқталған, force: none")
    assert "3 changed" in load(copy)
    assert [Kind.objects.get(pk=key).treaty for key in ("treaty", "plan", "agreement")] == [False, True, True]
    assert [Status.objects.get(pk=key).force for key in ("expired", "in-force")] == ["", "in"]


def test_one_document_loads_on_its_own(document: Callable[..., Path]) -> None:
    assert load(document()) == "documents: 1 created, 0 changed, 0 unchanged, 0 refused\n"
    clause = Agreement.objects.get(record_id=MINIMAL_ID).clauses.get()
    assert (clause.ref, [theme.key for theme in clause.themes.all()]) == ("1", ["education"])


def test_a_region_is_found_by_the_partys_name_unless_the_file_says_otherwise(
    document: Callable[..., Path],
) -> None:
    load(
        document(
            (
                "kind: organisation\n    name:\n      en: Test Party 1",
                "kind: region\n    name:\n      en: Omsk Oblast Test",
            ),
            (
                "kind: organisation\n    name:\n      en: Test Party 2",
                "kind: region\n    region: Astana\n    name:\n      en: Test of Almaty Region",
            ),
        )
    )
    regions = dict(Party.objects.filter(name_en__contains="Test").values_list("name_en", "region__name_en"))
    assert regions == {"Omsk Oblast Test": "Omsk Oblast", "Test of Almaty Region": "Astana"}
