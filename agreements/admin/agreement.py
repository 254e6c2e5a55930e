"""A whole document on one page, from the first draft to the reader."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from agreements.admin.base import ArchiveAdmin, folded, translated, warn_of_mixed_scripts
from agreements.admin.filters import DecadeFilter, SideFilter
from agreements.admin.forms import AgreementForm
from agreements.admin.inlines import (
    AttachmentInline,
    ClauseInline,
    ParticipationInline,
    RelationInline,
    SignatoryInline,
    SourceInline,
)
from agreements.admin.lines import Lines
from agreements.models import Agreement, Clause, Source, State
from agreements.rules import steps as workflow
from agreements.rules.completeness import (
    CHECKED_STATES,
    Whole,
    described_otherwise,
    otherwise_message,
    problems,
)
from agreements.rules.uploads import send_file

# The lists of lines, in the place where one reads them: after the fieldset with this number.
_LISTS_AFTER = {
    0: ("participations", "signatories"),
    3: ("clauses",),
    4: ("relations", "sources", "attachments"),
}
_STEP_LABELS = {
    State.DRAFT: gettext_lazy("Return to draft"),
    State.IN_REVIEW: gettext_lazy("Send to review"),
    State.PUBLISHED: gettext_lazy("Publish"),
    State.WITHDRAWN: gettext_lazy("Withdraw"),
}


class DocumentList(ChangeList):
    """The list of documents, with all that its lines show in a constant number of queries."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet:
        clauses = Clause.objects.filter(agreement=OuterRef("pk")).order_by().values("agreement")
        documents: Any = super().get_queryset(request, exclude_parameters)
        counted: QuerySet = documents.for_list().annotate(
            clause_count=Coalesce(Subquery(clauses.values(number=Count("pk"))), 0)
        )
        return counted


