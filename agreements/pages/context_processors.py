"""What every template can use: the site with its sections and sides, and this page in other languages."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import pgettext

from agreements.base.languages import country_name, page_language
from agreements.base.palette import palette
from agreements.base.requests import site_address
from agreements.pages.navigation import section_links


def site(request: HttpRequest) -> dict[str, Any]:
    """``base_url``, ``sides`` (their names in one phrase), ``palette``, ``sections``,
    and ``versions`` of this page by language.
    """
    current = page_language()
    versions = [
        {"code": code, "name": name, "url": _in_language(request, code), "current": code == current}
        for code, name in settings.LANGUAGES
    ]
    return {
        "base_url": site_address(),
        "palette": palette(),
        "sections": section_links(request),
        "sides": pgettext("between the two sides", " – ").join(country_name(code) for code in settings.ARCHIVE_SIDES),
        "versions": versions,
    }


def _in_language(request: HttpRequest, code: str) -> str:
    """The address of this page in another language; of this page itself, if it has none."""
    here = request.get_full_path_info()  # without the path below which the site lies: so it is resolved
    there = translate_url(here, code)
    return request.get_full_path() if there == here else there
