"""Who signs with whom: parties of the two sides, by kind and by name."""

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.base.drawing import layouts
from agreements.base.languages import country_name
from agreements.insights.chart_parts import Cell, Chart, Result, Table
from agreements.insights.words import leading
from agreements.models import Participation, Party, PartyKind

LISTED = 12  # pairs that are drawn


def _pairs_of_parties(result: Result) -> QuerySet[Participation]:
    """Parties of the first side, each joined to every party of the second in the same document."""
    first, second = settings.ARCHIVE_SIDES
    return Participation.objects.filter(
        agreement__in=result.documents.values("pk"),
        party__side=first,
        agreement__participations__party__side=second,
    ).order_by()


def kinds(result: Result) -> Chart | None:
    """Kinds of party on one side by kinds of party on the other."""
    counts = {
        (first, second): count
        for first, second, count in _pairs_of_parties(result)
        .values_list("party__kind", "agreement__participations__party__kind")
        .annotate(count=Count("agreement", distinct=True))
    }
    if not counts:
        return None
    labels = {kind.key: str(kind.label) for kind in PartyKind.objects.all()}
    rows = [key for key in labels if any(first == key for first, _second in counts)]
    heads = [key for key in labels if any(second == key for _first, second in counts)]
    here, there = (country_name(side) for side in settings.ARCHIVE_SIDES)

    def cell(first: str, second: str) -> Cell:
        label = f"{labels[first]} ({here}) — {labels[second]} ({there})"
        return result.cell(label, counts.get((first, second), 0), mark=f"kinds.{first}.{second}")

    cells = {first: [cell(first, second) for second in heads] for first in rows}
    most, count = leading({key: counts[key] for key in ((a, b) for a in rows for b in heads) if key in counts})
    if len(most) == 1:
        title = ngettext(
            "Most common combination: %(first)s (%(here)s) – %(second)s (%(there)s), in %(count)s document",
            "Most common combination: %(first)s (%(here)s) – %(second)s (%(there)s), in %(count)s documents",
            count,
        ) % {
            "first": labels[most[0][0]],
            "second": labels[most[0][1]],
            "here": here,
            "there": there,
            "count": count,
        }
    else:
        title = ngettext(
            "No two kinds of party meet in more than %(count)s document",
            "No two kinds of party meet in more than %(count)s documents",
            count,
        ) % {"count": count}
    return Chart(
        slug="parties",
        title=title,
        subtitle=_("Kinds of party: %(here)s in rows, %(there)s in columns.") % {"here": here, "there": there},
        method=_(
            "A document counts in every cell for which it has parties of those kinds on the two sides, "
            "and in no cell if one side names no party."
        ),
        table=Table(
            [here, *(f"{labels[second]} ({there})" for second in heads)],
            [[f"{labels[first]}", *cells[first]] for first in rows],
        ),
        drawing=layouts.grid(
            [labels[second] for second in heads],
            [layouts.GridRow(labels[first], cells[first]) for first in rows],
        ),
    )


def pairs(result: Result) -> Chart | None:
    """The parties that meet most often."""
    grouped = (
        _pairs_of_parties(result)
        .values_list("party_id", "agreement__participations__party_id")
        .annotate(count=Count("agreement", distinct=True))
    )
    rows = list(grouped.order_by("-count", "party__name_en", "agreement__participations__party__name_en")[:LISTED])
    if not rows:
        return None
    parties = Party.objects.in_bulk({key for first, second, _count in rows for key in (first, second)})
    number = grouped.count()
    here, there = (country_name(side) for side in settings.ARCHIVE_SIDES)
    cells = []
    for first_id, second_id, count in rows:
        first, second = parties[first_id], parties[second_id]
        cell = result.cell(f"{first.name} — {second.name}", count, mark=f"pair.{first.slug}.{second.slug}")
        cells.append((first, second, cell))
    most = rows[0][2]
    at_top = grouped.filter(count=most).count()
    if at_top == 1:
        title = ngettext(
            "The most frequent pair shares %(count)s document",
            "The most frequent pair shares %(count)s documents",
            most,
        ) % {"count": most}
    else:
        title = ngettext(
            "No pair of parties shares more than %(count)s document",
            "No pair of parties shares more than %(count)s documents",
            most,
        ) % {"count": most}
    return Chart(
        slug="pairs",
        title=title,
        subtitle=ngettext(
            "%(number)s pair of parties appears together in a document; the most frequent are shown.",
            "%(number)s pairs of parties appear together in a document; the most frequent are shown.",
            number,
        )
        % {"number": number},
        method=_(
            "Each party of one side is paired with each party of the other in the same document, so a "
            "document of several parties makes several pairs. Ties are listed in alphabetical order of the "
            "English names."
        ),
        table=Table([here, there, _("Documents")], [[first.name, second.name, cell] for first, second, cell in cells]),
        drawing=layouts.bars([layouts.Bar(cell) for _first, _second, cell in cells]),
    )
