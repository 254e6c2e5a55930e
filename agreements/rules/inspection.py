"""Reads one file to its end and says what is wrong with it: a program that runs by itself, on files of strangers.

``python inspection.py KIND < FILE`` prints one of the words of `Fault`, or nothing where all is well. It is a process
of its own because a file can be made to keep a parser busy for ever or to fill the memory, and because a parser may
have faults that nobody knows yet: it has few seconds, a bounded memory, no variables of the environment, and writes
nothing. It knows nothing of Django, so that it starts quickly.
"""

import io
import logging
import re
import resource
import sys
import warnings
import zipfile
from collections.abc import Iterator
from enum import StrEnum
from logging.handlers import BufferingHandler
from typing import Any

SECONDS = 20  # of the processor
MEMORY = 1 << 30  # bytes of address space
PIXELS = 100_000_000  # of one picture: A3 at 600 dots per inch has 70 million
PICTURES = 500  # pages of one TIFF file
PAGES = 5_000
# The PDF Reference, appendix H, note 13: readers look for the header within the first 1,024 bytes of a file.
SLACK = 1_024

FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "tif": "TIFF", "tiff": "TIFF"}
# A marker of a JPEG picture that is neither filler, nor part of its points, nor a place to begin anew in them.
_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
_PADDING = b"\0\t\n\f\r "
_MARKUP = re.compile(rb"<(?:!doctype|!--|\?|/?[a-z][a-z0-9:-]*[\s>/])", re.IGNORECASE)
# What servers and mail programs put before a file: a byte order mark, blank lines, fields of a header.
_BEFORE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)*\s*")
# Actions that run something, send something or bring something along (ISO 32000-2, table 201).
_ACTIONS = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Thread", "/Movie", "/Rendition",
    "/RichMediaExecute",
}  # fmt: skip
# Entries that hold such things: scripts, other files, forms in XML, films, models and programs.
_ENTRIES = {
    "/JS", "/EF", "/EmbeddedFiles", "/FS", "/XFA", "/Movie", "/3DD", "/OnInstantiate", "/RichMediaContent",
    "/RichMediaSettings",
}  # fmt: skip
# Links, and what they are relative to, and where they may lead: an address without a scheme is one of the web.
_LINKS = ("/URI", "/Base")
_SCHEMES = {"http", "https", "ftp", "mailto", "tel"}
_SCHEME = re.compile(r"([^/?#:]*):")
_PASSED_OVER = re.compile(r"[\0- ]")  # browsers do not look at these within the name of a scheme


class Fault(StrEnum):
    """What may be wrong with a file."""

    FOREIGN = "foreign"  # it is of another kind than its name says
    DAMAGED = "damaged"  # it cannot be read to its end
    MIXED = "mixed"  # it is something else as well: a web page, an archive of files
    ACTIVE = "active"  # a PDF that can do something, or brings other files along
    LOCKED = "locked"  # an encrypted PDF
    HUGE = "huge"  # it takes more time or memory than a file may


def picture(data: bytes, form: str) -> Fault | None:
    """What is wrong with a picture: all its pages are decoded."""
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    if form in _AFTER and _AFTER[form](data).strip(_PADDING):
        return Fault.MIXED
    try:
        with Image.open(io.BytesIO(data), formats=[form]) as image:
            pages = getattr(image, "n_frames", 1)
            if pages > PICTURES:
                return Fault.HUGE
            for page in range(pages):
                image.seek(page)
                if image.width * image.height > PIXELS:
                    return Fault.HUGE
                image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Fault.HUGE
    except UnidentifiedImageError:
        return Fault.DAMAGED
    return None


def _after_png(data: bytes) -> bytes:
    """What comes after the last chunk of a PNG picture (ISO/IEC 15948, 5.3); ``EOFError`` where that is cut off."""
    place, kind = 8, b""
    while kind != b"IEND":
        length, kind = int.from_bytes(data[place : place + 4]), data[place + 4 : place + 8]
        place += 12 + length
        if not kind or place > len(data):
            raise EOFError
    return data[place:]


