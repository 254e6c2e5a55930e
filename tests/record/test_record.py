"""The record as files: loading, refusing, dumping, and the carried record itself."""

import re
import shutil
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command

from agreements.models import (
    Agreement,
    Clause,
    Kind,
    LoadedItem,
    Party,
    Place,
    Region,
    Relation,
    State,
    Status,
    Theme,
)
from agreements.record import DATA
from agreements.record.validation import read_record
from tests.beside import uncommitted
from tests.emptied import clear

pytestmark = pytest.mark.django_db

FILES = sorted((DATA / "documents").glob("*.yaml"))
TREATY = "2013-11-11-treaty-good-neighbourliness"
SECTIONS = ("vocabulary.yaml", "places.yaml", "regions.yaml")

MINIMAL = """\
id: 2001-01-02-agreement-test-17
title:
  en: Test Agreement 17
  ru: Тестовое соглашение 17
  kk: Сынақ келісімі 17
kind: agreement
level: interstate
parties:
  - side: RU
    kind: organisation
    name:
      en: Test Party 1
      ru: Тестовая сторона 1
  - side: KZ
    kind: organisation
    name:
      en: Test Party 2
      ru: Тестовая сторона 2
signed: 2001-01-02
status: unknown
summary:
  en: Test summary.
  ru: Тестовое содержание.
  kk: Сынақ түйіндемесі.
clauses:
  - ref: 1
    heading:
      en: Test heading
      ru: Тестовый заголовок
      kk: Сынақ тақырыпшасы
    summary:
      en: Test clause.
      ru: Тестовое положение.
      kk: Сынақ тармағы.
    themes:
      - education
themes:
  - education
sources:
  - url: https://example.org/17
    publisher: Test Publisher
    kind: news
    language: ru
    supports:
      - parties
      - signed
      - clauses
confidence: low
"""
MINIMAL_ID = "2001-01-02-agreement-test-17"


@pytest.fixture
def copy(tmp_path: Path, record: None) -> Path:
    """A copy of the carried record to edit."""
    shutil.copytree(DATA, tmp_path / "record")
    return tmp_path / "record"


@pytest.fixture
def empty(record: None) -> None:
    """A database without any record."""
    clear()


@pytest.fixture
def document(tmp_path: Path, record: None) -> Callable[..., Path]:
    """Writes the file of the test document, with pieces of its text replaced."""

    def write(*replacements: tuple[str, str], name: str = MINIMAL_ID) -> Path:
        text = MINIMAL
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / f"{name}.yaml"
        path.write_bytes(text.encode())
        return path

    return write


def load(*arguments: object) -> str:
    """What load_record says."""
    out = StringIO()
    call_command("load_record", *map(str, arguments), stdout=out)
    return out.getvalue()


def problems(path: Path) -> list[str]:
    """What load_record finds wrong with the files at ``path``, after having written nothing."""
    before = sorted(LoadedItem.objects.values_list("section", "key", "fingerprint"))
    documents = sorted(Agreement.objects.values_list("record_id", "changed"))
    err = StringIO()
    with pytest.raises(CommandError, match="Nothing was loaded"):
        call_command("load_record", str(path), stderr=err)
    assert sorted(LoadedItem.objects.values_list("section", "key", "fingerprint")) == before
    assert sorted(Agreement.objects.values_list("record_id", "changed")) == documents
    return err.getvalue().splitlines()


