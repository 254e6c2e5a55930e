"""What search engines are told: every public page in the sitemap, and no combination of filters."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import parse_qs, unquote, urljoin

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.utils.translation import override

from agreements.base.database import settle
from agreements.models import Agreement, Participation, Party, Person, Place, PublicChange, Region, State, Theme
from agreements.pages import sitemaps
from agreements.pages.sitemaps import LEFT_OUT
from tests.artificial import artificial
from tests.entity_pages import things
from tests.pages.test_pages import PAGES, TREATY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

LANGUAGES = ("en", "ru", "kk")


def listed(client: Client) -> list[str]:
    """Every address in the sitemap, without the host."""
    return [address for file in files(client) for address in locations(client, file)]


def files(client: Client) -> list[str]:
    """The addresses of the files of the sitemap."""
    return locations(client, "/sitemap.xml")


def locations(client: Client, path: str) -> list[str]:
    """The addresses that a sitemap names, without the host."""
    response = client.get(path)
    assert response.status_code == 200
    return [unescape(one) for one in re.findall(r"<loc>https?://[^/<]+([^<]*)</loc>", response.getvalue().decode())]


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    """Every address that the site knows, but for the admin."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        elif pattern.namespace != "admin":
            yield from patterns(pattern)


def test_every_kind_of_page_is_in_the_sitemap_or_left_out_for_a_reason(client: Client) -> None:
    known = list(patterns(get_resolver()))
    named = {pattern.name for pattern in known if pattern.name}
    assert {pattern.callback for pattern in known} == {pattern.callback for pattern in known if pattern.name}
    in_sitemap = {resolve(address).url_name for address in listed(client) if address.startswith("/en/")}
    assert named - in_sitemap == LEFT_OUT.keys()
    assert all(len(reason.split()) > 1 for reason in LEFT_OUT.values())


def test_every_public_page_is_in_the_sitemap_once_in_every_language(client: Client) -> None:
    in_city, in_region = artificial(1), artificial(2)
    in_city.place, in_region.place_region = things(number=1).city, things(number=2).region
    in_city.save()
    in_region.save()
    settle()
    addresses = listed(client)
    assert len(addresses) == len(set(addresses))
    pages = {address.removeprefix("/en/") for address in addresses if address.startswith("/en/")}
    for language in LANGUAGES:
        assert {a.removeprefix(f"/{language}/") for a in addresses if a.startswith(f"/{language}/")} == pages
    assert len(addresses) == len(LANGUAGES) * len(pages)
    slugs = {f"places/{one.slug}/" for model in (Place, Region) for one in model.objects.all()}
    public_places = {path for path in slugs if client.get(f"/en/{path}").status_code == 200}
    assert {path for path in pages if path.startswith("places/")} == {"places/", *public_places}
    found: list[Any] = [*Agreement.objects.published(), *Party.objects.published(), *Person.objects.published()]
    for one in (*found, *Theme.objects.filter(entries__in=Agreement.objects.published())):
        assert one.get_absolute_url() in addresses


def test_a_page_of_the_sitemap_says_when_it_was_changed_so_a_theme_on_which_nothing_is_has_none(client: Client) -> None:
    things(number=1)
    for file in files(client):
        xml = client.get(file).getvalue().decode()
        assert xml.count("<url>") == xml.count("<lastmod>") > 0, file
    assert "/en/themes/test-theme-1/" not in listed(client)


@pytest.mark.long
def test_every_address_in_the_sitemap_answers_and_its_links_lead_somewhere(client: Client) -> None:
    """Each document, and every third of what they name; each link to one of these, and of all others one of a kind."""
    pages: dict[str, str] = {}
    for number, address in enumerate(address for address in listed(client) if address.startswith("/en/")):
        if address.startswith("/en/agreements/") or not number % 3:
            response = client.get(address)
            assert response.status_code == 200, address
            pages[address] = response.content.decode()
    assert len(pages) > 150
    for element in ("<title>(.*?)</title>", '<meta name="description" content="(.*?)">'):
        heads = Counter(re.findall(element, html)[0] for html in pages.values())
        assert heads.most_common(1)[0][1] == 1, heads.most_common(3)
    found = {unescape(href) for html in pages.values() for href in re.findall(r'<a [^>]*href="(/[^"]*)"', html)}
    hrefs = {href for href in found if not href.startswith("/admin/")}
    asked: set[object] = set()
    for href in sorted(hrefs):
        target, _hash, anchor = unquote(href).partition("#")
        path, _separator, query = target.partition("?")
        if target not in pages:
            with override(path[1:3] if path[1:3] in LANGUAGES else "en"):
                kind = (path[:4], resolve(path).url_name, frozenset(parse_qs(query)), bool(anchor))
            if kind in asked:
                continue
            asked.add(kind)
            response = client.get(target, follow=True)
            assert response.status_code == 200, href
            pages[target] = response.content.decode()
        assert not anchor or f'id="{anchor}"' in pages[target], href
    assert len(asked) > 30


