"""The record in pictures: numbers that agree with the database, and links that lead to what they count."""

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from itertools import product
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Count, Q
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.base.alphabet import alphabet_key
from agreements.insights.charts import CHARTS, sides
from agreements.insights.words import share_in_words
from agreements.models import Agreement, Confidence, Kind, Level, Party, PartyKind, Region, State, Status, Theme
from agreements.rules.standing import texts
from agreements.search import Search
from tests.artificial import artificial
from tests.no_breaks import NO_BREAK
from tests.searching import found_by, keys

pytestmark = pytest.mark.usefixtures("record")

SVG = "{http://www.w3.org/2000/svg}"
COUNTED = re.compile(r": (\d+) documents?( · \d+%)?$")
# Filters that cut across the charts: none, each facet that charts link to, several at once, and words.
FILTERS = (
    "",
    "year_from=2012&year_to=2016",
    "level=interregional&level=municipal",
    "theme=libraries&theme=culture-days",
    "status=expired",
    "confidence=high&side=KZ",
    "region=omsk-oblast&region=moscow",
    "mark=sources.many",
    "mark=kinds.region.region&year_from=2013",
    "theme=sport&theme=film-audiovisual&year_to=2018",
    "q=test+culture&view=clauses&sort=title",
)  # fmt: skip


def page(client: Client, query: str = "", lang: str = "en") -> str:
    """The page of insights."""
    response = client.get(f"/{lang}/insights/{'?' if query else ''}{query}")
    assert response.status_code == 200
    return response.content.decode()


def table(client: Client, chart: str, query: str = "", lang: str = "en") -> list[list[str]]:
    """The numbers of one chart as downloaded."""
    response = client.get(f"/{lang}/insights/{chart}.csv?{query}")
    assert response.status_code == 200
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def linked(html: str) -> Iterator[tuple[str, int]]:
    """Every number of drawings and tables that is a link: its address, and how many it promises."""
    for attributes, content in re.findall(r"<a ([^>]*)>(.*?)</a>", html, re.S):
        url, said = (re.search(rf'{name}="([^"]*)"', attributes) for name in ("href", "aria-label"))
        name = said[1] if said else re.sub(r"<svg.*?</svg>|<[^>]+>", "", content, flags=re.S)
        if url and (counted := COUNTED.search(" ".join(unescape(name).split()))):
            yield unescape(url[1]), int(counted[1])


def sections(html: str) -> list[tuple[str, str]]:
    """The charts of the page: the name in its address, and all that belongs to it."""
    return re.findall(r'<section class="insight [^"]*" id="([a-z]+)"(.*?)</section>', html, re.S)


