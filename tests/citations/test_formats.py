"""Files for reference managers, as the programs that read them do."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from agreements.base.languages import LANGUAGES
from agreements.citations import FORMATS, Cited, export, export_all, with_cited
from agreements.citations.formats.bibtex import tex
from agreements.models import Agreement, Clause, State
from tests.citations.examples import BASE, BETWEEN, INFERRED, NOT_LATER, TODAY, TREATY, document, held, retitled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

COMMAS = "2019-10-memorandum-friendship-houses-chelyabinsk-kostanay"


def everything() -> Iterator[Cited]:
    """Every document of the record, and every clause."""
    for agreement in with_cited(Agreement.objects.published()).prefetch_related("clauses__themes"):
        yield Cited(agreement)
        yield from (Cited(agreement, clause) for clause in agreement.clauses.all())


def written(fmt: str, cited: Cited) -> str:
    return export(cited.entry, fmt, clause=cited.clause, base_url=BASE, accessed=TODAY)


def fields(record: str) -> dict[str, list[str]]:
    """The values of a RIS record, by tag."""
    values: dict[str, list[str]] = {}
    for line in record.strip().split("\r\n"):
        values.setdefault(line[:2], []).append(line[6:])
    return values


def entry(bib: str) -> dict[str, str]:
    """The fields of a BibTeX entry, without the outer braces."""
    return dict(re.findall(r"^  ([a-z]+) = \{?(.*?)\}?,?$", bib, re.MULTILINE))


def item(agreement: Agreement, clause: Clause | None = None) -> dict[str, Any]:
    (only,) = json.loads(written("json", Cited(agreement, clause)))
    assert isinstance(only, dict)
    return only


# --- All formats ---


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_doubtful_date_is_certain_in_no_file(language: str) -> None:
    doubtful = 0
    with override(language):
        for cited in everything():
            date = cited.entry.date
            assert date is not None
            ris = fields(written("ris", cited))
            bib = entry(written("bib", cited))
            (csl,) = json.loads(written("json", cited))
            if re.fullmatch(r"[0-9-]+", date.text):
                figures = [int(part) for part in date.text.split("-")]
                assert ris["PY"] == [date.text[:4]]
                assert ris["DA"] == ["/".join([*date.text.split("-"), "", ""][:3]) + "/"]
                assert bib["year"] == date.text[:4]
                assert (len(figures) > 1, len(figures) > 2) == ("month" in bib, "day" in bib)
                assert csl["issued"] == {"date-parts": [figures]}
                continue
            doubtful += 1
            words = csl["issued"].pop("literal")
            assert not csl["issued"]
            # Figures alone, or figures that begin a value, are read as a date.
            assert re.match(r"\[.*\]$", words)
            assert not re.match(r"\[?\d{4}(-\d\d){0,2}\]?$", words)
            assert ris["PY"] == [words]
            assert ris["DA"] == [date.text if date.text[-1] in "?~%" else f'"{words}"']
            # The year alone, and its doubt, for labels; what else is known is in words.
            assert re.fullmatch(r"\d{4}(-\d{4})?\?|\d{4}", bib["year"])
            assert not re.search(r"\d-\d", words)
            assert (words.strip("[]") == bib["year"]) != (words in bib.get("note", ""))
            assert bib.get("date", "") == (date.text if date.text[-1] in "?~%" else "")  # EDTF, level 1
            assert "month" not in bib
            assert "day" not in bib
    assert doubtful > 20


def test_doubt_is_said_in_the_language_of_the_title() -> None:
    for language, words in (("en", "no later than 2015"), ("ru", "не позднее 2015"), ("kk", "2015 жылдан кеш емес")):
        with override(language):
            assert item(document(NOT_LATER))["issued"] == {"literal": f"[{words}]"}
    with override("ru"):
        assert item(document(BETWEEN))["issued"] == {"literal": "[между 2013 и 2015]"}


@pytest.mark.parametrize(
    ("signed", "language", "words", "year"),
    [
        ("2008-04-02?", "en", "[2 April 2008?]", "2008?"),
        ("2008-04-02?", "ru", "[2 апреля 2008 г.?]", "2008?"),
        ("2008-04-02?", "kk", "[2008 ж. 2 сәуір?]", "2008?"),
        ("2015-09~", "en", "[ca. September 2015]", "2015?"),
        ("[2016-05..2016-06]", "en", "[between May 2016 and June 2016]", "2016"),
        ("[2016-05..2016-06]", "ru", "[между маем 2016 г. и июнем 2016 г.]", "2016"),
        ("[..2015-09]", "ru", "[не позднее сентября 2015 г.]", "2015?"),
        ("[2015-12..2016-01]", "en", "[between December 2015 and January 2016]", "2015-2016?"),
    ],
)
def test_doubtful_days_and_months_are_in_words(signed: str, language: str, words: str, year: str) -> None:
    Agreement.objects.filter(record_id=INFERRED).update(signed=signed)
    with override(language):
        cited = Cited(document(INFERRED))
        assert item(document(INFERRED))["issued"] == {"literal": words}
        assert fields(written("ris", cited))["PY"] == [words]
        bib = entry(written("bib", cited))
        assert bib["year"] == year
        assert words in bib["note"]


def test_a_title_that_a_source_gives_is_in_every_file_where_ours_is_the_title() -> None:
    """On an English page a document is called by our title; who cites it needs that of the document, too."""
    count = 0
    for cited in everything():
        given = [one for one in (cited.entry.title_ru, cited.entry.title_kk) if one and not one.startswith("[")]
        ours = not any(one.language == "en" and "title" in one.supports for one in cited.entry.sources.all())
        original = given[0] if ours and given else ""
        count += bool(original)
        (csl,) = json.loads(written("json", cited))
        own = "" if cited.clause else original  # of a clause, it is that of what contains it
        assert (f"Title in the original: {original}" in csl.get("note", "")) == bool(original)
        bib, ris = entry(written("bib", cited)), fields(written("ris", cited))
        assert bib.get("origtitle", "").strip("{}") == tex(own)
        assert (f"Title in the original: {original}" in ris.get("N1", [])) == bool(original)
        # LaTeX stops at letters that its fonts lack, and the standard styles print the note.
        assert not re.search("[а-яё]", bib.get("note", "") + bib["title"] + bib.get("key", ""), re.IGNORECASE)
    assert count > 30
    with override("ru"):
        assert "note" not in item(document(TREATY)) or "Название документа" not in item(document(TREATY))["note"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_files_agree_who_the_authors_are(language: str) -> None:
    with override(language):
        for cited in everything():
            names = [author["literal"] for author in json.loads(written("json", cited))[0].get("author", [])]
            assert [name.removesuffix(",") for name in fields(written("ris", cited)).get("AU", [])] == names
            bib = entry(written("bib", cited)).get("author", "")
            assert bib == " and ".join("{" + tex(name) + "}" for name in names)


def test_a_treaty_has_no_author_and_names_its_parties_all_the_same() -> None:
    treaty = Cited(document(TREATY))
    assert "author" not in item(document(TREATY))
    assert "Parties: Russian Federation; Republic of Kazakhstan" in item(document(TREATY))["note"]
    assert "Parties: Russian Federation; Republic of Kazakhstan" in fields(written("ris", treaty))["N1"]
    assert "Parties: Russian Federation; Republic of Kazakhstan" in entry(written("bib", treaty))["note"]


def test_a_name_keeps_its_commas() -> None:
    with override("ru"):
        memorandum = document(COMMAS)
        names = [str(participation.party.name) for participation in memorandum.participations.all()]
        assert any("," in name for name in names)
        assert fields(written("ris", Cited(memorandum)))["AU"] == [f"{name}," for name in names]
        assert [author["literal"] for author in item(memorandum)["author"]] == names


def test_a_file_is_in_one_language() -> None:
    """Where the record lacks a title in the reader's language, all is in the language of the title that it has."""
    Agreement.objects.filter(record_id=INFERRED).update(title_ru="", title_kk="")
    with override("ru"):
        cited = Cited(document(INFERRED))
        for text in (written(fmt, cited) for fmt in FORMATS):
            assert not re.search("[а-яё]", text, re.IGNORECASE)
        assert item(document(INFERRED))["genre"] == "Memorandum, Kazan"


