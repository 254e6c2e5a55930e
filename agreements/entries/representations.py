"""What an entry is to be had as besides its page, and the links that tell programs so.

Sources: RFC 9110, 12 (content negotiation); RFC 8288 (links); https://signposting.org/FAIR/ (cite-as, describedby,
license, type).
"""

import re

from django.conf import settings
from django.http import HttpRequest
from django.http.request import MediaType
from django.urls import reverse
from django.utils.translation import override

from agreements.base.requests import site_address, without_language
from agreements.models import Clause, Entry

PAGE = "text/html"
# The files of every entry, by the last part of their address.
TYPES = {
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "json": "application/vnd.citationstyles.csl+json",
    "jsonld": "application/ld+json",
}
_WEIGHT = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")  # RFC 9110, 12.4.2
LEGISLATION = "https://schema.org/Legislation"


def preferred(request: HttpRequest) -> str:
    """Which of `TYPES` a program would rather have than the page, by ``Accept``; empty for the page.

    So it is where nothing that there is would be accepted: who follows a citation gets something to read. A range whose
    weight cannot be read asks for nothing.
    """
    ranges = [MediaType(one) for one in request.headers.get("Accept", "").split(",") if one.strip()]
    asked = [one for one in ranges if _WEIGHT.fullmatch(str(one.params.get("q", "1")))]
    qualities = {f"{one.main_type}/{one.sub_type}": one.quality for one in asked}

    def quality(media_type: str) -> float:
        """That of the narrowest range which the type is in (RFC 9110, 12.5.1): a type with q=0 is in no wider one."""
        ranges = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
        return next((qualities[one] for one in ranges if one in qualities), 0)

    best = max([PAGE, *TYPES.values()], key=quality)  # of equals the first
    return next((fmt for fmt, media_type in TYPES.items() if media_type == best and quality(best)), "")


def file_address(entry: Entry, fmt: str, clause: Clause | None = None) -> str:
    """The path of one of the files, of an entry or of a clause of it, in the language of the page."""
    address = reverse("cite", args=[entry.record_id, fmt])
    return f"{address}?clause={clause.number}" if clause else address


def permanent_address(entry: Entry, clause: Clause | None = None) -> str:
    """The address under which an entry, or a clause of it, is cited."""
    return f"{site_address()}{entry.permanent_path()}{_anchor(clause)}"


def page_address(entry: Entry, clause: Clause | None = None) -> str:
    """The path of the page of an entry, or of a clause on it, in the language of the page."""
    return f"{entry.get_absolute_url()}{_anchor(clause)}"


def _anchor(clause: Clause | None) -> str:
    return f"#{clause.anchor}" if clause else ""


def licence() -> str:
    """Under which terms what the archive says may be used: the licence that is named, else the page that tells them."""
    named: str = settings.RECORD_LICENCE
    return named or f"{site_address()}{without_language(reverse('about'))}#reuse"


def signposts(entry: Entry, clause: Clause | None = None) -> str:
    """The value of ``Link`` for the page of an entry and its permanent address; ``clause``: if one is asked for."""
    site = site_address()
    links = [
        f'<{permanent_address(entry, clause)}>; rel="cite-as"',
        *(
            f'<{site}{file_address(entry, fmt, clause)}>; rel="describedby"; type="{media_type}"'
            for fmt, media_type in TYPES.items()
        ),
        f'<{licence()}>; rel="license"',
        f'<{LEGISLATION}>; rel="type"',
    ]
    return ", ".join(links)


def alternates(entry: Entry, clause: Clause | None = None) -> str:
    """The value of ``Link`` that names the pages of an entry in every language; for an address that has none."""
    links = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            address = f"{site_address()}{page_address(entry, clause)}"
        links.append(f'<{address}>; rel="alternate"; type="{PAGE}"; hreflang="{language}"')
    return ", ".join(links)


def described(entry: Entry, clause: Clause | None = None) -> str:
    """The value of ``Link`` for one of the files: what it describes."""
    return (
        f'<{site_address()}{page_address(entry, clause)}>; rel="describes"; type="{PAGE}", '
        f'<{permanent_address(entry, clause)}>; rel="cite-as"'
    )
