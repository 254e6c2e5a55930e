"""Whatever keeps a form from being saved, what was typed into it is shown, and the page says what became of it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from agreements.models import Agreement, Party, State
from archive.accounts.models import Session
from tests.admin.page import DocumentPage, complete, party, saved
from tests.artificial import artificial
from tests.uploaded import pdf

pytestmark = pytest.mark.usefixtures("record")

WORDS = ("Test note 17", "Test words 17", "Проверочные слова 17", "https://example.org/test-17")


@contextmanager
def database_that_answers(sqlstate: str, words: str) -> Iterator[None]:
    """The server refuses statements with these words."""

    def execute(run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(words):
            sql = f"DO $$ BEGIN RAISE EXCEPTION 'Test fault 17' USING ERRCODE = '{sqlstate}'; END $$"
            return run(sql, None, False, context)
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute):
        yield


def typed_page(client: Client) -> DocumentPage:
    return complete(client).fill(notes_en="Test note 17\r\n<b>second line</b>")


def send(page: DocumentPage, client: Client | None = None, **headers: str) -> str:
    """Press “Save”; what the browser shows then."""
    client = client or page.client
    data = {name: values for name, values in page.fields.lists() if "__prefix__" not in name}
    client.raise_request_exception = False
    page.response = client.post(page.url, {**data, "_save": "Save"}, headers=headers)
    return page.response.content.decode() if page.response.status_code != 302 else ""


def shows_everything(html: str) -> bool:
    return all(word in html for word in WORDS) and "&lt;b&gt;second line&lt;/b&gt;" in html


def test_a_form_that_is_sent_after_its_session_ended_is_shown_with_all_that_was_typed(cataloguer: Client) -> None:
    page = typed_page(cataloguer)
    Session.objects.all().delete()
    before = Agreement.objects.count()
    html = send(page)
    assert page.response.status_code == 403
    assert shows_everything(html)
    assert "You are no longer logged in" in html
    assert "has not been saved" in html
    assert 'href="/admin/login/?next=/admin/agreements/agreement/add/"' in html
    assert str(party("KZ")) in html, "what was chosen is named"
    assert Agreement.objects.count() == before


def test_the_same_for_whoever_was_never_logged_in_and_for_forms_of_entries(client: Client) -> None:
    answer = client.post(reverse("admin:agreements_party_add"), {"name_en": "Test Party 17", "side": "RU"})
    assert answer.status_code == 403
    assert "Test Party 17" in answer.content.decode()
    assert client.get(reverse("admin:agreements_party_add")).status_code == 302
    assert client.post(reverse("admin:agreements_party_add"), {}).status_code == 302, "nothing was typed"
    assert client.post(reverse("admin:agreements_party_changelist"), {"action": "x"}).status_code == 302


def test_the_key_of_a_new_term_is_shown_with_its_labels(client: Client) -> None:
    answer = client.post(reverse("admin:agreements_theme_add"), {"key": "test-key-17", "label_en": "Test label 17"})
    assert answer.status_code == 403
    html = answer.content.decode()
    assert "test-key-17" in html
    assert "Test label 17" in html


def test_a_stranger_is_told_the_names_of_nothing_that_is_not_public(client: Client) -> None:
    draft = artificial(17, state=State.DRAFT)
    unseen = Party.objects.create(
        slug="test-unseen", side="RU", kind_id="institution", name_en="Test Unseen 17", name_ru="Тест"
    )
    fields = {
        "notes_en": "Test note 17",
        "relations-0-to": str(draft.pk),
        "participations-0-party": str(unseen.pk),
        "participations-1-party": str(party("KZ").pk),
    }
    strict = Client(enforce_csrf_checks=True)
    for stranger in (client, strict):
        answer = stranger.post(reverse("admin:agreements_agreement_add"), fields)
        html = answer.content.decode()
        assert answer.status_code == 403
        assert "Test note 17" in html
        assert str(party("KZ")) in html
        assert draft.title_en not in html
        assert "Test Unseen 17" not in html


def test_a_form_from_before_a_new_login_is_shown_with_all_that_was_typed(cataloguer: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = cataloguer.cookies
    page = typed_page(cataloguer)
    page.fields.pop("csrfmiddlewaretoken", None)
    html = send(page, strict)
    assert page.response.status_code == 403
    assert shows_everything(html)
    assert "The form was open too long" in html
    assert "has not been saved" in html


def test_what_another_site_sends_is_not_shown_as_typed_here(client: Client) -> None:
    url = reverse("admin:agreements_party_add")
    form = {"name_en": "Call this number 17"}
    for origin in ("https://evil.example", "null", "http://testserver.evil.example"):
        html = Client(enforce_csrf_checks=True).post(url, form, headers={"origin": origin}).content.decode()
        assert "Call this number 17" not in html
    html = Client(enforce_csrf_checks=True).post(url, form, headers={"origin": "http://testserver"}).content.decode()
    assert "Call this number 17" in html


WORD = "a test of eight secret words 17"


def test_no_password_is_ever_shown(client: Client, admin_client: Client) -> None:
    secret = {"username": "test-17", "password": WORD, "password1": WORD, "password2": WORD}
    for address in ("/admin/login/", "/admin/auth/user/add/", "/admin/password_change/"):
        for visitor in (client, Client(enforce_csrf_checks=True)):
            html = visitor.post(address, secret, follow=True).content.decode()
            assert WORD not in html, address
    with database_that_answers("25006", "INSERT"):
        admin_client.raise_request_exception = False
        answer = admin_client.post("/admin/auth/user/add/", secret)
    assert answer.status_code == 503
    assert WORD not in answer.content.decode()


@pytest.mark.parametrize(
    ("sqlstate", "status", "said"),
    [
        ("25006", 503, "Nothing can be saved at the moment"),
        ("53100", 503, "There is no space left"),
        ("53300", 503, "Its database is not responding"),
        ("40P01", 503, "collided with another change"),
        ("XX000", 500, "The error is on our side"),
    ],
)
def test_a_database_that_takes_no_change_is_told_with_all_that_was_typed(
    cataloguer: Client, sqlstate: str, status: int, said: str
) -> None:
    page = typed_page(cataloguer)
    with database_that_answers(sqlstate, 'INSERT INTO "agreements_entry"'):
        html = send(page)
    assert page.response.status_code == status
    assert said in html
    assert shows_everything(html)
    assert re.search("not (have )?been saved", html)
    assert ("Retry-After" in page.response) is (status == 503)


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_a_page_for_what_was_not_saved_is_in_the_language_of_its_user(client: Client, language: str) -> None:
    headers = {"accept-language": language}
    answer = client.post(reverse("admin:agreements_party_add"), {"name_en": "Test 17"}, headers=headers)
    html = answer.content.decode()
    assert f'<html lang="{language}">' in html
    assert ("What you typed" in html) is (language == "en")


def test_a_file_that_was_chosen_is_asked_for_again(cataloguer: Client) -> None:
    page = complete(cataloguer, signed="x").add_line("attachments", title_en="Test scan", rights="Test right")
    page.send(files={"attachments-0-file": SimpleUploadedFile("test-17.pdf", pdf())})
    html = page.response.content.decode()
    assert "Choose the file “test-17.pdf” again" in html


def test_a_file_that_was_to_replace_another_is_asked_for_again(
    cataloguer: Client, settings: Any, tmp_path: Path
) -> None:
    """Whoever believes that the better scan is public is told that it is not."""
    settings.MEDIA_ROOT = tmp_path
    page = complete(cataloguer).add_line("attachments", title_en="Test scan", rights="Test right")
    page.send(files={"attachments-0-file": SimpleUploadedFile("test-17.pdf", pdf())})
    page = DocumentPage(cataloguer, saved(page).pk).fill(signed="x")
    page.send(files={"attachments-0-file": SimpleUploadedFile("test-18.pdf", pdf())})
    assert "Choose the file “test-18.pdf” again" in page.response.content.decode()


def test_a_file_whose_name_the_machine_cannot_write_loses_nothing(
    cataloguer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def save(storage: object, name: str, content: object) -> str:
        name.encode("iso-8859-1")  # as the system does under such a locale
        return name

    monkeypatch.setattr(FileSystemStorage, "_save", save)
    page = complete(cataloguer).add_line("attachments", title_en="Test scan", rights="Test right")
    page.send(files={"attachments-0-file": SimpleUploadedFile("угода-ұ.pdf", pdf())})
    assert page.response.status_code == 200
    assert "its name has letters that the server cannot write" in page.errors
    assert page.fields["attachments-0-title_en"] == "Test scan"


def test_times_name_their_zone(editor: Client) -> None:
    agreement = Agreement.objects.published()[0]
    DocumentPage(editor, agreement.pk).fill(notes_en="Test note 17").send()
    page = editor.get(reverse("admin:agreements_agreement_change", args=[agreement.pk])).content.decode()
    history = editor.get(reverse("admin:agreements_agreement_history", args=[agreement.pk])).content.decode()
    for html, times in ((page, 3), (history, 1)):  # first published, created, changed; one change
        assert len(re.findall(r"\b20\d\d, \S+ [ap]\.m\. UTC\b|\b20\d\d, (?:noon|midnight) UTC\b", html)) >= times


@pytest.mark.django_db(transaction=True)
def test_a_database_that_only_reads_serves_readers_and_says_so_to_everybody_else() -> None:
    User.objects.create_superuser("test-editor", password="test-pass-17")
    editor = Client(raise_request_exception=False)
    editor.force_login(User.objects.get())
    one = Party.objects.all()[0]
    url = reverse("admin:agreements_party_change", args=[one.pk])
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
    try:
        assert Client().get("/en/agreements/").status_code == 200
        assert editor.get(url).status_code == 200
        ready = Client().get("/readyz")
        assert (ready.status_code, ready.content) == (200, b"read only\n")
        login = Client(raise_request_exception=False).post(
            "/admin/login/", {"username": "test-editor", "password": "test-pass-17"}
        )
        sent = editor.post(url, {"side": one.side, "kind": one.kind_id, "name_en": "Test 17", "name_ru": "Проверка 17"})
    finally:
        connection.close()
    for answer in (login, sent):
        assert answer.status_code == 503
        assert int(answer["Retry-After"]) >= 10
        assert "Nothing can be saved at the moment" in answer.content.decode()
    assert "Проверка 17" in sent.content.decode()
    assert "test-pass-17" not in login.content.decode()
