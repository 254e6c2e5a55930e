"""What all pages of the admin share: search and autocomplete that no input can break."""

import logging
from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import BadRequest
from django.db import IntegrityError, models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from agreements.admin.fields import Autocomplete, AutocompleteMultiple, InOrderField
from agreements.rules.completeness import mixed_scripts

logger = logging.getLogger(__name__)

_SEARCH_WORDS = 8
_SEARCH_LENGTH = 200


def folded(*paths: str) -> tuple[str, ...]:
    """Fields to be searched as the reader's search reads letters."""
    return tuple(f"{path}__folded" for path in paths)


def warn_of_mixed_scripts(request: HttpRequest, rows: Iterable[models.Model]) -> None:
    """Warn of words that nobody will find because their letters are of two alphabets; some names are meant so."""
    if words := mixed_scripts(rows):
        messages.warning(
            request,
            _("Latin and Cyrillic letters stand in one word: %(words)s. Type it anew, unless that is meant.")
            % {"words": ", ".join(f"“{word}”" for word in words)},
        )


class Autocompleting(BaseModelAdmin):
    """Autocomplete fields as this archive has them: in the order chosen, their labels fetched together."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """A new party or person can be added beside its field; the vocabulary is kept on pages of its own."""
        field = super().formfield_for_dbfield(db_field, request, **options)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            wrapper = field.widget
            wrapper.can_delete_related = False
            if db_field.name not in self.autocomplete_fields:
                wrapper.can_add_related = wrapper.can_change_related = wrapper.can_view_related = False
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name in self.autocomplete_fields:
            options.setdefault("widget", Autocomplete(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **options)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        options.setdefault("form_class", InOrderField)
        if db_field.name in self.autocomplete_fields:
            options.setdefault("widget", AutocompleteMultiple(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **options)


class ArchiveAdmin(Autocompleting, admin.ModelAdmin):
    """A page of the admin."""

    list_per_page = 50
    show_full_result_count = True
    save_as = False

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet, search_term: str
    ) -> tuple[models.QuerySet, bool]:
        """Search for the first words only: each word joins several tables.

        Letters are read as the reader's search reads them (``__folded``): ё and е, accents, invisible characters.
        """
        words = search_term.replace("\x00", " ")[:_SEARCH_LENGTH].split()[:_SEARCH_WORDS]
        return super().get_search_results(request, queryset, " ".join(words))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list; a value that no column can hold is refused before it reaches the database."""
        if any("\x00" in value for values in request.GET.lists() for value in (values[0], *values[1])):
            raise BadRequest("NUL in the address")
        return super().changelist_view(request, extra_context)

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The form, which loses nothing when two people enter the same thing at once, or a file cannot be stored."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            messages.error(request, _("Somebody saved the same thing at this moment. Compare, and save again."))
            return super().changeform_view(request, object_id, form_url, extra_context)
        except OSError as error:
            if not request.FILES:
                raise
            logger.exception("An uploaded file cannot be stored")
            messages.error(
                request,
                _("The file could not be stored (%(reason)s). Save without it, and tell whoever runs the archive.")
                % {"reason": error.strerror},
            )
            request.FILES.clear()  # the form shows again what was typed, and asks for the file
            return super().changeform_view(request, object_id, form_url, extra_context)
