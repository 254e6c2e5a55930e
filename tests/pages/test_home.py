"""Where a reader can start: the clause of the day, and questions that have an answer."""

import datetime
import html
import re

import pytest
from django.test import Client
from django.utils.translation import override

from agreements.base.database import settle
from agreements.models import Agreement, Clause, State
from agreements.pages.starting import LONGEST, SHORTEST, clause_of

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