def edit(path: Path, old: str, new: str) -> None:
    """Replace one piece of a file's text."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def dump(directory: Path) -> str:
    """What dump_record says."""
    out = StringIO()
    call_command("dump_record", str(directory), stdout=out, stderr=out)
    return out.getvalue()


# The carried record


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


# There and back again


@pytest.mark.parametrize("folder", ["new", "new/and deep/ң"])
def test_dump_after_load_gives_the_same_files_byte_for_byte(empty: None, tmp_path: Path, folder: str) -> None:
    load()
    dump(tmp_path / folder)
    for name in (*SECTIONS, *(f"documents/{file.name}" for file in FILES)):
        assert (tmp_path / folder / name).read_bytes() == (DATA / name).read_bytes(), name


def test_dump_after_load_gives_the_same_data_in_the_same_order(record: None, tmp_path: Path) -> None:
    dump(tmp_path / "out")
    for file in FILES:
        given, written = file.read_text("utf-8"), (tmp_path / "out/documents" / file.name).read_text("utf-8")
        assert yaml.load(written, yaml.CBaseLoader) == yaml.load(given, yaml.CBaseLoader), file
        assert yaml.load(written, yaml.CSafeLoader) == yaml.load(given, yaml.CSafeLoader), file


def test_a_dump_that_cannot_be_loaded_is_a_fault_with_the_file_and_the_line(record: None, tmp_path: Path) -> None:
    source = Agreement.objects.get(record_id=TREATY).sources.all()[0]
    type(source).objects.filter(pk=source.pk).update(url="ftp://example.org/")  # past all rules
    said = StringIO()
    with pytest.raises(CommandError, match="cannot be loaded as they are"):
        call_command("dump_record", str(tmp_path), stdout=StringIO(), stderr=said)
    assert f"{TREATY}.yaml:" in said.getvalue()


def test_what_was_entered_here_comes_back_the_same(record: None, tmp_path: Path) -> None:
    agreement = Agreement.objects.get(record_id=TREATY)
    agreement.notes_en = "First: a “line” # with 'marks'\r\n\r\nno\r\n- " + "long words " * 30 + "end"
    agreement.languages = ["no", "kk"]
    agreement.save()
    source = agreement.sources.all()[0]
    source.supports = [*source.supports, "languages"]
    source.save()
    clause = agreement.clauses.all()[0]
    clause.ref, clause.text_kk = "1.20", "Ресми мәтін: {бірінші}, [екінші]"
    clause.save()
    Party.objects.filter(name_en="City of Kazan").update(region=None)
    Party.objects.filter(name_en="City of Omsk").update(region=Region.objects.get(name_en="Altai Krai"))

    dump(tmp_path / "one")
    clear()
    assert f"documents: {len(FILES)} created" in load(tmp_path / "one")
    dump(tmp_path / "two")
    written = {file.relative_to(tmp_path / "one"): file for file in (tmp_path / "one").rglob("*.yaml")}
    for name, file in written.items():
        assert (tmp_path / "two" / name).read_bytes() == file.read_bytes(), name
    again = Agreement.objects.get(record_id=TREATY)
    assert again.notes_en == agreement.notes_en.replace("\r\n", "\n")
    assert again.languages == ["no", "kk"]
    assert (again.clauses.all()[0].ref, again.clauses.all()[0].text_kk) == ("1.20", clause.text_kk)
    assert Party.objects.get(name_en="City of Kazan").region is None
    assert str(Party.objects.get(name_en="City of Omsk").region) == "Altai Krai"


def test_dump_says_what_it_leaves_out(record: None, tmp_path: Path) -> None:
    target = Relation.objects.values_list("to__record_id", flat=True).first()
    Agreement.objects.filter(record_id=target).update(state=State.DRAFT)
    pointing = Relation.objects.filter(to__record_id=target).count()
    said = dump(tmp_path / "out")
    assert "left out: 1 documents (state: draft)" in said
    assert f"left out: {pointing} relations" in said
    assert not (tmp_path / f"out/documents/{target}.yaml").exists()
    assert str(target) not in "".join(
        line
        for file in (tmp_path / "out/documents").glob("*.yaml")
        for line in file.read_text("utf-8").splitlines()
        if line.strip().startswith("to:")
    )


def test_dump_spares_a_directory_that_holds_something_else(record: None, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Test")
    with pytest.raises(CommandError, match="not empty"):
        dump(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


def test_dump_into_an_earlier_dump_overwrites_but_deletes_nothing(record: None, tmp_path: Path) -> None:
    dump(tmp_path / "out")
    (tmp_path / "out/documents/own.yaml").write_text("id: own")
    (tmp_path / f"out/documents/{TREATY}.yaml").write_text("id: old")
    said = StringIO()
    with pytest.raises(CommandError, match="cannot be loaded"):  # because of the one that is not of this dump
        call_command("dump_record", str(tmp_path / "out"), stdout=said, stderr=said)
    assert "not of this dump, left as they are: own.yaml" in said.getvalue()
    assert (tmp_path / "out/documents/own.yaml").exists()
    assert (tmp_path / f"out/documents/{TREATY}.yaml").read_bytes() == (DATA / f"documents/{TREATY}.yaml").read_bytes()


def test_dump_says_where_it_cannot_write(record: None, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("Test")
    with pytest.raises(CommandError, match="cannot be written"):
        dump(tmp_path / "file" / "below")


# Loading again


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
    with django_assert_max_num_queries(56):  # type: ignore[attr-defined]
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


def test_what_a_term_does_is_dumped_where_it_does_something(copy: Path, tmp_path: Path) -> None:
    load(copy)
    Kind.objects.filter(pk="treaty").update(treaty=False)
    Kind.objects.filter(pk="plan").update(treaty=True)
    Status.objects.filter(pk="expired").update(force="")
    dump(tmp_path / "dumped")
    vocabulary = yaml.safe_load((tmp_path / "dumped" / "vocabulary.yaml").read_text("utf-8"))
    assert "treaty" not in vocabulary["kind"]["treaty"]
    assert vocabulary["kind"]["plan"]["treaty"] is True
    assert "force" not in vocabulary["status"]["expired"]
    assert vocabulary["status"]["in-force"]["force"] == "in"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("treaty: true", "treaty: maybe", "kind.treaty.treaty: unknown value “maybe”; known are: false, true"),
        ("force: in", "force: on", "status.in-force.force: unknown value “on”; did you mean “none”?"),
        ("en: Libraries,", "en: Libraries, treaty: true,", "theme.libraries.treaty: unknown key “treaty”"),
    ],
)
def test_a_behaviour_that_there_is_not_is_named(copy: Path, old: str, new: str, message: str) -> None:
    edit(copy / "vocabulary.yaml", old, new)
    assert any(message in problem for problem in problems(copy))


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


# Problems


@pytest.mark.parametrize(
    ("old", "new", "location", "lacking"),
    [
        ("  kk: Сынақ келісімі 17\n", "", "2: title.kk", "The title is missing in Kazakh."),
        ("  ru: Тестовое содержание.\n", "", "21: summary.ru", "The summary is missing in Russian."),
        ("      kk: Сынақ тақырыпшасы\n", "", "25: clauses", "The heading of clause 1 is missing in Kazakh."),
        ("    themes:\n      - education\n", "", "25: clauses", "Clause 1 has no theme."),
        ("\nthemes:\n  - education", "", "1: themes", "Choose at least one theme"),
        ("signed: 2001-01-02", "signed: 2001\noccasion: {en: Test}", "20: occasion.kk", "Give it in Kazakh too."),
        ("confidence: low", "confidence: high", "48: confidence", "needs an official text or two independent sources"),
    ],
)
def test_what_a_form_asks_for_is_asked_of_a_file(
    document: Callable[..., Path], old: str, new: str, location: str, lacking: str
) -> None:
    ticks = ("      - signed\n", "      - signed\n      - occasion\n" if "occasion" in new else "      - signed\n")
    told = problems(document((old, new), ticks))
    assert any(f":{location}: " in line and lacking in line for line in told), told


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "message"),
    [
        ("title:", "titel:", 2, "titel", "did you mean “title”"),
        ("status: unknown\n", "", 1, "", "the key “status” is missing"),
        ("signed: 2001-01-02", "signed: 02.01.2001", 19, "signed", "is not a date"),
        ("signed: 2001-01-02", "signed: [2013..2015]", 19, "signed", "in quotes"),
        ("signed: 2001-01-02", "signed: '[2013..]'", 19, "signed", "latest possible year"),
        ("signed: 2001-01-02", "signed: 2001-02-30", 19, "signed", "not in the calendar"),
        ("signed: 2001-01-02", "signed: 2001\nin_force: 2000", 20, "in_force", "before it was signed"),
        (
            "signed: 2001-01-02",
            "signed: 2001\nterm:\n  from: 2101\n  until: 2100",
            22,
            "term.until",
            "before it begins",
        ),
        ("kind: agreement", "kind: agrement", 6, "kind", "did you mean “agreement”"),
        ("level: interstate", "level: galactic", 7, "level", "known are"),
        ("status: unknown", "status: lost", 20, "status", "known are"),
        ("kind: organisation", "kind: planet", 10, "parties[1].kind", "kind of party"),
        ("- education", "- educaton", 36, "clauses[1].themes[1]", "did you mean “education”"),
        ("confidence: low", "confidence: so-so", 48, "confidence", "known are: high, low, medium"),
        ("language: ru", "language: rus", 43, "sources[1].language", "ISO 639-1"),
        ("language: ru", "language: zz", 43, "sources[1].language", "ISO 639-1"),
        ("side: KZ", "side: RU", 8, "parties", "other side"),
        ("side: KZ", "side: Kazakhstan", 14, "parties[2].side", "ISO 3166-1"),
        ("      ru: Тестовая сторона 2\n", "", 16, "parties[2].name", "“ru” is missing"),
        ("en: Test Agreement 17", "ru: Тест", 2, "title", "the key “en” is missing"),
        ("en: Test Agreement 17", f"en: {'x' * 601}", 3, "title.en", "at most 600"),
        ("en: Test Agreement 17", "en:", 3, "title.en", "is empty"),
        ("en: Test Agreement 17", "en: [a]", 3, "title.en", "a list where a text belongs"),
        (
            "  en: Test summary.\n  ru: Тестовое содержание.\n  kk: Сынақ түйіндемесі.",
            "  - Test",
            21,
            "summary",
            "a list where keys and values belong",
        ),
        (
            "signed: 2001-01-02",
            "place:\n  en: Omsk\n  ru: Томск\n  kk: Омбы\n  country: RU\nsigned: 2001",
            21,
            "place.ru",
            "Омск",
        ),
        ("      - signed\n", "", 19, "signed", "no source supports it"),
        (
            "      - signed\n",
            "      - signed\n      - place\n",
            47,
            "sources[1].supports[3]",
            "has no “place”",
        ),
        (
            "      - signed\n",
            "      - signed\n      - sgned\n",
            47,
            "sources[1].supports[3]",
            "did you mean “signed”",
        ),
        ("https://example.org/17", "example.org", 40, "sources[1].url", "https://"),
        ("    kind: news", "    published: 5.11.2014\n    kind: news", 42, "sources[1].published", "YYYY"),
        ("    kind: news", "    published: 2014-11-31\n    kind: news", 42, "sources[1].published", "calendar"),
        ("id: 2001-01-02-agreement-test-17", "id: 2001-agreement", 1, "id", "make them the same"),
        ("id: 2001-01-02-agreement-test-17", "id: 2001_Agreement", 1, "id", "single hyphens"),
        ("confidence: low", "confidence: low\nconfidence: low", 49, "confidence", "a second time"),
        (
            "confidence: low",
            "regions:\n  - Omsk\nconfidence: low",
            49,
            "regions[1]",
            "did you mean “Omsk Oblast”",
        ),
        ("confidence: low", "confidence: &a low", 48, "confidence", "an anchor"),
        ("confidence: low", "confidence: *a", 48, "", ""),
        ("confidence: low", "confidence: !!python/name:os.system low", 48, "confidence", "a tag"),
        ("status: unknown", "\tstatus: unknown", 20, "", "a tab"),
        ("en: Test summary.", "en: Test: summary", 22, "", "in quotes"),
        ("en: Test summary.", 'en: "Test \\0 summary"', 22, "summary.en", "U+0000"),
        ("en: Test summary.", "en: Тестовыи\u0306", 22, "summary.en", "NFC"),
        (
            "confidence: low",
            f"relations:\n  - type: cites\n    to: {MINIMAL_ID}\nconfidence: low",
            50,
            "relations[1].to",
            "the document itself",
        ),
        (
            "confidence: low",
            "relations:\n  - type: cites\n    to: 1999-nothing\nconfidence: low",
            50,
            "relations[1].to",
            "unknown document",
        ),
        (
            "confidence: low",
            "confidence: low\nsignatories:\n  - side: RU\n    name: {en: Test Person 1, ru: Тест}\n"
            "  - side: RU\n    name: {en: Test Person 1, ru: Тест}",
            52,
            "signatories[2]",
            "stands here twice",
        ),
    ],
)
def test_each_problem_names_line_key_and_fix(
    document: Callable[..., Path], old: str, new: str, line: int, key: str, message: str
) -> None:
    path = document((old, new))
    found = problems(path)
    start = f"{path}:{line}: {key}: " if key else f"{path}:{line}: "
    assert [line for line in found if line.startswith(start) and message in line], found


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"\n \n", "the file is empty"),
        (b"# only a comment\n", "the file holds empty"),
        (b"- a\n- b\n", "the file holds a list"),
        ("id: Договор".encode("cp1251"), "not UTF-8"),
        (b"\x7fELF\x00\x01", "not a text file"),
        (b"id: " + b"x" * 1024 * 1024, "larger than 1 MB"),
        (b"id: " + b"[" * 5000, "nested too deeply"),
        (b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "an alias"),
        (b"id: a\n---\nid: b\n", "a second document"),
        (b"? [a, b]\n: c\n", "a key has to be a word"),
    ],
)
def test_a_file_that_is_no_document_is_one_clear_problem(
    record: None, tmp_path: Path, content: bytes, message: str
) -> None:
    path = tmp_path / "test.yaml"
    path.write_bytes(content)
    assert message in "\n".join(problems(path))


def test_all_problems_of_all_files_are_reported_at_once(copy: Path) -> None:
    first, second, third = sorted((copy / "documents").glob("*.yaml"))[:3]
    edit(first, "confidence: ", "confidence: x")
    edit(second, "kind: ", "kind: x")
    third.write_text("- nothing", "utf-8")
    edit(copy / "places.yaml", "country: KZ", "country: kz")
    edit(copy / "regions.yaml", "border: true", "border: maybe")
    edit(copy / "vocabulary.yaml", "theme:", "thema:")
    text = "\n".join(problems(copy))
    for file in (first, second, third, copy / "places.yaml", copy / "regions.yaml", copy / "vocabulary.yaml"):
        assert f"{file}:" in text


def test_one_spelling_is_asked_for_throughout(copy: Path) -> None:
    file = copy / f"documents/{TREATY}.yaml"
    edit(file, "ru: Республика Казахстан\n", "ru: Казахстан\n")
    assert any("“Казахстан”" in line and "“Республика Казахстан”" in line for line in problems(copy))


def test_nothing_is_asked_about_which_two_states_they_are(document: Callable[..., Path]) -> None:
    assert "1 created" in load(document(("side: RU", "side: FR"), ("side: KZ", "side: MN")))


@pytest.mark.parametrize("name", ["missing", "missing.yaml", "."])
def test_a_path_without_a_record_is_named(record: None, tmp_path: Path, name: str) -> None:
    assert str(tmp_path / name) in problems(tmp_path / name)[0]
