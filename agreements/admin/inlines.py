"""The lists within a document: parties, signatories, clauses, relations, sources and files."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from agreements.admin.base import Autocompleting
from agreements.admin.forms import (
    AttachmentForm,
    ClauseForm,
    ParticipationForm,
    SignatoryForm,
    SourceForm,
    side_choices,
)
from agreements.admin.lines import ClauseLines, Lines, OrderedLines, SourceLines
from agreements.models import Attachment, Clause, Participation, Relation, Signatory, Source


class _Part(Autocompleting, InlineModelAdmin):
    """A list of lines that is shown with as few queries for a hundred lines as for one."""

    extra = 0
    view_on_site = False
    related: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related(*self.related)


class ParticipationInline(_Part, admin.TabularInline):
    """Parties in the order of the document."""

    model = Participation
    form = ParticipationForm
    formset = OrderedLines
    fields = ("party", "position")
    autocomplete_fields = ("party",)
    related = ("party",)
    verbose_name = _("party")
    verbose_name_plural = _("parties")


class SignatoryInline(_Part, admin.StackedInline):
    """People who signed."""

    model = Signatory
    form = SignatoryForm
    formset = OrderedLines
    fields = (("person", "side", "position"), "office_en", "office_ru", "office_kk")
    autocomplete_fields = ("person",)
    related = ("person",)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """The side is one of those that the archive has."""
        if db_field.name == "side":
            return db_field.formfield(**options, widget=forms.Select(choices=side_choices()))
        return super().formfield_for_dbfield(db_field, request, **options)


class ClauseInline(_Part, admin.StackedInline):
    """Provisions, language by language."""

    model = Clause
    form = ClauseForm
    formset = ClauseLines
    autocomplete_fields = ("themes",)
    fieldsets = (
        (None, {"fields": (("ref", "number", "position"), "themes")}),
        (_("In English"), {"fields": ("heading_en", "summary_en")}),
        (_("In Russian"), {"fields": ("heading_ru", "summary_ru")}),
        (_("In Kazakh"), {"fields": ("heading_kk", "summary_kk")}),
        (_("Official text"), {"fields": ("text_en", "text_ru", "text_kk"), "classes": ("collapse",)}),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).prefetch_related("themes")


class RelationInline(_Part, admin.TabularInline):
    """Relations of the document to others."""

    model = Relation
    fk_name = "entry"
    formset = Lines
    fields = ("type", "to")
    autocomplete_fields = ("to",)
    related = ("type", "to")


class SourceInline(_Part, admin.StackedInline):
    """Pages and publications, with what each is evidence for."""

    def get_formset(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        """Sources are evidence for what this kind of entry states."""
        formset = super().get_formset(request, obj, **options)
        formset.form.facts = self.parent_model.facts  # type: ignore[attr-defined]
        return formset

    model = Source
    form = SourceForm
    formset = SourceLines
    fields = (
        "url",
        ("publisher", "published", "accessed"),
        "title",
        ("kind", "language", "position"),
        "everywhere",
        "supports",
    )
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


class AttachmentInline(_Part, admin.StackedInline):
    """Scans and files that the archive may show."""

    model = Attachment
    form = AttachmentForm
    formset = OrderedLines
    fields = ("file", "title_en", "title_ru", "title_kk", ("language", "position"), "rights")
