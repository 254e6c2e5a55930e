"""Formats of dates and numbers: times name their zone, and a language to which Django has none gets its own."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings


def zone(name: str) -> str:
    """How a time says its zone, in Django's date format syntax: UTC, MSK, UTC+05.

    >>> zone("UTC")
    'T'
    """
    abbreviation = datetime.now(ZoneInfo(name)).tzname() or ""
    return "T" if abbreviation.isalpha() else r"\U\T\CT"


ZONE = zone(settings.TIME_ZONE)
