"""What the table of facts says is what models, files and forms do; and the facts that came last, on every way in."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.contrib.admin.utils import flatten_fieldsets
from django.core.management import CommandError, call_command
from django.db import IntegrityError, models, transaction
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from agreements.admin.agreement import AgreementAdmin
from agreements.base.registers import REGISTERS, Register
from agreements.models import Agreement, LoadedItem, Source
from agreements.models.facts import DOCUMENT, SOURCE, Column, Fact, Holds, Shown
from agreements.models.fields import AddressField, LineField, TextField
from agreements.record import DATA
from agreements.record.forms import Territories, document_forms, fingerprint
from agreements.record.writing import to_yaml
from agreements.search import Search
from tests.record.files import FILES, MINIMAL, MINIMAL_ID, dump, load, problems

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

FULL = """\
identifiers:
  adilet: Z1700000017
  cntd: '170000017'
  unts: I-17
  wikidata: Q17
original:
  archive:
    en: Test Archive 17
    ru: Проверочный архив 17
    kk: Сынақ мұрағаты 17
  fonds: T-17
  inventory: '1'
  file: 2-а
  sheets: 3–5
sources:
"""
NOTES = """\
notes:
  en: Test note
  ru: Проверочная заметка
  kk: Сынақ ескертпесі
"""
IN_FULL = (
    MINIMAL.replace("sources:\n", FULL)
    .replace("    kind: news\n", "    accessed: 2026-11-02\n    kind: news\n")
    .replace("  - ref: 1\n", "  - ref: '1'\n")
    + NOTES
)


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a document of this text."""

    def write(text: str) -> Path:
        path = tmp_path / f"{MINIMAL_ID}.yaml"
        path.write_text(text, "utf-8")
        return path

    return write


# --- the table


KINDS: dict[Holds, type[models.Field] | tuple[type[models.Field], ...]] = {
    Holds.LINE: LineField,
    Holds.TEXT: TextField,
    Holds.DATE: models.CharField,
    Holds.PAST: models.CharField,
    Holds.DAY: models.DateField,
    Holds.ADDRESS: AddressField,
    Holds.TERM: models.ForeignKey,
    Holds.CHOICE: models.CharField,
    Holds.CODE: models.CharField,
    Holds.CODES: models.Field,
}
COLUMNS = [(Agreement, column) for fact in DOCUMENT for column in fact.columns] + [(Source, one) for one in SOURCE]


@pytest.mark.parametrize(("model", "column"), COLUMNS, ids=lambda one: getattr(one, "name", ""))
def test_what_a_column_holds_is_what_the_model_has(model: type[models.Model], column: Column) -> None:
    assert all(isinstance(model._meta.get_field(name), KINDS[column.holds]) for name in column.names)
    assert hasattr(model, f"{column.name}_en") == column.translated


@pytest.mark.parametrize("fact", [fact for fact in DOCUMENT if fact.columns], ids=lambda fact: fact.key)
def test_what_is_always_there_is_what_no_form_leaves_empty(fact: Fact) -> None:
    blank = [getattr(Agreement._meta.get_field(column.names[0]), "blank") for column in fact.columns]  # noqa: B009
    assert blank == [not fact.always] * len(blank)


def test_every_column_that_somebody_fills_in_belongs_to_a_fact() -> None:
    kept = {name for fact in DOCUMENT for column in fact.columns for name in column.names}
    others = {field for fact in DOCUMENT for field in fact.fields}
    workflow = {"type", "record_id", "state", "entry", "first_published", "created", "changed"}
    columns = {
        field.name
        for field in Agreement._meta.concrete_fields
        if not (field.generated or field.primary_key or field.name.startswith("withdrawal_reason"))
    }
    assert columns - workflow - others == kept


def test_files_have_the_facts_in_the_order_of_the_table() -> None:
    order = ["id", *(fact.key for fact in DOCUMENT)]
    for path in FILES:
        keys = list(yaml.load(path.read_text("utf-8"), yaml.CSafeLoader))
        assert keys == sorted(keys, key=order.index), path


# --- there and back again


def test_all_facts_come_back_as_they_were(file: Callable[[str], Path], tmp_path: Path) -> None:
    load(file(IN_FULL))
    dump(tmp_path / "out")
    assert (tmp_path / "out/documents" / f"{MINIMAL_ID}.yaml").read_text("utf-8") == IN_FULL


