"""Template filters of the archive."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from agreements.languages import Text

register = template.Library()


@register.filter
def text(value: Text) -> str | SafeString:
    """A text of the record, marked with its language where that is not the page's.

    A title that the archive supplied reads like any other; pages say so where it matters (``supplied``).
    """
    lang = getattr(value, "lang", None)
    if not value or lang is None or lang == (get_language() or "en")[:2]:
        return value
    return format_html('<span lang="{}">{}</span>', lang, str(value))
