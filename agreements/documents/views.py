"""The list of documents, one document, and its files."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.base.edtf import Edtf
from agreements.base.lanes import Busy
from agreements.base.trail import Step
from agreements.documents import in_step
from agreements.documents.answers import answers, table, uncertain
from agreements.documents.family import family
from agreements.documents.life import life
from agreements.documents.similar import similar_clauses
from agreements.entries.representations import signposts
from agreements.entries.views import asked_clause, withdrawn
from agreements.models import Agreement, Entry, Relation
from agreements.search import Answer, Search, suggest
from agreements.search.costs import in_lane, place
from agreements.search.hits import Neighbours
from agreements.search.parameters import BEST_FIRST, SORTS


@in_lane()
def agreements(request: HttpRequest) -> HttpResponse:
    """The result list: search, facets, chips, sort, pages."""
    search = Search(request.GET)
    answer = Answer(search)
    context = {
        "search": search,
        "answer": answer,
        "page": answer.page,
        "sorts": [(key, name) for key, name in SORTS.items() if search.choices.text or key != BEST_FIRST],
        "today": Edtf.parse(timezone.localdate().isoformat()),
    }
    return render(request, "documents/list.html", context)


def agreement(request: HttpRequest, record_id: str) -> HttpResponse:
    """One document with all that is known of it; 410 with the reason where it was withdrawn."""
    if gone := withdrawn(request, record_id, Agreement):
        return gone
    document = get_object_or_404(Agreement.objects.for_readers(), record_id=record_id)
    incoming = Relation.objects.published().filter(to=document).select_related("type", "entry")
    outgoing = document.relations.all()
    related = Entry.in_full([*(relation.to for relation in outgoing), *(relation.entry for relation in incoming)])
    received = sorted(
        ((relation, related[relation.entry_id]) for relation in incoming), key=lambda pair: pair[1].listing_key
    )
    relations = [
        *((relation.type.label, related[relation.to_id]) for relation in outgoing),
        *((relation.type.inverse_label, other) for relation, other in received),
    ]
    similar = similar_clauses(document)
    relatives = family(document)
    in_short = answers(document)
    facts = table(document, in_short.doubts)
    cited = asked_clause(document, request.GET.get("cite", ""))
    context = {
        "agreement": document,
        "trail": trail(document),
        "in_languages": len(in_step.languages_of(document)) > 1,
        "answers": in_short,
        "facts": facts,
        "doubts": in_short.doubts,
        "uncertain": uncertain(facts, in_short.doubts),
        "related": [(words, other) for words, other in relations if not (relatives and relatives.shows(other.pk))],
        "life": life(document, [(relation, other) for relation, other in received if isinstance(other, Agreement)]),
        "cited": cited,
        "family": relatives,
        "clauses": [(clause, similar.get(clause.pk, [])) for clause in document.clauses.all()],
    }
    # Last, so that the page is shown even if the search takes too long, or there are too many.
    search = Search(request.GET)
    context["search"] = search
    no_neighbours: Neighbours = (None, None)
    try:
        with place(request):
            neighbours = search.attempt(lambda: search.neighbours(record_id), no_neighbours)
    except Busy:
        neighbours = no_neighbours
    context["previous"], context["following"] = neighbours
    response = render(request, "documents/detail.html", context)
    response.headers["Link"] = signposts(document, cited)
    return response


def languages(request: HttpRequest, record_id: str) -> HttpResponse:
    """One document in its languages, row by row; ``in=kk,ru`` says in which, and in which order."""
    if gone := withdrawn(request, record_id, Agreement):
        return gone
    document = get_object_or_404(Agreement.objects.for_readers(), record_id=record_id)
    available = in_step.languages_of(document)
    shown = in_step.chosen(request.GET.get("in", ""), available)
    context = {
        "agreement": document,
        "trail": [*trail(document), Step(document.title, document.get_absolute_url())],
        "languages": shown,
        "choices": in_step.choices(available),
        "steps": list(in_step.steps(document, shown)),
    }
    return render(request, "documents/languages.html", context)


def trail(document: Agreement) -> list[Step]:
    """The pages above that of a document: the list of all, and that of its kind."""
    everything = reverse("agreements")
    return [Step(_("Documents"), everything), Step(document.kind.label, f"{everything}?kind={document.kind_id}")]


def suggestions(request: HttpRequest) -> JsonResponse:
    """What the reader may mean, while typing: for the search box only."""
    rows = [
        {"kind": suggestion.kind, "label": suggestion.label, "lang": suggestion.lang, "url": suggestion.url}
        for suggestion in suggest(request.GET.get("q", ""))
    ]
    return JsonResponse({"suggestions": rows})