def against_all_habits() -> list[Agreement]:
    """Published documents that do what no document of the record does, in everything that a chart counts."""
    documents = [artificial(number, ("Test culture", "Test culture", "sport")) for number in range(21, 27)]
    first, second, third, fourth, fifth, sixth = documents
    # Clauses on what the document as a whole is not on: on several themes, on the same one twice, on its own again.
    first.themes.add(Theme.objects.get(key="film-audiovisual"))
    first.clauses.get().themes.add(Theme.objects.get(key="youth"), Theme.objects.get(key="film-audiovisual"))
    second.clauses.create(number=2, heading_en="Test", summary_en="Test").themes.add(Theme.objects.get(key="sport"))
    # A theme of the document that no clause has; no clause and no theme at all.
    third.clauses.all().delete()
    third.themes.add(Theme.objects.get(key="film-audiovisual"))
    fourth.clauses.all().delete()
    # Parties: three sides, two of one kind on either side, all on one side.
    parties = {
        slug: Party.objects.create(slug=slug, side=side, kind_id=kind, name_en=slug, name_ru=slug)
        for slug, side, kind in (
            ("test-ru-1", "RU", "agency"), ("test-ru-2", "RU", "agency"), ("test-kz-1", "KZ", "state"),
            ("test-kz-2", "KZ", "state"), ("test-tj", "TJ", "agency"),
        )
    }  # fmt: skip
    for document, slugs in (
        (first, ("test-ru-1", "test-ru-2", "test-kz-1", "test-kz-2", "test-tj")),
        (second, ("test-ru-1", "test-ru-2")),
        (third, ("test-tj", "test-kz-1")),
    ):
        for position, slug in enumerate(slugs):
            document.participations.create(party=parties[slug], position=position)
    # A capital, a border region and another at once, beside documents of none.
    first.regions.add(*Region.objects.filter(slug__in=("moscow", "omsk-oblast")))
    first.regions.add(Region.objects.filter(capital=False, border=False)[0])
    # Terms: within one year, with an end and a signature known to be no later only, to the end of the calendar.
    Agreement.objects.filter(pk=second.pk).update(term_from="2015-11", term_until="2015-12", status="expired")
    Agreement.objects.filter(pk=third.pk).update(term_until="[..2016]", signed="[..2014]", confidence="high")
    Agreement.objects.filter(pk=fourth.pk).update(signed="1900", term_until="9999")
    # Sources: its text twice, more than are counted alone; the text of another document; the others have none.
    for number in range(7):
        first.sources.create(
            url=f"https://example.org/{number}", publisher="Test", language="en",
            kind="official-text" if number < 2 else "news", supports=["clauses"],
        )  # fmt: skip
    fifth.sources.create(url="https://example.org/", publisher="Test", language="en", kind="official-text")
    Agreement.objects.filter(pk=sixth.pk).update(level="municipal", signed="[2013..2016]")
    return documents


@pytest.mark.long
@pytest.mark.parametrize("query", FILTERS)
def test_every_number_leads_to_exactly_the_documents_that_it_counts(client: Client, query: str) -> None:
    against_all_habits()
    whole = {document.pk for document in found_by(query)}
    promised = dict(linked(page(client, query)))
    assert promised
    known = Search(QueryDict("")).choices.labels  # the same for every list: looked up once
    for url, count in promised.items():
        search = Search(QueryDict(urlsplit(url).query), known=known)
        part = keys(search)
        assert (search.errors, search.entries, len(part)) == ({}, count, count), url
        assert set(part) <= whole, url


def test_where_no_more_marks_can_be_added_numbers_have_no_link(client: Client) -> None:
    first, *_others = against_all_habits()
    query = "mark=pair.test-ru-1.test-kz-1&mark=kinds.agency.state&mark=term.none&mark=sources.many&mark=text.official"
    assert found_by(query) == [first]
    html = page(client, query)
    promised = dict(linked(html))
    assert promised
    for url, count in promised.items():
        search = Search(QueryDict(urlsplit(url).query))
        assert (search.errors, search.total) == ({}, count), url
    assert "Test-ru-2 — test-kz-2".lower() in html.lower(), "the pair is counted all the same"
    assert "mark=pair.test-ru-2.test-kz-2" not in unescape(html)


def test_a_document_is_on_the_themes_of_its_clauses_too_wherever_themes_are_counted(client: Client) -> None:
    against_all_habits()
    published = Agreement.objects.published()
    listed = {
        key: int(count)
        for key, count in re.findall(
            r'<a href="/en/themes/([a-z-]+)/">[^<]+</a></h2>.*?(\d+)\s+documents?\b',
            client.get("/en/themes/").content.decode(),
            re.S,
        )
    }
    drawn = {row[0]: int(row[-1]) for row in table(client, "themes")[1:]}
    facet = next(facet for facet in Search(QueryDict()).facets() if facet.name == "theme")
    found = {value.key: value.count for value in facet.values}
    for theme in Theme.objects.all():
        own = set(published.filter(themes=theme).values_list("pk", flat=True))
        in_clauses = set(published.filter(clauses__themes=theme).values_list("pk", flat=True))
        on_theme = len(own | in_clauses)
        answer = client.get(f"/en/themes/{theme.key}/")
        shown: set[int] = set()
        for number in range(1, answer.context["pages"].last + 1):
            lists = client.get(f"/en/themes/{theme.key}/", {"page": number}).context
            shown |= {clause.agreement_id for clause in lists["clauses"]}
            shown |= {document.pk for document in lists["others"]}
        assert shown == own | in_clauses
        assert answer.context["listing"].documents == on_theme
        assert found[theme.key] == listed[theme.key] == drawn.get(theme.label_en, 0) == on_theme, theme.key
    assert listed["sport"] == published.filter(themes="sport").count() + 4


