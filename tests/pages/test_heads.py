"""The head of each kind of page: its address, its other languages, and how a link to it is shown where it is shared."""

import json
import re
from collections import Counter
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.test.utils import override_script_prefix
from django.utils.translation import override
from PIL import Image

from agreements.base.languages import LANGUAGES
from agreements.base.requests import without_language
from agreements.models import Agreement, Kind, Party, Person, Place, Region, Theme
from agreements.pages import cards

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

TREATY = "2013-11-11-treaty-good-neighbourliness"
OLDER = "1992-05-25-treaty-friendship-cooperation-mutual-assistance"
PAGES = (
    "",
    "agreements/",
    "agreements/?kind=treaty",
    "agreements/?q=музей&year_from=2012&year_to=2016",
    "agreements/?page=2",
    f"agreements/{TREATY}/",
    f"agreements/{OLDER}/",
    "parties/",
    "parties/russian-federation/",
    "parties/republic-of-kazakhstan/",
    "people/",
    "people/vladimir-putin/",
    "people/nursultan-nazarbayev/",
    "themes/",
    "themes/libraries/",
    "themes/education/",
    "places/",
    "places/moscow/",
    "places/omsk-oblast/",
    "insights/",
    "about/",
    f"compare/?a={OLDER}&b={TREATY}",
)


