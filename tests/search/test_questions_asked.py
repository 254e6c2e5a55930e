"""What a question that is read finds, counts and leads to, on every way in."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.db.models import Q
from django.http import QueryDict
from django.test import Client
from django.utils import translation

from agreements.base.database import asking_index
from agreements.base.languages import LANGUAGES
from agreements.models import Agreement, Source, SourceKind
from agreements.search import Answer, Search
from agreements.search.left_words import WORD
from tests.searching import found, found_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

QUESTIONS = [
    "what did the two sides promise each other about museums between 2012 and 2016",
    "memoranda and protocols between cities since 2014",
    "documents signed by Putin and Nazarbayev",
    "agreements between Omsk and Pavlodar",
    "memoranda signed in Moscow or Almaty about opera singers",
    "соглашения Омской области без официального текста",
    "действующие соглашения о науке в 2013 или 2014 году",
    "Астанада қол қойылған меморандумдар",
    "agreements signed in Vladivostok",
    "agreements before 2010 and after 2015",
]


def search(text: str, **params: Any) -> Search:
    return Search(QueryDict(urlencode({"q": text, **params}, doseq=True)))


def ids(documents: list[Agreement]) -> set[str]:
    return {document.record_id for document in documents}


def answers(query: str) -> set[str]:
    """The documents in the list of a query string."""
    return ids(found_by(query))


def test_a_question_finds_what_its_pieces_say() -> None:
    about_museums = Agreement.objects.published().filter(clauses__themes="exhibitions-museums") | (
        Agreement.objects.published().filter(themes="exhibitions-museums")
    )
    until_2016 = Q(signed_lower__lte="2016-12-31") | Q(signed_lower=None)  # not later than 2015, for one
    between = about_museums.filter(until_2016, signed_upper__gte="2012-01-01")
    assert ids(found(search(QUESTIONS[0]))) == set(between.values_list("record_id", flat=True))


def test_two_people_of_a_question_have_both_signed() -> None:
    both = Agreement.objects.published().filter(signatories__person__slug="vladimir-putin")
    both = both.filter(signatories__person__slug="nursultan-nazarbayev")
    assert ids(found(search("documents signed by Putin and Nazarbayev"))) == {one.record_id for one in both}


def test_two_parties_of_a_question_take_part_both() -> None:
    both = Agreement.objects.published().filter(participations__party__name_en__contains="Omsk")
    both = both.filter(participations__party__name_en__contains="Pavlodar")
    assert ids(found(search("agreements between Omsk and Pavlodar"))) == {one.record_id for one in both}


def test_what_has_no_official_text_is_found() -> None:
    having = Source.objects.filter(kind=SourceKind.OFFICIAL_TEXT).values("entry")
    without = Agreement.objects.published().exclude(pk__in=having)
    assert ids(found(search("соглашения без официального текста"))) == {one.record_id for one in without}


@pytest.mark.parametrize("text", ["agreements that entered into force in 1998", "mark"])
def test_what_entered_into_force_in_a_year_is_found(text: str) -> None:
    in_1998 = Agreement.objects.published().filter(in_force__startswith="1998")
    query = "mark=force.1998" if text == "mark" else urlencode({"q": text})
    assert answers(query) == {one.record_id for one in in_1998} != set()
    after = Agreement.objects.published().filter(in_force_lower__gte="2003-01-01")
    assert answers(urlencode({"q": "entered into force since 2003"})) == {one.record_id for one in after}


def test_a_span_of_entry_into_force_that_is_none_is_left_out_and_named() -> None:
    for mark in ("force.2013-02-30", "force.", "force.zyx", "force...", "force.2010/2005"):
        assert Search(QueryDict(urlencode({"mark": mark}))).errors.keys() == {"mark"}


def test_what_is_chosen_and_read_of_one_facet_are_both_demanded() -> None:
    asked = search("memoranda since 2014", kind="protocol")
    assert found(asked) == []
    both = ids(found(search("documents signed by Putin", signatory="nursultan-nazarbayev")))
    assert both == ids(found(search("documents signed by Putin and Nazarbayev")))


@pytest.mark.parametrize(
    ("text", "view"), [*((text, "documents") for text in QUESTIONS), *((text, "clauses") for text in QUESTIONS[:2])]
)
def test_counts_are_the_lengths_of_the_lists(text: str, view: str) -> None:
    asked = search(text, view=view)
    assert asked.entries == len(found(asked))
    for facet in asked.facets():
        for value in facet.values[:2]:
            leads_to = Search(QueryDict(value.query))
            if not value.selected and not asked.choices.conditions.facets.get(facet.name):
                assert value.count == leads_to.entries, value


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_dropped_piece_leaves_what_the_others_say(text: str) -> None:
    asked = search(text)
    reading = asked.choices.reading
    pieces = [piece for piece in Answer(asked).pieces if piece.name != WORD]
    for piece, shown in zip(reading.pieces, pieces, strict=True):
        others = [other for other in reading.pieces if other is not piece]
        kept = " ".join([reading.rest, *(other.written for other in others)])
        for other in others:  # the list of the link lies within that of every other piece alone
            if other.name != "unknown" and len(other.values) == 1 and other.is_of_facet:
                within = answers(urlencode({other.name: other.values[0]}))
                assert answers(shown.query) <= within, kept
        assert ids(found(asked)) <= answers(shown.query)


def test_a_dropped_piece_is_as_if_it_had_not_been_asked() -> None:
    for text, written, without in [
        ("memoranda signed in Moscow since 2014", "since 2014", "memoranda signed in Moscow"),
        ("memoranda signed in Moscow since 2014", "signed in Moscow", "memoranda since 2014"),
        ("documents signed by Putin and Nazarbayev", "Nazarbayev", "documents signed by Putin"),
        ("agreements signed in Vladivostok about science", "signed in Vladivostok", "agreements about science"),
        ("действующие соглашения о науке", "о науке", "действующие соглашения"),
    ]:
        (dropped,) = (piece.query for piece in Answer(search(text)).pieces if piece.written == written)
        assert answers(dropped) == ids(found(search(without)))


@pytest.mark.parametrize("text", QUESTIONS)
def test_all_addresses_of_an_answer_say_the_same_again(text: str) -> None:
    asked = search(text)
    assert ids(found(asked)) == answers(asked.choices.query())
    spelled_out = asked.choices.asking(asked.choices.reading.pieces)
    assert ids(found(asked)) == answers(spelled_out)
    assert Search(QueryDict(spelled_out)).errors == {}


def test_a_value_added_to_a_facet_that_was_read_widens_it() -> None:
    asked = search("memoranda since 2014")
    both = answers(asked.choices.toggled("kind", "protocol"))
    assert both == answers("kind=memorandum&kind=protocol&signed=2014/..")
    assert answers(asked.choices.toggled("kind", "memorandum")) == answers("signed=2014/..")


def test_words_can_be_taken_literally() -> None:
    literally = Search(QueryDict("q=memoranda+since+2014&reading=words"))
    assert not literally.choices.reading.is_read
    assert "reading=words" in literally.choices.query()
    answer = Answer(search("memoranda since 2014"))
    assert answer.literally == "q=memoranda+since+2014&reading=words"
    assert Answer(literally).literally == ""
    assert Answer(search("museums")).literally == ""


def test_what_is_unknown_finds_nothing_and_says_what_leaving_it_aside_would() -> None:
    answer = Answer(search("agreements signed by Medvedev about science"))
    assert answer.total == 0
    (unknown,) = (piece for piece in answer.pieces if piece.is_unknown)
    assert [str(value) for value in unknown.values] == ["Medvedev"]
    assert answers(unknown.query) == ids(found(search("agreements about science")))
    assert [way.count for way in answer.ways if way.query == unknown.query] == [len(answers(unknown.query))]


def test_a_name_that_differs_by_a_letter_is_offered_and_not_taken() -> None:
    answer = Answer(search("agreements signed by Nazarbaxev"))
    assert answer.total == 0
    (unknown,) = answer.pieces
    assert ["Nursultan Nazarbayev" in near.label for near in unknown.near] == [True]
    assert answers(unknown.near[0].query) == answers("signatory=nursultan-nazarbayev")


def test_a_piece_can_be_changed_to_another_value() -> None:
    answer = Answer(search("documents signed in Moscow"))
    (piece,) = answer.pieces
    by_label = {one.label: one.query for one in piece.alternatives}
    party = next(query for label, query in by_label.items() if label.startswith("Party"))
    moscow = Agreement.objects.published().filter(participations__party__name_en__contains="Moscow")
    assert answers(party) == set(moscow.values_list("record_id", flat=True))
    words = next(query for label, query in by_label.items() if "words" in label)
    assert answers(words) == answers("q=Moscow")


def test_a_theme_is_offered_instead_of_its_words() -> None:
    (offer,) = Answer(search("library")).offers
    assert (offer.label, answers(offer.query)) == ("Theme: Libraries", answers("theme=libraries"))
    assert Answer(search('"library"')).offers == []


def test_pieces_are_named_in_the_language_of_the_page() -> None:
    for lang, label, value in [
        ("en", "Place of signature", "Moscow"),
        ("ru", "Место подписания", "Москва"),
        ("kk", "Қол қойылған жері", "Мәскеу"),
    ]:
        with translation.override(lang):
            (piece,) = Answer(search("подписанные в Москве")).pieces
            assert (piece.label, [str(one) for one in piece.values]) == (label, [value])


def test_hits_of_a_theme_open_with_the_clauses_coded_so() -> None:
    for document in Answer(search("documents about libraries since 2000")).page.object_list:
        for hit in document.clause_hits:
            assert "libraries" in {theme.key for theme in hit.clause.themes.all()}


def test_clauses_are_those_of_the_theme_that_was_read() -> None:
    answer = Answer(search("what did they promise about libraries", view="clauses"))
    assert answer.total
    for hit in answer.page.object_list:
        assert "libraries" in {theme.key for theme in hit.clause.themes.all()}


def test_neighbours_are_those_of_the_question() -> None:
    asked = search("memoranda signed in Moscow", sort="signed")
    listed = [document.record_id for document in found(asked)]
    _before, after = asked.neighbours(listed[0])
    assert after is not None
    assert after.record_id == listed[1]


def test_contradicting_dates_find_nothing_and_say_so() -> None:
    answer = Answer(search("agreements before 2010 and after 2015"))
    assert (answer.total, answer.contradicts_itself) == (0, True)


@pytest.mark.parametrize(
    "query",
    [
        *({"q": text} for text in QUESTIONS),
        {"q": "memoranda " * 5000},
        {"q": '"' * 250 + " signed in"},
        {"q": "memoranda since 2014", "also": "party:no-such"},
        {"q": "memoranda since 2014", "also": ["zyx:a", "nonsense"]},
        {"q": "memoranda since 2014", "reading": "nonsense"},
    ],
)
def test_every_question_has_a_page(query: dict[str, Any], client: Client) -> None:
    lang = LANGUAGES[len(str(query)) % len(LANGUAGES)]
    for page in ("agreements", "insights"):
        assert client.get(f"/{lang}/{page}/", query).status_code == 200


def test_a_question_is_read_on_the_page_of_insights(client: Client) -> None:
    asked = search("memoranda signed in Moscow")
    response = client.get("/en/insights/", {"q": "memoranda signed in Moscow"})
    with asking_index():
        assert response.context["search"].entries == asked.entries


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("memoranda in Almaty", "kind=memorandum&q=Almaty"),
        ("agreements and memoranda of 2018", "kind=agreement&kind=memorandum&signed=2018"),
        ("signed by Russia and Kazakhstan in 1998", "signed=1998"),
        ("Что подписывали Россия и Казахстан в Астрахани?", "place=astrakhan"),
    ],
)
def test_what_is_said_of_both_sides_of_cities_and_of_several_kinds(text: str, query: str) -> None:
    assert answers(urlencode({"q": text})) == answers(query)


LIBRARY = "yugov-kurgan-regional-library"


def test_words_behind_a_name_that_ends_the_question_break_nothing() -> None:
    library = "Курганской областной библиотекой имени Югова"
    other = "Северо-Казахстанской областной универсальной научной библиотекой имени С. Муканова"
    for first in ("Соглашение", "музеи", "2003", "x"):
        found_by = answers(urlencode({"q": f"{first} между {library} и {other}"}))
        assert found_by <= answers(f"party={LIBRARY}")


@pytest.mark.parametrize(
    ("text", "with_it", "without"),
    [
        ("memoranda not signed in Moscow", "kind=memorandum", "place=moscow"),
        ("меморандумы, подписанные не в Москве", "kind=memorandum", "place=moscow"),
        ("протоколы кроме межгосударственных", "kind=protocol", "level=interstate"),
        ("plans except interregional", "kind=plan", "level=interregional"),
        ("меморандум емес 2018 жылғы құжаттар", "signed=2018", "kind=memorandum"),
    ],
)
def test_what_is_not_wanted_is_left_out(text: str, with_it: str, without: str) -> None:
    found_by = answers(urlencode({"q": text}))
    assert found_by == answers(with_it) - answers(without) != set()
