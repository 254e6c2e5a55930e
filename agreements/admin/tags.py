"""What the first page of the admin shows beside its list of tables."""

from typing import Any

from django import template
from django.template import Context
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, State

register = template.Library()

_SHOWN = 10


@register.simple_tag(takes_context=True)
def documents_at_work(context: Context) -> list[tuple[str | Promise, list[Any]]]:
    """The documents that wait for somebody: those in review, then the drafts; last changed first."""
    if not context["request"].user.has_perm("agreements.view_agreement"):
        return []
    groups = ((_("In review"), State.IN_REVIEW), (_("Drafts"), State.DRAFT))
    lists = [
        (heading, list(Agreement.objects.filter(state=state).order_by("-changed")[:_SHOWN]))
        for heading, state in groups
    ]
    return [(heading, documents) for heading, documents in lists if documents]
