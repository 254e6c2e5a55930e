"""Checks that an uploaded file is what its name says, and sends stored files."""

from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from agreements.models import Attachment

_TIFF = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
# The first bytes of each format. Sources: ISO 32000-2 §7.5.2 (PDF), ISO/IEC 10918-1 (JPEG), ISO/IEC 15948 (PNG),
# TIFF 6.0 and BigTIFF.
SIGNATURES = {
    "pdf": (b"%PDF-",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "tif": _TIFF,
    "tiff": _TIFF,
}
_NAME_LENGTH = 80


def send_file(attachment: Attachment) -> FileResponse:
    """The stored file, to be shown in the browser; 404 where it is lost."""
    file = attachment.file
    try:
        return FileResponse(file.open(), filename=PurePath(str(file)).name)
    except (FileNotFoundError, IsADirectoryError) as error:
        raise Http404 from error


def _extension(name: str) -> str:
    return PurePath(name).suffix.lower().lstrip(".")


def safe_name(name: str) -> str:
    """A file name of letters, digits and hyphens, with its extension and without any folder."""
    bare = PurePath(name.replace("\\", "/")).name
    stem = slugify(PurePath(bare).stem, allow_unicode=True)[:_NAME_LENGTH].strip("-_") or "file"
    return f"{stem}.{_extension(bare)}"


def validate_content(file: UploadedFile) -> None:
    """The file begins as its extension promises: a web page that calls itself .pdf is refused."""
    extension = _extension(file.name or "")
    file.seek(0)
    start = file.read(16)
    file.seek(0)
    if extension in SIGNATURES and not start.startswith(SIGNATURES[extension]):
        raise ValidationError(
            _("This is not a %(kind)s file, whatever its name says. Open it, save it as %(kind)s and upload that."),
            code="content",
            params={"kind": extension.upper()},
        )
