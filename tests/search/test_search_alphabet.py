"""Lists are in the alphabet of the reader, in Python and in the database alike."""

import random
from collections.abc import Iterable
from itertools import pairwise, product

import pytest
from django.apps import apps
from django.db import connection
from django.http import QueryDict
from django.utils import translation
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from agreements.base.alphabet import LETTERS, SKIPPED, alphabet_key, in_alphabet
from agreements.models import Agreement, Theme
from agreements.search import Search, suggest
from tests.artificial import artificial
from tests.searching import found_by, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

# The 42 letters of Kazakh in Cyrillic, the 33 of Russian among them.
ALPHABET = list("АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯ")
IN_ORDER = [
    "1992", "Abai", "«Khabar»", "Österreich", "Oz", "Zoo",
    "Абай", "Әдебиет", "Бах", "Ғалам", "Ель", "Ёлка", "Жар", "Йод", "Кино", "«Қазақ»", "Музей", "Наука", "Ңата",
    "Опера", "[Өлке]", "Поэт", "Ухо", "Ұлт", "Үй", "Фонд", "Хор", "Һөс", "Цирк", "Ыдыс", "“Ілияс”", "Эхо", "Яблоко",
]  # fmt: skip


def in_database(texts: Iterable[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT search_alphabet(given) FROM unnest(%s::text[]) WITH ORDINALITY texts(given, n) ORDER BY n",
            [list(texts)],
        )
        return [key for (key,) in cursor]


def titles(query: str, view: str = "documents") -> list[str]:
    """The titles of all pages of a list, as the reader sees them."""
    found: list[str] = []
    page = 1
    while True:
        asked = Search(QueryDict(f"{query}&sort=title&view={view}&page={page}"))
        items = shown(asked)
        if asked.errors.get("page"):
            return found
        found += [(item.clause.agreement if view == "clauses" else item).title for item in items]
        page += 1


def test_the_letters_stand_as_the_alphabet_orders_them() -> None:
    assert [letter.upper() for letter in LETTERS] == ALPHABET
    assert sorted(random.Random(17).sample(ALPHABET, 42), key=alphabet_key) == ALPHABET


def test_kazakh_letters_are_in_place_marks_around_do_not_count_and_latin_comes_first() -> None:
    assert in_alphabet(random.Random(17).sample(IN_ORDER, len(IN_ORDER))) == IN_ORDER
    for before, after in pairwise(IN_ORDER):
        assert alphabet_key(before) < alphabet_key(after)


@pytest.mark.parametrize(
    ("one", "other"), [("«Қазақ", "қАЗАҚ"), ("[The «text»]", "tHE «TEXT"), ("\u00a0‘Ёж", "ёж"), ("École", "ecole")]
)
def test_case_marks_of_letters_and_signs_around_a_text_do_not_count(one: str, other: str) -> None:
    assert alphabet_key(one) == alphabet_key(other)


def test_signs_inside_a_text_count() -> None:
    assert alphabet_key("Театр «Опера»") != alphabet_key("Театр Опера")


def test_the_database_makes_the_same_keys_of_all_that_the_record_holds() -> None:
    texts = {
        text
        for model in apps.get_app_config("agreements").get_models()
        for field in model._meta.get_fields()
        if field.name[-3:] in ("_en", "_ru", "_kk") and field.name[:-3] in ("title", "name", "label", "heading")
        for text in model._default_manager.values_list(field.name, flat=True)
    }
    assert len(texts) > 1000
    ordered = sorted(texts)
    assert in_database(ordered) == [alphabet_key(text) for text in ordered]


@hypothesis_settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.one_of(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
            st.text(SKIPPED + LETTERS + LETTERS.upper() + "AZazÀßİÿЀѐŁ "),
        ),
        max_size=40,
    )
)
def test_the_database_makes_the_same_key_of_any_text(texts: list[str]) -> None:
    assert in_database(texts) == [alphabet_key(text) for text in texts]


