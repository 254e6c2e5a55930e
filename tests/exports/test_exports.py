"""A list as a file: all of it, in its order, in three languages, by the parameters of the list."""

import csv
import io
import json
import re
from html import unescape
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.translation import override
from openpyxl import load_workbook

from agreements.base.database import settle
from agreements.base.languages import LANGUAGES
from agreements.exports.views import LANE
from agreements.models import Agreement, Clause, Party, Relation, State, Theme
from agreements.search import Search
from tests.artificial import artificial

pytestmark = pytest.mark.usefixtures("record")

FORMATS = ("csv", "xlsx", "bib", "ris", "json")
TREATY = "2013-11-11-treaty-good-neighbourliness"
# Every parameter of a list, alone and with others, and both views.
LISTS = (
    "",
    "sort=title",
    "sort=signed&view=clauses",
    "q=museums",
    "q=museums&view=clauses",
    "q=%D0%BA%D1%96%D1%82%D0%B0%D0%BF%D1%85%D0%B0%D0%BD%D0%B0",
    "q=signed+in+2013&reading=words",
    "q=omsk&sort=-signed",
    "year_from=2012&year_to=2016&kind=plan&kind=agreement",
    "signed=2013-11",
    "level=interregional&side=KZ&sort=signed",
    "status=expired&view=clauses",
    "theme=libraries&theme=culture-days&sort=title&view=clauses",
    "party=russian-federation",
    "signatory=vladimir-putin",
    "place=astana",
    "region=omsk-oblast&region=moscow",
    "language=kk&confidence=high",
    "also=region:omsk-oblast,moscow&level=interregional",
    "mark=sources.many",
    "page=2",
)


def exported(client: Client, fmt: str, query: str = "", lang: str = "en") -> Any:
    """What an export answers, which is a file."""
    response = client.get(f"/{lang}/agreements/export.{fmt}{'?' if query else ''}{query}")
    assert response.status_code == 200, response.content
    return response


def rows(client: Client, query: str = "", lang: str = "en") -> list[dict[str, str]]:
    """The rows of a table in CSV, read back."""
    text = exported(client, "csv", query, lang).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def sheet(client: Client, query: str = "") -> list[tuple[Any, ...]]:
    """The rows of a workbook, read back, empty cells as empty texts."""
    book = load_workbook(io.BytesIO(exported(client, "xlsx", query).content))
    return [tuple("" if value is None else value for value in row) for row in book.worksheets[0].values]


def all_pages(query: str) -> list[str]:
    """The ids of all pages of a list, in its order: of clauses with their anchors."""
    found: list[str] = []
    number, last = 1, 1
    while number <= last:
        params = QueryDict(query, mutable=True)
        params["page"] = str(number)
        search = Search(params)
        page = search.page()
        found += [
            f"{one.agreement.record_id}#{one.anchor}" if isinstance(one, Clause) else one.record_id
            for one in page.object_list
        ]
        number, last = number + 1, page.paginator.num_pages
    return found


@pytest.mark.parametrize("query", LISTS)
def test_an_export_is_all_pages_of_the_list_in_their_order(client: Client, query: str) -> None:
    found = [row["address"].rpartition("/")[2] for row in rows(client, query)]
    assert found == all_pages(query)
    assert found or not Search(QueryDict(query)).total


@pytest.mark.parametrize("view", ["documents", "clauses"])
def test_every_format_has_the_same_entries(client: Client, view: str) -> None:
    query = f"theme=libraries&view={view}"
    keys = [row["address"].rpartition("/")[2].replace("#", "-") for row in rows(client, query)]
    assert len(keys) >= 5
    bib = exported(client, "bib", query).content.decode()
    assert re.findall(r"^@\w+\{(.+),$", bib, re.M) == keys
    assert bib.count("{") - bib.count(r"\{") == bib.count("}") - bib.count(r"\}")
    ris = exported(client, "ris", query).content.decode()
    assert re.findall(r"^ID  - (.+)\r$", ris, re.M) == keys
    assert len(re.findall(r"^ER  - \r$", ris, re.M)) == len(keys)
    assert [one["id"] for one in json.loads(exported(client, "json", query).content)] == keys
    assert [f"{row[1]}".rpartition("/")[2].replace("#", "-") for row in sheet(client, query)[1:]] == keys


