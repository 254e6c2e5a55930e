"""What a page says of each hit: by which words, names, dates and terms it was found; and what is no full answer."""

import re
from urllib.parse import urlencode

import pytest
from django.test import Client

from agreements.base.database import settle
from agreements.models import Agreement, Clause, Kind, Participation, Party, Person, Place, Region, Signatory, Theme
from tests.artificial import artificial
from tests.entity_pages import NamedEntities, things

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]


def html(client: Client, lang: str = "en", **params: str) -> str:
    """The page of a result, in one line."""
    settle()
    answer = client.get(f"/{lang}/agreements/?{urlencode(params)}")
    assert answer.status_code == 200
    return re.sub(r"> <", "><", re.sub(r"\s+", " ", answer.content.decode()))


def cards(client: Client, lang: str = "en", **params: str) -> list[str]:
    """The hits on the page of a result."""
    return re.findall(r'<article class="card">.*?</article>', html(client, lang, **params))


def card(client: Client, lang: str = "en", **params: str) -> str:
    """The one hit of a result."""
    [only] = cards(client, lang, **params)
    return only


def lines(card: str) -> list[str]:
    """The lines that say why something was found: as they read, with the words in [brackets]."""
    [found] = re.findall(r'<ul class="why">(.*?)</ul>', card) or [""]
    return [_read(line) for line in re.findall(r"<li>(.*?)</li>", found)]


def heading(html: str, level: int = 1) -> str:
    """What the first visible heading of the result reads."""
    [found] = re.findall(rf'<h{level} (?:id="result-heading"|class="instead")[^>]*>(.*?)</h{level}>', html)[:1]
    return _read(found)


def _read(html: str) -> str:
    marked = html.replace("<mark>", " [").replace("</mark>", "] ")
    read = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", marked)).strip()
    return re.sub(r" ([,:.;”»])", r"\1", read)


def signed_by(document: Agreement, **names: str) -> Signatory:
    """A signature of somebody artificial."""
    known = {"name_en": "Zubrat Zubratov", "name_ru": "Зубрат Зубратов"} | names
    person = Person.objects.create(slug="zubrat-zubratov", **known)
    return Signatory.objects.create(
        agreement=document, person=person, side="KZ", office_en="Test Minister", office_ru="Тестовый министр"
    )


def about(*clauses: tuple[str, str, str], number: int = 1, **facts: str) -> Agreement:
    """An artificial document that states these facts."""
    document = artificial(number, *clauses)
    for name, value in facts.items():
        setattr(document, name, value)
    document.save()
    return document


# --- Lines


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "Signed by: [Zubrat] [Zubratov], Test Minister"),
        ("ru", "Кто подписал: [Зубрат] [Зубратов], Тестовый министр"),
        ("kk", "Қол қойғандар: орыс тілінде: [Зубрат] [Зубратов], Тестовый министр"),
    ],
)
def test_the_documents_of_a_person_show_the_person_and_the_office(client: Client, lang: str, line: str) -> None:
    signed_by(about())
    shown = lines(card(client, lang, q="Zubrat Zubratov"))
    assert [re.sub("ru .*?:", "ru:", one) for one in shown] == [re.sub("ru .*?:", "ru:", line)]


def test_a_document_found_by_an_office_shows_who_held_it(client: Client) -> None:
    signatory = signed_by(about())
    signatory.office_en = "Zyxoffice of the Test"
    signatory.save()
    assert lines(card(client, q="zyxoffice")) == ["Signed by: Zubrat Zubratov, [Zyxoffice] of the Test"]


@pytest.mark.parametrize(
    ("field", "label"),
    [("occasion_en", "Occasion"), ("renewal_en", "Term"), ("summary_en", "Summary"), ("notes_en", "Notes")],
)
def test_a_document_found_by_another_fact_shows_its_line(client: Client, field: str, label: str) -> None:
    document = about()
    setattr(document, field, "A Zyxforum of the test")
    document.save()
    assert lines(card(client, q="zyxforum")) == [f"{label}: A [Zyxforum] of the test"]


def test_of_a_long_text_the_line_shows_what_is_around_the_word(client: Client) -> None:
    about(notes_en=f"{'Before. ' * 100}Zyxword. {'Behind. ' * 100}")
    [line] = lines(card(client, q="zyxword"))
    assert "Before. [Zyxword]. Behind." in line
    assert len(line) < 320


