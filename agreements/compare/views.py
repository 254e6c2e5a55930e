"""Two documents side by side, and the way to choose them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from agreements.compare.comparison import compare
from agreements.documents.similar import similar_documents
from agreements.models import Agreement, Relation
from agreements.search import Search
from agreements.search.costs import in_lane

DOCUMENT_PARAMETERS = ("a", "b")
#: Documents ticked in a list; of more than two, the page lets the reader choose, and looks at no more than so many.
PICK, MOST_PICKED = "pick", 40
SHOWN = 120  # characters of what names no document: no id is longer
record_id_field = Agreement._meta.get_field("record_id")


@dataclass(frozen=True)
class Choice:
    """A document that can be chosen, why it is offered, and the query of the comparison with it."""

    agreement: Agreement
    reason: str
    query: str


@in_lane(costly=lambda params: any(params.values()))
def compare_documents(request: HttpRequest) -> HttpResponse:
    """The comparison of ``a`` and ``b`` in either order; with one of them or none, the page to choose the other.

    Documents ticked in a list come as ``pick`` and are led to that address. 404 if an id names no public document, 410
    if it names a withdrawn one; the page says which, and offers to choose another.
    """
    if (ticked := _ticked(request.GET)) is not None:
        return _picked(request, ticked)
    ids = {name: request.GET.get(name, "").strip() for name in DOCUMENT_PARAMETERS}
    asked = _asked(ids.values())
    left, right = (asked.public.get(record_id) for record_id in ids.values())
    if left and right and left != right:
        return render(request, "compare/compare.html", {"comparison": compare(left, right)})
    empty, first = ("a", right) if not left else ("b", left)
    filled = {"b" if empty == "a" else "a": first.record_id} if first else {}
    context = {"asked": asked, "same": bool(left and left == right), "first": first, "filled": filled}
    context |= _choices(first, filled, empty, request.GET)
    return render(request, "compare/compare.html", context, status=asked.status)


def _ticked(params: QueryDict) -> list[str] | None:
    """The ids of the documents that were ticked, each once; None where the address does not come from such boxes."""
    if PICK not in params:
        return None
    # What is longer than an id is none: by one letter more it is known, and an address can still lead to it.
    return list(dict.fromkeys(filter(None, (one.strip()[: SHOWN + 1] for one in params.getlist(PICK)))))


def _picked(request: HttpRequest, ids: list[str]) -> HttpResponse:
    """Leads to the comparison of two ticked documents, or to the choice of what to compare the one with; else asks."""
    if len(ids) <= len(DOCUMENT_PARAMETERS):
        query = urlencode(dict(zip(DOCUMENT_PARAMETERS, ids, strict=False)))
        return redirect(f"{reverse('compare')}{'?' if query else ''}{query}")
    asked = _asked(ids[:MOST_PICKED])
    picked = [asked.public[record_id] for record_id in ids if record_id in asked.public]
    return render(request, "compare/compare.html", {"asked": asked, "picked": picked})


@dataclass(frozen=True)
class Asked:
    """The documents that an address names: those that readers may see, withdrawn ones, and ids that name none."""

    public: dict[str, Agreement]
    gone: list[Agreement]
    missing: list[str]

    @property
    def status(self) -> int:
        """The answer's status where one of them cannot be shown."""
        return 404 if self.missing else 410 if self.gone else 200


def _asked(record_ids: Iterable[str]) -> Asked:
    ids = list(dict.fromkeys(filter(None, record_ids)))
    documents = Agreement.objects.filter(record_id__in=[*filter(_well_formed, ids)])
    public = {document.record_id: document for document in documents.for_readers()}
    withdrawn = {document.record_id: document for document in documents.withdrawn()}
    return Asked(
        public,
        [withdrawn[record_id] for record_id in ids if record_id in withdrawn],
        [_printable(record_id) for record_id in ids if record_id not in public and record_id not in withdrawn],
    )


def _well_formed(record_id: str) -> bool:
    """Whether a document could have this id."""
    try:
        record_id_field.run_validators(record_id)
    except ValidationError:
        return False
    return record_id != ""


def _printable(text: str) -> str:
    """The first characters of ``text``, without those that a message cannot show."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text[:SHOWN])


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
