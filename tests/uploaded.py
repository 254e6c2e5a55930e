"""Small artificial files of the kinds that the archive takes, sound ones and others."""

import io
import struct
import zipfile
import zlib
from typing import Any

PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] %s >>"


def pdf(*more: str, catalog: str = "", page: str = "", trailer: str = "", mark: str = "") -> bytes:
    """A PDF of one empty page, with further objects (from number 4 on) and entries."""
    objects = [f"<< /Type /Catalog /Pages 2 0 R {catalog} >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", PAGE % page]
    out = b"%PDF-1.7\n" + (f"% {mark}\n".encode() if mark else b"")
    places = []
    for number, text in enumerate([*objects, *more], 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(places) + 1
    return out + (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\n"
        f"startxref\n{len(out)}\n%%EOF\n"
    ).encode("latin-1")


def stream(content: bytes, entries: str = "") -> str:
    """An object that is a stream."""
    return f"<< /Length {len(content)} {entries} >>\nstream\n{content.decode('latin-1')}\nendstream"


def picture(form: str, size: tuple[int, int] = (8, 8), pages: int = 1, **options: Any) -> bytes:
    """A grey picture."""
    from PIL import Image

    out = io.BytesIO()
    images = [Image.new("L", size, shade) for shade in range(pages)]
    further = {"save_all": True, "append_images": images[1:]} if pages > 1 else {}
    images[0].save(out, form, **further, **options)
    return out.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    """A chunk of a PNG file."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG file whose header claims a size, with next to nothing behind it."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


def archive_of_files() -> bytes:
    """A ZIP file with one page in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("test.html", "<script>alert(1)</script>")
    return out.getvalue()
