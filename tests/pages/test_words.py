"""What pages say in three languages: the order of names, messages without codes, dates for machines, addresses."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.translation import override

from agreements.base.alphabet import alphabet_key
from agreements.base.database import asking_index, settle
from agreements.base.languages import LANGUAGES
from agreements.base.names import surname_first
from agreements.models import Agreement, Party, Person, Region, Theme
from agreements.search import Search
from agreements.search.entry_types import DOCUMENTS
from agreements.search.parameters import READINGS, SORTS, VIEWS
from tests.artificial import artificial
from tests.pages.test_translations import NAMES as NAMES_IN_LATIN
from tests.pages.test_translations import Visible

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

# --- Messages

PARAMETERS = (
    "q",
    "reading",
    "view",
    "year_from",
    "year_to",
    "signed",
    "also",
    "mark",
    "sort",
    "page",
    *DOCUMENTS.panel,
)
BAD = ("жжж", "-1", "0", "3.5", "١٩٩٠", "9" * 30, "..", "\0", "?!", "жжж:жжж", "1", "я" * 400)


def wrong(name: str) -> Iterator[QueryDict]:
    """Addresses in which this parameter is wrong, once or in several values."""
    for value in BAD:
        yield QueryDict(urlencode({name: value}))
    yield QueryDict(urlencode([(name, value) for value in BAD]))
    yield QueryDict(urlencode({name: "2016", "year_from": "2014", "year_to": "2012"}))


def messages(params: QueryDict) -> list[str]:
    """What is said of an address, without the values that it quotes."""
    said = [message for each in Search(params).errors.values() for message in each]
    return [re.sub(r"«[^»]*»|“[^”]*”", "", message) for message in said]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PARAMETERS)
def test_no_message_names_a_parameter_or_a_code(name: str, language: str) -> None:
    codes = {*SORTS, *VIEWS, *READINGS, "year_from", "year_to"} - {"title", "words", "documents", "clauses", "signed"}
    with override(language):
        said = [message for params in wrong(name) for message in messages(params)]
    assert said or name == "q"
    for message in said:
        assert not codes & set(re.findall(r"[\w-]+", message)), message
        if language != "en":
            assert not re.search(r"[A-Za-z]", message), message


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_names_no_order_there_is_is_told_the_orders_as_the_list_calls_them(language: str) -> None:
    with override(language):
        [message] = Search(QueryDict("sort=zzz")).errors["sort"]
        for label in SORTS.values():
            assert str(label) in message


TREATY = "2013-11-11-treaty-good-neighbourliness"
OF_LISTS = [name for name in PARAMETERS if name not in ("q", "reading")]
#: Whatever takes parameters, and which.
ASKED = {
    "agreements/": OF_LISTS,
    "agreements/export.csv": [*OF_LISTS, "part"],
    "insights/": OF_LISTS,
    "insights/terms.csv": OF_LISTS,
    "insights/terms.svg": ["kind", "mark"],
    "people/": ["page"],
    "places/": ["page"],
    f"agreements/{TREATY}/": ["cite"],
    f"agreements/{TREATY}/cite.bib": ["clause"],
    "compare/": ["a", "b", "page"],
    "kept/": ["ids", "style"],
    "kept/list.csv": ["ids", "style"],
}


def said(client: Client, address: str, language: str) -> set[str]:
    """The texts of an answer in the language of the page."""
    response = client.get(f"/{language}/{address}")
    words = response.content.decode()
    if not response["Content-Type"].startswith("text/html"):
        return set(words.splitlines()) if response.status_code == 400 else set()
    page = Visible(language)
    page.feed(words)
    return set(map(str.strip, page.texts))


@pytest.mark.parametrize("language", ["ru", "kk"])
@pytest.mark.parametrize("path", ASKED)
def test_what_is_said_of_a_bad_address_has_no_latin_letters(client: Client, path: str, language: str) -> None:
    bad = said(client, f"{path}?{urlencode(dict.fromkeys(ASKED[path], 'жжж'))}", language)
    told = bad - said(client, path, language)
    assert told
    for text in told:
        assert set(re.findall("[a-z]+", re.sub(r"https?://\S+|%s|\b[IVX]+\b", "", text).lower())) <= NAMES_IN_LATIN, (
            text
        )


# --- Addresses


@pytest.mark.parametrize(
    "address",
    ["agreements/?kind=treaty", "agreements/?view=clauses", "agreements/?year_from=2013&year_to=2013",
     "agreements/?q=memoranda+since+2014", "agreements/?kind=treaty&q=zzzqqq", "insights/?kind=treaty",
     "insights/?year_from=2013&year_to=2013"],
)  # fmt: skip
def test_no_question_mark_is_left_when_the_last_filter_is_removed(client: Client, address: str) -> None:
    html = client.get(f"/en/{address}").content.decode()
    assert not re.findall(r'href="[^"]*\?(?:#[^"]*)?"', html)


def test_the_last_filter_is_removed_by_a_link_to_the_whole_list(client: Client) -> None:
    html = client.get("/ru/agreements/?kind=treaty").content.decode()
    assert '<a class="chip" href="/ru/agreements/" rel="nofollow">' in html


# --- Dates


@pytest.mark.parametrize("view", ["documents", "clauses"])
def test_every_date_of_a_list_has_a_value_for_machines_or_is_no_time(client: Client, view: str) -> None:
    for number, signed in enumerate(("2030", "2030-02", "2030-02-28", "2030?", "2030-02~", "[2029..2030]", "[..2030]")):
        artificial(number, ("Test heading", "Test provision", "education"), signed=signed)
    settle()
    html = ""
    for number in range(1, 1 + -(-Agreement.objects.published().count() // 20)):
        html += client.get(f"/kk/agreements/?view={view}&page={number}").content.decode()
    values = re.findall(r"<time([^>]*)>", html)
    assert values
    assert {value for value in values if not re.fullmatch(r' datetime="\d{4}(-\d\d(-\d\d)?)?"', value)} == set()
    assert {value for value in values if "2030" in value} == {
        f' datetime="{date}"' for date in ("2030", "2030-02", "2030-02-28")
    }


def test_every_document_shows_its_date_as_a_time_only_where_it_is_certain(client: Client) -> None:
    for document in Agreement.objects.published():
        html = client.get(document.get_absolute_url()).content.decode()
        head = html[html.index("<main") : html.index('id="facts"')]
        values = re.findall(r"<time([^>]*)>", head)
        certain = re.fullmatch(r"[\d-]+", document.signed)
        assert set(values) == ({f' datetime="{document.signed}"'} if certain else set()), document.record_id


# --- The alphabet

NAMES: dict[str, Any] = {"party": Party, "person": Person, "region": Region}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", NAMES)
def test_the_database_and_python_sort_names_alike(kind: str, language: str) -> None:
    with override(language):
        names = [str(thing.name) for thing in NAMES[kind].objects.published().in_alphabet()]
    assert len(names) > 10
    assert [alphabet_key(name) for name in names] == sorted(map(alphabet_key, names))


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_are_sorted_by_the_alphabet_of_the_page(language: str) -> None:
    with override(language), asking_index():
        search = Search(QueryDict("sort=title"))
        titles = [str(document.title) for document in search.hits.fetch(0, search.entries)]
    assert titles == sorted(titles, key=alphabet_key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_values_of_a_facet_with_one_count_are_sorted_by_the_alphabet_people_by_surname(language: str) -> None:
    with override(language):
        for facet in Search(QueryDict("")).facets():
            by_count: dict[int, list[str]] = {}
            for value in facet.values:
                label = str(value.label)
                by_count.setdefault(value.count, []).append(
                    surname_first(label) if facet.name == "signatory" else label
                )
            assert list(by_count) == sorted(by_count, reverse=True)
            for labels in by_count.values():
                assert labels == sorted(labels, key=alphabet_key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letters_of_each_language_stand_where_its_dictionary_has_them(language: str) -> None:
    in_order = {
        "en": ["Akmola", "Almaty", "Omsk"],
        "ru": ["Ёлка", "Жук", "Яма"],
        "kk": ["Ақмола", "Әуезов", "Бірлескен", "Қазақстан", "Орал", "Өскемен", "Шығыс", "Ілияс"],
    }[language]
    for words in (in_order, in_order[::-1]):
        assert sorted(words, key=alphabet_key) == in_order


@pytest.mark.parametrize("language", LANGUAGES)
def test_themes_are_sorted_by_their_labels(client: Client, language: str) -> None:
    html = client.get(f"/{language}/themes/").content.decode()
    labels = re.findall(r'href="/\w\w/themes/[\w-]+/">([^<]+)</a>', html[html.index("<main") : html.index("</main")])
    assert len(labels) == Theme.objects.count()
    assert labels == sorted(labels, key=alphabet_key)
