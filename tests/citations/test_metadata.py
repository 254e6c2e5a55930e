"""What a document's page, its permanent address and unAPI tell machines."""

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation import override

from agreements.base.languages import LANGUAGES
from agreements.citations.formats.items import Cited, item
from agreements.citations.formats.zotero import zotero_rdf
from agreements.entries.representations import TYPES
from agreements.models import Agreement, Source, State
from tests.citations.examples import (
    BASE,
    BETWEEN,
    INFERRED,
    NOT_LATER,
    TODAY,
    TREATY,
    Page,
    document,
    head,
    held,
    linked_data,
    render,
    retitled,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

COMMAS = "2019-10-memorandum-friendship-houses-chelyabinsk-kostanay"
HTML = "text/html"
BIB, RIS, CSL, LD = TYPES.values()


# --- The head ---


def test_the_head_names_title_date_and_address_for_reference_managers() -> None:
    page = head(document(TREATY))
    title = (
        "Treaty of Friendship, Cooperation and Mutual Assistance "
        "between the Russian Federation and the Republic of Kazakhstan"
    )
    assert page.meta("citation_title") == page.meta("DC.title") == [title]
    assert page.meta("citation_publication_date") == ["1992/05/25"]
    assert page.meta("citation_public_url") == page.meta("DC.identifier") == [f"{BASE}/id/{TREATY}"]
    assert str(page.meta("z:extra")[0]).startswith("Type: treaty\n")
    links = {(link["rel"], link.get("type")) for link in page.all("link")}
    assert {("alternate describedby", media_type) for media_type in TYPES.values()} <= links
    assert [link["href"] for link in page.all("link") if link["rel"] == "cite-as"] == [f"{BASE}/id/{TREATY}"]


def test_authors_are_named_to_scholars_where_the_parties_are_the_authors() -> None:
    parties = ["Tatar-inform News Agency", "Kazinform International News Agency"]
    memorandum, treaty = head(document(INFERRED)), head(document(TREATY))
    assert memorandum.meta("citation_author") == memorandum.meta("DC.creator.corporateName") == parties
    assert not treaty.meta("citation_author")
    assert not treaty.meta("DC.creator.corporateName")
    assert treaty.meta("DC.contributor.corporateName") == ["Russian Federation", "Republic of Kazakhstan"]
    assert not memorandum.meta("DC.contributor.corporateName")


def test_a_doubtful_date_is_certain_nowhere_in_the_head() -> None:
    """Readers of DC take the first year of a set of dates for the date, but leave alone what is in quotation marks."""
    for agreement in Agreement.objects.for_readers():
        page = head(agreement)
        date = agreement.signed
        (shown,) = page.meta("DC.date")
        assert shown is not None
        assert shown == date or (date.startswith("[") and re.fullmatch(r'"\[[^"\].]*\d{4}[^"\].]*\]"', shown))
        certain = re.fullmatch("[0-9-]+", date)
        assert page.meta("citation_publication_date") == ([date.replace("-", "/")] if certain else [])


@pytest.mark.parametrize(
    ("record_id", "language", "shown"),
    [(NOT_LATER, "en", '"[no later than 2015]"'), (BETWEEN, "ru", '"[между 2013 и 2015]"'), (INFERRED, "en", "2018?")],
)
def test_a_set_of_dates_is_in_the_head_in_words(record_id: str, language: str, shown: str) -> None:
    assert head(document(record_id), language).meta("DC.date") == [shown]


def test_the_head_is_in_one_language() -> None:
    Agreement.objects.filter(record_id=INFERRED).update(title_ru="", title_kk="")
    page = head(document(INFERRED), "ru")
    assert page.meta("DC.type") == ["Text", "Memorandum"]
    assert page.meta("DC.coverage.spatial") == ["Kazan"]
    assert page.meta("citation_language") == ["en"]


def test_the_language_of_a_document_is_that_of_its_text_and_not_of_the_page() -> None:
    assert head(document(TREATY), "en").meta("DC.language") == ["ru", "kk"]
    assert not head(document(INFERRED), "en").meta("DC.language")


def test_a_title_cannot_end_the_script_it_is_in() -> None:
    title = 'Test Agreement 17 </script><script>alert("1")</script><!-- & more'
    agreement = retitled(title)
    markup = render("citation_metadata agreement", agreement)
    assert markup.count("<script") == 1
    assert "<!--" not in markup
    assert {"@value": title, "@language": "en"} in linked_data(agreement)["name"]
    assert head(agreement).meta("citation_title") == [title]


# --- JSON-LD ---


def test_linked_data_describes_the_legislation_with_its_clauses() -> None:
    agreement = document(TREATY)
    data = linked_data(agreement)
    assert data["@type"] == "Legislation"
    assert data["@id"] == f"{BASE}/id/{TREATY}"
    assert data["legislationDate"] == "1992-05-25"
    assert "temporal" not in data
    assert "legislationDateOfApplicability" not in data  # is not the entry into force
    assert [party["name"]["@value"] for party in data["legislationPassedBy"]] == [
        "Russian Federation",
        "Republic of Kazakhstan",
    ]
    assert "author" not in data
    assert [one["@id"] for one in linked_data(document(INFERRED))["author"]] == [
        f"{BASE}/parties/tatar-inform-news-agency/",
        f"{BASE}/parties/kazinform-international-news-agency/",
    ]
    assert data["inLanguage"] == ["ru", "kk"]
    assert data["sameAs"] == [
        "https://cis-legislation.com/document.fwx?rgn=8601",
        "https://zakonbase.ru/content/part/71743?print=1",
    ]
    assert [part["@id"] for part in data["hasPart"]] == [
        f"{BASE}/id/{TREATY}#clause-{clause.number}" for clause in agreement.clauses.all()
    ]


def test_a_title_of_ours_is_another_name_where_a_source_gives_one() -> None:
    Source.objects.filter(entry__record_id=INFERRED, language="en").update(supports=["signed"])
    Agreement.objects.filter(record_id=INFERRED).update(title_ru="Проверка")
    data = linked_data(retitled("Test Agreement 17"))
    assert data["name"] == [{"@value": "Проверка", "@language": "ru"}]
    assert {"@value": "[Test Agreement 17]", "@language": "en"} in data["alternateName"]
    Agreement.objects.filter(record_id=INFERRED).update(title_ru="", title_kk="")
    assert linked_data(document(INFERRED))["name"] == [{"@value": "[Test Agreement 17]", "@language": "en"}]


def test_things_in_linked_data_are_things_and_texts_say_their_language() -> None:
    things = {"about", "legislationPassedBy", "locationCreated", "hasPart", "isPartOf", "legislationJurisdiction"}

    def check(data: Any) -> None:
        for name, value in data.items():
            values = value if isinstance(value, list) else [value]
            if name in things:
                assert all(isinstance(one, dict) and ("@id" in one or "@type" in one) for one in values), name
            if name in {"name", "alternateName", "abstract", "text", "legislationType"}:
                assert all(one["@language"] in LANGUAGES for one in values), name
            for one in values:
                if isinstance(one, dict):
                    check(one)

    for agreement in Agreement.objects.for_readers():
        with override("kk"):
            check(linked_data(agreement))


def test_pages_in_all_languages_say_the_same_of_what_they_identify() -> None:
    for record_id in (TREATY, INFERRED, BETWEEN):
        pages = [json.loads("".join(head(document(record_id), language).scripts)) for language in LANGUAGES]
        for name in ("@id", "url", "name", "alternateName", "legislationDate", "temporal", "inLanguage", "sameAs"):
            assert len({json.dumps(page.get(name)) for page in pages}) == 1, name
        for name in ("about", "legislationPassedBy", "hasPart", "isPartOf"):
            values = [one if isinstance(one := page.get(name, []), list) else [one] for page in pages]
            assert len({json.dumps([one["@id"] for one in value]) for value in values}) == 1, name
        assert [page["mainEntityOfPage"]["inLanguage"] for page in pages] == list(LANGUAGES)


def test_a_doubtful_date_is_in_linked_data_as_edtf_only() -> None:
    data = linked_data(document(INFERRED))
    assert data["temporal"] == "2018?"
    assert "legislationDate" not in data


def test_linked_data_names_published_relations_only() -> None:
    later = "2013-11-11-treaty-good-neighbourliness"
    assert linked_data(document(later))["isBasedOn"][0]["@id"] == f"{BASE}/id/{TREATY}"
    Agreement.objects.filter(record_id=TREATY).update(state=State.DRAFT)
    assert "isBasedOn" not in linked_data(document(later))


def test_machines_read_the_numbers_and_where_they_lead() -> None:
    agreement = held()
    data = linked_data(agreement)
    assert data["legislationIdentifier"] == [TREATY, "Adilet Z1700000017", "United Nations Treaty Series I-17"]
    assert "https://adilet.zan.kz/rus/docs/Z1700000017" in data["sameAs"]
    assert not any("treaties.un.org" in address for address in data["sameAs"])
    assert "United Nations Treaty Series I-17" in head(agreement).meta("DC.identifier")


# --- The permanent address ---


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", HTML),
        ("*/*", HTML),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", HTML),
        ("image/png", HTML),
        ("text/*;q=0.5, application/x-bibtex;q=0.4", HTML),
        (BIB, BIB),
        (RIS, RIS),
        (CSL, CSL),
        (LD, LD),
        ("application/x-bibtex, */*;q=0.1", BIB),
        ("text/html;q=0.3, application/ld+json;q=0.8, application/x-bibtex;q=0.5", LD),
        ("text/html;q=0, application/*", BIB),
        (f"{BIB};q=0, application/*, text/html;q=0.1", RIS),
        # A weight that cannot be read is none (RFC 9110, 12.4.2).
        (f"{BIB};q=abc, text/html;q=0.1", HTML),
        (f"{BIB};q=1.5, {RIS};q=0.5", RIS),
        (f"{BIB};q=0.1234, text/html;q=0.1", HTML),
        (f"{BIB};q=1.000, text/html;q=0.999", BIB),
    ],
)
def test_the_permanent_address_answers_with_what_is_preferred(client: Client, accept: str, media_type: str) -> None:
    response = client.get(f"/id/{TREATY}", headers={"accept": accept, "accept-language": "ru"} if accept else {})
    assert {"Accept", "Accept-Language", "Cookie"} <= set(re.split(r",\s*", response["Vary"]))
    if media_type == HTML:
        assert (response.status_code, response["Location"][3:]) == (302, f"/agreements/{TREATY}/")
        return
    assert response.status_code == 200
    assert response["Content-Type"].split(";")[0] == media_type
    fmt = next(fmt for fmt, one in TYPES.items() if one == media_type)
    assert response["Content-Location"] == f"/ru/agreements/{TREATY}/cite.{fmt}"
    assert response.content == client.get(response["Content-Location"]).content
    assert "Договор" in response.content.decode()


