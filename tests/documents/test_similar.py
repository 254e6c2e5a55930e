"""Similar clauses: close ones of other published documents, with how close."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.base.database import settle
from agreements.documents.similar import similar_clauses, similar_documents
from agreements.models import Agreement, State
from tests.artificial import artificial
from tests.markup import markup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

THEATRES = "2017-memorandum-bolshoi-astana-opera"
SOLOISTS = "2019-02-09-agreement-bolshoi-astana-opera-astana-ballet"


@pytest.fixture(autouse=True)
def statistics(record: None) -> None:
    """The database knows how common each stem is, as it does when autovacuum has passed by."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_similar")


def document(record_id: str) -> Agreement:
    return Agreement.objects.get(record_id=record_id)


def neighbours_of(agreement: Agreement, number: int = 1) -> list[tuple[str, str]]:
    """Titles of the documents of the clauses that are close to clause ``number``, with the degree in words."""
    clause = agreement.clauses.get(number=number)
    settle()
    found = similar_clauses(agreement).get(clause.pk, [])
    return [(one.clause.agreement.title_en, str(one.degree)) for one in found]


def test_the_page_names_the_closest_clause_of_another_document(client: Client) -> None:
    text = unescape(markup(client.get(f"/en/agreements/{THEATRES}/").content))
    closest = re.search(r'class="similar__degree">([^<]+)</span><a href="([^"]+)">([^<]+)<', text)
    assert closest is not None
    assert closest.groups() == ("very close", f"/en/agreements/{SOLOISTS}/#clause-1", "Soloists at the Bolshoi")


def test_clauses_without_a_theme_in_common_are_never_similar() -> None:
    words = ("Test lanterns", "Paper lanterns are lit on the quay.")
    first = artificial(1, (*words, "education"))
    artificial(2, (*words, "sport"))
    assert neighbours_of(first) == []


def test_the_same_clause_elsewhere_is_very_close_and_a_distant_one_is_not_named() -> None:
    first = artificial(1, ("Test lanterns", "Paper lanterns are lit on the quay.", "education"))
    artificial(2, ("Test lanterns", "Paper lanterns are lit on the quay.", "education"))
    artificial(3, ("Kites", "Zebra crossing marble umbrella violet.", "education"))
    assert neighbours_of(first) == [("Test Agreement 2", "very close")]


def test_words_are_compared_in_any_of_their_forms() -> None:
    first = artificial(1, ("Lantern", "A lantern was lighting the quays.", "education"))
    artificial(2, ("Lanterns", "Lanterns light a quay.", "education"))
    assert neighbours_of(first)[0][0] == "Test Agreement 2"


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.WITHDRAWN])
def test_clauses_of_documents_that_are_not_public_are_never_named(state: str, client: Client) -> None:
    same = ("Test lanterns", "Paper lanterns are lit on the quay.", "education")
    first = artificial(1, same)
    artificial(2, same, state=state)
    assert neighbours_of(first) == []
    assert "Test Agreement 2" not in client.get(first.get_absolute_url()).content.decode()


def test_a_document_is_not_compared_with_itself() -> None:
    same = ("Test lanterns", "Paper lanterns are lit on the quay.", "education")
    assert neighbours_of(artificial(1, same, same)) == []


def test_at_most_three_clauses_are_named_the_closest_first() -> None:
    lanterns = "Paper lanterns are lit on the quay"
    first = artificial(1, ("Test lanterns", lanterns, "education"))
    artificial(2, ("Test lanterns", f"{lanterns} zebra marble umbrella violet saffron", "education"))
    for number in (3, 4, 5):
        artificial(number, ("Test lanterns", lanterns, "education"))
    settle()
    found = similar_clauses(first)[first.clauses.get().pk]
    assert [one.clause.agreement.title_en for one in found] == [f"Test Agreement {number}" for number in (3, 4, 5)]
    assert all(one.percent == "100%" for one in found)


def test_quotes_and_backslashes_in_a_clause_do_no_harm() -> None:
    odd = (
        "Test ' \\ \" | & ! ( ) :* <->",
        "O'Brien\\'s 'lanterns' & (quays) | a:b http://example.org/a'b",
        "education",
    )
    first = artificial(1, odd)
    artificial(2, odd)
    assert neighbours_of(first) == [("Test Agreement 2", "very close")]


def test_a_clause_of_stop_words_alone_has_no_neighbours() -> None:
    assert neighbours_of(artificial(1, ("The", "of and to", "education"))) == []


def test_clauses_are_found_before_the_database_has_any_statistics() -> None:
    same = ("Test lanterns", "Paper lanterns are lit on the quay.", "education")
    first = artificial(1, same)
    artificial(2, same)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM pg_statistic WHERE starelid = 'search_similar'::regclass"
            " AND staattnum = (SELECT attnum FROM pg_attribute"
            " WHERE attrelid = 'search_similar'::regclass AND attname = 'stems')"
        )
    assert neighbours_of(first) == [("Test Agreement 2", "very close")]


def test_a_longer_document_asks_no_more_queries() -> None:
    same = ("Test lanterns", "Paper lanterns are lit on the quay.", "education")
    one, many = artificial(1, same), artificial(2, *[same] * 20)
    settle()
    with CaptureQueriesContext(connection) as few:
        similar_clauses(one)
    with CaptureQueriesContext(connection) as more:
        similar_clauses(many)
    assert len(few) == len(more) == 2


def test_edited_words_count_at_once_also_after_an_update_in_bulk() -> None:
    first = artificial(1, ("Test lanterns", "Paper lanterns are lit on the quay.", "education"))
    second = artificial(2, ("Kites", "Zebra crossing marble umbrella violet.", "education"))
    second.clauses.update(heading_en="Test lanterns", summary_en="Paper lanterns are lit on the quay.")
    assert neighbours_of(first) == [("Test Agreement 2", "very close")]


def test_documents_with_the_same_parties_come_first_among_similar_ones() -> None:
    first = document(THEATRES)
    closest = similar_documents(first)[0]
    assert {one.party_id for one in closest.participations.all()} & {one.party_id for one in first.participations.all()}
    assert first not in similar_documents(first)


def test_documents_that_are_not_public_are_never_similar() -> None:
    Agreement.objects.filter(record_id=SOLOISTS).update(state=State.DRAFT)
    assert SOLOISTS not in [one.record_id for one in similar_documents(document(THEATRES))]
