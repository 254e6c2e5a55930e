"""The head of every page: where one is, and the search box."""

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

TREATY = "2013-11-11-treaty-good-neighbourliness"
CURRENT = re.compile(r'<a href="([^"]+)" aria-current="(page|true)">')


@pytest.mark.parametrize(
    ("path", "section", "current"),
    [
        ("agreements/", "agreements/", "page"),
        ("agreements/?kind=treaty", "agreements/", "page"),
        (f"agreements/{TREATY}/", "agreements/", "true"),
        ("compare/", "agreements/", "true"),
        ("themes/", "themes/", "page"),
        ("themes/education/", "themes/", "true"),
        ("parties/russian-federation/", "parties/", "true"),
        ("people/vladimir-putin/", "people/", "true"),
        ("places/astana/", "places/", "true"),
        ("insights/?kind=treaty", "insights/", "page"),
        ("about/style/", "about/", "true"),
    ],
)
def test_the_navigation_says_in_which_section_a_page_is(
    record: None, client: Client, path: str, section: str, current: str
) -> None:
    head = client.get(f"/ru/{path}").content.decode().partition("</header>")[0]
    assert CURRENT.findall(head.partition("tongues")[0]) == [(f"/ru/{section}", current)]


@pytest.mark.parametrize("path", ["", "no-such-page/"])
def test_a_page_of_no_section_is_in_none(record: None, client: Client, path: str) -> None:
    head = client.get(f"/en/{path}").content.decode().partition("</header>")[0]
    assert not CURRENT.findall(head.partition("tongues")[0])


@pytest.mark.parametrize(
    "path",
    ["", "agreements/", f"agreements/{TREATY}/", "people/", "people/vladimir-putin/", "insights/", "no-page/"],
)
def test_every_page_has_one_search_box(record: None, client: Client, path: str) -> None:
    page = client.get(f"/kk/{path}").content.decode()
    assert page.count('id="q"') == page.count('role="search"') == 1
