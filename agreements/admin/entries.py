"""Admin pages for entries of every kind: publication steps, completeness, files and permissions."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminForm
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.admin.actions import StepActions
from agreements.admin.base import ArchiveAdmin, folded, warn_of_mixed_scripts
from agreements.admin.lines import Lines
from agreements.base.languages import columns
from agreements.entries.files import send_file
from agreements.models import Entry, Source, State
from agreements.models.visibility import public
from agreements.rules import steps
from agreements.rules.completeness import CHECKED_STATES, Whole, described_otherwise, otherwise_message

_STEP_LABELS = {
    State.DRAFT: gettext_lazy("Return to draft"),
    State.IN_REVIEW: gettext_lazy("Send to review"),
    State.PUBLISHED: gettext_lazy("Publish"),
    State.WITHDRAWN: gettext_lazy("Withdraw"),
}


@admin.register(Entry)
class EntryChooser(ArchiveAdmin):
    """Answers the field in which an entry is chosen, and leads to the page on which the entry is edited."""

    search_fields = folded("record_id", *columns("title"))
    ordering = ("record_id",)

    def get_urls(self) -> list[Any]:
        """Only the redirect: there is no list and no form here."""
        view = self.admin_site.admin_view(self.to_own_page)
        return [path("<str:pk>/change/", view, name="agreements_entry_change")]

    def to_own_page(self, request: HttpRequest, pk: str) -> HttpResponseRedirect:
        """Redirect to the form of the entry's own kind."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if not pk.isdecimal():
            raise Http404
        entry = get_object_or_404(Entry, pk=int(pk))
        model = Entry.kinds()[entry.type]._meta
        return HttpResponseRedirect(reverse(f"admin:{model.app_label}_{model.model_name}_change", args=[pk]))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        """Whoever may see the entries of some kind may refer to them."""
        kinds = (kind._meta for kind in Entry.kinds().values())
        return any(request.user.has_perm(f"{kind.app_label}.view_{kind.model_name}") for kind in kinds)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        """An entry is deleted with the row of its own kind, by whoever may delete that."""
        if obj is None:
            return False
        own = Entry.in_full([obj])[obj.pk]
        return bool(self.admin_site._registry[type(own)].has_delete_permission(request, own))


