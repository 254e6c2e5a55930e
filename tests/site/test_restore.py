"""What was backed up while people worked is restored whole, or not at all."""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from threading import Event
from typing import Any

import psycopg2
import pytest
from django.conf import settings as configured
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from agreements.models import Agreement, Attachment, State
from archive import backup
from archive.backup import DATABASE, FILES, KEY, MANIFEST
from tests.artificial import artificial
from tests.beside import beside
from tests.carried import DOCUMENTS
from tests.databases import database, manage, pristine, rows
from tests.site.test_backup import address
from tests.uploaded import pdf

NAME = configured.DATABASES["default"]["NAME"]
RESTORED = f"{NAME}_restored"
SECONDS = 60

# A page, the list, a search, a file and the admin, asked of the archive in which the script is run.
ASK = """
from django.conf import settings
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
from django.contrib.auth.models import User
from django.test import Client
from agreements.models import Attachment
from archive.integrity import check
reader = Client(SERVER_NAME="localhost")
scan = Attachment.objects.published().order_by("pk")[0]
for path in "en/agreements/2015-agreement-test-1/", "ru/agreements/?q=культура", "en/agreements/?q=Zyxkept", "readyz":
    answer = reader.get("/" + path)
    print(answer.status_code, "2015-agreement-test-1" in answer.content.decode())
print(reader.get(scan.get_absolute_url()).getvalue() == open(scan.file.path, "rb").read())
print(reader.get("/en/agreements/2015-agreement-test-3/").status_code)
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
print(User.objects.get(username="test-editor", groups__name="Editors").check_password("Test password 17"))
print([one for one in check().findings if not one.startswith("record: ")])  # artificial documents are not whole
"""


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def attach(entry: Agreement, name: str, mark: str = "") -> Attachment:
    file = ContentFile(pdf(mark=mark), name)
    return Attachment.objects.create(entry=entry, title_en="Test scan", rights="Test right", file=file)


def everything(dsn: str, moment: str = "") -> dict[str, list[str]]:
    """Every row of every table, as text, at an exported moment; what is not dumped left out."""
    connection = psycopg2.connect(dsn)
    try:
        with connection, connection.cursor() as cursor:
            if moment:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                cursor.execute("SET TRANSACTION SNAPSHOT %s", [moment])
            cursor.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' "
                "AND tablename NOT LIKE 'search\\_%' AND tablename <> 'django_session'"
            )
            found = {}
            for (table,) in cursor.fetchall():
                cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")
                found[table] = [row for (row,) in cursor.fetchall()]
            return found
    finally:
        connection.close()