@admin.register(Agreement)
class AgreementAdmin(ArchiveAdmin):
    """Documents: entered by cataloguers, published by editors."""

    form = AgreementForm
    change_form_template = "admin/agreements/agreement/change_form.html"
    inlines = (
        ParticipationInline,
        SignatoryInline,
        ClauseInline,
        RelationInline,
        SourceInline,
        AttachmentInline,
    )
    autocomplete_fields = ("place", "place_region", "themes", "regions")
    readonly_fields = ("state", "first_published", "created", "changed")
    fieldsets = (
        (
            gettext_lazy("Identity and titles"),
            {"fields": ("title_en", "title_ru", "title_kk", ("kind", "level"), "record_id")},
        ),
        (
            gettext_lazy("Dates"),
            {
                "fields": (
                    ("signed", "in_force"),
                    ("term_from", "term_until"),
                    "renewal_en",
                    "renewal_ru",
                    "renewal_kk",
                    "status",
                )
            },
        ),
        (
            gettext_lazy("Place and occasion"),
            {"fields": ("place", "place_region", "occasion_en", "occasion_ru", "occasion_kk")},
        ),
        (gettext_lazy("What it says"), {"fields": ("summary_en", "summary_ru", "summary_kk", "languages")}),
        (gettext_lazy("Themes and regions"), {"fields": ("themes", "regions")}),
        (gettext_lazy("Confidence and notes"), {"fields": ("confidence", "notes")}),
        (gettext_lazy("Publication"), {"fields": ("state", ("first_published", "created", "changed"))}),
    )
    list_display = ("title", "kind_label", "date", "sides", "state", "confidence_label", "clause_count")
    list_filter = ("state", "kind", "level", "status", "confidence", DecadeFilter, SideFilter, "themes")
    search_fields = folded(
        "record_id",
        *translated("title"),
        *translated("participations__party__name"),
        *translated("signatories__person__name"),
        *translated("clauses__heading"),
    )
    search_help_text = gettext_lazy("Id, titles, parties, people and clause headings, in any language.")
    date_hierarchy = "signed_upper"
    ordering = ("-signed_upper", "record_id")
    actions = ("send_to_review", "publish")

    # --- the list

    def get_changelist(self, request: HttpRequest, **_options: Any) -> type[ChangeList]:
        return DocumentList

    @admin.display(description=gettext_lazy("document"), ordering="title_en")
    def title(self, agreement: Agreement) -> SafeString:
        return format_html('{}<br><span class="quiet">{}</span>', agreement.title, agreement.record_id)

    @admin.display(description=gettext_lazy("kind"), ordering="kind__position")
    def kind_label(self, agreement: Agreement) -> str:
        return agreement.kind.label

    @admin.display(description=gettext_lazy("signed"), ordering="signed_upper")
    def date(self, agreement: Agreement) -> str:
        return str(agreement.signed_date)

    @admin.display(description=gettext_lazy("parties"))
    def sides(self, agreement: Agreement) -> SafeString:
        lines = ((side, ", ".join(party.name for party in parties)) for side, parties in agreement.sides().items())
        return format_html_join("", "<div><b>{}</b> {}</div>", lines)

    @admin.display(description=gettext_lazy("confidence"), ordering="confidence__position")
    def confidence_label(self, agreement: Agreement) -> str:
        return agreement.confidence.label

    @admin.display(description=gettext_lazy("clauses"), ordering="clause_count")
    def clause_count(self, agreement: Any) -> int:
        return int(agreement.clause_count)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Documents are deleted one by one, if at all."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    @admin.action(description=gettext_lazy("Send to review"), permissions=["change"])
    def send_to_review(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._step_each(request, queryset, State.IN_REVIEW)

    @admin.action(description=gettext_lazy("Publish"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._step_each(request, queryset, State.PUBLISHED)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return workflow.is_editor(request.user)

    def _step_each(self, request: HttpRequest, queryset: QuerySet, state: State) -> None:
        """Take each document to ``state`` that is ready for it, and say of the others what they lack."""
        done = 0
        for pk in queryset.values_list("pk", flat=True):
            # Each document for itself: what stops one leaves the others where they have got to.
            with transaction.atomic():
                done += self._step(request, pk, state)
        if done:
            messages.success(
                request,
                ngettext("%(count)s document is now “%(state)s”.", "%(count)s documents are now “%(state)s”.", done)
                % {"count": done, "state": state.label},
            )

    def _step(self, request: HttpRequest, pk: int, state: State) -> bool:
        """Take one document to ``state``, or say what it lacks."""
        locked = Agreement.objects.select_for_update().filter(pk=pk).first()
        if locked is None:
            return False  # deleted since the list was shown
        agreement = Agreement.objects.for_record().get(pk=pk)
        if state not in workflow.steps(agreement.state, request.user):
            lacks = [_("from “%(state)s” it cannot go there") % {"state": agreement.get_state_display()}]
        else:
            lacks = [problem.message for problem in problems(Whole.of(agreement))]
        if lacks:
            messages.error(request, f"{agreement.record_id}: {' '.join(lacks)}")
            return False
        before, agreement.state = agreement.state, state
        agreement.save()
        self.log_change(request, agreement, [_state_message(before, state)])
        return True

    # --- its files

    def get_urls(self) -> list[Any]:
        """With the files of documents that are not public yet."""
        view = self.admin_site.admin_view(self.file_view)
        return [
            path("<path:object_id>/files/<int:pk>/", view, name="agreements_agreement_file"),
            *super().get_urls(),
        ]

    def file_view(self, request: HttpRequest, object_id: str, pk: int) -> FileResponse:
        """A file of a document, whatever the document's state, for those who may see it here."""
        agreement = self.get_object(request, object_id)
        if agreement is None:
            raise Http404
        if not self.has_view_permission(request, agreement):
            raise PermissionDenied
        return send_file(get_object_or_404(agreement.attachments, pk=pk))

    # --- who may do what

    def has_change_permission(self, request: HttpRequest, obj: Agreement | None = None) -> bool:
        """Cataloguers change drafts and what is in review.

        What they post to a document that was published meanwhile is refused by the form, which shows it to them
        again, and not by a bare 403 that would lose it.
        """
        allowed = super().has_change_permission(request, obj)
        if obj is None or not allowed or request.method == "POST":
            return allowed
        return workflow.may_edit(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Agreement | None = None) -> bool:
        """What was ever published is withdrawn, never deleted."""
        return super().has_delete_permission(request, obj) and (obj is None or not obj.first_published)

    def get_readonly_fields(self, request: HttpRequest, obj: Agreement | None = None) -> tuple[str, ...]:
        return (*self.readonly_fields, "record_id") if obj and obj.first_published else self.readonly_fields

    def get_fieldsets(self, request: HttpRequest, obj: Agreement | None = None) -> Any:
        """The reason of withdrawal is asked for where a document can be withdrawn."""
        fieldsets = super().get_fieldsets(request, obj)
        if not (obj and obj.first_published):
            return fieldsets
        name, options = fieldsets[-1]
        reasons = ("withdrawal_reason_en", "withdrawal_reason_ru", "withdrawal_reason_kk")
        return (*fieldsets[:-1], (name, {**options, "fields": (*options["fields"], *reasons)}))

    def view_on_site(self, agreement: Agreement) -> str | None:
        """The public page, as long as there is one."""
        return agreement.get_absolute_url() if agreement.is_public else None

    # --- the form

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        form = super().get_form(request, obj, change=change, **options)
        form.user = request.user  # type: ignore[attr-defined]
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"status": "unknown", **super().get_changeform_initial_data(request)}

    def _create_formsets(self, request: HttpRequest, obj: Any, change: bool) -> Any:
        """The lists of lines, which `save_form` finds again on the document."""
        formsets, inlines = super()._create_formsets(request, obj, change)  # type: ignore[misc]
        if obj is not None:
            obj.lists_in_form = {formset.prefix: formset for formset in formsets}
        return formsets, inlines

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """The document as the form has it; on its way to the reader, the lists must make it complete."""
        agreement = super().save_form(request, form, change)
        if agreement.state in CHECKED_STATES:
            _require_whole(form, agreement.lists_in_form)
        return agreement

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the lines, and warn of what is unusual but may be right."""
        super().save_related(request, form, formsets, change)
        for formset in formsets:
            if formset.model is Source:
                for line in formset.live():
                    if line.cleaned_data.get("everywhere"):
                        self._describe_everywhere(request, line.instance)
        for source, other in described_otherwise(form.instance.sources.all(), Source.objects.all()):
            messages.warning(request, otherwise_message(source, other))
        lines = [line.instance for formset in formsets for line in formset.live()]
        warn_of_mixed_scripts(request, [form.instance, *lines])
        if form.accepted:
            messages.warning(
                request,
                _("Still to be completed: %(problems)s")
                % {"problems": " ".join(dict.fromkeys(problem.message for problem in form.accepted))},
            )

    def _describe_everywhere(self, request: HttpRequest, source: Source) -> None:
        """Give the sources of the same address in all other documents the description of this one."""
        for _own, other in described_otherwise([source], Source.objects.all()):
            agreement = Agreement.objects.select_for_update().get(pk=other.agreement_id)
            agreement.sources.filter(url=other.url).update(
                publisher=source.publisher, kind=source.kind, language=source.language, published=source.published
            )
            agreement.save(update_fields=["changed"])  # whoever has it open is told
            self.log_change(request, agreement, [{"changed": {"name": "source", "object": source.url}}])

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> list[Any]:
        """What changed, with the step on the way to the reader."""
        message = super().construct_change_message(request, form, formsets, add)
        before = State.DRAFT if add else form.state_before
        if before != form.instance.state:
            message.append(_state_message(before, form.instance.state))
        return message

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any) -> Any:
        """The form in the order in which one reads a document, with a button for each step that is open."""
        response: Any = super().render_change_form(request, context, *args, **options)
        form = context["adminform"].form
        response.context_data = {
            **(response.context_data or {}),
            "sections": list(_sections(context["adminform"], context["inline_admin_formsets"])),
            "standing": State(form.state_before),
            "steps": [(state.value, _STEP_LABELS[state]) for state in workflow.steps(form.state_before, request.user)],
        }
        return response


def _state_message(before: str, after: str) -> dict[str, Any]:
    """An entry for the history."""
    with override(None):
        return {"changed": {"fields": [f"State ({State(before).label} → {State(after).label})"]}}


def _sections(adminform: AdminForm, formsets: list[Any]) -> Iterator[tuple[str, Any]]:
    """Fieldsets and lists of lines in reading order."""
    lists = {formset.formset.prefix: formset for formset in formsets}
    for number, fieldset in enumerate(adminform):
        yield "fieldset", fieldset
        for prefix in _LISTS_AFTER.get(number, ()):
            if prefix in lists:
                yield "lines", lists[prefix]


def _require_whole(form: AgreementForm, formsets: dict[str, Lines]) -> None:
    """Add to the lists of lines what the document still lacks, so that it is not saved."""
    if not all(formset.is_valid() for formset in formsets.values()):
        return
    lines = {prefix: formset.live() for prefix, formset in formsets.items()}
    whole = Whole(
        agreement=form.instance,
        themes=form.cleaned_data.get("themes") or (),
        regions=form.cleaned_data.get("regions") or (),
        parties=[line.instance.party for line in lines.get("participations", ())],
        signatories=[line.instance for line in lines.get("signatories", ())],
        clauses=[(line.instance, line.cleaned_data["themes"]) for line in lines.get("clauses", ())],
        relations=[line.instance for line in lines.get("relations", ())],
        sources=[line.instance for line in lines.get("sources", ())],
        redescribed=[line.instance for line in lines.get("sources", ()) if line.cleaned_data.get("everywhere")],
    )
    published = Source.objects.filter(agreement__in=Agreement.objects.published())
    unlike = {id(source) for source, _other in described_otherwise(whole.sources, published)}
    for line in lines.get("sources", ()):
        if id(line.instance) in unlike:
            line.fields["everywhere"].widget = forms.CheckboxInput()
    for problem in problems(whole):
        if problem in form.accepted:
            continue
        if problem.where in formsets:
            formsets[problem.where].non_form_errors().append(problem.message)
        elif problem.where == "confidence":
            formsets["sources"].non_form_errors().append(problem.message)
