"""Stored files: sent whole or in part, under a fixed type; gone when their row is gone."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client, RequestFactory
from waitress.buffers import ReadOnlyFileBasedBuffer

from agreements.entries.files import send_file
from agreements.models import Agreement, Attachment, State
from tests.artificial import artificial
from tests.uploaded import pdf

CONTENT = pdf(mark="x" * 200_000)  # longer than the blocks in which it is sent
NAME = "ұлттық-музей.pdf"


def attach(entry: Any, content: bytes = CONTENT, name: str = NAME) -> Attachment:
    file = ContentFile(content, name)
    return Attachment.objects.create(entry=entry, title_en="Test scan", rights="Test right", file=file)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def scan(record: None) -> Attachment:
    """A file of a public document."""
    return attach(artificial(17))


@pytest.fixture
def staff(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create(username="test-staff", is_staff=True, is_superuser=True))
    return client


def get(address: str, client: Client | None = None, **headers: str) -> Any:
    answer: Any = (client or Client()).get(address, headers={key.replace("_", "-"): headers[key] for key in headers})
    answer.body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer


def test_a_public_file_is_sent_as_what_it_is_and_nothing_in_it_can_run(scan: Attachment) -> None:
    answer = get(scan.get_absolute_url(), accept_encoding="gzip, br")
    assert (answer.status_code, answer.body) == (200, CONTENT)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["Content-Length"] == str(len(CONTENT))
    assert answer["Accept-Ranges"] == "bytes"
    assert "%D2%B1%D0%BB%D1%82%D1%82%D1%8B%D2%9B-%D0%BC%D1%83%D0%B7%D0%B5%D0%B9.pdf" in answer["Content-Disposition"]
    assert answer["Content-Disposition"].startswith("inline")
    assert not answer.has_header("Content-Encoding")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.pdf", "application/pdf"), ("a.jpg", "image/jpeg"), ("a.jpeg", "image/jpeg"), ("a.png", "image/png"),
     ("a.tif", "image/tiff"), ("a.tiff", "image/tiff"), ("a.html", "application/octet-stream")],
)  # fmt: skip
def test_the_type_of_a_file_does_not_depend_on_the_machine(scan: Attachment, name: str, kind: str) -> None:
    answer = get(attach(scan.entry, b"<script>", name).get_absolute_url(), accept_encoding="gzip")
    assert (answer["Content-Type"], answer.body) == (kind, b"<script>")


LENGTH = len(CONTENT)
PARTS: dict[str, tuple[int, int] | None] = {  # RFC 9110, §14.1.2: which bytes; None for none of them
    "bytes=0-0": (0, 1),
    "bytes=0-499": (0, 500),
    "bytes=100000-199999": (100_000, 200_000),
    "bytes=500-": (500, LENGTH),
    "bytes=-500": (LENGTH - 500, LENGTH),
    "bytes=-999999999": (0, LENGTH),
    "bytes=9-999999999": (9, LENGTH),
    f"bytes={LENGTH - 1}-": (LENGTH - 1, LENGTH),
    "Bytes= 1-2": (1, 3),
    f"bytes={LENGTH}-": None,
    "bytes=999999999-": None,
    "bytes=-0": None,
}


@pytest.mark.parametrize("asked", [asked for asked, part in PARTS.items() if part])
def test_a_part_is_sent_from_the_file_and_copied_nowhere(rf: RequestFactory, scan: Attachment, asked: str) -> None:
    answer: Any = send_file(rf.get("/", headers={"range": asked}), scan, public=True)
    start, end = PARTS[asked] or (0, 0)
    sent = ReadOnlyFileBasedBuffer(answer.file_to_stream)
    assert sent.prepare() == end - start, "the server can measure it"
    assert sent.get(5) == CONTENT[start:end][:5], "what was not taken is sent again"
    assert sent.get(skip=True) == CONTENT[start:end]
    answer.close()


@pytest.mark.parametrize("asked", PARTS)
def test_a_part_is_sent_alone(scan: Attachment, asked: str) -> None:
    answer = get(scan.get_absolute_url(), range=asked, accept_encoding="gzip")
    if part := PARTS[asked]:
        start, end = part
        assert (answer.status_code, answer.body) == (206, CONTENT[start:end])
        assert answer["Content-Range"] == f"bytes {start}-{end - 1}/{LENGTH}"
        assert answer["Content-Length"] == str(end - start)
        assert answer["Content-Type"] == "application/pdf"
    else:
        assert answer.status_code == 416
        assert answer["Content-Range"] == f"bytes */{LENGTH}"


@pytest.mark.parametrize(
    "asked", ["bytes=0-0,5-6", "bytes=5-2", "bytes=a-b", "bytes=", "bytes", "lines=0-1", "bytes=--1", "bytes=٠-٥"]
)
def test_what_is_no_single_range_is_answered_with_the_whole(scan: Attachment, asked: str) -> None:
    answer = get(scan.get_absolute_url(), range=asked)
    assert (answer.status_code, answer.body) == (200, CONTENT)


def test_the_length_of_a_file_is_known_without_fetching_it(scan: Attachment) -> None:
    answer: Any = Client().head(scan.get_absolute_url(), headers={"range": "bytes=0-1"})
    assert (answer.status_code, b"".join(answer), answer["Content-Length"]) == (200, b"", str(LENGTH))


def test_a_public_file_that_is_known_already_is_not_sent_again(scan: Attachment) -> None:
    first = get(scan.get_absolute_url())
    assert first["ETag"] == f'"{hashlib.sha256(CONTENT).hexdigest()}"'
    assert "no-store" not in first["Cache-Control"]
    known = get(scan.get_absolute_url(), if_none_match=first["ETag"])
    assert (known.status_code, known["ETag"], known["Cache-Control"]) == (304, first["ETag"], first["Cache-Control"])
    assert get(scan.get_absolute_url(), if_modified_since=first["Last-Modified"]).status_code == 304
    assert get(scan.get_absolute_url(), if_none_match='"other"').status_code == 200
    assert get(scan.get_absolute_url(), if_match='"other"').status_code == 412


def test_a_part_of_another_version_is_answered_with_the_whole(scan: Attachment) -> None:
    first = get(scan.get_absolute_url())
    for version, status in (
        (first["ETag"], 206),
        (first["Last-Modified"], 206),
        ('"other"', 200),
        (f"W/{first['ETag']}", 200),
        ("Sat, 01 Jan 2000 00:00:00 GMT", 200),
        ("nonsense", 200),
    ):
        assert get(scan.get_absolute_url(), range="bytes=0-9", if_range=version).status_code == status, version


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.WITHDRAWN, State.PUBLISHED])
def test_what_staff_see_is_kept_nowhere_and_has_no_mark(staff: Client, scan: Attachment, state: State) -> None:
    hidden = attach(artificial(18, state=state))
    for headers in {}, {"range": "bytes=5-9"}:
        answer = get(hidden.file.url, staff, **headers)
        assert answer.body == (CONTENT[5:10] if headers else CONTENT)
        assert "no-store" in answer["Cache-Control"]
        assert not answer.has_header("ETag")
        assert not answer.has_header("Last-Modified")
    mark = f'"{hidden.sha256}"'
    assert get(hidden.file.url, staff, if_none_match=mark).status_code == 200
    for client in (Client(), staff):
        known = get(hidden.get_absolute_url(), client, if_none_match=mark, range="bytes=0-1")
        none = get(hidden.get_absolute_url().replace(f"/{hidden.pk}/", "/999999/"), client, if_none_match=mark)
        assert known.status_code == (304 if state == State.PUBLISHED else none.status_code)


def test_a_file_that_was_lost_is_not_found(scan: Attachment, media: Path) -> None:
    Path(scan.file.path).unlink()
    assert get(scan.get_absolute_url()).status_code == 404


# --- a file goes when its row goes


@pytest.fixture
def committed(transactional_db: None) -> Agreement:
    return artificial(17, state=State.DRAFT)


def stored(media: Path) -> list[str]:
    return sorted(path.name for path in media.rglob("*") if path.is_file())


@pytest.mark.django_db(transaction=True)
def test_a_file_goes_with_its_line_or_its_document_and_no_other_does(committed: Agreement, media: Path) -> None:
    kept = attach(artificial(18), name="kept.pdf")
    line, twin = attach(committed, name="line.pdf"), attach(committed, name="twin.pdf")
    attach(committed, name="document.pdf")
    Attachment.objects.filter(pk=kept.pk).update(file=twin.file.name)  # by hand: two rows, one file
    line.delete()
    assert stored(media) == ["document.pdf", "kept.pdf", "twin.pdf"]
    committed.delete()
    assert stored(media) == ["kept.pdf", "twin.pdf"]


@pytest.mark.django_db(transaction=True)
def test_a_file_stays_when_the_deletion_is_rolled_back(committed: Agreement, media: Path) -> None:
    attach(committed, name="test.pdf")
    with transaction.atomic():
        Agreement.objects.filter(pk=committed.pk).delete()
        transaction.set_rollback(True)
    assert stored(media) == ["test.pdf"]
    with transaction.atomic():
        committed.delete()
        assert stored(media) == ["test.pdf"]
    assert stored(media) == []


@pytest.mark.django_db(transaction=True)
def test_a_replaced_file_goes_once_the_new_one_is_committed(committed: Agreement, media: Path) -> None:
    line = attach(committed, name="old.pdf")
    with transaction.atomic():
        line.file = ContentFile(b"new", "new.pdf")
        line.save()
        assert stored(media) == ["new.pdf", "old.pdf"]
    assert stored(media) == ["new.pdf"]
    line.refresh_from_db()
    assert (line.sha256, line.size) == (hashlib.sha256(b"new").hexdigest(), 3)
    line.title_en = "Test scan 18"
    line.save()
    assert stored(media) == ["new.pdf"]


@pytest.mark.django_db(transaction=True)
def test_a_file_that_cannot_be_removed_keeps_no_row_from_going(committed: Agreement, media: Path) -> None:
    line = attach(committed, name="test.pdf")
    Path(line.file.path).unlink()
    Path(line.file.path).mkdir()
    (Path(line.file.path) / "inside").touch()
    line.delete()
    assert not Attachment.objects.filter(pk=line.pk).exists()