@contextmanager
def people_at_work() -> Iterator[Event]:
    """Somebody enters documents with files, and deletes each two rounds later, as long as the context lasts.

    The event is set after each round; whoever clears it can wait for another one.
    """
    stopped, worked = Event(), Event()

    def work() -> None:
        for number in count(1000):
            with transaction.atomic():
                document = artificial(number, ("Test", "Test", "science"), state=State.DRAFT)
                attach(document, f"{number}.pdf", f"scan {number}")
            Agreement.objects.filter(record_id=f"2015-agreement-test-{number - 2}").delete()
            worked.set()
            if stopped.is_set():
                return

    with beside(work):
        try:
            assert worked.wait(SECONDS)
            yield worked
        finally:
            stopped.set()


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_all_rows_and_files_are_restored_as_they_were_at_one_moment_while_people_worked(
    media: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public, withdrawn = artificial(1, ("Zyxkept", "Test", "science")), artificial(3, state=State.WITHDRAWN)
    for document in public, artificial(2, state=State.DRAFT), withdrawn:
        attach(document, "скан.pdf", document.record_id)
    editor = User.objects.create_user("test-editor", password="Test password 17", is_staff=True)
    editor.groups.add(Group.objects.get(name="Editors"))
    kind = ContentType.objects.get_for_model(Agreement)
    LogEntry.objects.create(user=editor, content_type=kind, object_id=public.pk, action_flag=ADDITION, object_repr="T")
    Client().force_login(editor)
    (media / "attachments" / "stray.pdf").write_text("of no document")

    at_the_moment: dict[str, list[str]] = {}
    dump = backup.run_pg_dump

    def look_and_dump(file: Path, moment: str) -> None:
        at_the_moment.update(everything(address(NAME), moment))
        for _round in range(3):  # of the work of others, before the dump begins and the files are copied
            worked.clear()
            assert worked.wait(SECONDS)
        dump(file, moment)

    monkeypatch.setattr(backup, "run_pg_dump", look_and_dump)
    saved = tmp_path / "backup"
    with people_at_work() as worked:
        call_command("backup", str(saved))
    assert {path.stat().st_mode & 0o077 for path in (saved, *saved.rglob("*"))} == {0}

    var = tmp_path / "var"
    with database(RESTORED) as name:
        manage(name, "restore", str(saved), VAR_DIR=str(var), DJANGO_SECRET_KEY="")
        assert everything(address(name)) == at_the_moment
        assert len(at_the_moment["agreements_agreement"]) >= DOCUMENTS + 4
        assert rows(name, "SELECT count(*) FROM django_session") == [(0,)]
        named = {f"{file}": sum_ for file, sum_ in rows(name, "SELECT file, sha256 FROM agreements_attachment")}
        there = {
            path.relative_to(var / "media").as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in (var / "media").rglob("*")
            if path.is_file()
        }
        assert there == named
        assert (var / "secret_key").read_text() == configured.SECRET_KEY

        told = manage(name, "shell", "-v0", "-c", ASK, VAR_DIR=str(var), DJANGO_SECRET_KEY="").split("\n")
        assert told[:8] == ["200 True", "200 False", "200 True", "200 False", "True", "410", "True", "[]"]


@pytest.mark.django_db(transaction=True)
def test_a_file_that_comes_and_goes_while_the_backup_is_made_leads_to_another_moment(
    media: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = artificial(1)
    kept = attach(document, "kept.pdf")
    moments: list[str] = []
    added: list[Attachment] = []
    dump, run = backup._dump, backup.run_pg_dump

    def add_before(directory: Path) -> dict[str, str]:
        if not added:
            added.append(attach(document, "gone.pdf"))
        return dump(directory)

    def remove_meanwhile(file: Path, moment: str) -> None:
        moments.append(moment)
        with beside(lambda: [one.delete() for one in added if one.pk]):
            run(file, moment)

    monkeypatch.setattr(backup, "_dump", add_before)
    monkeypatch.setattr(backup, "run_pg_dump", remove_meanwhile)
    manifest = backup.back_up(tmp_path / "backup")
    assert len(moments) == 2
    assert [copy.path for copy in manifest.copies] == sorted([DATABASE, f"{FILES}/{kept.file.name}", KEY])
    assert manifest.lost == []


@pytest.mark.django_db(transaction=True)
def test_files_that_were_lost_or_changed_before_are_said_and_keep_nothing_from_being_saved(
    media: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = artificial(1)
    lost, changed, kept = (attach(document, f"{name}.pdf") for name in ("lost", "changed", "kept"))
    Path(lost.file.path).unlink()
    Path(changed.file.path).write_text("changed")
    call_command("backup", str(tmp_path / "backup"))
    told = capsys.readouterr().err
    assert f"lost before, and not in the backup: {lost.file.name}" in told
    assert f"not what was uploaded, and backed up as it is: {changed.file.name}" in told
    assert str(kept.file) not in told


@pytest.mark.django_db(transaction=True)
def test_a_backup_that_was_broken_off_is_none(media: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(file: Path, moment: str) -> None:
        file.write_text("half")
        raise subprocess.CalledProcessError(1, ["pg_dump"], stderr=b"pg_dump: error: Test reason\nmore\n")

    def stop(file: Path, moment: str) -> None:
        file.write_text("half")
        raise KeyboardInterrupt

    monkeypatch.setattr(backup, "run_pg_dump", fail)
    with pytest.raises(CommandError, match=r"^Nothing was backed up: pg_dump: error: Test reason$"):
        call_command("backup", str(tmp_path / "failed"))
    assert not (tmp_path / "failed").exists()

    monkeypatch.setattr(backup, "run_pg_dump", stop)
    with pytest.raises(KeyboardInterrupt):
        call_command("backup", str(tmp_path / "stopped"))
    with pytest.raises(CommandError, match="it is no backup, or one that was interrupted"):
        call_command("restore", str(tmp_path / "stopped"))


@pytest.mark.django_db
def test_a_backup_goes_into_an_empty_folder_elsewhere_that_has_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    settings.VAR_DIR = tmp_path / "var"
    for folder, said in (
        ("full", "is not empty: name a new or empty folder"),
        ("full/file", "cannot be written: "),
        ("var/backup", "name a folder elsewhere"),
        ("var", "name a folder elsewhere"),
    ):
        with pytest.raises(CommandError, match=said):
            call_command("backup", str(tmp_path / folder))
    usage = type(shutil.disk_usage("/"))
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(1, 1, 1))
    with pytest.raises(CommandError, match="has 0 MB left, and the backup may need"):
        call_command("backup", str(tmp_path / "new"))
    assert not (tmp_path / "new").exists()


def test_a_role_that_may_only_read_can_back_up(tmp_path: Path, django_db_setup: None) -> None:
    with database(RESTORED, pristine()) as name:
        rows(name, "DROP ROLE IF EXISTS test_backup")
        rows(name, "CREATE ROLE test_backup; GRANT pg_read_all_data TO test_backup")
        try:
            told = manage(name, "backup", str(tmp_path / "backup"), options="-crole=test_backup")
            assert "Backed up" in told
            rows(name, "REVOKE pg_read_all_data FROM test_backup")
            with pytest.raises(AssertionError, match=r"(?m)^CommandError: .*permission denied"):
                manage(name, "backup", str(tmp_path / "refused"), options="-crole=test_backup")
            assert not (tmp_path / "refused").exists()
        finally:
            rows(name, "DROP ROLE test_backup")


# --- what is not restored


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """What looks like a backup, with right sums, of an archive that was none."""
    folder = tmp_path / "backup"
    contents = {DATABASE: b"no dump", KEY: b"test key", f"{FILES}/attachments/test.pdf": b"test"}
    copies = []
    for path, content in contents.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
        copies.append({"path": path, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()})
    manifest = {"made": "2026-01-01T00:00:00Z", "version": "0.1.0", "postgresql": "15.1", "migrations": []}
    (folder / MANIFEST).write_text(json.dumps({**manifest, "copies": copies, "format": 1}))
    return folder


def rewrite(folder: Path, **values: Any) -> None:
    manifest = folder / MANIFEST
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), **values}))


