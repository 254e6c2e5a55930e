"""The page of insights, and each chart as a drawing or a table to take away."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.base.drawing.outputs import file
from agreements.base.languages import page_language
from agreements.base.requests import site_address
from agreements.insights.charts import CHARTS, charts
from agreements.insights.export import as_csv
from agreements.insights.shapes import Chart, Result
from agreements.search import Search

# A file that is opened by itself needs nothing from anywhere.
ALONE = "default-src 'none'"


def insights(request: HttpRequest) -> HttpResponse:
    """The record in pictures, for the filters in the address."""
    search = Search(request.GET)
    result = Result(search)
    nothing: list[Chart] = []
    found = search.answer(lambda: charts(result), nothing, by_index=False)
    context = {"search": search, "result": result, "charts": found}
    return render(request, "insights/insights.html", context)


def chart_svg(request: HttpRequest, chart: str) -> HttpResponse:
    """One chart as a drawing that stands alone."""
    search, found = _find(request, chart)
    if found is None:
        return _refusal(search)
    base = site_address(request)
    address = f"{base}{reverse('insights')}{'?' if search.query() else ''}{search.query()}#{found.slug}"
    notes = [found.subtitle, found.method, f"{_('Archive of Cultural Agreements')}. {address}"]
    return _file(file(found.drawing, base, found.title, notes), "image/svg+xml", f"{chart}-{page_language()}.svg")


def chart_csv(request: HttpRequest, chart: str) -> HttpResponse:
    """The numbers of one chart as a table."""
    search, found = _find(request, chart)
    if found is None:
        return _refusal(search)
    return _file(as_csv(found), "text/csv; charset=utf-8", f"{chart}-{page_language()}.csv")


def _find(request: HttpRequest, slug: str) -> tuple[Search, Chart | None]:
    """The chart for the filters in the address, None where an error says why not; 404 if there is nothing to draw."""
    if slug not in CHARTS:
        raise Http404
    search = Search(request.GET)
    if search.errors:
        return search, None
    found = search.answer(lambda: CHARTS[slug](Result(search)), None, by_index=False)
    if not found and not search.broken_off:
        raise Http404
    return search, found


def _refusal(search: Search) -> HttpResponse:
    """Says which parameter is wrong, and how, or that it takes too long: a file cannot show it beside the result."""
    said = [f"{name}: {message}" for name, messages in search.errors.items() for message in messages]
    status = 503 if search.broken_off else 400
    return HttpResponse("\n".join(said), content_type="text/plain; charset=utf-8", status=status)


def _file(content: str, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = ALONE
    return response
