"""Facets: what each choice would leave, exactly."""

import re
from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from agreements.base.database import reading
from agreements.models import Agreement, Clause, Kind, Participation, Party, Person
from agreements.search import Answer, Search, panel
from agreements.search.facets import FACETS
from tests.artificial import artificial
from tests.markup import markup
from tests.searching import facet, found, found_by, may_be_of, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

PATHS = {facet.key: facet.paths for facet in FACETS if facet.listed} | {
    "kind": ("kind_id",),
    "level": ("level_id",),
    "status": ("status_id",),
    "confidence": ("confidence_id",),
    "party": ("participations__party__slug",),
    "side": ("participations__party__side",),
    "signatory": ("signatories__person__slug",),
    "region": ("regions__slug",),
}


def counts(query: str, name: str) -> dict[str, int]:
    return {value.key: value.count for value in facet(query, name).values if value.count}


def counted(paths: tuple[str, ...], **conditions: Any) -> dict[str, int]:
    ids = Agreement.objects.published().filter(**conditions).values("pk")
    rows = [row for path in paths for row in Agreement.objects.filter(pk__in=ids).values_list("pk", path)]
    listed = ((pk, value) for pk, held in rows for value in (held if isinstance(held, list) else [held]))
    return dict(Counter(value for _pk, value in set(listed) if value))


@pytest.mark.parametrize("name", PATHS)
def test_counts_are_those_of_the_tables(name: str) -> None:
    assert counts("", name) == counted(PATHS[name])


@pytest.mark.parametrize("name", PATHS)
def test_counts_under_another_choice_are_those_of_the_tables(name: str) -> None:
    other = "level" if name == "kind" else "kind"
    value = "interregional" if name == "kind" else "memorandum"
    assert counts(f"{other}={value}", name) == counted(PATHS[name], **{f"{other}_id": value})


def test_a_theme_counts_documents_that_have_it_themselves_or_in_a_clause() -> None:
    themes: dict[str, set[int]] = {}
    for path in ("themes", "clauses__themes"):
        for key, pk in Agreement.objects.published().values_list(path, "pk"):
            if key:
                themes.setdefault(key, set()).add(pk)
    assert counts("", "theme") == {key: len(pks) for key, pks in themes.items()}


def test_a_place_is_a_city_or_a_whole_region() -> None:
    expected = Counter(
        where.slug for agreement in Agreement.objects.published() if (where := agreement.where) is not None
    )
    assert counts("", "place") == dict(expected)


def test_values_of_a_facet_are_or_and_facets_are_and() -> None:
    def total(query: str) -> int:
        return Search(QueryDict(query)).total

    assert total("kind=treaty&kind=protocol") == total("kind=treaty") + total("kind=protocol")
    both = Agreement.objects.published().filter(kind="memorandum", level="interregional").count()
    assert total("kind=memorandum&level=interregional") == both > 0


def test_a_facet_does_not_narrow_its_own_counts() -> None:
    assert counts("kind=treaty", "kind") == counts("", "kind")
    assert counts("kind=treaty&level=interstate", "kind") == counts("level=interstate", "kind")


def test_every_count_is_what_choosing_the_value_gives() -> None:
    query = "q=culture&level=interregional"
    for one in Search(QueryDict(query)).facets():
        if one.name == "level":
            continue
        for value in one.values[:4]:
            if not value.selected:
                assert Search(QueryDict(value.query)).total == value.count, (one.name, value.key)


def test_values_without_documents_stay_and_come_last() -> None:
    values = facet("kind=treaty", "theme").values
    assert any(value.count == 0 for value in values)
    assert [value.count for value in values] == sorted((value.count for value in values), reverse=True)


def test_a_selected_value_is_selected_and_its_query_drops_it() -> None:
    kinds = facet("kind=treaty&q=museum", "kind")
    (treaty,) = (value for value in kinds.values if value.key == "treaty")
    assert treaty.selected
    assert treaty.query == "q=museum"
    assert kinds.open


def many_parties(number: int) -> Agreement:
    """A document of very many made-up parties, the last of which comes last in every order."""
    document = artificial(17, ("Test heading", "zyxword", "science"))
    parties = Party.objects.bulk_create(
        Party(
            slug=f"test-{n:03}", side="RU", kind_id="institution", name_en=f"Zz Test {n:03}", name_ru=f"Яя Тест {n:03}"
        )
        for n in range(number)
    )
    Participation.objects.bulk_create(Participation(agreement=document, party=party) for party in parties)
    return document


