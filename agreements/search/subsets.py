"""Subsets of the record that charts draw and no facet can name: documents with one source, of two parties together.

In addresses a subset is a value of the parameter ``mark``, such as ``mark=sources.1`` or ``mark=pair.<a>.<b>``. A
number of a chart and the list that it leads to are of the same condition, because both ask here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, ExtractYear, Greatest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.base.intervals import Interval
from agreements.base.languages import country_name
from agreements.models import Agreement, Clause, Participation, Party, PartyKind, Source
from agreements.rules.standing import has_text

PARAMETER = "mark"
MOST = 5  # subsets that one address may name: each is a condition of its own

MANY_SOURCES = 5  # from here on, documents are counted together

#: How many calendar years a stated term covers; null where no end is stated.
TERM_YEARS = Case(
    When(term_until="", then=None),
    default=Greatest(
        ExtractYear(Coalesce("term_until_upper", "term_until_lower"))
        - ExtractYear(
            Coalesce(
                "term_from_lower", "term_from_upper", "in_force_lower", "in_force_upper", "signed_lower", "signed_upper"
            )
        )
        + 1,
        1,
    ),
    output_field=IntegerField(),
)

#: How many sources a document has, without joining them to the rest of a query.
SOURCE_COUNT = Coalesce(
    Subquery(
        Source.objects.filter(entry=OuterRef("pk")).order_by().values("entry").annotate(n=Count("pk")).values("n")
    ),
    0,
)


@dataclass(frozen=True)
class Subset:
    """The condition that its documents meet, and what they have in common, in words."""

    condition: Q
    label: Callable[[], str]


def subset(key: str) -> Subset:
    """The subset of this key; a ValueError says that there is none."""
    name, *values = key.split(".")
    match name, values:
        case "pair", [first, second]:
            return _pair(first, second)
        case "kinds", [first, second]:
            return _kinds(first, second)
        case "filed", [year] if _is_number(year):
            return _filed(int(year), int(year))
        case "filed", [first, last] if _is_number(first) and _is_number(last):
            return _filed(int(first), int(last))
        case "region", ["none"]:
            return Subset(Q(regions=None), lambda: _("No region named"))
        case "term", ["none"]:
            return Subset(Q(term_until=""), lambda: _("No end stated"))
        case "term", [years] if _is_number(years):
            return Subset(_with(TERM_YEARS, int(years)), lambda: term_label(int(years)))
        case "sources", ["many"]:
            return Subset(_with(SOURCE_COUNT, MANY_SOURCES, "gte"), lambda: sources_label(MANY_SOURCES))
        case "sources", [count] if _is_number(count):
            return Subset(_with(SOURCE_COUNT, int(count)), lambda: sources_label(int(count)))
        case "text", ["official"]:
            return Subset(has_text(), lambda: _("A text was found"))
        case "text", ["none"]:
            return Subset(~has_text(), lambda: _("No text was found"))
        case "clauses", ["some"]:
            return Subset(Q(pk__in=_clauses()), lambda: _("Clauses are known"))
        case "clauses", ["none"]:
            return Subset(~Q(pk__in=_clauses()), lambda: _("No clauses are known"))
        case "force", ["dated"]:
            return Subset(~Q(in_force=""), lambda: _("The date of entry into force is known"))
        case "force", ["undated"]:
            return Subset(Q(in_force=""), lambda: _("The date of entry into force is not known"))
        case "force", [*parts] if span := _span(".".join(parts)):
            return _in_force(span)
    raise ValueError(_("“%(value)s” is not a bar or cell of any chart.") % {"value": key[:60]})


def term_label(years: int) -> str:
    """How long a stated term is."""
    return ngettext("%(count)s calendar year", "%(count)s calendar years", years) % {"count": years}


def sources_label(count: int) -> str:
    """How many sources there are."""
    if count >= MANY_SOURCES:
        return _("%(count)s or more sources") % {"count": MANY_SOURCES}
    return ngettext("%(count)s source", "%(count)s sources", count) % {"count": count}


def sources_key(count: int) -> str:
    """The key of the subset with a number of sources, as `sources_label` groups it."""
    return "sources.many" if count >= MANY_SOURCES else f"sources.{count}"


def filed_key(first: int, last: int) -> str:
    """The key of the subset that is filed under these years: no document is filed under two."""
    return f"filed.{first}" if first == last else f"filed.{first}.{last}"


def _clauses() -> QuerySet[Any, Any]:
    return Clause.objects.values("agreement")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 5


def _with(expression: object, value: int, lookup: str = "exact") -> Q:
    counted = Agreement.objects.annotate(counted=expression).filter(**{f"counted__{lookup}": value})
    return Q(pk__in=counted.order_by().values("pk"))


def _pair(first: str, second: str) -> Subset:
    def label() -> str:
        parties = Party.objects.published().filter(Q(slug__in=pair) | Q(formerly__has_any_keys=pair))
        names = {address: party.name for party in parties for address in (party.slug, *party.formerly)}
        return " — ".join(str(names.get(slug, slug)) for slug in pair)

    pair = [first, second]
    by_slug = (
        Participation.objects.filter(Q(party__slug=slug) | Q(party__formerly__has_key=slug)).values("agreement")
        for slug in pair
    )
    return Subset(_all_of(by_slug), label)


def _filed(first: int, last: int) -> Subset:
    years = str(first) if first == last else f"{first}–{last}"
    return Subset(Q(signed_year__range=(first, last)), lambda: _("Counted in %(years)s") % {"years": years})


def _span(text: str) -> Interval | None:
    try:
        return Interval.parse(text)
    except ValueError:
        return None


def _in_force(span: Interval) -> Subset:
    """Documents whose date of entry into force may be within the span."""
    condition = ~Q(in_force="")
    if span.first:
        condition &= Q(in_force_upper__gte=span.first) | Q(in_force_upper=None)
    if span.last:
        condition &= Q(in_force_lower__lte=span.last) | Q(in_force_lower=None)
    return Subset(condition, lambda: _("Entered into force: %(dates)s") % {"dates": span.in_words()})


def _kinds(first: str, second: str) -> Subset:
    sides = list(zip(settings.ARCHIVE_SIDES, (first, second), strict=False))

    def label() -> str:
        names = {kind.key: kind.label for kind in PartyKind.objects.filter(key__in=(first, second))}
        return " — ".join(f"{names.get(key, key)} ({country_name(side)})" for side, key in sides)

    by_side = (
        Participation.objects.filter(party__side=side, party__kind=key).values("agreement") for side, key in sides
    )
    return Subset(_all_of(by_side), label)


def _all_of(sets: Iterable[QuerySet[Any, Any]]) -> Q:
    condition = Q()
    for documents in sets:
        condition &= Q(pk__in=documents)
    return condition
