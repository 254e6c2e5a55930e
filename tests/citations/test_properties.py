"""What holds of every citation of every document and clause, in every style and on the pages of each language."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.utils.translation import override

from agreements.citations import Citation
from agreements.citations.dates import bounds
from agreements.models import Agreement, Clause
from tests.citations.citing import cited, everything
from tests.citations.examples import BASE, Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]


@dataclass(frozen=True)
class Cited:
    """A citation with what it cites, on a page of a language."""

    agreement: Agreement
    clause: Clause | None
    language: str
    citation: Citation

    @property
    def sources(self) -> list[str]:
        return [source.url for source in self.agreement.sources.all()]

    @property
    def words(self) -> str:
        """The citation without its addresses."""
        return re.sub(r"https?://[^\s<>]*[^\s<>.,;)]", "@", self.citation.text)

    def __str__(self) -> str:
        return f"{self.agreement.record_id} {self.language} {self.citation.text}"


_all: list[Cited] = []


def all_citations(style: str = "") -> Iterator[Cited]:
    """All citations, made once: the record is the same for every test here."""
    if not _all:
        for agreement, clause, language in everything():
            _all.extend(Cited(agreement, clause, language, one) for one in cited(agreement, clause, language).values())
    return (one for one in _all if style in ("", one.citation.style))


def titles(agreement: Agreement) -> dict[str, str]:
    return {"en": agreement.title_en, "ru": agreement.title_ru, "kk": agreement.title_kk}


def is_ours(title: str) -> bool:
    return title.startswith("[") and title.endswith("]") and title.count("[") == 1


def is_given_in_english(agreement: Agreement) -> bool:
    return any(one.language == "en" and "title" in one.supports for one in agreement.sources.all())


def test_marks_are_single_and_brackets_closed() -> None:
    wrong = re.compile(r"None|  |[.?!…]\.(?!\w)|,,|;;|[.:] ?[,:;]|\(\)|\[\]| [,.;]|\]\]\]|\[\[\[|«»|“”|‘’")
    count = 0
    for one in all_citations():
        count += 1
        assert not wrong.search(one.words.replace("et al.", "et al")), one
        for opening, closing in ("[]", "()", "“”", "«»", "<>"):
            shown = re.sub("„[^“]*“", "", one.citation.text)
            assert shown.count(opening) == shown.count(closing), one
        assert not re.search("«[^»]*«|“[^”]*“|[(][^)]*[(]", re.sub("<[^>]*>|„[^“]*“", "", one.words)), one
        assert not Page(one.citation.html).open, one
    assert count > 3000


def test_every_citation_but_that_in_the_text_has_the_permanent_address() -> None:
    for one in all_citations():
        address = f"{BASE}/id/{one.agreement.record_id}"
        if one.citation.form == "in-text":
            assert "http" not in one.citation.text, one
        elif one.clause and one.citation.form != "bibliography":
            assert re.search(rf"{re.escape(address)}#clause-{one.clause.number}(?!\d)", one.citation.text), one
        else:
            assert re.search(rf"{re.escape(address)}(?![\w#-])", one.citation.text), one


def test_only_the_page_of_the_archive_was_read_today() -> None:
    """The address of a source has the day on which it was read for the archive."""
    for one in all_citations():
        dates = dict(re.findall(r"URL: (\S+) \([^()]+: ([\d.]+)\)", one.citation.text))
        dates |= dict(re.findall(r"<(\S+)> accessed (\d+ \w+ \d+)", one.citation.text))
        for address, day in dates.items():
            ours = address.startswith(BASE)
            assert (day in ("27.11.2026", "27 November 2026")) == ours, one
            assert ours or address in one.sources, one
        if one.citation.style == "gost":
            assert one.citation.text.count("URL: ") == len(dates), one


def test_nothing_is_called_official() -> None:
    """The record does not say which publisher is the official one."""
    for one in all_citations():
        assert not re.search(r"[Oo]fficial text|[Оо]фиц|[Рр]есми мәтін", one.words), one


def test_gost_cites_a_title_of_a_source_and_ours_only_where_there_is_none() -> None:
    for one in all_citations("gost"):
        given = titles(one.agreement)
        first, second = ("kk", "ru") if one.language == "kk" else ("ru", "kk")
        own = next((given[lang] for lang in (first, second) if given[lang] and not is_ours(given[lang])), "")
        kazakh = (own or given[first]) == given["kk"]
        medium = " [Электрондық ресурс] : " if kazakh else " [Электронный ресурс] : "
        assert one.citation.text.startswith((own or given[first]) + medium), one
        assert given["en"] not in one.citation.text, one


def test_gost_describes_a_document_in_one_language_that_of_its_title() -> None:
    """GOST R 7.0.100–2018, 4.8: letters and words of one of the two, but for the publisher of a text elsewhere."""
    kazakh, russian = re.compile("[әғқңөұүһі]", re.IGNORECASE), re.compile(r"\(дата обращения: ")
    languages = set()
    for one in all_citations("gost"):
        words = re.sub(r"(?:Текст|Мәтіні): .*", "", one.words)
        of_kazakh = "[Электрондық ресурс]" in words
        languages.add((one.language, of_kazakh))
        assert bool(kazakh.search(words)) == of_kazakh, one
        assert bool(russian.search(words)) != of_kazakh, one
        assert one.citation.lang == ("kk" if of_kazakh else "ru"), one
        parties = [participation.party for participation in one.agreement.participations.all()]
        named = words.partition(" // ")[0].partition(" / ")[2].removesuffix(" [и др.]").removesuffix(" [және т.б.]")
        names = [getattr(party, f"name_{one.citation.lang}") for party in parties]
        assert named in ("", names[0], ", ".join(names)), one
    assert languages == {("en", False), ("en", True), ("ru", False), ("ru", True), ("kk", False), ("kk", True)}


def test_apa_has_no_cyrillic_and_gives_the_english_title() -> None:
    for one in all_citations("apa"):
        assert not re.search(r"[\u0400-\u052f]", one.citation.text), one
        if one.citation.form == "reference" and one.language != "en":
            assert re.search(r"\[[A-Z][^\]]{10,}\]", one.citation.text), one


def test_chicago_names_treaties_in_english() -> None:
    for one in all_citations("chicago"):
        if one.agreement.kind.treaty and one.agreement.level.treaty:
            assert not re.search(r"[\u0400-\u052f]", one.words), one


def test_an_english_title_of_ours_is_in_brackets_and_never_in_italics() -> None:
    for one in all_citations():
        title = one.agreement.title_en.lower()
        shown = one.citation.text.lower()
        if one.citation.style == "gost" or title not in shown or is_given_in_english(one.agreement):
            continue
        assert shown.count(title) == shown.count(f"[{title}]"), one
        for italic in re.findall(r"<i[^>]*>(.*?)</i>", one.citation.html):
            assert title not in italic.lower(), one


def test_a_name_is_never_altered() -> None:
    """The authors are those of the record, letter for letter, but for a stop or comma within American marks."""
    for one in all_citations():
        parties = [participation.party for participation in one.agreement.participations.all()]
        if one.citation.form == "in-text" or one.citation.style == "gost" or len(parties) > 3:
            continue
        if one.agreement.kind.treaty and one.agreement.level.treaty:
            continue
        names = [{lang: getattr(party, f"name_{lang}") for lang in ("en", "ru", "kk")} for party in parties]
        begins = one.citation.text.replace(",”", "”").replace(".”", "”")
        found = [lang for lang in ("en", "ru", "kk") if all(name[lang] in begins for name in names)]
        assert found, one
        assert one.citation.style != "apa" or "en" in found, one


def test_two_group_authors_have_no_comma_in_apa() -> None:
    for one in all_citations("apa"):
        parties = [participation.party.name_en for participation in one.agreement.participations.all()]
        if len(parties) == 2 and not (one.agreement.kind.treaty and one.agreement.level.treaty):
            joined = f"{parties[0]} & {parties[1].removesuffix('”')}"
            within = joined.translate(str.maketrans("()", "[]")) if one.citation.form == "in-text" else joined
            assert within in one.citation.text, one


def test_no_day_or_month_is_made_up() -> None:
    for one in all_citations():
        first, last = bounds(one.agreement.signed_date)
        if min(len(date) for date in (first, last) if date) == 10:
            continue
        head = one.words.split(" // ")[0].split(" accessed ")[0]
        head = re.sub(r"entered into force [\w ]+", "", head.replace(str(one.agreement.title), ""))
        year = (last or first)[:4]
        months = "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
        assert not re.search(rf"\d (?:{months}) {year}|[A-Z][a-z]+ \d{{1,2}}, {year}|\d [A-Z][a-z]+ {year}", head), one


def test_an_uncertain_date_is_never_cited_as_a_certain_one() -> None:
    doubt = re.compile(
        r"\[[^\]]*\d{4}[^\]]*\?\]|\[(?:ca\.|Ca\.|ок\.|шамамен) |\bc \d{4}|\[?\b(?:between|not? later|not? earlier"
        r"|No later|Between|между|не позднее) [\w ]*\d{4}|\d{4} жылдан кеш емес\]|\[\d{4}–\d{4} аралығы\]"
    )
    uncertain = set()
    for one in all_citations():
        if not one.agreement.signed_date.certain:
            uncertain.add(one.agreement.pk)
            assert doubt.search(one.citation.text), one
    assert len(uncertain) > 10


def test_a_clause_without_a_number_has_our_heading_and_no_number_of_ours() -> None:
    count = 0
    for one in all_citations():
        if not one.clause or (one.citation.form in ("reference", "bibliography") and one.citation.style != "gost"):
            continue
        if one.clause.ref:
            assert "heading]" not in one.citation.text, one
            continue
        count += 1
        with override(one.citation.lang):
            heading = str(one.clause.heading)
        quoted = dict.fromkeys(map(ord, "“”‘«»„"), "’")
        assert heading.translate(quoted).lower() in one.citation.text.translate(quoted).lower(), one
        assert re.search(r"\[(?:archive’s heading|заголовок архива|тақырыбын архив қойған)\]", one.citation.text), one
        assert not re.search(r"[Cc]lause \d", one.words), one
    assert count > 500
