"""What careless cataloguers, hostile readers and broken machines do to the archive, and what it answers."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.models import (
    Agreement,
    Confidence,
    Kind,
    Level,
    Participation,
    Party,
    PartyKind,
    Place,
    Region,
    Relation,
    RelationType,
    Source,
    Status,
    Theme,
)
from agreements.search import loosening
from tests.artificial import artificial

pytestmark = pytest.mark.usefixtures("record")


@pytest.mark.parametrize("until", ["9999", "9999-12-31", "[2015..9999]"])
def test_a_term_to_the_end_of_the_calendar_is_shown(client: Client, until: str) -> None:
    document = artificial(17)
    Agreement.objects.filter(pk=document.pk).update(term_from="2015", term_until=until)
    assert client.get(document.get_absolute_url()).status_code == 200
    assert client.get("/en/insights/").status_code == 200


def test_a_relation_of_a_type_that_editors_added_is_shown(client: Client) -> None:
    one, other = artificial(17), artificial(18)
    kind = RelationType.objects.create(
        key="test-relation", position=99, label_en="test-relates to", label_ru="проверка", label_kk="сынақ"
    )
    Relation.objects.create(entry=one, type=kind, to=other)
    for document in (one, other):
        answer = client.get(document.get_absolute_url())
        assert answer.status_code == 200
        assert "test-relates to" in answer.content.decode()
    assert client.get(f"/en/compare/?a={one.record_id}").status_code == 200


@pytest.mark.parametrize("day", ["2015-02-31", "2015-06-31"])
def test_a_source_published_on_a_day_that_never_was_does_not_break_the_page(client: Client, day: str) -> None:
    document = artificial(17)
    Source.objects.create(
        entry=document, url="https://example.org/17", publisher="Test", kind="news", language="en", published=day
    )
    assert client.get(document.get_absolute_url()).status_code == 200
    for form in ("bib", "ris", "json"):
        assert client.get(f"{document.get_absolute_url()}cite.{form}").status_code == 200


def test_another_name_of_a_place_is_told_only_if_a_public_document_was_signed_there(client: Client) -> None:
    document = artificial(17)
    region = Region.objects.all()[0]
    known = Place.objects.create(slug="test-17", name_en="Test Town 17", region=region, lat=1, lon=1, country="KZ")
    Place.objects.create(
        slug="test-18", name_en="Test Town 18", region=region, lat=1, lon=1, country="KZ", same_as=known
    )
    Agreement.objects.filter(pk=document.pk).update(place=known)
    answer = client.get("/en/places/test-17/")
    assert answer.status_code == 200
    assert "Test Town 18" not in answer.content.decode()


def test_words_that_editors_add_to_the_vocabulary_are_shown_everywhere(client: Client) -> None:
    words = {"key": "test-word", "position": 99, "label_en": "Test word", "label_ru": "Слово", "label_kk": "Сөз"}
    for model in (Kind, Level, Status, PartyKind, Confidence, Theme):
        model.objects.create(**words)
    document = artificial(17, ("Heading", "Summary", "test-word"))
    for number, side in enumerate(("TJ", "RU"), 1):
        party = Party.objects.create(
            slug=f"test-party-{number}", side=side, kind_id="test-word", name_en=f"Party {number}", name_ru="Сторона"
        )
        Participation.objects.create(agreement=document, party=party, position=number)
    Agreement.objects.filter(pk=document.pk).update(
        kind="test-word", level="test-word", status="test-word", confidence="test-word", languages=["xx"]
    )
    document.themes.add(Theme.objects.get(key="test-word"))
    address = document.get_absolute_url()
    other = Agreement.objects.published().exclude(pk=document.pk)[0].record_id
    for path in (
        address,
        *(f"{address}cite.{form}" for form in ("bib", "ris", "json")),
        "/en/agreements/?kind=test-word",
        "/en/insights/",
        "/en/insights/?kind=test-word",
        "/en/about/",
        "/en/about/style/",
        "/en/parties/",
        "/en/parties/test-party-1/",
        "/en/themes/test-word/",
        f"/en/compare/?a={document.record_id}&b={other}",
    ):
        assert client.get(path).status_code == 200, path


def test_marks_of_charts_beyond_counting_are_refused_with_a_message(client: Client, record: None) -> None:
    marks = "&".join(f"mark=term.{number}" for number in range(1, 250))
    html = client.get(f"/en/agreements/?{marks}").content.decode()
    assert "No more than 5 marks of charts at once." in html


def test_only_a_few_ways_to_loosen_a_search_are_tried(client: Client, record: None) -> None:
    kinds = "&".join(f"kind={kind.key}" for kind in Kind.objects.all())
    themes = "&".join(f"theme={theme.key}" for theme in Theme.objects.all())
    with CaptureQueriesContext(connection) as captured:
        html = client.get(f"/en/agreements/?q=zzqxv&{kinds}&{themes}").content.decode()
    assert "No documents match all of these filters." in html
    assert len(captured) < 100


def test_no_way_to_loosen_a_search_is_tried_when_its_time_is_over(
    client: Client, record: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "/en/agreements/?q=hermitage&kind=treaty&year_to=2000"
    assert "without the words" in client.get(address).content.decode()
    monkeypatch.setattr(loosening, "SECONDS", -1)
    html = client.get(address).content.decode()
    assert "No documents match all of these filters." in html
    assert "without the words" not in html


@pytest.mark.parametrize("asked", ["OR", "AND", '""', "-", "NOT", "| &", "OR OR"])
@pytest.mark.parametrize(
    "path", ["agreements/", "agreements/?view=clauses", "insights/", "insights/themes.csv", "compare/"]
)
def test_a_question_of_operators_only_finds_nothing_and_breaks_nothing(client: Client, path: str, asked: str) -> None:
    answer = client.get(f"/en/{path}", {"view": "clauses" if "view" in path else "documents", "q": asked})
    assert answer.status_code in (200, 400, 404)


def test_a_form_that_is_not_ours_gets_a_page_of_ours(record: None) -> None:
    answer = Client(enforce_csrf_checks=True).post(
        "/admin/login/", {"username": "1"}, headers={"accept-language": "ru"}
    )
    assert answer.status_code == 403
    assert "css/archive.css" in answer.content.decode()
