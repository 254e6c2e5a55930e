"""Where a reader can start: the clause of the day, and questions that have an answer."""

import datetime
import html
import re

import pytest
from django.test import Client
from django.utils.translation import override

from agreements.base.database import settle
from agreements.base.languages import Text
from agreements.models import Agreement, Clause, State, Status
from agreements.pages.starting import LONGEST, SHORTEST, clause_of, questions
from agreements.search import FacetValue
from tests.artificial import artificial

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 1)
QUESTION = re.compile(r'<li><a href="([^"]+)" rel="nofollow">([^<]+)</a> <span class="count">(\d+)</span></li>')
FOUND = re.compile(r"data-result-count>\s*(\d+)")


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_every_day_has_another_clause_in_the_language_of_the_page(record: None, language: str) -> None:
    with override(language):
        days = [clause_of(DAY + datetime.timedelta(number)) for number in range(30)]
        assert days == [clause_of(DAY + datetime.timedelta(number)) for number in range(30)]
    said = [day.said for day in days if day]
    assert len(set(said)) == 30
    assert all(text.lang == language and SHORTEST <= len(text) <= LONGEST for text in said)


def test_only_a_published_clause_is_quoted_and_an_official_text_before_a_summary(record: None) -> None:
    clause = Clause.objects.published().order_by("-pk")[0]
    Clause.objects.filter(pk=clause.pk).update(text_ru="Т" * SHORTEST, text_en="T" * (LONGEST + 1))
    with override("ru"):
        quoted = clause_of(DAY)
    assert quoted
    assert (quoted.clause, quoted.said, quoted.is_official) == (clause, "Т" * SHORTEST, True)
    with override("en"):
        quoted = clause_of(DAY)
    assert quoted
    assert not quoted.is_official
    Agreement.objects.update(state=State.DRAFT)
    assert clause_of(DAY) is None


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_every_question_has_as_many_answers_as_it_says(record: None, client: Client, language: str) -> None:
    page = client.get(f"/{language}/").content.decode()
    asked = QUESTION.findall(page)
    assert len(asked) == 3
    for address, _words, count in asked:
        found = FOUND.search(client.get(html.unescape(address)).content.decode())
        assert found
        assert found[1] == count != "0"


def test_a_question_asks_for_a_city_for_all_statuses_in_force_and_for_nothing_that_is_empty(record: None) -> None:
    Status.objects.create(key="test-force", force="in", label_en="Test", label_ru="Тест", label_kk="Тест")

    def value(key: str, count: int) -> FacetValue:
        return FacetValue(key, Text(key, "en"), count, selected=False, query="")

    facets = {
        "place": [value("omsk-oblast", 9), value("astana", 0), value("omsk", 3)],
        "status": [value("expired", 8), value("in-force", 4), value("test-force", 2)],
        "theme": [value("sport", 0), value("libraries", 1)],
    }
    assert [(one.url.partition("?")[2], one.count) for one in questions(facets)] == [
        ("place=omsk", 3),
        ("status=in-force&status=test-force", 6),
        ("theme=libraries", 1),
    ]


def test_what_was_published_last_is_the_first_of_the_latest_whenever_it_was_signed(
    record: None, client: Client
) -> None:
    old = artificial(1, signed="1995")
    page = client.get("/en/").content.decode()
    assert re.findall(r'<h3 class="card__title">\s*<a href="([^"]+)"', page)[0] == old.get_absolute_url()


def test_an_empty_archive_has_a_front_page_without_quotation_questions_and_years(record: None, client: Client) -> None:
    Agreement.objects.update(state=State.DRAFT)
    settle()
    page = client.get("/en/").content.decode()
    assert 'id="q"' in page
    for part in ('class="quotation"', 'class="starting', 'class="drawing histogram'):
        assert part not in page


def test_years_are_drawn_of_three_documents_and_not_of_two(record: None, client: Client) -> None:
    three = "/en/agreements/?q=museums&kind=memorandum"
    assert FOUND.search(client.get(three).content.decode())[1] == "3"  # type: ignore[index]
    assert 'class="drawing histogram' in client.get(three).content.decode()
    two = client.get("/en/agreements/?kind=treaty").content.decode()
    assert FOUND.search(two)[1] == "2"  # type: ignore[index]
    assert 'class="drawing histogram' not in two
    assert 'name="year_from"' in two
