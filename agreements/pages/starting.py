"""Where a reader can start on the home page: a clause that changes every day, and questions that have an answer.

All of it is made from what the record holds.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from agreements.base.languages import LANGUAGES, Text, page_language
from agreements.models import Clause, Place, Status
from agreements.models.vocabulary import Force
from agreements.search import FacetValue

SHORTEST, LONGEST = 60, 260  # characters of what can be read at a glance, and says something
STRIDE = (
    7919  # clauses further every day: a prime number, so that days that follow each other are of different documents
)


@dataclass(frozen=True)
class Quotation:
    """A clause to be read by itself: the official text where the archive holds it, and otherwise its summary."""

    clause: Clause
    said: Text
    is_official: bool


def clause_of(day: datetime.date) -> Quotation | None:
    """The clause of a day, the same in every language; None where no clause is of a length to be quoted.

    It is a clause of a text: one without a reference is known from an account only. Where the archive holds its
    official text in the language of the page, that is quoted, and otherwise the summary.
    """
    clauses = _quotable()
    if not (count := clauses.count()):
        return None
    clause, lang = clauses[day.toordinal() * STRIDE % count], page_language()
    official = getattr(clause, f"text_{lang}")
    is_official = SHORTEST <= len(official) <= LONGEST
    return Quotation(clause, Text(official if is_official else getattr(clause, f"summary_{lang}"), lang), is_official)


def _quotable() -> "QuerySet[Clause]":
    sizes = {f"size_{lang}": Length(f"summary_{lang}") for lang in LANGUAGES}
    wanted = {f"{size}__range": (SHORTEST, LONGEST) for size in sizes}
    clauses = Clause.objects.published().exclude(ref="").annotate(**sizes).filter(**wanted)
    return clauses.select_related("agreement__kind", "agreement__place", "agreement__place_region").order_by("pk")


@dataclass(frozen=True)
class Question:
    """A question as a link to the list that answers it, with how many documents there are in it."""

    words: str
    url: str
    count: int


def questions(facets: Mapping[str, Sequence[FacetValue]]) -> list[Question]:
    """Questions about what the record has most of: a place, what is in force, a theme."""
    return list(_questions(facets))


def _questions(facets: Mapping[str, Sequence[FacetValue]]) -> Iterator[Question]:
    places = [value for value in facets["place"] if value.count]
    cities = set(Place.objects.filter(slug__in=[value.key for value in places]).values_list("slug", flat=True))
    for value in [value for value in places if value.key in cities][:1]:
        yield _question(_("What was signed in %(city)s?") % {"city": value.label}, value.count, place=value.key)
    in_force = set(Status.objects.filter(force=Force.IN).values_list("key", flat=True))
    valid = [value for value in facets["status"] if value.key in in_force and value.count]
    if valid:
        keys = [value.key for value in valid]
        yield _question(
            _("Which documents are in force today, as far as is known?"),
            sum(value.count for value in valid),
            status=keys,
        )
    for value in [value for value in facets["theme"] if value.count][:1]:
        words = _("What do the two sides promise each other on “%(theme)s”?") % {"theme": value.label}
        yield _question(words, value.count, theme=value.key)


def _question(words: str, count: int, **chosen: str | list[str]) -> Question:
    return Question(words, f"{reverse('agreements')}?{urlencode(chosen, doseq=True)}", count)
