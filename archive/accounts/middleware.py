"""What requests that concern accounts pass through."""

import logging
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from archive.accounts import events
from archive.accounts.hashing import Crowded
from archive.errors import crowded

Handler = Callable[[HttpRequest], HttpResponse]


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
