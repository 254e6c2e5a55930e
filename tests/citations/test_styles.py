"""What a style does with facts that the record has few examples of: marks, doubtful dates, references, originals."""

import pytest
from django.test import Client
from django.utils.translation import override

from agreements.citations import Cited, cite, in_list, letters, name_in_list
from agreements.citations.markup import runs
from agreements.models import Agreement, Clause, Party, Source
from tests.citations.citing import TODAY, changed, cited
from tests.citations.examples import BASE, INFERRED, TREATY, document, held

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

SPRING = "2013-11-11-treaty-good-neighbourliness"


def dated(signed: str) -> Agreement:
    """A memorandum of the record under another date of signature."""
    return changed(signed=signed)


# As written; GOST in Russian and Kazakh; APA in the list and in the text; Chicago; OSCOLA.
# «Между» wants the instrumental, «не ранее», «не позднее» and «около» the genitive, «кеш емес» and «ерте емес» the
# ablative. APA 8.10: in the text only the year, and a month lies in one. EDTF: a set of one is that one. Chicago 6.38:
# a comma after the year of a day, too.
DATES = [
    ("[2013-05..2013-06]", "[между маем 2013 г. и июнем 2013 г.]", "[2013 ж. мамыр – 2013 ж. маусым аралығы]",
     "([between May 2013 and June 2013])", "2013", "[between May 2013 and June 2013]",
     "between May 2013 and June 2013"),
    ("[2013-05-01..2013-05-31]", "[между 1 мая 2013 г. и 31 мая 2013 г.]",
     "[2013 ж. 1 мамыр – 2013 ж. 31 мамыр аралығы]", "([between May 1, 2013, and May 31, 2013])", "2013",
     "[between May 1, 2013, and May 31, 2013]", "between 1 May 2013 and 31 May 2013"),
    ("[2012-12..2013-03]", "[между декабрём 2012 г. и мартом 2013 г.]", "[2012 ж. желтоқсан – 2013 ж. наурыз аралығы]",
     "([between December 2012 and March 2013])", "[between 2012 and 2013]", "[between December 2012 and March 2013]",
     "between December 2012 and March 2013"),
    ("[2015-03..]", "[не ранее марта 2015 г.]", "[2015 жылғы наурыз айынан ерте емес]",
     "([no earlier than March 2015])", "[no earlier than 2015]", "[no earlier than March 2015]",
     "not earlier than March 2015"),
    ("[..2015-09]", "[не позднее сентября 2015 г.]", "[2015 жылғы қыркүйек айынан кеш емес]",
     "([no later than September 2015])", "[no later than 2015]", "[no later than September 2015]",
     "not later than September 2015"),
    ("[..2015-09-12]", "[не позднее 12 сентября 2015 г.]", "[2015 жылғы 12 қыркүйек күнінен кеш емес]",
     "([no later than September 12, 2015])", "[no later than 2015]", "[no later than September 12, 2015]",
     "not later than 12 September 2015"),
    ("[..2015]", "[не позднее 2015]", "[2015 жылдан кеш емес]", "([no later than 2015])", "[no later than 2015]",
     "[no later than 2015]", "not later than 2015"),
    ("2012-08~", "[ок. августа 2012 г.]", "[шамамен 2012 ж. тамыз]", "([ca. 2012, August])", "[ca. 2012]",
     "[ca. August 2012]", "c August 2012"),
    ("2012-08?", "[август 2012 г.?]", "[2012 ж. тамыз?]", "([ca. 2012, August])", "[ca. 2012]", "[August 2012?]",
     "[August 2012?]"),
    ("2012-08%", "[ок. августа 2012 г.?]", "[шамамен 2012 ж. тамыз?]", "([ca. 2012, August])", "[ca. 2012]",
     "[ca. August 2012?]", "[c August 2012?]"),
    ("[2012..2013-03]", "[между 2012 и мартом 2013 г.]", "[2012 – 2013 ж. наурыз аралығы]",
     "([between 2012 and March 2013])", "[between 2012 and 2013]", "[between 2012 and March 2013]",
     "between 2012 and March 2013"),
    ("2012%", "[ок. 2012?]", "[шамамен 2012?]", "([ca. 2012])", "[ca. 2012]", "[ca. 2012?]", "[c 2012?]"),
    ("[2013-05..2013-05]", "май 2013 г.", "2013 ж. мамыр", "(2013, May)", "2013", "May 2013", "May 2013"),
    ("[2013..2013]", "2013", "2013", "(2013)", "2013", "2013", "2013"),
]  # fmt: skip


