"""Checks that an uploaded file is what its name says, and nothing else besides."""

import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path, PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from agreements.rules import inspection
from agreements.rules.inspection import Fault

_TIFF = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
# The first bytes of each format; a PDF may have some others before them. Sources: ISO/IEC 10918-1 (JPEG), ISO/IEC 15948
# (PNG), TIFF 6.0 and BigTIFF.
SIGNATURES = {
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "tif": _TIFF,
    "tiff": _TIFF,
}
KINDS = ("pdf", *SIGNATURES)
_NAME_LENGTH = 80
_OWN_PYTHON = Path(sys.prefix, "bin", "python")  # where a server has Python inside, sys.executable is that server
_PYTHON = str(_OWN_PYTHON) if _OWN_PYTHON.exists() else sys.executable
_TIMEOUT = 60  # seconds; of the processor it may have fewer

_SAID = {
    Fault.FOREIGN: _(
        "This is not a %(kind)s file, whatever its name says. Open it, save it as %(kind)s and upload that."
    ),
    Fault.DAMAGED: _(
        "This %(kind)s file is damaged or incomplete: it cannot be read to its end. Open it, save it again and upload "
        "that."
    ),
    Fault.MIXED: _(
        "This %(kind)s file has something else before or after it, such as a web page or an archive of files. Open "
        "it, save it again and upload that."
    ),
    Fault.ACTIVE: _(
        "This PDF can do something (run a script, start a program, send a form), links to a script or to a file of "
        "the reader’s, or has other files in it. Print it to PDF, or save it as PDF/A-2, and upload that."
    ),
    Fault.LOCKED: _(
        "This PDF is protected (encrypted), so that nobody can be sure to read it later. Save it without protection, "
        "or print it to PDF, and upload that."
    ),
    Fault.HUGE: _(
        "This %(kind)s file is too large to be checked: it has too many pages or pixels. Split it, or scan it at a "
        "lower resolution."
    ),
}


def extension(name: str) -> str:
    """The ending of a file's name, in small letters and without its dot."""
    return PurePath(name).suffix.lower().lstrip(".")


def safe_name(name: str) -> str:
    """A file name of letters, digits and hyphens, with its extension and without any folder."""
    bare = PurePath(name.replace("\\", "/")).name
    stem = slugify(PurePath(bare).stem, allow_unicode=True)[:_NAME_LENGTH].strip("-_") or "file"
    return f"{stem}.{extension(bare)}"


def validate_content(file: UploadedFile) -> None:
    """The file is what its name says from its first byte to its last: a picture is decoded, a PDF is parsed."""
    kind = extension(file.name or "")
    if kind not in KINDS:
        return  # refused for its name
    if fault := _fault(kind, file):
        raise ValidationError(_SAID[fault], code=fault.value, params={"kind": kind.upper()})


def _fault(kind: str, file: UploadedFile) -> Fault | None:
    file.seek(0)
    start = file.read(16)
    file.seek(0)
    if not start.startswith(SIGNATURES.get(kind, b"")):
        return Fault.FOREIGN
    command = [_PYTHON, "-I", inspection.__file__, kind]
    with ExitStack() as opened:
        given: dict[str, Any]
        if isinstance(file, TemporaryUploadedFile):
            given = {"stdin": opened.enter_context(open(file.temporary_file_path(), "rb"))}
        else:
            given = {"input": file.read()}
            file.seek(0)
        try:
            done = subprocess.run(command, **given, capture_output=True, timeout=_TIMEOUT, env={"LC_ALL": "C.UTF-8"})
        except subprocess.TimeoutExpired:
            return Fault.HUGE
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return Fault.HUGE
    if done.returncode < 0:  # a fault of the parser, met by this file
        return Fault.DAMAGED
    if done.returncode:
        raise RuntimeError(f"Uploads cannot be checked: {done.stderr.decode(errors='replace').strip()[-500:]}")
    return Fault(done.stdout.decode()) if done.stdout else None
