"""The parameters of a list: what is right is used and kept in the address, what is wrong is said and left out."""

import unicodedata
from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest
from django.http import QueryDict
from django.utils.translation import override

from agreements.models import Agreement, PartyKind
from agreements.search import Search
from agreements.search.entry_types import DOCUMENTS
from agreements.search.parameters import Subsets, Values
from agreements.search.paths import Path
from agreements.search.tokens import MAX_LENGTH
from tests.searching import found, keys, may_be_of, shown

pytestmark = pytest.mark.django_db


def asked(query: str = "", **params: str | list[str]) -> Search:
    return Search(QueryDict(query or urlencode(params, doseq=True)))


def errors(query: str = "", **params: str | list[str]) -> dict[str, str]:
    return {name: " ".join(messages) for name, messages in asked(query, **params).errors.items()}


# --- words


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  museum \n exhibitions\t", "museum exhibitions"),
        ("museum\0exhibitions", "museum exhibitions"),
        ("museum \ud800 exhibitions", "museum exhibitions"),
        ("", ""),
    ],
)
def test_words_are_one_line_of_what_a_database_can_hold(given: str, kept: str) -> None:
    params = QueryDict(mutable=True)
    params["q"] = given
    search = Search(params)
    assert (search.choices.text, search.errors) == (kept, {})


def test_no_words_at_all_are_no_mistake() -> None:
    assert asked().choices.text == asked("q=").choices.text == ""
    assert asked().errors == {}


@pytest.mark.parametrize("signs", ["?!", "—", "«»", "_", pytest.param("?!" * MAX_LENGTH, id="many")])
def test_signs_alone_are_no_words(signs: str) -> None:
    search = asked(q=signs)
    [message] = search.errors["q"]
    assert "no word" in message
    assert search.choices.text == ""


def test_too_many_characters_are_cut_and_that_is_said() -> None:
    longest = "a" * MAX_LENGTH
    assert asked(q=longest).errors == {}
    assert asked(q=longest).choices.text == longest
    search = asked(q=longest + "a")
    assert "“a”" in search.errors["q"][0]
    assert search.choices.text == longest
    assert asked(q="a" * (MAX_LENGTH - 1) + " bc").choices.text == "a" * (MAX_LENGTH - 1)


def test_too_long_a_question_is_cut_between_words_within_a_phrase_too_and_the_rest_is_named() -> None:
    words = " ".join(f"zyx{number}" for number in range(100))
    kept = words[: words.rindex(" ", 0, MAX_LENGTH)]
    search = asked(q=words)
    assert kept.startswith(search.choices.text)
    for text in (f'"{words}"', words.replace("zyx", "in "), f'"{"zyxword " * 100}"'):
        search = asked(q=text)
        assert text.startswith(f"{search.choices.text} ")
        rest = text.removeprefix(search.choices.text).strip()
        assert rest[:70] in search.errors["q"][0]


def test_the_longest_titles_of_the_record_can_be_asked_for_in_quotes() -> None:
    for lang in ("en", "ru", "kk"):
        longest = max(Agreement.objects.published(), key=lambda document: len(getattr(document, f"title_{lang}")))
        search = asked(q=f'"{getattr(longest, f"title_{lang}")}"')
        assert search.errors == {}
        assert longest.pk in keys(search)


@pytest.mark.parametrize("letter", ["\ufdfa", "\ufdfb", "\ufb03"])
def test_letters_that_are_several_count_as_several(letter: str) -> None:
    search = asked(q=letter * MAX_LENGTH)
    assert len(unicodedata.normalize("NFKC", search.choices.text)) <= MAX_LENGTH
    assert letter in search.errors["q"][0]
    assert search.total == 0


@pytest.mark.parametrize(
    ("text", "kept", "left_out"),
    [
        (" ".join(f"w{n}" for n in range(1, 15)), " ".join(f"w{n}" for n in range(1, 13)), "w13 w14"),
        ("what of the " + "w " * 12 + "-x and y", "what of the " + "w " * 11 + "w", "-x and y"),
        ("w " * 12 + "«in one piece» z", "w " * 11 + "w", "«in one piece» z"),
        ("w " * 12 + "of the OR", "w " * 12 + "of the OR", ""),
        ("w " * 11 + '"the last one"', "w " * 11 + '"the last one"', ""),
    ],
)
def test_too_many_words_are_cut_between_two_and_what_is_left_out_is_named(text: str, kept: str, left_out: str) -> None:
    search = asked(q=text)
    assert search.choices.text == kept
    messages = search.errors.get("q", [])
    assert [message for message in messages if f"“{left_out}”" in message] == messages
    assert bool(messages) == bool(left_out)


