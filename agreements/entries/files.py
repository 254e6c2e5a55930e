"""Sends stored files: whole or in part, under a type that is fixed, and never as anything that could run.

Source: RFC 9110, HTTP Semantics, §13 (conditional requests) and §14 (range requests).
"""

import re
from os import SEEK_CUR, SEEK_END, SEEK_SET
from pathlib import PurePath
from typing import IO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date_safe

from agreements.models import Attachment

TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "tif": "image/tiff",
    "tiff": "image/tiff",
}
# Nothing in a file may run, load or send anything. `sandbox` would keep browsers from showing a PDF at all.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_ONE_RANGE = re.compile(r"bytes=\s*(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))\s*", re.ASCII | re.IGNORECASE)
_BLOCK = 64 * 1024


class _Part:
    """A part of an open file. The server can measure it, so that it is sent from the file and copied nowhere."""

    def __init__(self, file: IO[bytes], start: int, length: int) -> None:
        self.file, self.start, self.length = file, start, length
        self.seek(0)

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        """Go to a place in the part."""
        base = {SEEK_SET: 0, SEEK_CUR: self.tell(), SEEK_END: self.length}[whence]
        return self.file.seek(self.start + base + offset) - self.start

    def tell(self) -> int:
        """The place in the part."""
        return self.file.tell() - self.start

    def read(self, size: int = -1) -> bytes:
        """The next bytes, and none after the last."""
        left = self.length - self.tell()
        return self.file.read(left if size < 0 else min(size, left))

    def close(self) -> None:
        """Close the file."""
        self.file.close()


def send_file(request: HttpRequest, attachment: Attachment, *, public: bool) -> HttpResponseBase:
    """The stored file, to be shown in the browser, or the part that is asked for; 404 where it is lost.

    Of a public file, caches may keep a copy and ask whether it is still the same. Of any other, nothing is kept, and
    nothing tells one answer from another.
    """
    stored = attachment.file
    name = PurePath(str(stored)).name
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-cache" if public else "no-store, private",
    }
    try:
        size = stored.size
        if public:
            changed = int(stored.storage.get_modified_time(str(stored)).timestamp())
            headers["Last-Modified"] = http_date(changed)
            if attachment.sha256:
                headers["ETag"] = f'"{attachment.sha256}"'
            unread = HttpResponse(headers=headers)
            known = get_conditional_response(request, headers.get("ETag"), changed, unread)
            if known and known is not unread:
                return known
        file = stored.open()
    except (FileNotFoundError, IsADirectoryError, ValueError) as error:
        raise Http404 from error
    asked = _asked(request, size, headers)
    if asked is None:
        return FileResponse(file, filename=name, content_type=_type(name), headers=headers)
    start, length = asked
    if not length:
        file.close()
        return HttpResponse(status=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    headers |= {"Content-Range": f"bytes {start}-{start + length - 1}/{size}", "Content-Length": str(length)}
    part = FileResponse(_Part(file.file, start, length), filename=name, content_type=_type(name), headers=headers)
    part.status_code, part.block_size = 206, _BLOCK
    return part


def _type(name: str) -> str:
    return TYPES.get(PurePath(name).suffix.lower().lstrip("."), "application/octet-stream")


def _asked(request: HttpRequest, size: int, headers: dict[str, str]) -> tuple[int, int] | None:
    """Which part is asked for, as its start and length; length 0 where there is none such, None for the whole file.

    Several parts at once are answered with the whole, as is a part of a version that the file has no more (§14.2).
    """
    match = _ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or not match or not _is_same_version(request.headers.get("If-Range"), headers):
        return None
    first, last, final = match.groups()
    if final is not None:
        length = min(int(final), size)
        return size - length, length
    start = int(first)
    end = min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return None  # no range at all (§14.1.1)
    return start, max(end - start + 1, 0)


def _is_same_version(named: str | None, headers: dict[str, str]) -> bool:
    """Whether the version that the reader has a part of is the present one, by a strong comparison (§13.1.5)."""
    if named is None:
        return True
    if named.startswith('"'):
        return named == headers.get("ETag")
    date = parse_http_date_safe(named)
    return date is not None and date == parse_http_date_safe(headers.get("Last-Modified", ""))
