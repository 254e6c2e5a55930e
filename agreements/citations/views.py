"""Downloads for reference managers, and what they ask for by themselves (unAPI)."""

from django.core.validators import slug_re
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.base.languages import page_language
from agreements.base.requests import site_address
from agreements.citations.facts import Wording, citation_facts
from agreements.citations.formats import FORMATS, Cited, export, export_all
from agreements.citations.formats.items import item
from agreements.citations.formats.zotero import zotero_rdf
from agreements.citations.linked_data import as_json, linked_clause, linked_data
from agreements.entries.representations import TYPES, described
from agreements.entries.views import asked_clause, public_entry, withdrawn

# By the names that Zotero knows, best first; those of other programs are the same.
UNAPI = {"rdf_zotero": "application/rdf+xml", "ris": TYPES["ris"], "bibtex": TYPES["bib"]}
_FORMATS = "".join(f'<format name="{name}" type="{media_type}"/>' for name, media_type in UNAPI.items())


@require_safe
def download(request: HttpRequest, record_id: str, fmt: str) -> HttpResponse:
    """A published entry as a BibTeX, RIS, CSL-JSON or JSON-LD file; with ``?clause=<n>`` one clause of it."""
    if gone := withdrawn(request, record_id):
        return gone
    entry = public_entry(record_id)
    cited = Cited(entry, asked_clause(entry, request.GET.get("clause", "")))
    if fmt == "jsonld":
        content = _json_ld(cited)
    elif fmt in FORMATS:
        content = export(entry, fmt, clause=cited.clause, base_url=site_address())
    else:
        raise Http404
    return HttpResponse(
        content,
        content_type=f"{TYPES[fmt]}; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{cited.key}.{fmt}"',
            "Link": described(entry, cited.clause),
        },
    )


def _json_ld(cited: Cited) -> str:
    today, site = timezone.localdate(), site_address()
    facts = citation_facts(cited.entry, wording=Wording(page_language()), base_url=site, accessed=today)
    if cited.clause:
        return as_json(linked_clause(cited.clause, facts, site))
    return as_json(linked_data(cited.entry, facts, site))


@require_safe
def unapi(request: HttpRequest) -> HttpResponse:
    """unAPI, version 1: without ``format`` the formats that there are, of all or of ``id``; with both, the record.

    An id is that of an entry, ``<id>/<n>`` of a clause, or the permanent address of either.
    Source: Chudnov et al., Introducing unAPI, Ariadne 48.
    """
    named, fmt = request.GET.get("id", ""), request.GET.get("format", "")
    if fmt and fmt not in UNAPI:
        words = _("There is no such format.")
        return HttpResponse(f"{words}\n", status=406, content_type="text/plain; charset=utf-8")
    if not named:
        return _formats("<formats>", 200)
    permanent = site_address() + reverse("permanent", args=["-"]).removesuffix("-")
    record_id, _slash, number = named.removeprefix(permanent).replace("#clause-", "/").partition("/")
    if not slug_re.match(record_id):
        raise Http404
    if gone := withdrawn(request, record_id):
        return gone
    entry = public_entry(record_id)
    cited = Cited(entry, asked_clause(entry, number))
    if not fmt:
        return _formats(f'<formats id="{escape(named)}">', 300)
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