class Head(HTMLParser):
    """The metadata and links of a page, and its title."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.meta: dict[str, list[str]] = {}
        self.links: dict[str, list[dict[str, str]]] = {}
        self.feed(html[: html.index("</head>")])
        self.title = unescape(re.findall("<title>(.*?)</title>", html)[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "meta" and (name := values.get("property") or values.get("name")):
            self.meta.setdefault(name, []).append(values["content"])
        elif tag == "link":
            self.links.setdefault(values["rel"], []).append(values)

    @property
    def canonical(self) -> str:
        (link,) = self.links["canonical"]
        return link["href"].removeprefix(settings.SITE_URL)

    @property
    def versions(self) -> dict[str, str]:
        found = [link for link in self.links.get("alternate", []) if "hreflang" in link]
        return {link["hreflang"]: link["href"].removeprefix(settings.SITE_URL) for link in found}


def head(client: Client, address: str) -> Head:
    response: Any = client.get(address)
    assert response.status_code == 200, address
    return Head(response.content.decode())


def linked_data(client: Client, address: str) -> list[dict[str, Any]]:
    html = client.get(address).content.decode()
    return [json.loads(found) for found in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_what_it_is_where_a_link_to_it_is_shown(client: Client, language: str) -> None:
    heads = {page: head(client, f"/{language}/{page}") for page in PAGES}
    for page, one in heads.items():
        for name in ("title", "type", "url", "description", "site_name", "locale", "image", "image:alt"):
            assert [value for value in one.meta[f"og:{name}"] if value.strip()], (page, name)
            assert len(one.meta[f"og:{name}"]) == 1, (page, name)
        assert one.meta["og:url"] == [settings.SITE_URL + one.canonical]
        assert one.meta["og:description"] == one.meta["description"]
        assert one.title.startswith(one.meta["og:title"][0])
        assert one.meta["twitter:card"] == ["summary_large_image"]
        assert len(one.meta["og:locale:alternate"]) == 2
        assert (one.meta["og:image:width"], one.meta["og:image:height"]) == (["1200"], ["630"])
        assert re.search(rf"/static/img/cards/{language}-", one.meta["og:image"][0])
        assert not re.search(r"[<>\n]|  ", one.meta["og:description"][0] + one.title), page
    for texts in (
        Counter(one.title for one in heads.values()),
        Counter(one.meta["description"][0] for one in heads.values()),
    ):
        assert texts.most_common(1)[0][1] == 1, texts.most_common(1)


def test_a_page_names_itself_in_each_language_and_without_one(client: Client) -> None:
    for page in PAGES:
        here = head(client, f"/ru/{page}")
        path, _, _query = page.partition("?")
        assert here.canonical.startswith(f"/ru/{path}"), page
        assert here.versions["ru"] == here.canonical
        assert here.versions["x-default"] == here.canonical.replace("/ru/", "/", 1)
        for language in ("en", "kk"):
            assert head(client, here.versions[language]).versions == here.versions, page
        leads = client.get(here.versions["x-default"], headers={"accept-language": "kk"})
        assert (leads.status_code, urlsplit(leads["Location"]).path) == (302, f"/kk/{path}"), page


def test_a_page_below_a_path_has_an_address_without_a_language_there() -> None:
    with override_script_prefix("/archive/"):
        assert without_language("/archive/ru/about/") == without_language("/archive/about/") == "/archive/about/"
    assert without_language("/archive/ru/about/") == "/archive/ru/about/"


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        (f"agreements/{TREATY}/?cite=2&q=museum&page=3", f"agreements/{TREATY}/"),
        ("agreements/?page=1&sort=title&unknown=17", "agreements/"),
        ("agreements/?sort=title&kind=treaty&page=1", "agreements/?kind=treaty"),
        ("agreements/?page=2&sort=signed", "agreements/?page=2"),
        (
            "agreements/?theme=libraries&kind=treaty&kind=agreement",
            "agreements/?kind=agreement&kind=treaty&theme=libraries",
        ),
        ("parties/?page=1&sort=title", "parties/"),
        ("people/vladimir-putin/?page=1", "people/vladimir-putin/"),
        ("insights/?kind=treaty&sort=title", "insights/?kind=treaty"),
    ],
)
def test_the_address_of_a_page_has_only_what_changes_it(client: Client, address: str, canonical: str) -> None:
    one = head(client, f"/en/{address}")
    assert one.canonical == f"/en/{canonical}"
    assert one.versions["kk"] == f"/kk/{canonical}"


def test_the_sitemap_and_the_page_name_the_same_address_without_a_language(client: Client) -> None:
    xml = client.get("/sitemap-entries.xml").getvalue().decode()
    default = head(client, f"/en/agreements/{TREATY}/").versions["x-default"]
    assert f'hreflang="x-default" href="{settings.SITE_URL}{default}"' in xml


def test_a_list_says_what_was_chosen(client: Client) -> None:
    one = head(client, "/en/agreements/?kind=treaty&kind=protocol&year_from=2012&year_to=2016&q=friendship")
    assert one.title.startswith("Protocol, Treaty, 2012–2016 · “friendship” · Documents")
    assert re.match(r"\d+ documents?\. ", one.meta["description"][0])
    assert (
        "Kind of document: Protocol, Treaty; Year of signature: 2012–2016; words: “friendship”."
        in one.meta["description"][0]
    )


def test_a_list_of_clauses_counts_clauses_in_its_head(client: Client) -> None:
    documents, clauses = (head(client, f"/en/agreements/{query}") for query in ("?q=museum", "?q=museum&view=clauses"))
    assert clauses.title.startswith("“museum” · Clauses · ")
    assert documents.title.startswith("“museum” · Documents · ")
    assert re.match(r"\d+ clauses\. Words: “museum”\.$", clauses.meta["description"][0])
    assert re.match(r"\d+ documents\. Words: “museum”\.$", documents.meta["description"][0])


def test_no_stop_in_a_head_follows_a_space_and_none_is_followed_by_a_small_letter(client: Client) -> None:
    for page in (
        "agreements/?page=2",
        "agreements/?q=museum",
        "agreements/?kind=treaty&q=friendship",
        "agreements/?view=clauses&page=2",
        "insights/?theme=libraries",
        "insights/?q=museum",
        "parties/russian-federation/?page=2",
        "people/vladimir-putin/",
        "places/moscow/?page=2",
        "themes/media/?page=2",
    ):
        for text in (head(client, f"/en/{page}").title, *head(client, f"/en/{page}").meta["description"]):
            assert not re.search(r" [.,;:](?: |$)|[a-z0-9”]\. [a-z]", text), (page, text)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (
            "parties/south-ural-state-university/",
            ("South Ural State University: Institution (Russia). ", "November 2017: “", "Concluded with: S. Tor"),
        ),
        ("people/vladimir-putin/", ("Vladimir Putin: President of the Russian Federation. ", " documents", "“")),
        ("places/omsk/", ("Omsk: Russia. ", "signed here.", "“")),
    ],
)
def test_a_thing_is_told_by_name_kind_and_the_first_of_its_documents(
    client: Client, page: str, said: tuple[str, ...]
) -> None:
    described = head(client, f"/en/{page}").meta["description"][0]
    assert [words for words in said if words not in described] == [], described


def test_a_party_and_a_place_of_one_name_say_which_they_are(client: Client) -> None:
    for language, party, place in (
        ("en", "Altai Krai: party", "Altai Krai: place"),
        ("ru", "Алтайский край: сторона", "Алтайский край: место"),
        ("kk", "Алтай өлкесі: тарап", "Алтай өлкесі: орын"),
    ):
        assert head(client, f"/{language}/parties/altai-krai/").meta["og:title"] == [party]
        assert head(client, f"/{language}/places/altai-krai/").meta["og:title"] == [place]
    assert head(client, "/en/parties/russian-federation/").meta["og:title"] == ["Russian Federation"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_pages_of_the_sitemap_have_one_title(language: str) -> None:
    """A title is a name, and where a party and a place share one, the name with what it is (see the test above)."""
    kinds: dict[str, Counter[str]] = {}
    with override(language):
        places = {place.slug: str(place.name) for place in (*Region.objects.published(), *Place.objects.published())}
        kinds["place"] = Counter(places.values())
        kinds["party"] = Counter(str(party.name) for party in Party.objects.published())
        kinds["other"] = Counter(
            str(name)
            for name in (
                *(person.name for person in Person.objects.published()),
                *(theme.label for theme in Theme.objects.all()),
                *(document.title for document in Agreement.objects.published()),
            )
        )
    for kind, names in kinds.items():
        assert names.most_common(1)[0][1] == 1, (kind, names.most_common(3))
    assert not kinds["other"].keys() & (kinds["party"].keys() | kinds["place"].keys())
    assert kinds["party"].keys() & kinds["place"].keys()


def test_charts_of_chosen_documents_say_what_was_chosen(client: Client) -> None:
    one = head(client, "/en/insights/?theme=libraries&q=book")
    assert one.title.startswith("Libraries · “book” · Insights · ")
    assert re.match(r"\d+ documents? in charts\. Theme: Libraries; words: “book”\.", one.meta["description"][0])


def test_a_comparison_is_told_by_its_documents(client: Client) -> None:
    described = head(client, f"/en/compare/?a={OLDER}&b={TREATY}").meta["description"][0]
    assert described.startswith("Two documents side by side: ")
    assert re.search(r"25 May 1992: Treaty of Friendship, .*11 November 2013: Treaty ", described)


def test_a_page_that_is_not_there_has_no_address(client: Client) -> None:
    html = client.get("/en/no-such-page/").content.decode()
    assert not {"canonical", "alternate"} & Head(html).links.keys()
    assert "og:url" not in Head(html).meta


@pytest.mark.parametrize(
    ("page", "kind", "name"),
    [
        ("parties/russian-federation/", "GovernmentOrganization", "Российская Федерация"),
        ("people/vladimir-putin/", "Person", "Владимир Путин"),
        ("places/omsk/", "City", "Омск"),
        ("places/omsk-oblast/", "AdministrativeArea", "Омская область"),
        ("themes/libraries/", "DefinedTerm", "Библиотеки"),
    ],
)
def test_the_page_of_a_thing_says_what_it_is_in_one_way_in_all_languages(
    client: Client, page: str, kind: str, name: str
) -> None:
    told = []
    for language in LANGUAGES:
        (data,) = linked_data(client, f"/{language}/{page}")
        assert (data["@type"], data["inLanguage"]) == ("CollectionPage", language)
        assert data["@id"] == f"{settings.SITE_URL}/{language}/{page}"
        steps = data["breadcrumb"]["itemListElement"]
        assert [step["position"] for step in steps] == [1, 2, 3]
        assert [client.get(urlsplit(step["item"]).path).status_code for step in steps] == [200] * 3
        told.append(data["about"])
    assert told[0] == told[1] == told[2]
    assert (told[0]["@type"], told[0]["@id"]) == (kind, f"{settings.SITE_URL}/{page}")
    assert {"@value": name, "@language": "ru"} in told[0]["name"]


@pytest.mark.parametrize("page", ["agreements/", "parties/", "people/", "places/", "themes/"])
def test_a_list_says_that_it_is_one_and_part_of_the_archive(client: Client, page: str) -> None:
    (data,) = linked_data(client, f"/kk/{page}")
    assert (data["@type"], data["inLanguage"]) == ("CollectionPage", "kk")
    assert data["@id"] == f"{settings.SITE_URL}/kk/{page}"
    assert data["isPartOf"]["@id"] == f"{settings.SITE_URL}/"
    assert [step["position"] for step in data["breadcrumb"]["itemListElement"]] == [1, 2]
    assert not linked_data(client, "/kk/agreements/?kind=treaty")


def test_the_home_page_says_that_it_is_the_archive_and_how_it_is_searched(client: Client) -> None:
    told = [linked_data(client, f"/{language}/")[0] for language in LANGUAGES]
    for language, data in zip(LANGUAGES, told, strict=True):
        assert data["@type"] == ["WebSite", "Collection"]
        assert (data["@id"], data["url"], data["name"]["@language"]) == (
            f"{settings.SITE_URL}/",
            f"{settings.SITE_URL}/",
            language,
        )
        target = data["potentialAction"]["target"]["urlTemplate"].removeprefix(settings.SITE_URL)
        assert head(client, target.replace("{search_term_string}", "museum")).title.startswith(("“", "«"))
    (part,) = linked_data(client, f"/en/agreements/{TREATY}/")
    assert (part["isPartOf"]["@id"], part["isPartOf"]["@type"]) == (told[0]["@id"], told[0]["@type"])


def test_a_thing_is_the_same_on_the_page_of_a_document_and_on_its_own(client: Client) -> None:
    for language in ("en", "ru"):
        (data,) = linked_data(client, f"/{language}/agreements/{TREATY}/")
        for thing in (*data["legislationPassedBy"], data["locationCreated"], data["about"][0]):
            path = f"/{language}{thing['@id'].removeprefix(settings.SITE_URL)}"
            (own,) = linked_data(client, path)
            assert (own["about"]["@id"], own["about"]["@type"]) == (thing["@id"], thing["@type"])
            assert thing.get("url", thing["@id"]) == thing["@id"]


def test_no_name_of_a_thing_ends_the_script_that_says_what_it_is(client: Client) -> None:
    Party.objects.filter(slug="russian-federation").update(name_en="Test </script><script>alert(17)</script><!--")
    html = client.get("/en/parties/russian-federation/").content.decode()
    assert "alert(17)" in html
    assert "<script>alert" not in html
    assert "<!--" not in html[: html.index("</head>")]


# Cards


def test_there_is_a_card_for_every_kind_of_page_and_document_in_every_language() -> None:
    kinds = {*cards.PAGES, *(f"{cards.DOCUMENT}{key}" for key in Kind.objects.values_list("pk", flat=True))}
    folder = Path(settings.BASE_DIR, "static", cards.FOLDER)
    assert {path.name for path in folder.iterdir()} == {f"{one}-{kind}.png" for one in LANGUAGES for kind in kinds}
    assert sum(path.stat().st_size for path in folder.iterdir()) < 700_000
    for path in folder.iterdir():
        with Image.open(BytesIO(path.read_bytes())) as picture:
            assert (picture.size, picture.format, picture.mode) == (cards.SIZE, "PNG", "P")


def test_a_document_of_a_kind_that_was_never_drawn_has_the_card_of_the_archive(client: Client) -> None:
    assert "/img/cards/ru-document-treaty" in head(client, f"/ru/agreements/{TREATY}/").meta["og:image"][0]
    assert head(client, f"/ru/agreements/{TREATY}/").meta["og:image:alt"] == ["Договор · Архив культурных соглашений"]
    Kind.objects.create(key="test-kind-17", label_en="Test kind 17", label_ru="Проверка", label_kk="Сынақ", position=99)
    Agreement.objects.filter(record_id=TREATY).update(kind="test-kind-17")
    assert "/img/cards/ru-archive" in head(client, f"/ru/agreements/{TREATY}/").meta["og:image"][0]
    assert head(client, f"/ru/agreements/{TREATY}/").meta["og:image:alt"] == [
        "Архив культурных соглашений: Россия\xa0— Казахстан"
    ]


@pytest.mark.parametrize("path", ["/favicon.ico", "/apple-touch-icon.png"])
def test_icons_are_found_where_programs_look_for_them(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 302
    assert "/static/img/" in response["Location"]
    file = Path(
        settings.BASE_DIR, "static", "img", re.sub(r"\.[0-9a-f]{12}\.", ".", response["Location"].rpartition("/")[2])
    )
    with Image.open(file) as picture:
        assert picture.size in ((32, 32), (180, 180))
