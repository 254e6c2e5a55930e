"""Hostile input is answered with a message, never with a fault."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from agreements.models import Agreement, Clause
from tests.admin.page import DocumentPage, complete, draft, saved
from tests.uploaded import pdf

pytestmark = pytest.mark.usefixtures("record")


LONG = "x" * 10_000


@pytest.mark.parametrize(
    "values",
    [
        {"title_en": LONG},
        {"title_en": "\x00"},
        {"signed": LONG},
        {"signed": "\x00"},
        {"signed": "9999999999-01-01"},
        {"record_id": LONG},
        {"kind": "no-such-kind"},
        {"kind": "\x00"},
        {"place": "not-a-number"},
        {"place": "99999999999999999999999"},
        {"place": "-1"},
        {"themes": ["no-such-theme", "\x00"]},
        {"regions": ["1e9", "\x00", "99999999999999999999999"]},
        {"languages": LONG},
        {"clauses-TOTAL_FORMS": "not-a-number"},
        {"_state": "no-such-state"},
        {"_state": "\x00"},
    ],
)
def test_hostile_values_are_form_errors(cataloguer: Client, values: dict[str, Any]) -> None:
    page = draft(cataloguer, **values)
    before = Agreement.objects.count()
    assert page.send().status_code == 200
    assert Agreement.objects.count() == before


@pytest.mark.parametrize(
    "values",
    [
        {"participations-0-party": "99999999999999999999999"},
        {"participations-0-party": "x"},
        {"clauses-0-number": "-1"},
        {"clauses-0-number": "99999"},
        {"clauses-0-themes": ["\x00"]},
        {"clauses-0-heading_en": LONG},
        {"sources-0-url": "javascript:alert(1)"},
        {"sources-0-url": "https://[" + LONG},
        {"sources-0-kind": "no-such-kind"},
        {"sources-0-supports": ["no-such-fact"]},
        {"sources-0-language": "\x00"},
    ],
)
def test_hostile_values_in_lines_are_form_errors(cataloguer: Client, values: dict[str, Any]) -> None:
    page = complete(cataloguer)
    before = Agreement.objects.count()
    page.fill(**values)
    assert page.send().status_code == 200
    assert Agreement.objects.count() == before


def test_a_line_of_another_document_cannot_be_taken_over(cataloguer: Client) -> None:
    page = complete(cataloguer)
    page.send()
    agreement = saved(page)
    foreign = Clause.objects.exclude(agreement=agreement)[0]
    page = DocumentPage(cataloguer, agreement.pk).fill(**{"clauses-0-id": str(foreign.pk)})
    page.send()
    assert Clause.objects.get(pk=foreign.pk).agreement_id == foreign.agreement_id
    assert Clause.objects.get(pk=foreign.pk).heading_en == foreign.heading_en


@pytest.mark.parametrize(
    "address",
    [
        "/admin/agreements/agreement/?q=%00",
        "/admin/agreements/agreement/?q=" + "a+" * 3000,
        "/admin/agreements/agreement/?kind__key__exact=%00",
        "/admin/agreements/agreement/?signed_upper__year=99999",
        "/admin/agreements/agreement/?signed_upper__year=x",
        "/admin/agreements/agreement/?decade=x&side=%27",
        "/admin/agreements/agreement/?p=99999999&o=99.x",
        "/admin/agreements/agreement/99999999999999999999999/change/",
        "/admin/agreements/agreement/x/change/",
        "/admin/agreements/theme/%00/change/",
        "/admin/autocomplete/?app_label=agreements&model_name=participation&field_name=party&term=%00",
        "/admin/autocomplete/?app_label=agreements&model_name=participation&field_name=party&term=" + "a+" * 3000,
        "/admin/autocomplete/?app_label=agreements&model_name=participation&field_name=party&page=x",
        "/admin/autocomplete/?app_label=x&model_name=%00&field_name=party",
    ],
)
def test_hostile_addresses_are_answered(editor: Client, address: str) -> None:
    assert editor.get(address, follow=True).status_code < 500


def _with_scan(client: Client, **values: Any) -> tuple[DocumentPage, dict[str, SimpleUploadedFile]]:
    page = complete(client, **values).add_line("attachments", title_en="Test scan", rights="Test right")
    return page, {"attachments-0-file": SimpleUploadedFile("test.pdf", pdf())}


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_a_file_that_cannot_be_stored_loses_nothing_that_was_typed(cataloguer: Client, media: Path) -> None:
    (media / "attachments").write_text("a file where a folder belongs")
    before = Agreement.objects.count()
    page, files = _with_scan(cataloguer)
    assert page.send(files=files).status_code == 200
    assert Agreement.objects.count() == before
    assert "could not be stored" in page.response.content.decode()
    assert page.fields["attachments-0-title_en"] == "Test scan"
    (media / "attachments").unlink()
    page.send(files={"attachments-0-file": SimpleUploadedFile("test.pdf", pdf())})
    with saved(page).attachments.get().file as file:
        assert file.read() == pdf()


def test_a_document_whose_file_was_lost_can_still_be_edited(cataloguer: Client, media: Path) -> None:
    page, files = _with_scan(cataloguer)
    page.send(files=files)
    agreement = saved(page)
    Path(agreement.attachments.get().file.path).unlink()
    DocumentPage(cataloguer, agreement.pk).fill(title_en="Test Agreement 18").send()
    agreement.refresh_from_db()
    assert agreement.title_en == "Test Agreement 18"


def test_staff_see_the_file_of_a_draft_and_nobody_else_does(cataloguer: Client, client: Client, media: Path) -> None:
    page, files = _with_scan(cataloguer)
    page.send(files=files)
    file = saved(page).attachments.get().file
    assert file.url in DocumentPage(cataloguer, saved(page).pk).response.content.decode()
    shown: Any = cataloguer.get(file.url)
    assert (shown.status_code, b"".join(shown.streaming_content)) == (200, pdf())
    assert client.get(file.url).status_code == 302
    client.force_login(User.objects.create(username="test-nobody", is_staff=True))
    assert client.get(file.url).status_code == 403
    assert cataloguer.get(file.url.replace("/files/", "/files/9999999")).status_code == 404