def test_what_is_not_public_is_not_in_the_sitemap(client: Client) -> None:
    before = set(listed(client))
    for number, state in enumerate((State.DRAFT, State.IN_REVIEW, State.WITHDRAWN)):
        things(number=number).are_named_by(artificial(number, state=state))
    settle()
    new = set(listed(client)) - before
    assert new == set()


def many(number: int) -> None:
    """So many documents, with a party each."""
    documents = [artificial(one) for one in range(number)]
    parties = Party.objects.bulk_create(
        Party(slug=f"test-party-{one}", side="RU", kind_id="institution", name_en=f"Test Party {one}", name_ru="Тест")
        for one in range(number)
    )
    Participation.objects.bulk_create(
        Participation(agreement=document, party=party) for document, party in zip(documents, parties, strict=True)
    )


def test_a_file_of_the_sitemap_fetches_no_more_than_it_lists_and_is_sent_while_it_is_written(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(300)
    whole = listed(client)
    monkeypatch.setattr(sitemaps, "SIZE", 50)
    names = files(client)
    assert len(names) > 15
    found: list[str] = []
    for name in names:
        rows: list[int] = []

        def spy(execute: Any, sql: str, params: Any, many: bool, context: Any, rows: list[int] = rows) -> Any:
            answer = execute(sql, params, many, context)
            rows.append(context["cursor"].cursor.rowcount)
            return answer

        with connection.execute_wrapper(spy):
            response = client.get(name)
            asked = len(rows)
            assert response.streaming
            addresses = re.findall(r"<loc>https?://[^/<]+([^<]*)</loc>", response.getvalue().decode())
        assert len(rows) == asked, "the database is done before anything is sent"
        assert max(rows, default=0) <= 50
        assert 0 < len(addresses) <= 50 * len(LANGUAGES)
        found += addresses
    assert found == whole


def test_a_page_in_the_sitemap_names_itself_in_every_language_and_its_last_change(client: Client) -> None:
    PublicChange.objects.filter(entry__record_id=TREATY).update(at=datetime(2024, 2, 29, 12, 30, tzinfo=UTC))
    xml = client.get("/sitemap-entries.xml").getvalue().decode()
    urls = {re.findall("<loc>(.*?)</loc>", url)[0]: url for url in re.findall("<url>(.*?)</url>", xml)}
    for language in LANGUAGES:
        url = urls[f"{settings.SITE_URL}/{language}/agreements/{TREATY}/"]
        links = dict(re.findall(r'<xhtml:link rel="alternate" hreflang="([^"]+)" href="([^"]+)"/>', url))
        expected = {one: f"{settings.SITE_URL}/{one}/agreements/{TREATY}/" for one in LANGUAGES}
        assert links == {**expected, "x-default": f"{settings.SITE_URL}/agreements/{TREATY}/"}
        assert "<lastmod>2024-02-29T12:30:00Z</lastmod>" in url
    reader = client.get(f"/agreements/{TREATY}/", headers={"accept-language": "kk"})
    assert reader["Location"] == f"/kk/agreements/{TREATY}/"


@pytest.mark.parametrize(
    "path", ["nothing.xml", "places.xml?p=2", "entries.xml?p=0", "entries.xml?p=x", f"entries.xml?p={'9' * 40}"]
)
def test_a_file_that_the_sitemap_does_not_have_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"/sitemap-{path}").status_code == 404


def rules(client: Client) -> list[tuple[bool, str]]:
    """Whether each rule for everyone allows, and its path."""
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    pairs = [line.split(": ", 1) for line in lines]
    return [(name == "Allow", path) for name, path in pairs if name in ("Allow", "Disallow")]


def allowed(rules: list[tuple[bool, str]], address: str) -> bool:
    """RFC 9309: the longest rule that matches decides, ``*`` is anything and ``$`` the end."""
    fitting = [
        (len(path), allow)
        for allow, path in rules
        if re.match(re.escape(path).replace(r"\*", ".*").replace(r"\$", "$"), address)
    ]
    return max(fitting)[1] if fitting else True


