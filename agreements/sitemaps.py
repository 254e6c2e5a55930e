"""What search engines may read: every public page in every language."""

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from agreements.models import Agreement, Party, Person, Theme


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


def sitemaps() -> dict[str, Sitemap]:
    """The sections of the sitemap."""
    return {
        "rooms": Rooms(),
        "agreements": Things(Agreement.objects.published()),
        "parties": Things(Party.objects.published()),
        "people": Things(Person.objects.published()),
        "themes": Things(Theme.objects.all()),
    }
