"""Files as answers: their names, which say what is in them and of which day, their types, their policy."""

import datetime
from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _

from agreements.citations.formats import FORMATS

FILE_POLICY = "default-src 'none'"  # a file loads nothing
LONGEST_NAME = 80
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    **{fmt: f"{one.content_type}; charset=utf-8" for fmt, one in FORMATS.items()},
}
NAMES = {"csv": "CSV", "xlsx": "Excel", "docx": "Word", **{fmt: one.name for fmt, one in FORMATS.items()}}
"""What the formats are called; these names are the same in every language."""


def file_name(parts: Sequence[str], day: datetime.date, fmt: str) -> str:
    """The name of a file made of words, with the day: ``documents-museums-2012-2016-2026-11-27.csv``.

    >>> file_name(["documents", "Test Words?", ""], datetime.date(2026, 11, 27), "csv")
    'documents-test-words-2026-11-27.csv'
    """
    words = slugify("-".join(filter(None, parts)), allow_unicode=True)[:LONGEST_NAME].strip("-")
    return f"{words}-{day.isoformat()}.{fmt}"


def file_answer(content: str | bytes, fmt: str, name: str) -> HttpResponse:
    """The file, to be stored and not shown, and not to be found by search engines."""
    return HttpResponse(
        content,
        content_type=TYPES[fmt],
        headers={
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "Content-Security-Policy": FILE_POLICY,
            "X-Robots-Tag": "noindex",
        },
    )


def of_list(request: HttpRequest) -> str:
    """The page of the list that a request asks for, which says what is wrong with it in its place."""
    return f"{reverse('agreements')}?{request.META.get('QUERY_STRING', '')}"


def refusal(request: HttpRequest, problems: Mapping[str, Sequence[str]], back: str, heading: str = "") -> HttpResponse:
    """A page, of status 400, that says why there is no file, in the reader's words, with the way ``back``.

    ``heading`` is said instead where no file was asked for.
    """
    messages = [message for told in problems.values() for message in told]
    told = {"heading": heading or _("The file was not made"), "messages": messages, "back": back}
    return render(request, "exports/refused.html", told, status=400)
