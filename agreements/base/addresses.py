"""Addresses of web pages: which ones a source may have, and which of them are the same.

Source: RFC 3986, Uniform Resource Identifier (URI): Generic Syntax.
"""

import ipaddress
import re
import string
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_DEFAULT_PORTS = {"http": 80, "https": 443}
_LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")
_LONGEST_HOST = 253
_UNRESERVED = frozenset((string.ascii_letters + string.digits + "-._~").encode())
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")

INVALID = _("Write the whole address of a page: https://…, with a host such as example.org.")


def tidy_address(text: str) -> str:
    """The address as it is kept: scheme and host in small letters (RFC 3986, 6.2.2.1), the rest as written."""
    match = re.match(r"([A-Za-z][A-Za-z0-9+.-]*://)([^/?#\s]*)", text)
    if not match:
        return text
    user, at, host = match[2].rpartition("@")
    return match[1].lower() + user + at + host.lower() + text[match.end() :]


def validate_address(text: str) -> None:
    """Model validator: the whole address of a page on the web, with a host that can exist."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise ValidationError(INVALID, code="address") from error
    if parts.scheme not in _DEFAULT_PORTS or re.search(r"\s", text) or port == 0 or not _is_host(host):
        raise ValidationError(INVALID, code="address")


def _is_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        labels = host.removesuffix(".").split(".")
        return (
            len(host) <= _LONGEST_HOST
            and len(labels) > 1
            and all(_LABEL.fullmatch(label) for label in labels)
            and not labels[-1].isdigit()
        )
    return True


@lru_cache(maxsize=4096)  # each document is held against the sources of all others
def same_address(text: str) -> str:
    """A form that equivalent addresses share (RFC 3986, 6.2.2 and 6.2.3).

    Case of scheme, host and escapes, escaped letters, dot segments and the default port make no other address.

    >>> same_address("HTTPS://Example.org:443/%7Ea/../b") == same_address("https://example.org/b")
    True
    """
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return text
    host = _ascii_host(parts)
    if port and port != _DEFAULT_PORTS.get(parts.scheme):
        host += f":{port}"
    path = _without_dots(_escaped(parts.path)) or "/"
    query = f"?{_escaped(parts.query)}" if parts.query else ""
    fragment = f"#{_escaped(parts.fragment)}" if parts.fragment else ""
    return f"{parts.scheme}://{host}{path}{query}{fragment}"


def _ascii_host(parts: SplitResult) -> str:
    host = (parts.hostname or "").removesuffix(".")
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _escaped(text: str) -> str:
    """``text`` with everything escaped that may be, in capital hexadecimal digits, and nothing that need not be."""

    def plain(match: re.Match[str]) -> str:
        byte = int(match[1], 16)
        return chr(byte) if byte in _UNRESERVED else f"%{byte:02X}"

    ascii_text = "".join(
        char if char.isascii() else "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "surrogatepass"))
        for char in text
    )
    return _ESCAPE.sub(plain, ascii_text)


def _without_dots(path: str) -> str:
    """The path with its dot segments followed (RFC 3986, 5.2.4)."""
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", "..") and kept and kept[-1] != "":
        kept.append("")
    return "/".join(kept)
