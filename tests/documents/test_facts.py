"""The table of facts on a document's page: what is shown, in which words, and where it leads."""

import re

import pytest
from django.test import Client
from django.utils.translation import override

from agreements.base.edtf import Edtf
from agreements.models import Agreement, Place, Source
from tests.artificial import artificial
from tests.markup import markup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]


def full() -> Agreement:
    """A document of which each of these facts is known."""
    agreement = artificial(17)
    values = {
        "identifier_adilet": "Z1700000017", "identifier_unts": "I-17",
        "original_archive_en": "Test Archive 17", "original_archive_ru": "Проверочный архив 17",
        "original_fonds": "T-17", "original_file": "2-а", "original_sheets": "3–5",
        "in_force": "2016-02", "term_from": "2016", "term_until": "2019", "renewal_en": "Test renewal",
        "languages": ["ru", "kk"], "occasion_en": "Test occasion 17", "place": Place.objects.get(name_en="Moscow"),
        "notes_ru": "Проверочная заметка 17",
    }  # fmt: skip
    for name, value in values.items():
        setattr(agreement, name, value)
    agreement.save()
    Source.objects.create(
        entry=agreement, url="https://example.org/17", publisher="Проверочный издатель", kind="news", language="ru",
        accessed="2026-11-02", supports=["signed"],
    )  # fmt: skip
    return agreement


def rows(client: Client, agreement: Agreement, language: str = "en") -> dict[str, str]:
    """The table of facts: the text of each row, without its markup."""
    html = markup(client.get(f"/{language}/agreements/{agreement.record_id}/").content)
    table = html[html.index('<table class="facts">') : html.index("</table>")]
    found = re.findall(r'<th scope="row">(.*?)</th>(<td.*?)</td>', table)
    return {label: re.sub(r"<[^>]+>", "|", cell).strip("|") for label, cell in found}


def test_each_fact_has_a_row(client: Client) -> None:
    shown = rows(client, full())
    assert shown["Signed"] == "2015"
    assert shown["Place of signature"] == "Moscow"
    assert shown["In force since"] == "February 2016"
    assert re.split(r"\|+", shown["Term"]) == ["2016–2019", "Test renewal"]
    assert re.sub(r"[|\s]+", " ", shown["Languages of the text"]) == "Russian, Kazakh"
    assert shown["Occasion"] == "Test occasion 17"
    assert re.split(r"\|+", shown["Numbers in registers"]) == [
        "Adilet Z1700000017", "United Nations Treaty Series I-17",
    ]  # fmt: skip
    assert shown["Held in"].replace("|", "") == "Test Archive 17,fonds T-17, file 2-а, sheets 3–5"


def test_what_is_not_known_has_no_row(client: Client) -> None:
    assert not {"Held in", "Numbers in registers", "Term", "Occasion"} & rows(client, artificial(1)).keys()


def test_an_archive_is_named_in_the_language_of_the_page_with_the_words_of_its_archivists(client: Client) -> None:
    shown = rows(client, full(), "ru")
    assert shown["Место хранения"].replace("|", "") == "Проверочный архив 17,ф. T-17, д. 2-а, л. 3–5"


def test_numbers_lead_to_their_registers(client: Client) -> None:
    html = markup(client.get(f"/en/agreements/{full().record_id}/").content)
    assert '<a href="https://adilet.zan.kz/rus/docs/Z1700000017" rel="external noopener">' in html
    assert re.search(r'<a href="https://treaties\.un\.org/[^"]+" rel="external noopener">', html)


def test_a_source_says_when_it_was_read_and_is_in_its_own_language(client: Client) -> None:
    html = markup(client.get(f"/en/agreements/{full().record_id}/").content)
    assert "read on 2 November 2026" in html
    assert '<span lang="ru">Проверочный издатель</span>' in html


def test_notes_are_in_the_language_of_the_page_or_marked(client: Client) -> None:
    agreement = full()
    russian, english = (
        markup(client.get(f"/{language}/agreements/{agreement.record_id}/").content) for language in ("ru", "en")
    )
    assert '<p class="prose">Проверочная заметка 17</p>' in russian
    assert '<p class="prose" lang="ru">Проверочная заметка 17</p>' in english


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2017", "2017", {"en": "2017", "ru": "2017 год", "kk": "2017 жыл"}),
        ("1992", "", {"en": "from 1992", "ru": "с 1992 года", "kk": "1992 жылдан бастап"}),
        ("2013", "2015", {"en": "2013–2015", "ru": "2013–2015 годы", "kk": "2013–2015 жылдар"}),
        (
            "2012-06-07",
            "2015-12-31",
            {
                "en": "from 7 June 2012 to 31 December 2015",
                "ru": "с 7 июня 2012 года по 31 декабря 2015 года",
                "kk": "2012 жылғы 7 маусым күнінен бастап (аяқталуы: 2015 жылғы 31 желтоқсан)",
            },
        ),
        (
            "2012-06",
            "2015",
            {
                "en": "from June 2012 to 2015",
                "ru": "с июня 2012 года по 2015 год",
                "kk": "2012 жылғы маусым айынан бастап (аяқталуы: 2015 жыл)",
            },
        ),
    ],
)
def test_a_term_is_said_as_each_language_says_it(first: str, last: str, words: dict[str, str]) -> None:
    for language, said in words.items():
        with override(language):
            assert Agreement(term_from=first, term_until=last).stated_term.replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2012~", {"en": "about 2012", "ru": "около 2012 года", "kk": "2012 жыл шамасында"}),
        (
            "2012-11~",
            {"en": "about November 2012", "ru": "около ноября 2012 года", "kk": "2012 жылғы қараша шамасында"},
        ),
        ("2012-11-05~", {"ru": "около 5 ноября 2012 года", "kk": "2012 жылғы 5 қараша шамасында"}),
    ],
)
def test_about_takes_the_form_that_it_asks_for(date: str, words: dict[str, str]) -> None:
    for language, said in words.items():
        with override(language):
            assert str(Edtf.parse(date)).replace("\u00a0", " ") == said
