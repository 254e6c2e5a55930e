"""Places of signature, and the territories that documents concern."""

from django.contrib import admin

from agreements.admin.base import folded
from agreements.admin.parties import NamedAdmin, NamedForm
from agreements.base.languages import columns
from agreements.models import Agreement, Place, Region


@admin.register(Place)
class PlaceAdmin(NamedAdmin):
    """Cities, towns and villages."""

    form = NamedForm
    users = "agreements"
    named_by = Agreement._meta.get_field("place")
    fields = (
        "name_en",
        "name_ru",
        "name_kk",
        ("country", "region"),
        ("lat", "lon"),
        "same_as",
        ("near_en", "near_ru", "near_kk"),
        "slug",
    )
    autocomplete_fields = ("region", "same_as")
    list_display = ("name_en", "name_ru", "country", "region", "uses")
    list_select_related = ("region",)
    list_filter = ("country",)
    search_fields = folded(*columns("name"), "slug")


@admin.register(Region)
class RegionAdmin(NamedAdmin):
    """First-level territories."""

    form = NamedForm
    users = "agreements"
    named_by = Agreement._meta.get_field("place_region")
    fields = ("name_en", "name_ru", "name_kk", ("country", "iso"), "capital", "border", "slug")
    list_display = ("name_en", "name_ru", "country", "iso", "capital", "border", "uses")
    list_filter = ("country", "border")
    search_fields = folded(*columns("name"), "iso", "slug")
