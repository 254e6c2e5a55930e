"""The sections of the archive, and in which of them a page is."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Section:
    """A section of the archive: the name of its first address, what it is called, and its other addresses."""

    route: str
    label: str | Promise
    others: tuple[str, ...] = ()


SECTIONS = (
    Section("agreements", _("Documents"), ("agreement", "compare")),
    Section("themes", _("Themes"), ("theme",)),
    Section("parties", _("Parties"), ("party",)),
    Section("people", _("People"), ("person",)),
    Section("places", _("Places"), ("place",)),
    Section("insights", _("Insights")),
    Section("about", _("About"), ("style",)),
)


@dataclass(frozen=True)
class SectionLink:
    """A section as a link. ``current`` is the value of ``aria-current``: ``page``, ``true`` within it, or nothing."""

    url: str
    label: str
    current: str


def section_links(request: HttpRequest) -> list[SectionLink]:
    """Every section, as seen from the page that was asked for; one that does not exist is in none."""
    match = request.resolver_match
    here = match.url_name if match else None

    def current(section: Section) -> str:
        return "page" if here == section.route else "true" if here in section.others else ""

    return [SectionLink(reverse(section.route), str(section.label), current(section)) for section in SECTIONS]