@pytest.mark.parametrize(("state", "status"), [(State.DRAFT, 404), (State.IN_REVIEW, 404), (State.WITHDRAWN, 410)])
@pytest.mark.parametrize("media_type", [HTML, *TYPES.values()])
def test_what_is_not_public_has_no_file_at_its_permanent_address(
    client: Client, state: State, status: int, media_type: str
) -> None:
    Agreement.objects.filter(record_id=TREATY).update(state=state, withdrawal_reason_en="Test reason 17")
    response = client.get(f"/id/{TREATY}", headers={"accept": media_type})
    assert response.status_code == status
    assert "Link" not in response
    assert client.get("/en/unapi/", {"id": TREATY, "format": "ris"}).status_code == status


def links(value: str) -> set[tuple[str, str, str]]:
    """Address, relation and type of each link of a header."""
    found = set()
    for address, parameters in re.findall(r"<([^>]*)>([^,]*)", value):
        named = dict(re.findall(r'(\w+)="([^"]*)"', parameters))
        found.add((address, named["rel"], named.get("type", "")))
    return found


def test_a_document_says_how_it_is_cited_and_what_describes_it(client: Client) -> None:
    site = settings.SITE_URL
    expected = {
        (f"{site}/id/{TREATY}", "cite-as", ""),
        *((f"{site}/ru/agreements/{TREATY}/cite.{fmt}", "describedby", one) for fmt, one in TYPES.items()),
        (f"{site}/about/#reuse", "license", ""),
        ("https://schema.org/Legislation", "type", ""),
    }
    assert links(client.get(f"/ru/agreements/{TREATY}/")["Link"]) == expected
    versions = {(f"{site}/{language}/agreements/{TREATY}/", "alternate", HTML) for language in LANGUAGES}
    assert links(client.get(f"/id/{TREATY}", headers={"accept-language": "ru"})["Link"]) == expected | versions
    assert links(client.get(f"/ru/agreements/{TREATY}/cite.bib")["Link"]) == {
        (f"{site}/ru/agreements/{TREATY}/", "describes", HTML),
        (f"{site}/id/{TREATY}", "cite-as", ""),
    }


