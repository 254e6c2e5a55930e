"""What every request and response passes through: our host, the policy, the language, the database."""

import re
from collections.abc import Callable
from typing import Any, cast

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.middleware.http import ConditionalGetMiddleware
from django.middleware.locale import LocaleMiddleware
from django.urls import reverse
from django.utils.cache import get_conditional_response, has_vary_header, patch_vary_headers, set_response_etag
from django.utils.translation.trans_real import parse_accept_lang_header
from whitenoise.middleware import WhiteNoiseMiddleware

from agreements.base.database import reading
from archive.errors import error_page, passing_fault, signed_out, what_was_typed

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
    """Allows only what the archive itself serves: no inline script or style, no third party."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response


class KnownHost:
    """Answers 400 to a request for a host that is not in ``ALLOWED_HOSTS``, before anything else sees it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.get_host()
        return self.get_response(request)


class Methods:
    """Answers 405 to a method that an address does not have, and says which it has (RFC 9110, 15.5.6).

    Readers only read: ``GET`` and ``HEAD``. Paths that begin as in ``WITH_FORMS`` take forms too: of readers that for a
    file of a reading list, which may carry notes in its body. ``OPTIONS`` gets no body.
    """

    WITH_FORMS = re.compile(r"/admin/|/[a-z]+/kept/list\.")

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        allowed = ["GET", "HEAD", *(["POST"] if self.WITH_FORMS.match(request.path_info) else [])]
        if request.method in allowed:
            return self.get_response(request)
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": ", ".join([*allowed, "OPTIONS"])})
        response = error_page(request, "405", 405)
        response.headers["Allow"] = ", ".join([*allowed, "OPTIONS"])
        return response


class Freshness(ConditionalGetMiddleware):
    """Lets caches keep what readers get, and ask each time whether it is still the same.

    What is withdrawn is gone at once. ``HEAD`` has the headers of ``GET``, its ``ETag`` among them (RFC 9110, 9.3.2).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Say so in ``Cache-Control`` where nothing else is said, and compare."""
        if response.status_code in (200, 301, 302, 304, 404, 410):
            response.headers.setdefault("Cache-Control", "no-cache")
        if request.method != "HEAD":
            return super().process_response(request, response)
        if not self.needs_etag(response):
            return response
        if isinstance(response, HttpResponse):
            set_response_etag(response)
        if not (etag := response.get("ETag")):
            return response
        # Its declared type leaves out answers that are sent while they are written.
        return get_conditional_response(request, etag=etag, response=cast(HttpResponse, response)) or response


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Serves the collected files. One that was there at the start and is gone is a 404 as any other."""

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponseBase:
        """The file, opened now."""
        try:
            answer: HttpResponseBase = WhiteNoiseMiddleware.serve(static_file, request)
        except FileNotFoundError:
            raise Http404 from None
        return answer


class Compression(GZipMiddleware):
    """Compresses pages. Scans are compressed already, and a part of one stays that part: files are sent as they are."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Leave every stored file alone."""
        return response if isinstance(response, FileResponse) else super().process_response(request, response)


class ReadersLanguage(LocaleMiddleware):
    """Reads what can be read of ``Accept-Language``, and tells caches that an answer may depend on the cookie too.

    A part with a weight that cannot be read counts for nothing, and the others for what they say.

    What lies at paths as in ``FOR_ALL`` is in no language; only that there is no such thing is said in the reader's.
    """

    FOR_ALL = re.compile(r"/(robots\.txt|sitemap[^/]*\.xml|favicon\.ico|apple-touch-icon\.png)")

    def process_request(self, request: HttpRequest) -> None:
        """Leave out the parts that cannot be read: for one of them Django disregards the whole header."""
        if header := request.META.get("HTTP_ACCEPT_LANGUAGE"):
            parts = (part.strip() for part in header.split(","))
            request.META["HTTP_ACCEPT_LANGUAGE"] = ",".join(part for part in parts if parse_accept_lang_header(part))
        super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Add ``Cookie`` to ``Vary`` where ``Accept-Language`` is in it."""
        if response.status_code < 400 and self.FOR_ALL.fullmatch(request.path_info):
            return response
        answer = super().process_response(request, response)
        if has_vary_header(answer, "Accept-Language"):
            patch_vary_headers(answer, ["Cookie"])
        return answer


class PassingFaults:
    """Answers 503 with a page that says to come back, while the database is away or too slow, or a lane is full."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for a fault that passes; any other is left to Django's own handling."""
        return passing_fault(request, exception)


class SessionOver:
    """Answers a form of the admin that was sent after the session had ended with what was typed, not with the login."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        to_login = response.status_code == 302 and response.headers["Location"].startswith(reverse("admin:login"))
        if request.method == "POST" and to_login and what_was_typed(request, look_up=False):
            return signed_out(request)
        return response


class ReadersTransaction:
    """All that a reader's request asks of the database is one transaction: see `agreements.base.database`.

    Every path that does not begin as in ``FOR_OTHERS`` is for readers.
    """

    # Editors write, and operators ask for the state of the databases themselves.
    FOR_OTHERS = ("/admin/", "/healthz", "/readyz")

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(self.FOR_OTHERS):
            return self.get_response(request)
        with reading():
            return self.get_response(request)