@pytest.mark.parametrize("case", DATES, ids=lambda case: case[0])
def test_a_date_is_in_the_words_and_the_case_that_a_style_asks_for(case: tuple[str, ...]) -> None:
    signed, russian, kazakh, apa, in_text, chicago, oscola = case
    agreement = dated(signed)
    english = cited(agreement)
    assert f" : Казань, {russian} // " in cited(agreement, language="ru")["gost-reference"].text
    assert f" : Қазан, {kazakh} // " in cited(agreement, language="kk")["gost-reference"].text
    assert f". {apa}. " in english["apa-reference"].text
    assert english["apa-in-text"].text.endswith(f", {in_text})")
    assert f" (Kazan, {chicago}), " in english["chicago-note"].text
    assert f" (signed Kazan, {oscola}) <" in english["oscola-note"].text


# An English title as the record may have it; in APA's sentence case with a stop; in Chicago's bibliography, note and
# OSCOLA. Chicago 6.14, 6.124, 8.158-159; APA 6.7, 6.17, 9.19: no stop after another mark or the stop of an
# abbreviation; first words of subtitles; a small word before digits is not the last word. APA 9.21: what a document is
# stands in brackets only where the title does not say it. Chicago 8.161: what follows a mere prefix is small.
TITLES = [
    ("What next for shared museums?", "What next for shared museums? [Memorandum].", "What Next for Shared Museums?",
     "What Next for Shared Museums?"),
    ("Forward together!", "Forward together! [Memorandum].", "Forward Together!", "Forward Together!"),
    ("Memorandum with Test Museums Inc.", "Memorandum with Test Museums Inc.", "Memorandum with Test Museums Inc.",
     "Memorandum with Test Museums Inc."),
    ("Bridges over the border: a memorandum of two theatres",
     "Bridges over the border: A memorandum of two theatres.", "Bridges over the Border: A Memorandum of Two Theatres.",
     "Bridges over the Border: A Memorandum of Two Theatres"),
    ("Culture: the next step — an agreement", "Culture: The next step — An agreement [Memorandum].",
     "Culture: The Next Step — An Agreement.", "Culture: The Next Step — An Agreement"),
    ("Programme for 2016–2018", "Programme for 2016–2018.", "Programme for 2016–2018.",
     "Programme for 2016–2018"),
    ("Plan of sister-city ties up to 2018", "Plan of sister-city ties up to 2018.",
     "Plan of Sister-City Ties up to 2018.", "Plan of Sister-City Ties up to 2018"),
    ("Co-operation of non-state bodies: a pre-school plan", "Co-operation of non-state bodies: A pre-school plan "
     "[Memorandum].", "Co-operation of Non-state Bodies: A Pre-school Plan.",
     "Co-operation of Non-state Bodies: A Pre-school Plan"),
    ("Memorandum on the project “What next?”", "Memorandum on the project “What next?”",
     "Memorandum on the Project “What Next?”", "Memorandum on the Project “What Next?”"),
    ("Memorandum on the readings “Spring”", "Memorandum on the readings “Spring.”",
     "Memorandum on the Readings “Spring.”", "Memorandum on the Readings “Spring”"),
]  # fmt: skip


@pytest.mark.parametrize("case", TITLES, ids=lambda case: case[0])
def test_a_title_ends_in_one_mark_and_has_its_capitals(case: tuple[str, ...]) -> None:
    title, apa, bibliography, headline = case
    english = cited(changed(title_en=title))
    assert f". {apa} Archive of" in english["apa-reference"].text
    assert f". {bibliography} Kazan" in english["chicago-bibliography"].text
    assert f", {headline} (Kazan" in english["chicago-note"].text
    assert f", ‘{headline}’ (signed" in english["oscola-note"].text