@pytest.mark.parametrize("fmt", TYPES)
def test_the_permanent_address_of_a_clause_answers_of_that_clause(client: Client, fmt: str) -> None:
    site, accept = settings.SITE_URL, {"accept": TYPES[fmt], "accept-language": "ru"}
    response = client.get(f"/id/{TREATY}?clause=2", headers=accept)
    assert response["Content-Location"] == f"/ru/agreements/{TREATY}/cite.{fmt}?clause=2"
    file = client.get(response["Content-Location"])
    assert response.content == file.content != client.get(f"/id/{TREATY}", headers=accept).content
    assert f"clause-2.{fmt}" in file["Content-Disposition"]
    assert links(file["Link"]) == {
        (f"{site}/ru/agreements/{TREATY}/#clause-2", "describes", HTML),
        (f"{site}/id/{TREATY}#clause-2", "cite-as", ""),
    }
    assert client.get(f"/id/{TREATY}?clause=99", headers=accept).status_code == 404


def test_the_permanent_address_of_a_clause_leads_to_it_on_the_page(client: Client) -> None:
    response = client.get(f"/id/{TREATY}?clause=2", headers={"accept-language": "kk"})
    assert (response.status_code, response["Location"]) == (302, f"/kk/agreements/{TREATY}/#clause-2")
    assert client.get(f"/id/{TREATY}?clause=99").status_code == 404


