"""A document in its languages, row by row: which are shown, in which order, with the right language on each text."""

import re

import pytest
from django.test import Client

from agreements.models import Agreement, State
from tests.artificial import artificial
from tests.markup import markup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]


def in_three() -> Agreement:
    document = artificial(1, ("Test heading", "Test clause", "libraries"))
    document.title_ru, document.title_kk = "[Проверочное соглашение]", "Сынақ келісімі"
    document.summary_ru = "Проверка"
    document.save()
    document.clauses.update(heading_ru="Проверочный заголовок", heading_kk="Сынақ тақырыбы", text_ru="Статья\n1")
    return document


def rows(client: Client, document: Agreement, query: str = "", language: str = "en") -> list[list[tuple[str, str]]]:
    """Each row of the table: the language and the words of each cell."""
    html = markup(client.get(f"/{language}/agreements/{document.record_id}/languages/{query}").content)
    body = html[html.index("<tbody>") : html.index("</tbody>")]
    cells = [re.findall(r"<td>(.*?)</td>", row) for row in body.split("</tr>")[:-1]]
    told = re.compile(r'<(?:p|blockquote) lang="(\w\w)">(.*?)</')
    return [[found.groups() if (found := told.search(cell)) else ("", "") for cell in row] for row in cells]  # type: ignore[misc]


def test_each_part_is_a_row_and_each_language_a_column_with_its_own_language_said(client: Client) -> None:
    assert rows(client, in_three()) == [
        [("en", "Test Agreement 1"), ("ru", "Проверочное соглашение"), ("kk", "Сынақ келісімі")],
        [("en", "Test summary"), ("ru", "Проверка"), ("", "")],
        [("en", "Test heading"), ("ru", "Проверочный заголовок"), ("kk", "Сынақ тақырыбы")],
        [("en", "Test clause"), ("", ""), ("", "")],
        [("", ""), ("ru", "Статья 1"), ("", "")],
    ]


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("", ["en", "ru", "kk"]),
        ("?in=kk,ru", ["kk", "ru"]),
        ("?in=ru,ru,en", ["ru", "en"]),
        ("?in=ru", ["en", "ru", "kk"]),
        ("?in=de,%00,xx", ["en", "ru", "kk"]),
    ],
)
def test_the_address_chooses_the_languages_and_their_order(client: Client, query: str, columns: list[str]) -> None:
    assert [language for language, _words in rows(client, in_three(), query)[0]] == columns


def test_the_readers_language_is_the_first_column(client: Client) -> None:
    assert [language for language, _words in rows(client, in_three(), language="kk")[0]] == ["kk", "ru", "en"]


def test_it_is_kept_from_crawlers_leads_back_and_is_linked_from_the_document_and_its_clauses(client: Client) -> None:
    document = in_three()
    html = client.get(f"/en/agreements/{document.record_id}/languages/").content.decode()
    assert '<meta name="robots" content="noindex, follow">' in html
    assert re.search(rf'<link rel="canonical" href="[^"]*{document.get_absolute_url()}">', html)
    assert f'<a href="{document.get_absolute_url()}"' in html
    assert re.search(rf'<meta property="og:url" content="[^"]*{document.get_absolute_url()}languages/">', html)
    assert re.findall(r' hreflang="([\w-]+)" href="[^"]*/languages/">', html) == ["en", "ru", "kk", "x-default"]
    assert '<meta property="og:type" content="article">' in html
    for name in ('name="description"', 'property="og:description"'):
        assert f'<meta {name} content="Languages side by side: {document.summary}">' in html
    assert re.search(r'<meta property="og:image" content="[^"]*/cards/en-document-agreement', html)
    page = client.get(document.get_absolute_url()).content.decode()
    assert f'href="{document.get_absolute_url()}languages/"' in page
    assert f'href="{document.get_absolute_url()}languages/#clause-1"' in page


def test_a_document_in_one_language_has_no_link_to_it_and_the_page_still_answers(client: Client) -> None:
    document = artificial(1)
    assert "languages/" not in client.get(document.get_absolute_url()).content.decode()
    assert rows(client, document)[0] == [("en", "Test Agreement 1")]


def test_only_published_documents_have_it(client: Client) -> None:
    hidden, gone = artificial(1, state=State.IN_REVIEW), artificial(2, state=State.WITHDRAWN)
    assert client.get(f"/en/agreements/{hidden.record_id}/languages/").status_code == 404
    assert client.get(f"/en/agreements/{gone.record_id}/languages/").status_code == 410
