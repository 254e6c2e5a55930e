"""Everything that the archive keeps is read again, and what is not as it should be is told."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test import Client

from agreements.models import Agreement, Attachment, Clause
from archive import integrity
from tests.artificial import artificial
from tests.uploaded import pdf

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folders(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT, settings.VAR_DIR = tmp_path / "media", tmp_path
    return tmp_path


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def attach(entry: Agreement, name: str) -> Attachment:
    file = ContentFile(pdf(mark=name), name)
    return Attachment.objects.create(entry=entry, title_en="Test scan", rights="Test right", file=file)


def told(*checks: str) -> list[str]:
    """What these checks find, without what they say of it."""
    return [finding for name in checks for finding in integrity.CHECKS[name]()]


def test_a_lost_changed_or_stray_file_is_found_and_one_that_is_being_uploaded_is_not(folders: Path) -> None:
    document = artificial(1)
    files = {name: attach(document, f"{name}.pdf") for name in ("lost", "changed", "shorter", "kept", "unsummed")}
    assert told("files") == []
    Path(files["lost"].file.path).unlink()
    content = Path(files["changed"].file.path).read_bytes()
    Path(files["changed"].file.path).write_bytes(content.replace(b"changed", b"Changed"))
    os.truncate(files["shorter"].file.path, 100)
    Attachment.objects.filter(pk=files["unsummed"].pk).update(sha256="")
    for name, age in ("stray.pdf", 2 * integrity.UPLOADING), ("fresh.pdf", 0):
        path = folders / "media" / "attachments" / name
        path.write_bytes(pdf())
        os.utime(path, (time.time() - age,) * 2)
    folder, whole = f"attachments/{document.record_id}", len(pdf(mark="shorter.pdf"))
    assert told("files") == [
        f"{folder}/lost.pdf of {document.record_id} is lost",
        f"{folder}/changed.pdf of {document.record_id} is not what was uploaded: its sum is another",
        f"{folder}/shorter.pdf of {document.record_id} has 100 bytes instead of {whole}",
        f"{folder}/unsummed.pdf of {document.record_id} has no sum to compare it with: replace it by the file itself",
        "attachments/stray.pdf belongs to no document: remove it, or attach it again",
    ]


def test_an_index_that_says_otherwise_than_the_record_is_found(record: None) -> None:
    artificial(1, ("Zyxheading", "zyxsummary", "science"))
    assert told("index") == []
    first, second, third, fourth = Agreement.objects.published().order_by("pk")[:4]
    execute(
        f"UPDATE search_entry SET year = 1900 WHERE entry_id = {first.pk}",
        f"DELETE FROM search_passage WHERE entry_id = {second.pk} AND part = 'head'",
        f"DELETE FROM search_similar WHERE entry_id = {third.pk}",
        "UPDATE search_word SET entries = entries + 1 WHERE word = 'zyxheading'",
        "UPDATE search_facet SET bits = ~bits WHERE facet = 'theme' AND value = 'science'",
    )
    # The trigger is passed over: the index does not follow.
    execute(
        "SET session_replication_role = replica",
        f"UPDATE agreements_entry SET title_en = 'Test Agreement 18' WHERE id = {fourth.pk}",
        "SET session_replication_role = origin",
    )
    *of_entries, facets, words = told("index")
    assert of_entries == sorted(
        f"{one.record_id} is indexed otherwise than it reads" for one in (first, second, third, fourth)
    )
    assert facets == "search_facet: 1 rows are wrong (agreement theme science)"
    assert words.startswith("search_word: ")
    assert "agreement zyxheading" in words
    execute("DROP TABLE search_installed")
    assert told("index") == ["the index is not that of this code: run migrate"]


def test_what_waits_to_be_settled_is_no_fault(record: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agreements.search.verifying.settle_rest", lambda using: 0)
    Clause.objects.update(summary_en="Test summary 17")  # of more documents than a commit waits for
    assert told("index") == []


BROKEN: dict[str, tuple[Callable[[Agreement], Any], str, str]] = {
    "a published document that is not whole": (
        lambda document: Agreement.objects.filter(pk=document.pk).update(title_kk=""),
        "record",
        "The title is missing",
    ),
    "a published document that no file can hold": (
        lambda document: document.sources.filter(pk=document.sources.all()[0].pk).update(url="ftp://example.org/"),
        "record",
        "Write the whole address of a page",
    ),
    "a rule that is switched off": (
        lambda document: execute("ALTER TABLE agreements_entry DISABLE TRIGGER USER"),
        "rules",
        "of agreements_entry is switched off",
    ),
    "a rule that was never checked": (
        lambda document: execute("ALTER TABLE agreements_clause ADD CONSTRAINT test CHECK (number <> 9999) NOT VALID"),
        "rules",
        "the rule test of agreements_clause was never checked",
    ),
    "a row that names another which is gone": (
        lambda document: execute(
            "SET session_replication_role = replica",
            f"UPDATE agreements_source SET entry_id = 999999 WHERE entry_id = {document.pk}",
            "SET session_replication_role = origin",
        ),
        "rules",
        "name rows of agreements_entry that are not there",
    ),
    "an index of the database that has lost rows": (
        lambda document: execute(
            "CREATE FUNCTION test(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1'",
            "CREATE INDEX test ON agreements_entry (test(title_en))",
            "CREATE OR REPLACE FUNCTION test(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1 || $1'",
        ),
        "pages",
        "test: ",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_no_longer_holds_is_found(record: None, what: str) -> None:
    breaking, check, said = BROKEN[what]
    breaking(Agreement.objects.published().order_by("pk")[0])
    found = told(check)
    assert any(said in finding for finding in found), found


def test_who_may_not_use_amcheck_reads_every_row_and_is_told(record: None) -> None:
    execute("DROP ROLE IF EXISTS test_reader", "CREATE ROLE test_reader", "GRANT pg_read_all_data TO test_reader")
    try:
        execute("SET ROLE test_reader")
        with pytest.raises(integrity.NotChecked, match="every row was read, but amcheck cannot be used"):
            told("pages")
    finally:
        execute("RESET ROLE", "DROP OWNED BY test_reader", "DROP ROLE test_reader")


def test_the_command_tells_all_of_the_record_and_when_it_was_asked_last(
    record: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    call_command("check_integrity")
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "Never checked before."
    assert said[-1].endswith("nothing was found.")

    def damaged() -> Any:
        yield "one is damaged"
        raise integrity.NotChecked("no time")

    monkeypatch.setattr(integrity, "CHECKS", {"tests": damaged})
    with pytest.raises(SystemExit) as stopped:
        call_command("check_integrity")
    assert stopped.value.code == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("Last checked at ")
    assert said[0].endswith("Z: nothing was found.")
    assert said[1:3] == ["tests: one is damaged", "not checked: tests: no time"]
    assert said[3].endswith("1 finding.")


def test_administrators_see_on_the_first_page_when_all_was_checked_and_nobody_else_does(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    root = User.objects.create(username="test-root", is_staff=True, is_superuser=True)
    other = User.objects.create(username="test-other", is_staff=True)

    def shown(user: User) -> str:
        client.force_login(user)
        return client.get("/admin/", headers={"accept-language": "en"}).content.decode()

    assert "have never been checked" in shown(root)
    monkeypatch.setattr(integrity, "CHECKS", {"tests": lambda: iter(())})
    integrity.check()
    assert "no faults were found" in shown(root)
    monkeypatch.setattr(integrity, "CHECKS", {"tests": lambda: iter(("one", "two"))})
    integrity.check()
    assert "2 faults were found" in shown(root)
    assert "check_integrity" not in shown(other)
