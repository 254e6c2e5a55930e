"""Where a reader can start: the clause of the day, and questions that have an answer."""

import datetime
import html
import re

import pytest
from django.test import Client
from django.utils.translation import override

from agreements.base.database import settle
from agreements.base.languages import LANGUAGES, Text
from agreements.models import Agreement, Clause, State, Status
from agreements.pages.starting import LONGEST, SHORTEST, clause_of, questions
from agreements.search import FacetValue
from tests.artificial import artificial

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 1)
QUESTION = re.compile(r'<li><a href="([^"]+)" rel="nofollow">([^<]+)</a> <span class="count">(\d+)</span></li>')
FOUND = re.compile(r"data-result-count>\s*(\d+)")


def test_every_day_has_another_clause_the_same_in_all_languages(record: None) -> None:
    days = [DAY + datetime.timedelta(number) for number in range(10)]
    quoted = {}
    for language in LANGUAGES:
        with override(language):
            quoted[language] = [quotation for day in days if (quotation := clause_of(day))]
    clauses = {language: [quotation.clause for quotation in told] for language, told in quoted.items()}
    assert clauses["ru"] == clauses["kk"] == clauses["en"]
    assert len(set(clauses["en"])) == len(days)
    for language, told in quoted.items():
        assert all(one.said.lang == language and SHORTEST <= len(one.said) <= LONGEST for one in told)


def test_what_is_known_from_an_account_only_is_not_quoted_as_a_clause() -> None:
    artificial(1, ("Test heading", "Test provision", "libraries"))
    saying = {f"summary_{lang}": "Т" * SHORTEST for lang in LANGUAGES}
    Clause.objects.update(ref="", **saying)
    assert clause_of(DAY) is None
    Clause.objects.update(ref="Article 1")
    assert clause_of(DAY)
    Clause.objects.update(summary_kk="")  # and not where a language would have to do without it
    assert clause_of(DAY) is None


def test_only_a_published_clause_is_quoted_and_an_official_text_before_a_summary() -> None:
    artificial(1, ("Test heading", "Test provision", "libraries"))
    saying = {f"summary_{lang}": "S" * SHORTEST for lang in LANGUAGES}
    Clause.objects.update(ref="Article 1", text_ru="Т" * SHORTEST, text_en="T" * (LONGEST + 1), **saying)
    with override("ru"):
        quoted = clause_of(DAY)
    assert quoted
    assert (quoted.said, quoted.is_official) == ("Т" * SHORTEST, True)
    with override("en"):
        quoted = clause_of(DAY)
    assert quoted
    assert (quoted.said, quoted.is_official) == ("S" * SHORTEST, False)
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
