"""The controlled vocabulary. Its keys are part of addresses and of the record's files, so they never change."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from agreements.admin.base import ArchiveAdmin, folded
from agreements.admin.deleting import NamedElsewhere
from agreements.admin.forms import TermForm
from agreements.base.languages import columns
from agreements.models import RelationType, Term


class TermAdmin(NamedElsewhere, ArchiveAdmin):
    """Words that a document, a party or a clause can be described with, and what the archive does with each."""

    form = TermForm
    list_display = ("key", "label_en", "label_ru", "label_kk", "position")
    search_fields = folded("key", *columns("label"))
    ordering = ("position", "key")
    view_on_site = False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The words, and below them the behaviour that the terms of this scheme can have."""
        words = ["key", "position", columns("label"), *columns("alt")]
        if issubclass(self.model, RelationType):
            words.insert(3, columns("inverse"))
        behaviour = self.model.behaviour
        return [
            (None, {"fields": words}),
            *([(_("What the archive does with it"), {"fields": behaviour})] if behaviour else []),
        ]

    def get_list_display(self, request: HttpRequest) -> Any:
        return (*self.list_display, *self.model.behaviour)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("key",) if obj else ()


for model in Term.schemes().values():
    admin.site.register(model, TermAdmin)
