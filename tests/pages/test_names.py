"""What listens to a page instead of seeing it is told the same: names of links, languages, what is chosen."""

import re
from collections import defaultdict
from html.parser import HTMLParser

import pytest
from django.test import Client

from agreements.base.database import settle
from agreements.models import Agreement
from tests.artificial import artificial

pytestmark = pytest.mark.usefixtures("record")

TREATY = "2013-11-11-treaty-good-neighbourliness"
OLDER = "1992-05-25-treaty-friendship-cooperation-mutual-assistance"
VOID = {
    "area",
    "base",
    "br",
    "col",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "use",
    "path",
    "circle",
    "rect",
    "line",
}


class Controls(HTMLParser):
    """The links and buttons of a page: the name that is told of each, and where it leads or what it does."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.ids: dict[str, str] = {}
        self._open: list[tuple[str, dict[str, str], list[str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self._open.append((tag, {name: value or "" for name, value in attrs}, []))

    def handle_data(self, data: str) -> None:
        if not any(given.get("aria-hidden") == "true" for _tag, given, _said in self._open):
            for _tag, _given, said in self._open:
                said.append(data)

    def handle_endtag(self, tag: str) -> None:
        while any(tag == other for other, _given, _said in self._open):
            closed, given, said = self._open.pop()
            text = " ".join("".join(said).split())
            if "id" in given:
                self.ids[given["id"]] = text
            if closed == "button" or (closed == "a" and "permalink" in given.get("class", "")):
                name = given.get("aria-label", text)
                described = " ".join(self.ids.get(one, one) for one in given.get("aria-describedby", "").split())
                does = (
                    given.get("href") or given.get("data-copy-text") or given.get("data-copy") or given.get("value", "")
                )
                self.found.append((f"{name} {described}".strip(), does))
            if closed == tag:
                break


@pytest.mark.parametrize("path", [f"agreements/{TREATY}/", f"agreements/{TREATY}/?cite=1", "agreements/", "kept/"])
def test_buttons_of_one_name_do_one_thing(client: Client, path: str) -> None:
    response = client.get(f"/en/{path}")
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    leads: dict[str, set[str]] = defaultdict(set)
    for name, does in Controls(f"<main{main}</main>").found:
        leads[name].add(does)
    assert {name: does for name, does in leads.items() if len(does) > 1} == {}


@pytest.mark.parametrize(
    "path",
    ["", "agreements/?kind=treaty", f"agreements/{TREATY}/", f"compare/?a={OLDER}&b={TREATY}", "places/"],
)
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_a_name_that_is_told_has_in_it_what_is_seen(client: Client, language: str, path: str) -> None:
    """So that who speaks to the computer can say what they see (WCAG 2.5.3)."""
    html = re.sub("<title>[^<]*</title>", "", client.get(f"/{language}/{path}").content.decode())
    named = re.findall(r'<(a|button)\b[^>]* aria-label="([^"]*)"[^>]*>(.*?)</\1>', html, re.DOTALL)
    for _tag, name, content in named:
        seen, told = (" ".join(re.findall(r"\w+", text)).casefold() for text in (re.sub("<[^>]+>", " ", content), name))
        assert seen in told


@pytest.mark.parametrize("path", ["agreements/", "agreements/?q=culture", "people/nursultan-nazarbayev/", ""])
def test_no_bar_is_chosen_where_no_year_is(client: Client, path: str) -> None:
    html = client.get(f"/en/{path}").content.decode()
    histogram = re.findall(r"<svg[^>]*histogram.*?</svg>", html, re.DOTALL)[0]
    assert "<a " in histogram
    assert "aria-current" not in histogram


@pytest.mark.parametrize("path", ["agreements/?q=zyxword", "agreements/?q=Test", "agreements/"])
def test_a_title_in_another_language_than_the_page_says_so_also_with_words_marked(client: Client, path: str) -> None:
    document = artificial(1, signed="2020-12")
    Agreement.objects.filter(pk=document.pk).update(title_en="Test Agreement zyxword", title_ru="", title_kk="")
    settle()
    html = client.get(f"/ru/{path}").content.decode()
    (attributes, title) = next(
        (attributes, title)
        for attributes, title in re.findall(r'<a ([^>]*href="/ru/agreements/[^"?]*[^>]*)>(.*?)</a>', html, re.DOTALL)
        if "Test Agreement" in re.sub("<[^>]+>", "", title)
    )
    assert 'lang="en"' in attributes + title.partition("Test")[0]


@pytest.mark.parametrize(("language", "counted"), [("en", "documents"), ("ru", "документ"), ("kk", "құжат")])
def test_a_value_of_a_facet_says_what_its_number_counts_and_whether_it_is_chosen(
    client: Client, language: str, counted: str
) -> None:
    html = client.get(f"/{language}/agreements/?kind=treaty").content.decode()
    for key in ("treaty", "memorandum"):
        (link,) = re.findall(rf'<a [^>]*id="f-kind-{key}".*?</a>', html, re.DOTALL)
        assert re.search(rf" \d+ {counted}", " ".join(re.sub("<[^>]+>", " ", link).split()))
        assert ('aria-current="true"' in link) is (key == "treaty")
