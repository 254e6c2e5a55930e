"""The addresses that every kind of entry has: the permanent one, its files, and the answer when it was withdrawn."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import get_script_prefix, resolve
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request, override

from agreements.entries.files import send_file
from agreements.entries.representations import alternates, file_address, page_address, preferred, signposts
from agreements.models import Agreement, Attachment, Clause, Entry


class NoClause(Http404):
    """A public document is asked for a clause that it does not have."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(entry.record_id)
        self.entry = entry


def permanent(request: HttpRequest, record_id: str) -> HttpResponse:
    """The address that never changes: leads to the entry in the reader's language.

    A program that would rather have one of its files (``Accept``) gets that, and is told where it lies. ``?clause=<n>``
    asks for one clause of a document.
    """
    with override(get_language_from_request(request)):
        if gone := withdrawn(request, record_id):
            return gone
        entry = get_object_or_404(Entry.objects.published(), record_id=record_id)
        clause = asked_clause(entry, request.GET.get("clause", ""))
        if fmt := preferred(request):
            address = file_address(entry, fmt, clause)
            view = resolve("/" + file_address(entry, fmt).removeprefix(get_script_prefix()))
            response: HttpResponse = view.func(request, *view.args, **view.kwargs)
            response.headers["Content-Location"] = address
        else:
            response = HttpResponseRedirect(page_address(entry, clause))
        response.headers["Link"] = f"{signposts(entry, clause)}, {alternates(entry, clause)}"
    patch_vary_headers(response, ["Accept", "Accept-Language", "Cookie"])
    return response


def public_entry(record_id: str) -> Entry:
    """A published entry with all that readers see of it, as a row of its own kind; 404 for any other id."""
    entry = get_object_or_404(Entry.objects.published(), record_id=record_id)
    kind: Any = Entry.kinds()[entry.type]
    full: Entry = kind.objects.for_readers().get(pk=entry.pk)
    return full


def asked_clause(entry: Entry, number: str) -> Clause | None:
    """The clause of a published entry with this number, None without one; 404 (`NoClause`) where there is none."""
    if not number:
        return None
    published = Clause.objects.published()
    clauses = entry.clauses.all() if isinstance(entry, Agreement) else published.filter(agreement=entry.pk)
    if clause := next((clause for clause in clauses if str(clause.number) == number), None):
        return clause
    raise NoClause(entry)


def withdrawn(request: HttpRequest, record_id: str, kind: type[Entry] = Entry) -> HttpResponse | None:
    """The 410 page of a withdrawn entry, of this kind if one is given; None for any other."""
    entry = kind.objects.withdrawn().filter(record_id=record_id).first()
    return render(request, "errors/410.html", {"agreement": entry}, status=410) if entry else None


def attachment(request: HttpRequest, record_id: str, pk: int) -> HttpResponseBase:
    """A scan or file of a published entry."""
    file = get_object_or_404(Attachment.objects.published(), entry__record_id=record_id, pk=pk)
    return send_file(request, file, public=True)
