"""How a question was read, as the page shows it: what is said, dropped, changed, and taken literally."""

import re
from html import unescape
from urllib.parse import parse_qs, urlencode

import pytest
from django.test import Client

from agreements.base.database import settle
from agreements.models import Region
from tests.artificial import artificial

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

MUSEUMS = {
    "en": "what did the two sides promise each other about museums between 2012 and 2016",
    "ru": "что две стороны обещали друг другу о музеях с 2012 по 2016 год",
    "kk": "2012 жылдан 2016 жылға дейін екі тарап музейлер туралы бір-біріне не уәде берді",
}


def page(client: Client, lang: str = "en", path: str = "agreements/", **params: str) -> str:
    """A page, in one line."""
    settle()
    answer = client.get(f"/{lang}/{path}?{urlencode(params)}")
    assert answer.status_code == 200
    return re.sub(r"> <", "><", re.sub(r"\s+", " ", answer.content.decode()))


def pieces(html: str) -> list[str]:
    """The chips, as they look."""
    return [_read(re.sub(r'<a class="piece__drop.*', "", one)) for one in html.split('<li class="piece')[1:]]


def _read(html: str) -> str:
    html = re.sub(r"<details.*?</details>", "", html.partition(">")[2])
    html = html.replace("<q>", "“").replace("</q>", "”")
    return re.sub(r" :", ":", re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html)))).strip()


def links(html: str, text: str) -> list[dict[str, list[str]]]:
    """What the links of this text ask for."""
    found = re.findall(r'<a (?:class="[^"]*" )?href="\?([^"]*)"[^>]*>(.*?)</a>', html)
    return [parse_qs(unescape(query)) for query, said in found if text in re.sub(r"\s+", " ", said)]


@pytest.mark.parametrize("lang", MUSEUMS)
def test_each_piece_is_shown_as_it_was_written_and_as_it_was_read(client: Client, lang: str) -> None:
    shown = pieces(page(client, lang, q=MUSEUMS[lang]))
    theme, date = sorted(shown, key=lambda piece: "2012" in piece)
    said = {"en": ("about museums", "Exhibitions and museums"), "ru": ("о музеях", "Выставки и музеи")}
    written, value = said.get(lang, ("музейлер туралы", "Көрмелер мен музейлер"))
    assert theme.startswith(f"“{written}” →")
    assert theme.endswith(f": {value}")
    assert date.endswith(": 2012–2016")


def test_a_piece_can_be_dropped_alone_and_the_link_says_which(client: Client) -> None:
    html = page(client, q=MUSEUMS["en"])
    [without] = links(html, "Ignore “about museums”")
    assert without == {"signed": ["2012/2016"]}
    [without] = links(html, "Ignore “between 2012 and 2016”")
    assert without == {"theme": ["exhibitions-museums"]}


def test_a_piece_can_be_changed_to_what_else_its_words_may_mean(client: Client) -> None:
    html = page(client, q="memoranda signed in Astana")
    [words] = links(html, "the words “Astana”")
    assert words == {"q": ["Astana"], "kind": ["memorandum"], "reading": ["words"]}
    [alone] = links(html, "Place of signature: Nur-Sultan")
    assert alone == {"place": ["nur-sultan"], "kind": ["memorandum"]}
    assert '<details class="piece__others"><summary>' in html


def test_a_word_that_stays_a_word_can_be_held_to_its_spelling(client: Client) -> None:
    html = page(client, q="memoranda about zyxword since 2014")
    assert "Word: zyxword" in pieces(html)
    [only] = links(html, "only this spelling")
    assert only["q"] == ["=zyxword"]
    assert only["kind"] == ["memorandum"]


def test_many_values_of_a_piece_are_told_together_or_cut_with_a_sign_of_it(client: Client) -> None:
    assert pieces(page(client, q="border regions")) == ["“border regions” → Region: regions on the border"]
    folded = fold(page(client, q="forum of interregional cooperation"))
    assert "/" in folded
    assert folded.split()[-1] == "…"


def fold(html: str) -> str:
    """The words that are seen while what was read is folded away, on narrow screens."""
    summary = html[html.index('id="reading-fold"') :].partition("</summary>")[0].partition("<summary>")[2]
    return " ".join(re.sub(r"<[^>]*>", " ", summary).split())


@pytest.mark.parametrize(
    ("language", "asked", "read"),
    [
        ("en", "documents not signed in Moscow", "Understood as: Place of signature, except: Moscow"),
        ("ru", "документы не подписанные в Москве", "Запрос понят так: Место подписания, кроме: Москва"),
        ("ru", "соглашения кроме 2015 года", "Запрос понят так: Дата подписания, кроме: 2015 год"),
        ("kk", "Мәскеуде қол қойылмаған құжаттар", "Былай түсінілді: Қол қойылған жері, мынадан басқа: Мәскеу"),
    ],
)
def test_what_is_excluded_is_not_told_as_what_is_asked_for_where_the_rest_is_folded(
    client: Client, language: str, asked: str, read: str
) -> None:
    told = fold(client.get(f"/{language}/agreements/", {"q": asked}).content.decode())
    assert told.replace("\u00a0", " ") == read


