"""Citations, as a reader meets them."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override

from agreements.citations import Citation, cite
from agreements.models import Agreement, Clause, Source
from tests.citations.examples import BASE, TODAY, TREATY, Page, document, held, render, retitled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

GOLDEN = yaml.safe_load((Path(__file__).parent / "golden" / "citations.yaml").read_text(encoding="utf-8"))


def cited(agreement: Agreement, clause: Clause | None = None, language: str = "en") -> dict[str, Citation]:
    with override(language):
        citations = cite(agreement, clause=clause, accessed=TODAY, base_url=BASE)
    return {citation.key: citation for citation in citations}


# --- The styles ---


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: f"{case['id']}-{case['language']}")
def test_a_citation_follows_the_rules_of_its_style(case: dict[str, Any]) -> None:
    for column in case.get("without", ()):
        Agreement.objects.filter(record_id=case["id"]).update(**{column: ""})
    agreement = document(case["id"])
    clause = agreement.clauses.get(number=case["clause"]) if "clause" in case else None
    shown = {}
    for key, citation in cited(agreement, clause, case["language"]).items():
        with override(citation.lang):
            archive = gettext("Archive of Cultural Agreements")
        italics = re.sub(r"</?i(?: [^>]*)?>", "*", citation.html)
        text = html.unescape(re.sub(r"<[^>]+>", "", italics))
        assert text.replace("*", "") == citation.text
        shown[key] = text.replace(f"{BASE}/id/{case['id']}", "{address}").replace(archive, "{archive}")
    assert shown == case["citations"]


def test_a_citation_says_when_the_official_text_was_read_and_where_the_original_is_held() -> None:
    russian, kazakh, english = (cited(held(), language=language) for language in ("ru", "kk", "en"))
    text = "https://zakonbase.ru/content/part/71743?print=1"
    address = f"{BASE}/id/{TREATY}"
    assert russian["gost-reference"].text.endswith(
        ". Место хранения: Проверочный архив 17. Ф. T-17. Оп. 1. Д. 2-а. Л. 3–5. "
        f"Офиц. текст: {text} (дата обращения: 02.11.2026). URL: {address} (дата обращения: 23.11.2026)."
    )
    assert kazakh["gost-reference"].text.endswith(
        ". Сақталған жері: Сынақ мұрағаты 17. T-17-қор. 1-тізімдеме. 2-а-іс. 3–5-парақ. "
        f"Ресми мәтіні: {text} (қаралған күні: 02.11.2026). URL: {address} (қаралған күні: 23.11.2026)."
    )
    assert ", May 25, 1992, UNTS I-17, Archive of Cultural Agreements, " in english["chicago-note"].text
    assert english["chicago-note"].text.endswith(
        " Held in Test Archive 17, fonds T-17, inventory 1, file 2-а, sheets 3–5."
    )
    assert english["oscola-note"].text.endswith(
        f"entered into force 9 October 1992) UNTS I-17 <{address}> accessed 23 November 2026; official text at "
        "<https://cis-legislation.com/document.fwx?rgn=8601> accessed 2 November 2026."
    )


def test_the_day_of_reading_is_not_made_up() -> None:
    Source.objects.filter(entry__record_id=TREATY).update(accessed=None)
    english = cited(document(TREATY))
    assert english["oscola-note"].text.endswith("official text at <https://cis-legislation.com/document.fwx?rgn=8601>.")
    assert "print=1. URL:" in english["gost-reference"].text


def everything() -> Iterator[tuple[Agreement, Clause | None, str]]:
    for agreement in Agreement.objects.published().for_record():
        for language in ("en", "ru", "kk"):
            yield agreement, None, language
            for clause in agreement.clauses.all():
                yield agreement, clause, language


def test_every_document_and_clause_can_be_cited_in_every_style_and_language() -> None:
    count = 0
    for agreement, clause, language in everything():
        for citation in cited(agreement, clause, language).values():
            count += 1
            where = f"{agreement.record_id} {language} {citation.text}"
            assert not re.search(r"None|  |\.\.|,,|, \.|\(\)|\[\]| ,|\]\]\]", citation.text), where
            assert citation.text.count("[") == citation.text.count("]"), where
            assert citation.text.count("(") == citation.text.count(")"), where
            assert not Page(citation.html).open, where
            if citation.form != "in-text":
                assert f"{BASE}/id/{agreement.record_id}" in citation.text, where
    assert count > 1000


def test_an_uncertain_date_is_never_cited_as_a_certain_one() -> None:
    uncertain = [
        agreement
        for agreement in Agreement.objects.published().for_record()
        if not re.fullmatch(r"[\d-]+", agreement.signed)
    ]
    assert len(uncertain) > 10
    doubt = re.compile(
        r"\[[^\]]*\d{4}[^\]]*\?\]|\[(?:ca\.|Ca\.|ок\.|шамамен) |\bc \d{4}|\[?\b(?:between|not? later"
        r"|No later|Between|между|не позднее|ең кеші) [\w ]*\d{4}|\[\d{4}–\d{4} аралығы\]"
    )
    for agreement in uncertain:
        for language in ("en", "ru", "kk"):
            for citation in cited(agreement, language=language).values():
                assert doubt.search(citation.text), citation.text


def test_words_of_another_language_are_marked() -> None:
    apa = cited(document(TREATY), language="ru")["apa-reference"]
    assert apa.lang == "en"
    assert '<span lang="ru">Договор о дружбе' in apa.html
    gost = cited(document(TREATY), language="ru")["gost-reference"]
    assert gost.lang == "ru"
    assert "lang=" not in gost.html


def test_a_title_cannot_become_markup() -> None:
    agreement = retitled("Test Agreement 17 on <b>bold</b> & co")
    for citation in cited(agreement).values():
        assert "<b>" not in citation.html
    text = cited(agreement)["apa-reference"].text
    assert "Test Agreement 17 on <b>bold</b> & co" in text


def numbered(ref: str) -> tuple[Agreement, Clause]:
    """A treaty of the record with the second clause under a made-up reference, and that clause."""
    Clause.objects.filter(agreement__record_id=TREATY, number=2).update(ref=ref)
    agreement = document(TREATY)
    return agreement, agreement.clauses.get(number=2)


# The word as the record has it; on a Russian and a Kazakh page; in GOST in both, APA, Chicago and OSCOLA.
REFERENCES = [
    ("Article 17", "Статья 17", "17-бап", "Ст. 17", "17-бап", "art. 17", "art. 17", "art 17"),
    ("Articles 4–6", "Статьи 4–6", "4–6-баптар", "Ст. 4–6", "4–6-баптар", "arts. 4–6", "arts. 4–6", "arts 4–6"),
    ("Part IV", "Часть IV", "IV-бөлік", "Ч. IV", "IV-бөлік", "Part IV", "pt. IV", "pt IV"),
    ("Parts 1 and 2", "Части 1 и 2", "1 және 2-бөліктер", "Ч. 1 и 2", "1 және 2-бөліктер", "Parts 1 and 2",
     "pts. 1 and 2", "pts 1 and 2"),
    ("Chapter 3", "Глава 3", "3-тарау", "Гл. 3", "3-тарау", "Chapter 3", "chap. 3", "ch 3"),
    ("Chapters 3, 4", "Главы 3, 4", "3, 4-тараулар", "Гл. 3, 4", "3, 4-тараулар", "Chapters 3, 4", "chaps. 3, 4",
     "chs 3, 4"),
    ("Section 2", "Раздел 2", "2-бөлім", "Разд. 2", "2-бөлім", "Section 2", "sec. 2", "s 2"),
    ("Sections 2 to 4", "Разделы 2–4", "2–4-бөлімдер", "Разд. 2–4", "2–4-бөлімдер", "Sections 2 to 4", "secs. 2 to 4",
     "ss 2 to 4"),
    ("Paragraph 5", "Пункт 5", "5-тармақ", "П. 5", "5-тармақ", "para. 5", "para. 5", "para 5"),
    ("Points 5, 6", "Пункты 5, 6", "5, 6-тармақтар", "П. 5, 6", "5, 6-тармақтар", "paras. 5, 6", "paras. 5, 6",
     "paras 5, 6"),
    ("Item 1.2", "Пункт 1.2", "1.2-тармақ", "П. 1.2", "1.2-тармақ", "para. 1.2", "para. 1.2", "para 1.2"),
    ("1.2", "1.2", "1.2", "П. 1.2", "1.2-тармақ", "para. 1.2", "para. 1.2", "para 1.2"),
    ("Annex 2", "Приложение 2", "2-қосымша", "Прил. 2", "2-қосымша", "Annex 2", "annex 2", "annex 2"),
    ("Annexes 1, 2", "Приложения 1, 2", "1, 2-қосымшалар", "Прил. 1, 2", "1, 2-қосымшалар", "Annexes 1, 2",
     "annexes 1, 2", "annexes 1, 2"),
    ("Annex", "Приложение", "Қосымша", "Приложение", "Қосымша", "annex", "annex", "annex"),
    ("Appendix A", "Приложение A", "A-қосымша", "Прил. A", "A-қосымша", "Appendix A", "app. A", "appendix A"),
    ("Appendices 1, 2", "Приложения 1, 2", "1, 2-қосымшалар", "Прил. 1, 2", "1, 2-қосымшалар", "Appendices 1, 2",
     "apps. 1, 2", "appendices 1, 2"),
    ("Preamble", "Преамбула", "Кіріспе", "Преамбула", "Кіріспе", "preamble", "preamble", "preamble"),
    ("Section 2, Article 5", "Раздел 2, статья 5", "2-бөлім, 5-бап", "Разд. 2, ст. 5", "2-бөлім, 5-бап",
     "Section 2, art. 5", "sec. 2, art. 5", "s 2, art 5"),
    ("Rule 4", "Rule 4", "Rule 4", "Rule 4", "Rule 4", "Rule 4", "Rule 4", "Rule 4"),
    ("Article on costs", *["Article on costs"] * 7),
]  # fmt: skip


@pytest.mark.parametrize("case", REFERENCES, ids=lambda case: case[0])
def test_a_reference_is_in_the_language_of_the_page_and_as_the_style_abbreviates_it(
    client: Client, case: tuple[str, ...]
) -> None:
    ref, ru, kk, gost_ru, gost_kk, apa, chicago, oscola = case
    agreement, clause = numbered(ref)
    for language, shown in (("en", ref), ("ru", ru), ("kk", kk)):
        with override(language):  # which a request would leave behind
            page = client.get(f"/{language}/agreements/{TREATY}/").content.decode()
        assert f'<span class="clause__ref">{shown}</span>' in page
    assert f". {gost_ru}. Офиц. текст" in cited(agreement, clause, "ru")["gost-reference"].text
    assert f". {gost_kk}. Ресми мәтіні" in cited(agreement, clause, "kk")["gost-reference"].text
    english = cited(agreement, clause)
    assert f", 1992, {apa})" in english["apa-in-text"].text
    assert f", {chicago}, May 25, 1992" in english["chicago-note"].text
    assert f") {oscola} <" in english["oscola-note"].text


# --- The part of the page ---


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_each_citation_is_in_a_block_that_can_be_copied(language: str) -> None:
    agreement = document(TREATY)
    clause = agreement.clauses.get(ref="Article 40")
    markup = render("cite agreement", agreement, language=language)
    markup += render("cite agreement clause", agreement, clause, language=language)
    page = Page(markup)
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    buttons = page.all("button")
    assert len(buttons) == len(cited(agreement)) * 2
    for button in buttons:
        assert str(button["data-copy"]).removeprefix("#") in ids
        assert "hidden" in button
        assert button["type"] == "button"
    addresses = [link["href"] for link in page.all("a")]
    with override(language):
        assert reverse("cite", args=[TREATY, "ris"]) in addresses
        assert f"{reverse('cite', args=[TREATY, 'ris'])}?clause={clause.number}" in addresses
    assert not re.search(r"\s(?:style|on\w+)=", markup)
