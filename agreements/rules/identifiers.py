"""Ids for documents: <latest date of signature>-<kind>-<a few words of the title>."""

import re
from itertools import count

from babel import Locale
from django.conf import settings

from agreements.base.edtf import Edtf
from agreements.base.slugs import slug_of
from agreements.models import Agreement

_WORDS = 3
_LENGTH = 100
# Words that every other title has, so that they do not tell documents apart.
# fmt: off
_COMMON = frozenset({
    "a", "an", "and", "at", "between", "by", "for", "from", "in", "its", "of", "on", "or", "the", "to", "with",
    "government", "republic", "federation", "century", "year", "years", "cooperation",
})
# fmt: on


def latest_date(signed: str) -> str:
    """The latest year, month or day of an EDTF date, without its qualifier: what an id begins with.

    >>> latest_date("[2013..2015]"), latest_date("2018?")
    ('2015', '2018')
    """
    Edtf.parse(signed)
    latest: str = re.findall(r"[0-9-]+", signed)[-1]
    return latest


def _significant(title: str, kind: str) -> list[str]:
    subject = re.split(r"\b(?:on|concerning|about)\b", title, maxsplit=1, flags=re.IGNORECASE)[-1]
    sides = (Locale("en").territories.get(code, "") for code in settings.ARCHIVE_SIDES)
    common = _COMMON.union(kind.split("-"), *(side.lower().split() for side in sides))
    for text in (subject, title):
        words = [word for word in (slug_of(word) for word in text.split()) if word and word not in common]
        if words:
            return words
    return []


def propose_record_id(signed: str, kind: str, title: str) -> str:
    """An id that no document has yet; one more word of the title, or a number, tells it from its neighbours."""
    words = _significant(title, kind)
    base = f"{latest_date(signed)}-{kind}"
    longer = ("-".join((base, *words[:length]))[:_LENGTH].rstrip("-") for length in range(_WORDS, len(words) + 1))
    shortest = "-".join((base, *words[:_WORDS]))[:_LENGTH].rstrip("-")
    numbered = (f"{shortest}-{number}" for number in count(2))
    for candidates in ((shortest,), longer, numbered):
        for candidate in candidates:
            if not Agreement.objects.filter(record_id=candidate).exists():
                return candidate
    raise AssertionError("numbers do not end")