def test_a_title_that_has_a_word_of_the_kind_is_not_told_it_again() -> None:
    plan = cited(changed(kind="plan", title_en="Plan of measures of two agencies"))
    assert ". Plan of measures of two agencies. Archive of" in plan["apa-reference"].text
    other = cited(changed(title_en="Measures of two agencies"))
    assert ". Measures of two agencies [Action plan]. Archive of" in other["apa-reference"].text


# Three names, four, ten and eleven: OSCOLA 3.1.1 and no serial comma; Chicago 14.76; APA 8.17; GOST 7.1-2003, 5.2.6.
@pytest.mark.parametrize(
    ("number", "gost", "in_text", "note", "bibliography", "oscola"),
    [
        (3, "P 1, P 2, P 3 //", "P 1 et al.", "P 1, P 2, and P 3,", "P 2, and P 3.", "P 1, P 2 and P 3, "),
        (4, "P 1 [и др.] //", "P 1 et al.", "P 1 et al.,", "P 1, P 2, P 3, and P 4.", "P 1 and others, "),
        (10, "P 1 [и др.] //", "P 1 et al.", "P 1 et al.,", "P 8, P 9, and P 10.", "P 1 and others, "),
        (11, "P 1 [и др.] //", "P 1 et al.", "P 1 et al.,", "P 6, P 7, et al.", "P 1 and others, "),
    ],
)
def test_of_many_authors_each_style_names_as_many_as_its_rule_says(
    number: int, gost: str, in_text: str, note: str, bibliography: str, oscola: str
) -> None:
    agreement = changed(title_ru="Проверка", title_en="Test")
    agreement.participations.all().delete()
    for position in range(1, number + 1):
        names = {f"name_{lang}": f"P {position}" for lang in ("en", "ru", "kk")}
        party = Party.objects.create(slug=f"p-{position}", side="RU", kind_id="agency", **names)
        agreement.participations.create(party=party, position=position)
    english, russian = cited(document(INFERRED)), cited(document(INFERRED), language="ru")
    assert f" / {gost}" in russian["gost-reference"].text
    assert english["apa-in-text"].text.startswith(f"({in_text}, ")
    assert english["chicago-note"].text.startswith(note)
    assert f"{bibliography} " in english["chicago-bibliography"].text
    assert english["oscola-note"].text.startswith(oscola)


def test_a_russian_title_ends_in_one_mark_when_it_is_romanized() -> None:
    agreement = changed(title_ru="Что дальше с общими музеями?", title_en="What next for shared museums?")
    russian = cited(agreement, language="ru")
    title = "Chto dalʹshe s obshchimi muzeiami? [What next for shared museums?] [Memorandum]. Archive of"
    assert title in russian["apa-reference"].text
    assert "Что дальше с общими музеями? Kazan" in russian["chicago-bibliography"].text


# The title of an agreement as a source gives it, or ours; in GOST and APA on the page of its language.
KINDS = [
    ("ru", "Что дальше с музеями", " : [соглашение], ", "[What next] [Agreement]."),
    ("ru", "Договор о музеях", " : ", "[What next]."),
    ("ru", "Положение о музеях", " : ", "[What next]."),
    ("ru", "Совместное заявление о музеях", " : ", "[What next]."),
    ("ru", "О музеях: соглашение двух театров", " : ", "[What next]."),
    ("ru", "[Документ о музеях]", " : ", "[What next]."),
    ("kk", "Музейлер достығы", " : [келісім], ", "[What next] [Agreement]."),
    ("kk", "Музейлер туралы Ереже", " : ", "[What next]."),
    ("kk", "Музейлер туралы шарты", " : ", "[What next]."),
]


@pytest.mark.parametrize("case", KINDS, ids=lambda case: case[1])
def test_a_kind_is_added_in_brackets_and_only_where_the_title_does_not_say_what_it_is(case: tuple[str, ...]) -> None:
    """What is not in the document stands in brackets (GOST 7.1–2003; APA 9.21), and our title describes it."""
    language, title, gost, apa = case
    titles = {"title_ru": "", "title_kk": "", "title_en": "What next"} | {f"title_{language}": title}
    shown = cited(changed(kind_id="agreement", **titles), language=language)
    place = {"ru": "Казань, ", "kk": "Қазан, "}[language]
    assert f"ресурс]{gost}{place}" in shown["gost-reference"].text
    assert f"{apa} Archive of" in shown["apa-reference"].text


