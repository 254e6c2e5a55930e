"""A file is what its name says from its first byte to its last, and nothing else besides."""

import subprocess
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from agreements.rules import inspection, uploads
from agreements.rules.inspection import Fault, inspect
from tests.uploaded import archive_of_files, pdf, picture, png_that_claims, stream

SCRIPT = "<script>alert(1)</script>"
EMBEDDED = pdf(
    "<< /Type /Filespec /F (test.exe) /EF << /F 5 0 R >> >>",
    stream(b"MZ"),
    catalog="/Names << /EmbeddedFiles << /Names [(test.exe) 4 0 R] >> >>",
)


def packed(*objects: str) -> bytes:
    """A PDF whose fourth and further objects lie in a compressed stream, as newer ones do."""
    head = pdf()
    places = [head.index(f"{number} 0 obj".encode()) for number in (1, 2, 3)]
    body = head[: head.index(b"xref\n")]
    starts = " ".join(f"{6 + index} {sum(len(one) + 1 for one in objects[:index])}" for index in range(len(objects)))
    inner = zlib.compress(f"{starts} ".encode() + " ".join(objects).encode())
    entries = f"/Type /ObjStm /N {len(objects)} /First {len(starts) + 1} /Filter /FlateDecode"
    where = len(body)
    body += f"4 0 obj\n{stream(inner, entries)}\nendobj\n".encode("latin-1")
    table = len(body)
    rows = [(0, 0, 255), *((1, place, 0) for place in (*places, where, table))]
    rows += [(2, 4, index) for index in range(len(objects))]
    content = b"".join(bytes([kind]) + place.to_bytes(4, "big") + bytes([index]) for kind, place, index in rows)
    entries = f"/Type /XRef /Size {len(rows)} /W [1 4 1] /Root 1 0 R"
    return body + f"5 0 obj\n{stream(content, entries)}\nendobj\nstartxref\n{table}\n%%EOF\n".encode("latin-1")


def bomb() -> bytes:
    """A PDF with a stream of objects that would be 100 MB."""
    squeeze = zlib.compressobj(9)
    content = b"".join(squeeze.compress(b" " * 1_000_000) for _ in range(100)) + squeeze.flush()
    whole = packed("<< >>")
    start, end = whole.index(b"stream\n") + 7, whole.index(b"\nendstream")
    longer = whole[:start] + content + whole[end:]
    return longer.replace(
        f"/Length {end - start} /Type /ObjStm".encode(), f"/Length {len(content)} /Type /ObjStm".encode()
    )