class EntryAdmin(StepActions, ArchiveAdmin):
    """Entries of one kind, on one page each: entered by cataloguers, published by editors."""

    change_form_template = "admin/agreements/agreement/change_form.html"
    readonly_fields = ("state", "first_published", "created", "changed")
    #: The lists of lines that follow a fieldset, by the number of the fieldset.
    lists_after: ClassVar[dict[int, tuple[str, ...]]] = {}

    # --- the list

    @admin.display(description=gettext_lazy("document"), ordering="title_en")
    def title(self, entry: Entry) -> SafeString:
        return format_html('{}<br><span class="quiet">{}</span>', entry.title, entry.record_id)

    @admin.display(description=gettext_lazy("confidence"), ordering="confidence__position")
    def confidence_label(self, entry: Entry) -> str:
        return entry.confidence.label

    # --- its files

    def get_urls(self) -> list[Any]:
        """With the files of documents that are not public yet."""
        view = self.admin_site.admin_view(self.file_view)
        return [
            path("<path:object_id>/files/<int:pk>/", view, name=f"{self.opts.app_label}_{self.opts.model_name}_file"),
            *super().get_urls(),
        ]

    def file_view(self, request: HttpRequest, object_id: str, pk: int) -> HttpResponseBase:
        """A file of a document in any state, for staff who may view the document."""
        entry = self.get_object(request, object_id)
        if entry is None:
            raise Http404
        if not self.has_view_permission(request, entry):
            raise PermissionDenied
        return send_file(request, get_object_or_404(entry.attachments, pk=pk), public=False)

    # --- who may do what

    def has_change_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        """Cataloguers change drafts and what is in review.

        What they post to a document that was published meanwhile is refused by the form, which shows it to them
        again, and not by a bare 403 that would lose it.
        """
        allowed = super().has_change_permission(request, obj)
        if obj is None or not allowed or request.method == "POST":
            return allowed
        return steps.may_edit(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        """What was ever published is withdrawn, never deleted."""
        return super().has_delete_permission(request, obj) and (obj is None or not obj.first_published)

    def get_readonly_fields(self, request: HttpRequest, obj: Entry | None = None) -> tuple[str, ...]:
        return (*self.readonly_fields, "record_id") if obj and obj.first_published else self.readonly_fields

    def get_fieldsets(self, request: HttpRequest, obj: Entry | None = None) -> Any:
        """The reason of withdrawal is asked for where a document can be withdrawn."""
        fieldsets = super().get_fieldsets(request, obj)
        if not (obj and obj.first_published):
            return fieldsets
        name, options = fieldsets[-1]
        reasons = ("withdrawal_reason_en", "withdrawal_reason_ru", "withdrawal_reason_kk")
        return (*fieldsets[:-1], (name, {**options, "fields": (*options["fields"], *reasons)}))

    def view_on_site(self, entry: Entry) -> str | None:
        """The public page, as long as there is one."""
        return entry.get_absolute_url() if entry.is_public else None

    # --- the form

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        form = super().get_form(request, obj, change=change, **options)
        form.user = request.user
        return form

    def _create_formsets(self, request: HttpRequest, obj: Any, change: bool) -> Any:
        """The lists of lines, kept on the document for `save_form`."""
        formsets, inlines = super()._create_formsets(request, obj, change)  # type: ignore[misc]
        if obj is not None:
            obj.lists_in_form = {formset.prefix: formset for formset in formsets}
        return formsets, inlines

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """The document as the form has it; in review and when published, its lists must be complete too."""
        entry = super().save_form(request, form, change)
        if entry.state in CHECKED_STATES:
            self._require_whole(form, entry.lists_in_form)
        return entry

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the lines, and warn of what is unusual but may be right."""
        super().save_related(request, form, formsets, change)
        for formset in formsets:
            if formset.model is Source:
                for line in formset.remaining():
                    if line.cleaned_data.get("everywhere"):
                        self._describe_everywhere(request, line.instance)
        for source, other in described_otherwise(form.instance.sources.all(), Source.objects.all()):
            messages.warning(request, otherwise_message(source, other))
        lines = [line.instance for formset in formsets for line in formset.remaining()]
        warn_of_mixed_scripts(request, [form.instance, *lines])
        if form.accepted_problems:
            messages.warning(
                request,
                _("Still to be completed: %(problems)s")
                % {"problems": " ".join(dict.fromkeys(problem.message for problem in form.accepted_problems))},
            )

    def _describe_everywhere(self, request: HttpRequest, source: Source) -> None:
        """Give the sources of the same address in all other documents the description of this one."""
        for _own, other in described_otherwise([source], Source.objects.all()):
            entry = Entry.objects.select_for_update().get(pk=other.entry_id)
            entry.sources.filter(url=other.url).update(
                publisher=source.publisher, kind=source.kind, language=source.language, published=source.published
            )
            entry.save(update_fields=["changed"])  # a form that was opened before is refused as outdated
            self.log_change(
                request,
                Entry.in_full([entry])[entry.pk],
                [{"changed": {"name": "source", "object": source.url, "fields": ["publisher", "kind", "language"]}}],
            )

    def whole_in_form(self, form: Any, lines: dict[str, list[Any]]) -> Whole:
        """The entry with all its parts, as the form and its lists of lines have them."""
        return Whole(
            entry=form.instance,
            themes=form.cleaned_data.get("themes") or (),
            relations=[line.instance for line in lines.get("relations", ())],
            sources=[line.instance for line in lines.get("sources", ())],
            redescribed=[line.instance for line in lines.get("sources", ()) if line.cleaned_data.get("everywhere")],
        )

    def _require_whole(self, form: Any, formsets: dict[str, Lines]) -> None:
        """Add to the lists of lines what the entry still lacks, so that it is not saved."""
        if not all(formset.is_valid() for formset in formsets.values()):
            return
        lines = {prefix: formset.remaining() for prefix, formset in formsets.items()}
        whole = self.whole_in_form(form, lines)
        published = Source.objects.filter(public("entry"))
        unlike = {id(source) for source, _other in described_otherwise(whole.sources, published)}
        for line in lines.get("sources", ()):
            if id(line.instance) in unlike:
                line.fields["everywhere"].widget = forms.CheckboxInput()
        for problem in whole.problems():
            if problem in form.accepted_problems:
                continue
            if problem.where in formsets:
                formsets[problem.where].non_form_errors().append(problem.message)
            elif problem.where == "confidence":
                formsets["sources"].non_form_errors().append(problem.message)

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> list[Any]:
        """What changed, including a change of state, which is told to whoever listens for steps."""
        message = super().construct_change_message(request, form, formsets, add)
        before = State.DRAFT if add else form.state_before
        if before != form.instance.state:
            message.append(steps.step_message(before, form.instance.state))
            steps.taken.send(
                type(form.instance), entry=form.instance, before=before, after=form.instance.state, by=request.user
            )
        return message

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        """The way on, after a message that names the state."""
        answer = super().response_add(request, obj, post_url_continue)
        return self._told_of_state(request, obj, answer)

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        """The way on, after a message that names the state."""
        answer = super().response_change(request, obj)
        return self._told_of_state(request, obj, answer)

    def _told_of_state(self, request: HttpRequest, entry: Entry, answer: Any) -> Any:
        if "_state" in request.POST and answer.status_code == 302:
            address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[entry.pk])
            messages.success(
                request,
                format_html(
                    _("{document} is now “{state}”."),
                    document=format_html('<a href="{}">{}</a>', address, entry),
                    state=entry.get_state_display(),
                ),
            )
        return answer

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any) -> Any:
        """The form in the order in which one reads a document, with a button for each step that is open."""
        response: Any = super().render_change_form(request, context, *args, **options)
        form = context["adminform"].form
        response.context_data = {
            **(response.context_data or {}),
            "sections": list(_sections(context["adminform"], context["inline_admin_formsets"], self.lists_after)),
            "stored_state": State(form.state_before),
            "steps": [
                (state.value, _STEP_LABELS[state])
                for state in steps.open_steps(form.instance, request.user, form.state_before)
            ],
        }
        return response


def _sections(
    adminform: AdminForm, formsets: list[Any], lists_after: dict[int, tuple[str, ...]]
) -> Iterator[tuple[str, Any]]:
    """Fieldsets and lists of lines in reading order."""
    lists = {formset.formset.prefix: formset for formset in formsets}
    for number, fieldset in enumerate(adminform):
        yield "fieldset", fieldset
        for prefix in lists_after.get(number, ()):
            if prefix in lists:
                yield "lines", lists[prefix]
