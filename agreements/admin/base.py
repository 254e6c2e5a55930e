"""What all pages of the admin share: search and autocomplete that no input can break."""

import logging
from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ERROR_FLAG
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import BadRequest, ValidationError
from django.db import DataError, IntegrityError, models, transaction
from django.db.models import BaseConstraint
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from agreements.admin import meanwhile, sent
from agreements.admin.fields import Autocomplete, AutocompleteMultiple, InOrderField, as_key
from agreements.admin.meanwhile import HeldBack
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
            _("Latin and Cyrillic letters are mixed in one word: %(words)s. Type it again, unless this is intended.")
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
        """The list; a value that no column can hold leads to the list without it, as any other wrong value does."""
        if any("\x00" in value for values in request.GET.lists() for value in (values[0], *values[1])):
            raise BadRequest("NUL in the address")
        if ACTION_CHECKBOX_NAME in request.POST:
            chosen: Any = request.POST.copy()
            keys = [key for key in chosen.getlist(ACTION_CHECKBOX_NAME) if as_key(self.model, key) is not None]
            chosen.setlist(ACTION_CHECKBOX_NAME, keys)
            request.POST = chosen
        try:
            return super().changelist_view(request, extra_context)
        except (ValueError, OverflowError, ValidationError, DataError):
            if request.method != "GET" or ERROR_FLAG in request.GET:
                raise
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")

    # --- the form

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """The form, which may be held back whatever it says of itself."""
        form = super().get_form(request, obj, change=change, **options)
        form.held_back = getattr(request, "held_back", "")  # type: ignore[attr-defined]
        return form

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The form; what is sent is saved once and as a whole, or comes back as it was sent with the reason."""
        given = (object_id, form_url, extra_context)
        if request.method != "POST":
            return super().changeform_view(request, *given)
        try:
            with transaction.atomic():
                if object_id is None and self.has_add_permission(request):
                    answer = sent.once(
                        request, self, lambda: super(ArchiveAdmin, self).changeform_view(request, *given)
                    )
                else:
                    self._lock(object_id)
                    answer = super().changeform_view(request, *given)
            return sent.acknowledged(request, answer)
        except HeldBack as reason:
            held_back = reason.message
        except IntegrityError as error:
            held_back = self._violation(error)
        except (OSError, UnicodeEncodeError) as error:
            if not request.FILES:
                raise
            logger.exception("An uploaded file cannot be stored")
            why = (
                error.strerror if isinstance(error, OSError) else _("its name has letters that the server cannot write")
            )
            held_back = _(
                "The file could not be stored (%(reason)s). Save without it, and tell the administrator of the archive."
            ) % {"reason": why}
            request.FILES.clear()
        # What was sent is shown again, and cannot be saved this time: a form that is held back is not valid. Nor is
        # anything said of what was rolled back.
        request.held_back = held_back  # type: ignore[attr-defined]
        said: Any = messages.get_messages(request)
        said._queued_messages.clear()
        return super().changeform_view(request, *given)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Note what was made, for the history and for whoever sends the same form again."""
        request.saved = obj  # type: ignore[attr-defined]
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Note what was changed."""
        request.saved = obj  # type: ignore[attr-defined]
        return super().log_change(request, obj, message)

    def _lock(self, object_id: Any) -> None:
        """Until the end of the transaction nobody else saves the row from the admin."""
        row: Any = (*self.model._meta.get_parent_list(), self.model)[0]
        if (key := as_key(self.model, unquote(str(object_id)))) is not None:
            row._base_manager.select_for_update().filter(pk=key).values_list("pk").first()

    def _violation(self, error: IntegrityError) -> str:
        """What the database has refused, in the words of the rule."""
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        rows = (self.model, *self.model._meta.get_parent_list(), *(inline.model for inline in self.inlines))
        for constraint in (one for row in rows for one in row._meta.constraints):
            if constraint.name == name and constraint.violation_error_message != BaseConstraint.violation_error_message:
                return str(constraint.get_violation_error_message())
        return _("Someone else has just saved this entry. Compare, and save again.")

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Whoever changes what somebody has deleted meanwhile is shown what was typed."""
        if request.method == "POST":
            raise Http404("deleted meanwhile")
        answer: HttpResponse = super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc]
        return answer

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any) -> Any:
        """The form, with what it was opened at and what has changed since."""
        form, lists = context["adminform"].form, [lines.formset for lines in context["inline_admin_formsets"]]
        if request.FILES:
            _ask_for_files_again(form, *(line for formset in lists for line in formset.forms))
        parts = [part for part in (form, *lists) if getattr(part, "meanwhile", ())]
        context |= {
            "opened": meanwhile.written(form, lists) if form.instance.pk else "",
            "differences": [difference for part in parts for difference in part.meanwhile],
            "form_token": sent.token_for(request),
            "asks_another": getattr(request, "asks_another", False) or "is_another" in request.POST,
            "is_another": "is_another" in request.POST,
        }
        return super().render_change_form(request, context, *args, **options)


def _ask_for_files_again(*forms: Any) -> None:
    """A browser sends a file once: say at each that was chosen that it must be chosen again."""
    for form in forms:
        for name in form.fields:
            file = form.files.get(form.add_prefix(name)) if form.is_bound and form.files else None
            if file:
                form.add_error(
                    name, _("Choose the file “%(name)s” again: it has not been saved.") % {"name": file.name}
                )
