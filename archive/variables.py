"""The environment variables of the archive. An empty one means the same as none: its default.

Everything that reads the environment reads it here. docs/operate.md lists the variables.
"""

import importlib.util
import os
import re
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

DEFAULT_PORT = "8000"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
BASE_DIR = Path(__file__).resolve().parent.parent
# The folders of the checkout that the archive must never write to.
SOURCES = (
    "agreements",
    "archive",
    "benchmarks",
    "docs",
    "locale",
    "static",
    "templates",
    "tests",
    ".ci",
    ".git",
    ".venv",
)
# A name, with a dot before it for all names below; a literal IPv6 address; any name.
HOST = re.compile(r"\.?[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\]|\*", re.IGNORECASE)
ORIGIN = re.compile(r"https?://(\*\.)?([a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(:[0-9]{1,5})?", re.IGNORECASE)
SITE = re.compile(r"https?://([a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(:[0-9]{1,5})?", re.IGNORECASE)
PREFIX = re.compile(r"(/[A-Za-z0-9._~-]+)+")


def text(name: str, default: str = "") -> str:
    """The value of the variable ``name``, or ``default`` where it is unset or empty."""
    value = os.environ.get(name, "")
    return value if value.strip() else default


def set_default(name: str, value: str) -> None:
    """Set the variable ``name``, for this process and those it starts, where it is unset or empty."""
    os.environ[name] = text(name, value)


def flag(name: str, *, default: bool) -> bool:
    """Whether the variable ``name`` says yes; anything but a known yes or no is an error."""
    value = text(name).strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={value!r}: say 1 or 0.")


def values(name: str, default: str = "") -> list[str]:
    """The comma-separated values of the variable ``name``."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def number(name: str, default: int, most: int) -> int:
    """The value of the variable ``name``, a whole number from 1 to ``most``."""
    value = text(name, str(default)).strip()
    if value.isascii() and value.isdecimal() and len(value) < 10 and 1 <= int(value) <= most:
        return int(value)
    raise ImproperlyConfigured(f"{name}={value[:40]!r}: say a whole number from 1 to {most}.")


def hosts(name: str, default: str) -> list[str]:
    """The host names of the variable ``name``, as Django compares them with what a request says."""
    found = values(name, default)
    for host in found:
        if not HOST.fullmatch(host):
            raise ImproperlyConfigured(
                f"{name}={host}: write names of hosts only, as in archive.example: without https://, port or path, and "
                "other letters than a-z as xn--…; all below a name are .archive.example."
            )
    return found


def origins(name: str) -> list[str]:
    """The origins of the variable ``name``: scheme, host and port, as browsers say them."""
    found = values(name)
    for origin in found:
        if not ORIGIN.fullmatch(origin):
            raise ImproperlyConfigured(
                f"{name}={origin}: write whole origins, as in https://archive.example: with https://, without a path."
            )
    return found


def site(name: str, hosts: list[str], *, https: bool) -> str:
    """The one address of the archive, the variable ``name``: scheme and host, to which paths are added.

    Where none is named, that of the first of its ``hosts`` that other machines know, else of this machine, at ``PORT``
    unless a proxy speaks HTTPS there.
    """
    address = text(name).strip()
    if address and not SITE.fullmatch(address):
        raise ImproperlyConfigured(
            f"{name}={address}: write the address of the archive as in https://archive.example: with https://, without "
            "a path (SCRIPT_NAME names it)."
        )
    if address:
        return address.lower()
    named = [host.lower() for host in hosts if host != "*" and not host.startswith(".")] or [LOOPBACK[0]]
    host = next((host for host in named if host not in LOOPBACK), named[0])
    return f"https://{host}" if https else f"http://{host}:{text('PORT', DEFAULT_PORT)}"


def module(name: str, default: str) -> str:
    """The value of the variable ``name``, a module of Python, which is set where it was not."""
    set_default(name, default)
    wanted = os.environ[name]
    try:
        found = importlib.util.find_spec(wanted)
    except (ImportError, ValueError):
        found = None
    if found is None:
        raise ImproperlyConfigured(f"{name}={wanted} is no module that Python can find.")
    return wanted


def path_prefix(name: str) -> str:
    """The path of the variable ``name`` below which the site lies; empty where it has the host for itself."""
    prefix = text(name).strip()
    if prefix in ("", "/"):
        return ""
    if not PREFIX.fullmatch(prefix):
        raise ImproperlyConfigured(f"{name}={prefix}: write the path of the site as in /archive: no slash at its end.")
    return prefix


def var_dir() -> Path:
    """The folder of everything that the archive writes, the same for every process wherever it was started.

    A relative ``VAR_DIR`` is below the checkout. A folder where static files, messages or an upload could take the
    place of the archive's own sources is refused.
    """
    var = BASE_DIR / text("VAR_DIR", "var")
    if var.resolve() == var.resolve().parent:
        raise ImproperlyConfigured(f"VAR_DIR={var} is the whole disk. Name a folder of its own.")
    for written in (var / "static", var / "media", var / "locale"):
        for source in (BASE_DIR, *(BASE_DIR / name for name in SOURCES)):
            target, protected = written.resolve(), source.resolve()
            if protected.is_relative_to(target) or (source != BASE_DIR and target.is_relative_to(protected)):
                raise ImproperlyConfigured(
                    f"VAR_DIR={text('VAR_DIR', 'var')}: {written} would be written to, and {source} is part of the "
                    "archive itself. Name a folder of its own."
                )
    return var