def test_a_subtitle_begins_with_a_capital_in_english_styles_only() -> None:
    """APA 6.17; Chicago 11.6: the first word of a title and of a subtitle, in any language."""
    agreement = changed(title_ru="Мосты через границу: меморандум двух театров", title_kk="")
    russian, english = cited(agreement, language="ru"), cited(agreement)
    assert "Mosty cherez granitsu: Memorandum dvukh teatrov [" in russian["apa-reference"].text
    assert "Мосты через границу: Меморандум двух театров (" in russian["chicago-note"].text
    assert russian["gost-reference"].text.startswith("Мосты через границу: меморандум двух театров [")
    assert "granitsu: memorandum" not in "".join(citation.text for citation in english.values())


def test_no_english_title_stands_in_a_russian_reference_unless_there_is_no_other() -> None:
    agreement = changed(title_ru="", title_en="Test Agreement 17")
    assert cited(agreement, language="ru")["gost-reference"].text.startswith("[«ҚазАқпарат» халықаралық")
    agreement = changed(title_ru="", title_kk="", title_en="Test Agreement 17")
    for language in ("en", "ru", "kk"):
        reference = cited(agreement, language=language)["gost-reference"]
        assert reference.html.startswith('<span lang="en">[Test Agreement 17]</span> [Электрон')


def test_an_english_title_is_ours_unless_a_source_in_english_gives_it() -> None:
    agreement = changed(title_ru="", title_kk="", title_en="Test Agreement 17")
    assert "<i>Test Agreement 17</i>" in cited(agreement)["apa-reference"].html
    Source.objects.filter(entry=agreement, language="en").update(supports=["signed"])
    for citation in cited(document(INFERRED)).values():
        if "Test" in citation.text:
            assert "[Test Agreement 17]" in citation.text
            assert "<i>" not in citation.html


def test_a_citation_says_when_the_text_was_read_and_where_the_original_is_held() -> None:
    russian, kazakh, english = (cited(held(), language=language) for language in ("ru", "kk", "en"))
    text = "Zakonbase.ru. URL: https://zakonbase.ru/content/part/71743?print=1"
    address = f"{BASE}/id/{TREATY}"
    assert russian["gost-reference"].text.endswith(
        f". URL: {address} (дата обращения: 27.11.2026). Текст: {text} (дата обращения: 02.11.2026). "
        "Место хранения: Проверочный архив 17. Ф. T-17. Оп. 1. Д. 2-а. Л. 3–5."
    )
    assert kazakh["gost-reference"].text.endswith(
        f". URL: {address} (қаралған күні: 27.11.2026). Мәтіні: {text} (қаралған күні: 02.11.2026). "
        "Сақталған жері: Сынақ мұрағаты 17. T-17-қор. 1-тізімдеме. 2-а-іс. 3–5-парақ."
    )
    assert ", May 25, 1992, UNTS I-17, Archive of Cultural Agreements, " in english["chicago-note"].text
    assert english["chicago-note"].text.endswith(
        " Held in Test Archive 17, fonds T-17, inventory 1, file 2-а, sheets 3–5."
    )
    assert english["oscola-note"].text.endswith(
        f"entered into force 9 October 1992) UNTS I-17 <{address}> accessed 27 November 2026; text at "
        "<https://cis-legislation.com/document.fwx?rgn=8601> accessed 2 November 2026."
    )


def test_the_day_of_reading_is_not_made_up() -> None:
    Source.objects.filter(entry__record_id=TREATY).update(accessed=None)
    english = cited(document(TREATY))
    assert english["oscola-note"].text.endswith("text at <https://cis-legislation.com/document.fwx?rgn=8601>.")
    assert english["gost-reference"].text.endswith(" URL: https://zakonbase.ru/content/part/71743?print=1.")


