"""Texts of any length are indexed: an entry has what any of its passages has, and a phrase is in one of them."""

import random
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client

from agreements.base.database import settle
from agreements.models import Agreement, Clause, SearchPassage
from agreements.search import Search
from agreements.search.results import ClauseHit
from tests.artificial import artificial

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

SIZE = 8000  # bytes of one piece


def total(text: str, **params: str) -> int:
    query = QueryDict(mutable=True)
    query.update({"q": text, **params})
    return Search(query).total


def shown(query: QueryDict) -> list[Any]:
    """The first page of what is found, with the words marked."""
    search = Search(query)
    page = search.page()
    search.highlight(page)
    return list(page.object_list)


def clauses(text: str, **params: str) -> list[ClauseHit]:
    query = QueryDict(mutable=True)
    query.update({"q": text, "view": "clauses", **params})
    return shown(query)


def words(number: int, seed: int = 17) -> list[str]:
    """Made-up words, each once: the numbers of the first in letters, in no order."""
    letters = "bcdfghklmnprstvz" if seed % 2 else "бвгджзклмнпрстфх"
    numbers = list(range(number))
    random.Random(seed).shuffle(numbers)
    return ["z" + "".join(letters[n >> shift & 15] + "a" for shift in (16, 12, 8, 4, 0)) for n in numbers]


def pieces(text: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT piece FROM search_pieces(%s) ORDER BY number", [text])
        return [piece for (piece,) in cursor]


@pytest.mark.parametrize("seed", range(4))
def test_words_that_go_together_are_in_one_piece_and_no_word_is_cut(seed: int) -> None:
    shuffled = random.Random(seed)
    known = words(2000, seed)
    spoken = [shuffled.choice(known) * shuffled.choice((1, 1, 1, 3)) for _ in range(6000)]
    text = shuffled.choice((" ", "\n", " \t ")).join(spoken)
    cut = pieces(text)
    assert len(cut) > 5
    assert max(len(piece.encode()) for piece in cut) <= SIZE + 400
    assert {word for piece in cut for word in piece.split()} == set(spoken)
    together = {tuple(row[first : first + 4]) for row in map(str.split, cut) for first in range(len(row) - 3)}
    assert {tuple(spoken[first : first + 4]) for first in range(len(spoken) - 3)} <= together


@pytest.mark.parametrize("text", ["", "a", "ә" * 4000, "a" * SIZE])
def test_a_text_that_is_not_long_is_one_piece(text: str) -> None:
    assert pieces(text) == [text]


@pytest.mark.parametrize("letter", ["a", "ә", "漢", "😀", ","])
def test_a_text_without_spaces_is_cut_between_letters(letter: str) -> None:
    cut = pieces(letter * 30_000)
    assert len(cut) == -(-30_000 * len(letter.encode()) // SIZE)
    assert set("".join(cut)) == {letter}
    assert sum(map(len, cut)) >= 30_000


@pytest.fixture(scope="module")
def book() -> list[str]:
    """The words of a book of three megabytes. As one vector it would be far too long for PostgreSQL."""
    known = words(60_000)
    return known + random.Random(17).choices(known, k=215_000)


def test_a_book_in_one_clause_is_found_by_its_words_and_phrases(book: list[str], client: Client) -> None:
    document = artificial(1, ("Zyxheading", "Test summary", "science"), ("Zyxother", "Zyxsummary", "sport"))
    book = list(book)
    marked = {700: "zyxone", 702: "zyxtwo", 150_000: "zyxthree", 150_001: "zyxfour", len(book) - 1: "zyxlast"}
    for number, word in marked.items():
        book[number] = word
    text = " ".join(book)
    assert len(text) > 3_000_000
    Clause.objects.filter(agreement=document, number=1).update(text_en=text)
    settle()
    assert SearchPassage.objects.filter(entry=document.pk).count() > 370
    for word in (book[0], book[1], book[1234], "zyxthree", "zyxlast"):
        assert total(word) == 1, word
    for number in (0, 700, 701, 702, 150_000, len(book) - 3):
        assert total(f'"{" ".join(book[number : number + 3])}"') == 1, number
    assert total('"zyxone zyxtwo"') == 0
    # Words far from each other, in the view of documents and in that of clauses.
    far = "zyxone zyxfour zyxheading zyxlast"
    assert total(far) == 1
    assert [hit.clause.number for hit in clauses(far)] == [1]
    assert clauses("zyxone zyxsummary") == []
    # What is shown is the piece that has the words.
    (hit,) = clauses('"zyxthree zyxfour"')
    assert "<mark>zyxthree zyxfour</mark>" in hit.snippet
    (found,) = shown(QueryDict("q=zyxthree"))
    assert "<mark>zyxthree</mark>" in found.clause_hits[0].snippet
    assert "<mark>zyxthree</mark>" in client.get("/en/agreements/", {"q": "zyxthree"}).content.decode()


def test_a_word_that_all_pieces_of_a_clause_have_is_in_one_clause(book: list[str]) -> None:
    document = artificial(1, ("Test heading", "Test summary", "science"))
    Clause.objects.filter(agreement=document).update(text_ru=" zyxoften ".join(book[:5_000]))
    assert total("zyxoften", view="clauses") == len(clauses("zyxoften")) == 1
    assert total("zyxoften heading", view="clauses") == len(clauses("zyxoften heading")) == 1


def test_the_words_of_a_document_may_be_in_different_passages_and_those_of_a_phrase_may_not() -> None:
    document = artificial(1, ("Zyxone", "Zyxtwo zyxthree", "science"), ("Zyxfour", "Zyxfive", "sport"))
    for text in ("zyxone zyxfive", "zyxtwo zyxfour agreement", '"zyxtwo zyxthree" zyxfive'):
        assert shown(QueryDict(f"q={text}")) == [document], text
    assert total('"zyxthree zyxfour"') == 0
    assert total("zyxone -zyxfive") == 0
    assert total("zyxone -zyxsix") == 1


def test_many_clauses_together_may_be_as_long_as_they_like(book: list[str]) -> None:
    document = artificial(1)
    parts = [" ".join(book[start : start + 5_000]) for start in range(0, 60_000, 5_000)]
    Clause.objects.bulk_create(
        Clause(agreement=document, number=number, heading_en="Test", summary_en="Test", text_ru=part)
        for number, part in enumerate(parts, 1)
    )
    assert total(f"{book[3]} {book[30_003]} {book[59_999]}") == 1
    assert [hit.clause.number for hit in clauses(book[30_003])] == [7]


@pytest.mark.parametrize("field", ["summary_en", "summary_kk", "notes_en"])
def test_the_end_of_any_long_text_is_found(book: list[str], field: str) -> None:
    document = artificial(1)
    Agreement.objects.filter(pk=document.pk).update(**{field: " ".join(book[:3_000])})
    assert total(book[2_999]) == 1


def test_a_clause_with_a_long_summary_is_compared_with_others(book: list[str]) -> None:
    document = artificial(1, ("Test lanterns", "Test summary", "science"))
    Clause.objects.filter(agreement=document).update(summary_en=" ".join(book[:60_000]))
    settle()
    with connection.cursor() as cursor:
        cursor.execute("SELECT stems @@ 'lantern' FROM search_similar WHERE entry_id = %s", [document.pk])
        assert cursor.fetchall() == [(True,)]