# --- one of a few, and numbers


@pytest.mark.parametrize("sort", ["relevance", "-signed", "signed", "title"])
@pytest.mark.parametrize("view", ["documents", "clauses"])
def test_every_order_and_view_of_the_contract_is_known(sort: str, view: str) -> None:
    search = asked(q="museum", sort=sort, view=view)
    assert (search.errors, search.choices.sort, search.choices.view) == ({}, sort, view)


def test_an_order_or_view_that_there_is_none_of_is_said_with_those_that_there_are() -> None:
    found = errors(sort="s" * 50, view="cards")
    assert f"“{'s' * 40}”" in found["sort"]
    assert "Best match first; Latest first; Oldest first; By title" in found["sort"]
    assert "Show documents; Show clauses" in found["view"]


def test_without_words_the_latest_come_first_and_with_words_the_best() -> None:
    assert asked().choices.sort == "-signed"
    assert asked(sort="relevance").choices.sort == "-signed"
    assert asked(q="museum").choices.sort == "relevance"
    assert asked(q="museum", sort="-signed").choices.sort == "-signed"
    assert asked(sort="title").choices.sort == "title"


@pytest.mark.parametrize("year", ["999", "10000", "0", "-2013", "20I3", "2013.5"])
@pytest.mark.parametrize("name", ["year_from", "year_to"])
def test_a_year_has_four_digits(name: str, year: str) -> None:
    search = asked(**{name: year})
    assert "four digits" in search.errors[name][0]
    assert (search.choices.year_from, search.choices.year_to) == (None, None)


@pytest.mark.parametrize("year", ["1000", "9999"])
def test_any_year_of_four_digits_is_taken(year: str) -> None:
    assert asked(year_from=year).errors == asked(year_to=year).errors == {}
    assert str(asked(year_from=year).choices.year_from) == str(asked(year_to=year).choices.year_to) == year


def test_years_bound_the_documents_from_both_sides() -> None:
    assert asked(year_from="2013").total == len(may_be_of("2013/.."))
    assert asked(year_to="2013").total == len(may_be_of("../2013"))
    assert asked(year_from="2013", year_to="2013").total == len(may_be_of("2013"))


def test_years_the_wrong_way_round_are_left_out() -> None:
    search = asked(year_from="2014", year_to="2013")
    assert "later than" in search.errors["year_from"][0]
    assert (search.choices.year_from, search.choices.year_to) == (None, None)
    assert search.total == Agreement.objects.published().count()
    assert asked(year_from="2013", year_to="2013").errors == {}


@pytest.mark.parametrize(("page", "number"), [("1", 1), ("2", 2), ("0", 1), ("-1", 1), ("x", 1), ("", 1)])
def test_a_page_is_a_number_from_one(page: str, number: int) -> None:
    search = asked(page=page)
    assert search.choices.page == number
    assert bool(search.errors) is (page in ("0", "-1", "x"))


# --- values of facets


def test_values_are_each_there_once_in_one_order_without_what_surrounds_them() -> None:
    params = QueryDict(mutable=True)
    params.setlist("theme", [" youth ", "science", "youth", "", "sci\0ence"])
    search = Search(params)
    assert search.choices.facets == {"theme": ["science", "youth"]}
    assert search.errors == {}


def test_a_value_is_cut_where_none_can_be_longer() -> None:
    assert Values().to_python(["a" * 301]) == ["a" * 300]
    for name, path in DOCUMENTS.value_paths():
        field: Any = Path.of(DOCUMENTS.model).column(path).field
        assert (getattr(field, "base_field", field).max_length or 0) <= Values.longest, name
    assert Subsets().to_python(["a" * 261]) == ["a" * 260]
    assert Values().to_python(None) == []


OF_KIND = "filter “Kind of document”"


def test_unknown_values_are_named_and_the_filter_is_left_out() -> None:
    assert errors(kind="x" * 41) == {
        "kind": f"Not in the archive: “{'x' * 40}” ({OF_KIND}). This filter cannot be used."
    }
    assert (
        errors(kind=["xa", "xb"])["kind"] == f"Not in the archive: “xa”, “xb” ({OF_KIND}). This filter cannot be used."
    )
    assert asked(kind="xa").choices.facets == {}
    assert asked(kind="xa").total == Agreement.objects.published().count()


