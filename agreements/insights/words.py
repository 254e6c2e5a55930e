"""Pieces of sentences about numbers."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from babel.lists import format_list
from babel.numbers import format_percent

from agreements.base.languages import page_language

Key = TypeVar("Key")


def listed(items: Iterable[object]) -> str:
    """“a, b and c” in the language of the page."""
    return format_list([str(item) for item in items], locale=page_language())


def share(part: int, whole: int) -> str:
    """A part of a whole in per cent, as the language of the page writes it."""
    return format_percent(part / whole if whole else 0, locale=page_language())


def leading(counts: Mapping[Key, int]) -> tuple[list[Key], int]:
    """Who has the highest count, in the given order, and that count."""
    most = max(counts.values(), default=0)
    return [key for key, count in counts.items() if count == most and most], most