def test_more_values_than_can_be_listed_are_counted_and_can_be_reached(client: Client) -> None:
    known = len(facet("", "party").values)
    assert facet("", "party").more == 0
    document = many_parties(300)
    parties = facet("", "party")
    assert len(parties.values) == 200
    assert parties.more == known + 300 - 200
    html = markup(client.get("/en/agreements/").content)
    assert ">The first 200</summary>" in html
    assert "All 200" not in html
    assert f'<a href="/en/parties/">{parties.more} more, on a separate page</a>' in html
    index = [client.get(parties.index, {"page": number}).content.decode() for number in (1, 2, 3)]
    assert sum(page.count('href="/en/parties/test-299/"') for page in index) == 1
    assert "?party=test-299" in client.get("/en/parties/test-299/").content.decode()
    assert found_by("party=test-299") == [document]


@pytest.mark.parametrize(
    "query", ["party=test-299", "q=zyxword&party=test-299&party=test-298", "kind=treaty&party=test-299"]
)
def test_a_chosen_value_is_listed_however_many_come_before_it(query: str) -> None:
    many_parties(300)
    parties = facet(query, "party")
    chosen = QueryDict(query).getlist("party")
    assert [value.key for value in parties.values if value.selected] == sorted(chosen)
    assert len(parties.values) == 200 + len(chosen)
    assert parties.more + len(parties.values) == len(Search(QueryDict("")).choices.labels["party"])


def test_facets_without_a_page_of_their_own_list_all_their_values(client: Client) -> None:
    words = {"label_en": "Test", "label_ru": "Тест", "label_kk": "Тест"}
    Kind.objects.bulk_create(Kind(key=f"test-{n}", position=99, **words) for n in range(300))
    kinds = facet("", "kind")
    assert (len(kinds.values), kinds.more) == (Kind.objects.count(), 0)
    assert f"All {Kind.objects.count()}" in client.get("/en/agreements/").content.decode()


def test_just_as_many_values_as_are_listed_are_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    known = len(facet("", "party").values)
    for listed, more in ((known, 0), (known - 1, 1)):
        monkeypatch.setattr(panel, "VALUES_LISTED", listed)
        parties = facet("", "party")
        assert (len(parties.values), parties.more, bool(parties.index)) == (listed, more, bool(more))


def test_facets_that_most_readers_want_are_open_and_so_is_one_with_a_choice() -> None:
    opened = {one.name for one in Search(QueryDict("level=interstate&q=culture")).facets() if one.open}
    assert opened == {"kind", "theme", "party", "level"}


def test_values_that_are_called_alike_are_in_the_order_of_their_keys() -> None:
    words = {"label_en": "Test", "label_ru": "Тест", "label_kk": "Тест"}
    for key in ("test-c", "test-a", "test-b"):
        Kind.objects.create(key=key, position=99, **words)
    found = [value.key for value in facet("", "kind").values if value.key.startswith("test")]
    assert found == ["test-a", "test-b", "test-c"]


def test_labels_are_in_the_language_of_the_page() -> None:
    with translation.override("ru"):
        assert "Договор" in {value.label for value in facet("", "kind").values}
        assert {value.label for value in facet("", "side").values} == {"Россия", "Казахстан"}
    with translation.override("kk"):
        (treaty,) = (value for value in facet("", "kind").values if value.key == "treaty")
        assert (treaty.label, treaty.label.lang) == ("Шарт", "kk")


def test_years_run_without_a_gap_and_ignore_their_own_range() -> None:
    everything = Search(QueryDict("")).years
    years = [bar.year for bar in everything]
    assert years == list(range(years[0], years[-1] + 1))
    assert sum(bar.count for bar in everything) == Agreement.objects.published().count()
    ranged = Search(QueryDict("year_from=2013&year_to=2015")).years
    assert [bar.count for bar in ranged] == [bar.count for bar in everything]
    assert [bar.year for bar in ranged if bar.selected] == [2013, 2014, 2015]


def test_years_filter_by_the_year_of_signature() -> None:
    asked = Search(QueryDict("year_from=2013&year_to=2014"))
    assert asked.total == len(may_be_of("2013/2014"))
    assert {agreement.pk for agreement in found(asked)} == may_be_of("2013/2014")


def test_chips_name_each_choice_and_drop_it_alone() -> None:
    asked = Search(QueryDict("kind=treaty&theme=science&theme=youth&year_from=2010&q=trust"))
    chips = asked.choices.chips()
    assert [chip.facet_label for chip in chips] == ["Kind of document", "Theme", "Theme", "Year of signature"]
    for chip in chips:
        assert len(Search(QueryDict(chip.query)).choices.chips()) == len(chips) - 1


