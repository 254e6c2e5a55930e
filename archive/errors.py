"""Pages for when something is wrong. They need neither the database nor a user."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: a page that helps to find what was meant."""
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: an apology that leads on, in plain words where even the page cannot be made."""
    try:
        return render(request, "errors/500.html", status=500)
    except Exception:
        return HttpResponse("Something went wrong.\n", status=500, content_type="text/plain")


def service_unavailable(request: HttpRequest) -> HttpResponse:
    """503: the database does not answer; nothing is lost."""
    response = render(request, "errors/503.html", status=503)
    response.headers["Retry-After"] = "30"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form that was not ours, or was open too long."""
    return render(request, "403.html", status=403)