def test_a_workbook_has_the_cells_of_the_table(client: Client) -> None:
    """Excel and CSV are one table; only what a spreadsheet would run is quoted in CSV."""
    text = exported(client, "csv").content.decode("utf-8-sig")
    assert [tuple(map(str, row)) for row in sheet(client)] == [tuple(row) for row in csv.reader(io.StringIO(text))]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_table_has_titles_summaries_parties_and_labels_in_three_languages(client: Client, lang: str) -> None:
    document = Agreement.objects.get(record_id=TREATY)
    [row] = rows(client, f"q={TREATY}", lang)
    for language in LANGUAGES:
        assert row[f"title_{language}"] == getattr(document, f"title_{language}")
        assert row[f"summary_{language}"] == getattr(document, f"summary_{language}")
        names = [getattr(one.party, f"name_{language}") for one in document.participations.all()]
        assert row[f"parties_{language}"] == "; ".join(names)
        assert row[f"kind_{language}"] == getattr(document.kind, f"label_{language}")
        themes: Any = document.themes.all()
        assert row[f"themes_{language}"] == "; ".join(getattr(theme, f"label_{language}") for theme in themes)
    assert (row["kind"], row["sides"], row["sides_ru"]) == ("treaty", "RU; KZ", "Россия; Казахстан")
    assert (row["signed"], row["signed_earliest"], row["signed_latest"]) == ("2013-11-11", "2013-11-11", "2013-11-11")
    assert row["themes"] == "; ".join(theme.key for theme in themes)
    official = document.sources.filter(kind="official-text").values_list("url", flat=True)
    assert row["official_texts"] == "; ".join(official) != row["sources"]
    with override(lang):
        signed = [f"{one.person.name} ({one.office})" for one in document.signatories.all()]
    assert row[f"signatories_{lang}"] == "; ".join(signed)


def test_a_date_that_is_not_certain_is_exported_as_it_is_known(client: Client) -> None:
    artificial(1, signed="[2013..2015]")
    settle()
    row = next(row for row in rows(client, "q=Test+Agreement") if row["id"] == "2015-agreement-test-1")
    assert (row["signed"], row["signed_earliest"], row["signed_latest"]) == (
        "[2013..2015]",
        "2013-01-01",
        "2015-12-31",
    )


OWN_NAMES = {"en": "English", "ru": "Русский", "kk": "Қазақ тілі"}


def test_files_for_reference_managers_have_three_languages(client: Client) -> None:
    document = Agreement.objects.get(record_id=TREATY)
    query = f"q={TREATY}"
    bib, ris = (exported(client, fmt, query, "ru").content.decode() for fmt in ("bib", "ris"))
    themes: Any = document.themes.all()
    [entry] = json.loads(exported(client, "json", query, "kk").content)
    for language in LANGUAGES:
        title, summary = getattr(document, f"title_{language}"), getattr(document, f"summary_{language}")
        assert entry["custom"]["title"][language] == title
        assert entry["custom"]["summary"][language] == summary
        assert f"  title_{language} = {{{title}}}" in bib
        labels = [getattr(theme, f"label_{language}") for theme in themes]
        kind = getattr(document.kind, f"label_{language}")
        assert entry["custom"]["kind"][language] == kind
        assert entry["custom"]["themes"][language] == "; ".join(labels)
        assert f"  themes_{language} = {{{'; '.join(labels)}}}" in bib
        assert (f"TT  - {title}\r\n" in ris) == (language != "ru"), "the title itself is no translation"
        [other] = [*re.findall(rf"^N1  - ({OWN_NAMES[language]}\. .+)\r$", ris, re.M), ""][:1]
        told = [" ".join(summary.rstrip(".").split()), "; ".join(labels), kind]
        assert all(text in other for text in told) == (language != "ru"), "the language of the page has its own fields"
        if language == "ru":
            assert re.findall(r"^KW  - (.+)\r$", ris, re.M) == labels, "keywords are themes, as in the other formats"
            assert f"AB  - {' '.join(summary.split())}\r\n" in ris


def test_files_for_reference_managers_state_level_status_and_who_signed(client: Client) -> None:
    """In three languages for programs, and in the language of the title where programs keep remarks."""
    document = Agreement.objects.get(record_id=TREATY)
    query = f"q={TREATY}"
    bib, ris = (exported(client, fmt, query, "ru").content.decode() for fmt in ("bib", "ris"))
    [entry] = json.loads(exported(client, "json", query, "ru").content)
    told = ""
    for language in LANGUAGES:
        with override(language):
            signed = "; ".join(f"{one.person.name} ({one.office})" for one in document.signatories.all())
        assert signed
        level, status = (getattr(term, f"label_{language}") for term in (document.level, document.status))
        for name, value in (("level", level), ("status", status), ("signatories", signed)):
            assert entry["custom"][name][language] == value
            assert f"  {name}_{language} = {{{value}}}" in bib
        if language == "ru":
            told = f"Уровень: {level}. Статус: {status}. Кто подписал: {signed}."
    assert f"  comment = {{{told}}}" in bib
    notes = re.findall(r"^N1  - (.+)\r$", ris, re.M)
    assert notes.count(told) == 1
    assert not any(re.match(r"\w+_(en|ru|kk):", note) for note in notes), "no keys of ours among a reader's notes"
    assert not [note for note in notes if note != told and "Статус" in note], "nothing twice"
    assert entry["note"].splitlines()[0] == "type: treaty", "programs look for it in a line of its own"
    assert entry["note"].splitlines()[-1] == told


