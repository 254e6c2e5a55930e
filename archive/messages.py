"""The compiled messages: what the catalogues of this checkout say, whatever their times.

They are compiled below ``VAR_DIR``, in a folder that is named by the content of the catalogues. So the checkout can be
read-only, another release never shows its words, and a server that is running keeps those it began with.
"""

import hashlib
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from archive.variables import BASE_DIR

SOURCE = BASE_DIR / "locale"
KEPT = 2  # releases: the one before may still be running


def _catalogues() -> list[Path]:
    return sorted(SOURCE.glob("**/LC_MESSAGES/*.po"))


def folder(var: Path) -> Path:
    """Where the messages of this release are, or will be, compiled below ``var``; laid out as ``locale/`` is."""
    digest = hashlib.sha256()
    for catalogue in _catalogues():
        content = catalogue.read_bytes()
        digest.update(f"{catalogue.relative_to(SOURCE)}\0{len(content)}\0".encode())
        digest.update(content)
    return var / "locale" / digest.hexdigest()[:16]


def _is_whole(target: Path) -> bool:
    return all((target / path.relative_to(SOURCE).with_suffix(".mo")).exists() for path in _catalogues())


def compile_messages(var: Path) -> Path:
    """Compile the messages of this release, unless that was done; return their folder.

    Unlike Django's command it needs no gettext.
    """
    target = folder(var)
    if _is_whole(target):
        with suppress(OSError):  # of another user, or read-only: then they are not tidied either
            os.utime(target)
        return target
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    var.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.parent.mkdir(exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix="new-", dir=target.parent))
    try:
        fresh.chmod(0o755)
        for catalogue in _catalogues():
            compiled = fresh / catalogue.relative_to(SOURCE).with_suffix(".mo")
            compiled.parent.mkdir(parents=True, exist_ok=True)
            with catalogue.open("rb") as source, compiled.open("wb") as file:
                write_mo(file, read_po(source, abort_invalid=True))
        _give_to_owner(var, target.parent, *fresh.rglob("*"), fresh)
        if not _is_whole(target):  # made by another process meanwhile
            shutil.rmtree(target, ignore_errors=True)
            fresh.rename(target)
    except OSError:
        if not _is_whole(target):
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    _tidy(target)
    return target


def _give_to_owner(var: Path, *paths: Path) -> None:
    """What root makes belongs to whom ``var`` belongs: no command that root runs keeps a service from starting."""
    owner = var.stat()
    if os.geteuid() == 0 != owner.st_uid:
        for path in paths:
            os.chown(path, owner.st_uid, owner.st_gid)


def _tidy(current: Path) -> None:
    """Remove the messages of releases that were not used last."""
    with suppress(OSError):  # others may tidy at the same time
        others = [path for path in current.parent.iterdir() if path != current and not path.name.startswith("new-")]
        for path in sorted(others, key=lambda path: path.stat().st_mtime)[: 1 - KEPT]:
            shutil.rmtree(path, ignore_errors=True)