def test_unknown_values_beside_known_ones_are_named_and_the_others_used() -> None:
    search = asked(kind=["xa", "treaty"])
    assert search.errors["kind"] == [f"Not in the archive: “xa” ({OF_KIND}). Only your other choices can be used."]
    assert search.choices.facets == {"kind": ["treaty"]}


@pytest.mark.parametrize(("count", "rest"), [(5, ""), (6, "…")])
def test_five_unknown_values_are_named(count: int, rest: str) -> None:
    names = [f"x{number}" for number in range(count)]
    named = ", ".join(f"“{name}”" for name in names[:5]) + rest
    assert errors(kind=names)["kind"] == f"Not in the archive: {named} ({OF_KIND}). This filter cannot be used."


def test_what_is_wrong_with_one_facet_leaves_the_others_alone() -> None:
    search = asked(kind="xa", theme="science", level="xb")
    assert sorted(search.errors) == ["kind", "level"]
    assert search.choices.facets == {"theme": ["science"]}
    assert search.total == asked(theme="science").total


def test_documents_that_have_any_of_the_values_of_one_facet_are_listed() -> None:
    whole = Agreement.objects.published()
    either = asked(kind=["treaty", "protocol"])
    assert set(found(either)) == set(whole.filter(kind__in=["treaty", "protocol"]))
    assert either.total == len(found(either))
    listed = {one.kind_id for one in shown(either)}
    assert listed <= {"treaty", "protocol"}
    both = asked(kind=["treaty", "protocol"], level="interstate")
    assert set(found(both)) == {one for one in found(either) if one.level_id == "interstate"}
    assert [one.pk for one in shown(both)] == [one.pk for one in found(both)[:20]]


# --- marks of charts


def test_a_mark_that_no_chart_has_is_said_and_the_others_are_used() -> None:
    search = asked(mark=["sources.1", "nonsense"])
    assert search.choices.subsets == ["sources.1"]
    assert "nonsense" in search.errors["mark"][0]
    assert search.total == asked(mark="sources.1").total < asked().total


def test_at_most_five_marks_are_asked_for_at_once() -> None:
    five = [f"sources.{number}" for number in range(1, 6)]
    assert asked(mark=five).errors == {}
    assert asked(mark=five).choices.subsets == five
    too_many = asked(mark=[*five, "term.none"])
    assert "5" in too_many.errors["mark"][0]
    assert too_many.choices.subsets == []


def test_marks_narrow_each_other() -> None:
    both = set(found(asked(mark=["term.none", "sources.1"])))
    assert both == set(found(asked(mark="term.none"))) & set(found(asked(mark="sources.1")))
    assert both < set(found(asked(mark="term.none")))


# --- the address


def test_the_address_says_everything_that_was_chosen_and_is_not_usual() -> None:
    search = asked(
        "q=museum+x&view=clauses&year_from=2010&year_to=2016&theme=science&mark=sources.1&sort=signed&page=3"
    )
    assert search.choices.query() == (
        "q=museum+x&view=clauses&year_from=2010&year_to=2016&theme=science&mark=sources.1&sort=signed"
    )
    assert Search(QueryDict(search.choices.query())).choices.query() == search.choices.query()


@pytest.mark.parametrize("query", ["view=documents", "sort=-signed", "sort=relevance", "page=1", "kind=", "unknown=1"])
def test_the_address_does_not_say_what_goes_without_saying(query: str) -> None:
    assert asked(query).choices.query() == ""


def test_the_usual_order_depends_on_whether_there_are_words() -> None:
    assert asked("q=museum&sort=relevance").choices.query() == "q=museum"
    assert asked("q=museum&sort=-signed").choices.query() == "q=museum&sort=-signed"


def test_an_address_is_changed_in_one_place() -> None:
    search = asked("q=museum&theme=science&theme=youth&year_from=2010")
    assert search.choices.query(year_from=None) == "q=museum&theme=science&theme=youth"
    assert search.choices.query(q="ә & b") == f"q={quote_plus('ә & b')}&year_from=2010&theme=science&theme=youth"
    assert search.choices.query(page=2) == "q=museum&year_from=2010&theme=science&theme=youth&page=2"


def test_a_value_of_a_facet_leads_to_the_list_with_or_without_it() -> None:
    values = {value.key: value for facet in asked("theme=science").facets() for value in facet.values}
    assert values["science"].query == ""
    assert values["youth"].query == "theme=science&theme=youth"
    assert values["treaty"].query == "kind=treaty&theme=science"