def test_the_lists_behind_numbers_say_the_same_number(client: Client) -> None:
    promised = dict(linked(page(client)))
    for url, count in sorted(promised.items())[::10]:
        heading = "1 document" if count == 1 else f"{count} documents"
        assert re.search(rf">\s*{heading}\s*<", client.get(url).content.decode()), url


def test_drawing_and_table_have_the_same_links(client: Client) -> None:
    for slug, section in sections(page(client)):
        drawn, tabled = section.split("<details")
        if slug == "lives":
            drawn_ones, all_of_them = (re.findall(r'href="(/en/agreements/[^"?]+/)"', part) for part in (drawn, tabled))
            assert drawn_ones == all_of_them[-len(drawn_ones) :] != []
        else:
            assert dict(linked(drawn)).items() <= dict(linked(tabled)).items()
            assert dict(linked(drawn))


def test_years_and_levels_agree_with_the_database(client: Client) -> None:
    head, *rows = table(client, "years")
    levels = {level.label_en: level for level in Level.objects.all()}
    published = Agreement.objects.published()
    years = [int(row[0]) for row in rows]
    assert years == list(range(years[0], years[-1] + 1)), "no year is left out"
    for row in rows:
        in_year = published.filter(signed_year=int(row[0]))
        assert int(row[-1]) == in_year.count() == sum(map(int, row[1:-1]))
        for label, count in zip(head[1:-1], row[1:-1], strict=True):
            assert int(count) == in_year.filter(level=levels[label]).count()
    assert sum(int(row[-1]) for row in rows) == published.count()


def test_themes_agree_with_the_database(client: Client) -> None:
    head, *rows, foot = table(client, "themes")
    published = Agreement.objects.published()
    for period, count in zip(head[1:-1], foot[1:-1], strict=True):
        first, _dash, last = period.partition("–")
        assert published.filter(signed_year__range=(first, last or first)).count() == int(count)
    assert int(foot[-1]) == published.count()
    paths = ("themes__label_en", "clauses__themes__label_en")
    assert {row[0] for row in rows} == {
        label for path in paths for label in published.values_list(path, flat=True) if label
    }
    assert [int(row[-1]) for row in rows] == sorted((int(row[-1]) for row in rows), reverse=True)
    for row in rows:
        on_theme = published.filter(Q(themes__label_en=row[0]) | Q(clauses__themes__label_en=row[0])).distinct()
        assert int(row[-1]) == on_theme.count() == sum(map(int, row[1:-1]))


def test_kinds_of_party_agree_with_the_database(client: Client) -> None:
    head, *rows = table(client, "parties")
    assert head == ["Russia", "Kazakhstan", "Documents"]
    published = Agreement.objects.published()
    met: dict[tuple[str, str], int] = {}
    alike = 0
    for document in published:
        kinds = {
            side: {
                str(party.kind.label) for party in Party.objects.filter(participations__agreement=document, side=side)
            }
            for side in ("RU", "KZ")
        }
        alike += bool(kinds["RU"] & kinds["KZ"])
        for pair in product(kinds["RU"], kinds["KZ"]):
            met[pair] = met.get(pair, 0) + 1
    assert {(first, second): int(count) for first, second, count in rows} == met
    assert [int(row[2]) for row in rows] == sorted(met.values(), reverse=True)
    assert f"In {alike} of {published.count()} documents, both sides have a party of the same kind" in page(client)


def test_the_most_frequent_pair_comes_first_and_is_counted_right(client: Client) -> None:
    _head, *rows = table(client, "pairs")
    counts = [int(row[2]) for row in rows]
    assert counts == sorted(counts, reverse=True)
    for first, second, count in rows:
        together = Agreement.objects.published().filter(participations__party__name_en=first)
        assert together.filter(participations__party__name_en=second).count() == int(count)


