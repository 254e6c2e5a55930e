"""Parties and people: one entry and one spelling of each, used by all documents."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Model, QuerySet
from django.forms.models import ModelForm
from django.http import HttpRequest
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from agreements import workflow
from agreements.admin.base import ArchiveAdmin
from agreements.models import Party, Person

_OFFICIAL = _("The official form, as of the signature; used in every document. Where there is none, our rendering.")


def free_slug(model: type[Model], name: str, own_pk: Any = None) -> str:
    """An address made of ``name`` that nothing else of the kind has."""
    length: int = getattr(model._meta.get_field("slug"), "max_length", 50)
    base = slugify(name)[: length - 4].strip("-") or model._meta.model_name or "entry"
    others = model._default_manager.exclude(pk=own_pk)
    taken = set(others.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(
        slug
        for number in range(1, len(taken) + 2)
        if (slug := base if number == 1 else f"{base}-{number}") not in taken
    )


class NamedForm(ModelForm):
    """Something with names and an address; the address proposes itself."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Left empty, it is made of the English name. It stands in the address.")

    def _post_clean(self) -> None:
        name = self.cleaned_data.get("name_en")
        if "slug" in self.fields and not self.cleaned_data.get("slug") and not self.has_error("slug") and name:
            self.cleaned_data["slug"] = free_slug(self._meta.model, name, self.instance.pk)
        super()._post_clean()  # type: ignore[misc]


class NamedAdmin(ArchiveAdmin):
    """Entries that documents share. Once a published document names one, it is an editor's to change."""

    # Said here, because counting the documents drops the order that the model has by default.
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
        """Whether a published document names it."""
        return bool(self.model.objects.published().filter(pk=entry.pk).exists())

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or workflow.is_editor(request.user) or not self.is_public(obj))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The address of what is public does not change."""
        return ("slug",) if obj and self.is_public(obj) else ()

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
    fields = (("side", "kind"), "name_en", "name_ru", "name_kk", "region", "slug")
    autocomplete_fields = ("region",)
    list_display = ("name_en", "name_ru", "side", "kind", "region", "uses")
    list_select_related = ("kind", "region")
    list_filter = ("side", "kind")
    search_fields = ("name_en", "name_ru", "name_kk", "slug")


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
    fields = ("name_en", "name_ru", "name_kk", "slug")
    list_display = ("name_en", "name_ru", "name_kk", "uses")
    search_fields = ("name_en", "name_ru", "name_kk", "slug")
