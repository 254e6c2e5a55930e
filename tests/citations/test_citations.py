"""Citations, files for reference managers and page metadata, as a reader or a program meets them."""

import datetime
import html
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override

from agreements.citations import FORMATS, Citation, cite, export
from agreements.models import Agreement, Clause, Source, State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

BASE = "https://archive.example"
TODAY = datetime.date(2026, 11, 23)
GOLDEN = yaml.safe_load((Path(__file__).parent / "golden" / "citations.yaml").read_text(encoding="utf-8"))
TREATY = "1992-05-25-treaty-friendship-cooperation-mutual-assistance"
INFERRED = "2018-memorandum-kazinform-tatar-inform"
NOT_LATER = "2015-memorandum-museum-first-president-saint-isaacs"


def document(record_id: str) -> Agreement:
    return Agreement.objects.for_record().get(record_id=record_id)


def retitled(title: str, record_id: str = INFERRED) -> Agreement:
    """A document of the record under a plainly artificial English title."""
    Agreement.objects.filter(record_id=record_id).update(title_en=title)
    return document(record_id)


def cited(agreement: Agreement, clause: Clause | None = None, language: str = "en") -> dict[str, Citation]:
    with override(language):
        citations = cite(agreement, clause=clause, accessed=TODAY, base_url=BASE)
    return {citation.key: citation for citation in citations}


