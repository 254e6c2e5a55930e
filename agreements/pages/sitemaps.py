"""The sitemap: every public page in every language, in files of so many pages.

A file fetches the addresses of its own pages only, and is sent while it is written.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.paginator import InvalidPage, Paginator
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Greatest
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.urls import reverse
from django.utils.html import escape
from django.utils.http import quote_etag
from django.utils.translation import override

from agreements.base.requests import site_address, without_language
from agreements.models import Agreement, Entry, Party, Person, Place, Region, Theme
from agreements.models.visibility import public

SIZE = 1000  # pages in a file, each in every language; a file may have 50 000 addresses (sitemaps.org)

# Addresses that are not in the sitemap, by name, each with the reason.
LEFT_OUT = {
    "root": "leads to the home page in the reader's language",
    "permanent": "leads to the page of the document, which is listed",
    "robots": "is read by crawlers before the sitemap",
    "sitemaps": "is the sitemap itself",
    "sitemap": "is a part of the sitemap",
    "unapi": "answers reference managers",
    "favicon": "is a picture",
    "apple-touch-icon": "is a picture",
    "healthz": "is for operators",
    "readyz": "is for operators",
    "style": "shows components, and asks not to be indexed",
    "compare": "is made of two documents that are listed, and asks not to be indexed",
    "languages": "is the same document in a different layout, and asks not to be indexed",
    "attachment": "is linked from its document, with the reason why the archive may show it",
    "cite": "is a file for reference managers",
    "export": "is a list as a file",
    "kept": "is made by each reader, and asks not to be indexed",
    "kept-found": "leads to such a list",
    "kept-file": "is such a list as a file",
    "insight-svg": "is a file of a page that is listed",
    "insight-csv": "is a file of a page that is listed",
    "suggest": "answers the search box",
}

ALWAYS_THERE = ("home", "about", "agreements", "themes", "parties", "people", "places", "insights")
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True)
class Page:
    """A page in every language: the name of its address with what that needs, and the last change that readers see."""

    route: str
    arguments: Sequence[str] = ()
    changed: datetime | None = None


@dataclass(frozen=True)
class Section:
    """Pages of one kind: the rows that say which, in an order that does not change, and how to read a row."""

    rows: "QuerySet[Any] | Sequence[Any]"
    page: Callable[[Any], Page]

    @property
    def files(self) -> "Paginator[Any]":
        """The rows in parts, a file each."""
        return Paginator(self.rows, SIZE)


def sections() -> dict[str, Section]:
    """The sections of the sitemap, by the name in their address."""
    last = Entry.objects.published().aggregate(at=Max("public_change__at"))["at"]
    return {
        "pages": Section(ALWAYS_THERE, lambda route: Page(route, changed=last)),
        "entries": _entries(),
        "parties": _named("party", Party.objects.published(), "slug", "participations__agreement"),
        "people": _named("person", Person.objects.published(), "slug", "signatories__agreement"),
        "themes": _themes(),
        "places": Section(_places(), lambda row: Page("place", [row[0]], row[1])),
    }


def _changed(rows: "QuerySet[Any]", key: str, *paths: str) -> "QuerySet[Any, Any]":
    """The keys of rows, with the last change that readers see of the entries at the end of these paths."""
    changes = [Max(f"{path}__public_change__at", filter=public(path)) for path in paths]
    last = Greatest(*changes) if len(changes) > 1 else changes[0]
    changed: QuerySet[Any, Any] = rows.annotate(last_change=last).values_list(key, "last_change")
    return changed


def _named(route: str, rows: "QuerySet[Any]", key: str, *paths: str) -> Section:
    return Section(_changed(rows.order_by("pk"), key, *paths), lambda row: Page(route, [row[0]], row[1]))


def _themes() -> Section:
    """The themes that something is on: the page of any other has nothing to read, and was never changed."""
    rows = _changed(Theme.objects.order_by("pk"), "pk", "entries", "clauses__agreement")
    return Section(rows.exclude(last_change=None), lambda row: Page("theme", [row[0]], row[1]))


def _entries() -> Section:
    """What is published, of every kind."""
    kinds = Entry.kinds()
    rows = Entry.objects.published().order_by("pk").values_list("type", "record_id", "public_change__at")
    return Section(rows, lambda row: Page(kinds[row[0]].route, [row[1]], row[2]))


def _places() -> list[tuple[str, datetime | None]]:
    """Cities and regions that a published document names, and the regions of such cities, with their last change; a
    city that is also a region has one page.
    """
    published = Agreement.objects.published()
    cities = Place.objects.filter(pk__in=published.values("place"))
    regions = Region.objects.filter(
        Q(pk__in=published.values("regions"))
        | Q(pk__in=published.values("place_region"))
        | Q(pk__in=cities.values("region"))
    )
    changes: dict[str, list[datetime]] = {}
    for slug, at in (
        *_changed(cities.order_by(), "slug", "agreements"),
        *_changed(regions.order_by(), "slug", "agreements", "agreements_signed", "places__agreements"),
    ):
        changes.setdefault(slug, []).extend([at] if at else [])
    return [(slug, max(found, default=None)) for slug, found in sorted(changes.items())]


def sitemap_index(request: HttpRequest) -> StreamingHttpResponse:
    """The addresses of all files of the sitemap."""
    site = site_address()
    files = [
        f"{site}{reverse('sitemap', args=[name])}" + (f"?p={number}" if number > 1 else "")
        for name, section in sections().items()
        for number in section.files.page_range
    ]
    lines = (f"<sitemap><loc>{escape(address)}</loc></sitemap>\n" for address in files)
    return _xml(f'<sitemapindex xmlns="{SITEMAPS}">\n', lines, "</sitemapindex>\n", files)


def sitemap(request: HttpRequest, section: str) -> StreamingHttpResponse:
    """One file of a section; 404 where there is none of this name or number."""
    try:
        requested = sections()[section]
        pages = [requested.page(row) for row in requested.files.page(request.GET.get("p", 1))]
    except (KeyError, InvalidPage):
        raise Http404 from None
    links = _links(pages, site_address())
    start = f'<urlset xmlns="{SITEMAPS}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    return _xml(start, links, "</urlset>\n", [site_address(), *pages])


def _links(pages: Iterable[Page], site: str) -> Iterator[str]:
    """Each page in each language, with its other languages and the address that leads to the reader's own."""
    for page in pages:
        addresses = {}
        for language, _name in settings.LANGUAGES:
            with override(language):
                path = reverse(page.route, args=page.arguments)
            addresses[language] = escape(site + path)
        any_language = escape(site + without_language(path))
        changed = f"<lastmod>{page.changed:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if page.changed else ""
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href="{address}"/>'
            for language, address in {**addresses, "x-default": any_language}.items()
        )
        for address in addresses.values():
            yield f"<url><loc>{address}</loc>{changed}{others}</url>\n"


def _xml(start: str, lines: Iterable[str], end: str, said: Sequence[object]) -> StreamingHttpResponse:
    """An answer that is sent while it is written; ``said``, all that it says, makes its ``ETag`` before that."""

    def content() -> Iterator[str]:
        yield HEAD + start
        yield from lines
        yield end

    return StreamingHttpResponse(
        content(),
        content_type="application/xml",
        headers={
            "X-Robots-Tag": "noindex, noodp, noarchive",
            "ETag": quote_etag(sha256(repr(said).encode()).hexdigest()[:32]),
        },
    )
