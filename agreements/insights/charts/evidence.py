"""How well: the number of sources of each document, and those of which a text was found."""

from django.db.models import BooleanField, Count, ExpressionWrapper
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.base.drawing import layouts
from agreements.insights.chart_parts import Chart, Result, Table
from agreements.insights.figures import Bars
from agreements.insights.words import share
from agreements.rules.standing import has_text
from agreements.search.subsets import MANY_SOURCES, SOURCE_COUNT, sources_key, sources_label

TEXT = "text.official"


def sources(result: Result) -> Chart | None:
    """Documents by number of sources, and those with a text to read."""
    found = ExpressionWrapper(has_text(), output_field=BooleanField())
    rows = (
        result.documents.annotate(number=SOURCE_COUNT, found=found)
        .values_list("number", "found")
        .annotate(count=Count("pk"))
    )
    counts: dict[int, int] = {}
    with_text = 0
    for number, is_found, count in rows:
        number = min(number, MANY_SOURCES)
        counts[number] = counts.get(number, 0) + count
        with_text += count if is_found else 0
    if not counts:
        return None
    cells = [result.cell(sources_label(number), counts[number], mark=sources_key(number)) for number in sorted(counts)]
    text_cell = result.cell(_("A text was found"), with_text, mark=TEXT)
    several = sum(count for number, count in counts.items() if number > 1)
    return Chart(
        slug="sources",
        name=_("Sources"),
        title=_how_many_several(several, result.total),
        subtitle=_how_many_with_text(with_text, result.total),
        method=_(
            "Sources are the pages and publications named on the document’s page, however much of it each supports. "
            "The last row counts documents of the other rows once more, if their page says where the text can be read."
        ),
        table=Table(
            [_("Sources"), _("Documents"), _("Share")],
            [[cell.label, cell, share(cell.count, result.total)] for cell in (*cells, text_cell)],
        ),
        figure=Bars([*map(layouts.Bar, cells), layouts.Bar(text_cell, role="bar bar--open")]),
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


def _how_many_with_text(count: int, total: int) -> str:
    if not count:
        return _("Number of sources. A text was found of no document.")
    if count == total:
        return _("Number of sources. A text was found of every document.")
    text = _("Number of sources. Documents of which a text was found: %(count)s of %(total)s (%(share)s).")
    return text % {"count": count, "total": total, "share": share(count, total)}