def test_a_clause_in_linked_data_is_a_part_of_its_document(client: Client) -> None:
    data = client.get(f"/en/agreements/{TREATY}/cite.jsonld?clause=2").json()
    whole = client.get(f"/en/agreements/{TREATY}/cite.jsonld").json()
    assert (data["@type"], data["@id"]) == ("Legislation", f"{settings.SITE_URL}/id/{TREATY}#clause-2")
    assert data["isPartOf"]["@id"] == whole["@id"]
    assert {name: data[name] for name in whole["hasPart"][1]} == whole["hasPart"][1]


def test_a_page_on_which_a_clause_is_cited_names_the_clause_to_programs(client: Client) -> None:
    site = settings.SITE_URL
    response = client.get(f"/en/agreements/{TREATY}/?cite=2")
    named = {(address, relation) for address, relation, _type in links(response["Link"])}
    page = Page(re.sub(r"</head>.*", "", response.content.decode(), flags=re.DOTALL).partition("<head>")[2])
    in_head = {(str(link["href"]), str(link["rel"])) for link in page.all("link")}
    for fmt in TYPES:
        file = f"{site}/en/agreements/{TREATY}/cite.{fmt}"
        assert (f"{file}?clause=2", "describedby") in named
        assert (f"{file}?clause=2", "alternate describedby") in in_head
        assert (file, "describedby") not in named
    assert (f"{site}/id/{TREATY}#clause-2", "cite-as") in named & in_head
    assert f'<abbr class="unapi-id" title="{TREATY}/2" hidden>' in response.content.decode()


def test_a_licence_that_is_named_is_told_everywhere(client: Client, settings: Any) -> None:
    settings.RECORD_LICENCE = "https://licence.example/17"
    page = client.get(f"/en/agreements/{TREATY}/")
    assert '<https://licence.example/17>; rel="license"' in page["Link"]
    assert '<link rel="license" href="https://licence.example/17">' in page.content.decode()
    assert 'href="https://licence.example/17"' in client.get("/en/about/").content.decode()
    del settings.RECORD_LICENCE


# --- unAPI ---

RDF = {
    "z": "http://www.zotero.org/namespaces/export#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://nwalsh.com/rdf/vCard#",
    "bib": "http://purl.org/net/biblio#",
}


def read(cited: Cited) -> ElementTree.Element:
    return ElementTree.fromstring(zotero_rdf(item(cited, base_url=BASE, accessed=TODAY)))


def texts(root: ElementTree.Element, path: str) -> list[str | None]:
    return [element.text for element in root.iterfind(f".//{path}", RDF)]


