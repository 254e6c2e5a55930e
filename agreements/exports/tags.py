"""``{% export_list search total %}``: the ways to take a whole list away."""

from typing import Any

from django import template
from django.urls import reverse

from agreements.exports.files import NAMES
from agreements.exports.parts import PART, parts
from agreements.search import Search

register = template.Library()

CITED = 200  # what a reading list holds
FORMATS = ("csv", "xlsx", "bib", "ris", "json")


@register.inclusion_tag("exports/export_list.html")
def export_list(search: Search, total: int) -> dict[str, Any]:
    """The links to a list as a file in each format; for a long list a form that asks which part."""
    number = parts(total)
    return {
        "search": search,
        "total": total,
        "query": search.choices.query(),
        "part": PART,
        "can_be_cited": 0 < total <= CITED,
        "parts": range(1, number + 1) if number > 1 else None,
        "formats": [(NAMES[fmt], reverse("export", args=[fmt])) for fmt in FORMATS],
    }
