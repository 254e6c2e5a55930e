"""What listens to a page instead of seeing it is told the same: names of links, languages, what is chosen."""

import re

import pytest
from django.test import Client

from agreements.base.database import settle
from agreements.models import Agreement
from tests.artificial import artificial

pytestmark = pytest.mark.usefixtures("record")

TREATY = "2013-11-11-treaty-good-neighbourliness"
OLDER = "1992-05-25-treaty-friendship-cooperation-mutual-assistance"


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
