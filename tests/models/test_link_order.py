"""The first theme is the main one: wherever a document or a clause names its themes, they are in its own order."""

import json
import re
from html import unescape

import pytest
from django.core import serializers
from django.test import Client

from agreements.models import Agreement, Entry, Region, Theme
from tests.artificial import artificial

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

# Against the order of the vocabulary, and against that of the alphabet.
DOCUMENT = ["sport", "archives", "culture-general", "youth"]
CLAUSE = ["youth", "sport", "libraries", "media"]


def of(*keys: str) -> list[Theme]:
    """The themes with these keys, in this order."""
    known = Theme.objects.in_bulk(keys)
    return [known[key] for key in keys]


@pytest.fixture
def document() -> Agreement:
    """“Test Agreement 17” with a clause, each with its own themes, the main one first."""
    agreement = artificial(17, ("Zyxheading", "Zyxsummary", "youth"))
    agreement.themes.add(*of(*DOCUMENT))
    agreement.clauses.get().themes.add(*of(*CLAUSE))
    return agreement


def themes(html: str) -> list[list[str]]:
    """The keys of the themes in each row of links to themes, in the order of the page."""
    rows = re.findall(r'(?:<a\s+class="tag[^"]*"\s+href="/en/themes/[a-z-]+/"[^>]*>[^<]*</a>\s*)+', html)
    return [re.findall(r"/en/themes/([a-z-]+)/", row) for row in rows]


def shown(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_page_of_a_document_lists_its_themes_and_those_of_its_clauses_in_their_order(
    client: Client, document: Agreement
) -> None:
    assert themes(shown(client, document.get_absolute_url())) == [DOCUMENT, CLAUSE]


def test_a_card_of_a_list_shows_the_main_theme_first(client: Client, document: Agreement) -> None:
    assert themes(shown(client, "/en/agreements/?q=zyxheading")) == [DOCUMENT]


def test_a_clause_in_a_list_shows_its_main_theme_first(client: Client, document: Agreement) -> None:
    assert themes(shown(client, "/en/agreements/?q=zyxheading&view=clauses")) == [CLAUSE]


def test_a_card_on_the_page_of_a_theme_shows_the_main_theme_first(client: Client, document: Agreement) -> None:
    assert DOCUMENT in themes(shown(client, "/en/themes/archives/"))


def test_a_comparison_lists_themes_in_the_order_of_the_document_on_the_left(
    client: Client, document: Agreement
) -> None:
    other = artificial(18, ("Zyxheading", "Zyxsummary", "media"))
    other.themes.add(*of(*reversed(DOCUMENT)))
    other.clauses.get().themes.add(*of("sport", "libraries"))
    html = shown(client, f"/en/compare/?a={document.record_id}&b={other.record_id}")
    facts = [
        re.findall(r"/en/themes/([a-z-]+)/", cell)
        for row in re.findall(r"<tr.*?</tr>", html, re.S)
        for cell in re.findall(r"<td.*?</td>", row, re.S)
        if re.search(r">\s*Themes\s*<", row)
    ]
    assert [keys for keys in facts if keys] == [DOCUMENT], "the same themes in another order are the same"
    assert ["sport", "libraries", "media"] in themes(html), "what both have, as the left one has it"


def test_metadata_names_the_main_theme_first(client: Client, document: Agreement) -> None:
    labels = dict(Theme.objects.values_list("key", "label_en"))
    html = shown(client, document.get_absolute_url())
    keywords = re.search(r'<meta name="citation_keywords" content="([^"]+)"', html)
    assert keywords
    assert unescape(keywords[1]).split("; ") == [labels[key] for key in DOCUMENT]
    data = json.loads(html.split('<script type="application/ld+json">')[1].split("</script>")[0])
    about = [[term["@id"].split("/")[-2] for term in part["about"]] for part in (data, data["hasPart"][0])]
    assert about == [list(DOCUMENT), list(CLAUSE)]


def test_regions_are_in_the_order_of_the_document(client: Client, document: Agreement) -> None:
    slugs = ["omsk-oblast", "almaty", "moscow", "altai-krai"]
    document.regions.add(*(Region.objects.get(slug=slug) for slug in slugs))
    row = shown(client, document.get_absolute_url()).split('<th scope="row">Regions</th>')[1].split("</tr>")[0]
    assert re.findall(r"/en/places/([a-z-]+)/", row) == slugs


@pytest.mark.parametrize("order", [["sport", "archives"], ["archives", "sport", "youth"], CLAUSE, []])
def test_what_is_set_is_given_back_in_its_order(document: Agreement, order: list[str]) -> None:
    document.themes.set(of(*order))
    again = Agreement.objects.prefetch_related("themes").get(pk=document.pk)
    assert [theme.key for theme in document.themes.all()] == [theme.key for theme in again.themes.all()] == order
    document.themes.set(Theme.objects.filter(pk__in=order).order_by("-key"))
    assert [theme.key for theme in document.themes.all()] == sorted(order, reverse=True)


def test_the_order_survives_being_dumped_and_loaded(document: Agreement) -> None:
    dumped = serializers.serialize("json", [Entry.objects.get(pk=document.pk), document, document.clauses.get()])
    document.themes.clear()
    document.clauses.get().themes.clear()
    for loaded in serializers.deserialize("json", dumped):
        loaded.save()
    assert [theme.key for theme in document.themes.all()] == DOCUMENT
    assert [theme.key for theme in document.clauses.get().themes.all()] == CLAUSE
