"""What an entry is to be had as besides its page, and the links that tell programs so.

Sources: RFC 9110, 12 (content negotiation); RFC 8288 (links); https://signposting.org/FAIR/ (cite-as, describedby,
license, type).
"""

from django.conf import settings
from django.http import HttpRequest
from django.http.request import MediaType
from django.urls import reverse
from django.utils.translation import override

from agreements.base.requests import site_address, without_language
from agreements.models import Entry

PAGE = "text/html"
# The files of every entry, by the last part of their address.
TYPES = {
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "json": "application/vnd.citationstyles.csl+json",
    "jsonld": "application/ld+json",
}
LEGISLATION = "https://schema.org/Legislation"


def preferred(request: HttpRequest) -> str:
    """Which of `TYPES` a program would rather have than the page, by ``Accept``; empty for the page.

    So it is where nothing that there is would be accepted: who follows a citation gets something to read.
    """
    asked = [MediaType(one) for one in request.headers.get("Accept", "").split(",") if one.strip()]
    qualities = {f"{one.main_type}/{one.sub_type}": one.quality for one in asked}

    def quality(media_type: str) -> float:
        """That of the narrowest range which the type is in (RFC 9110, 12.5.1): a type with q=0 is in no wider one."""
        ranges = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
        return next((qualities[one] for one in ranges if one in qualities), 0)

    best = max([PAGE, *TYPES.values()], key=quality)  # of equals the first
    return next((fmt for fmt, media_type in TYPES.items() if media_type == best and quality(best)), "")


def file_address(entry: Entry, fmt: str) -> str:
    """The path of one of the files, in the language of the page."""
    return reverse("cite", args=[entry.record_id, fmt])


def licence() -> str:
    """Under which terms what the archive says may be used: the licence that is named, else the page that tells them."""
    named: str = settings.RECORD_LICENCE
    return named or f"{site_address()}{without_language(reverse('about'))}#reuse"


def signposts(entry: Entry) -> str:
    """The value of ``Link`` for the page of an entry and its permanent address."""
    site = site_address()
    links = [
        f'<{site}{entry.permanent_path()}>; rel="cite-as"',
        *(
            f'<{site}{file_address(entry, fmt)}>; rel="describedby"; type="{media_type}"'
            for fmt, media_type in TYPES.items()
        ),
        f'<{licence()}>; rel="license"',
        f'<{LEGISLATION}>; rel="type"',
    ]
    return ", ".join(links)


def alternates(entry: Entry) -> str:
    """The value of ``Link`` that names the pages of an entry in every language; for an address that has none."""
    links = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            address = f"{site_address()}{entry.get_absolute_url()}"
        links.append(f'<{address}>; rel="alternate"; type="{PAGE}"; hreflang="{language}"')
    return ", ".join(links)


def described(entry: Entry) -> str:
    """The value of ``Link`` for one of the files: what it describes."""
    site = site_address()
    return (
        f'<{site}{entry.get_absolute_url()}>; rel="describes"; type="{PAGE}", '
        f'<{site}{entry.permanent_path()}>; rel="cite-as"'
    )
