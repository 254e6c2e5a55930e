"""Parties and people: one entry and one spelling of each, used by all documents."""

from collections.abc import Iterator
from copy import copy
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.forms.models import construct_instance
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from agreements.admin.base import folded, warn_of_mixed_scripts
from agreements.admin.deleting import NamedElsewhere
from agreements.admin.meanwhile import MeetingForm
from agreements.admin.merging import Merging
from agreements.base.codes import slug_shape
from agreements.base.languages import columns
from agreements.base.texts import skeleton
from agreements.models import Agreement, AgreementQuerySet, Participation, Party, Person, Place, Region, Signatory
from agreements.models.addresses import Addressed
from agreements.rules import steps
from agreements.rules.documents import READ_BY_RULES, broken_by

_OFFICIAL = _(
    "The official form, as of the signature; used in every document. Where there is none, our own translation."
)


class NamedForm(MeetingForm):
    """An entry with names and an address; left empty, the address is made of the English name."""

    is_another = forms.BooleanField(
        label=_("It is another one"), required=False, widget=forms.HiddenInput, help_text=_("Only if you are sure.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].error_messages["invalid"] = slug_shape.message
            self.fields["slug"].help_text = _("Left empty, it is made of the English name. It is part of the address.")

    def _post_clean(self) -> None:
        name = self.cleaned_data.get("name_en")
        if "slug" in self.fields and not self.cleaned_data.get("slug") and not self.has_error("slug") and name:
            self.cleaned_data["slug"] = construct_instance(self, copy(self.instance)).free_address()
        super()._post_clean()  # type: ignore[misc]
        if not self.errors and not self.cleaned_data.get("is_another"):
            self._refuse_duplicate()
        if not self.errors and self.instance.pk:
            self._refuse_to_break_documents()

    def possible_duplicates(self) -> Iterator[Addressed]:
        """The other entries among which no name may occur twice: a city may be meant where a region is."""
        twin = self.instance.twin if self.instance.pk else None
        for model in self._meta.model.sharing_addresses():
            yield from (one for one in model._default_manager.all() if one not in (self.instance, twin))

    def _refuse_duplicate(self) -> None:
        """Refuse an entry whose name differs from another only in its writing, until the user confirms it."""
        names = columns("name")
        if not set(names) & set(self.changed_data):
            return
        own = {name: skeleton(str(getattr(self.instance, name))) for name in names}
        for other in self.possible_duplicates():
            if any(own[name] and own[name] == skeleton(getattr(other, name)) for name in names):
                self.fields["is_another"].widget = forms.CheckboxInput()
                self.add_error(
                    None,
                    format_html(
                        '{} <a href="{}" target="_blank" rel="noopener">{}</a>. {}',
                        _("There is already"),
                        change_url(other),
                        other,
                        _("Use that entry. If it is another one, say so below and save again."),
                    ),
                )
                return

    def _refuse_to_break_documents(self) -> None:
        """Refuse changes that would make a published document inconsistent."""
        if READ_BY_RULES.get(self._meta.model, frozenset()).isdisjoint(self.changed_data):
            return
        for record_id, reason in broken_by(self.instance, documents_naming(self.instance)).items():
            self.add_error(
                None,
                ValidationError(
                    _("This would break the published document %(document)s: %(reason)s"),
                    params={"document": record_id, "reason": reason},
                ),
            )


def change_url(entry: Any) -> str:
    """The page of the admin on which an entry is changed."""
    return reverse(f"admin:agreements_{entry._meta.model_name}_change", args=[entry.pk])


def documents_naming(entry: Party | Person | Place | Region) -> AgreementQuerySet:
    """The documents in any state that name the entry."""
    paths = {
        Party: ("participations__party",),
        Person: ("signatories__person",),
        Place: ("place",),
        Region: ("regions", "place_region", "place__region", "participations__party__region"),
    }
    named = Q()
    for path in paths[type(entry)]:
        named |= Q(pk__in=Agreement.objects.filter(**{path: entry.pk}).values("pk"))
    return Agreement.objects.filter(named)


class NamedAdmin(NamedElsewhere, Merging):
    """Entries that documents share. Once a published document names one, only editors change it."""

    # Explicit, because the annotation with a count drops the default order of the model.
    ordering = ("name_en",)

    form = NamedForm
    users = ""  # the path from the entry to the links that use it

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        entries: QuerySet = super().get_queryset(request).annotate(uses=Count(self.users, distinct=True))
        return entries

    @admin.display(description=_("documents"), ordering="uses")
    def uses(self, entry: Any) -> int:
        return int(entry.uses)

    def is_public(self, entry: Any) -> bool:
        """Whether a published document names it, or the entry with which it shares its page."""
        shown = (entry, entry.twin) if entry.twin else (entry,)
        return any(type(one)._default_manager.published().filter(pk=one.pk).exists() for one in shown)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or steps.is_editor(request.user) or not self.is_public(obj))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """An address that readers have seen does not change."""
        return ("slug",) if obj and obj.is_fixed() else ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """With ``is_another``, which stays hidden unless a similar entry is found."""
        fields = super().get_fields(request, obj)
        return (*fields, "is_another") if request.method == "POST" else fields

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save, and warn of what is unusual but may be right."""
        super().save_related(request, form, formsets, change)
        warn_of_mixed_scripts(request, [form.instance])

    def view_on_site(self, entry: Any) -> str | None:
        """The public page, as long as there is one."""
        return entry.get_absolute_url() if self.is_public(entry) else None


class PartyForm(NamedForm):
    """A party."""

    class Meta:
        help_texts = {
            "name_en": _OFFICIAL,
            "kind": _("A region’s or city’s government or akimat has the kind of its territory."),
        }
        error_messages = {
            "__all__": {"unique_together": _("This side already has a party of this name. Use that one.")},
        }


@admin.register(Party)
class PartyAdmin(NamedAdmin):
    """Parties."""

    form = PartyForm
    users = "participations"
    named_by = Participation._meta.get_field("party")
    fields = (("side", "kind"), "name_en", "name_ru", "name_kk", "region", "slug")
    autocomplete_fields = ("region",)
    list_display = ("name_en", "name_ru", "side", "kind", "region", "uses")
    list_select_related = ("kind", "region")
    list_filter = ("side", "kind")
    search_fields = folded(*columns("name"), "slug")


class PersonForm(NamedForm):
    """A person."""

    class Meta:
        help_texts = {"name_en": _("One spelling throughout the archive: first name and surname.")}
        error_messages = {"name_en": {"unique": _("This person is already in the archive. Use that entry.")}}


@admin.register(Person)
class PersonAdmin(NamedAdmin):
    """People who signed."""

    form = PersonForm
    users = "signatories"
    named_by = Signatory._meta.get_field("person")
    fields = ("name_en", "name_ru", "name_kk", "slug")
    list_display = ("name_en", "name_ru", "name_kk", "uses")
    search_fields = folded(*columns("name"), "slug")
