"""The page of a notice."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agreements.entries.views import public_entry, withdrawn
from agreements.search import Answer, Search
from agreements.search.entry_types import entry_type


def notices(request: HttpRequest) -> HttpResponse:
    """The notices that a reader chose by words and facets."""
    search = Search(request.GET, entry_type("notice"))
    return render(request, "third/notices.html", {"search": search, "answer": Answer(search)})


def notice(request: HttpRequest, record_id: str) -> HttpResponse:
    """One notice; 410 with the reason where it was withdrawn."""
    if gone := withdrawn(request, record_id):
        return gone
    return render(request, "third/notice.html", {"notice": public_entry(record_id)})
