"""What requests that concern accounts pass through."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from archive.accounts import events
from archive.accounts.hashing import Crowded
from archive.accounts.sessions import is_made_here
from archive.errors import crowded

Handler = Callable[[HttpRequest], HttpResponse]


class Sessions(SessionMiddleware):
    """Django's, but that a cookie outlives its session.

    It opens nothing any more. But it shows the server that somebody was signed in here, so that a form with a scan that
    is sent after the session has ended is taken, and given back with what was typed.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Leave a key that was made here in the browser."""
        answer = super().process_response(request, response)
        name = settings.SESSION_COOKIE_NAME
        is_taken_back = name in answer.cookies and not answer.cookies[name].value
        if is_taken_back and is_made_here(request.COOKIES.get(name, "")):
            del answer.cookies[name]
        return answer


class WhoActs:
    """Lets the security log know who sent the request; answers 503 where too many passwords are looked at at once."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with events.during(request):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for a full lane; what somebody may not do is logged. Any other fault is left to others."""
        if isinstance(exception, PermissionDenied):
            events.log("access-refused", level=logging.WARNING, method=request.method, path=request.path)
        return crowded(request) if isinstance(exception, Crowded) else None
