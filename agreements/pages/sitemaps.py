"""The sitemap: every public page in every language."""

from django.contrib.sitemaps import Sitemap
from django.db.models import Q, QuerySet
from django.urls import reverse

from agreements.models import Agreement, Party, Person, Place, Region, Theme

# Addresses that are not in the sitemap, by name, each with the reason.
LEFT_OUT = {
    "root": "leads to the home page in the reader's language",
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


class StaticPages(Sitemap):
    """The pages that are always there: home, about, the list, the indexes, the insights."""

    i18n = True
    alternates = True
    x_default = True

    def items(self) -> list[str]:
        """The names of their addresses."""
        return ["home", "about", "agreements", "themes", "parties", "people", "places", "insights"]

    def location(self, item: str) -> str:
        """The address in the current language."""
        return reverse(item)


class RecordPages(Sitemap):
    """The pages of the rows of a queryset: documents, parties, people or themes."""

    i18n = True
    alternates = True
    x_default = True
    limit = 5000

    def __init__(self, rows: QuerySet) -> None:
        self.rows = rows

    def items(self) -> QuerySet:
        """The rows."""
        return self.rows.all().order_by("pk")


class PlacePages(Sitemap):
    """The pages of cities and regions; a city that is also a region has one page."""

    i18n = True
    alternates = True
    x_default = True
    limit = 5000

    def items(self) -> list[str]:
        """The slugs of cities and regions that a published document names, and of the regions of such cities."""
        published = Agreement.objects.published()
        cities = Place.objects.filter(pk__in=published.values("place"))
        regions = Region.objects.filter(
            Q(pk__in=published.values("regions"))
            | Q(pk__in=published.values("place_region"))
            | Q(pk__in=cities.values("region"))
        )
        return sorted({*cities.values_list("slug", flat=True), *regions.values_list("slug", flat=True)})

    def location(self, item: str) -> str:
        """The address in the current language."""
        return reverse("place", args=[item])


def sitemaps() -> dict[str, Sitemap]:
    """The sections of the sitemap, by the name in their address."""
    return {
        "pages": StaticPages(),
        "agreements": RecordPages(Agreement.objects.published()),
        "parties": RecordPages(Party.objects.published()),
        "people": RecordPages(Person.objects.published()),
        "themes": RecordPages(Theme.objects.all()),
        "places": PlacePages(),
    }
