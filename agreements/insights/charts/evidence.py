"""How well: the number of sources of each document, its confidence, and official texts."""

from django.db.models import Count, Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.base.drawing import layouts
from agreements.insights.chart_parts import Cell, Chart, Result, Table
from agreements.insights.words import share
from agreements.models import Confidence, Source, SourceKind
from agreements.search.subsets import MANY_SOURCES, SOURCE_COUNT, sources_key, sources_label

OFFICIAL = "text.official"


def sources(result: Result) -> Chart | None:
    """Documents by number of sources and confidence, and those with an official text."""
    official_text = Source.objects.filter(entry=OuterRef("pk"), kind=SourceKind.OFFICIAL_TEXT)
    rows = (
        result.documents.annotate(number=SOURCE_COUNT, official=Exists(official_text))
        .values_list("number", "confidence", "official")
        .annotate(count=Count("pk"))
    )
    counts: dict[tuple[str, str], int] = {}
    numbers: set[int] = set()
    for number, confidence, official, count in rows:
        numbers.add(min(number, MANY_SOURCES))
        for row in (sources_key(number), *([OFFICIAL] if official else [])):
            counts[row, confidence] = counts.get((row, confidence), 0) + count
    if not counts:
        return None
    present = {confidence for _row, confidence in counts}
    labels = {term.key: str(term.label) for term in Confidence.objects.all() if term.key in present}
    names = {sources_key(number): sources_label(number) for number in sorted(numbers)}
    names[OFFICIAL] = _("Official text among the sources")

    def cell(row: str, confidence: str) -> Cell:
        label = f"{names[row]}, {labels[confidence]}"
        return result.cell(label, counts.get((row, confidence), 0), mark=row, confidence=confidence)

    def total_of(*rows: str) -> int:
        return sum(count for (row, _confidence), count in counts.items() if row in rows)

    cells = {row: [cell(row, confidence) for confidence in labels] for row in names}
    every = {row: result.cell(names[row], total_of(row), mark=row) for row in names}
    several = result.total - total_of("sources.0", "sources.1")
    official_count = total_of(OFFICIAL)
    return Chart(
        slug="sources",
        title=_how_many_several(several, result.total),
        subtitle=ngettext(
            "Sources by confidence. %(count)s of %(total)s documents (%(share)s) has an official text.",
            "Sources by confidence. %(count)s of %(total)s documents (%(share)s) have an official text.",
            official_count,
        )
        % {"count": official_count, "total": result.total, "share": share(official_count, result.total)},
        method=_(
            "Sources are the pages and publications named on the document’s page, however much of it each "
            "supports. Confidence is the cataloguer’s judgement. The last row counts documents of the other "
            "rows once more, where one of the sources is the official text."
        ),
        table=Table(
            [_("Sources"), *labels.values(), _("All")],
            [[names[row], *cells[row], every[row]] for row in names],
        ),
        drawing=layouts.grid(
            list(labels.values()),
            [layouts.GridRow(names[row], cells[row]) for row in names],
        ),
    )


def _how_many_several(count: int, total: int) -> str:
    if not count:
        return _("No document has more than one source")
    text = ngettext(
        "%(count)s of %(total)s documents has two or more sources",
        "%(count)s of %(total)s documents have two or more sources",
        count,
    )
    return text % {"count": count, "total": total}
