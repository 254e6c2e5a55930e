"""The ready citations of a page, as a reader meets them."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from agreements.pages.tags import signed as date_of_signature
from tests.citations.citing import changed, cited
from tests.citations.examples import TREATY, Page, document, render
from tests.no_breaks import NO_BREAK

GOOD_NEIGHBOURS = "2013-11-11-treaty-good-neighbourliness"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]


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


@pytest.mark.parametrize(
    ("language", "with_number", "without"),
    [
        ("en", "Cite Article 1", "Cite the clause “Culture and science”"),
        ("ru", "Цитировать положение: Статья 1", "Цитировать положение «Культура и наука»"),
        ("kk", "Ережеге сілтеме жасау: 1-бап", "«Мәдениет және ғылым» ережесіне сілтеме жасау"),
    ],
)
def test_a_clause_is_cited_by_what_it_is_called_and_not_by_the_number_of_its_address(
    client: Client, language: str, with_number: str, without: str
) -> None:
    for number, words in ((1, with_number), (2, without)):
        page = (
            client.get(f"/{language}/agreements/{GOOD_NEIGHBOURS}/", {"cite": number})
            .content.decode()
            .replace(NO_BREAK, " ")
        )
        for place in ("<h2>{}</h2>", 'id="cite" data-part="{}"', '<a href="#cite">{}</a>'):
            assert place.format(words) in page


def test_quotation_marks_in_what_a_clause_is_called_are_others_within_those_of_the_page(client: Client) -> None:
    page = client.get("/ru/agreements/2018-03-05-memorandum-saratov-muslims-nur-mubarak/", {"cite": 1}).content.decode()
    assert "Цитировать положение «Обучение в „Нур-Мубараке“»" in page


@pytest.mark.parametrize("number", ["99", "-1", "x", "2 ", "0"])
def test_the_citation_of_a_clause_that_is_not_there_is_not_found(client: Client, number: str) -> None:
    """The page says so, and leads to the document, which is there."""
    address = f"/en/agreements/{GOOD_NEIGHBOURS}/"
    for asked, name in ((address, "cite"), (f"{address}cite.bib", "clause"), (f"/id/{GOOD_NEIGHBOURS}", "clause")):
        response = client.get(asked, {name: number})
        assert response.status_code == 404
        html = response.content.decode()
        assert "There is no such clause" in html
        assert "not been published" not in html
        assert f'<a href="{address}">' in html


def test_the_name_of_the_russian_standard_is_marked_as_russian() -> None:
    name = "ГОСТ Р 7.0.5–2008</h3>"
    assert f'lang="ru">{name}' in render("cite agreement", document(TREATY))
    assert f'id="cite-gost">{name}' in render("cite agreement", document(TREATY), language="ru")


@pytest.mark.parametrize(
    ("signed", "shown"),
    [
        ("2014-09-15", '<time datetime="2014-09-15">15 September 2014</time>'),
        ("2014-09", '<time datetime="2014-09">September 2014</time>'),
        ("2014", '<time datetime="2014">2014</time>'),
        ("[2014..2014]", '<time datetime="2014">2014</time>'),
        ("2014?", "<span>2014, inferred</span>"),
        ("[..2014]", "<span>not later than 2014</span>"),
    ],
)
def test_machines_read_a_date_of_signature_only_where_it_is_certain(signed: str, shown: str) -> None:
    """HTML, 4.5.14: without datetime the text of a time element must be a valid date itself."""
    assert date_of_signature(changed(signed=signed)) == shown
