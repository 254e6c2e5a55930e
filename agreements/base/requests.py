"""The address of the archive, that of a page without its language, and which addresses are of the archive."""

from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.http.request import validate_host
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


def path_here(address: str) -> str:
    """The path of an address of this site, with what is behind it; empty for one of another."""
    try:
        parts = urlsplit(address if "://" in address else f"//{address.removeprefix('//')}")
        host = parts.hostname or ""
    except ValueError:
        return ""
    own = [name for name in settings.ALLOWED_HOSTS if name != "*"]
    if not validate_host(host, [*own, urlsplit(site_address()).hostname or ""]):
        return ""
    return urlunsplit(("", "", f"/{parts.path.lstrip('/')}", parts.query, parts.fragment))