def test_queries_are_canonical() -> None:
    one = Search(QueryDict("theme=youth&kind=treaty&theme=science&page=2&unknown=1"))
    other = Search(QueryDict("kind=treaty&theme=science&theme=youth&sort=-signed&view=documents"))
    assert one.choices.query() == other.choices.query() == "kind=treaty&theme=science&theme=youth"
    assert one.choices.query(page=3, kind=None) == "theme=science&theme=youth&page=3"


@pytest.mark.parametrize(
    ("query", "parameter", "said"),
    [
        ("kind=nonsense", "kind", "cannot be used"),
        ("kind=nonsense&kind=treaty", "kind", "other choices"),
        ("year_from=last", "year_from", "four digits"),
        ("year_to=99999999999999999999", "year_to", "four digits"),
        ("year_from=2015&year_to=2013", "year_from", "later than"),
        ("sort=best", "sort", "Best match first"),
        ("view=cards", "view", "clauses"),
        ("page=0", "page", "from 1"),
        ("page=x", "page", "from 1"),
        ("page=1000000000", "page", "last"),
        (f"page={'9' * 40}", "page", "last"),
        (f"view=clauses&page={'9' * 40}", "page", "last"),
        ("language=xx", "language", "cannot be used"),
    ],
)
def test_a_bad_value_is_named_and_left_out(query: str, parameter: str, said: str) -> None:
    asked = Search(QueryDict(query))
    page = Answer(asked).page
    assert list(asked.errors) == [parameter]
    assert said in asked.errors[parameter][0]
    assert page.object_list


def test_an_unknown_value_beside_known_ones_does_not_widen_the_result() -> None:
    assert Search(QueryDict("kind=nonsense&kind=treaty")).total == Search(QueryDict("kind=treaty")).total


def test_hundreds_of_values_are_one_message() -> None:
    asked = Search(QueryDict("&".join(f"party=test-{number}" for number in range(500))))
    assert shown(asked)
    assert len(asked.errors["party"]) == 1
    assert len(asked.errors["party"][0]) < 500


def test_the_theme_narrows_the_clauses_as_well() -> None:
    document = artificial(1, ("Test one", "zyxword", "science"), ("Test two", "zyxword", "sport"))
    asked = Search(QueryDict("q=zyxword&theme=sport&view=clauses"))
    assert [hit.clause.number for hit in shown(asked)] == [2]
    documents = shown(Search(QueryDict("q=zyxword&theme=sport")))
    assert [hit.clause.number for hit in documents[0].clause_hits] == [2]
    assert Clause.objects.filter(agreement=document).count() == 2


@pytest.mark.parametrize("query", ["", "q=culture", "q=culture&view=clauses"])
def test_the_number_of_queries_does_not_grow_with_the_result(query: str) -> None:
    def queries() -> int:
        Answer(Search(QueryDict(query)))  # names are read anew after they changed, whatever is asked
        with CaptureQueriesContext(connection) as captured, reading():
            Answer(Search(QueryDict(query)))
        return len(captured)

    artificial(1, ("culture", "culture", "culture-general"))
    before = queries()
    for number in range(2, 12):
        artificial(number, ("culture", "culture", "culture-general"))
    assert queries() == before <= 30


def test_the_page_marks_which_values_are_chosen_and_which_would_leave_nothing(client: Client) -> None:
    artificial(1, ("Test", "zyxword", "science"))
    page = client.get("/en/agreements/?q=zyxword&theme=science").content.decode()
    marks = dict(re.findall(r'<a id="f-theme-([\w-]+)" href="[^"]*" rel="nofollow"([^>]*)>', page))
    assert marks.pop("science") == ' aria-current="true"'
    assert set(marks.values()) == {' class="is-empty"'}


def test_people_of_the_same_count_are_in_the_alphabet_of_their_surnames(client: Client) -> None:
    document = artificial(1)
    for slug, name in (("zz-1", "Aaron Zyxov"), ("zz-2", "Zoe Yyxov")):
        person = Person.objects.create(slug=slug, name_en=name)
        document.signatories.create(person=person, side="RU", position=1)
    with translation.override("en"):
        listed = Search(QueryDict("q=Test+Agreement+1")).facets()
    [people] = [one for one in listed if one.name == "signatory"]
    assert [value.key for value in people.values if value.count] == ["zz-2", "zz-1"]
