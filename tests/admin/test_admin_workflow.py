"""The publication of a document: completeness, steps, roles, and two people at once."""

from collections.abc import Callable

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from agreements.models import Agreement, Party, Source, State
from agreements.rules.completeness import problems_of
from tests.admin.page import LIST, DocumentPage, complete, draft, saved
from tests.artificial import artificial

pytestmark = pytest.mark.usefixtures("record")


def test_the_whole_record_is_complete() -> None:
    wanting = {a.record_id: problems_of(a) for a in Agreement.objects.published()}
    assert {record_id: found for record_id, found in wanting.items() if found} == {}


def _without_parties(page: DocumentPage) -> None:
    page.fill(**{"participations-TOTAL_FORMS": "0"})


def _without_sources(page: DocumentPage) -> None:
    page.fill(**{"sources-TOTAL_FORMS": "0"})


@pytest.mark.parametrize(
    ("spoil", "advice"),
    [
        (_without_parties, "Add at least one party on each side"),
        (lambda page: page.fill(**{"participations-TOTAL_FORMS": "1"}), "Add at least one party of the other side"),
        (_without_sources, "No source is named"),
        (lambda page: page.fill(**{"sources-0-supports": []}), "supports nothing"),
        (lambda page: page.fill(in_force="2016"), "No source supports this fact: entry into force"),
        (lambda page: page.fill(summary_en=""), "The summary is missing in English"),
        (lambda page: page.fill(title_kk=""), "The title is missing in Kazakh"),
        (lambda page: page.fill(themes=[]), "Choose at least one theme"),
        (lambda page: page.fill(confidence="high"), "two independent sources"),
        (lambda page: page.fill(**{"clauses-0-summary_kk": ""}), "The summary of clause 1 is missing in Kazakh"),
        (lambda page: page.fill(**{"clauses-0-themes": []}), "Clause 1 has no theme"),
    ],
)
@pytest.mark.parametrize("step", [State.IN_REVIEW, State.PUBLISHED])
def test_an_incomplete_document_goes_neither_to_review_nor_to_readers(
    editor: Client, spoil: Callable[[DocumentPage], None], advice: str, step: State
) -> None:
    page = complete(editor)
    spoil(page)
    before = Agreement.objects.count()
    page.send(step)
    assert advice in page.errors
    assert Agreement.objects.count() == before
    page.send()
    assert page.saved, "as a draft it can be kept"


def test_a_source_described_otherwise_elsewhere_is_pointed_out_but_saved(cataloguer: Client) -> None:
    known = Source.objects.select_related("entry")[0]
    page = complete(cataloguer).fill(**{"sources-0-url": known.url})
    page.send()
    assert saved(page).sources.get().url == known.url
    shown = cataloguer.get(reverse(LIST)).content.decode()
    assert "is described otherwise in" in shown


