"""Dumping the record into files, and what comes back when they are loaded."""

from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command

from agreements.models import (
    Agreement,
    Kind,
    Party,
    Region,
    Relation,
    State,
    Status,
)
from agreements.record import DATA
from tests.emptied import clear
from tests.record.files import FILES, SECTIONS, TREATY, dump, load

pytestmark = pytest.mark.django_db


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
