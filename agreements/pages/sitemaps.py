"""What search engines may read: every public page in every language."""

from django.contrib.sitemaps import Sitemap
from django.db.models import Q, QuerySet
from django.urls import reverse

from agreements.models import Agreement, Party, Person, Place, Region, Theme

# Addresses that are no pages of the record to be found by a search engine, by name, with the reason.
LEFT_OUT = {
    "front-door": "leads to the home page in the reader's language",
    "permanent": "leads to the page of the document, which is listed",
    "robots": "is read by crawlers before the sitemap",
    "sitemaps": "is the sitemap itself",
    "sitemap": "is a part of the sitemap",
    "healthz": "is for operators",
    "readyz": "is for operators",
    "style": "shows components, and asks not to be indexed",
    "compare": "is made of two documents that are listed, and asks not to be indexed",
    "attachment": "is linked from its document, with the reason why the archive may show it",
    "cite": "is a file for reference managers",
    "insight-svg": "is a file of a page that is listed",
    "insight-csv": "is a file of a page that is listed",
    "suggest": "answers the search box",
}


class Rooms(Sitemap):
    """The pages that are not about one thing."""

    i18n = True
    alternates = True
    x_default = True

    def items(self) -> list[str]:
        """Names of addresses."""
        return ["home", "about", "agreements", "themes", "parties", "people", "places", "insights"]

    def location(self, item: str) -> str:
        """The address in the language at hand."""
        return reverse(item)


class Things(Sitemap):
    """The pages of documents, or of what they name."""

    i18n = True
    alternates = True
    x_default = True
    limit = 5000

    def __init__(self, things: QuerySet) -> None:
        self.things = things

    def items(self) -> QuerySet:
        """The things that are public."""
        return self.things.all().order_by("pk")


class Places(Sitemap):
    """The pages of cities and regions; a city that is a region of its own has one page."""

    i18n = True
    alternates = True
    x_default = True
    limit = 5000

    def items(self) -> list[str]:
        """The addresses of those that a published document names, and of the regions of such cities."""
        published = Agreement.objects.published()
        cities = Place.objects.filter(pk__in=published.values("place"))
        regions = Region.objects.filter(
            Q(pk__in=published.values("regions"))
            | Q(pk__in=published.values("place_region"))
            | Q(pk__in=cities.values("region"))
        )
        return sorted({*cities.values_list("slug", flat=True), *regions.values_list("slug", flat=True)})

    def location(self, item: str) -> str:
        """The address in the language at hand."""
        return reverse("place", args=[item])


def sitemaps() -> dict[str, Sitemap]:
    """The sections of the sitemap."""
    return {
        "rooms": Rooms(),
        "agreements": Things(Agreement.objects.published()),
        "parties": Things(Party.objects.published()),
        "people": Things(Person.objects.published()),
        "themes": Things(Theme.objects.all()),
        "places": Places(),
    }