def test_words_alone_are_no_pieces(client: Client) -> None:
    assert 'class="reading"' not in page(client, q="zyxword")
    assert 'class="reading"' not in page(client)


def test_one_link_takes_the_words_literally_and_one_leads_back(client: Client) -> None:
    [literal] = links(page(client, q="memoranda since 2014"), "Search for the exact words")
    assert literal == {"q": ["memoranda since 2014"], "reading": ["words"]}
    html = page(client, q="memoranda since 2014", reading="words")
    assert pieces(html) == []
    assert "The words were searched for exactly as typed." in html
    assert links(html, "Understand as a question") == [{"q": ["memoranda since 2014"]}]


def test_the_clauses_are_one_step_away_with_the_same_reading(client: Client) -> None:
    html = page(client, q=MUSEUMS["en"])
    assert links(html, "Show clauses") == [{"q": [MUSEUMS["en"]], "view": ["clauses"]}]
    assert pieces(page(client, q=MUSEUMS["en"], view="clauses")) == pieces(html)


def test_a_hit_opens_with_the_clauses_that_answer_it(client: Client) -> None:
    artificial(1, ("Test heading", "Test provision", "libraries"), signed="2013")
    html = page(client, q="what did they promise about libraries in 2013")
    card = next(one for one in html.split("<article") if "Test Agreement 1" in one)
    assert card.index("Test heading") < card.index("tags")


def test_a_card_marks_what_was_read_and_not_left_as_words(client: Client) -> None:
    document = artificial(1, signed="2013")
    document.kind_id = "memorandum"
    document.save()
    document.regions.add(
        Region.objects.create(slug="z", country="RU", name_en="Zyxregion Oblast", name_ru="З", name_kk="З")
    )
    html = page(client, q="interstate memoranda of Zyxregion Oblast in 2013")
    [card] = html.split("<article")[1:]
    assert "<mark>Memorandum</mark>" in card
    assert "<mark>Interstate</mark>" in card
    assert '<mark><time datetime="2013">2013</time></mark>' in card
    assert re.search(r'Region:</span><span lang="en"><mark>Zyxregion Oblast</mark>', card)


# --- What the archive does not have


def test_a_place_that_the_archive_does_not_have_finds_nothing_and_is_named(client: Client) -> None:
    html = page(client, q="memoranda signed in Vladivostok")
    assert re.search(r"data-result-count> 0 documents", html)
    assert "The archive has no place called “Vladivostok”." in html
    assert "Place of signature: Vladivostok (not in the archive)" in pieces(html)[-1]
    number = re.search(r">(\d+) documents<", re.sub(r"\s*([<>])\s*", r"\1", page(client, kind="memorandum")))
    assert number
    assert f"Search without it</a>: {number[1]} documents" in html


@pytest.mark.parametrize(
    ("lang", "q", "said"),
    [
        ("en", "agreements signed by Zyxman", "“Zyxman” is not among those who signed documents of the archive."),
        ("ru", "меморандумы, подписанные в Владивостоке", "В архиве нет места с названием «Владивостоке»."),
        ("kk", "Владивостокта қол қойылған меморандумдар", "Архивте «Владивостокта» деген жер жоқ."),
    ],
)
def test_who_and_what_is_not_known_is_said_in_each_language(client: Client, lang: str, q: str, said: str) -> None:
    html = page(client, lang, q=q)
    assert said in html
    assert "<article" not in html


def test_names_like_an_unknown_one_come_under_a_heading_of_their_own(client: Client) -> None:
    html = page(client, q="agreements signed in Omks")
    assert re.search(r'<h2 class="instead">Names like “Omks”</h2><ul><li><a href="[^"]*place=omsk', html)
    assert "<article" not in html


def test_pieces_that_exclude_each_other_are_said_to(client: Client) -> None:
    html = page(client, q="agreements before 2010 and after 2015")
    assert "they exclude each other" in html
    assert re.search(r"data-result-count> 0 documents", html)


@pytest.mark.parametrize("lang", ["ru", "kk"])
def test_nothing_of_it_is_english_on_another_page(client: Client, lang: str) -> None:
    for q in (MUSEUMS[lang], "agreements signed in Vladivostok", "agreements before 2010 and after 2015"):
        html = page(client, lang, q=q)
        for said in ("Understood as", "Ignore", "Change", "exactly as typed", "Without", "archive has", "exclude"):
            assert said not in html


@pytest.mark.parametrize("lang", MUSEUMS)
def test_the_first_page_offers_a_question_that_is_answered(client: Client, lang: str) -> None:
    home = page(client, lang, "")
    address = re.search(rf'href="(/{lang}/agreements/\?q=[^"]+)"[^>]*>([^<]+)</a></p>', home)
    assert address
    html = page(client, lang, q=unescape(address[2]))
    assert len(pieces(html)) == 2
    assert "<article" in html


def test_a_word_with_a_minus_or_held_to_its_spelling_is_not_held_to_it_again(client: Client) -> None:
    artificial(1, ("Zyxword", "a zyxword", "media"))
    for word in ("=zyxword", "-zyxother"):
        html = page(client, q=f"documents since 2014 {word}")
        assert len(pieces(html)) == 2
        assert links(html, "only this spelling") == []