def test_the_columns_hold_what_the_file_says(file: Callable[[str], Path]) -> None:
    load(file(IN_FULL))
    agreement = Agreement.objects.get(record_id=MINIMAL_ID)
    assert [(register.key, number) for register, number in agreement.numbers()] == [
        ("adilet", "Z1700000017"), ("cntd", "170000017"), ("unts", "I-17"), ("wikidata", "Q17"),
    ]  # fmt: skip
    assert (agreement.original_archive_kk, agreement.original_fonds) == ("Сынақ мұрағаты 17", "T-17")
    assert (agreement.original_inventory, agreement.original_file, agreement.original_sheets) == ("1", "2-а", "3–5")
    assert (agreement.notes_en, agreement.notes_ru) == ("Test note", "Проверочная заметка")
    assert [source.accessed and source.accessed.isoformat() for source in agreement.sources.all()] == ["2026-11-02"]


def test_a_file_that_leaves_a_fact_out_takes_it_away(file: Callable[[str], Path]) -> None:
    load(file(IN_FULL))
    load(file(MINIMAL))
    agreement = Agreement.objects.get(record_id=MINIMAL_ID)
    assert (agreement.numbers(), agreement.original_archive, agreement.original_fonds) == ([], "", "")
    assert (agreement.notes, agreement.sources.get().accessed) == ("", None)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_writer_says_the_same_as_the_carried_file_in_the_same_order(path: Path) -> None:
    written = to_yaml(yaml.load(path.read_text("utf-8"), yaml.CBaseLoader))
    assert yaml.load(written, yaml.CBaseLoader) == yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)
    assert yaml.load(written, yaml.CSafeLoader) == yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)


def test_a_dump_leaves_a_file_alone_that_says_the_same(file: Callable[[str], Path], tmp_path: Path) -> None:
    load(file(IN_FULL))
    dump(tmp_path / "out")
    written = tmp_path / "out/documents" / f"{MINIMAL_ID}.yaml"
    other = IN_FULL.replace("status: unknown\n", "# By hand.\nstatus:   unknown\n")
    written.write_text(other, "utf-8")
    dump(tmp_path / "out")
    assert written.read_text("utf-8") == other
    Agreement.objects.filter(record_id=MINIMAL_ID).update(title_en="Test Agreement 18")
    dump(tmp_path / "out")
    assert written.read_text("utf-8") == IN_FULL.replace("Test Agreement 17", "Test Agreement 18")


def test_the_files_of_activities_are_carried_along(tmp_path: Path) -> None:
    carried = sorted((DATA / "activities").glob("*.yaml"))
    dump(tmp_path / "out")
    assert len(carried) == 135
    assert [path.read_bytes() for path in carried] == [
        (tmp_path / "out/activities" / path.name).read_bytes() for path in carried
    ]
    (tmp_path / "out/activities/2001-test.yaml").write_text("no: activity\n", "utf-8")
    assert "0 created, 0 changed" in load(tmp_path / "out")  # and nothing is said of the activities


def test_a_document_loaded_when_notes_were_one_text_is_not_taken_for_edited(file: Callable[[str], Path]) -> None:
    load(file(MINIMAL))
    Agreement.objects.filter(record_id=MINIMAL_ID).update(notes_en="Test note")
    [form] = document_forms(Agreement.objects.filter(record_id=MINIMAL_ID), Territories()).values()
    item = LoadedItem.objects.filter(key=MINIMAL_ID)
    item.update(fingerprint=fingerprint(form | {"notes": "Test note"}))
    assert "1 changed" in load(file(IN_FULL))
    item.update(fingerprint=fingerprint(form | {"notes": "Another note"}))
    assert "edited here since it was loaded" in load(file(MINIMAL))


TEXTS = [fact for fact in DOCUMENT if [(column.translated, column.key) for column in fact.columns] == [(True, "")]]


@pytest.mark.parametrize("fact", TEXTS, ids=lambda fact: fact.key)
def test_a_text_is_kept_entered_found_and_shown_as_the_table_says(
    file: Callable[[str], Path], client: Client, fact: Fact
) -> None:
    [column] = fact.columns
    words = {"en": "Zyxword", "ru": "Зыхслово", "kk": "Зыхсөз"}
    form = yaml.load(IN_FULL, yaml.BaseLoader) | {fact.key: words}
    form["sources"][0]["supports"] += [fact.key] if fact.needs else []
    load(file(to_yaml(form)))
    [held] = document_forms(Agreement.objects.filter(record_id=MINIMAL_ID), Territories()).values()
    assert held[fact.key] == words
    assert set(column.names) <= set(flatten_fieldsets(AgreementAdmin.fieldsets))
    assert all(Search(QueryDict(f"q={word}")).total == bool(column.weight) for word in words.values())
    pages = {
        Shown.PAGE: f"/en/agreements/{MINIMAL_ID}/",
        Shown.COMPARISON: f"/en/compare/?a={MINIMAL_ID}&b={FILES[0].stem}",
    }
    for shown, address in pages.items():
        row = re.search(rf"{fact.label}\s*</th>.*?Zyxword", client.get(address).content.decode(), re.S)
        assert bool(row) == (shown in fact.shown)


