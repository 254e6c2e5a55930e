"""What the first page of the admin tells those who run the archive."""

from datetime import datetime

from django import template

from archive.integrity import last_report

register = template.Library()


@register.inclusion_tag("admin/last_check.html")
def last_check() -> dict[str, object]:
    """When everything was read again last, and how much was found."""
    report = last_report()
    return {"at": report and datetime.fromisoformat(report.at), "found": report and len(report.findings)}