def followed(client: Client, page: str) -> Iterator[tuple[str, bool]]:
    """Every link to another page in the same language, and whether a crawler is asked to follow it."""
    html = client.get(page).content.decode()
    for attributes in re.findall(r"<a\b([^>]*)>", html):
        given = dict(re.findall(r'([-\w]+)="([^"]*)"', attributes))
        elsewhere = given.get("href", "#").startswith(("http", "#")) or "hreflang" in given
        if not elsewhere:
            yield urljoin(page, unescape(given["href"])), "nofollow" not in given.get("rel", "").split()


@pytest.mark.parametrize(
    "address",
    [
        "/en/agreements/?kind=treaty",
        "/kk/agreements/?kind=treaty&theme=media&year_from=2013",
        "/ru/agreements/?q=музей",
        "/en/agreements/?page=2",
        "/en/agreements/?view=clauses",
        "/en/agreements/?mark=pair.a.b",
        f"/en/compare/?a={TREATY}",
        "/en/insights/?kind=treaty",
        "/en/insights/years.svg?kind=treaty",
        "/en/insights/years.csv?theme=media",
        "/en/suggest/?q=museum",
        "/admin/",
    ],
)
def test_crawlers_are_kept_from_combinations_of_filters(client: Client, address: str) -> None:
    assert not allowed(rules(client), address)


def test_crawlers_may_read_every_page_of_the_sitemap(client: Client) -> None:
    said = rules(client)
    assert all(allowed(said, address) for address in listed(client))
    assert allowed(said, "/sitemap-entries.xml?p=2")
    assert allowed(said, "/static/css/archive.css")


READ = [path for path in PAGES if "?" not in path and path != "about/style/"]  # specimens lead nowhere


@pytest.mark.parametrize("path", [*READ, "compare/", "insights/", "no-such-page/"])
def test_links_and_rules_for_crawlers_agree(client: Client, path: str) -> None:
    said = rules(client)
    links = list(followed(client, f"/en/{path}"))
    assert len(links) > 10
    assert [link for link, follow in links if follow != allowed(said, link)] == []


def test_no_combination_of_filters_asks_to_be_followed(client: Client) -> None:
    for page in (
        "agreements/?kind=treaty&year_from=2010",
        "agreements/?q=museum&view=clauses",
        "insights/?kind=treaty",
    ):
        links = list(followed(client, f"/en/{page}"))
        assert any("?" in link for link, _follow in links)
        assert [
            link for link, follow in links if follow and re.match(r"/en/(agreements|insights|compare)/\?.", link)
        ] == []


def test_a_page_in_the_sitemap_changed_when_the_last_of_its_documents_did(client: Client) -> None:
    """A draft that names it is none of its documents."""
    PublicChange.objects.update(at=datetime(2024, 1, 1, tzinfo=UTC))
    PublicChange.objects.filter(entry__record_id=TREATY).update(at=datetime(2024, 2, 29, 12, 30, tzinfo=UTC))
    draft = Agreement.objects.published().exclude(record_id=TREATY).filter(participations__party__slug="omsk-oblast")
    for one in draft[:1]:
        Agreement.objects.filter(pk=one.pk).update(state=State.DRAFT)
        PublicChange.objects.filter(entry=one.pk).update(at=datetime(2025, 1, 1, tzinfo=UTC))
    treaty = Agreement.objects.get(record_id=TREATY)
    names = {
        "parties": {party.get_absolute_url() for party in treaty.parties.all()},
        "people": {signatory.person.get_absolute_url() for signatory in treaty.signatories.all()},
        "places": {place.get_absolute_url() for place in (treaty.place, treaty.place and treaty.place.region) if place},
        "themes": {theme.get_absolute_url() for theme in treaty.themes.all()},
    }
    for section, changed in names.items():
        xml = client.get(f"/sitemap-{section}.xml").getvalue().decode()
        found = dict(re.findall(f"<loc>{settings.SITE_URL}(/en/.*?)</loc><lastmod>(.*?)</lastmod>", xml))
        assert changed <= {path for path, at in found.items() if at == "2024-02-29T12:30:00Z"}, section
        assert set(found.values()) <= {"2024-01-01T00:00:00Z", "2024-02-29T12:30:00Z"}, section
    pages = client.get("/sitemap-pages.xml").getvalue().decode()
    assert set(re.findall("<lastmod>(.*?)</lastmod>", pages)) == {"2024-02-29T12:30:00Z"}
