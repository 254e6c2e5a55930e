"""The years of a search as a histogram whose columns are links to its list."""

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.base.drawing.layouts import YearsLink, histogram
from agreements.base.drawing.outputs import Drawing, fitted
from agreements.search import YearCount
from agreements.search.choices import Choices

# Links are at least 24 pixels wide (WCAG 2.5.8): so many fit beside a list or on a telephone, and so many where the
# style sheet shows the wide drawing.
NARROW_LINKS, WIDE_LINKS = 11, 36
# And so many years below.
NARROW_YEARS, WIDE_YEARS = 8, 16


def draw_years(years: list[YearCount], choices: Choices, prefix: str) -> SafeString:
    """The histogram, for little room and for much; empty where the record is. ``prefix`` begins the id of each link."""
    if not years:
        return SafeString()
    counts = {year.year: year.count for year in years}
    chosen = {year.year for year in years if year.selected} or None

    def drawing(prefix: str, links: int, labels: int) -> Drawing:
        def link(first: int, last: int, count: int) -> YearsLink:
            values = {"year": first if first == last else f"{first}–{last}", "count": count}
            name = ngettext("%(year)s: %(count)s document", "%(year)s: %(count)s documents", count) % values
            current = chosen is not None and chosen.issuperset(range(first, last + 1))
            query = choices.years_query(first, last)
            address = reverse("agreements") + (f"?{query}" if query else "")
            return YearsLink(address, name, f"{prefix}-{first}", current)

        return histogram(counts, link, links=links, labels=labels, crowded=NARROW_YEARS, chosen=chosen)

    return fitted(
        drawing(f"narrow-{prefix}", NARROW_LINKS, NARROW_YEARS),
        drawing(prefix, WIDE_LINKS, WIDE_YEARS),
        _("Documents by year of signature"),
    )
