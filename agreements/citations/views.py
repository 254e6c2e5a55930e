"""Downloads for reference managers."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from agreements.base.requests import site_address
from agreements.citations.formats import FORMATS, Cited, export
from agreements.entries.views import public_entry, withdrawn
from agreements.models import Agreement


@require_safe
def download(request: HttpRequest, record_id: str, fmt: str) -> HttpResponse:
    """A published entry, or one clause of a document (``?clause=<n>``), as a BibTeX, RIS or CSL-JSON file."""
    if gone := withdrawn(request, record_id):
        return gone
    entry = public_entry(record_id)
    if fmt not in FORMATS:
        raise Http404
    clause = None
    if number := request.GET.get("clause"):
        clauses = entry.clauses.all() if isinstance(entry, Agreement) else ()
        clause = next((clause for clause in clauses if str(clause.number) == number), None)
        if not clause:
            raise Http404
    content = export(entry, fmt, clause=clause, base_url=site_address())
    return HttpResponse(
        content,
        content_type=f"{FORMATS[fmt].content_type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{Cited(entry, clause).key}.{fmt}"'},
    )
