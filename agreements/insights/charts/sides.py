"""Who signs with whom: parties of the two sides, by kind and by name."""

from django.conf import settings
from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.base.drawing import layouts
from agreements.base.languages import country_name
from agreements.insights.chart_parts import Chart, Result, Table
from agreements.insights.figures import Bars
from agreements.models import Participation, Party, PartyKind
from agreements.models.visibility import name_key

LISTED = 12  # pairs of parties that are in the table
DRAWN = 5  # pairs that are drawn, of kinds and of parties


def _pairs_of_parties(result: Result) -> QuerySet[Participation]:
    """Parties of the first side, each joined to every party of the second in the same document."""
    first, second = settings.ARCHIVE_SIDES
    return Participation.objects.filter(
        agreement__in=result.documents.values("pk"),
        party__side=first,
        agreement__participations__party__side=second,
    ).order_by()


def kinds(result: Result) -> Chart | None:
    """Which kind of party on one side meets which on the other."""
    pairs_of_parties = _pairs_of_parties(result)
    counts = {
        (first, second): count
        for first, second, count in pairs_of_parties.values_list(
            "party__kind", "agreement__participations__party__kind"
        ).annotate(count=Count("agreement", distinct=True))
    }
    if not counts:
        return None
    both = pairs_of_parties.aggregate(count=Count("agreement", distinct=True))["count"]
    other_kind = F("agreement__participations__party__kind")  # the join of the counts above
    same = pairs_of_parties.annotate(other_kind=other_kind).filter(party__kind=F("other_kind"))
    alike = same.aggregate(count=Count("agreement", distinct=True))["count"]
    labels = {kind.key: str(kind.label) for kind in PartyKind.objects.all()}
    rank = {key: position for position, key in enumerate(labels)}
    order = sorted(counts, key=lambda pair: (-counts[pair], rank[pair[0]], rank[pair[1]]))
    here, there = (country_name(side) for side in settings.ARCHIVE_SIDES)
    cells = {
        (first, second): result.cell(
            f"{labels[first]} — {labels[second]}", counts[first, second], mark=f"kinds.{first}.{second}"
        )
        for first, second in order
    }
    return Chart(
        slug="parties",
        name=_("Who signs with whom"),
        title=_how_many_alike(alike, both),
        subtitle=_("Kinds of party that appear together most often: %(here)s — %(there)s.")
        % {"here": here, "there": there},
        method=_(
            "A document counts in every row for which it has parties of those kinds on the two sides, "
            "and in no row if one side names no party."
        ),
        table=Table(
            [here, there, _("Documents")],
            [[labels[first], labels[second], cells[first, second]] for first, second in order],
        ),
        figure=Bars([layouts.Bar(cells[pair]) for pair in order], top=DRAWN),
    )


def _how_many_alike(alike: int, both: int) -> str:
    if not alike:
        return _("In no document do both sides have a party of the same kind")
    if alike == both:
        return _("In every document with parties of both sides, both have a party of the same kind")
    text = ngettext(
        "In %(alike)s of %(both)s document, both sides have a party of the same kind",
        "In %(alike)s of %(both)s documents, both sides have a party of the same kind",
        both,
    )
    return text % {"alike": alike, "both": both}


def pairs(result: Result) -> Chart | None:
    """The parties that meet most often."""
    grouped = (
        _pairs_of_parties(result)
        .values_list("party_id", "agreement__participations__party_id")
        .annotate(count=Count("agreement", distinct=True))
    )
    names = (name_key("party__name"), name_key("agreement__participations__party__name"))
    rows = list(grouped.order_by("-count", *names, "party_id", "agreement__participations__party_id")[:LISTED])
    if not rows:
        return None
    parties = Party.objects.in_bulk({key for first, second, _count in rows for key in (first, second)})
    number, once = grouped.count(), grouped.filter(count=1).count()
    here, there = (country_name(side) for side in settings.ARCHIVE_SIDES)
    cells = []
    for first_id, second_id, count in rows:
        first, second = parties[first_id], parties[second_id]
        cell = result.cell(f"{first.name} — {second.name}", count, mark=f"pair.{first.slug}.{second.slug}")
        cells.append((first, second, cell))
    return Chart(
        slug="pairs",
        name=_("Pairs of parties"),
        title=_how_many_once(once, number),
        subtitle=ngettext(
            "%(number)s pair of parties appears together in a document; the most frequent are shown.",
            "%(number)s pairs of parties appear together in a document; the most frequent are shown.",
            number,
        )
        % {"number": number},
        method=_(
            "Each party of one side is paired with each party of the other in the same document, so a "
            "document of several parties makes several pairs. Ties are listed in alphabetical order."
        ),
        table=Table([here, there, _("Documents")], [[first.name, second.name, cell] for first, second, cell in cells]),
        figure=Bars([layouts.Bar(cell) for _first, _second, cell in cells], long=True, top=DRAWN),
    )


def _how_many_once(once: int, number: int) -> str:
    if not once:
        return _("No pair of parties appears together in only one document")
    if once == number:
        return _("Every pair of parties appears together in only one document")
    text = ngettext(
        "%(once)s of %(number)s pairs of parties appears together in only one document",
        "%(once)s of %(number)s pairs of parties appear together in only one document",
        once,
    )
    return text % {"once": once, "number": number}