def test_a_document_found_by_its_region_or_under_another_name_of_its_place_says_so(client: Client) -> None:
    named = things("Zyxland")
    document = about()
    document.place = named.city
    document.save()
    document.regions.add(Region.objects.create(slug="z", country="RU", name_en="Zyxregion", name_ru="З", name_kk="З"))
    Place.objects.create(
        slug="zyxold", country="RU", region=named.region, lat=50, lon=60, same_as=named.city,
        name_en="Zyxold", name_ru="Зыкстарый", name_kk="Зыксескі",
    )  # fmt: skip
    assert lines(card(client, q="zyxregion")) == ["Region: [Zyxregion]"]
    assert lines(card(client, q="zyxold")) == ["Place of signature: Zyxland 1, [Zyxold]"]
    assert "<span><mark>Zyxland</mark> 1</span>" in card(client, q="zyxland"), "the place itself is on the card"


def test_what_the_card_shows_is_marked_there_and_not_said_again(client: Client) -> None:
    document = about(title_en="Test of zyxtitle", summary_en="Zyxtitle and Zyxparty", notes_en="Zyxtitle")
    things("Zyxparty").are_named_by(document, clause=False)
    found = card(client, q="zyxtitle zyxparty")
    assert "Test of <mark>zyxtitle</mark>" in found
    assert "<mark>Zyxparty</mark> 1" in found
    assert lines(found) == []


def test_a_fact_is_said_where_it_has_a_word_that_the_others_lack_and_three_facts_at_most(client: Client) -> None:
    words = ["zyxone", "zyxtwo", "zyxthree", "zyxfour"]
    document = about(occasion_en="Zyxone", renewal_en="Zyxtwo", original_archive_en="Zyxthree", notes_en="Zyxfour")
    assert document.record_id in html(client, q=" ".join(words))
    assert lines(card(client, q=" ".join(words))) == ["Term: [Zyxtwo]", "Occasion: [Zyxone]", "Held in: [Zyxthree]"]
    assert lines(card(client, q="zyxone zyxfour")) == ["Occasion: [Zyxone]", "Notes: [Zyxfour]"]


def test_the_summary_is_not_said_where_a_clause_says_it(client: Client) -> None:
    about(("Test heading", "A zyxclause", "libraries"), summary_en="Zyxclause in short")
    found = card(client, q="zyxclause")
    assert "A <mark>zyxclause</mark>" in found
    assert lines(found) == []


@pytest.mark.parametrize(("q", "marked"), [("17.03.2015", "17 March 2015"), ("март 2015 zyxdated", "17 March 2015")])
def test_a_document_found_by_its_date_has_it_marked(client: Client, q: str, marked: str) -> None:
    about(signed="2015-03-17", occasion_en="Zyxdated")
    [found] = [one for one in cards(client, q=q) if "Test Agreement 1" in one]
    assert re.search(rf"<mark><time[^>]*>{marked}</time></mark>", found)


def test_words_with_hyphens_are_marked_whole(client: Client) -> None:
    about(occasion_en="Zyx-operation of the test")
    assert lines(card(client, q="zyxoperation")) == ["Occasion: [Zyx-operation] of the test"]


# --- Languages


def test_a_line_is_in_the_language_of_the_reader_where_the_record_has_the_words_there(client: Client) -> None:
    about(occasion_en="Test of Zyxword", occasion_ru="Проверка Zyxword", occasion_kk="Zyxword сынағы")
    for lang, said in (("en", "Test of [Zyxword]"), ("ru", "Проверка [Zyxword]"), ("kk", "[Zyxword] сынағы")):
        [line] = lines(card(client, lang, q="zyxword"))
        assert line.partition(": ")[2] == said


def test_a_line_in_another_language_is_marked_as_foreign(client: Client) -> None:
    about(occasion_en="Test", occasion_ru="Проверка зыксформ")
    found = card(client, q="зыксформ")
    assert 'lang="ru">Проверка <mark>зыксформ</mark></a>' in found
    tag = 'in Russian<span class="visually-hidden">: </span>'
    assert f'<span class="tongue">{tag}</span><a href=' in found


def test_a_clause_is_shown_in_the_language_of_the_reader_where_it_has_the_words(client: Client) -> None:
    document = about()
    Clause.objects.create(
        agreement=document,
        number=1,
        heading_en="Test heading",
        summary_en="A zyxword",
        text_kk="Zyxword мәтіні",  # there is no heading and no summary in Kazakh
        summary_ru="Проверка",
    )
    kazakh = card(client, "kk", q="zyxword")
    assert "<mark>Zyxword</mark> мәтіні" in kazakh
    assert '<span class="tongue">ағылшын тілінде<' in kazakh, "its heading is English"
    russian = card(client, "ru", q="zyxword")
    assert '<span class="tongue">на английском<' in russian
    assert 'lang="en">A <mark>zyxword</mark>' in russian
    assert "tongue" not in card(client, "en", q="zyxword")


