"""Documents in the admin: their list, and the page on which a whole document is edited."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.admin.base import folded
from agreements.admin.entries import EntryAdmin
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
from agreements.admin.meanwhile import HeldBack
from agreements.base.languages import columns
from agreements.base.registers import REGISTERS
from agreements.models import Agreement, Clause, Status
from agreements.models.facts import DOCUMENT
from agreements.rules.documents import WholeDocument
from agreements.rules.duplicates import alike


class DocumentList(ChangeList):
    """The list of documents, with all that its lines show in a constant number of queries."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet:
        clauses = Clause.objects.filter(agreement=OuterRef("pk")).order_by().values("agreement")
        documents: Any = super().get_queryset(request, exclude_parameters)
        counted: QuerySet = documents.for_list().annotate(
            clause_count=Coalesce(Subquery(clauses.values(number=Count("pk"))), 0)
        )
        return counted


def _fields(section: str) -> tuple[str | tuple[str, ...], ...]:
    """The fields of a part of the form, as the table of facts has them."""
    return tuple(line for fact in DOCUMENT if fact.section == section for line in fact.lines)


@admin.register(Agreement)
class AgreementAdmin(EntryAdmin):
    """Documents: entered by cataloguers, published by editors."""

    form = AgreementForm
    inlines = (
        ParticipationInline,
        SignatoryInline,
        ClauseInline,
        RelationInline,
        SourceInline,
        AttachmentInline,
    )
    autocomplete_fields = ("place", "place_region", "themes", "regions")
    lists_after: ClassVar = {
        0: ("participations", "signatories"),
        3: ("clauses",),
        5: ("relations", "sources", "attachments"),
    }
    fieldsets = (
        (gettext_lazy("Identity and titles"), {"fields": (*_fields("identity"), "record_id")}),
        (gettext_lazy("Dates"), {"fields": _fields("dates")}),
        (gettext_lazy("Place and occasion"), {"fields": _fields("place")}),
        (gettext_lazy("What it says"), {"fields": _fields("content")}),
        (gettext_lazy("Themes and regions"), {"fields": _fields("themes")}),
        (gettext_lazy("Numbers and place of the original"), {"fields": _fields("original")}),
        (gettext_lazy("Confidence and notes"), {"fields": _fields("notes")}),
        (gettext_lazy("Publication"), {"fields": ("state", ("first_published", "created", "changed"))}),
    )
    list_display = ("title", "kind_label", "date", "sides", "state", "confidence_label", "clause_count")
    list_filter = ("state", "kind", "level", "status", "confidence", DecadeFilter, SideFilter, "themes")
    search_fields = folded(
        "record_id",
        *columns("title"),
        *columns("participations__party__name"),
        *columns("signatories__person__name"),
        *columns("clauses__heading"),
        *(register.column for register in REGISTERS.values()),
    )
    search_help_text = gettext_lazy(
        "Id, titles, parties, people, clause headings in any language, numbers in registers."
    )
    date_hierarchy = "signed_upper"
    ordering = ("-signed_upper", "record_id")

    # --- the list

    def get_changelist(self, request: HttpRequest, **_options: Any) -> type[ChangeList]:
        return DocumentList

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

    @admin.display(description=gettext_lazy("clauses"), ordering="clause_count")
    def clause_count(self, agreement: Any) -> int:
        return int(agreement.clause_count)

    # --- the form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        unknown = Status.objects.filter(force="").first()
        return {"status": unknown and unknown.pk, **super().get_changeform_initial_data(request)}

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """The document as the form has it; one that may be there already is asked about first."""
        agreement = super().save_form(request, form, change)
        lists = agreement.lists_in_form
        told_apart = {"signed", "kind", *columns("title")}.isdisjoint(form.changed_data)
        if "is_another" in request.POST or not all(formset.is_valid() for formset in lists.values()):
            return agreement
        if change and told_apart and not lists["participations"].has_changed():
            return agreement
        if other := alike(agreement, [line.instance.party for line in lists["participations"].remaining()]):
            request.asks_another = True  # type: ignore[attr-defined]
            raise HeldBack(
                format_html(
                    '{} <a href="{}" target="_blank" rel="noopener">{}</a> ({}). {}',
                    _("There is already"),
                    reverse("admin:agreements_agreement_change", args=[other.pk]),
                    other,
                    other.record_id,
                    _("Work on that document. If this is another one, say so below and save again."),
                )
            )
        return agreement

    def whole_in_form(self, form: Any, lines: dict[str, list[Any]]) -> WholeDocument:
        """The document with all its parts."""
        return WholeDocument(
            entry=form.instance,
            themes=form.cleaned_data.get("themes") or (),
            regions=form.cleaned_data.get("regions") or (),
            parties=[line.instance.party for line in lines.get("participations", ())],
            signatories=[line.instance for line in lines.get("signatories", ())],
            clauses=[(line.instance, line.cleaned_data["themes"]) for line in lines.get("clauses", ())],
            relations=[line.instance for line in lines.get("relations", ())],
            sources=[line.instance for line in lines.get("sources", ())],
            redescribed=[line.instance for line in lines.get("sources", ()) if line.cleaned_data.get("everywhere")],
        )