FILES: dict[str, tuple[str, bytes, Fault | None]] = {
    # whole and nothing else
    "a PDF": ("pdf", pdf(), None),
    "a PDF after a byte order mark": ("pdf", b"\xef\xbb\xbf" + pdf(), None),
    "a PDF after a blank line": ("pdf", b"\r\n" + pdf(), None),
    "a PDF after the header of a letter": (
        "pdf",
        b"Content-Type: application/pdf\r\nFrom: Test <test@example.org>\r\n\r\n" + pdf(),
        None,
    ),
    "a PDF that was padded": ("pdf", pdf() + b"\0" * 5000, None),
    "a PDF that opens on a page": ("pdf", pdf(catalog="/OpenAction [3 0 R /Fit]"), None),
    "a PDF with a link to a page of the web": (
        "pdf",
        pdf(page="/Annots [<< /Subtype /Link /A << /S /URI /URI (https://example.org/) >> >>]"),
        None,
    ),
    "a PDF with packed objects": ("pdf", packed("<< /Test 17 >>"), None),
    "a JPEG picture": ("jpg", picture("JPEG"), None),
    "a PNG picture": ("png", picture("PNG"), None),
    "a TIFF file of three pages": ("tiff", picture("TIFF", pages=3), None),
    # something else, or not whole
    "a web page called PDF": ("pdf", b"<!doctype html>" + SCRIPT.encode(), Fault.FOREIGN),
    "a PDF after 2,000 bytes": ("pdf", b" " * 2000 + pdf(), Fault.FOREIGN),
    "a header and nothing else": ("pdf", b"%PDF-1.7 test", Fault.DAMAGED),
    "a PDF cut off": ("pdf", pdf()[:-80], Fault.DAMAGED),
    "a PDF without a page": ("pdf", pdf().replace(b"/Kids [3 0 R] /Count 1", b"/Kids [] /Count 0     "), Fault.DAMAGED),
    "pages that hold each other": ("pdf", pdf().replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]"), Fault.DAMAGED),
    "objects in 100,000 others": ("pdf", pdf("[" * 100_000 + "]" * 100_000), Fault.DAMAGED),
    "objects that would be 100 MB": ("pdf", bomb(), Fault.DAMAGED),
    "a JPEG picture called PNG": ("png", picture("JPEG"), Fault.DAMAGED),
    "a JPEG picture cut off": ("jpg", picture("JPEG", (100, 100))[:-20], Fault.DAMAGED),
    "a TIFF file whose last page is cut off": ("tif", picture("TIFF", (100, 100), pages=2)[:-5000], Fault.DAMAGED),
    "the first bytes of a PNG": ("png", picture("PNG")[:16], Fault.DAMAGED),
    "a PNG with less than it claims": ("png", png_that_claims(1000, 1000), Fault.DAMAGED),
    "a PNG of 3,600 million points": ("png", png_that_claims(60_000, 60_000), Fault.HUGE),
    "a TIFF file of 501 pages": ("tif", picture("TIFF", (1, 1), pages=501), Fault.HUGE),
    # two things at once
    "a web page before a PDF": ("pdf", f"<html>{SCRIPT}\n".encode() + pdf(), Fault.MIXED),
    "a shell script before a PDF": ("pdf", b"#!/bin/sh\nrm -r /\nexit\n" + pdf(), Fault.MIXED),
    "a web page after a PDF": ("pdf", pdf() + SCRIPT.encode(), Fault.MIXED),
    "much after a PDF": ("pdf", pdf() + b"x" * 2000, Fault.MIXED),
    "an archive of files after a PDF": ("pdf", pdf() + archive_of_files(), Fault.MIXED),
    "a PDF in an archive of files": ("pdf", archive_of_files()[:30] + pdf() + archive_of_files(), Fault.MIXED),
    "a web page after a PNG": ("png", picture("PNG") + SCRIPT.encode(), Fault.MIXED),
    "a program after a JPEG": ("jpg", picture("JPEG") + b"MZ" + b"x" * 90, Fault.MIXED),
    "a web page after a JPEG, and its end once more": (
        "jpg",
        picture("JPEG") + SCRIPT.encode() + b"\xff\xd9",
        Fault.MIXED,
    ),
    "a small picture after a JPEG, as cameras write it": ("jpg", picture("JPEG") + b"\0" + picture("JPEG"), None),
    "a program after a small picture after a JPEG": ("jpg", 2 * picture("JPEG") + b"MZ", Fault.MIXED),
    "a JPEG picture that was padded": ("jpg", picture("JPEG") + b"\0" * 100, None),
    "a JPEG picture in several passes": ("jpg", picture("JPEG", (300, 300), progressive=True), None),
    "a packed file after a PNG": ("png", picture("PNG") + b"Rar!\x1a\x07" + b"x" * 90, Fault.MIXED),
    "a PNG without its last three bytes": ("png", picture("PNG")[:-3], Fault.DAMAGED),
    "a program after a PDF": ("pdf", pdf() + b"MZ" + b"x" * 90, Fault.MIXED),
    "an archive of files after a JPEG": ("jpeg", picture("JPEG") + archive_of_files(), Fault.MIXED),
    # what does something
    "a script that runs when opened": (
        "pdf",
        pdf("<< /S /JavaScript /JS (app.alert\\(1\\)) >>", catalog="/OpenAction 4 0 R"),
        Fault.ACTIVE,
    ),
    "a script under a disguised name": ("pdf", pdf("<< /S /J#61vaScript /J#53 (1) >>"), Fault.ACTIVE),
    "an action whose name stands elsewhere": ("pdf", pdf("<< /S 5 0 R >>", "/Launch"), Fault.ACTIVE),
    "a script of a page": ("pdf", pdf(page="/AA << /O << /S /JavaScript /JS (1) >> >>"), Fault.ACTIVE),
    "a script in packed objects": ("pdf", packed("<< /S /JavaScript /JS (1) >>"), Fault.ACTIVE),
    "a program that is started": ("pdf", pdf(catalog="/OpenAction << /S /Launch /F (test.exe) >>"), Fault.ACTIVE),
    "a form that is sent": ("pdf", pdf("<< /Next [<< /S /SubmitForm /F (https://example.org/) >>] >>"), Fault.ACTIVE),
    "a form in XML": ("pdf", pdf(catalog="/AcroForm << /XFA (x) >>"), Fault.ACTIVE),
    "a PDF with a file in it": ("pdf", EMBEDDED, Fault.ACTIVE),
    "a link to a script": ("pdf", pdf("<< /S /URI /URI (javascript:alert\\(1\\)) >>"), Fault.ACTIVE),
    "a link to a disguised script": ("pdf", pdf("<< /S /URI /URI ( Java\\nScript:alert\\(1\\)) >>"), Fault.ACTIVE),
    "a link to a script that stands elsewhere": ("pdf", pdf("<< /S /URI /URI 5 0 R >>", "(vbscript:x)"), Fault.ACTIVE),
    "a link to a page that it holds itself": ("pdf", pdf("<< /S /URI /URI (data:text/html,x) >>"), Fault.ACTIVE),
    "a link to a file of the reader's": ("pdf", pdf(catalog="/URI << /Base (file:///etc/) >>"), Fault.ACTIVE),
    "a link in letters of no encoding": (
        "pdf",
        pdf("<< /S /URI /URI (javascript:alert\\(1\\)//\\237) >>"),
        Fault.ACTIVE,
    ),
    "a link of which the half is cut off": (
        "pdf",
        pdf("<< /S /URI /URI <FEFF006A0061007600610073003A00> >>"),
        Fault.ACTIVE,
    ),
    "a link of two parts": (
        "pdf",
        pdf("<< /S /URI /URI (cript:x) >>", catalog="/URI << /Base (javas) >>"),
        Fault.ACTIVE,
    ),
    "a link to a program": ("pdf", pdf("<< /S /URI /URI (ms-msdt:x) >>"), Fault.ACTIVE),
    "a link to a file of the network": ("pdf", pdf("<< /S /URI /URI (\\\\\\\\example\\\\x) >>"), Fault.ACTIVE),
    "a way into another file": ("pdf", pdf("<< /S /GoToR /F (test.pdf) /D [0 /Fit] >>"), Fault.ACTIVE),
    "a content that lies in another file": ("pdf", pdf(stream(b"", "/F (https://example.org/)")), Fault.ACTIVE),
    "two links in one place": (
        "pdf",
        pdf("<< /S /URI /URI (https://example.org/) /URI (javascript:x) >>"),
        Fault.DAMAGED,
    ),
    "a word that is none, and a script after it": ("pdf", pdf("<< /Y ] /S /JavaScript /JS (1) >>"), Fault.DAMAGED),
    "an object at another place than its table says": (
        "pdf",
        pdf("<< /S /URI >>").replace(b"0000000009 00000", b"0000000012 00000"),
        Fault.DAMAGED,
    ),
    "a link without a scheme": ("pdf", pdf("<< /S /URI /URI (www.example.org/a:b) >>"), None),
    "a link by letter": ("pdf", pdf("<< /S /URI /URI (mailto:test@example.org) >>"), None),
    "an encrypted PDF": (
        "pdf",
        pdf(
            f"<< /Filter /Standard /V 1 /R 2 /O ({'o' * 32}) /U ({'u' * 32}) /P -4 >>",
            trailer="/Encrypt 4 0 R /ID [(a) (a)]",
        ),
        Fault.LOCKED,
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_read_to_its_end(name: str) -> None:
    kind, content, fault = FILES[name]
    assert inspect(kind, content) == fault


def refused(file: Any) -> str | None:
    """The code with which a file is refused, and that it is left at its beginning."""
    try:
        uploads.validate_content(file)
    except ValidationError as error:
        return str(error.code)
    finally:
        assert file.tell() == 0
    return None


def test_a_file_in_memory_and_one_on_the_disk_are_checked_alike() -> None:
    for content, expected in ((pdf(), None), (EMBEDDED, "active"), (b"<html>", "foreign")):
        assert refused(SimpleUploadedFile("test.pdf", content)) == expected
        with TemporaryUploadedFile("test.pdf", "application/pdf", len(content), None) as file:
            file.write(content)
            file.seek(0)
            assert refused(file) == expected
            assert b"".join(file.chunks()) == content


@pytest.mark.parametrize(
    ("work", "code"),
    [
        ("while True: pass", "huge"),
        ("bytes(1 << 31)", "huge"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "damaged"),
        ("return Fault.LOCKED if 'DATABASE_URL' in os.environ else Fault.ACTIVE", "active"),
        ("os.write(os.open('written', os.O_CREAT | os.O_WRONLY), b'x')", "damaged"),
    ],
    ids=["never ends", "takes all memory", "breaks the parser", "is not told the variables", "writes nothing"],
)
def test_a_hostile_file_ends_the_check_and_nothing_else(
    work: str, code: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    program = tmp_path / "check.py"
    source = Path(inspection.__file__).read_text("utf-8")
    hostile = f"import os, signal\n\n\ndef pdf(data):\n    {work}\n    return Fault.HUGE\n\n\nSECONDS = 1\n"
    program.write_text(source.replace('if __name__ == "__main__":', f'{hostile}\nif __name__ == "__main__":'))
    monkeypatch.setattr(inspection, "__file__", str(program))
    monkeypatch.setenv("DATABASE_URL", "secret")
    monkeypatch.chdir(tmp_path)
    assert refused(SimpleUploadedFile("test.pdf", pdf())) == code


def test_a_check_that_cannot_be_made_is_no_permission(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection, "__file__", "/dev/null/none.py")
    with pytest.raises(RuntimeError):
        uploads.validate_content(SimpleUploadedFile("test.pdf", pdf()))


def test_a_check_that_waits_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*args: Any, **options: Any) -> None:
        raise subprocess.TimeoutExpired("check", options["timeout"])

    monkeypatch.setattr(subprocess, "run", run)
    assert refused(SimpleUploadedFile("test.pdf", pdf())) == "huge"
