"""A form that is sent twice makes one thing; a document that may be there already is asked about."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from agreements.models import Agreement, Person, SentForm
from tests.admin.page import DocumentPage, complete, draft, saved
from tests.beside import in_another_thread, uncommitted

pytestmark = pytest.mark.usefixtures("record")


def messages(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_a_double_click_makes_one_document(cataloguer: Client) -> None:
    before = Agreement.objects.count()
    page = complete(cataloguer)
    answers = [page.send(), page.send()]
    assert Agreement.objects.count() == before + 1
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert all("Test Agreement 17" in text and "added" in text for text in messages(answers[1]))
    assert page.fields["form_token"] in answers[1].cookies["archive_saved"].value


def test_a_form_that_was_refused_is_no_sent_form(cataloguer: Client) -> None:
    page = draft(cataloguer, signed="x")
    token = page.fields["form_token"]
    page.send()
    assert page.fields["form_token"] == token
    assert not SentForm.objects.exists()
    page.fill(signed="2015-05").send()
    assert page.saved
    assert SentForm.objects.get().token == token


def test_a_form_that_is_sent_again_with_other_words_is_not_lost(cataloguer: Client) -> None:
    """Whoever goes back to make a similar document is asked, and not led to the first."""
    page = draft(cataloguer)
    page.send()
    first = saved(page)
    page.fill(title_en="Test Agreement 18").send()
    assert "This form has been saved already" in page.errors
    assert page.fields["title_en"] == "Test Agreement 18"
    page.send()
    assert page.saved, page.errors
    assert saved(page).pk != first.pk


def test_a_made_thing_that_was_deleted_can_be_made_again(cataloguer: Client) -> None:
    page = draft(cataloguer)
    page.send()
    saved(page).delete()
    before = Agreement.objects.count()
    page.send()
    assert Agreement.objects.count() == before + 1


@pytest.mark.parametrize("token", ["", "x", "\x00" * 32, "a" * 65, "'" * 20])
def test_a_form_without_a_token_is_saved_all_the_same(cataloguer: Client, token: str) -> None:
    page = draft(cataloguer, form_token=token)
    page.send()
    assert page.saved
    assert not SentForm.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_make_one_person(admin_client: Client) -> None:
    """The second waits for the first, whichever process it comes to."""
    form = {"name_en": "Test Person 17", "name_ru": "Проверка 17", "form_token": "t" * 32}
    url = reverse("admin:agreements_person_add")
    answers: list[Any] = []
    with uncommitted() as begin:
        answers.append(admin_client.post(url, form))
        begin(lambda: answers.append(admin_client.post(url, form)))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Person.objects.filter(name_en="Test Person 17").count() == 1
    in_another_thread(lambda: answers.append(admin_client.post(url, form)))
    assert answers[2].status_code == 302
    assert Person.objects.filter(name_en="Test Person 17").count() == 1


# --- the same document


def unasked(page: DocumentPage) -> DocumentPage:
    """The page without the answer to the question."""
    page.fields.pop("is_another", None)
    return page


@pytest.mark.parametrize(
    ("again", "asked"),
    [
        ({"title_en": "Another Test 18", "title_ru": "", "title_kk": ""}, True),  # the same parties
        ({"title_en": "TEST  agreement 17", "title_ru": "", "title_kk": "", "participations-0-DELETE": "on"}, True),
        (
            {"title_en": "Another Test 18", "title_ru": "[ПРОВЕРОЧНОЕ соглашение 17]", "participations-0-DELETE": "on"},
            True,
        ),
        ({"title_en": "Another Test 18", "title_ru": "", "title_kk": "", "participations-0-DELETE": "on"}, False),
        ({"signed": "2015-06"}, False),
        ({"kind": "memorandum"}, False),
    ],
)
def test_a_document_that_is_there_already_is_asked_about(
    cataloguer: Client, again: dict[str, Any], asked: bool
) -> None:
    page = complete(cataloguer)
    page.send()
    first = saved(page)
    page = unasked(complete(cataloguer).fill(**again))
    page.send()
    assert page.saved is not asked, page.errors
    if asked:
        assert "There is already" in page.errors
        assert first.record_id in page.errors
        page.fill(is_another="on").send()
        assert page.saved, page.errors


def test_a_document_that_is_changed_is_asked_about_when_it_becomes_like_another(cataloguer: Client) -> None:
    page = complete(cataloguer)
    page.send()
    first = saved(page)
    page = complete(cataloguer, signed="2015-06")
    page.send()
    second = DocumentPage(cataloguer, saved(page).pk)
    second.fill(notes_en="Test note").send()
    assert second.saved
    second = DocumentPage(cataloguer, saved(page).pk).fill(signed=first.signed)
    second.send()
    assert "There is already" in second.errors
    second.fill(is_another="on").send()
    assert second.saved, second.errors
    second = DocumentPage(cataloguer, saved(page).pk).fill(notes_en="Test note 2")
    second.send()
    assert second.saved, "it was asked once"


def test_after_a_step_the_message_names_the_state_and_leads_to_the_document(cataloguer: Client) -> None:
    page = complete(cataloguer)
    answer = page.send("in-review")
    agreement = saved(page)
    address = reverse("admin:agreements_agreement_change", args=[agreement.pk])
    assert f'<a href="{address}">Test Agreement 17</a> is now “In review”.' in messages(answer)
