"""The page of a notice."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agreements.entries.views import public_entry, withdrawn


def notice(request: HttpRequest, record_id: str) -> HttpResponse:
    """One notice; 410 with the reason where it was withdrawn."""
    if gone := withdrawn(request, record_id):
        return gone
    return render(request, "third/notice.html", {"notice": public_entry(record_id)})