def test_every_character_has_the_same_key_in_the_database() -> None:
    characters = [chr(code) for code in range(1, 0x3000)]
    assert in_database(characters) == [alphabet_key(character) for character in characters]


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_a_list_by_title_is_in_the_alphabet_of_the_page(language: str) -> None:
    for number, title in enumerate(IN_ORDER, 1):
        document = artificial(number, ("Test culture theatre", "Test culture theatre", "sport"))
        Agreement.objects.filter(pk=document.pk).update(
            title_en=title, title_ru=title if number % 3 else "", title_kk="" if number % 2 else title,
            kind="memorandum", level="institutional",
        )  # fmt: skip
    asked = ("", "q=culture", "kind=memorandum", "q=theatre+-unesco&level=institutional")
    with translation.override(language):
        for query, view in product(asked, ("documents", "clauses")):
            found = titles(query, view)
            assert len(set(found)) >= len(IN_ORDER), (query, view)
            assert found == in_alphabet(found), (query, view)
            ours = [title for title in found if title in {text.strip("[]") for text in IN_ORDER}]
            assert list(dict.fromkeys(ours)) == [text.strip("[]") for text in IN_ORDER], (query, view)


def test_titles_that_sort_alike_stand_in_one_order_on_every_page() -> None:
    made = [artificial(number) for number in range(1, 46)]
    for number, document in enumerate(made):
        title = ("Zyx agreement", "«zyx agreement", "[Zyx Agreement]")[number % 3]
        Agreement.objects.filter(pk=document.pk).update(title_en=title)
    listed = [
        agreement.record_id
        for page in (1, 2, 3)
        for agreement in shown(Search(QueryDict(f"q=zyx&sort=title&page={page}")))
    ]
    assert listed == sorted(document.record_id for document in made)
    assert listed == [agreement.record_id for agreement in found_by("q=zyx&sort=title")]


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_values_of_a_facet_with_as_many_documents_are_in_the_alphabet(language: str) -> None:
    for number, name in enumerate(IN_ORDER):
        words = dict.fromkeys(("label_en", "label_ru", "label_kk"), name)
        Theme.objects.create(key=f"test-{99 - number}", position=number, **words)
    with translation.override(language):
        (facet,) = (facet for facet in Search(QueryDict()).facets() if facet.name == "theme")
        unused = [value.label for value in facet.values if not value.count]
        names = [name.strip("[]") for name in IN_ORDER]
        assert [label for label in unused if label in names] == names
        for one, other in pairwise(facet.values):
            assert (-one.count, alphabet_key(one.label)) <= (-other.count, alphabet_key(other.label))


def test_suggestions_of_a_kind_are_in_the_alphabet() -> None:
    for number, name in enumerate(["Zyx я", "Zyx қ", "Zyx к", "Zyx ё", "Zyx e"]):
        words = dict.fromkeys(("label_en", "label_ru", "label_kk"), name)
        Theme.objects.create(key=f"zyx-{number}", position=number, **words)
    assert [suggestion.label for suggestion in suggest("zyx")] == ["Zyx e", "Zyx ё", "Zyx к", "Zyx қ", "Zyx я"]


def test_the_key_follows_the_title() -> None:
    first, second = artificial(1), artificial(2)
    Agreement.objects.filter(pk=first.pk).update(title_en="Zyx Б", title_kk="Zyx Я")
    Agreement.objects.filter(pk=second.pk).update(title_en="Zyx Ә", title_kk="Zyx Қ")
    assert titles("q=zyx") == ["Zyx Ә", "Zyx Б"]
    with translation.override("kk"):
        assert titles("q=zyx") == ["Zyx Қ", "Zyx Я"]
    Agreement.objects.filter(pk=second.pk).update(title_en="Zyx В")
    assert titles("q=zyx") == ["Zyx Б", "Zyx В"]
