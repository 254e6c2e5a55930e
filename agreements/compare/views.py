"""Two documents side by side, and the way to choose them."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from agreements.compare.comparison import compare
from agreements.documents.similar import similar_documents
from agreements.models import Agreement, Relation
from agreements.search import Search
from agreements.search.costs import in_lane

DOCUMENT_PARAMETERS = ("a", "b")
record_id_field = Agreement._meta.get_field("record_id")


@dataclass(frozen=True)
class Choice:
    """A document that can be chosen, why it is offered, and the query of the comparison with it."""

    agreement: Agreement
    reason: str
    query: str


@in_lane(costly=lambda params: any(params.values()))
def compare_documents(request: HttpRequest) -> HttpResponse:
    """The comparison of ``a`` and ``b``; with one of them or none, the page to choose the other.

    404 if an id names no public document, 410 if it names a withdrawn one; the page says which, and offers to choose
    another.
    """
    ids = {name: request.GET.get(name, "").strip() for name in DOCUMENT_PARAMETERS}
    documents = Agreement.objects.filter(record_id__in=[*filter(_well_formed, ids.values())])
    public = {document.record_id: document for document in documents.for_readers()}
    withdrawn = {document.record_id: document for document in documents.withdrawn()}
    chosen = {name: public.get(record_id) for name, record_id in ids.items()}
    gone = [withdrawn[record_id] for record_id in dict.fromkeys(ids.values()) if record_id in withdrawn]
    missing = [
        _printable(record_id)
        for record_id in dict.fromkeys(ids.values())
        if record_id and record_id not in public and record_id not in withdrawn
    ]
    status = 404 if missing else 410 if gone else 200
    left, right = chosen["a"], chosen["b"]
    if left and right and left != right:
        swapped = urlencode({"a": right.record_id, "b": left.record_id})
        context: dict[str, Any] = {"comparison": compare(left, right), "swapped": swapped}
        return render(request, "compare/compare.html", context)
    same = left is not None and left == right
    empty, first = ("a", chosen["b"]) if not left else ("b", left)
    filled = {"b" if empty == "a" else "a": first.record_id} if first else {}
    context = {"missing": missing, "gone": gone, "same": same, "first": first, "filled": filled}
    context |= _choices(first, filled, empty, request.GET)
    return render(request, "compare/compare.html", context, status=status)


def _well_formed(record_id: str) -> bool:
    """Whether a document could have this id."""
    try:
        record_id_field.run_validators(record_id)
    except ValidationError:
        return False
    return record_id != ""


def _printable(text: str) -> str:
    """The first characters of ``text``, without those that a message cannot show."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text[:120])


def _choices(first: Agreement | None, filled: dict[str, str], empty: str, params: QueryDict) -> dict[str, Any]:
    """Documents for the ``empty`` parameter: found by words, related to ``first``, and similar to it."""

    def offer(agreement: Agreement, reason: str = "") -> Choice:
        return Choice(agreement, reason, urlencode(sorted({**filled, empty: agreement.record_id}.items())))

    query = QueryDict(mutable=True)
    query.update({name: params.get(name, "") for name in ("q", "page")})
    search = Search(query)
    context: dict[str, Any] = {"search": search, "found": []}
    if search.choices.text or not first:
        page = search.page()
        context["found"] = [offer(document) for document in page.object_list if document != first]
        for name, exists, number in (
            ("previous", page.has_previous(), page.number - 1),
            ("following", page.has_next(), page.number + 1),
        ):
            context[name] = urlencode({**filled, "q": search.choices.text, "page": number}) if exists else ""
    if first:
        relations = Relation.objects.published().select_related("type")
        reasons: dict[int, list[str]] = {}
        for relation in relations.filter(entry=first):
            reasons.setdefault(relation.to_id, []).append(relation.type.label)
        for relation in relations.filter(to=first):
            reasons.setdefault(relation.entry_id, []).append(relation.type.inverse_label)
        documents = Agreement.objects.published().for_list().filter(pk__in=reasons).by_signature()
        context["related"] = [offer(document, ", ".join(reasons[document.pk])) for document in documents]
        context["similar"] = [offer(document) for document in similar_documents(first) if document.pk not in reasons]
    return context