def test_words_of_another_language_are_marked() -> None:
    apa = cited(document(TREATY), language="ru")["apa-reference"]
    assert apa.lang == "en"
    assert '<span lang="ru-Latn">Dogovor o druzhbe' in apa.html
    gost = cited(document(TREATY), language="ru")["gost-reference"]
    assert gost.lang == "ru"
    assert "lang=" not in gost.html
    assert cited(document(TREATY), language="kk")["gost-reference"].html.startswith('<span lang="ru">Договор')
    elsewhere = cited(document("1994-03-28-agreement-culture-science-education"), language="ru")["gost-reference"]
    assert ". Текст [на казах. яз.]: «Әділет». URL" in elsewhere.html
    library = cited(document("2006-12-26-protocol-libraries-accession-meetings-at-the-boundaries"), language="ru")
    assert '. Текст [на казах. яз.]: <span lang="kk">Қазақстан' in library["gost-reference"].html


def test_a_title_cannot_become_markup() -> None:
    agreement = changed(title_en="Test Agreement 17 on <b>bold</b> & co")
    for citation in cited(agreement).values():
        assert "<b>" not in citation.html
    text = cited(agreement)["apa-reference"].text
    assert "Test Agreement 17 on <b>bold</b> & co" in text


def test_a_citation_can_be_had_in_pieces_with_its_italics() -> None:
    pieces = runs(cited(changed(title_en="Test Agreement 17 & co"))["apa-reference"].html)
    assert [piece.text for piece in pieces if piece.italic] == ["Test Agreement 17 & co"]
    assert "".join(piece.text for piece in pieces) == cited(document(INFERRED))["apa-reference"].text
    romanized = runs(cited(document(SPRING), language="ru")["apa-reference"].html)[0]
    assert (romanized.lang, romanized.italic) == ("ru-Latn", False)


def test_the_text_that_is_cited_is_in_the_language_of_the_cited_title() -> None:
    agreement = document(TREATY)
    agreement.sources.all().delete()
    for language in ("en", "kk", "ru"):
        Source.objects.create(
            entry=agreement, url=f"https://{language}.example/", publisher="Test", language=language,
            kind="official-text", supports=["title", "clauses"],
        )  # fmt: skip
    for language in ("en", "ru", "kk"):  # its Kazakh title is ours
        assert "https://ru.example/" in cited(document(TREATY), language=language)["gost-reference"].text
    assert "text at <https://en.example/>" in cited(document(TREATY))["oscola-note"].text


APPROXIMATE = "2012-agreement-kurgan-akmola"


def forms_in_list(style: str, *cited: Cited) -> list[list[str]]:
    shown = in_list(cited, style, language="ru", accessed=TODAY, base_url=BASE)
    return [[citation.form for citation in together] for together in shown]


@pytest.mark.parametrize(
    ("style", "form"), [("gost", "reference"), ("apa", "reference"), ("oscola", "note"), ("chicago", "bibliography")]
)
def test_a_list_of_references_has_one_form_of_each_style(style: str, form: str) -> None:
    assert forms_in_list(style, Cited(document(INFERRED)), Cited(document(APPROXIMATE))) == [[form], [form]]


def test_in_chicago_a_list_with_a_clause_or_a_treaty_is_of_notes() -> None:
    """14.269-305: a treaty is cited in notes; a bibliography names whole documents."""
    agreement, other = document(INFERRED), Cited(document(APPROXIMATE))
    for beside in (Cited(document(TREATY)), Cited(agreement, agreement.clauses.get(number=1))):
        assert forms_in_list("chicago", other, beside) == [["note"], ["note"]]
    shown = in_list([other, beside], "chicago", accessed=TODAY, base_url=BASE)
    assert "#clause-1" in shown[1][0].text
    assert name_in_list("chicago", shown) == "Chicago 17 (footnotes)"
    assert name_in_list("chicago", in_list([other], "chicago", accessed=TODAY, base_url=BASE)) == (
        "Chicago 17 (bibliography)"
    )
    assert name_in_list("chicago", []) == "Chicago 17"
    assert name_in_list("oscola", in_list([other], "oscola", accessed=TODAY, base_url=BASE)) == "OSCOLA 4"


