"""The list of documents, one document, and its files."""

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext_lazy as _

from agreements.documents.family import family
from agreements.documents.life import life
from agreements.documents.similar import similar_clauses
from agreements.models import Agreement, Attachment, Relation
from agreements.rules.uploads import send_file
from agreements.search import Search, suggest

SORTS = (
    ("relevance", _("Best match first")),
    ("-signed", _("Latest first")),
    ("signed", _("Oldest first")),
    ("title", _("By title")),
)


def agreements(request: HttpRequest) -> HttpResponse:
    """The result list: search, facets, chips, sort, pages."""
    search = Search(request.GET)
    context = {
        "search": search,
        "page": search.results(),
        "facets": search.facets(),
        "chips": search.chips(),
        "meant": search.did_you_mean(),
        "sorts": SORTS if search.text else SORTS[1:],
    }
    return render(request, "documents/list.html", context)


def agreement(request: HttpRequest, record_id: str) -> HttpResponse:
    """One document with all that is known of it; 410 with the reason where it was withdrawn."""
    if gone := withdrawn(request, record_id):
        return gone
    document = get_object_or_404(Agreement.objects.for_readers(), record_id=record_id)
    search = Search(request.GET)
    previous, following = search.neighbours(record_id)
    relations = Relation.objects.published().select_related("type", "to__kind", "agreement__kind")
    outgoing = relations.filter(agreement=document)
    incoming = relations.filter(to=document).order_by("agreement__signed_upper", "agreement__record_id")
    neighbours = similar_clauses(document)
    found = family(document)
    context = {
        "agreement": document,
        "search": search,
        "previous": previous,
        "following": following,
        "outgoing": [relation for relation in outgoing if not (found and found.shows(relation.to))],
        "incoming": [relation for relation in incoming if not (found and found.shows(relation.agreement))],
        "life": life(document, incoming),
        "cited": next(
            (clause for clause in document.clauses.all() if str(clause.number) == request.GET.get("cite")),
            None,
        ),
        "family": found,
        "clauses": [(clause, neighbours.get(clause.pk, [])) for clause in document.clauses.all()],
    }
    return render(request, "documents/detail.html", context)


def permanent(request: HttpRequest, record_id: str) -> HttpResponse:
    """The address that never changes: leads to the document in the reader's language."""
    with override(get_language_from_request(request)):
        if gone := withdrawn(request, record_id):
            return gone
        document = get_object_or_404(Agreement.objects.published(), record_id=record_id)
        response = HttpResponseRedirect(document.get_absolute_url())
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


def withdrawn(request: HttpRequest, record_id: str) -> HttpResponse | None:
    """The 410 page of a withdrawn document, None for any other."""
    document = Agreement.objects.withdrawn().filter(record_id=record_id).first()
    return render(request, "errors/410.html", {"agreement": document}, status=410) if document else None


def attachment(request: HttpRequest, record_id: str, pk: int) -> FileResponse:
    """A scan or file of a published document."""
    return send_file(get_object_or_404(Attachment.objects.published(), agreement__record_id=record_id, pk=pk))


def suggestions(request: HttpRequest) -> JsonResponse:
    """What the reader may mean, while typing: for the search box only."""
    found = suggest(request.GET.get("q", ""))
    return JsonResponse(
        {"suggestions": [{"kind": s.kind, "label": s.label, "lang": s.lang, "url": s.url} for s in found]}
    )