def _after_jpeg(data: bytes) -> bytes:
    """What comes after a JPEG picture (ITU-T T.81, B.1.1) and the further ones with which cameras accompany it."""
    place, kind = 2, b""
    while kind != b"\xd9":
        if not (marker := _MARKER.search(data, place)):
            raise EOFError
        place, kind = marker.end(), marker[1]
        if kind != b"\xd9":
            place += int.from_bytes(data[place : place + 2])
    after = data[place:].lstrip(_PADDING)
    return _after_jpeg(after) if after.startswith(b"\xff\xd8\xff") else after


# TIFF has no end: its parts may lie anywhere in the file.
_AFTER = {"PNG": _after_png, "JPEG": _after_jpeg}


def pdf(data: bytes) -> Fault | None:
    """What is wrong with a PDF: every object that its tables name is read."""
    from pypdf import PdfReader
    from pypdf.generic import IndirectObject

    start = data.find(b"%PDF-", 0, SLACK)
    if start < 0:
        return Fault.FOREIGN
    before = data[:start]
    if _MARKUP.search(before) or not _BEFORE.fullmatch(before):
        return Fault.MIXED
    whole = data.rstrip(_PADDING)
    end = whole.rfind(b"%%EOF")
    if end < 0:
        return Fault.DAMAGED
    if end + len(b"%%EOF") < len(whole):
        return Fault.MIXED
    # What is mended here, another program may mend otherwise, and see what was not looked at.
    mended = BufferingHandler(sys.maxsize)
    logging.getLogger("pypdf").addHandler(mended)
    reader = PdfReader(io.BytesIO(data[start:]), strict=True)
    if reader.is_encrypted:
        return Fault.LOCKED
    if not 0 < len(reader.pages) <= PAGES:
        return Fault.HUGE if len(reader.pages) else Fault.DAMAGED
    numbers = {(number, generation) for generation, known in reader.xref.items() for number in known}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    for number, generation in numbers:
        if is_active(reader.get_object(IndirectObject(number, generation, reader))):
            return Fault.ACTIVE
    for page in reader.pages:
        page.mediabox  # noqa: B018 - a page without a size is none
    if is_active(reader.trailer):
        return Fault.ACTIVE
    return Fault.DAMAGED if mended.buffer else None


def is_active(thing: Any) -> bool:
    """Whether an object, or what is written within it, does something, links to a script or brings a file along."""
    from pypdf.generic import StreamObject

    return any(
        _ENTRIES & part.keys()
        or ("/S" in part and str(part["/S"]) in _ACTIONS)
        or (isinstance(part, StreamObject) and "/F" in part)  # its content lies in another file
        or not all(_leads_to_the_web(part[entry]) for entry in _LINKS if entry in part)
        for part in _dictionaries(thing)
    )


def _leads_to_the_web(link: Any) -> bool:
    if isinstance(link, dict):
        return "/Base" in link
    text = link.decode("latin-1") if isinstance(link, bytes) else str(link)
    text = _PASSED_OVER.sub("", text).lower()
    scheme = _SCHEME.match(text)
    return not text.startswith("\\") and (not scheme or scheme[1] in _SCHEMES)


def _dictionaries(thing: Any) -> Iterator[Any]:
    """The dictionaries within an object, itself included; what it only refers to is an object of its own."""
    waiting = [thing]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            yield part
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part


def inspect(kind: str, data: bytes) -> Fault | None:
    """What is wrong with a file that ends in ``kind``."""
    try:
        if zipfile.is_zipfile(io.BytesIO(data)):
            return Fault.MIXED
        return pdf(data) if kind == "pdf" else picture(data, FORMATS[kind])
    except MemoryError:
        return Fault.HUGE
    except Exception:  # of all that parsers raise, each says the same of the file
        return Fault.DAMAGED


def main() -> None:
    """Say what is wrong with the file on standard input."""
    for limit, most in (
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    sys.stdout.write(inspect(sys.argv[1], sys.stdin.buffer.read()) or "")


if __name__ == "__main__":
    main()
