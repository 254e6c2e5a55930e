"""The page of insights, and each chart as a drawing or a table to download."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.base.drawing.outputs import drawing_file
from agreements.base.languages import page_language
from agreements.base.requests import site_address
from agreements.base.tables import as_csv
from agreements.insights.chart_parts import Chart, Result
from agreements.insights.charts import CHARTS, charts
from agreements.insights.menus import kept, menus
from agreements.search import Search
from agreements.search.costs import in_lane

# The Content-Security-Policy of a file: it loads nothing.
FILE_POLICY = "default-src 'none'"


@in_lane()
def insights(request: HttpRequest) -> HttpResponse:
    """The record in pictures, for the filters in the address."""
    search = Search(request.GET)
    chips = search.attempt(search.choices.chips, search.choices.chips(named=False))
    shown = menus(search.choices)  # before what may take all the time that the database has
    nothing: tuple[int, list[Chart], list[list[Chart]]] = (0, [], [])
    total, wide, columns = search.attempt(lambda: _drawn(Result(search)), nothing)
    context = {
        "search": search,
        "chips": chips,
        "total": total,
        "wide": wide,
        "columns": columns,
        "charts": [*wide, *(chart for column in columns for chart in column)],
        "menus": shown,
        "kept": kept(search.choices, shown),
    }
    return render(request, "insights/insights.html", context)


def _drawn(result: Result) -> tuple[int, list[Chart], list[list[Chart]]]:
    """How many documents there are, the charts of them across the page, and those in columns."""
    return result.total, *charts(result)


@in_lane(costly=lambda _params: True)
def chart_svg(request: HttpRequest, chart: str) -> HttpResponse:
    """One chart as an SVG file."""
    search, found = _find(request, chart)
    if found is None:
        return _refusal(search)
    base = site_address()
    query = search.choices.query()
    address = f"{base}{reverse('insights')}{'?' if query else ''}{query}#{found.slug}"
    notes = [found.subtitle, found.method, f"{_('Archive of Cultural Agreements')}. {address}"]
    return _file(
        drawing_file(found.figure.drawing, base, found.title, notes), "image/svg+xml", f"{chart}-{page_language()}.svg"
    )


@in_lane(costly=lambda _params: True)
def chart_csv(request: HttpRequest, chart: str) -> HttpResponse:
    """The numbers of one chart as a table."""
    search, found = _find(request, chart)
    if found is None:
        return _refusal(search)
    return _file(as_csv(found.table.plain()), "text/csv; charset=utf-8", f"{chart}-{page_language()}.csv")


def _find(request: HttpRequest, slug: str) -> tuple[Search, Chart | None]:
    """The chart for the filters in the address, None where an error says why not; 404 if there is nothing to draw."""
    if slug not in CHARTS:
        raise Http404
    search = Search(request.GET)
    if search.errors:
        return search, None
    found = CHARTS[slug](Result(search))
    if not found:
        raise Http404
    return search, found


def _refusal(search: Search) -> HttpResponse:
    """Says what is wrong with the address: a file cannot show it beside the result."""
    lines = [message for messages in search.errors.values() for message in messages]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8", status=400)


def _file(content: str, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = FILE_POLICY
    return response
