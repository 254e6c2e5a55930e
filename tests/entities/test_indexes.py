"""The indexes of people, parties, themes and places, and what the pages of people and parties tell beside documents."""

import re
from html import unescape

import pytest
from django.test import Client
from django.utils.translation import override

from agreements.base.alphabet import alphabet_key
from agreements.base.languages import LANGUAGES, country_name
from agreements.models import Agreement, Party, Person, Region, Signatory, State, Theme
from tests.artificial import artificial
from tests.entity_pages import things
from tests.markup import markup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]


def page(client: Client, path: str, language: str = "en") -> str:
    response = client.get(f"/{language}/{path}")
    assert response.status_code == 200
    return markup(response.content)


def main(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


def line(html: str, slug: str) -> str:
    """What the index says of one entry, in words."""
    found = re.search(rf'<li>(?:(?!<li>).)*?/{slug}/">.*?</li>', html)
    assert found, slug
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


# --- People


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_are_listed_by_surname_under_its_letter(client: Client, language: str) -> None:
    html = main(page(client, "people/", language))
    letters = re.findall(r"<h2>([^<]+)</h2>", html)
    assert letters == sorted(set(letters), key=alphabet_key)
    for section in html.split("<section")[1:]:
        letter = re.findall(r"<h2>([^<]+)</h2>", section)[0]
        names = [unescape(name) for name in re.findall(r'/people/[\w-]+/">(?:<span lang="\w+">)?([^<]+)<', section)]
        assert names
        assert names == sorted(names, key=alphabet_key)
        assert {name[0].upper() for name in names} == {letter}


def test_a_line_tells_the_latest_office_the_country_the_years_and_how_many_documents(client: Client) -> None:
    person = Person.objects.create(slug="test-person", name_en="Test Probe", name_ru="Тест Проба", name_kk="Тест Проба")
    for number, (signed, office) in enumerate(
        (("2014-05-01", "Minister"), ("2012", "Deputy"), ("[2013..2015]", "Head"))
    ):
        Signatory.objects.create(
            agreement=artificial(number, signed=signed), person=person, side="KZ", office_en=office, office_ru="Глава"
        )
    later = artificial(9, signed="2031", state=State.DRAFT)
    Signatory.objects.create(agreement=later, person=person, side="RU", office_en="Secret")
    html = page(client, "people/")
    assert line(html, "test-person") == "Probe, Test Head Kazakhstan 2012–2015 3 documents"
    assert "Глава Казахстан 2012–2015 3 документа" in line(page(client, "people/", "ru"), "test-person")


def test_a_person_of_one_year_has_that_year_once(client: Client) -> None:
    assert line(page(client, "people/"), "andrei-fursenko").endswith("Russia 2006 1 document")


def test_a_persons_page_tells_the_office_once_and_at_each_document_where_there_were_several(client: Client) -> None:
    html = main(page(client, "people/boris-yeltsin/"))
    assert html.count("President of the Russian Federation") == 1
    person = Person.objects.create(slug="test-person", name_en="Test Probe")
    for number, office in enumerate(("Minister", "Head", "Head")):
        document = artificial(number, signed=f"201{number}")
        Signatory.objects.create(agreement=document, person=person, side="KZ", office_en=office)
    html = main(page(client, "people/test-person/"))
    assert re.findall(r"Signed as:\s*(\w+)", html) == ["Minister", "Head", "Head"]


def test_a_persons_page_says_with_whom_each_document_was_signed_and_the_offices_held_then(client: Client) -> None:
    html = main(page(client, "people/boris-yeltsin/"))
    beside = html[html.index("Signed with:") :]
    assert re.match(
        r'Signed with:\s*<a href="/en/people/nursultan-nazarbayev/">Nursultan Nazarbayev</a>,'
        r"\s*President of the Republic of Kazakhstan",
        beside,
    )


def test_who_signed_beside_a_person_is_told_in_the_order_of_the_document_and_without_that_person(
    client: Client,
) -> None:
    document = artificial(1)
    for position, number in enumerate((3, 1, 2)):
        person = Person.objects.create(slug=f"test-person-{number}", name_en=f"Test Person {number}")
        Signatory.objects.create(agreement=document, person=person, side="KZ", position=position)
    html = main(page(client, "people/test-person-1/"))
    beside = html[html.index("Signed with:") :]
    assert re.findall(r"/people/(test-person-\d)/", beside[: beside.index("</p>")]) == [
        "test-person-3",
        "test-person-2",
    ]
    together = html[html.index('id="with"') :]
    assert re.findall(r"/people/(test-person-\d)/", together[: together.index("</section>")]) == [
        "test-person-2",
        "test-person-3",
    ]


def test_a_card_names_the_parties_unless_the_title_names_all_of_them(client: Client) -> None:
    parties = [
        Party.objects.create(slug=f"test-{name}", side=side, kind_id="agency", name_en=f"Test {name}", name_ru=name)
        for name, side in (("Alphaville", "RU"), ("Betaville", "KZ"))
    ]
    for number, title in enumerate(("Test of Alphaville and Betaville", "Test of Alphaville")):
        document = artificial(number)
        Agreement.objects.filter(pk=document.pk).update(title_en=title)
        for party in parties:
            document.participations.create(party=party)
    cards = main(page(client, "parties/test-Alphaville/")).split("<article")[1:]
    assert ["card__parties" in card for card in cards] == [">Test of Alphaville<" in card for card in cards]
    assert len(cards) == 2


def test_a_card_names_the_first_parties_of_many_and_how_many_others_there_are(client: Client) -> None:
    parties = [
        Party.objects.create(slug=f"test-{number}", side=side, kind_id="agency", name_en=f"Zyxbody{number}")
        for number, side in enumerate(["RU"] * 4 + ["KZ"] * 3)
    ]
    document = artificial(1)
    for party in parties:
        document.participations.create(party=party)

    def parties_of(path: str) -> str:
        card = re.search(r'<p class="card__parties">(.*?)</p>', main(page(client, path)), re.DOTALL)
        assert card
        return " ".join(re.sub(r"<[^>]+>", "", card[1]).split()).replace("\xa0", " ")

    assert parties_of("parties/test-0/") == "Zyxbody0, Zyxbody1 and 2 others — Zyxbody4, Zyxbody5, Zyxbody6"
    assert parties_of("agreements/?q=zyxbody3").startswith("Zyxbody3, Zyxbody0 and 2 others — ")
    assert all(party.name_en in page(client, f"agreements/{document.record_id}/") for party in parties)


def test_a_card_names_the_parties_of_a_title_that_a_telephone_cuts_and_folds_themes_there(client: Client) -> None:
    document, short = artificial(1), artificial(2)
    party = Party.objects.create(slug="test-cut", side="RU", kind_id="agency", name_en="Alphaville")
    Agreement.objects.filter(pk=document.pk).update(title_en=f"Test of Alphaville {'on culture ' * 12}")
    Agreement.objects.filter(pk=short.pk).update(title_en="Test of Alphaville")
    themes = list(Theme.objects.all()[:4])
    for one in (document, short):
        one.participations.create(party=party)
    document.themes.set(themes)
    short.themes.set(themes[:2])
    cards = main(page(client, "parties/test-cut/")).split("<article")[1:]
    long = next(card for card in cards if "on culture" in card)
    assert ["card__parties--cut" in card for card in cards] == [card is long for card in cards]
    assert [card.count("tag--folded") for card in cards] == [2 * (card is long) for card in cards]
    assert "and 2 more themes" in long
    assert all(f'href="{theme.get_absolute_url()}"' in long for theme in themes)


def test_a_partys_page_says_in_which_office_a_person_signed_for_it(client: Client) -> None:
    named, other = things(), artificial(2, signed="2018")
    named.are_named_by(artificial(1))
    Signatory.objects.filter(person=named.person).update(office_en="Test Minister")
    Signatory.objects.create(agreement=other, person=named.person, side=named.party.side, office_en="Test Head")
    html = main(page(client, f"parties/{named.party.slug}/"))
    signed = html[html.index('id="signatories"') :]
    assert '<span class="aside-note">Test Minister</span>' in signed
    assert "Test Head" not in signed


def test_what_the_documents_of_a_person_and_of_a_party_are_about_leads_to_those_documents(client: Client) -> None:
    named = things()
    for number in range(3):
        named.are_named_by(document := artificial(number))
    document.themes.add(Theme.objects.get(pk="libraries"))
    for path, facet, value in (
        (named.person.get_absolute_url(), "signatory", named.person.slug),
        (named.party.get_absolute_url(), "party", named.party.slug),
    ):
        html = unescape(markup(client.get(path).content))
        address = f"/en/agreements/?{facet}={value}&theme={named.theme.key}"
        assert f'<a href="{address}" rel="nofollow">Test 1</a><span class="count">3</span>' in html
        themes = html[html.index('id="themes"') :]
        assert themes.index(">Test 1</a>") < themes.index("theme=libraries"), "what most are about comes first"
        assert "3 documents" in client.get(address).content.decode()


# --- Parties, places, themes


@pytest.mark.parametrize("language", LANGUAGES)
def test_parties_are_grouped_by_country_and_kind(client: Client, language: str) -> None:
    html = main(page(client, "parties/", language))
    countries = html.split("<section")[1:]
    assert len(countries) == 2
    for country in countries:
        kinds = re.findall(r"<h3>([^<]+)</h3>", country)
        assert len(kinds) == len(set(kinds)) > 5
        for group in country.split("<h3>")[1:]:
            names = [unescape(name) for name in re.findall(r'/parties/[\w-]+/">(?:<span lang="\w+">)?([^<]+)<', group)]
            assert names == sorted(names, key=alphabet_key)


@pytest.mark.parametrize(("language", "mark"), [("en", "at the border"), ("ru", "у границы"), ("kk", "шекара маңында")])
def test_places_are_grouped_by_country_and_those_at_the_border_are_marked(
    client: Client, language: str, mark: str
) -> None:
    html = main(page(client, "places/", language))
    border = set(Region.objects.filter(border=True).values_list("slug", flat=True))
    regions = html[html.rindex("<section") :]
    with override(language):
        assert re.findall(r"<h3>([^<]+)</h3>", regions) == [country_name(side) for side in ("RU", "KZ")]
    marked = set(re.findall(rf'/places/([\w-]+)/">[^<]+</a>\s*<span class="border">{mark}', regions))
    assert marked == border & set(re.findall(r"/places/([\w-]+)/", regions))
    assert marked


@pytest.mark.parametrize(("language", "year"), [("en", "in 2022"), ("ru", "в 2022"), ("kk", "2022 жылы")])
def test_the_index_of_places_says_of_what_time_its_boundaries_are(client: Client, language: str, year: str) -> None:
    assert year in page(client, "places/", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_theme_is_told_with_other_words_for_it_in_the_language_of_the_page(client: Client, language: str) -> None:
    words = {"en": "library", "ru": "библиотека", "kk": "кітапхана"}
    html = main(page(client, "themes/", language))
    said = line(html, "libraries")
    assert words[language] in said.lower()
    assert not any(word in said.lower() for lang, word in words.items() if lang != language)


@pytest.mark.parametrize("index", ["people", "parties", "places", "themes"])
def test_an_index_is_whole_without_a_script(client: Client, index: str) -> None:
    html = main(page(client, f"{index}/"))
    assert re.search(r'<div class="find" data-find hidden>', html)
    assert not re.search(r"<li[^>]* hidden", html)