def test_a_document_goes_from_draft_through_review_to_the_reader(cataloguer: Client, editor: Client) -> None:
    page = complete(cataloguer)
    assert page.steps == [State.IN_REVIEW]
    page.send()
    agreement = saved(page)
    DocumentPage(cataloguer, agreement.pk).send(State.IN_REVIEW)
    agreement.refresh_from_db()
    assert agreement.state == State.IN_REVIEW
    assert not Agreement.objects.published().filter(pk=agreement.pk).exists()
    DocumentPage(editor, agreement.pk).send(State.PUBLISHED)
    agreement.refresh_from_db()
    assert agreement.first_published
    assert Agreement.objects.published().filter(pk=agreement.pk).exists()
    history = [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")]
    assert "Draft → In review" in history[1]
    assert "In review → Published" in history[2]


def test_a_cataloguer_cannot_publish_even_with_a_forged_form(cataloguer: Client) -> None:
    page = complete(cataloguer)
    page.send(State.PUBLISHED)
    assert "ask an editor" in page.errors
    page.fill(state=State.PUBLISHED).send()
    assert saved(page).state == State.DRAFT
    cataloguer.post(reverse(LIST), {"action": "publish", "_selected_action": [saved(page).pk]})
    assert saved(page).state == State.DRAFT


def test_a_cataloguer_reads_a_published_document_but_cannot_change_it(cataloguer: Client, editor: Client) -> None:
    agreement = Agreement.objects.published()[0]
    shown = cataloguer.get(reverse("admin:agreements_agreement_change", args=[agreement.pk]))
    assert shown.status_code == 200
    assert b'name="_save"' not in shown.content
    assert b'name="_state"' not in shown.content
    forged = DocumentPage(editor, agreement.pk)
    forged.client = cataloguer
    forged.fill(title_en="Test Agreement 18").send()
    assert "only editors change it" in forged.errors
    assert "Test Agreement 18" in forged.response.content.decode(), "what was typed is shown again"
    agreement.refresh_from_db()
    assert agreement.title_en != "Test Agreement 18"


def test_a_document_is_withdrawn_only_with_a_reason_and_can_come_back(editor: Client) -> None:
    agreement = Agreement.objects.published()[0]
    page = DocumentPage(editor, agreement.pk)
    page.send(State.WITHDRAWN)
    assert "Give the reason for withdrawal" in page.errors
    page.fill(withdrawal_reason_en="Test reason 17").send(State.WITHDRAWN)
    agreement.refresh_from_db()
    assert agreement.state == State.WITHDRAWN
    DocumentPage(editor, agreement.pk).send(State.PUBLISHED)
    agreement.refresh_from_db()
    assert agreement.state == State.PUBLISHED


def test_what_was_published_is_never_a_draft_again(editor: Client) -> None:
    agreement = Agreement.objects.published()[0]
    page = DocumentPage(editor, agreement.pk)
    page.send(State.DRAFT)
    assert not page.saved
    assert Agreement.objects.published().filter(pk=agreement.pk).exists()


def test_the_id_of_a_published_document_cannot_be_changed(editor: Client) -> None:
    agreement = Agreement.objects.published()[0]
    page = DocumentPage(editor, agreement.pk)
    assert "record_id" not in page.fields
    page.fill(record_id="test-17").send()
    assert page.saved, page.errors
    assert Agreement.objects.get(pk=agreement.pk).record_id == agreement.record_id
    with pytest.raises(IntegrityError, match="its id stands in its address"), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(record_id="test-17")


def test_a_document_that_was_ever_published_cannot_be_deleted(editor: Client) -> None:
    agreement = Agreement.objects.published().filter(inverse_relations=None)[0]
    url = reverse("admin:agreements_agreement_delete", args=[agreement.pk])
    assert editor.post(url, {"post": "yes"}).status_code == 403
    with pytest.raises(IntegrityError, match="Withdraw it instead"), transaction.atomic():
        agreement.delete()
    with pytest.raises(IntegrityError, match="the date of that"), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(state=State.DRAFT, first_published=None)


def test_an_editor_can_delete_a_draft_and_a_cataloguer_cannot(cataloguer: Client, editor: Client) -> None:
    page = draft(cataloguer)
    page.send()
    url = reverse("admin:agreements_agreement_delete", args=[saved(page).pk])
    assert cataloguer.post(url, {"post": "yes"}).status_code == 403
    assert editor.post(url, {"post": "yes"}).status_code == 302


def test_several_documents_are_published_at_once_and_the_incomplete_stay_behind(editor: Client) -> None:
    ready, wanting = complete(editor), draft(editor)
    ready.send()
    first = saved(ready)
    wanting.send()
    second = saved(wanting)
    response = editor.post(reverse(LIST), {"action": "publish", "_selected_action": [first.pk, second.pk]}, follow=True)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (State.PUBLISHED, State.DRAFT)
    assert "The summary is missing in English" in response.content.decode()


def test_a_document_with_relations_is_published_from_the_list(editor: Client) -> None:
    other = Agreement.objects.published()[0]
    unpublished = artificial(18, state=State.DRAFT)
    for number, to in enumerate((other, unpublished)):
        page = complete(editor, title_en=f"Test Agreement {number}")
        page.add_line("relations", type="cites", to=to.pk)
        page.fill(**{"sources-0-supports": ["parties", "signed", "clauses", "relations"]}).send()
        agreement = saved(page)
        editor.post(reverse(LIST), {"action": "publish", "_selected_action": [agreement.pk]})
        agreement.refresh_from_db()
        assert agreement.state == State.PUBLISHED


def test_only_superusers_manage_users(editor: Client, cataloguer: Client) -> None:
    for client in (editor, cataloguer):
        assert client.get(reverse("admin:auth_user_changelist")).status_code == 403


def test_a_party_of_published_documents_is_an_editors_to_change(cataloguer: Client, editor: Client) -> None:
    url = reverse("admin:agreements_party_change", args=[Party.objects.published()[0].pk])
    assert b'name="_save"' not in cataloguer.get(url).content
    assert b'name="_save"' in editor.get(url).content


def test_the_second_of_two_editors_is_told_and_loses_nothing(cataloguer: Client, editor: Client) -> None:
    page = complete(cataloguer)
    page.send()
    agreement = saved(page)
    mine, theirs = DocumentPage(cataloguer, agreement.pk), DocumentPage(editor, agreement.pk)
    theirs.fill(notes_en="Test note of the editor").send()
    assert theirs.saved
    mine.fill(notes_en="Test note of the cataloguer").add_line(
        "clauses", ref="Test Article 2", heading_en="Test heading"
    )
    mine.send()
    assert "test-editor saved this" in mine.errors
    assert mine.fields["notes_en"] == "Test note of the cataloguer"
    assert mine.fields["clauses-1-ref"] == "Test Article 2"
    agreement.refresh_from_db()
    assert agreement.notes_en == "Test note of the editor"
    mine.send()
    assert mine.saved, mine.errors
    agreement.refresh_from_db()
    assert agreement.notes_en == "Test note of the cataloguer"


def test_a_line_that_somebody_removed_meanwhile_is_not_lost(cataloguer: Client) -> None:
    page = complete(cataloguer)
    page.send()
    agreement = saved(page)
    mine = DocumentPage(cataloguer, agreement.pk).fill(**{"clauses-0-heading_en": "Test heading 18"})
    DocumentPage(cataloguer, agreement.pk).fill(**{"clauses-0-DELETE": "on"}).send()
    assert not agreement.clauses.exists()
    mine.send()
    assert not mine.saved
    mine.send()
    assert mine.saved, mine.errors
    assert agreement.clauses.get().heading_en == "Test heading 18"


def test_a_clause_added_meanwhile_keeps_its_number(cataloguer: Client) -> None:
    page = complete(cataloguer)
    page.send()
    agreement = saved(page)
    pages = [DocumentPage(cataloguer, agreement.pk) for _person in range(2)]
    for name, one in zip("AB", pages, strict=True):
        one.add_line("clauses", heading_en=f"Test heading {name}").send()
    pages[1].send()
    assert pages[1].saved, pages[1].errors
    assert list(agreement.clauses.values_list("number", "heading_en"))[1:] == [
        (2, "Test heading A"),
        (3, "Test heading B"),
    ]