# --- chips


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("year_from=2013&year_to=2013", "2013"),
        ("year_from=2012&year_to=2013", "2012–2013"),
        ("year_from=2012", "from 2012"),
        ("year_to=2012", "until 2012"),
    ],
)
def test_years_are_one_chip(query: str, label: str) -> None:
    with override("en"):
        [chip] = asked(f"theme=science&{query}").choices.chips()[1:]
    assert (str(chip.value_label), chip.query) == (label, "theme=science")


def test_every_choice_is_a_chip_that_drops_it_alone() -> None:
    kinds = PartyKind.objects.values_list("key", flat=True)
    assert kinds
    query = "kind=treaty&theme=science&theme=youth&mark=sources.1&mark=term.none"
    with override("en"):
        chips = asked(query).choices.chips()
    assert [(chip.facet_label, chip.query) for chip in chips] == [
        ("Kind of document", "theme=science&theme=youth&mark=sources.1&mark=term.none"),
        ("Theme", "kind=treaty&theme=youth&mark=sources.1&mark=term.none"),
        ("Theme", "kind=treaty&theme=science&mark=sources.1&mark=term.none"),
        ("From a chart", "kind=treaty&theme=science&theme=youth&mark=term.none"),
        ("From a chart", "kind=treaty&theme=science&theme=youth&mark=sources.1"),
    ]
    assert [str(chip.value_label) for chip in chips][3:] == ["1 source", "No end stated"]


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_what_the_archive_itself_words_is_in_the_language_of_the_page(language: str) -> None:
    with override(language):
        chips = asked("year_from=2012&mark=sources.1").choices.chips()
    assert [chip.value_label.lang for chip in chips] == [language] * 2


# --- the histogram


def test_the_chosen_years_are_selected() -> None:
    years = asked("theme=science&year_from=2012&year_to=2013").years
    assert [year.year for year in years if year.selected] == [2012, 2013]
    assert not any(year.selected for year in asked().years)


def test_an_open_range_chooses_all_years_on_its_side() -> None:
    years = Agreement.objects.published().values_list("signed_year", flat=True)
    assert [bar.year for bar in asked("year_from=2015").years if bar.selected] == list(range(2015, max(years) + 1))
    assert [bar.year for bar in asked("year_to=2010").years if bar.selected] == list(range(min(years), 2011))


def test_each_year_counts_its_documents() -> None:
    signed = list(Agreement.objects.published().values_list("signed_year", flat=True))
    assert all(year.count == signed.count(year.year) for year in asked().years)


def test_an_empty_archive_has_no_years() -> None:
    Agreement.objects.update(state="in-review")
    assert asked().years == []


def test_at_most_five_more_conditions_are_asked_for_at_once() -> None:
    kinds = ["also=kind:agreement", "also=kind:treaty", "also=kind:protocol", "also=level:interstate"]
    five = [*kinds, "also=level:municipal"]
    assert Search(QueryDict("&".join(five))).errors == {}
    assert Search(QueryDict("&".join([*five, "also=level:interregional"]))).errors.keys() == {"also"}


def test_a_condition_that_the_record_cannot_meet_is_named_and_left_out() -> None:
    asked = Search(QueryDict("also=party:no-such&kind=treaty"))
    assert asked.errors == {"also": ["Not in the archive: “no-such” (filter “Party”). This filter cannot be used."]}
    assert asked.choices.query() == "kind=treaty"


def test_a_condition_on_what_is_no_facet_is_left_out_and_said_so() -> None:
    asked = Search(QueryDict("also=shelf:box-17&kind=treaty"))
    assert asked.errors == {"also": ["“shelf:box-17” is not a filter of this list."]}
    assert asked.choices.query() == "kind=treaty"


def test_words_of_grammar_alone_have_their_measure_too() -> None:
    asked = Search(QueryDict(f"q={'a+' * 79}museums+libraries"))
    assert asked.choices.text.endswith("a museums")
    assert "“libraries” is not searched for" in asked.errors["q"][0]


@pytest.mark.parametrize(
    ("mark", "label"),
    [("clauses.some", "What is known"), ("force.1998", "What is known"), ("sources.1", "From a chart")],
)
def test_a_mark_is_a_chip_that_says_whether_it_is_of_what_is_known(mark: str, label: str) -> None:
    [chip] = Search(QueryDict(f"mark={mark}")).choices.chips()
    assert chip.facet_label == label
