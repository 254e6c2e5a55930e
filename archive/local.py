"""What a machine of one's own can do without: a database, a secret key and HTTPS set up by hand."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive import embedded
from archive.cluster import write_private

BASE_DIR = Path(__file__).resolve().parent.parent


def var_dir() -> Path:
    """Where everything lies that the archive writes: ``VAR_DIR``, else ``var/`` in the checkout."""
    return Path(os.environ.get("VAR_DIR") or BASE_DIR / "var")


def secret_key(var: Path) -> str:
    """The secret key kept in ``var/secret_key``, made the first time."""
    path = var / "secret_key"
    if not path.exists():
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(path, secrets.token_urlsafe(50))
    return path.read_text(encoding="utf-8")


@contextmanager
def environment(*, with_database: bool = True) -> Iterator[None]:
    """Fill in what the environment leaves out, before Django reads its settings.

    The embedded database runs as long as the context lasts, unless ``DATABASE_URL`` names another.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    os.environ.setdefault("HTTPS", "0")
    if not os.environ.get("DJANGO_SECRET_KEY"):
        os.environ["DJANGO_SECRET_KEY"] = secret_key(var_dir())
    if os.environ.get("DATABASE_URL") or not with_database:
        yield
        return
    with embedded.database(var_dir()) as url:
        os.environ["DATABASE_URL"] = url
        try:
            yield
        finally:
            del os.environ["DATABASE_URL"]
