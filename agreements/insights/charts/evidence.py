"""How well: the number of sources of each document, and official texts."""

from django.db.models import Count, Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.base.drawing import layouts
from agreements.insights.chart_parts import Chart, Result, Table
from agreements.insights.figures import Bars
from agreements.insights.words import share
from agreements.models import Source, SourceKind
from agreements.search.subsets import MANY_SOURCES, SOURCE_COUNT, sources_key, sources_label

OFFICIAL = "text.official"


def sources(result: Result) -> Chart | None:
    """Documents by number of sources, and those with an official text."""
    official_text = Source.objects.filter(entry=OuterRef("pk"), kind=SourceKind.OFFICIAL_TEXT)
    rows = (
        result.documents.annotate(number=SOURCE_COUNT, official=Exists(official_text))
        .values_list("number", "official")
        .annotate(count=Count("pk"))
    )
    counts: dict[int, int] = {}
    with_text = 0
    for number, official, count in rows:
        number = min(number, MANY_SOURCES)
        counts[number] = counts.get(number, 0) + count
        with_text += count if official else 0
    if not counts:
        return None
    cells = [result.cell(sources_label(number), counts[number], mark=sources_key(number)) for number in sorted(counts)]
    official_cell = result.cell(_("Official text among the sources"), with_text, mark=OFFICIAL)
    several = sum(count for number, count in counts.items() if number > 1)
    return Chart(
        slug="sources",
        name=_("Sources"),
        title=_how_many_several(several, result.total),
        subtitle=_how_many_official(with_text, result.total),
        method=_(
            "Sources are the pages and publications named on the document’s page, however much of it each supports. "
            "The last row counts documents of the other rows once more, where one of the sources is the official text."
        ),
        table=Table(
            [_("Sources"), _("Documents"), _("Share")],
            [[cell.label, cell, share(cell.count, result.total)] for cell in (*cells, official_cell)],
        ),
        figure=Bars([*map(layouts.Bar, cells), layouts.Bar(official_cell, role="bar bar--open")]),
    )


def _how_many_several(count: int, total: int) -> str:
    if not count:
        return _("No document has more than one source")
    if count == total:
        return _("Every document has two or more sources")
    text = ngettext(
        "%(count)s of %(total)s documents has two or more sources",
        "%(count)s of %(total)s documents have two or more sources",
        count,
    )
    return text % {"count": count, "total": total}


def _how_many_official(count: int, total: int) -> str:
    if not count:
        return _("Number of sources. No document has an official text.")
    if count == total:
        return _("Number of sources. Every document has an official text.")
    text = ngettext(
        "Number of sources. %(count)s of %(total)s documents (%(share)s) has an official text.",
        "Number of sources. %(count)s of %(total)s documents (%(share)s) have an official text.",
        count,
    )
    return text % {"count": count, "total": total, "share": share(count, total)}
