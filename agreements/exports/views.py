"""The whole of a list as a file."""

import datetime
from collections.abc import Iterable, Iterator

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.base.lanes import Lane
from agreements.base.requests import site_address
from agreements.base.tables import as_csv
from agreements.exports import columns, rows
from agreements.exports.files import file_answer, file_name, of_list, refusal
from agreements.exports.parts import PART, parts, whole
from agreements.exports.references import references
from agreements.exports.workbook import as_xlsx
from agreements.search import Search

# A file takes seconds where lists are long; the lists themselves do not wait behind it.
LANE = Lane("exports", places=1, waiting=3, patience=5)


@require_safe
def export(request: HttpRequest, fmt: str) -> HttpResponse:
    """All that a list finds, in its order, in the format ``fmt``; of a very long one the part that is asked for.

    The parameters are those of the list but for its page, and ``part``. What is wrong with one is said, with 400.
    """
    with LANE.place():
        search = whole(request.GET)
        number, errors = _part(request.GET.get("part", ""))
        if not errors and not search.errors and number > parts(search.total):
            errors = {"part": [_("There is no part %(part)d.") % {"part": number}]}
        if problems := search.errors | errors:
            return refusal(request, problems, of_list(request))
        keys = search.keys((number - 1) * PART, number * PART)
        day = timezone.localdate()
        content = _content(request, search, fmt, _items(search, keys), day)
        return file_answer(content, fmt, file_name(_subject(search, number), day, fmt))


def _part(text: str) -> tuple[int, dict[str, list[str]]]:
    try:
        return forms.IntegerField(min_value=1, max_value=10**6, required=False).clean(text) or 1, {}
    except ValidationError:
        return 1, {"part": [_("A part is a number from 1.")]}


def _items(search: Search, keys: Iterable[int]) -> Iterator[rows.Item]:
    return rows.of_clauses(keys) if search.choices.view == "clauses" else rows.of_documents(keys)


def _content(
    request: HttpRequest, search: Search, fmt: str, items: Iterable[rows.Item], day: datetime.date
) -> str | bytes:
    site = site_address()
    if fmt not in ("csv", "xlsx"):
        return references(items, fmt, base_url=site, accessed=day)
    chosen = columns.of_clauses if search.choices.view == "clauses" else columns.of_documents
    table = columns.table(chosen(site), items)
    if fmt == "csv":
        return as_csv(table)
    query = search.choices.query()
    about = [
        (_("Archive of Cultural Agreements"), site + reverse("home")),
        (_("The list"), site + reverse("agreements") + (f"?{query}" if query else "")),
        (_("Day"), day.isoformat()),
        (_("Found"), str(search.total)),
        (_("Columns"), _("A column that ends in _en, _ru or _kk is in English, Russian or Kazakh.")),
        (_("Dates"), _("2018? is inferred, 2012~ is approximate, [..2015] is not later than 2015.")),
        (_("Titles"), _("A title in [square brackets] was supplied by the archive.")),
    ]
    return as_xlsx(search.choices.view, table, about, day)


def _subject(search: Search, number: int) -> list[str]:
    """Words for the name of the file: what was asked for."""
    choices = search.choices
    chosen = [value for values in choices.facets.values() for value in values]
    years = [str(year) for year in (choices.year_from, choices.year_to) if year]
    part = f"part-{number}" if parts(search.total) > 1 else ""
    return [choices.view, part, choices.text, *chosen, *years, str(choices.signed or "")]