def test_regions_agree_with_the_database(client: Client) -> None:
    _head, *rows = table(client, "regions")
    published = Agreement.objects.published()
    assert {row[0] for row in rows} == set(published.exclude(regions=None).values_list("regions__name_en", flat=True))
    for name, _country, kind, count in rows:
        region = Region.objects.get(name_en=name)
        assert int(count) == published.filter(regions=region).count()
        assert kind == ("capital" if region.capital else "border region" if region.border else "other region")


def test_documents_that_name_no_region_are_said(client: Client) -> None:
    rows = {row[0]: row[1] for row in table(client, "territories")}
    unnamed = Agreement.objects.published().filter(regions=None).count()
    assert unnamed
    assert rows["No region named"] == str(unnamed)
    border = Agreement.objects.published().filter(regions__border=True, regions__capital=False).distinct().count()
    assert rows["Border regions"] == str(border)


def test_terms_agree_with_the_database(client: Client) -> None:
    _head, *rows = table(client, "terms")
    published = Agreement.objects.published()
    by_length = {row[0]: int(row[1]) for row in rows}
    assert by_length["No end stated"] == published.filter(term_until="").count()
    assert sum(by_length.values()) == published.count()
    three = published.filter(term_from__in=("2013", "2016", "2017", "2019")).filter(
        Q(term_from="2013", term_until="2015")
        | Q(term_from="2016", term_until="2018")
        | Q(term_from="2017", term_until="2019")
        | Q(term_from="2019", term_until="2021")
    )
    assert three.count() >= 4
    assert by_length["3 calendar years"] >= three.count()


def test_a_document_with_a_stated_end_is_among_the_lives_with_its_dates(client: Client) -> None:
    _head, *rows = table(client, "lives")
    assert len(rows) == Agreement.objects.published().exclude(term_until="").count()
    plan = Agreement.objects.get(record_id="2012-plan-omsk-north-kazakhstan-2013-2015")
    assert [plan.title_en.strip("[]"), str(plan.signed_date), "2013", "2015", "Expired"] in rows


def test_sources_agree_with_the_database(client: Client) -> None:
    _head, *rows = table(client, "sources")
    counted = Agreement.objects.published().annotate(n=Count("sources"))
    by_number = {row[0]: int(row[1]) for row in rows}
    assert by_number["1 source"] == counted.filter(n=1).count()
    assert by_number["5 or more sources"] == counted.filter(n__gte=5).count()
    read = [one for one in Agreement.objects.for_readers() if texts(one)]
    assert by_number["A text was found"] == len(read)
    drawing = client.get("/en/insights/sources.svg").content.decode()
    several = counted.filter(n__gt=1).count()
    assert f"{several} of {counted.count()} documents have two or more sources" in drawing
    assert sum(by_number.values()) == counted.count() + len(read)


def test_filters_are_followed(client: Client) -> None:
    _head, *rows = table(client, "years", "year_from=2012&year_to=2014&level=interregional")
    documents = Agreement.objects.published().filter(signed_year__range=(2012, 2014), level="interregional")
    assert sum(int(row[-1]) for row in rows) == documents.count() > 0
    assert {row[0] for row in rows} <= {"2012", "2013", "2014"}
    _head, *rows, _foot = table(client, "themes", "theme=sport&year_from=2012")
    assert [row[0] for row in rows] == [Theme.objects.get(pk="sport").label_en], "and none of the other themes"


def test_titles_say_what_the_numbers_say(client: Client) -> None:
    _head, *rows = table(client, "years")
    year, count = max(((row[0], int(row[-1])) for row in rows), key=lambda pair: pair[1])
    assert f"Busiest year: {year} ({count} documents)" in page(client)
    assert "1 document, in 2000" in page(client, "year_from=2000&year_to=2000")
    assert "By year and level, 2000. Most" in page(client, "year_from=2000&year_to=2000")
    ended = Agreement.objects.published().exclude(term_until="").count()
    assert f"{ended} of {Agreement.objects.published().count()} documents say when they end" in page(client)
    assert "No document says when it ends" in page(client, "mark=term.none")


