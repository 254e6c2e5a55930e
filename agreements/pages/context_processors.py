"""What every template can use: the site with its sections and sides, and this page in other languages."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import pgettext

from agreements.base.languages import country_name, page_language
from agreements.base.palette import palette
from agreements.base.requests import site_address, without_language
from agreements.pages.navigation import section_links

# As OpenGraph names them.
LOCALES = {"en": "en_GB", "ru": "ru_RU", "kk": "kk_KZ"}


def site(request: HttpRequest) -> dict[str, Any]:
    """``base_url``, ``sides`` (their names in one phrase), ``palette``, ``sections``,
    the ``trail`` to this page, and ``versions`` of it by language, with ``any_language``, which leads to the reader's.
    """
    current = page_language()
    versions = []
    for code, name in settings.LANGUAGES:
        url = _in_language(request, code)
        version = {"code": code, "name": name, "url": url, "path": url.partition("?")[0], "current": code == current}
        versions.append(version | {"locale": LOCALES[code]})
    sections = section_links(request)
    return {
        "base_url": site_address(),
        "any_language": without_language(request.path),
        "palette": palette(),
        "sections": sections,
        "trail": [section for section in sections if section.current == "true"],  # where a page says no more of it
        "sides": pgettext("between the two sides", " – ").join(country_name(code) for code in settings.ARCHIVE_SIDES),
        "versions": versions,
    }


def _in_language(request: HttpRequest, code: str) -> str:
    """The address of this page in another language; of this page itself, if it has none."""
    here = request.get_full_path_info()  # without the path below which the site lies: so it is resolved
    there = translate_url(here, code)
    return request.get_full_path() if there == here else there