def test_in_apa_a_work_has_one_reference_in_a_list_and_its_clauses_are_cited_in_the_text() -> None:
    """8.13: the part is named in the text, the reference is to the whole work."""
    treaty = document(TREATY)
    first, second = (Cited(treaty, treaty.clauses.get(number=number)) for number in (1, 2))
    assert forms_in_list("apa", first, second) == [["reference", "in-text"], ["in-text"]]
    assert forms_in_list("apa", first, Cited(treaty), second) == [["in-text"], ["reference"], ["in-text"]]
    (reference, _place), (in_text,) = in_list([first, second], "apa", accessed=TODAY, base_url=BASE)
    assert reference.text.endswith(f", {BASE}/id/{TREATY}")
    assert in_text.text.endswith(", 1992, art. 40)")


OTHER_TREATY = "2013-11-11-treaty-good-neighbourliness"
OF_ALTAI = ("2012-agreement-altai-krai-pavlodar", "2018-04-11-plan-altai-krai-pavlodar")
# Dates and titles of two documents of the same parties; how their dates begin in a list in APA, and in the text.
# APA 8.19, 9.47: a year alone comes first, then the earlier day, then the title without its article; of other years
# none needs a letter. As in n.d.-a, a letter after words has a hyphen.
LETTERS = [
    (("2016", "2016"), ("The B 17", "A C 17"), ("2016a", "2016b"), ("2016a", "2016b")),
    (("2016", "2016"), ("A C 17", "The B 17"), ("2016b", "2016a"), ("2016b", "2016a")),
    (("2016-05-08", "2016"), ("B 17", "C 17"), ("2016b, May 8", "2016a"), ("2016b", "2016a")),
    (("2016-05-08", "2016-04"), ("B 17", "C 17"), ("2016b, May 8", "2016a, April"), ("2016b", "2016a")),
    (("2016?", "2016~"), ("B 17", "C 17"), ("[ca. 2016a]", "[ca. 2016b]"), ("[ca. 2016a]", "[ca. 2016b]")),
    (("[..2016]", "[..2016-03]"), ("B 17", "C 17"), ("[no later than 2016]-a", "[no later than March 2016]-b"),
     ("[no later than 2016]-a", "[no later than 2016]-b")),
    (("2016", "2017"), ("B 17", "C 17"), ("2016", "2017"), ("2016", "2017")),
    (("2016", "2016?"), ("B 17", "C 17"), ("2016", "[ca. 2016]"), ("2016", "[ca. 2016]")),
]  # fmt: skip


@pytest.mark.parametrize("case", LETTERS, ids=lambda case: "; ".join((*case[0], case[1][0])))
def test_documents_of_the_same_authors_and_year_have_letters_in_one_list(case: tuple[tuple[str, str], ...]) -> None:
    signed, named, in_list, in_text = case
    for record_id, date, title in zip(OF_ALTAI, signed, named, strict=True):
        changed(record_id, signed=date, title_en=f"[{title}]", title_ru="", title_kk="")
    changed(OTHER_TREATY, signed=document(TREATY).signed)  # what is cited by its title is told apart by it
    listing = [document(record_id) for record_id in (*OF_ALTAI, INFERRED, TREATY, OTHER_TREATY)]
    told_apart = letters(listing, "apa", language="en")
    assert not letters(listing, "chicago", language="en")
    assert not letters(listing[1:], "apa", language="en")
    assert set(told_apart) <= set(OF_ALTAI)
    for record_id, listed_as, cited_as in zip(OF_ALTAI, in_list, in_text, strict=True):
        letter = told_apart.get(record_id, "")
        forms = cite(document(record_id), language="en", accessed=TODAY, base_url=BASE, styles=("apa",), letter=letter)
        assert f"Altai Krai & Pavlodar Region. ({listed_as}). " in forms[0].text
        assert forms[1].text == f"(Altai Krai & Pavlodar Region, {cited_as})"


