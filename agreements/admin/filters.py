"""Filters of the list of documents."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from agreements.base.languages import country_name
from agreements.models import Agreement, Participation, Party


class DecadeFilter(admin.SimpleListFilter):
    """By decade of signature; single years are above the list (``date_hierarchy``)."""

    title = _("decade of signature")
    parameter_name = "decade"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        years = Agreement.objects.exclude(signed_year=None).order_by("signed_year")
        decades = dict.fromkeys(year // 10 * 10 for year in years.values_list("signed_year", flat=True).distinct())
        return [(str(decade), f"{decade}–{decade + 9}") for decade in decades]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in {key for key, _label in self.lookup_choices}:
            return queryset
        decade = int(self.value() or 0)
        return queryset.filter(signed_year__range=(decade, decade + 9))


class SideFilter(admin.SimpleListFilter):
    """By a side that has a party: finds drafts whose other side is still missing."""

    title = _("sides")
    parameter_name = "side"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        sides = list(Party.objects.order_by("side").values_list("side", flat=True).distinct())
        return [
            *((side, country_name(side)) for side in sides),
            *((f"-{side}", _("without %(side)s") % {"side": country_name(side)}) for side in sides),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value() or ""
        if value not in {key for key, _label in self.lookup_choices}:
            return queryset
        on_side = Exists(Participation.objects.filter(agreement=OuterRef("pk"), party__side=value.lstrip("-")))
        return queryset.filter(~on_side if value.startswith("-") else on_side)
