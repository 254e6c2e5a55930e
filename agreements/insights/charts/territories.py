"""Where: the territories that documents name or concern, by class and by name."""

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.base.alphabet import alphabet_key
from agreements.base.drawing import layouts
from agreements.base.languages import country_name
from agreements.insights.chart_parts import Chart, Result, Table
from agreements.insights.figures import Bars, Key
from agreements.insights.words import leading, listed, share, share_in_words
from agreements.models import Agreement, Region

LOOK = {"capital": "bar bar--second", "border": "bar", "other": "bar bar--third"}
SIGNS = {"capital": "★", "border": "●", "other": "○"}  # for whom colours do not tell apart
# A capital is a capital even where it touches the border.
CLASSES = {
    "capital": Q(region__capital=True),
    "border": Q(region__capital=False, region__border=True),
    "other": Q(region__capital=False, region__border=False),
}


def _class_of(region: Region) -> str:
    return "capital" if region.capital else "border" if region.border else "other"


def _note(result: Result) -> str:
    return " " + _("Only the regions that you chose are counted.") if result.chosen("region") else ""


def classes(result: Result) -> Chart | None:
    """Documents that name a capital, a border region, another region, or none."""
    links = result.within("region", Agreement.regions.through.objects.all(), "region__slug")
    counts = links.aggregate(
        named=Count("agreement", distinct=True),
        **{name: Count("agreement", filter=condition, distinct=True) for name, condition in CLASSES.items()},
    )
    named, unnamed = counts.pop("named"), result.documents.filter(regions=None).count()
    if not named and not unnamed:
        return None
    slugs: dict[str, list[str]] = {}
    for region in Region.objects.filter(pk__in=links.values("region")):
        slugs.setdefault(_class_of(region), []).append(region.slug)
    labels = {"capital": _("Capitals"), "border": _("Border regions"), "other": _("Other regions")}
    rows = [
        (
            layouts.Bar(
                result.cell(labels[name], counts[name], region=slugs[name]),
                note=share(counts[name], named),
                role=LOOK[name],
            )
        )
        for name in CLASSES
        if name in slugs
    ]
    if unnamed:
        none = result.cell(_("No region named"), unnamed, mark="region.none")
        rows.append(layouts.Bar(none, role="bar bar--open"))
    return Chart(
        slug="territories",
        name=_("The border"),
        title=_on_the_border(counts["border"], named),
        subtitle=_how_many_named(named, result.total),
        method=_(
            "Regions are the first-level territories that a document names or concerns, with the boundaries "
            "of 2010–2020; border regions are those that touched the common border. A document that names "
            "several classes counts in each, so the shares can add up to more than the whole."
        )
        + _note(result),
        table=Table(
            [_("Territories"), _("Documents"), _("Share")],
            [[row.cell.label, row.cell, row.note or "—"] for row in rows],
        ),
        figure=Bars(rows),
    )


def _how_many_named(named: int, total: int) -> str:
    if not named:
        return _("Documents by the regions that they name.")
    if named == total:
        return _("Every document names a region. Percentages are of all the documents.")
    text = ngettext(
        "%(named)s of %(total)s documents names a region. Percentages are of the documents that name a region.",
        "%(named)s of %(total)s documents name a region. Percentages are of the documents that name a region.",
        named,
    )
    return text % {"named": named, "total": total}


def _on_the_border(count: int, named: int) -> str:
    if not named:
        return _("No document names a region")
    if not count:
        return _("No document names a region on the border")
    if count == named:
        return _("Every document that names a region names one on the border")
    words = _("About %(share)s documents that name a region name one on the border")
    return words % {"share": share_in_words(count, named)}


def _legend(kinds: dict[str, str]) -> list[Key]:
    """What the colours and signs of regions mean."""
    plural = {"capital": _("capitals"), "border": _("regions on the border"), "other": _("other regions")}
    return [Key(LOOK[name], kinds[name], plural[name], SIGNS[name]) for name in kinds]


def regions(result: Result) -> Chart | None:
    """Every region that documents name, the most named first."""
    links = result.within("region", Agreement.regions.through.objects.all(), "region__slug")
    counts = dict(links.values_list("region").annotate(count=Count("agreement", distinct=True)))
    named = sorted(
        Region.objects.filter(pk__in=counts), key=lambda region: (-counts[region.pk], alphabet_key(region.name))
    )
    if not named:
        return None
    kinds = {"capital": _("capital"), "border": _("border region"), "other": _("other region")}
    cells = {region.pk: result.cell(region.name, counts[region.pk], region=region.slug) for region in named}
    first, most = leading({region.name: counts[region.pk] for region in named})
    if 1 < len(first) <= 3:
        title = ngettext(
            "Most named: %(regions)s, each in %(count)s document",
            "Most named: %(regions)s, each in %(count)s documents",
            most,
        ) % {"regions": listed(first), "count": most}
    elif len(first) == 1:
        title = ngettext(
            "Most named: %(regions)s, in %(count)s document",
            "Most named: %(regions)s, in %(count)s documents",
            most,
        ) % {"regions": listed(first), "count": most}
    else:
        title = ngettext(
            "No region is named in more than %(count)s document",
            "No region is named in more than %(count)s documents",
            most,
        ) % {"count": most}
    return Chart(
        slug="regions",
        name=_("Regions"),
        title=title,
        subtitle=ngettext(
            "%(count)s region by the number of documents that name or concern it.",
            "%(count)s regions by the number of documents that name or concern them.",
            len(named),
        )
        % {"count": len(named)},
        method=_(
            "A document counts once for each region that it names or concerns. Ties are listed in alphabetical order."
        )
        + _note(result),
        table=Table(
            [_("Region"), _("Country"), _("Class"), _("Documents")],
            [
                [region.name, country_name(region.country), kinds[_class_of(region)], cells[region.pk]]
                for region in named
            ],
        ),
        figure=Bars(
            [layouts.Bar(cells[region.pk], role=LOOK[_class_of(region)]) for region in named],
            [key for key in _legend(kinds) if any(LOOK[_class_of(region)] == key.role for region in named)],
        ),
    )
