"""Every change of state as it happens on a running site: each request commits for itself."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from agreements.models import Agreement, State
from tests.admin.page import LIST, DocumentPage, complete, draft, saved
from tests.beside import uncommitted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("record")]


def act(client: Client, action: str, *agreements: Agreement) -> list[str]:
    """Choose documents in the list and an action; what the page says then."""
    chosen = [str(agreement.pk) for agreement in agreements]
    answer = client.post(reverse(LIST), {"action": action, "_selected_action": chosen}, follow=True)
    assert answer.status_code == 200
    return [str(message) for message in answer.context["messages"]]


def state(agreement: Agreement) -> str:
    return Agreement.objects.get(pk=agreement.pk).state


def sent(page: DocumentPage) -> DocumentPage:
    page.send()
    return page


def listed(agreement: Agreement) -> bool:
    """Whether a reader finds the document: the index follows at the commit."""
    html = Client().get("/en/agreements/", {"q": agreement.record_id}).content.decode()
    return f"/en/agreements/{agreement.record_id}/" in html


def test_a_document_goes_all_the_way_to_the_reader_and_back(cataloguer: Client, editor: Client) -> None:
    page = complete(cataloguer)
    page.send()
    agreement = saved(page)
    assert (state(agreement), listed(agreement)) == (State.DRAFT, False)
    for client, step, after, public in (
        (cataloguer, "in-review", State.IN_REVIEW, False),
        (cataloguer, "draft", State.DRAFT, False),
        (cataloguer, "in-review", State.IN_REVIEW, False),
        (editor, "published", State.PUBLISHED, True),
    ):
        page = DocumentPage(client, agreement.pk)
        page.send(step)
        assert page.saved, page.errors
        assert (state(agreement), listed(agreement)) == (after, public)
    page = DocumentPage(editor, agreement.pk).fill(withdrawal_reason_en="Test reason 17")
    page.send("withdrawn")
    assert page.saved, page.errors
    assert (state(agreement), listed(agreement)) == (State.WITHDRAWN, False)
    assert Client().get(agreement.get_absolute_url()).status_code == 410
    page = DocumentPage(editor, agreement.pk)
    page.send("published")
    assert (state(agreement), listed(agreement)) == (State.PUBLISHED, True)
    steps = LogEntry.objects.filter(object_id=str(agreement.pk)).order_by("pk").values_list("change_message", flat=True)
    assert sum("State (" in message for message in steps) == 6


def test_documents_are_sent_to_review_and_published_from_the_list(cataloguer: Client, editor: Client) -> None:
    pages = [complete(cataloguer), complete(cataloguer, title_en="Test Agreement 18")]
    pages.append(draft(cataloguer, title_en="Test Agreement 19"))
    first, second, third = (saved(sent(page)) for page in pages)

    said = act(cataloguer, "send_to_review", first, third, second)
    assert "2 documents are now “In review”." in said
    assert any(message.startswith(third.record_id) for message in said)
    assert [state(one) for one in (first, second, third)] == [State.IN_REVIEW, State.IN_REVIEW, State.DRAFT]

    said = act(editor, "publish", first, third, second)
    assert "2 documents are now “Published”." in said
    assert [listed(one) for one in (first, second, third)] == [True, True, False]
    assert Agreement.objects.get(pk=first.pk).first_published
    for one in (first, second):
        entry = LogEntry.objects.filter(object_id=str(one.pk)).latest("action_time")
        assert "In review → Published" in entry.get_change_message()


def test_one_document_that_cannot_be_taken_further_leaves_the_others_where_they_have_got_to(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [complete(editor, title_en=f"Test Agreement {number}") for number in (17, 18)]
    agreements = []
    for page in pages:
        page.send()
        agreements.append(saved(page))
    save = Agreement.save

    def failing(self: Agreement, *args: object, **kwargs: object) -> None:
        save(self, *args, **kwargs)
        if self.pk == agreements[0].pk:
            raise RuntimeError("test fault")

    monkeypatch.setattr(Agreement, "save", failing)
    with pytest.raises(RuntimeError, match="test fault"):
        act(editor, "publish", *agreements)
    assert sorted(state(one) for one in agreements) in (["draft", "draft"], ["draft", "published"])
    assert state(agreements[0]) == State.DRAFT


def test_a_document_deleted_since_the_list_was_shown_is_passed_over(editor: Client) -> None:
    page = complete(editor)
    page.send()
    agreement = saved(page)
    key = agreement.pk
    agreement.delete()
    agreement.pk = key
    assert not [message for message in act(editor, "publish", agreement) if "now “Published”" in message]


def test_a_step_from_the_list_waits_for_who_is_just_saving_the_document_and_judges_what_was_saved(
    cataloguer: Client,
) -> None:
    page = complete(cataloguer)
    page.send()
    agreement = saved(page)
    with uncommitted() as begin:
        agreement.sources.all().delete()
        agreement.save()
        begin(lambda: act(cataloguer, "send_to_review", agreement))
    assert state(agreement) == State.DRAFT


def test_a_form_that_is_sent_while_somebody_else_is_just_saving_the_document_is_refused(cataloguer: Client) -> None:
    page = complete(cataloguer)
    page.send()
    agreement = saved(page)
    mine = DocumentPage(cataloguer, agreement.pk).fill(notes_en="Test note 1")
    with uncommitted() as begin:
        agreement.notes_en = "Test note 2"
        agreement.save()
        begin(mine.send)
    assert not mine.saved
    assert Agreement.objects.get(pk=agreement.pk).notes_en == "Test note 2"


def test_a_draft_is_deleted_and_what_was_published_is_not(editor: Client) -> None:
    page = draft(editor)
    page.send()
    unpublished = saved(page)
    address = reverse("admin:agreements_agreement_delete", args=[unpublished.pk])
    assert editor.post(address, {"post": "yes"}).status_code == 302
    assert not Agreement.objects.filter(pk=unpublished.pk).exists()
    public = Agreement.objects.published()[0]
    address = reverse("admin:agreements_agreement_delete", args=[public.pk])
    assert editor.post(address, {"post": "yes"}).status_code == 403
    assert Agreement.objects.filter(pk=public.pk).exists()


def test_lines_exchange_their_values_and_the_change_is_committed(editor: Client) -> None:
    page = complete(editor)
    page.send("published")
    agreement = saved(page)
    first, second = agreement.participations.values_list("party_id", flat=True)
    page = DocumentPage(editor, agreement.pk)
    page.fill(**{"participations-0-party": str(second), "participations-1-party": str(first)}).send()
    assert page.saved, page.errors
    assert list(agreement.participations.values_list("party_id", flat=True)) == [second, first]


def test_a_refused_change_of_a_party_leaves_nothing_behind(editor: Client) -> None:
    page = complete(editor)
    page.send("published")
    agreement = saved(page)
    party = agreement.participations.get(party__side="KZ").party
    before = Client().get(agreement.get_absolute_url()).content
    answer = editor.post(
        reverse("admin:agreements_party_change", args=[party.pk]),
        {"side": "RU", "kind": party.kind_id, "name_en": "Test name", "name_ru": "Т", "name_kk": ""},
    )
    assert answer.status_code == 200
    assert Client().get(agreement.get_absolute_url()).content == before
    assert listed(agreement)
