"""The address of the archive, and that of a page without its language."""

from django.conf import settings
from django.urls import get_script_prefix


def site_address() -> str:
    """The address of the archive before any path (``https://host``): one, whatever host served the page."""
    address: str = settings.SITE_URL
    return address


def without_language(path: str) -> str:
    """The path of a page below a language without it: an address that leads to the page in the reader's language."""
    root = get_script_prefix()
    language, _, rest = path.removeprefix(root).partition("/")
    return root + rest if language in dict(settings.LANGUAGES) else path
