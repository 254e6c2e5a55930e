"""Pieces of sentences about numbers."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from babel.lists import format_list
from babel.numbers import format_percent
from django.utils.translation import get_language

Key = TypeVar("Key")


def listed(items: Iterable[object]) -> str:
    """“a, b and c” in the language of the page."""
    return format_list([str(item) for item in items], locale=_language())


def share(part: int, whole: int) -> str:
    """A part of a whole in per cent, as the language of the page writes it."""
    return format_percent(part / whole if whole else 0, locale=_language())


def leading(counts: Mapping[Key, int]) -> tuple[list[Key], int]:
    """Who has the highest count, in the given order, and that count."""
    most = max(counts.values(), default=0)
    return [key for key, count in counts.items() if count == most and most], most


def _language() -> str:
    return (get_language() or "en")[:2]
