"""The head of a document answers at once: status, signatories, term, text, and what can be done with it."""

import re

import pytest
from django.test import Client

from agreements.models import Agreement, Person, Signatory, Source
from agreements.rules.standing import Standing, standing, texts
from tests.artificial import artificial
from tests.markup import markup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]


def sourced(document: Agreement, url: str, language: str, kind: str, *supports: str) -> Source:
    return Source.objects.create(
        entry=document, url=url, publisher=f"Test publisher {language}", kind=kind, language=language,
        supports=list(supports), position=document.sources.count(),
    )  # fmt: skip


def answers(client: Client, document: Agreement, language: str = "en") -> dict[str, str]:
    """What the head says, by its labels, as plain words."""
    html = markup(client.get(f"/{language}/agreements/{document.record_id}/").content)
    head = html[html.index('class="answers"') : html.index("</dl>")]
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", head)
    return {label: " ".join(re.sub(r"<[^>]+>", " ", said).split()) for label, said in found}


def test_what_is_not_known_is_said(client: Client) -> None:
    assert answers(client, artificial(1)) == {
        "Status": "Not established",
        "Signed by": "The archive has not found who signed.",
        "In force since": "The archive has not found when.",
        "Read the text": "No text was found.",
    }


def test_what_is_known_is_said_with_the_text_in_the_readers_language_first(client: Client) -> None:
    document = artificial(1)
    document.in_force, document.term_until, document.status_id = "2016-02", "2019", "expired"
    document.save()
    person = Person.objects.create(slug="test-person", name_en="Test Person")
    Signatory.objects.create(agreement=document, side="RU", person=person)
    sourced(document, "https://one.example/", "en", "official-text", "title", "clauses")
    sourced(document, "https://www.two.example/", "ru", "official-text", "parties")
    sourced(document, "https://two.example/again", "ru", "official-text", "parties")
    said = answers(client, document)
    assert said["Status"].startswith("Expired")
    assert said["Signed by"] == "Test Person"
    assert said["In force since"] == "February 2016"
    assert said["Term"] == "until 2019"
    text = "English: one.example copy of the text Russian: two.example copy of the text"
    assert said["Read the text"] == text
    assert answers(client, document, "ru")["Читать текст"].startswith("Русский: two.example копия текста")


def test_an_official_text_comes_before_a_copy_and_of_one_host_the_first_page(client: Client) -> None:
    document = artificial(1)
    sourced(document, "https://one.example/first", "en", "official-text", "clauses")
    sourced(document, "https://one.example/again", "en", "official-text", "clauses")
    sourced(document, "https://treaties.un.org/doc/17", "ru", "official-text", "clauses")
    assert [text.url for text in texts(document)] == ["https://treaties.un.org/doc/17", "https://one.example/first"]


def test_a_stated_term_answers_since_when_it_is_in_force(client: Client) -> None:
    document = artificial(1)
    document.term_from = "2016"
    document.save()
    said = answers(client, document)
    assert "In force since" not in said
    assert said["Term"] == "from 2016"


def test_official_texts_that_the_archive_holds_are_read_on_the_page(client: Client) -> None:
    document = artificial(1, ("Test heading", "Test", "libraries"))
    document.clauses.update(text_ru="Статья 1")
    assert answers(client, document)["Read the text"] == "Russian: on this page copy of the text"


@pytest.mark.parametrize(
    ("url", "kind", "supports", "expected"),
    [
        ("https://treaties.un.org/doc/17", "official-text", "clauses", Standing.OFFICIAL),
        ("https://docs.cntd.ru/document/17", "official-text", "clauses", Standing.COPY),
        ("https://text.example/17", "official-text", "parties", Standing.COPY),
        ("https://text.example/17", "official-text", "signed", Standing.OTHER_TEXT),
        ("https://treaties.un.org/doc/17", "news", "clauses", Standing.REPORT),
    ],
)
def test_what_a_source_is_to_the_text(url: str, kind: str, supports: str, expected: Standing) -> None:
    document = artificial(1)
    assert standing(sourced(document, url, "ru", kind, supports)) is expected
    assert bool(texts(document)) == expected.is_text


def test_beside_its_link_a_source_says_in_which_language_it_is_and_whether_it_is_the_text(client: Client) -> None:
    document = artificial(1)
    sourced(document, "https://one.example/", "ru", "official-text", "clauses")
    sourced(document, "https://two.example/", "kk", "news", "signed")
    sourced(document, "https://three.example/", "en", "official-text", "signed")
    html = markup(client.get(document.get_absolute_url()).content)
    listed = html[html.index('<ol class="sources">') :]
    links = re.findall(r'class="sources__link".*?</a><span class="aside-note">(.*?)</span>', listed)
    assert [re.sub(r"<[^>]+>", "", one).split(",") for one in links] == [
        ["Russian", "copy of the text"], ["Kazakh", " press"], ["English", " text of another document"],
    ]  # fmt: skip


def test_the_actions_of_a_clause_say_which_clause_and_their_names_are_unique(client: Client) -> None:
    document = artificial(1, ("Museums", "Test", "libraries"), ("Test heading", "Test", "libraries"))
    document.clauses.filter(number=1).update(ref="Article 2")
    html = markup(client.get(document.get_absolute_url()).content)
    named = re.findall(r'class="permalink[^>]*>(.*?)</(?:a|button)>', html)
    names = [" ".join(re.sub(r"<[^>]+>", "", one).split()) for one in named]
    assert "Cite: Article 2" in names
    assert "Copy link: Article 2" in names
    assert "Cite: Test heading" in names
    of_clauses = [name for name in names if ": " in name]
    assert len(of_clauses) == len(set(of_clauses))
    assert "#clause-1, which leads to: Article 2" in html
    cited = markup(client.get(f"{document.get_absolute_url()}?cite=1").content)
    assert "<h2>Cite Article 2</h2>" in cited
    unnumbered = markup(client.get(f"{document.get_absolute_url()}?cite=2").content)
    assert "<h2>Cite the clause “Test heading”</h2>" in unnumbered


def test_the_page_says_where_it_is(client: Client) -> None:
    document = artificial(1)
    html = markup(client.get(document.get_absolute_url()).content)
    trail = re.search(r'<nav class="breadcrumb".*?</nav>', html)
    assert trail is not None
    assert re.findall(r'href="([^"]*)"[^>]*>([^<]*)</a>', trail[0]) == [
        ("/en/agreements/", "Documents"), ("/en/agreements/?kind=agreement", "Agreement"),
    ]  # fmt: skip


def test_buttons_that_need_a_script_keep_their_place_and_are_no_links(client: Client) -> None:
    html = client.get(artificial(1).get_absolute_url()).content.decode()
    head = html[html.index('class="answers"') : html.index('class="contents"')]
    assert len(re.findall(r'<button class="button needs-script" type="button"', head)) == 2
    assert "hidden" not in head.replace("visually-hidden", "")


def test_the_way_through_a_result_is_named_by_what_it_leads_through(client: Client) -> None:
    def walks(query: str) -> list[str]:
        html = markup(client.get(f"/en/agreements/2013-11-11-treaty-good-neighbourliness/{query}").content)
        return re.findall(r'<nav class="walk" aria-label="(.*?)"', html)

    assert walks("?kind=treaty") == ["In the results"]
    assert walks("") == ["Among all documents"]
    Agreement.objects.exclude(record_id="2013-11-11-treaty-good-neighbourliness").update(state="in-review")
    assert walks("") == []  # there is no other document
