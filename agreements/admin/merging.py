"""Merging two entries in the admin: a page that shows what moves and what goes, and asks before it is done."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import label_for_field, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from agreements.admin.base import ArchiveAdmin
from agreements.admin.deleting import MOST_LISTED
from agreements.admin.fields import Autocomplete
from agreements.base.languages import columns
from agreements.rules import steps
from agreements.rules.merging import Merger, merge


class MergeForm(forms.Form):
    """Which entry stays."""

    def __init__(self, named_by: Any, admin_site: Any, *args: Any) -> None:
        super().__init__(*args)
        self.fields["into"] = forms.ModelChoiceField(
            named_by.remote_field.model._default_manager.all(),
            label=_("Merge into"),
            help_text=_("The entry that stays, with its names and its address."),
            widget=Autocomplete(named_by, admin_site),
        )


class Merging(ArchiveAdmin):
    """Entries of which one can be merged into another, by editors."""

    change_form_template = "admin/agreements/named_change_form.html"
    named_by: Any = None  # a field that names such an entry, for its autocomplete

    def get_urls(self) -> list[Any]:
        """With the page that merges."""
        view = self.admin_site.admin_view(self.merge_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_merge"
        return [path("<path:object_id>/merge/", view, name=name), *super().get_urls()]

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """Whoever decides what readers see: a merger moves what documents say, and an entry goes with it."""
        return steps.is_editor(request.user) and super().has_change_permission(request)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any) -> Any:
        """The form, with the way to the page that merges."""
        context["may_merge"] = self.has_merge_permission(request)
        return super().render_change_form(request, context, *args, **options)

    def merge_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask which entry stays, show what moves, and merge once that is confirmed."""
        if not self.has_merge_permission(request):
            raise PermissionDenied
        source: Any = self.get_object(request, unquote(object_id))
        if source is None:
            return self._gone(request, object_id)
        given = request.POST if request.method == "POST" else request.GET if "into" in request.GET else None
        form = MergeForm(self.named_by, self.admin_site, given)
        merger = Merger.of(source, form.cleaned_data["into"]) if form.is_valid() else None
        for obstacle in merger.obstacles() if merger else ():
            form.add_error("into", obstacle)
        if request.method == "POST" and merger and form.is_valid():
            try:
                merge(source, merger.target, request.user, request.POST.get("seen", ""))
            except ValidationError as error:
                form.add_error(None, error)
            except self.model.DoesNotExist:
                return self._gone(request, object_id)
            else:
                said = _("“%(name)s” was merged into “%(into)s”.")
                messages.success(request, said % {"name": source, "into": merger.target})
                return HttpResponseRedirect(self._address(merger.target, "change"))
        return self._page(request, source, form, merger if merger and not form.has_error("into") else None)

    def _gone(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """To the list, which says so: nothing was typed that would have to be shown again."""
        redirect: Any = super(ArchiveAdmin, self)._get_obj_does_not_exist_redirect  # type: ignore[misc]
        answer: HttpResponse = redirect(request, self.opts, object_id)
        return answer

    def _page(self, request: HttpRequest, source: Any, form: MergeForm, merger: Merger | None) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Merge “%(name)s” into another entry") % {"name": source},
            "source": source,
            "form": form,
            "media": self.media + form.media,
            "merger": merger,
            "facts": list(self._facts(merger)) if merger else [],
            "documents": merger.documents[:MOST_LISTED] if merger else [],
            "more": max(0, len(merger.documents) - MOST_LISTED) if merger else 0,
        }
        return TemplateResponse(request, "admin/agreements/merge.html", context)

    def _facts(self, merger: Merger) -> Any:
        """What the two say of themselves, side by side."""
        shown = (*columns("name"), "side", "kind", "country", "region", "slug")
        for name in shown:
            if any(one.name == name for one in self.opts.concrete_fields):
                yield label_for_field(name, self.model), getattr(merger.source, name), getattr(merger.target, name)

    def _address(self, entry: Model, page: str) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=[entry.pk])
