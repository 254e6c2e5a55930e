"""When: documents by year and level, and themes over time."""

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.base.alphabet import alphabet_key
from agreements.base.drawing import layouts
from agreements.base.drawing.scales import year_groups
from agreements.insights.chart_parts import Cell, Chart, Result, Table
from agreements.insights.figures import Columns, Heat, HeatRow
from agreements.insights.words import leading, listed, year_span
from agreements.models import Level, Theme
from agreements.search.counts import count_pairs
from agreements.search.entry_types import DOCUMENTS
from agreements.search.subsets import filed_key

PERIODS = 8  # at most: what fits a phone
NAMED = 3  # how many of those that share the first place are named


def years(result: Result) -> Chart | None:
    """Documents by year of signature and level."""
    choices = result.search.choices
    chosen = {"gte": choices.year_from, "lte": choices.year_to}
    within = {f"signed_year__{lookup}": year for lookup, year in chosen.items() if year}
    rows = result.documents.filter(**within).values_list("signed_year", "level").annotate(count=Count("pk"))
    by_level: dict[str, dict[int, int]] = {}
    totals: dict[int, int] = {}
    for year, level, count in rows:
        by_level.setdefault(level, {})[year] = count
        totals[year] = totals.get(year, 0) + count
    if not totals:
        return None
    span = range(min(totals), max(totals) + 1)
    levels = {level.key: str(level.label) for level in Level.objects.all() if level.key in by_level}

    def in_year(year: int) -> Cell:
        return result.cell(str(year), totals.get(year, 0), mark=filed_key(year, year))

    def at_level(year: int, level: str) -> Cell:
        label = f"{year}, {levels[level]}"
        return result.cell(label, by_level[level].get(year, 0), mark=filed_key(year, year), level=level)

    panels = [layouts.Panel(_("All levels"), {year: in_year(year) for year in totals})] if len(levels) > 1 else []
    panels += [
        layouts.Panel(label, {year: at_level(year, level) for year in by_level[level]})
        for level, label in levels.items()
    ]
    busiest, most = leading(dict(sorted(totals.items())))
    first_level, level_count = leading({levels[key]: sum(by_level[key].values()) for key in levels})
    return Chart(
        slug="years",
        name=_("By year"),
        title=_busiest_year([str(year) for year in busiest], most, alone=len(totals) == 1),
        subtitle=_("By year and level, %(years)s. Most frequent level: %(level)s (%(count)s).")
        % {"years": year_span(span[0], span[-1]), "level": listed(first_level), "count": level_count},
        method=_(
            "Each document is counted in the latest year its date allows. All rows are drawn on the same "
            "scale from zero; a year without a column has no documents."
        ),
        table=Table(
            [_("Year"), *levels.values(), _("All levels")],
            [[str(year), *(at_level(year, level) for level in levels), in_year(year)] for year in span],
        ),
        figure=Columns(panels, span[0], span[-1]),
    )  # fmt: skip


def _busiest_year(years: list[str], count: int, *, alone: bool) -> str:
    if alone and count == 2:
        text = _("2 documents, both in %(year)s")
    elif alone:
        text = ngettext("%(count)s document, in %(year)s", "%(count)s documents, all in %(year)s", count)
    elif len(years) == 1:
        text = ngettext(
            "Busiest year: %(year)s (%(count)s document)",
            "Busiest year: %(year)s (%(count)s documents)",
            count,
        )
    elif len(years) <= NAMED:
        text = ngettext(
            "Busiest years: %(year)s (%(count)s document each)",
            "Busiest years: %(year)s (%(count)s documents each)",
            count,
        )
    else:
        text = ngettext("No year has more than %(count)s document", "No year has more than %(count)s documents", count)
    return text % {"year": listed(years), "count": count}


