"""The head of every page: where one is, and the search box."""

import re

import pytest
from django.test import Client
from django.utils import timezone

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


@pytest.mark.parametrize(
    ("path", "above"),
    [
        ("themes/education/", "themes/"),
        ("parties/russian-federation/", "parties/"),
        ("people/vladimir-putin/", "people/"),
        ("places/astana/", "places/"),
    ],
)
def test_a_page_within_a_section_has_the_way_up(record: None, client: Client, path: str, above: str) -> None:
    page = client.get(f"/kk/{path}").content.decode()
    crumbs = page.partition('<nav class="breadcrumb"')[2].partition("</nav>")[0]
    assert re.findall(r'href="([^"]+)"', crumbs) == [f"/kk/{above}"]
    assert crumbs.count("aria-current") == 1


def test_a_printed_list_says_what_was_asked_for_and_where_it_is(record: None, client: Client) -> None:
    path = "/en/agreements/?q=museums&kind=memorandum"
    page = client.get(path).content.decode()
    printed = page.partition('<dl class="printed">')[2].partition("</dl>")[0]
    for said in ("“museums”", "Memorandum"):
        assert said in printed
    foot = page.partition('<div class="imprint">')[2].partition("</div>")[0]
    for said in ("kind=memorandum", str(timezone.localdate().year)):
        assert said in foot