# --- The vocabulary


@pytest.fixture
def theme() -> Theme:
    """A theme that has another word, which stands in no document."""
    return Theme.objects.create(
        key="zyxarts", position=900, label_en="Test arts", label_ru="Пробы", label_kk="Сынақтар", alt_en=["zyxcircus"]
    )


def test_what_no_document_says_comes_under_a_heading_that_says_so(client: Client, theme: Theme) -> None:
    about().themes.add(theme)
    page = html(client, q="zyxcircus")
    assert heading(page) == "No document contains “zyxcircus”"
    assert heading(page, 2) == "Catalogued under Test arts: 1 document"
    assert f'Catalogued under <a href="{theme.get_absolute_url()}" rel="nofollow">Test arts</a>' in page
    found = card(client, q="zyxcircus")
    assert lines(found) == ["Catalogued under: [Test arts]"]
    assert f'<a class="tag" href="{theme.get_absolute_url()}"><mark>Test arts</mark></a>' in found


def test_a_theme_of_a_clause_alone_is_said_as_well(client: Client, theme: Theme) -> None:
    about(("Test heading", "Test provision", theme.pk))
    assert lines(card(client, q="zyxcircus")) == ["Catalogued under: [Test arts]"]
    assert lines(card(client, q="zyxcircus", view="clauses")) == ["Catalogued under: [Test arts]"]


def test_what_a_clause_says_itself_is_not_said_of_its_document(client: Client) -> None:
    about(("Test heading", "A zyxclause", "libraries"), occasion_en="Zyxclause and zyxfair")
    assert lines(card(client, q="zyxclause", view="clauses")) == []


def test_a_kind_by_which_a_document_was_found_is_marked(client: Client) -> None:
    kind = Kind.objects.create(
        key="zyxkind", position=900, label_en="Test kind", label_ru="П", label_kk="С", alt_en=["zyxpaper"]
    )
    about(kind_id=kind.pk)
    found = card(client, q="zyxpaper")
    assert "<span><mark>Test kind</mark></span>" in found
    assert lines(found) == ["Catalogued under: [Test kind]"]


def test_of_a_label_that_has_one_of_the_words_that_word_alone_is_marked(client: Client, theme: Theme) -> None:
    about().themes.add(theme)
    assert f'href="{theme.get_absolute_url()}">Test <mark>arts</mark></a>' in card(client, q="zyxcircus arts")


def test_those_that_say_the_word_come_first_and_the_others_under_a_heading(client: Client, theme: Theme) -> None:
    for number in range(1, 4):
        about(number=number).themes.add(theme)
    about(number=4, occasion_en="A zyxcircus")
    page = html(client, q="zyxcircus")
    assert heading(page) == "4 documents"
    before, after = page.split('<h2 class="instead">')
    assert _read(after.partition("</h2>")[0]) == "Without “zyxcircus”, catalogued under Test arts"
    assert (before.count("<article"), after.count("<article")) == (1, 3)
    assert 'class="instead"' not in html(client, q="zyxcircus", sort="title"), "in another order they are mixed"


def test_the_heading_is_there_on_the_pages_that_have_no_document_with_the_word(client: Client, theme: Theme) -> None:
    for number in range(1, 31):
        about(number=number).themes.add(theme)
    about(number=31, occasion_en="A zyxcircus")
    second = html(client, q="zyxcircus", page="2")
    assert second.index('<h2 class="instead">') < second.index("<article")
    assert heading(second).startswith("31 documents")


# --- What is not the answer


def test_a_word_that_no_document_has_is_said_before_what_is_found_without_it(client: Client) -> None:
    about(occasion_en="Zyxword")
    page = html(client, q="zyxword qqzzqq")
    assert heading(page) == "No document contains “qqzzqq”"
    assert heading(page, 2) == "Without “qqzzqq”: 1 document"
    assert "<title>No document contains “qqzzqq” ·" in page


def test_the_nearest_spelling_is_said_before_what_it_finds(client: Client) -> None:
    about(occasion_en="Zyxwordly")
    page = html(client, q="zyxwordlu")
    assert heading(page) == "No document contains “zyxwordlu”"
    assert heading(page, 2) == "By the closest spelling, zyxwordly: 1 document"


