"""What every request and response passes through: our host, the policy, the language, a database that may be away."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils.cache import has_vary_header, patch_vary_headers

from archive.errors import database_fault

Handler = Callable[[HttpRequest], HttpResponse]

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


class ContentSecurityPolicy:
    """Everything comes from the archive itself: no inline script or style, no third party."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response


class KnownHost:
    """Refuses a request for a host that is not ours, with 400, before anything answers it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.get_host()
        return self.get_response(request)


class ReadersLanguage(LocaleMiddleware):
    """Where the address names no language, the reader's cookie may as well as the browser: caches are told so."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Vary by cookie what varies by the browser's languages."""
        answer = super().process_response(request, response)
        if has_vary_header(answer, "Accept-Language"):
            patch_vary_headers(answer, ["Cookie"])
        return answer


class DatabaseFaults:
    """Answers 503 with a page that says to come back, while the database cannot be reached."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for a database that is away; any other fault is left to Django's own handling."""
        return database_fault(request, exception)
