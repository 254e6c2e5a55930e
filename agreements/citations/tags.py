"""``{% cite entry %}``, ``{% cite agreement clause %}``, ``{% citation_metadata entry %}``, ``|within_marks``."""

from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils import timezone

from agreements.citations import FORMATS, cite
from agreements.citations.locators import INSIDE
from agreements.citations.metadata import metadata
from agreements.entries.representations import file_address
from agreements.models import Clause, Entry

register = template.Library()


@register.inclusion_tag("citations/ready_citations.html", name="cite", takes_context=True)
def show_citations(context: RequestContext, entry: Entry, clause: Clause | None = None) -> dict[str, Any]:
    """Ready citations of an entry or a clause, with the downloads."""
    citations = cite(entry, clause=clause, accessed=timezone.localdate(), base_url=context["base_url"])
    return {
        "prefix": f"cite-{clause.number}" if clause else "cite",
        "citations": citations,
        "downloads": [(item.name, file_address(entry, fmt, clause)) for fmt, item in FORMATS.items()],
    }


@register.filter
def within_marks(text: str) -> str:
    """A text within quotation marks, with others for those that it has itself."""
    return text.translate(INSIDE)


@register.inclusion_tag("citations/metadata.html", takes_context=True)
def citation_metadata(context: RequestContext, entry: Entry, clause: Clause | None = None) -> dict[str, Any]:
    """Metadata for machines, for the head of an entry's page, on which a clause may be cited."""
    return {"metadata": metadata(entry, context["base_url"], clause)}
