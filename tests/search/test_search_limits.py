"""A search takes no longer than it may, whatever is asked: the database, and the reader, are left alone in time."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.http import QueryDict
from django.test import Client
from django.test.signals import template_rendered
from django.test.utils import CaptureQueriesContext

from agreements.base import database
from agreements.base.database import TooSlow, is_cancelled, reading
from agreements.entities import views as entities_views
from agreements.insights.charts import CHARTS, WIDE
from agreements.models import Agreement
from agreements.search import Answer, Search, choices, counts, spelling, suggestions

LIMIT = "statement_timeout"
BROKEN_OFF = "This search takes too long. Use fewer or rarer words."


def setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])


def endless(*_args: Any, **_options: Any) -> Any:
    """A question that would keep the database busy for hours, asked so late that a test does not feel it."""
    with reading(0.05), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM generate_series(1, 1000000000000)")
        return cursor.fetchone()


def too_slow(*_args: Any) -> Any:
    raise TooSlow


@contextmanager
def statements(pattern: str = "") -> Iterator[list[tuple[str, str]]]:
    """The statements that the database answers, each with the limit that it was under."""
    seen: list[tuple[str, str]] = []

    def spy(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        answer = execute(sql, params, many, context)
        if "SAVEPOINT" not in sql and re.search(pattern, sql):
            with context["connection"].connection.cursor() as cursor:
                cursor.execute(f"SHOW {LIMIT}")
                seen.append((sql, cursor.fetchone()[0]))
        return answer

    with connection.execute_wrapper(spy):
        yield seen


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "pattern"),
    [
        ("agreements/", r"\b(search|agreements)_"),
        ("agreements/?mark=pair.russian-federation.republic-of-kazakhstan&mark=kinds.state.state", r"\bagreements_"),
        ("agreements/?q=culture+librarees&kind=memorandum&theme=sport", r"\b(search|agreements)_"),
        ("agreements/?q=culture&view=clauses&sort=title&page=2", r"\b(search|agreements)_"),
        ("agreements/?q=hermitage+libraries&kind=treaty&year_to=1995", r"\b(search|agreements)_"),
        ("agreements/2013-11-11-treaty-good-neighbourliness/?q=culture", r"\bsearch_"),
        ("suggest/?q=cult", r"\b(search|agreements)_"),
        ("insights/", r"\b(search|agreements)_"),
        ("insights/?q=culture", r"\b(search|agreements)_"),
        *((f"insights/{chart}.csv", r"\b(search|agreements)_") for chart in CHARTS),
        ("themes/", r"\bsearch_"),
        ("parties/russian-federation/", r"\bsearch_"),
        ("", r"\bsearch_"),
    ],
)
def test_every_question_of_a_page_is_asked_under_a_limit(
    record: None, client: Client, address: str, pattern: str
) -> None:
    with statements(pattern) as seen:
        assert client.get(f"/en/{address}").status_code == 200
    # The clauses that are alike are no part of a search.
    asked = [(sql, limit) for sql, limit in seen if "SET CONSTRAINTS" not in sql and "search_similar" not in sql]
    assert asked
    assert not [sql for sql, limit in asked if limit == "0"]


@pytest.mark.django_db
def test_a_question_that_takes_too_long_is_broken_off() -> None:
    with pytest.raises(TooSlow), reading():
        endless()


@pytest.mark.django_db
def test_what_was_used_up_cannot_be_spent_again() -> None:
    with reading():
        with pytest.raises(TooSlow):
            endless()
        with statements() as seen, pytest.raises(TooSlow):
            Agreement.objects.count()
    assert not seen


class Cancelled(Exception):
    """What a driver raises when a statement is cancelled."""


@pytest.mark.parametrize("name", ["pgcode", "sqlstate"])
def test_a_cancelled_statement_is_known_in_the_words_of_either_driver(name: str) -> None:
    for code, expected in (("57014", True), ("57P01", False), (None, False)):
        error = OperationalError()
        error.__cause__ = Cancelled()
        setattr(error.__cause__, name, code)
        assert is_cancelled(error) is expected
    assert not is_cancelled(OperationalError())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "name", [LIMIT, "enable_seqscan", "join_collapse_limit", "jit", "pg_trgm.similarity_threshold"]
)
def test_a_search_leaves_no_setting_behind(record: None, name: str, client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_limit(0.3)")
    before = setting(name)
    for address in ("agreements/?q=librarees", "suggest/?q=cult", "insights/?q=culture"):
        client.get(f"/en/{address}")
        assert setting(name) == before, address
    with pytest.raises(TooSlow), reading():
        endless()
    assert setting(name) == before


@pytest.mark.django_db
def test_inside_a_transaction_a_search_that_is_broken_off_leaves_the_rest_of_it_alone(
    record: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counts, "count", endless)
    with transaction.atomic():
        Agreement.objects.filter(record_id__startswith="2013").update(notes_en="Test note 17")
        before = setting(LIMIT)
        asked = Search(QueryDict("q=culture"))
        assert Answer(asked).total == 0
        assert asked.errors == {"q": [BROKEN_OFF]}
        assert setting(LIMIT) == before
        assert Agreement.objects.filter(notes_en="Test note 17").exists()
    assert Agreement.objects.filter(notes_en="Test note 17").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("view", ["documents", "clauses"])
@pytest.mark.parametrize(
    "name",
    [
        "search.ask",
        "choices.labels",
        "counts.count",
        "highlights._best_clauses",
        "why.where_found",
        "hits.Hits.neighbours",
    ],
)
def test_whatever_takes_too_long_the_page_says_so(
    record: None, client: Client, monkeypatch: pytest.MonkeyPatch, name: str, view: str
) -> None:
    monkeypatch.setattr(f"agreements.search.{name}", endless)
    answer = client.get(f"/en/agreements/?q=culture&theme=libraries&view={view}")
    assert answer.status_code == 200
    in_documents = name == "highlights._best_clauses"
    is_late = in_documents or name == "why.where_found"
    slow = name != "hits.Hits.neighbours" and not (view == "clauses" and in_documents)
    assert (BROKEN_OFF in answer.content.decode()) == slow
    assert ('class="card"' in answer.content.decode()) == (not slow or is_late), "what is there is shown"
    document = "/en/agreements/2013-11-11-treaty-good-neighbourliness/?q=trust"
    assert client.get(document).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "",
        "agreements/?q=culture&kind=treaty",
        "agreements/?q=hermitage&kind=treaty&year_to=2000",
        "insights/?kind=treaty",
    ],
)
def test_nothing_is_asked_while_a_page_is_rendered(record: None, client: Client, address: str) -> None:
    """So an error of the search is known before the page is begun."""
    asked_before: list[int] = []
    with statements() as seen:
        receiver = template_rendered.connect(lambda **_sent: asked_before.append(len(seen)), weak=False)
        try:
            assert client.get(f"/en/{address}").status_code == 200
        finally:
            template_rendered.disconnect(receiver)
    assert asked_before
    asked = [sql for sql, _limit in seen[asked_before[0] :] if "SAVEPOINT" not in sql]
    assert asked == []


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["", "themes/", "themes/education/", "places/astana/", "compare/?q=culture"])
def test_a_page_that_would_show_wrong_numbers_is_not_shown(
    record: None, client: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(counts, "count", endless)
    monkeypatch.setattr(entities_views, "count", endless)
    answer = client.get(f"/en/{address}")
    assert answer.status_code == 503
    assert "This takes too long" in answer.content.decode()


@pytest.mark.django_db
def test_choices_are_kept_where_there_is_no_time_to_look_them_up(record: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choices, "labels", endless)
    asked = Search(QueryDict("kind=treaty"))
    answer = Answer(asked)
    assert asked.choices.facets == {"kind": ["treaty"]}
    assert [chip.value_label for chip in answer.chips] == ["treaty"]
    assert not answer.is_complete
    assert list(asked.errors) == ["q"]


@pytest.mark.django_db
def test_suggestions_that_take_too_long_are_none(record: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggestions, "labels", endless)
    answer = client.get("/en/suggest/?q=hermitage")
    assert (answer.status_code, answer.json()) == (200, {"suggestions": []})


@pytest.mark.django_db
def test_suggestions_are_what_was_found_in_time(record: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggestions, "SECONDS", 5)
    monkeypatch.setattr(suggestions, "_documents", too_slow)
    found = client.get("/en/suggest/?q=hermitage").json()["suggestions"]
    assert {suggestion["kind"] for suggestion in found} == {"party"}


def one_second_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock by which each statement takes a second: it is read before and after."""
    ticks = count()
    monkeypatch.setattr(database, "clock", lambda: float(next(ticks)))


