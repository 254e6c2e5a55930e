"""Downloads for reference managers, and what they ask for by themselves (unAPI)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.base.languages import page_language
from agreements.base.requests import site_address
from agreements.citations.facts import Wording, citation_facts
from agreements.citations.formats import FORMATS, Cited, export, export_all
from agreements.citations.formats.items import item
from agreements.citations.formats.zotero import zotero_rdf
from agreements.citations.linked_data import as_json, linked_data
from agreements.entries.representations import TYPES, described
from agreements.entries.views import public_entry, withdrawn
from agreements.models import Agreement, Clause, Entry

# By the names that Zotero knows, best first; those of other programs are the same.
UNAPI = {"rdf_zotero": "application/rdf+xml", "ris": TYPES["ris"], "bibtex": TYPES["bib"]}
_FORMATS = "".join(f'<format name="{name}" type="{media_type}"/>' for name, media_type in UNAPI.items())


@require_safe
def download(request: HttpRequest, record_id: str, fmt: str) -> HttpResponse:
    """A published entry as a BibTeX, RIS, CSL-JSON or JSON-LD file; but for the last, ``?clause=<n>`` is one clause."""
    if gone := withdrawn(request, record_id):
        return gone
    entry = public_entry(record_id)
    if fmt == "jsonld":
        cited, content = Cited(entry), _json_ld(entry)
    elif fmt in FORMATS:
        cited = Cited(entry, _clause(entry, request.GET.get("clause", "")))
        content = export(entry, fmt, clause=cited.clause, base_url=site_address())
    else:
        raise Http404
    return HttpResponse(
        content,
        content_type=f"{TYPES[fmt]}; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{cited.key}.{fmt}"',
            "Link": described(entry),
        },
    )


def _clause(entry: Entry, number: str) -> Clause | None:
    """The clause of this number, None without one; 404 for one that is not there."""
    if not number:
        return None
    clauses = entry.clauses.all() if isinstance(entry, Agreement) else ()
    if clause := next((clause for clause in clauses if str(clause.number) == number), None):
        return clause
    raise Http404


def _json_ld(entry: Entry) -> str:
    today = timezone.localdate()
    facts = citation_facts(entry, wording=Wording(page_language()), base_url=site_address(), accessed=today)
    return as_json(linked_data(entry, facts, site_address()))


@require_safe
def unapi(request: HttpRequest) -> HttpResponse:
    """unAPI, version 1: without ``format`` the formats that there are, of all or of ``id``; with both, the record.

    An id is that of an entry, or ``<id>/<n>`` of a clause. Source: Chudnov et al., Introducing unAPI, Ariadne 48.
    """
    named, fmt = request.GET.get("id", ""), request.GET.get("format", "")
    if not named:
        return _formats("<formats>", 200)
    record_id, _, number = named.partition("/")
    if gone := withdrawn(request, record_id):
        return gone
    entry = public_entry(record_id)
    cited = Cited(entry, _clause(entry, number))
    if not fmt:
        return _formats(f'<formats id="{cited.entry.record_id}{"/" + number if number else ""}">', 300)
    if fmt not in UNAPI:
        return HttpResponse("This format is not there.\n", status=406, content_type="text/plain")
    today = timezone.localdate()
    if fmt == "rdf_zotero":
        content = zotero_rdf(item(cited, base_url=site_address(), accessed=today))
    else:
        name = {"bibtex": "bib"}.get(fmt, fmt)
        content = "".join(export_all([cited], name, base_url=site_address(), accessed=today))
    return HttpResponse(content, content_type=f"{UNAPI[fmt]}; charset=utf-8")


def _formats(start: str, status: int) -> HttpResponse:
    content = f'<?xml version="1.0" encoding="UTF-8"?>\n{start}{_FORMATS}</formats>\n'
    return HttpResponse(content, status=status, content_type="application/xml; charset=utf-8")
