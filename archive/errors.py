"""Error pages.

All but 404 need only a template, the method and the language of the request: no database, no user, no context
processor. So they can be shown however broken the request or the archive is.
"""

import logging
import sys
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.translation import get_language_from_request, override

from agreements.admin.typed import typed
from agreements.base.database import TooSlow
from agreements.base.lanes import Busy
from agreements.entries.views import NoClause
from archive.faults import is_connection_lost, is_full, is_interrupted, is_read_only

logger = logging.getLogger(__name__)

SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}  # of RFC 9110: nothing was sent that could be lost


def readers_language(request: HttpRequest) -> str:
    """The language of a page for this request, also before the middleware has decided it."""
    return getattr(request, "LANGUAGE_CODE", None) or get_language_from_request(request, check_path=True)


def error_page(request: HttpRequest, name: str, status: int, *, look_up: bool = False) -> HttpResponse:
    """The page ``errors/<name>.html``; a line of plain text where even that cannot be made.

    What was typed into a form of the admin is shown again; with ``look_up`` the database is asked for names in it.
    """
    try:
        with override(readers_language(request)):
            context = {
                "sent": request.method not in SAFE_METHODS,
                "typed": what_was_typed(request, look_up=look_up),
                "form": request.path,
                "front_page": get_script_prefix(),
            }
            return HttpResponse(render_to_string(f"errors/{name}.html", context), status=status)
    except Exception:
        logger.exception("The page errors/%s.html cannot be made", name)
        return HttpResponse(f"{HTTPStatus(status).phrase}\n", status=status, content_type="text/plain")


def what_was_typed(request: HttpRequest, *, look_up: bool) -> list[tuple[str, str]]:
    """What was typed into a form of the admin; nothing where that cannot be read."""
    try:
        return typed(request, look_up=look_up)
    except Exception:  # a body too large, half of one, a host that is not ours: then there is nothing to show
        logger.info("What was sent to %s cannot be shown", request.path)
        return []


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: a request that cannot be understood, or names a host that is not in ``ALLOWED_HOSTS``."""
    return error_page(request, "400", 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: this account may not do that."""
    return error_page(request, "403", 403, look_up=True)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form without a valid CSRF token, for instance one that was open while its user logged in anew."""
    return error_page(request, "stale", 403, look_up=True)


def signed_out(request: HttpRequest) -> HttpResponse:
    """403: a form that was sent after its session had ended."""
    return error_page(request, "signed_out", 403, look_up=True)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: with a search box and links to the indexes; for a form, with what was typed.

    Of a clause that a document does not have, it leads to the document.
    """
    if request.method not in SAFE_METHODS and what_was_typed(request, look_up=False):
        return error_page(request, "deleted", 404, look_up=True)
    with override(readers_language(request)):
        lacking = exception.entry if isinstance(exception, NoClause) else None
        return render(request, "errors/404.html", {"lacking": lacking}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 for what passes; called while the exception is being handled."""
    fault = sys.exc_info()[1]
    return (fault and passing_fault(request, fault)) or error_page(request, "500", 500)


def passing_fault(request: HttpRequest, fault: BaseException) -> HttpResponse | None:
    """503 for what goes away by itself: a database that is away or too slow, a change that met another, a full lane.

    None for the rest.
    """
    if is_connection_lost(fault):
        logger.error("The database does not answer: %s", fault)
        response = error_page(request, "503", 503)
        response.headers["Retry-After"] = "30"
    elif is_read_only(fault):
        logger.error("The database only reads: %s", fault)
        response = error_page(request, "read_only", 503, look_up=True)
        response.headers["Retry-After"] = "60"
    elif is_full(fault):
        logger.error("The database has no room: %s", fault)
        response = error_page(request, "full", 503)
        response.headers["Retry-After"] = "60"
    elif is_interrupted(fault):
        logger.warning("The database gave up a transaction: %s", fault)
        response = error_page(request, "interrupted", 503)
        response.headers["Retry-After"] = "1"
    elif isinstance(fault, TooSlow):
        logger.warning("Too slow: %s", request.get_full_path())
        response = error_page(request, "slow", 503)
        response.headers["Retry-After"] = "30"
    elif isinstance(fault, Busy):
        response = error_page(request, "busy", 503)
        response.headers["Retry-After"] = "5"
    else:
        return None
    return response


def crowded(request: HttpRequest) -> HttpResponse:
    """503: too many people sign in at this moment."""
    response = error_page(request, "crowded", 503)
    response.headers["Retry-After"] = "2"
    return response