# The English title of the memorandum and whether a source gives it; what files may say that it is.
KINDS = [
    ("Memorandum of Test 17", True, "Memorandum"),
    ("Joint memoranda of Test 17", True, "Memorandum"),
    ("Charter of Test 17 on the memorandum", True, ""),
    ("Test 17", True, "[Memorandum]"),
    ("Memorandum of Test 17", False, ""),
]


@pytest.mark.parametrize(("title", "given", "kind"), KINDS)
def test_the_kind_of_the_archive_is_not_passed_off_as_the_name_that_a_document_has(
    title: str, given: bool, kind: str
) -> None:
    """Only where the title of a source calls it so; else in brackets, and not at all where a title says it."""
    Agreement.objects.filter(record_id=INFERRED).update(title_en=title if given else f"[{title}]")
    memorandum = document(INFERRED)
    shown = Cited(memorandum)
    assert fields(written("ris", shown)).get("M3", [""]) == [kind]
    assert entry(written("bib", shown)).get("howpublished") == (f"{kind}, Kazan" if kind else "Kazan")
    assert item(memorandum)["genre"] == (f"{kind}, Kazan" if kind else "Place of signature: Kazan")


@pytest.mark.parametrize(("language", "babel"), [("en", "english"), ("ru", "russian"), ("kk", "kazakh")])
def test_every_file_says_its_language(language: str, babel: str) -> None:
    with override(language):
        cited = Cited(document(TREATY))
        assert fields(written("ris", cited))["LA"] == [language]
        assert (entry(written("bib", cited))["language"], entry(written("bib", cited))["langid"]) == (language, babel)
        assert item(document(TREATY))["language"] == language