def themes(result: Result) -> Chart | None:
    """Themes by period of signature."""
    counted = count_pairs(DOCUMENTS.name, result.documents.values("pk"), "theme", "year")
    chosen = result.chosen("theme")
    rows = [(theme, int(year), count) for (theme, year), count in counted.items() if not chosen or theme in chosen]
    if not rows:
        return None
    present = [year for _theme, year, _count in rows]
    periods = year_groups(min(present), max(present), PERIODS)
    totals: dict[str, int] = {}
    by_period: dict[tuple[str, int], int] = {}
    for theme, year, count in rows:
        period = next(period for period, (start, end) in enumerate(periods) if start <= year <= end)
        by_period[theme, period] = by_period.get((theme, period), 0) + count
        totals[theme] = totals.get(theme, 0) + count
    labels = {theme.key: theme.label for theme in Theme.objects.all() if theme.key in totals}
    order = sorted(labels, key=lambda key: (-totals[key], alphabet_key(labels[key])))
    heads = [year_span(start, end) for start, end in periods]
    years = dict(result.documents.values_list("signed_year").annotate(count=Count("pk")))

    def cell(theme: str, period: int) -> Cell:
        start, end = periods[period]
        count = by_period.get((theme, period), 0)
        return result.cell(f"{labels[theme]}, {heads[period]}", count, theme=theme, mark=filed_key(start, end))

    def all_of(period: int) -> Cell:
        start, end = periods[period]
        count = sum(years.get(year, 0) for year in range(start, end + 1))
        return result.cell(heads[period], count, mark=filed_key(start, end))

    cells = {theme: [cell(theme, period) for period in range(len(periods))] for theme in order}
    foot = HeatRow(
        _("All documents"), list(map(all_of, range(len(periods)))), result.cell(_("All documents"), result.total)
    )
    every = {theme: result.cell(labels[theme], totals[theme], theme=theme) for theme in order}
    first, most = leading({labels[theme]: totals[theme] for theme in order})
    return Chart(
        slug="themes",
        name=_("Themes"),
        title=_most_frequent_theme([str(label) for label in first], most, result.total),
        subtitle=_("Themes of documents by period of signature: how many documents have each theme."),
        method=_(
            "A document counts once for each theme that it or one of its clauses is on, so columns do not add "
            "up to the number of documents. It is counted in the latest year its date allows. The first and "
            "the last period are as long as the years that have documents."
        ),
        table=Table(
            [_("Theme"), *heads, _("All years")],
            [[labels[theme], *cells[theme], every[theme]] for theme in order],
            [foot.label, *foot.cells, foot.total],
        ),
        figure=Heat(
            _("Theme"),
            heads,
            _("All years"),
            [HeatRow(labels[theme], cells[theme], every[theme]) for theme in order],
            foot,
        ),
    )


def _most_frequent_theme(labels: list[str], count: int, total: int) -> str:
    if count == total:
        return _in_every_document(labels)
    if len(labels) == 1:
        text = ngettext(
            "Most frequent theme: %(theme)s, in %(count)s of %(total)s documents",
            "Most frequent theme: %(theme)s, in %(count)s of %(total)s documents",
            count,
        )
    elif len(labels) <= NAMED:
        text = ngettext(
            "Most frequent themes: %(theme)s, each in %(count)s of %(total)s documents",
            "Most frequent themes: %(theme)s, each in %(count)s of %(total)s documents",
            count,
        )
    else:
        text = ngettext(
            "No theme appears in more than %(count)s of %(total)s documents",
            "No theme appears in more than %(count)s of %(total)s documents",
            count,
        )
    return text % {"theme": _quoted(labels), "count": count, "total": total}


def _in_every_document(labels: list[str]) -> str:
    if len(labels) > NAMED:
        return _("Number of themes that every document has: %(number)s") % {"number": len(labels)}
    if len(labels) > 1:
        return _("Most frequent themes: %(theme)s, each in every document") % {"theme": _quoted(labels)}
    return _("Most frequent theme: %(theme)s, in every document") % {"theme": _quoted(labels)}


def _quoted(labels: list[str]) -> str:
    return listed(_("“%(words)s”") % {"words": label} for label in labels)
