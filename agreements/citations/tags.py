"""``{% cite agreement %}``, ``{% cite agreement clause %}``, ``{% citation_metadata agreement %}``."""

from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils import timezone

from agreements.citations import FORMATS, cite
from agreements.citations.metadata import download, metadata
from agreements.models import Agreement, Clause

register = template.Library()


@register.inclusion_tag("citations/ready_citations.html", name="cite", takes_context=True)
def show_citations(context: RequestContext, agreement: Agreement, clause: Clause | None = None) -> dict[str, Any]:
    """Ready citations of a document or a clause, with the downloads."""
    citations = cite(agreement, clause=clause, accessed=timezone.localdate(), base_url=context["base_url"])
    return {
        "prefix": f"cite-{clause.number}" if clause else "cite",
        "citations": citations,
        "downloads": [(item.name, download(agreement, fmt, clause)) for fmt, item in FORMATS.items()],
    }


@register.inclusion_tag("citations/metadata.html", takes_context=True)
def citation_metadata(context: RequestContext, agreement: Agreement) -> dict[str, Any]:
    """Metadata for machines, for the head of a document's page."""
    return {"metadata": metadata(agreement, context["base_url"])}