def test_all_who_share_the_first_place_are_named(client: Client) -> None:
    for number, year in enumerate(("1950", "1951", "1953")):
        artificial(number, signed=year)
    drawing = client.get("/en/insights/years.svg?q=Test+Agreement").content.decode()
    assert "Busiest years: 1950, 1951 and 1953 (1 document each)" in drawing
    artificial(9, signed="1952")
    drawing = client.get("/en/insights/years.svg?q=Test+Agreement").content.decode()
    assert "No year has more than 1 document" in drawing


def test_a_capital_at_the_border_is_counted_as_a_capital_only(client: Client) -> None:
    Region.objects.filter(slug="moscow").update(border=True)
    document = artificial(1, signed="1950")
    document.regions.add(Region.objects.get(slug="moscow"))
    assert table(client, "territories", "q=Test+Agreement+1")[1:] == [["Capitals", "1", "100%"]]
    drawing = client.get("/en/insights/territories.svg?q=Test+Agreement+1").content.decode()
    assert "No document names a region on the border" in drawing


def test_a_term_begins_where_it_is_said_to(client: Client) -> None:
    document = artificial(1, signed="1950")
    document.in_force, document.term_from, document.term_until = "1951", "1952", "1954"
    document.save()
    assert table(client, "lives", "year_to=1950")[1][2:4] == ["1952", "1954"]


def new_agreement(state: State) -> Agreement:
    """A document with something in every chart."""
    region = Region.objects.get(slug="moscow")
    agreement = Agreement.objects.create(
        record_id="1991-agreement-test-17",
        title_en="Test Agreement 17",
        summary_en="A test.",
        kind=Kind.objects.get(key="agreement"),
        level=Level.objects.get(key="interregional"),
        status=Status.objects.get(key="expired"),
        confidence=Confidence.objects.get(key="low"),
        signed="1991",
        term_until="1999",
        state=state,
    )
    for side, kind in (("RU", "agency"), ("KZ", "state")):
        party = Party.objects.create(
            slug=f"test-party-{side.lower()}",
            side=side,
            kind=PartyKind.objects.get(key=kind),
            name_en=f"Test Party {side}",
            name_ru=f"Test Party {side}",
        )
        agreement.participations.create(party=party)
    agreement.themes.add(Theme.objects.get(key="sport"))
    agreement.regions.add(region)
    return agreement


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW])
def test_an_unpublished_document_counts_nowhere(client: Client, state: State) -> None:
    before = {chart: table(client, chart) for chart in CHARTS}
    agreement = new_agreement(state)
    assert {chart: table(client, chart) for chart in CHARTS} == before
    agreement.publish()
    changed = {chart for chart in CHARTS if table(client, chart) != before[chart]}
    assert changed >= set(CHARTS) - {"pairs"}, "the pictures would show it once it is public"


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_the_downloaded_table_is_the_table_of_the_page(client: Client, lang: str) -> None:
    html = page(client, "year_from=2010", lang)
    for slug, section in sections(html):
        section = section[section.index('class="insight__scroll"') :]
        shown = [
            [
                unescape(re.sub(r"<[^>]+>", "", cell)).replace(NO_BREAK, " ")
                for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
            ]
            for row in re.findall(r"<tr>(.*?)</tr>", section, re.S)
        ]
        downloaded = table(client, slug, "year_from=2010", lang)
        assert [[cell.replace(NO_BREAK, " ") for cell in row] for row in downloaded] == shown