def test_a_clause_exports_itself_within_its_document() -> None:
    treaty = document(TREATY)
    clause = treaty.clauses.get(ref="Article 40")
    key = f"{TREATY}-clause-{clause.number}"
    title = f"Article 40 [{clause.heading_en}]"
    address = f"{BASE}/id/{TREATY}#clause-{clause.number}"
    csl = item(treaty, clause)
    assert (csl["id"], csl["type"], csl["title"], csl["URL"]) == (key, "chapter", title, address)
    assert csl["container-title"] == treaty.title_en
    assert csl["abstract"] == clause.summary_en
    assert csl["section"] == "Article 40"
    assert csl["keyword"] == ", ".join(theme.label_en for theme in clause.themes.all())
    assert csl["references"] == "Place of signature: Moscow"
    ris = fields(written("ris", Cited(treaty, clause)))
    assert (ris["TY"], ris["TI"], ris["T2"]) == (["CHAP"], [title], [treaty.title_en])
    assert "M2" not in ris, "a chapter is no treaty"
    assert (ris["AB"], ris["UR"], ris["SE"]) == ([clause.summary_en], [address], ["Article 40"])
    bib = written("bib", Cited(treaty, clause))
    assert bib.startswith(f"@incollection{{{key},\n")
    assert (entry(bib)["title"], entry(bib)["booktitle"]) == ("{" + title + "}", "{" + treaty.title_en + "}")
    assert entry(bib)["abstract"] == tex(clause.summary_en)


def test_a_clause_without_a_number_has_its_heading_as_a_title_of_ours() -> None:
    memorandum = document(INFERRED)
    exported = item(memorandum, memorandum.clauses.all()[0])
    assert exported["title"] == "[Exchange of information]"
    assert exported["references"] == "Place of signature: Kazan"


def test_files_have_the_numbers_and_the_place_of_the_original() -> None:
    agreement = held()
    location = "Test Archive 17, fonds T-17, inventory 1, file 2-а, sheets 3–5"
    bib, ris, csl = (export(agreement, fmt, base_url=BASE, accessed=TODAY) for fmt in ("bib", "ris", "json"))
    assert f"library = {{{location}}}" in bib
    assert "urldate = {2026-11-23}" in bib
    assert "rgn=8601 (read on 2026-11-02). Adilet: Z1700000017. United Nations Treaty Series: I-17}" in bib
    assert f"AV  - {location}\r\n" in ris
    assert "N1  - United Nations Treaty Series: I-17\r\n" in ris
    [item] = json.loads(csl)
    assert item["references"] == "Place of signature: Moscow. UNTS I-17"
    assert item["archive"] == "Test Archive 17"
    assert item["archive_location"] == "fonds T-17, inventory 1, file 2-а, sheets 3–5"


@pytest.mark.parametrize("fmt", FORMATS)
def test_many_entries_make_one_file_in_their_order_without_further_queries(fmt: str) -> None:
    documents = list(with_cited(Agreement.objects.published()).prefetch_related("clauses__themes"))
    cited = [
        Cited(documents[3], note="Test note 17"),
        Cited(documents[1], documents[1].clauses.first()),
        *map(Cited, documents),
    ]
    with CaptureQueriesContext(connection) as queries:
        text = "".join(export_all(cited, fmt, base_url=BASE, accessed=TODAY))
    assert not len(queries)
    keys = {
        "bib": lambda: re.findall(r"^@\w+\{(.+),$", text, re.MULTILINE),
        "ris": lambda: re.findall(r"^ID  - (.+)\r$", text, re.MULTILINE),
        "json": lambda: [one["id"] for one in json.loads(text)],
    }[fmt]()
    assert keys == [one.key for one in cited]
    assert text.count("Test note 17") == 1
    assert json.loads("".join(export_all([], "json", base_url=BASE))) == []


