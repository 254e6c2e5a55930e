"""A whole document is entered on one page, found in the list, and its files are what they say."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import Agreement, Clause, Party, Person, Region, State, Theme
from tests.admin.page import LIST, THREE, DocumentPage, complete, draft, in_three, saved
from tests.uploaded import pdf

pytestmark = pytest.mark.usefixtures("record")


def test_a_draft_needs_only_title_kind_level_date_and_confidence(cataloguer: Client) -> None:
    page = draft(cataloguer)
    page.send()
    agreement = saved(page)
    assert (agreement.state, agreement.summary_en) == (State.DRAFT, "")


def test_an_id_left_empty_is_made_of_date_kind_and_title(cataloguer: Client) -> None:
    page = draft(cataloguer, title_en="Agreement between A and B on Test Museums", signed="[2013..2015]")
    page.send()
    assert saved(page).record_id == "2015-agreement-test-museums"


def test_a_second_document_of_the_same_name_gets_another_id(cataloguer: Client) -> None:
    for _time in range(2):
        page = draft(cataloguer, title_en="Test Agreement 17")
        page.send()
    ids = list(Agreement.objects.order_by("-pk").values_list("record_id", flat=True)[:2])
    assert len(set(ids)) == 2
    assert all(record_id.startswith("2015-05-agreement-test-17") for record_id in ids)


def test_an_id_that_is_taken_is_refused_with_advice(cataloguer: Client) -> None:
    page = draft(cataloguer, record_id=Agreement.objects.first().record_id)  # type: ignore[union-attr]
    page.send()
    assert "Add a word that tells the two apart" in page.errors


def test_lines_and_clauses_are_numbered_in_the_order_of_entry(cataloguer: Client) -> None:
    page = complete(cataloguer)
    page.add_line("clauses", **in_three("heading"), **in_three("summary"), themes=["libraries"])
    page.send()
    agreement = saved(page)
    assert list(agreement.clauses.values_list("number", flat=True)) == [1, 2]
    assert [p.party.side for p in agreement.participations.all()] == ["RU", "KZ"]
    assert list(agreement.participations.values_list("position", flat=True)) == [1, 2]


def test_two_clauses_cannot_share_a_number_but_can_swap_numbers(cataloguer: Client) -> None:
    page = complete(cataloguer)
    page.add_line("clauses", **in_three("heading", "Second"), **in_three("summary"), themes=["libraries"])
    page.fill(**{"clauses-0-number": "5", "clauses-1-number": "5"}).send()
    assert "Another clause has the number 5" in page.errors
    page.fill(**{"clauses-0-number": "1", "clauses-1-number": "2"}).send()
    agreement = saved(page)
    page = DocumentPage(cataloguer, agreement.pk)
    page.fill(**{"clauses-0-number": "2", "clauses-1-number": "1"}).send()
    assert page.saved, page.errors
    assert agreement.clauses.get(number=1).heading_en == "Second"


def test_themes_keep_the_order_in_which_they_were_chosen(cataloguer: Client) -> None:
    page = complete(cataloguer)
    page.send()
    agreement = saved(page)
    assert DocumentPage(cataloguer, agreement.pk).fields.getlist("themes") == ["science", "archives"]
    DocumentPage(cataloguer, agreement.pk).fill(themes=["archives", "science", "youth"]).send()
    assert DocumentPage(cataloguer, agreement.pk).fields.getlist("themes") == ["archives", "science", "youth"]


@pytest.mark.parametrize(
    ("values", "advice"),
    [
        ({"signed": "May 2015"}, "Write 2013, 2013-11 or 2013-11-11"),
        ({"signed": ""}, "Give the date of signature"),
        ({"signed": "2015", "in_force": "2014"}, "In force before it was signed"),
        ({"term_from": "2019", "term_until": "2017"}, "The term ends before it begins"),
        ({"kind": ""}, "Choose what kind of document it is"),
        ({"record_id": "Not An Id"}, "An id is made of a-z"),
        ({"languages": "Russian"}, "is not a language"),
    ],
)
def test_what_is_wrong_is_said_with_the_way_to_fix_it(cataloguer: Client, values: dict[str, str], advice: str) -> None:
    page = draft(cataloguer, **values)
    page.send()
    assert advice in page.errors


def test_languages_of_the_text_are_typed_in_one_line(cataloguer: Client) -> None:
    page = draft(cataloguer, languages="RU, kk kk")
    page.send()
    agreement = saved(page)
    assert agreement.languages == ["ru", "kk"]
    assert DocumentPage(cataloguer, agreement.pk).fields["languages"] == "ru, kk"


def test_the_list_takes_the_same_number_of_queries_for_few_and_many(editor: Client) -> None:
    def queries(url: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert editor.get(url).status_code == 200
        return len(captured)

    editor.get(reverse(LIST))
    few = queries(reverse(LIST) + "?level__key__exact=interagency&state__exact=published")
    many = queries(reverse(LIST) + "?state__exact=published")
    assert few >= many - 1
    assert many <= 25


def test_the_form_takes_the_same_number_of_queries_for_few_and_many_lines(editor: Client) -> None:
    page = complete(editor)
    page.send()
    agreement = saved(page)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            DocumentPage(editor, agreement.pk)
        return len(captured)

    few = queries()
    for number in range(2, 30):
        clause = Clause.objects.create(agreement=agreement, number=number, heading_en=f"Test heading {number}")
        clause.themes.add(*Theme.objects.filter(pk__in=("science", "archives")))
        agreement.sources.create(url=f"https://example.org/{number}", publisher="Test", kind="news", language="en")
        agreement.participations.create(party=Party.objects.order_by("-pk")[number])
    for person in Person.objects.all()[:20]:
        agreement.signatories.create(person=person, side="RU")
    agreement.relations.create(type_id="cites", to=Agreement.objects.order_by("pk")[0])
    one_relation = queries()
    for other in Agreement.objects.order_by("pk")[1:20]:
        agreement.relations.create(type_id="cites", to=other)
    assert queries() == one_relation
    assert one_relation <= few + 4, "people, other documents and types of relation are asked for once"


@pytest.mark.parametrize(
    "query",
    ["q=Hermitage", "q=Путин", "decade=2010", "side=-KZ", "themes__key__exact=archives", "signed_upper__year=2013"],
)
def test_an_archivist_can_search_and_filter(editor: Client, query: str) -> None:
    response = editor.get(f"{reverse(LIST)}?{query}")
    assert response.status_code == 200
    found = response.context["cl"].result_count
    assert found < Agreement.objects.count()
    assert (found > 0) == (query != "side=-KZ")


def test_the_list_shows_dates_as_they_are_known(editor: Client) -> None:
    agreement = Agreement.objects.filter(signed__startswith="[")[0]
    response = editor.get(reverse(LIST), {"q": agreement.record_id})
    assert str(agreement.signed_date) in response.content.decode()


def test_the_first_page_shows_what_waits_for_review(cataloguer: Client, editor: Client) -> None:
    complete(cataloguer, title_en="Test Agreement in review").send(State.IN_REVIEW)
    page = editor.get(reverse("admin:index")).content.decode()
    assert page.index("In review") < page.index("Test Agreement in review")


def test_view_on_site_is_offered_for_published_documents_only(editor: Client) -> None:
    page = draft(editor)
    page.send()
    assert "View on site" not in DocumentPage(editor, saved(page).pk).response.content.decode()
    published = Agreement.objects.published()[0]
    shown = DocumentPage(editor, published.pk).response.content.decode()
    assert published.get_absolute_url() in shown


@pytest.mark.parametrize(
    ("name", "content", "advice"),
    [
        ("test.pdf", b"<!doctype html><script>alert(1)</script>", "not a PDF file"),
        ("test.html", b"%PDF-1.7", "html"),
        ("test.png", b"\xff\xd8\xff\xe0", "not a PNG file"),
        ("test.pdf", pdf()[:-80], "damaged or incomplete"),
        ("test.pdf", pdf(catalog="/OpenAction << /S /JavaScript /JS (1) >>"), "Print it to PDF"),
    ],
)
def test_a_file_must_be_what_its_name_says(cataloguer: Client, name: str, content: bytes, advice: str) -> None:
    page = draft(cataloguer).add_line("attachments", title_en="Test scan", rights="Test right")
    page.send(files={"attachments-0-file": SimpleUploadedFile(name, content)})
    assert advice in page.errors


def test_an_uploaded_file_gets_a_safe_name(cataloguer: Client, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    page = draft(cataloguer).add_line("attachments", title_en="Test scan", rights="Test right")
    page.send(files={"attachments-0-file": SimpleUploadedFile("Скан <b>№ 1.PDF", pdf())})
    agreement = saved(page)
    name = agreement.attachments.get().file.name
    assert name == f"attachments/{agreement.record_id}/скан-bno-1.pdf"


def test_autocomplete_finds_a_party_by_its_russian_name(cataloguer: Client) -> None:
    response = cataloguer.get(
        reverse("admin:autocomplete"),
        {
            "app_label": "agreements",
            "model_name": "participation",
            "field_name": "party",
            "term": "Российская Федерация",
        },
    )
    assert str(Party.objects.get(name_en="Russian Federation").pk) in [r["id"] for r in response.json()["results"]]


def test_a_new_party_and_region_get_their_address_from_the_name(editor: Client) -> None:
    names = {"kind": "institution", "name_en": "Test Institution 17", "name_ru": "Тест 17"}
    for answers in {"side": "KZ"}, {"side": "RU", "is_another": "on"}:
        assert editor.post(reverse("admin:agreements_party_add"), names | answers).status_code == 302
    slugs = Party.objects.filter(name_en="Test Institution 17").order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["test-institution-17", "test-institution-17-2"]
    assert Region.objects.exists()


def test_other_words_of_a_theme_are_typed_one_a_line(editor: Client) -> None:
    url = reverse("admin:agreements_theme_change", args=["archives"])
    theme = editor.get(url).context["adminform"].form.instance
    data = {"position": theme.position, **{f"label_{lang}": getattr(theme, f"label_{lang}") for lang in THREE}}
    editor.post(url, {**data, "alt_en": "test one\n\n test two \ntest one", "alt_ru": "", "alt_kk": ""})
    theme.refresh_from_db()
    assert theme.alt_en == ["test one", "test two"]