def test_who_signed_is_left_out_where_no_source_names_them(client: Client) -> None:
    artificial(1)
    settle()
    query = "q=2015-agreement-test-1"
    [entry] = json.loads(exported(client, "json", query).content)
    assert "Signed by" not in entry["note"]
    assert "signatories" not in entry["custom"]
    assert "signatories_" not in exported(client, "bib", query).content.decode()


def test_the_title_of_a_clause_is_its_heading_in_every_language(client: Client) -> None:
    query = "theme=libraries&view=clauses"
    [entry, *_rest] = json.loads(exported(client, "json", query).content)
    record_id, _, number = entry["id"].rpartition("-clause-")
    clause = Clause.objects.get(agreement__record_id=record_id, number=number)
    headings = {lang: heading for lang in LANGUAGES if (heading := getattr(clause, f"heading_{lang}"))}
    assert len(headings) == 3
    assert entry["custom"]["title"] == headings
    assert entry["custom"]["document"]["ru"] == clause.agreement.title_ru
    ris = exported(client, "ris", query).content.decode().partition("ER  - ")[0]
    assert re.findall("^TT  - (.+)\r$", ris, re.M) == [headings["ru"], headings["kk"]]


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_cell_is_run_as_a_formula(client: Client, start: str) -> None:
    hostile = f'{start}HYPERLINK("http://test.invalid")'
    agreement = artificial(1)
    agreement.notes_en = hostile
    agreement.save()
    settle()
    query = "q=Test+Agreement+1&sort=title"
    row = next(row for row in rows(client, query) if row["id"] == agreement.record_id)
    assert row["notes_en"] == f"'{hostile}"
    book = load_workbook(io.BytesIO(exported(client, "xlsx", query).content))
    cells = [cell for line in book.worksheets[0].iter_rows() for cell in line if cell.value == hostile]
    assert [(cell.data_type, cell.quotePrefix) for cell in cells] == [("s", True)]


def test_a_text_that_a_cell_cannot_hold_is_cut_in_a_workbook_and_whole_in_csv(client: Client) -> None:
    """32 767 characters: Excel specifications and limits."""
    agreement = artificial(1)
    agreement.summary_en = "Test " * 8000
    agreement.save()
    settle()
    query = "q=Test+Agreement+1&sort=title"
    assert max(len(str(value)) for line in sheet(client, query) for value in line) == 32_767
    assert any(len(row["summary_en"]) > 39_000 for row in rows(client, query))


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("year_from=abc", "Укажите год четырьмя цифрами, например 2013."),
        ("kind=nonsense", "В\u00a0архиве нет: «nonsense» (условие «Вид документа»). Применить его нельзя."),
        ("sort=nonsense", "«nonsense»\u00a0— нет такого варианта."),
        ("part=2", "Части 2 нет."),
        ("part=0", "Часть\u00a0— это число от\u00a01."),
        ("part=x", "Часть\u00a0— это число от\u00a01."),
    ],
)
def test_a_bad_value_is_a_page_of_400_that_says_why_and_leads_back(
    client: Client, fmt: str, query: str, said: str
) -> None:
    response = client.get(f"/ru/agreements/export.{fmt}?{query}")
    assert response.status_code == 400
    html = response.content.decode()
    [told] = re.findall(r'<p class="lede">(.*?)</p>', html)
    assert told.startswith(said)
    assert "<h1>Файл не создан</h1>" in html
    assert f'href="/ru/agreements/?{query}"' in html


def test_a_page_of_the_list_is_no_parameter_of_its_file(client: Client) -> None:
    whole = exported(client, "csv", "kind=treaty").content
    for page in ("2", "abc", "99999"):
        assert exported(client, "csv", f"kind=treaty&page={page}").content == whole


@pytest.mark.parametrize("path", ["parties", "people", "themes", "places"])
def test_the_documents_of_a_page_are_taken_away_from_it(client: Client, path: str) -> None:
    index = client.get(f"/en/{path}/").content.decode()
    address = re.findall(rf'href="(/en/{path}/[a-z0-9-]+/)"', index)[0]
    html = client.get(address).content.decode()
    boxes = re.findall(r'(\d+) documents?(?:, not only| in one file).*?/export\.csv\?([^"]+)"', html, re.S)
    assert boxes
    for count, query in boxes:
        assert len(rows(client, unescape(query))) == int(count)


@pytest.mark.parametrize("fmt", FORMATS)
def test_nothing_found_is_an_empty_file(client: Client, fmt: str) -> None:
    response = exported(client, fmt, "q=nonsensewordxyz&reading=words")
    assert json.loads(response.content) == [] if fmt == "json" else len(response.content) < 10_000


