"""Template filters of the archive."""

from typing import Any
from urllib.parse import parse_qsl

from babel import Locale
from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from agreements.dates import Edtf
from agreements.languages import Text
from agreements.search import Search

register = template.Library()

BAR_STEP = 24  # units of the histogram's own scale, a year each


@register.filter
def text(value: Text) -> str | SafeString:
    """A text of the record, marked with its language where that is not the page's.

    A title that the archive supplied reads like any other; pages say so where it matters (``supplied``).
    """
    lang = getattr(value, "lang", None)
    if not value or lang is None or lang == (get_language() or "en")[:2]:
        return value
    return format_html('<span lang="{}">{}</span>', lang, str(value))


@register.filter
def edtf(value: str) -> str:
    """A date of the record in words; as it is written, where it is none (only columns of sources can hold such)."""
    try:
        return str(Edtf.parse(value))
    except ValueError:
        return value


@register.filter
def language_label(code: str) -> str:
    """The name of a language in the language of the page (Unicode CLDR)."""
    return str(Locale.parse((get_language() or "en")[:2]).languages.get(code, code))


@register.inclusion_tag("parts/histogram.html")
def histogram(search: Search) -> dict[str, Any]:
    """The years of a result as bars that are links to its list."""
    years = search.years()
    most = max((year.count for year in years), default=0) or 1
    any_selected = any(year.selected for year in years)
    bars = [
        {
            "year": year.year,
            "count": year.count,
            "query": year.query,
            "selected": year.selected or not any_selected,
            "x": place * BAR_STEP,
            "bar_x": place * BAR_STEP + 3,
            "middle": place * BAR_STEP + BAR_STEP // 2,
            "height": round(year.count / most * 100, 1),
            "y": round(110 - year.count / most * 100, 1),
            "tick": year.year % 5 == 0,
            "minor": year.year % 10 != 0,
        }
        for place, year in enumerate(years)
    ]
    return {"histogram": {"bars": bars, "width": max(len(bars), 1) * BAR_STEP, "to": reverse("agreements")}}


@register.simple_tag
def query(search: Search, **changes: str | int | None) -> str:
    """The query string of a result with some parameters changed (None: removed)."""
    return search.query(**changes)


@register.simple_tag
def hidden(search: Search, *without: str) -> SafeString:
    """The choices of a result as hidden fields of a form, ``without`` those that the form sets itself."""
    kept = [(name, value) for name, value in parse_qsl(search.query()) if name not in without]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', kept)