def test_a_table_opens_in_a_spreadsheet_without_running_anything(client: Client) -> None:
    agreement = new_agreement(State.PUBLISHED)
    Agreement.objects.filter(pk=agreement.pk).update(title_en="=1+1 Test Agreement 17")
    response = client.get("/en/insights/lives.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert ["'=1+1 Test Agreement 17"] in [row[:1] for row in table(client, "lives")]


@pytest.mark.parametrize("chart", CHARTS)
def test_a_downloaded_drawing_needs_no_other_file(client: Client, chart: str) -> None:
    response = client.get(f"/ru/insights/{chart}.svg?year_from=2010")
    assert response["Content-Type"] == "image/svg+xml"
    assert "attachment" in response["Content-Disposition"]
    assert "unsafe" not in response["Content-Security-Policy"]
    drawing = ElementTree.fromstring(response.content)
    assert drawing.findtext(f"{SVG}title")
    assert not [element for element in drawing.iter() if {"class", "style"} & set(element.attrib)]
    links = [element.attrib["href"] for element in drawing.iter(f"{SVG}a")]
    assert links
    assert all(link.startswith(f"{settings.SITE_URL}/ru/agreements/") for link in links)


def test_of_a_long_ranking_the_first_are_drawn_and_all_are_in_the_table(client: Client) -> None:
    charts = dict(sections(page(client)))
    drawn, tabled = charts["terms"].split("<details")
    assert drawn.count('class="bars__row"') == 4
    assert f"Data: all {len(table(client, 'terms')) - 1}" in " ".join(tabled.split())
    heat = charts["themes"][: charts["themes"].index("<tfoot")]
    assert len(re.findall(r'<td role="cell">\s*<a', heat)) == 12, "but for the sum of a row, each number has a shade"
    drawn, tabled = charts["regions"].split("<details")
    number = len(table(client, "regions")) - 1
    assert number > 12
    assert drawn.count('class="bars__row"') == 12
    assert f"Data: all {number}" in " ".join(tabled.split())
    assert tabled.count('<th scope="row">') == number


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (40, 72, "three in five"),
        (1, 2, "one in two"),
        (1, 30, "3% of"),
        (9, 10, "nine in ten"),
        (68, 100, "two in three"),
    ],
)
def test_a_share_is_said_as_the_nearest_simple_fraction(part: int, whole: int, said: str) -> None:
    assert share_in_words(part, whole) == said


def test_one_value_of_a_facet_can_be_chosen_above_the_charts_and_what_else_is_chosen_stays(client: Client) -> None:
    html = page(client, "level=interregional&theme=sport&theme=youth&region=omsk-oblast&year_from=2010")
    form = html[html.index('class="insights-filter"') :]
    form = form[: form.index("</form>")]
    assert '<option value="interregional" selected>' in form
    assert 'name="year_from" inputmode="numeric" min="1900" max="2100" value="2010"' in form
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]+)">', form)
    assert sorted(hidden) == [("region", "omsk-oblast"), ("theme", "sport"), ("theme", "youth")]
    assert '<select name="theme">' not in form, "two values are chosen: a menu would drop one"
    assert page(client, "level=&kind=&year_from=&year_to=").count("<option value") == page(client).count(
        "<option value"
    )


def test_the_list_of_the_same_documents_is_one_step_from_their_charts_and_back(client: Client) -> None:
    query = "year_from=1990&amp;kind=treaty"
    assert f'href="/en/agreements/?{query}"' in page(client, unescape(query))
    assert f'href="/en/insights/?{query}"' in client.get(f"/en/agreements/?{unescape(query)}").content.decode()


def test_the_page_needs_nothing_that_the_policy_forbids(client: Client) -> None:
    html = page(client)
    assert " style=" not in html
    assert "<style" not in html
    assert not re.findall(r"\son[a-z]+=", html)


def test_every_link_has_a_name_and_no_two_elements_share_an_id(client: Client) -> None:
    html = page(client)
    drawn = re.findall(r'<svg class="drawing chart".*?</svg>\s*</figure>', html, re.S)
    assert len(drawn) > 1
    for svg in drawn:
        assert 'role="group"' in svg
        assert all('aria-label="' in link for link in re.findall(r"<a [^>]+>", svg))
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_no_result_gives_a_clear_page_and_nothing_to_download(client: Client) -> None:
    html = page(client, "year_from=1800&year_to=1801")
    assert "there is no chart" in html
    assert "drawing chart" not in html
    assert client.get("/en/insights/years.svg?year_from=1800&year_to=1801").status_code == 404