def test_a_long_list_is_taken_in_parts_and_the_page_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [row["id"] for row in rows(client)]
    for module in ("parts", "views", "tags"):
        monkeypatch.setattr(f"agreements.exports.{module}.PART", 40)
    found = [row["id"] for part in (1, 2, 3) for row in rows(client, f"part={part}")]
    assert found == whole
    assert client.get("/en/agreements/export.csv?part=4").status_code == 400
    page = client.get("/en/agreements/").content.decode()
    assert "One file has at most 40. The list is downloaded in parts:" in page
    assert "<option>3</option>" in page
    assert "<option>4</option>" not in page
    assert 'formaction="/en/agreements/export.xlsx"' in page
    assert "part-2" in exported(client, "csv", "part=2")["Content-Disposition"]


@pytest.mark.parametrize("query", ["", "kind=plan&q=culture", "view=clauses&theme=libraries&sort=title"])
def test_the_page_of_a_list_leads_to_its_files(client: Client, query: str) -> None:
    page = client.get(f"/kk/agreements/?{query}").content.decode()
    for fmt in FORMATS:
        [found] = re.findall(rf'href="(/kk/agreements/export\.{fmt}[^"]*)" rel="nofollow"', page)
        asked = QueryDict(found.replace("&amp;", "&").partition("?")[2])
        assert asked.dict() == QueryDict(query).dict()


def test_a_file_says_in_its_name_what_it_is_and_when_it_was_made(client: Client) -> None:
    response = exported(client, "csv", "kind=treaty&year_from=1990&q=friendship")
    assert re.fullmatch(
        r'attachment; filename="documents-friendship-treaty-1990-\d{4}-\d\d-\d\d\.csv"', response["Content-Disposition"]
    )
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Content-Security-Policy"] == "default-src 'none'"


@pytest.mark.parametrize("fmt", FORMATS)
def test_the_same_list_is_the_same_file_and_is_not_sent_twice(client: Client, fmt: str) -> None:
    first = exported(client, fmt, "kind=treaty")
    again = client.get(f"/en/agreements/export.{fmt}?kind=treaty", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def test_a_full_lane_answers_503_and_the_list_stays_open(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LANE, "patience", 0)
    with LANE.place():
        assert client.get("/en/agreements/export.csv").status_code == 503
        assert client.get("/en/agreements/?kind=treaty").status_code == 200


def test_an_export_takes_few_queries_whatever_it_holds(
    client: Client, django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with django_assert_max_num_queries(30):
        exported(client, "csv")
    with django_assert_max_num_queries(35):
        exported(client, "json", "view=clauses")


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post("/en/agreements/export.csv").status_code == 405


def test_names_of_columns_are_each_said_once(client: Client) -> None:
    for query in ("", "view=clauses"):
        [names, *_rest] = sheet(client, query)
        assert len(names) == len(set(names))


def test_what_a_party_is_called_by_is_never_left_empty(client: Client) -> None:
    """A party without a Kazakh name has another in the Kazakh column, as on pages."""
    party = Party.objects.create(side="RU", kind_id="state", name_en="Test Party", name_ru="Тест", slug="test-party")
    agreement = artificial(1)
    agreement.participations.create(party=party)
    settle()
    row = next(row for row in rows(client, "q=Test+Agreement+1") if row["id"] == agreement.record_id)
    assert (row["parties"], row["parties_kk"]) == ("test-party", "Тест")


def test_an_export_names_no_document_that_is_not_public(client: Client) -> None:
    agreement, hidden, shown = artificial(1), artificial(2, state=State.DRAFT), artificial(3)
    for other in (hidden, shown):
        Relation.objects.create(entry=agreement, type_id="cites", to=other)
    settle()
    row = next(row for row in rows(client, "q=Test+Agreement+1") if row["id"] == agreement.record_id)
    assert (row["relations"], row["relations_en"]) == (f"cites {shown.record_id}", "cites: Test Agreement 3")


def test_clauses_are_exported_with_their_words(client: Client) -> None:
    artificial(1, ("Test heading", "Test clause summary", "libraries"))
    settle()
    row = next(row for row in rows(client, "view=clauses&q=Test+heading") if row["id"] == "2015-agreement-test-1")
    assert (row["clause"], row["heading_en"], row["clause_summary_en"]) == ("1", "Test heading", "Test clause summary")
    assert [row[f"signatories{end}"] for end in ("", "_ru")] == ["", ""]
    signed = next(row for row in rows(client, "view=clauses") if row["signatories"])
    document = next(row for row in rows(client) if row["id"] == signed["id"])
    assert signed["signatories_kk"] == document["signatories_kk"]
    label = Theme.objects.get(pk="libraries").label_kk
    assert (row["clause_themes"], row["clause_themes_kk"]) == ("libraries", label)