def test_citing_many_documents_takes_no_more_queries_than_a_few(django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(6), override("ru"):  # type: ignore[operator]
        for agreement in Agreement.objects.published().for_list().prefetch_related("sources"):
            cite(agreement, accessed=TODAY, base_url=BASE)


# Whether GOST names the parties after the title, which may name them in any case (GOST 7.1–2003, 5.2.6).
RESPONSIBLE = [
    ("2018-07-03-agreement-tyumen-north-kazakhstan-public-chambers", False),
    ("2015-09-05-memorandum-orenburg-uralsk", False),
    ("2014-08-protocol-makhachkala-aktau", False),
    ("2011-09-programme-interregional-2012-2017", False),
    ("2008-04-01-agreement-russkiy-mir-presidential-centre-of-culture", True),
    ("2019-11-agreement-volunteer-council", True),
    ("1998-07-06-joint-statement-presidents", True),  # «России» is no name of the Russian Federation
]


@pytest.mark.parametrize(("record_id", "named"), RESPONSIBLE, ids=lambda value: str(value)[:20])
def test_parties_that_the_title_names_are_not_repeated_in_gost(record_id: str, named: bool) -> None:
    reference = cited(document(record_id), language="ru")["gost-reference"].text
    assert (" / " in reference.partition(" // ")[0]) == named


def test_a_kazakh_title_names_a_city_without_the_word_for_a_city() -> None:
    for title, is_named in (("Орынбор мен Оралдың меморандумы", True), ("Орынбордың меморандумы", False)):
        changed("2015-09-05-memorandum-orenburg-uralsk", title_ru="", title_kk=title)
        reference = cited(document("2015-09-05-memorandum-orenburg-uralsk"), language="kk")["gost-reference"].text
        assert (" / " not in reference.partition(" // ")[0]) == is_named, reference


def numbered(ref: str) -> tuple[Agreement, Clause]:
    """A treaty of the record with a made-up Kazakh title, and its second clause under a made-up reference."""
    Agreement.objects.filter(record_id=TREATY).update(title_kk="17-сынақ шарты")
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
def test_a_reference_is_in_the_language_of_the_page_and_as_the_style_abbreviates_it(case: tuple[str, ...]) -> None:
    ref, ru, kk, gost_ru, gost_kk, apa, chicago, oscola = case
    agreement, clause = numbered(ref)
    for language, shown in (("en", ref), ("ru", ru), ("kk", kk)):
        with override(language):
            assert clause.reference == shown
    assert f". {gost_ru}. URL: " in cited(agreement, clause, "ru")["gost-reference"].text
    assert f". {gost_kk}. URL: " in cited(agreement, clause, "kk")["gost-reference"].text
    english = cited(agreement, clause)
    assert f", 1992, {apa})" in english["apa-in-text"].text
    assert f", {chicago}, May 25, 1992" in english["chicago-note"].text
    assert f") {oscola} <" in english["oscola-note"].text


def test_quotation_marks_in_a_heading_are_others_within_those_of_a_style() -> None:
    numbered("")
    headings = {"heading_en": "Prize “Test”", "heading_ru": "Премия «Проба»", "heading_kk": "«Сынақ» сыйлығы"}
    Clause.objects.filter(agreement__record_id=TREATY, number=2).update(**headings)
    for language, shown in (("ru", "Положение «Премия „Проба“» ["), ("kk", "«„Сынақ“ сыйлығы» ережесі [")):
        clause = document(TREATY).clauses.get(number=2)
        assert shown in cited(document(TREATY), clause, language)["gost-reference"].text
    english = cited(document(TREATY), document(TREATY).clauses.get(number=2))
    assert "“Prize ‘Test’” section" in english["apa-in-text"].text
    assert "under “Prize ‘Test’”" in english["chicago-note"].text
    assert "‘Prize “Test”’" in english["oscola-note"].text


def test_the_page_of_a_document_has_the_reference_in_its_language(client: Client) -> None:
    numbered("Section 2, Article 5")
    for language, shown in (("en", "Section 2, Article 5"), ("ru", "Раздел 2, статья 5"), ("kk", "2-бөлім, 5-бап")):
        with override(language):  # which a request would leave behind
            page = client.get(f"/{language}/agreements/{TREATY}/").content.decode()
        assert f'<span class="clause__ref">{shown}</span>' in page
