"""What a question that is read finds, counts and leads to, on every way in."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.db.models import Q
from django.http import QueryDict
from django.test import Client
from django.utils import translation

from agreements.base.database import asking_index, settle
from agreements.base.languages import LANGUAGES
from agreements.models import Agreement, Place, Region, Source, SourceKind
from agreements.search import Answer, Search
from agreements.search.left_words import WORD
from tests.artificial import artificial
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


@pytest.mark.parametrize(
    "text",
    [
        "border regions",
        "documents about regions along the border",
        "приграничные регионы",
        "соглашения приграничных областей",
        "шекара маңындағы өңірлер",
        "шекаралас облыстар",
    ],
)
def test_words_for_the_border_ask_for_all_regions_on_it(text: str) -> None:
    on_it = Agreement.objects.published().filter(regions__border=True)
    assert ids(found(search(text))) == {document.record_id for document in on_it} != set()


def test_cooperation_across_the_border_is_no_region() -> None:
    assert search("cross-border cooperation").choices.reading.pieces == ()


def test_what_has_no_official_text_is_found() -> None:
    """A publication that is evidence for neither clauses nor parties is the text of another document."""
    texts = Source.objects.filter(kind=SourceKind.OFFICIAL_TEXT)
    having = {source.entry_id for source in texts if {"clauses", "parties"} & set(source.supports)}
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


@pytest.mark.parametrize("text", [*QUESTIONS, "memoranda not signed in Moscow"])
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
        ("agreements, memoranda of 2018", "kind=agreement&kind=memorandum&signed=2018"),
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
        ("plans except the interregional", "kind=plan", "level=interregional"),
        ("меморандум емес 2018 жылғы құжаттар", "signed=2018", "kind=memorandum"),
    ],
)
def test_what_is_not_wanted_is_left_out(text: str, with_it: str, without: str) -> None:
    found_by = answers(urlencode({"q": text}))
    assert found_by == answers(with_it) - answers(without) != set()


def test_a_value_that_is_wanted_and_one_that_is_not_stay_two_pieces() -> None:
    asked = search("documents in force and not expired")
    assert [(piece.values, piece.is_excluded) for piece in asked.reading.named("status")] == [
        (("in-force",), False),
        (("expired",), True),
    ]


def test_of_what_is_not_wanted_the_page_says_so_and_offers_no_other_value() -> None:
    (_kind, place) = Answer(search("memoranda not signed in Astana")).pieces
    assert place.label == "Place of signature, except"
    assert place.alternatives == []


def test_a_piece_of_more_values_than_an_address_names_stays_as_it_was_written() -> None:
    places = [
        Place.objects.create(slug=f"zyx-{n}", country="RU", region=Region.objects.filter(country="RU")[0],
                             lat=50, lon=60, name_en=f"Zyx {n}", name_ru=f"Зюкс {n}", name_kk=f"Зүкс {n}")
        for n in range(13)
    ]  # fmt: skip
    for number, place in enumerate(places):
        document = artificial(number)
        document.place = place
        document.save()
    settle()
    asked = search("treaties signed in Russia")
    assert QueryDict(asked.choices.asking(asked.reading.pieces)) == QueryDict("q=signed in Russia&kind=treaty")


def test_the_bar_of_a_year_is_of_this_year_whatever_span_the_question_names() -> None:
    query = search("memoranda since 2014").choices.years_query(2012, 2012)
    assert answers(query) == answers("kind=memorandum&year_from=2012&year_to=2012") != set()


def test_a_misspelt_word_beside_what_is_read_is_told_in_the_whole_question() -> None:
    artificial(1, ("Zyxwordly", "Zyxwordly", "media"))
    settle()
    assert search("documents since 2014 zyxwordlu").did_you_mean() == "documents since 2014 zyxwordly"


def test_a_date_of_entry_into_force_counts_where_it_may_be() -> None:
    document = artificial(1)
    document.in_force = "[2031..2033]"
    document.save()
    for year, expected in (("2030", set()), ("2031", {document.record_id}), ("2033", {document.record_id})):
        assert answers(f"mark=force.{year}") == expected


def test_a_day_alone_that_no_document_has_for_certain_finds_those_that_may_be_of_it() -> None:
    document = artificial(1, signed="[2031-05-01..2031-05-31]")
    settle()
    assert answers("q=17.05.2031") == {document.record_id}


def test_two_years_alone_are_words_where_a_title_says_them() -> None:
    document = artificial(1, signed="2001")
    document.title_en = "Test Programme 2031–2033"
    document.save()
    settle()
    assert answers("q=2031-2033") == {document.record_id}
    assert search("2031-2034").reading.is_read


def test_a_title_that_is_found_as_a_question_too_is_read() -> None:
    document = artificial(1, ("Test heading", "Test provision", "libraries"), signed="2016")
    document.title_en = "Agreements about libraries signed since 2014 and more"
    document.save()
    settle()
    asked = search("agreements about libraries signed since 2014")
    assert asked.reading.is_read
    assert document in found(asked)


def test_the_clauses_of_a_theme_come_before_those_that_only_say_its_name() -> None:
    saying = [(f"Test heading {number}", "Of libraries", "media") for number in range(3)]
    artificial(1, *saying, ("Test heading 3", "Test provision", "libraries"), signed="2031")
    settle()
    [document] = Answer(search("documents about libraries in 2031")).page.object_list
    assert document.clause_hits[0].heading == "Test heading 3"


def test_no_clause_of_another_theme_is_among_those_of_the_theme_that_was_read() -> None:
    artificial(1, ("Test one", "Of libraries", "media"), ("Test two", "Test provision", "libraries"), signed="2031")
    settle()
    hits = Answer(search("documents about libraries in 2031", view="clauses")).page.object_list
    assert [hit.clause.number for hit in hits] == [2]


def test_words_that_nothing_has_of_what_was_named_are_left_aside_and_named() -> None:
    artificial(1, ("Test heading", "A zyxother", "media"), signed="2001")
    settle()
    answer = Answer(search("memoranda since 2014 zyxother"))
    assert {document.record_id for document in found(search("memoranda since 2014 zyxother"))} == answers(
        "kind=memorandum&signed=2014/.."
    )
    assert answer.introduction.said == "None of these documents contains “zyxother”"
    clauses = search("memoranda since 2014 zyxother", view="clauses").total
    assert clauses == search("memoranda since 2014", view="clauses").total > 0


def test_a_question_with_a_minus_is_no_title_that_was_pasted() -> None:
    document = artificial(1)
    document.title_en = "Memoranda signed in Moscow on culture, science and more"
    document.save()
    settle()
    assert not search("memoranda signed in Moscow on culture, science").reading.is_read
    assert search("memoranda signed in Moscow on culture, science -zyxword").reading.is_read


def test_a_short_name_that_differs_by_a_letter_is_another_name() -> None:
    document = artificial(1)
    region = Region.objects.filter(country="RU")[0]
    document.place = Place.objects.create(
        slug="zyq", country="RU", region=region, lat=50, lon=60, name_en="Zyq", name_ru="Зюк", name_kk="Зүк"
    )
    document.save()
    settle()
    (piece,) = Answer(search("documents signed in Zyx")).pieces
    assert piece.is_unknown
    assert piece.near == []


def test_a_year_that_is_not_wanted_is_left_out() -> None:
    memoranda = Agreement.objects.published().filter(kind="memorandum")
    of_2015 = memoranda.filter(signed_lower__gte="2015-01-01", signed_upper__lte="2015-12-31")
    rest = {one.record_id for one in memoranda.exclude(pk__in=of_2015.values("pk"))}
    assert answers(urlencode({"q": "memoranda except 2015"})) == rest
    asked = search("memoranda except 2015")
    assert answers(asked.choices.asking(asked.reading.pieces)) == rest


@pytest.mark.parametrize("text", ["ШОС", "SCO", "шос"])
def test_a_short_name_of_what_the_record_does_not_have_finds_nothing(text: str) -> None:
    answer = Answer(search(text))
    assert (answer.total, answer.missing) == (0, (text,))


def test_what_is_changed_to_words_is_not_read_again() -> None:
    answer = Answer(search("действующие соглашения, подписанные Медведевым"))
    (status,) = (piece for piece in answer.pieces if piece.name == "status")
    words = next(one.query for one in status.alternatives if "words" in one.label)
    again = Search(QueryDict(words))
    assert [piece.name for piece in again.reading.pieces] == ["unknown"]
    assert "действующие" in again.reading.rest


def test_a_new_question_in_the_box_is_read(client: Client) -> None:
    page = client.get("/en/agreements/?q=memoranda+since+2014&reading=words").content.decode()
    kept = page[page.index("data-kept") : page.index("</form>", page.index("data-kept"))]
    assert "reading" not in kept


def test_a_word_of_the_russian_dictionary_is_no_other_for_its_sound() -> None:
    kazan = Agreement.objects.published().filter(
        Q(title_ru__contains="Казан")
        | Q(summary_ru__contains="Казан")
        | Q(participations__party__name_ru__contains="Казан")
        | Q(clauses__summary_ru__contains="Казан")
        | Q(notes_ru__contains="Казан")
        | Q(place__name_ru__contains="Казань")
    )
    assert answers(urlencode({"q": "Казань"})) <= {one.record_id for one in kazan}


def test_no_word_is_taken_for_one_of_grammar() -> None:
    asked = search("blue whale")
    nearest = {term.text for needed in asked.question.needed for term in (needed, *needed.others)}
    assert not nearest & {"while", "there", "these"}


def test_a_name_that_is_not_wanted_is_never_why_nothing_is_found() -> None:
    answer = Answer(search("documents not signed by Medvedev since 2090"))
    assert (answer.total, answer.unknown) == (0, [])
    answer = Answer(search("documents signed by Medvedev since 2090"))
    assert [str(value) for piece, _count in answer.unknown for value in piece.values] == ["Medvedev"]