class Page(HTMLParser):
    """The elements of a piece of HTML, and the text of its scripts."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.open: list[str] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in {"meta", "link"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.scripts.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]

    def meta(self, name: str) -> list[str | None]:
        return [attrs["content"] for attrs in self.all("meta") if attrs["name"] == name]


def render(tag: str, agreement: Agreement, clause: Clause | None = None, language: str = "en") -> str:
    template = Template("{% load citations %}{% " + tag + " %}")
    with override(language):
        return template.render(Context({"agreement": agreement, "clause": clause, "base_url": BASE}))


def head(agreement: Agreement, language: str = "en") -> Page:
    return Page(render("citation_metadata agreement", agreement, language=language))


def linked_data(agreement: Agreement) -> dict[str, Any]:
    data: dict[str, Any] = json.loads("".join(head(agreement).scripts))
    return data


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


def held() -> Agreement:
    """The treaty of 1992 with a number in the treaty series and an original in an archive, read on another day."""
    Agreement.objects.filter(record_id=TREATY).update(
        identifier_unts="I-17", identifier_adilet="Z1700000017", original_archive_en="Test Archive 17",
        original_archive_ru="Проверочный архив 17", original_archive_kk="Сынақ мұрағаты 17",
        original_fonds="T-17", original_inventory="1", original_file="2-а", original_sheets="3–5",
    )  # fmt: skip
    Source.objects.filter(entry__record_id=TREATY).update(accessed=datetime.date(2026, 11, 2))
    return document(TREATY)


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


def test_files_have_the_numbers_and_the_place_of_the_original() -> None:
    agreement = held()
    location = "Test Archive 17, fonds T-17, inventory 1, file 2-а, sheets 3–5"
    bib, ris, csl = (export(agreement, fmt, base_url=BASE, accessed=TODAY) for fmt in ("bib", "ris", "json"))
    assert f"library = {{{location}}}" in bib
    assert "urldate = {2026-11-23}" in bib
    assert "rgn=8601 (accessed 2026-11-02). Adilet: Z1700000017. United Nations Treaty Series: I-17}" in bib
    assert f"AV  - {location}\r\n" in ris
    assert "N1  - United Nations Treaty Series: I-17\r\n" in ris
    [item] = json.loads(csl)
    assert (item["number"], item["archive"]) == ("UNTS I-17", "Test Archive 17")
    assert item["archive_location"] == "fonds T-17, inventory 1, file 2-а, sheets 3–5"


def test_machines_read_the_numbers_and_where_they_lead() -> None:
    agreement = held()
    data = linked_data(agreement)
    assert data["legislationIdentifier"] == [TREATY, "Adilet Z1700000017", "United Nations Treaty Series I-17"]
    assert "https://adilet.zan.kz/rus/docs/Z1700000017" in data["sameAs"]
    assert not any("treaties.un.org" in address for address in data["sameAs"])
    assert "United Nations Treaty Series I-17" in head(agreement).meta("DC.identifier")


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
    assert item(agreement, clause)["section"] == chicago


# --- Files ---


def test_bibtex_escapes_what_tex_would_read() -> None:
    agreement = retitled("Test Agreement 17: R&D, 100 % of {a_b} #1 at $5 ~ ^ \\ №")
    entry = export(agreement, "bib", base_url=BASE, accessed=TODAY)
    assert (
        r"title = {{Test Agreement 17: R\&D, 100 \% of \{a\_b\} \#1 at \$5 \textasciitilde{} "
        r"\textasciicircum{} \textbackslash{} №}}" in entry
    )


def test_bibtex_is_well_formed_for_every_document() -> None:
    for agreement in Agreement.objects.published().for_record():
        entry = export(agreement, "bib", base_url=BASE, accessed=TODAY)
        assert entry.startswith(f"@misc{{{agreement.record_id},\n")
        bare = re.sub(r"\\[{}]", "", entry)
        depth = 0
        for char in bare:
            depth += {"{": 1, "}": -1}.get(char, 0)
            assert depth >= 0
        assert depth == 0
        for line in entry.splitlines()[1:-1]:
            assert re.fullmatch(r"  [a-z]+ = (?:\{.*\}|[a-z]{3}),?", line), line


def test_bibtex_states_a_date_only_as_far_as_it_is_known() -> None:
    certain = export(document(TREATY), "bib", base_url=BASE, accessed=TODAY)
    assert "year = {1992},\n  month = may,\n  day = {25}" in certain
    assert "author" not in certain  # a treaty is cited by title
    inferred = export(document(INFERRED), "bib", base_url=BASE, accessed=TODAY)
    assert "year = {[2018?]}" in inferred
    assert "month" not in inferred
    assert "author = {{Tatar-inform News Agency} and {Kazinform International News Agency}}" in inferred


def test_ris_has_one_tag_a_line_and_ends_each_record() -> None:
    for agreement in Agreement.objects.published().for_record():
        record = export(agreement, "ris", base_url=BASE, accessed=TODAY)
        assert record.endswith("ER  - \r\n")
        lines = record.removesuffix("\r\n").split("\r\n")
        assert lines[0] in {"TY  - STAT", "TY  - RPRT"}
        assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) and "\n" not in line for line in lines)
        authors = [line for line in lines if line.startswith("AU  - ")]
        assert len(authors) == agreement.participations.count()
        assert not any("," in author for author in authors)  # a comma would make a person of an institution


def test_ris_says_what_is_not_certain_about_a_date() -> None:
    assert "\r\nDA  - 1992/05/25/\r\n" in export(document(TREATY), "ris", base_url=BASE)
    assert "\r\nDA  - 2018///[2018?]\r\n" in export(document(INFERRED), "ris", base_url=BASE)
    assert "\r\nDA  - 2015///[no later than 2015]\r\n" in export(document(NOT_LATER), "ris", base_url=BASE)


def item(agreement: Agreement, clause: Clause | None = None) -> dict[str, Any]:
    (only,) = json.loads(export(agreement, "json", clause=clause, base_url=BASE, accessed=TODAY))
    assert isinstance(only, dict)
    return only


def test_csl_json_tells_treaties_from_other_documents() -> None:
    treaty, memorandum = item(document(TREATY)), item(document(INFERRED))
    assert treaty["type"] == "treaty"
    assert "author" not in treaty
    assert memorandum["type"] == "report"
    assert memorandum["author"][0] == {"literal": "Tatar-inform News Agency"}


def test_csl_json_dates_are_parts_circa_or_literal() -> None:
    assert item(document(TREATY))["issued"] == {"date-parts": [[1992, 5, 25]]}
    assert item(document(INFERRED))["issued"] == {"date-parts": [[2018]], "circa": True}
    span = document("2015-memorandum-hermitage-national-museum-kazakhstan")
    assert item(span)["issued"] == {"date-parts": [[2013], [2015]], "circa": True}
    assert item(document(NOT_LATER))["issued"] == {"literal": "[no later than 2015]"}


def test_a_clause_has_its_own_key_and_pinpoint_in_each_file() -> None:
    agreement = document(TREATY)
    clause = agreement.clauses.get(ref="Article 40")
    key = f"{TREATY}-clause-{clause.number}"
    assert item(agreement, clause)["id"] == key
    assert item(agreement, clause)["section"] == "art. 40"
    assert f"@misc{{{key}," in export(agreement, "bib", clause=clause, base_url=BASE)
    assert "\r\nSE  - art. 40\r\n" in export(agreement, "ris", clause=clause, base_url=BASE)


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_file_is_downloaded_with_its_type_and_the_name_of_the_document(client: Client, fmt: str) -> None:
    response = client.get(reverse("cite", args=[TREATY, fmt]), {"clause": "2"})
    assert response.status_code == 200
    assert response["Content-Type"] == f"{FORMATS[fmt].content_type}; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="{TREATY}-clause-2.{fmt}"'
    assert f"/id/{TREATY}#clause-2" in response.content.decode("utf-8")


@pytest.mark.parametrize("clause", ["99", "-1", "x", "2 "])
def test_a_clause_that_is_not_there_is_not_found(client: Client, clause: str) -> None:
    assert client.get(reverse("cite", args=[TREATY, "bib"]), {"clause": clause}).status_code == 404


@pytest.mark.parametrize(("state", "status"), [(State.DRAFT, 404), (State.IN_REVIEW, 404), (State.WITHDRAWN, 410)])
def test_only_a_published_document_can_be_downloaded(client: Client, state: State, status: int) -> None:
    agreement = document(TREATY)
    Agreement.objects.filter(pk=agreement.pk).update(state=state, withdrawal_reason_en="Test reason 17")
    response = client.get(reverse("cite", args=[TREATY, "json"]))
    assert response.status_code == status


# --- Page metadata ---


def test_the_head_names_title_date_and_address_for_reference_managers() -> None:
    page = head(document(TREATY))
    title = (
        "Treaty of Friendship, Cooperation and Mutual Assistance "
        "between the Russian Federation and the Republic of Kazakhstan"
    )
    assert page.meta("citation_title") == page.meta("DC.title") == [title]
    assert page.meta("citation_publication_date") == ["1992/05/25"]
    assert page.meta("citation_public_url") == page.meta("DC.identifier") == [f"{BASE}/id/{TREATY}"]
    assert page.meta("DC.creator.corporateName") == ["Russian Federation", "Republic of Kazakhstan"]
    # Zotero would make persons of institutions named in these two.
    assert not page.meta("citation_author")
    assert not page.meta("DC.creator")
    assert str(page.meta("z:extra")[0]).startswith("Type: treaty\n")
    assert {link["type"] for link in page.all("link") if link["rel"] == "alternate"} == {
        item.content_type for item in FORMATS.values()
    }


def test_an_uncertain_date_is_in_the_head_as_edtf_only() -> None:
    page = head(document(INFERRED))
    assert page.meta("DC.date") == ["2018?"]
    assert not page.meta("citation_publication_date")
    data = linked_data(document(INFERRED))
    assert data["temporal"] == "2018?"
    assert "legislationDate" not in data


def test_linked_data_describes_the_legislation_with_its_clauses() -> None:
    agreement = document(TREATY)
    data = linked_data(agreement)
    assert data["@type"] == "Legislation"
    assert data["@id"] == f"{BASE}/id/{TREATY}"
    assert data["legislationDate"] == "1992-05-25"
    assert data["legislationDateOfApplicability"] == "1992-10-09"
    assert [party["name"] for party in data["legislationPassedBy"]] == [
        "Russian Federation",
        "Republic of Kazakhstan",
    ]
    assert data["inLanguage"] == ["ru", "kk"]
    assert data["sameAs"] == [
        "https://cis-legislation.com/document.fwx?rgn=8601",
        "https://zakonbase.ru/content/part/71743?print=1",
    ]
    assert [part["@id"] for part in data["hasPart"]] == [
        f"{BASE}/id/{TREATY}#clause-{clause.number}" for clause in agreement.clauses.all()
    ]


def test_linked_data_names_published_relations_only() -> None:
    later = "2013-11-11-treaty-good-neighbourliness"
    assert linked_data(document(later))["isBasedOn"][0]["@id"] == f"{BASE}/id/{TREATY}"
    Agreement.objects.filter(record_id=TREATY).update(state=State.DRAFT)
    assert "isBasedOn" not in linked_data(document(later))


def test_a_title_cannot_end_the_script_it_is_in() -> None:
    title = 'Test Agreement 17 </script><script>alert("1")</script><!-- & more'
    agreement = retitled(title)
    markup = render("citation_metadata agreement", agreement)
    assert markup.count("<script") == 1
    assert "<!--" not in markup
    assert linked_data(agreement)["name"] == title
    assert head(agreement).meta("citation_title") == [title]


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
