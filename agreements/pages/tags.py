"""Template tags and filters that all pages know."""

import json
from itertools import groupby
from typing import Any
from urllib.parse import parse_qsl

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import pgettext_lazy

from agreements.base.edtf import Edtf
from agreements.base.languages import Text, language_name, page_language
from agreements.models import Agreement
from agreements.search import Search

register = template.Library()

KINDS_OF_SUGGESTIONS = {
    "document": pgettext_lazy("suggestion", "document"),
    "party": pgettext_lazy("suggestion", "party"),
    "person": pgettext_lazy("suggestion", "person"),
    "theme": pgettext_lazy("suggestion", "theme"),
    "place": pgettext_lazy("suggestion", "place"),
}

# The histogram: places are per cent of the drawing, whatever its size.
BARS = 60  # at most so many, else they stand for several years each
ROOF, FLOOR = 4, 78  # between these bars stand; below are the years
LEAST = 2  # of one document among very many there is still something to see
EDGE = 5  # closer to an edge than this, half of a year below would stick out
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 10000)
YEARS, YEARS_NARROW = 16, 8  # at most so many years are written below, and so many on a telephone or beside a list


@register.filter
def text(value: Text) -> str | SafeString:
    """A text of the record, with ``lang`` if its language is not the page's.

    Whether the archive supplied a title is not marked here: pages that say so look at ``supplied``.
    """
    lang = getattr(value, "lang", None)
    if not value or lang is None or lang == page_language():
        return value
    return format_html('<span lang="{}">{}</span>', lang, str(value))


@register.filter
def edtf(value: str) -> str:
    """A date of the record in words; unchanged if it is not EDTF, which only columns of sources can hold."""
    try:
        return str(Edtf.parse(value))
    except ValueError:
        return value


@register.filter
def signed(agreement: Agreement) -> SafeString:
    """The date of signature, also for machines where it is a single day."""
    date = agreement.signed_date
    if date.is_exact:
        return format_html('<time datetime="{}">{}</time>', agreement.signed, date)
    return format_html("<time>{}</time>", date)


@register.filter
def language_label(code: str) -> str:
    """The name of a language in the language of the page (Unicode CLDR)."""
    return language_name(code)


@register.inclusion_tag("parts/histogram.html")
def histogram(search: Search, prefix: str = "year") -> dict[str, Any]:
    """The years of a result as bars that are links to its list; ``prefix`` begins the id of each."""
    years = search.years()
    several = next(step for step in STEPS if len(years) / step < BARS)
    groups = [list(group) for _, group in groupby(years, key=lambda year: year.year // several)]
    counts = [sum(year.count for year in group) for group in groups]
    most = max(counts, default=0) or 1
    any_selected = any(year.selected for year in years)
    written = _every(len(years), YEARS)
    narrowly = _every(len(years), YEARS_NARROW, of=written)
    slot = 100 / max(len(groups), 1)
    bars = []
    for place, (group, count) in enumerate(zip(groups, counts, strict=True)):
        first, last = group[0].year, group[-1].year
        selected = any(year.selected for year in group)
        height = max(count / most * (FLOOR - ROOF), LEAST)
        middle = (place + 0.5) * slot
        round_years = [year.year for year in group if year.year % written == 0]
        bars.append(
            {
                "id": f"{prefix}-{first}",
                "years": str(first) if first == last else f"{first}–{last}",
                "count": count,
                "query": group[0].query if first == last else _chosen_years(search, first, last),
                "selected": selected,
                "off": any_selected and not selected,
                "x": round(place * slot, 3),
                "bar_x": round((place + 0.12) * slot, 3),
                "y": round(FLOOR - height, 1),
                "height": round(height, 1),
                "label": round_years[0] if round_years else None,
                "minor": bool(round_years) and round_years[0] % narrowly != 0,
                **_beneath(middle),
            }
        )
    widths = {"slot": round(slot, 3), "bar": round(slot * 0.76, 3)}
    return {"histogram": {"bars": bars, "floor": FLOOR, "to": reverse("agreements"), **widths}}


def _every(years: int, at_most: int, *, of: int = 5) -> int:
    """Every how many years one is written below the bars; some ``of`` those that would be."""
    return next(step for step in STEPS if step >= of and step % of == 0 and years / step < at_most)


def _beneath(middle: float) -> dict[str, Any]:
    """Where a year is written: in the middle of its bar, at either edge within the drawing."""
    if middle < EDGE:
        return {"label_x": 0, "anchor": "start"}
    if middle > 100 - EDGE:
        return {"label_x": 100, "anchor": "end"}
    return {"label_x": round(middle, 3), "anchor": "middle"}


def _chosen_years(search: Search, first: int, last: int) -> str:
    """The query that takes these years, or drops them where they are chosen."""
    alone = (search.year_from, search.year_to) == (first, last)
    return search.query(year_from=None if alone else first, year_to=None if alone else last)


@register.simple_tag
def query(search: Search, **changes: str | int | None) -> str:
    """The query string of a result with some parameters changed (None: removed)."""
    return search.query(**changes)


@register.simple_tag
def hidden(search: Search, *without: str) -> SafeString:
    """The parameters of a result as hidden fields of a form, ``without`` those that the form has fields for."""
    kept = [(name, value) for name, value in parse_qsl(search.query()) if name not in without]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', kept)


@register.simple_tag
def suggestion_kinds() -> str:
    """What the kinds of suggestions are called, as a JSON object; escaped like any other value of an attribute."""
    names = {kind: str(name) for kind, name in KINDS_OF_SUGGESTIONS.items()}
    return json.dumps(names, ensure_ascii=False, separators=(",", ":"))