SPOILT: dict[str, tuple[Any, str]] = {
    "no manifest": (lambda folder: (folder / MANIFEST).unlink(), "it is no backup, or one that was interrupted"),
    "half a manifest": (lambda folder: (folder / MANIFEST).write_text('{"format": 1, "copies": ['), "is damaged"),
    "a manifest of something else": (lambda folder: (folder / MANIFEST).write_text("[1]"), "is damaged"),
    "a later format": (lambda folder: rewrite(folder, format=2), "written by newer code"),
    "a manifest without the database": (lambda folder: rewrite(folder, copies=[]), "is damaged"),
    "a file outside": (
        lambda folder: rewrite(
            folder,
            copies=[{"path": path, "size": 1, "sha256": ""} for path in (f"{FILES}/../../test", DATABASE, KEY)],
        ),
        "is damaged",
    ),
    "a changed dump": (lambda folder: (folder / DATABASE).write_text("mo dump"), "its sum is another"),
    "a changed file": (
        lambda folder: (folder / FILES / "attachments/test.pdf").write_text("tes"),
        "its sum is another",
    ),
    "a lost file": (lambda folder: (folder / FILES / "attachments/test.pdf").unlink(), "cannot be read"),
    "newer code": (
        lambda folder: rewrite(folder, migrations=["agreements.9999_test"], version="9.9"),
        r"newer code \(9.9, agreements.9999_test\)",
    ),
    "nothing": (lambda folder: None, "The database is not empty"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", SPOILT)
def test_a_backup_that_is_not_whole_or_has_no_empty_place_is_refused(saved: Path, what: str, media: Path) -> None:
    spoil, said = SPOILT[what]
    spoil(saved)
    with pytest.raises(CommandError, match=said):
        call_command("restore", str(saved))
    assert Agreement.objects.count() == DOCUMENTS
    assert not media.exists()


def test_a_restore_that_fails_leaves_nothing_behind(saved: Path, tmp_path: Path, django_db_setup: None) -> None:
    var = tmp_path / "var"
    with database(RESTORED) as name:
        with pytest.raises(AssertionError, match="Nothing was restored"):
            manage(name, "restore", str(saved), VAR_DIR=str(var), DJANGO_SECRET_KEY="")
        assert rows(name, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]
        assert not (var / "media").exists()
        key = (var / "secret_key").read_text()
        assert len(key) > 50
        (var / "media").mkdir()
        (var / "media" / "test.pdf").touch()
        with pytest.raises(AssertionError, match="media is not empty"):
            manage(name, "restore", str(saved), VAR_DIR=str(var), DJANGO_SECRET_KEY="")
        assert (var / "secret_key").read_text() == key