# --- bad input


WRONG = [
    ("  unts: I-17\n", "  doi: 10.1/17\n", "identifiers.doi", "unknown key “doi”"),
    ("  unts: I-17\n", "  unts: '17'\n", "identifiers.unts", "I-53034, for example"),
    ("  adilet: Z1700000017\n", "  adilet: Z17\n", "identifiers.adilet", "Z1400000246, for example"),
    ("  cntd: '170000017'\n", "  cntd: https://docs.cntd.ru/document/170000017\n", "identifiers.cntd", "499063345"),
    ("  wikidata: Q17\n", "  wikidata: q17\n", "identifiers.wikidata", "Q42, for example"),
    ("  fonds: T-17\n", "  box: 17\n", "original.box", "unknown key “box”"),
    ("  fonds: T-17\n", "  fonds:\n", "original.fonds", "is empty"),
    ("    en: Test Archive 17\n", "    de: Testarchiv 17\n", "original.archive.de", "unknown key “de”"),
    ("accessed: 2026-11-02", "accessed: 2026-11", "sources[1].accessed", "is not a day; write YYYY-MM-DD"),
    ("accessed: 2026-11-02", "accessed: 2026-02-30", "sources[1].accessed", "is not in the calendar"),
]


@pytest.mark.parametrize(("old", "new", "key", "message"), WRONG, ids=[case[2] for case in WRONG])
def test_what_is_wrong_is_named_with_line_and_key_and_nothing_is_loaded(
    file: Callable[[str], Path], old: str, new: str, key: str, message: str
) -> None:
    assert old in IN_FULL
    path = file(IN_FULL.replace(old, new))
    [told] = problems(path)
    line = path.read_text("utf-8").split(new.strip("\n"))[0].count("\n") + 1
    assert told.startswith(f"{path}:{line}: {key}: ")
    assert message in told
    assert not Agreement.objects.filter(record_id=MINIMAL_ID).exists()


def test_a_day_of_access_that_has_not_come_is_refused(file: Callable[[str], Path]) -> None:
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    [told] = problems(file(IN_FULL.replace("2026-11-02", tomorrow)))
    assert f"sources[1].accessed: “{tomorrow}” is later than today" in told


def test_an_original_without_an_archive_is_refused(file: Callable[[str], Path]) -> None:
    archive = FULL[FULL.index("  archive:") : FULL.index("  fonds:")]
    [told] = problems(file(IN_FULL.replace(archive, "")))
    assert "original: the key “archive” is missing" in told


@pytest.mark.parametrize("key", ["identifiers", "original"])
def test_a_fact_of_which_nothing_is_said_is_refused(file: Callable[[str], Path], key: str) -> None:
    told = problems(file(IN_FULL.replace(FULL, f"{key}: {{}}\nsources:\n")))
    assert any(f"{key}: is empty" in line for line in told)


@pytest.mark.parametrize("register", REGISTERS.values(), ids=REGISTERS)
def test_the_database_holds_the_shape_of_numbers(register: Register) -> None:
    rows = Agreement.objects.filter(record_id=FILES[0].stem)
    rows.update(**{register.column: register.example})
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**{register.column: f"{register.example}?"})


@pytest.mark.parametrize("number", ["I-1", "II-17", "I-999999"])
def test_both_parts_of_the_series_of_treaties_have_numbers(file: Callable[[str], Path], number: str) -> None:
    load(file(IN_FULL.replace("unts: I-17", f"unts: {number}")))
    assert Agreement.objects.get(record_id=MINIMAL_ID).identifier_unts == number


@pytest.mark.parametrize("part", ["fonds", "inventory", "file", "sheets"])
def test_the_database_has_no_original_without_an_archive(part: str) -> None:
    rows = Agreement.objects.filter(record_id=FILES[0].stem)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**{f"original_{part}": "17"})
    rows.update(original_archive_ru="Проверочный архив", **{f"original_{part}": "17"})


# --- a shape that no file has is refused, for every fact


@pytest.mark.parametrize("fact", [fact for fact in DOCUMENT if fact.columns], ids=lambda fact: fact.key)
def test_a_list_of_lists_is_never_a_fact(file: Callable[[str], Path], fact: Fact) -> None:
    form: dict[str, Any] = yaml.safe_load(IN_FULL) | {fact.key: [["Test"]]}
    err = StringIO()
    with pytest.raises(CommandError):
        call_command("load_record", str(file(yaml.safe_dump(form, allow_unicode=True))), stderr=err)
    assert f": {fact.key}" in err.getvalue()