EIGHT_WORDS = (
    "q=hermitage+libraries+baikonur+opera+cosmos+athletes+volunteers+cinema&kind=treaty&level=municipal&year_to=1990"
)


@pytest.mark.django_db
@pytest.mark.parametrize("seconds", [3, 12, 40])
def test_all_that_a_request_asks_is_bounded_together(
    record: None, client: Client, monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    monkeypatch.setattr(database, "SECONDS", seconds)
    one_second_each(monkeypatch)
    with statements(r"\b(search|agreements)_(?!settle)") as seen:
        assert client.get(f"/en/agreements/?{EIGHT_WORDS}").status_code == 200
    assert 0 < len(seen) <= seconds


@pytest.mark.django_db
def test_the_limit_of_a_statement_is_the_time_that_is_left(record: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "SECONDS", 10)
    one_second_each(monkeypatch)
    with reading():
        limits = [setting(LIMIT) for _ in range(10)]
    left = range(10, 0, -1)
    assert [int(limit.removesuffix("s")) for limit in limits] == pytest.approx(left, rel=0.12)


@pytest.mark.django_db
def test_a_search_that_was_broken_off_is_not_loosened(
    record: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counts, "count", endless)
    with statements(r"\bsearch_(?!settle)") as seen:
        answer = client.get(f"/en/agreements/?{EIGHT_WORDS}")
    assert BROKEN_OFF in answer.content.decode()
    assert "Nothing in the record fits" not in answer.content.decode(), "nobody has looked to the end"
    assert answer.context["answer"].ways == []
    asked = [sql for sql, _limit in seen if "agreements_theme" not in sql]
    with statements(r"\bsearch_(?!settle)") as seen, pytest.raises(TooSlow):
        _ = Search(QueryDict(EIGHT_WORDS)).total
    assert len(asked) <= len(seen) + 1, "no more than the search itself, and the names of the facets"


@pytest.mark.django_db
def test_a_question_that_was_not_understood_is_not_loosened(record: None) -> None:
    answer = Answer(Search(QueryDict("q=???&kind=treaty&year_to=1900")))
    assert (answer.total, answer.ways) == (0, [])


@pytest.mark.django_db
def test_insights_that_take_too_long_say_so(record: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for charts in (WIDE, CHARTS):  # of the page, and of files
        monkeypatch.setitem(charts, "years", endless)
    answer = client.get("/en/insights/?kind=treaty")
    assert answer.status_code == 200
    assert "This takes too long. Narrow the choice, or try again." in answer.content.decode()
    for form in ("csv", "svg"):
        refused = client.get(f"/en/insights/years.{form}?kind=treaty")
        assert refused.status_code == 503
        assert "too long" in refused.content.decode()


@pytest.mark.parametrize("longest", [spelling.LONGEST, 1000], ids=["as it is", "if long words were compared"])
def test_one_long_word_does_not_take_the_time_of_a_whole_page(
    client: Client, record: None, longest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sound of a word is made once; made for each word of the record, it would take all five seconds."""
    monkeypatch.setattr(spelling, "LONGEST", longest)
    html = client.get("/en/agreements/", {"q": 80 * "я"}).content.decode()
    assert "This search takes too long" not in html
    assert 80 * "я" in html


@pytest.mark.parametrize(("letters", "compared"), [(spelling.LONGEST, True), (spelling.LONGEST + 1, False)])
def test_words_that_are_too_long_are_not_looked_for_in_other_spellings(
    client: Client, record: None, letters: int, compared: bool
) -> None:
    with CaptureQueriesContext(connection) as asked:
        client.get("/en/agreements/", {"q": letters * "я"})
    assert any("search_sound(folded)" in query["sql"] for query in asked) == compared
