"""Files for reference managers, page metadata and the part of the page, as a reader or a program meets them."""

import json
import re
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from agreements.citations import FORMATS, export
from agreements.models import Agreement, Clause, State
from tests.citations.citing import BASE, INFERRED, TODAY, TREATY, Page, changed, cited, document
from tests.citations.test_styles import held

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

NOT_LATER = "2015-memorandum-museum-first-president-saint-isaacs"


def retitled(title: str, record_id: str = INFERRED) -> Agreement:
    """A document of the record under a plainly artificial English title."""
    return changed(record_id, title_en=title)


def render(tag: str, agreement: Agreement, clause: Clause | None = None, language: str = "en") -> str:
    template = Template("{% load citations %}{% " + tag + " %}")
    with override(language):
        return template.render(Context({"agreement": agreement, "clause": clause, "base_url": BASE}))


def head(agreement: Agreement, language: str = "en") -> Page:
    return Page(render("citation_metadata agreement", agreement, language=language))


def linked_data(agreement: Agreement) -> dict[str, Any]:
    data: dict[str, Any] = json.loads("".join(head(agreement).scripts))
    return data


# --- Files ---


def test_files_have_the_numbers_and_the_place_of_the_original() -> None:
    agreement = held()
    location = "Test Archive 17, fonds T-17, inventory 1, file 2-а, sheets 3–5"
    bib, ris, csl = (export(agreement, fmt, base_url=BASE, accessed=TODAY) for fmt in ("bib", "ris", "json"))
    assert f"library = {{{location}}}" in bib
    assert "urldate = {2026-11-27}" in bib
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
