"""What every page knows: where it stands, and the same page in the other languages."""

from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language, pgettext

from agreements.models import country_name


def base_url(request: HttpRequest) -> str:
    """The address before the path, as the request has it; empty if it is for a host that is not ours."""
    try:
        return f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:  # the page that says so has to be made all the same
        return ""


def site(request: HttpRequest) -> dict[str, Any]:
    """The sides of the archive, its absolute address, and this page's versions in each language."""
    here = request.get_full_path()
    current = (get_language() or "en")[:2]
    versions = [
        {"code": code, "name": name, "url": translate_url(here, code), "current": code == current}
        for code, name in settings.LANGUAGES
    ]
    return {
        "base_url": base_url(request),
        "sides": pgettext("between the two sides", " – ").join(country_name(code) for code in settings.ARCHIVE_SIDES),
        "versions": versions,
    }