# --- BibTeX ---


def test_bibtex_escapes_what_tex_would_read() -> None:
    title = 'Test Agreement 17: 100 % of R&D_1 #2 $3 {x} \\cite ~ ^ "quoted"'
    agreement = retitled(title)
    assert (
        r"title = {{Test Agreement 17: 100 \% of R\&D\_1 \#2 \$3 {\textbraceleft}x{\textbraceright} "
        r"\textbackslash{}cite "
        r'\textasciitilde{} \textasciicircum{} "quoted"}}' in export(agreement, "bib", base_url=BASE)
    )
    agreement.summary_en = "Test 100 % of R&D"
    assert r"abstract = {Test 100 \% of R\&D}" in export(agreement, "bib", base_url=BASE)


def test_bibtex_is_well_formed_for_every_document() -> None:
    for cited in everything():
        bib = written("bib", cited)
        assert re.match(rf"@(misc|incollection)\{{{cited.key},\n", bib)
        depth = 0
        for char in re.sub(r"\\[{}]", "", bib):
            depth += {"{": 1, "}": -1}.get(char, 0)
            assert depth >= 0
        assert depth == 0
        for line in bib.splitlines()[1:-1]:
            assert re.fullmatch(r"  [a-z]+ = (?:\{.*\}|[a-z]{3}),?", line), line


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_natbib_makes_a_label_of_tells_treaties_apart(language: str) -> None:
    """plainnat shows the key without the year, apalike with it: the key is no other treaty's, and has no year."""
    treaties: dict[str, str] = {}
    with override(language):
        for cited in everything():
            bib = entry(written("bib", cited))
            assert not set("[]{}") & set(bib["year"])
            key = bib.get("key", "")
            assert bool(key) == ("author" not in bib)
            if not key:
                continue
            assert re.fullmatch(r"\{[^][{}]+\}", key)  # a comma or bracket outside of braces would end the label
            assert not key.endswith(bib["year"] + "}")
            assert len(key.encode()) < 230  # BibTeX cuts a label at 250 bytes
            if not cited.clause:
                treaties[key] = cited.key
            elif cited.clause.ref:
                assert cited.clause.reference in key
    assert len(set(treaties.values())) == len(treaties) > 15


def test_a_treaty_is_labelled_by_its_sides_and_a_short_title() -> None:
    keys = {
        "en": "Russia-Kazakhstan, Agreement on cooperation in the field of information",
        "ru": "Россия-Казахстан, Соглашение о сотрудничестве в области информации",
        "kk": "Ресей-Қазақстан, Ақпарат саласындағы ынтымақтастық туралы Келісім",
    }
    for language, key in keys.items():
        with override(language):
            assert f"key = {{{{{key}}}}}" in written("bib", Cited(document("1998-12-23-agreement-information")))
    treaty = document(TREATY)
    short = "Russia-Kazakhstan, Treaty of Friendship, Cooperation and Mutual Assistance"
    assert f"key = {{{{{short}}}}}" in written("bib", Cited(treaty))
    assert f"key = {{{{{short}, Article 40}}}}" in written("bib", Cited(treaty, treaty.clauses.get(ref="Article 40")))


# --- RIS ---


def test_ris_has_one_tag_a_line_and_ends_each_record() -> None:
    for cited in everything():
        record = written("ris", cited)
        assert record.endswith("ER  - \r\n")
        lines = record.removesuffix("\r\n").split("\r\n")
        assert lines[0] in {"TY  - GOVDOC", "TY  - RPRT", "TY  - CHAP"}
        assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) and "\n" not in line for line in lines)


# --- CSL-JSON ---


def test_csl_json_tells_treaties_from_other_documents() -> None:
    treaty, memorandum = item(document(TREATY)), item(document(INFERRED))
    assert treaty["type"] == "treaty"
    assert treaty["note"].startswith("type: treaty\n")
    assert memorandum["type"] == "report"
    assert memorandum["author"][0] == {"literal": "Tatar-inform News Agency"}


# --- The addresses ---


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