def test_most_of_the_words_are_not_all_of_them(client: Client) -> None:
    for number, occasion in enumerate(("Zyxone, zyxtwo in a test", "Zyxtwo, zyxthree in a test"), 1):
        about(number=number, occasion_en=occasion)
    page = html(client, q="zyxone zyxtwo zyxthree")
    assert heading(page) == "No document contains all these words"
    assert heading(page, 2) == "With most of the words: 2 documents"
    lacking = sorted(line for one in cards(client, q="zyxone zyxtwo zyxthree") for line in lines(one)[1:])
    assert lacking == ["Without: zyxone", "Without: zyxthree"]


def test_the_only_word_that_is_in_no_document_is_named(client: Client) -> None:
    page = html(client, q="qqzzqq")
    assert "No document contains “qqzzqq”." in page
    assert heading(page) == "0 documents"


@pytest.mark.parametrize("lang", ["ru", "kk"])
def test_what_is_said_of_a_result_is_in_the_language_of_the_page(client: Client, lang: str, theme: Theme) -> None:
    about(number=1).themes.add(theme)
    about(number=2, occasion_en="Zyxone zyxtwo in a test")
    about(number=3, occasion_en="Zyxtwo zyxthree in a test")
    for q in ("zyxcircus", "zyxone qqzzqq", "zyxtwoo", "zyxone zyxtwo zyxthree"):
        page = html(client, lang, q=q)
        for said in ("No document", "Catalogued", "Without", "nearest", "most of"):
            assert said not in page


# --- A city and its region


def town() -> NamedEntities:
    """A city that no document names, in a region of its own."""
    named = things("Test")
    Place.objects.filter(pk=named.city.pk).update(name_en="Zyxtown")
    Region.objects.filter(pk=named.region.pk).update(name_en="Zyxshire")
    return named


def signed_in(city: Place, number: int, **facts: str) -> Agreement:
    """An artificial document that was signed there."""
    document = about(number=number, **facts)
    document.place = city
    document.save()
    return document


def test_where_a_city_has_few_documents_its_region_is_offered(client: Client) -> None:
    named = town()
    signed_in(named.city, 1).regions.add(named.region)
    for number in (2, 3):
        about(number=number).regions.add(named.region)
    offer = '<a href="?region=test-region-1" rel="nofollow">Zyxshire</a>: 3 documents'
    assert offer in html(client, place="test-city-1")
    assert offer in html(client, q="zyxtown")
    assert offer not in html(client, region="test-region-1")
    for number in range(4, 8):
        signed_in(named.city, number)
    assert "Zyxshire</a>:" not in html(client, place="test-city-1"), "there are enough in the city"


def test_where_a_city_has_enough_documents_its_region_is_not_offered_though_it_has_more(client: Client) -> None:
    named = town()
    for number in range(8):
        (signed_in(named.city, number) if number < 4 else about(number=number)).regions.add(named.region)
    assert "Zyxshire</a>: 8 documents" in html(client, place="test-city-1")
    signed_in(named.city, 9)
    assert "Zyxshire</a>:" not in html(client, place="test-city-1")


def test_a_region_that_has_no_more_than_its_city_is_not_offered(client: Client) -> None:
    named = town()
    signed_in(named.city, 1).regions.add(named.region)
    assert "Zyxshire</a>:" not in html(client, place="test-city-1")


def test_a_city_of_which_no_public_document_tells_leads_to_no_region(client: Client) -> None:
    named = town()
    about(title_en="A test of zyxtown")
    for number in (2, 3):
        about(number=number).regions.add(named.region)
    assert "Zyxshire</a>:" not in html(client, q="zyxtown")


def test_other_words_are_kept_where_the_region_is_offered(client: Client) -> None:
    named = town()
    signed_in(named.city, 1, occasion_en="Zyxfair")
    for number in (2, 3):
        about(number=number, occasion_en="Zyxfair").regions.add(named.region)
    assert 'href="?q=Zyxfair&amp;region=test-region-1"' in html(client, q="Zyxfair Zyxtown")


# --- The parties of a document


def test_a_party_found_by_its_name_in_another_language_is_said(client: Client) -> None:
    document = about()
    party = Party.objects.create(
        slug="zyx", side="RU", kind_id=Party.objects.all()[0].kind_id, name_en="Test House", name_ru="Дом Зыкс"
    )
    Participation.objects.create(agreement=document, party=party)
    found = card(client, q="зыкс")
    assert lines(found) == ["Party: in Russian: Дом [Зыкс]"]
