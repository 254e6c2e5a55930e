"""What holds for every word that the record has, whichever it is.

What single words find is read off the lexemes of the index for every third of them at once; every eightieth is asked
for like a reader asks, by a question.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
import yaml
from django.db import connection
from django.http import QueryDict

from agreements.models import SearchEntry, Synonym
from agreements.record import DATA
from agreements.search import Search, russian
from agreements.search.matching import with_term
from agreements.search.question import terms_of
from agreements.search.tokens import Token
from agreements.search.words import KAZAKH, Word, fold
from tests.searching import keys

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

LANGUAGES = ("en", "ru", "kk")
READ, EVERY = 3, 80
#: Of these the dictionary reads some forms mostly as those of another word: of поздний and поздно, Токаев and токай,
#: Актюбинская and актюбинская, отметить and отметать.
AMBIGUOUS = {"позднее", "позже", "токаев", "актюбинская", "отметили"}


def texts(value: Any, lang: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a part of a file, with its language."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from texts(part, key if key in LANGUAGES else lang)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part, lang)
    elif isinstance(value, str) and lang:
        yield lang, value


@cache
def texts_of_record() -> list[tuple[str, str, tuple[str, ...]]]:
    """Every text of every document: its id, the language and the words, folded."""
    return [
        (file.stem, lang, tuple(fold(word) for word in re.findall(r"[^\W_]+(?:['’ʼ][^\W_]+)*", text)))
        for file in sorted((DATA / "documents").glob("*.yaml"))
        for lang, text in texts(yaml.load(file.read_text("utf-8"), yaml.CSafeLoader))
    ]


@cache
def words_of_record() -> dict[str, dict[str, set[str]]]:
    """By language and word of two letters or more: the documents in whose texts it stands."""
    found: dict[str, dict[str, set[str]]] = {lang: defaultdict(set) for lang in LANGUAGES}
    for document, lang, words in texts_of_record():
        for word in words:
            if len(word) > 1 and word.isalpha():
                found[lang][word].add(document)
    return found


def all_words() -> list[str]:
    return sorted({word for words in words_of_record().values() for word in words})


class Lexemes:
    """The documents that have each lexeme of the index."""

    def __init__(self) -> None:
        self._documents: dict[str, frozenset[str]] = {}
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT lexeme, array_agg(record_id) FROM search_entry, unnest(lexemes) AS lexeme "
                "WHERE type = 'agreement' GROUP BY 1"
            )
            self._documents = {lexeme: frozenset(ids) for lexeme, ids in cursor}

    def found_by(self, words: Iterable[str]) -> dict[str, frozenset[str]]:
        """What each word finds by itself."""
        asked = list(words)
        found: dict[str, frozenset[str]] = {}
        for start in range(0, len(asked), 400):
            # Each with an OR before it, so that none is taken together with the word beside it.
            tokens = [Token(word, word, 0, either="OR") for word in asked[start : start + 400]]
            for token, (term, *_more) in terms_of(tokens, "agreement"):
                lexemes = (self._documents.get(lexeme, frozenset()) for lexeme in term.lexemes())
                found[token.content] = frozenset().union(*lexemes)
        return found


def ask(text: str) -> list[int]:
    query = QueryDict(mutable=True)
    query["q"] = text
    return keys(Search(query))


def test_every_word_finds_all_documents_in_whose_texts_it_stands() -> None:
    for word, documents in Lexemes().found_by(all_words()[::READ]).items():
        for words in words_of_record().values():
            assert words.get(word, set()) <= documents, word


def test_with_and_without_a_word_are_all_documents_and_no_document_twice() -> None:
    everything = set(ask(""))
    for word in all_words()[::EVERY]:
        with_it, without_it = set(ask(word)), set(ask(f"-{word}"))
        assert not with_it & without_it, word
        assert with_it | without_it == everything, word


def test_the_beginning_of_a_word_finds_what_the_word_finds_and_is_never_called_misspelt() -> None:
    for word in all_words()[7::EVERY]:
        search = Search(QueryDict(f"q={word}*"))
        assert set(ask(word)) <= set(keys(search)), word
        assert not search.question.respelled, word
        assert not search.question.missing, word


def russian_words() -> Iterator[str]:
    """One word of the record of each Russian word that the dictionary knows, all of whose forms are one."""
    seen: set[str] = set()
    for word in sorted(words_of_record()["ru"]):
        folded = fold(word)
        if re.fullmatch("[а-я]{3,}", folded) and folded not in seen and russian.is_known(folded):
            seen |= russian.forms(folded)
            yield folded


def test_all_forms_of_a_russian_word_find_the_same_documents() -> None:
    words = list(russian_words())
    assert len(words) > 1000
    of_kazakh = set(words_of_record()["kk"])
    forms: dict[str, list[str]] = {}
    for number, word in enumerate(words[::READ]):
        others = sorted(russian.forms(word) - of_kazakh - {word})
        forms[word] = [word, *others[number % len(others) :][:1]] if others else [word]
    found = Lexemes().found_by({form for others in forms.values() for form in others})
    different = {word for word, others in forms.items() if len({found[form] for form in others}) > 1}
    assert different <= AMBIGUOUS


class Texts:
    """Every text that the index reads, each by itself: its document, and its words as lexemes."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT record_id, en, ru, kk FROM search_text JOIN search_entry USING (entry_id)
                UNION ALL SELECT record_id, en, ru, kk
                FROM search_coded JOIN search_vocabulary USING (facet, value) JOIN search_entry USING (entry_id)
                """
            )
            spoken = [
                (document, mark, text)
                for document, *said in cursor
                for mark, several in zip(("", "", KAZAKH), said, strict=True)
                for text in (several or "").split("\x1e")
            ]
        self.texts = [
            (document, tuple(mark + fold(word) for word in re.findall(r"[^\W_]+(?:['’ʼ][^\W_]+)*", text)))
            for document, mark, text in dict.fromkeys(spoken)
        ]
        self._places: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, (_document, words) in enumerate(self.texts):
            for place, word in enumerate(words):
                self._places[word].append((number, place))

    def with_row(self, row: Sequence[Word]) -> set[str]:
        """The documents in one of whose texts the words, in whatever form, follow each other."""
        first, *others = ({*word.known} for word in row)
        return {
            self.texts[number][0]
            for lexeme in first
            for number, place in self._places[lexeme]
            if len(rest := self.texts[number][1][place + 1 : place + len(row)]) == len(others)
            and all(word in known for word, known in zip(rest, others, strict=True))
        }


def rows(texts: Texts) -> Iterator[str]:
    """Three words that follow each other in a text, and the last word of a text with the first of another."""
    bare = [[word.removeprefix(KAZAKH) for word in words] for _document, words in texts.texts if words]
    inside = [" ".join(words[place : place + 3]) for words in bare for place in range(0, len(words) - 2, 7)]
    across = [f"{before[-1]} {after[0]}" for before, after in pairwise(bare)]
    yield from inside[:: 4 * EVERY]
    yield from across[:: 4 * EVERY]


def test_a_phrase_is_found_exactly_where_its_words_follow_each_other_in_one_text() -> None:
    texts = Texts()
    asked = [Token(row, row, 0, phrase=True) for row in dict.fromkeys(rows(texts))]
    assert len(asked) > 50
    for token, (term,) in terms_of(asked, "agreement"):
        found = with_term(SearchEntry.objects.filter(type="agreement"), term).values_list("record_id", flat=True)
        assert set(found) == texts.with_row(term.words), token.content


#: Forms as the grammar has them: plural, whose it is, case. Muhamedowa (2016), chapter 2.
KAZAKH_FORMS = [
    "үй үйі үйлер үйлері үйлерінің үйде үйге үйден үйін",
    "ел елі елдер елдің елге елде елден елдерінің елімен",
    "орын орны орнын орнында орнына орындар орынға",
    "ойын ойыны ойны ойындар ойындары ойындарға",
    "халық халқы халқының халықтар халықтары халыққа халықтың",
    "кітап кітабы кітаптар кітаптары кітапты кітапқа кітабын",
    "кітапхана кітапханалар кітапханасы кітапханаға кітапханалардың кітапханаларында",
    "мұражай мұражайы мұражайлар мұражайлары мұражайға мұражайлардың",
    "көрме көрмелер көрмесі көрмеге көрмелерді көрменің",
    "келісім келісімі келісімдер келісімге келісімнің келісімдері",
    "хаттама хаттамасы хаттамалар хаттамаға хаттаманың",
    "облыс облысы облыстар облыстың облысында облысының",
    "қала қаласы қалалар қалаға қаласында қаласының қалалары",
    "тіл тілі тілдер тілді тілінде тілін тілдері",
    "өнер өнері өнерді өнерге өнерінің",
]  # fmt: skip


@pytest.mark.parametrize("forms", KAZAKH_FORMS, ids=lambda forms: forms.partition(" ")[0])
def test_all_forms_of_a_kazakh_word_find_the_same_documents(forms: str) -> None:
    found = Lexemes().found_by(forms.split())
    first = found[forms.partition(" ")[0]]
    assert first
    assert {form for form, documents in found.items() if documents != first} == set()


def hyphenated() -> list[str]:
    """The words of the record with hyphens in them."""
    spoken = (text for _document, text in written())
    short = {alt.lower() for synonym in Synonym.objects.all() for alt in (*synonym.alt_en, *synonym.alt_ru)}
    return sorted(
        {word.lower() for text in spoken for word in re.findall(r"[^\W\d_]{2,}(?:-[^\W\d_]{2,})+", text)} - short
    )


def written() -> Iterator[tuple[str, str]]:
    """Every text of the record with its document."""
    for file in sorted((DATA / "documents").glob("*.yaml")):
        for _lang, text in texts(yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)):
            yield file.stem, text


def test_words_with_hyphens_are_found_joined_and_divided() -> None:
    words = hyphenated()
    assert len(words) > 100
    for word in words[::6]:
        documents = set(ask(word))
        assert documents, word
        assert documents <= set(ask(word.replace("-", ""))), word
        assert documents <= set(ask(word.replace("-", " "))), word


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(str.upper, id="capitals"),
        pytest.param(lambda word: unicodedata.normalize("NFD", word), id="NFD"),
        pytest.param(lambda word: f"\xa0{word}\xa0", id="no-break space"),
        pytest.param(lambda word: f"{word[:2]}\xad{word[2:]}", id="soft hyphen"),
    ],
)
def test_how_a_word_is_written_changes_nothing(change: Callable[[str], str]) -> None:
    words = [word for words in words_as_written().values() for word in sorted(words)[11 :: 8 * EVERY]]
    for word in words:
        assert ask(change(word)) == ask(word), word


def test_a_word_written_with_or_without_its_yo_is_one_question() -> None:
    words = sorted({word for words in words_as_written().values() for word in words if "ё" in word})
    assert len(words) > 50
    lexemes = Lexemes()
    without = lexemes.found_by(word.replace("ё", "е") for word in words)
    for word, documents in lexemes.found_by(words).items():
        assert documents == without[word.replace("ё", "е")], word


@cache
def words_as_written() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {lang: set() for lang in LANGUAGES}
    for file in sorted((DATA / "documents").glob("*.yaml")):
        for lang, text in texts(yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)):
            found[lang].update(re.findall(r"[^\W\d_]{4,}", text.lower()))
    return found
