"""The controlled vocabulary. Its keys stand in addresses and in the record's files, so they never change."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from agreements.admin.base import ArchiveAdmin, folded, translated
from agreements.admin.forms import TermForm
from agreements.models import Confidence, Kind, Level, PartyKind, RelationType, Status, Theme


@admin.register(Kind, Level, Status, PartyKind, Confidence, Theme)
class TermAdmin(ArchiveAdmin):
    """Words that a document, a party or a clause can be described with."""

    form = TermForm
    fields: ClassVar[Any] = ("key", "position", ("label_en", "label_ru", "label_kk"), "alt_en", "alt_ru", "alt_kk")
    list_display = ("key", "label_en", "label_ru", "label_kk", "position")
    search_fields = folded("key", *translated("label"))
    ordering = ("position", "key")
    view_on_site = False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("key",) if obj else ()


@admin.register(RelationType)
class RelationTypeAdmin(TermAdmin):
    """Relations, read both ways."""

    fields: ClassVar[Any] = (
        "key",
        "position",
        ("label_en", "label_ru", "label_kk"),
        ("inverse_en", "inverse_ru", "inverse_kk"),
        "alt_en",
        "alt_ru",
        "alt_kk",
    )