@pytest.mark.parametrize("query", ["year_from=soon", "mark=sources", "mark=pair.a", "mark=term.%D9%A3", "mark=a%00b"])
def test_a_bad_parameter_is_said_and_never_fails(client: Client, query: str) -> None:
    name = parse_qsl(query)[0][0]
    response = client.get(f"/en/insights/?{query}")
    assert response.status_code == 200
    assert name in response.context["search"].errors
    assert 'role="alert"' in response.content.decode()
    refused = client.get(f"/en/insights/years.csv?{query}")
    assert refused.status_code == 400
    [message] = response.context["search"].errors[name]
    assert refused.content.decode() == message


def test_an_unknown_chart_is_not_found(client: Client) -> None:
    assert client.get("/en/insights/nothing.svg").status_code == 404


def test_a_mark_is_among_the_choices_of_the_list_and_can_be_dropped(client: Client) -> None:
    search = client.get("/en/agreements/?mark=sources.1&level=interstate").context["search"]
    chip = next(chip for chip in search.choices.chips() if chip.facet_label == "From a chart")
    assert chip.value_label == "1 source"
    assert chip.query == "level=interstate"


def test_more_documents_cost_no_more_queries(client: Client) -> None:
    page(client)
    queries = []
    for first in (1990, 2017):
        with CaptureQueriesContext(connection) as captured:
            page(client, f"year_from={first}&year_to=2020")
        queries.append(len(captured))
    assert queries[0] == queries[1]


def test_a_finding_about_none_one_two_or_all_is_not_told_in_the_words_for_some(client: Client) -> None:
    def titles(query: str, lang: str = "en") -> str:
        return unescape(page(client, query, lang)).replace(NO_BREAK, " ")

    libraries = ("Test heading", "Test provision", "libraries")
    artificial(1, libraries, signed="1950")
    told = titles("q=Test+Agreement")
    assert "1 document, in 1950" in told
    assert "Most frequent theme: “Libraries”, in every document" in told
    assert "Number of sources. A text was found of no document." in told
    assert "Documents by the regions that they name." in told
    artificial(2, libraries, signed="1950")
    assert "2 documents, both in 1950" in titles("q=Test+Agreement")
    assert "2 документа, оба — 1950 год" in titles("q=Test+Agreement", "ru")
    artificial(3, signed="1950")
    told = titles("q=Test+Agreement")
    assert "3 documents, all in 1950" in told
    assert "Most frequent theme: “Libraries”, in 2 of 3 documents" in told
    region = Region.objects.create(slug="z", country="RU", name_en="Zyxregion", name_ru="З", name_kk="З")
    for document in Agreement.objects.filter(title_en__startswith="Test Agreement"):
        document.regions.add(region)
    assert "Every document names a region. Percentages are of all the documents." in titles("q=Test+Agreement")


@pytest.mark.parametrize(
    ("once", "number", "told"),
    [
        (0, 1, "No pair of parties appears together in only one document"),
        (1, 1, "Every pair of parties appears together in only one document"),
        (1, 2, "1 of 2 pairs of parties appears together in only one document"),
        (2, 21, "2 of 21 pairs of parties appear together in only one document"),
    ],
)
def test_how_many_pairs_meet_once_is_told_by_a_sentence_for_that_number(once: int, number: int, told: str) -> None:
    assert sides._how_many_once(once, number) == told


@pytest.mark.parametrize("lang", ["ru", "kk"])
def test_those_of_the_same_count_are_in_the_alphabet_of_the_page(client: Client, lang: str) -> None:
    for chart, names in (("themes", 1), ("regions", 1), ("pairs", 2)):
        _head, *rows = table(client, chart, lang=lang)
        if chart == "themes":
            rows.pop()  # all documents
        told = [(-int(row[-1]), [alphabet_key(name) for name in row[:names]]) for row in rows]
        assert told == sorted(told), chart