def test_zotero_gets_each_author_whole_with_place_and_doubtful_date() -> None:
    with override("ru"):
        root = read(Cited(document(COMMAS)))
        names = [participation.party.name for participation in document(COMMAS).participations.all()]
    assert texts(root, "foaf:surname") == names
    assert any("," in name for name in names)
    root = read(Cited(retitled("Test <b> & more")))
    assert texts(root, "dc:title") == ["Test <b> & more"]
    assert texts(root, "dc:date") == ["2018?"]
    assert texts(root, "vcard:locality") == ["Kazan"]
    # Of a set of dates, Zotero would take the first or the last for the date, unless the words are quoted.
    assert texts(read(Cited(document(NOT_LATER))), "dc:date") == ['"[no later than 2015]"']
    assert texts(read(Cited(document(BETWEEN))), "dc:date") == ['"[between 2013 and 2015]"']


def test_zotero_gets_a_treaty_without_author_and_a_clause_within_its_document() -> None:
    treaty = document(TREATY)
    root = read(Cited(treaty))
    assert texts(root, "z:itemType") == ["document"]
    assert not texts(root, "foaf:surname")
    assert str(texts(root, "dc:description")[0]).startswith("Type: treaty\nParties: Russian Federation; ")
    clause = read(Cited(treaty, treaty.clauses.get(ref="Article 40")))
    assert texts(clause, "z:itemType") == ["bookSection"]
    assert texts(clause, "bib:Book/dc:title") == [treaty.title_en]


def test_a_page_names_to_zotero_what_it_shows(client: Client) -> None:
    def ids(path: str) -> list[str]:
        html = client.get(path).content.decode()
        assert re.findall('<link rel="unapi-server"[^>]* href="([^"]+)">', html) == [f"{settings.SITE_URL}/en/unapi/"]
        return re.findall('<abbr class="unapi-id" title="([^"]+)" hidden></abbr>', html)

    assert ids(f"/en/agreements/{TREATY}/") == [TREATY]
    assert len(ids("/en/agreements/")) == 20
    assert len(ids("/en/people/vladimir-putin/")) > 1
    assert not ids("/en/insights/")
    assert ids(f"/en/compare/?a={TREATY}&b={INFERRED}") == [TREATY, INFERRED]
    # A program takes the first day of a page without documents for the page's own.
    for path in ("", "agreements/?q=zyxnothing", "compare/", f"compare/?a={TREATY}", "themes/media/", "places/omsk/"):
        html = client.get(f"/en/{path}").content.decode()
        assert ids(f"/en/{path}") or "<time datetime" not in html, path
    clauses = ids("/en/agreements/?view=clauses&q=museums")
    assert clauses
    assert all(re.fullmatch(r"[\w-]+/\d+", one) for one in clauses)
    for one in (TREATY, clauses[0]):
        assert client.get("/en/unapi/", {"id": one, "format": "rdf_zotero"}).status_code == 200


def test_unapi_tells_its_formats_and_answers_in_each(client: Client) -> None:
    formats = ElementTree.fromstring(client.get("/kk/unapi/").content)
    assert [one.attrib["name"] for one in formats] == ["rdf_zotero", "ris", "bibtex"]
    of_one = client.get("/kk/unapi/", {"id": TREATY})
    assert of_one.status_code == 300
    assert ElementTree.fromstring(of_one.content).attrib["id"] == TREATY
    for one in formats:
        response = client.get("/kk/unapi/", {"id": TREATY, "format": one.attrib["name"]})
        assert response["Content-Type"].split(";")[0] == one.attrib["type"]
        assert "Мәскеу" in response.content.decode()
    for asked in ({"id": TREATY}, {"id": "no-such-document"}, {}):
        refused = client.get("/kk/unapi/", {**asked, "format": "mods"})
        assert (refused.status_code, refused.content.decode()) == (406, "Мұндай пішім жоқ.\n")
    permanent = f"{settings.SITE_URL}/id/{TREATY}"
    for named, short in ((permanent, TREATY), (f"{permanent}#clause-2", f"{TREATY}/2")):
        whole, same = (client.get("/kk/unapi/", {"id": one, "format": "ris"}) for one in (named, short))
        assert (whole.status_code, whole.content) == (200, same.content)
        assert ElementTree.fromstring(client.get("/kk/unapi/", {"id": named}).content).attrib["id"] == named
    for unknown in (
        "no-such-document",
        f"{TREATY}/99",
        f"{TREATY}/x",
        '"><script>',
        "\0",
        f"{TREATY}\0",
        f"{TREATY}/\0",
    ):
        assert client.get("/kk/unapi/", {"id": unknown}).status_code == 404
