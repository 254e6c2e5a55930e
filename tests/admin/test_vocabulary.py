"""An editor says of a term what the archive does with it."""

import json

import pytest
from django.test import Client

from agreements.models import Agreement, Kind, Party, Status, Term, Theme
from tests.artificial import artificial

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]
WORDS = {
    "label_en": "Convention",
    "label_ru": "Конвенция",
    "label_kk": "Конвенция",
    "alt_en": "",
    "alt_ru": "",
    "alt_kk": "",
}


def cited_as(document: Agreement) -> str:
    """The type of a document in a file for reference managers."""
    file = Client().get(f"/en/agreements/{document.record_id}/cite.json").content
    return str(json.loads(file)[0]["type"])


def test_a_kind_that_an_editor_adds_is_cited_as_a_treaty_once_she_says_so(editor: Client) -> None:
    fields = {"key": "convention", "position": "90", **WORDS}
    assert editor.post("/admin/agreements/kind/add/", fields).status_code == 302
    document = artificial(17)
    document.kind = Kind.objects.get(pk="convention")
    document.save()
    assert cited_as(document) == "report"
    assert editor.post("/admin/agreements/kind/convention/change/", {**fields, "treaty": "on"}).status_code == 302
    assert cited_as(document) == "treaty"


@pytest.mark.parametrize("scheme", Term.schemes())
def test_the_form_of_a_term_asks_for_all_that_it_can_do(editor: Client, scheme: str) -> None:
    model = Term.schemes()[scheme]
    page = editor.get(f"/admin/agreements/{model._meta.model_name}/add/")
    fields = {*page.context["adminform"].form.fields}
    assert {*model.behaviour, "key", "label_en", "label_ru", "label_kk", "alt_en", "alt_ru", "alt_kk"} <= fields
    assert ("What the archive does with it" in page.content.decode()) == bool(model.behaviour)
    assert ("inverse_en" in fields) == (scheme == "relation")


def test_a_new_document_begins_with_the_first_status_that_says_nothing_of_force(editor: Client) -> None:
    words = dict.fromkeys(("label_en", "label_ru", "label_kk"), "Test label 17")
    Status.objects.update(position=50)
    Status.objects.create(key="test-status-17", position=1, force="in", **words)
    Status.objects.create(key="test-status-18", position=2, **words)
    form = editor.get("/admin/agreements/agreement/add/").context["adminform"].form
    assert form.get_initial_for_field(form.fields["status"], "status") == "test-status-18"


@pytest.mark.parametrize("scheme", sorted(Term.schemes().keys() - {"synonym", "cue"}))
def test_a_term_that_documents_carry_is_not_deleted_and_the_page_names_them(admin_client: Client, scheme: str) -> None:
    model = Term.schemes()[scheme]
    document = artificial(17)
    document.relations.create(to=artificial(18), type_id="cites")
    document.themes.add(Theme.objects.get(key="science"))
    party = Party.objects.create(slug="test-17", side="RU", kind_id="ministry", name_en="Test", name_ru="Т")
    carried = {"relation": "cites", "theme": "science", "party_kind": "ministry"}
    key = carried.get(scheme) or str(getattr(document, f"{scheme}_id"))
    named = str(party) if scheme == "party_kind" else document.record_id
    name = model._meta.model_name
    bulk = {"action": "delete_selected", "_selected_action": [key], "post": "yes"}
    for address, data in (
        (f"/admin/agreements/{name}/{key}/delete/", {"post": "yes"}),
        (f"/admin/agreements/{name}/", bulk),
    ):
        answer = admin_client.post(address, data)
        assert answer.status_code == 200
        html = answer.content.decode()
        assert "named in:" in html
        assert named in html
        assert "object (" not in html  # no line of a table between
        assert model._default_manager.filter(pk=key).exists()


def test_the_key_of_a_term_is_not_changed_by_a_forged_form(admin_client: Client) -> None:
    Theme.objects.create(key="test-17", label_en="Test", label_ru="Т", label_kk="Т")
    admin_client.post("/admin/agreements/theme/test-17/change/", {"key": "test-18", "position": "90", **WORDS})
    assert list(Theme.objects.filter(key__startswith="test-").values_list("key", "label_en")) == [
        ("test-17", "Convention")
    ]
