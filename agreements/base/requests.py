"""What a request says of the site."""

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest


def site_address(request: HttpRequest) -> str:
    """The address of the site before any path (``https://host``); empty if the request names a host that is refused.

    The error page for such a request uses this too, so it must not raise again.
    """
    try:
        return f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:
        return ""
