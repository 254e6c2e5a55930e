"""The colours of the archive, as the style sheet says them.

``static/css/archive.css`` says each colour once, for light and for dark pages. What no style sheet reaches reads them
here: a drawing in a file of its own, and the colour that a browser gives to its window.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

_TOKEN = re.compile(r"--([a-z-]+): var\(--light, (#[0-9a-f]{6})\) var\(--dark, (#[0-9a-f]{6})\);")


@dataclass(frozen=True)
class Colour:
    """One colour as ``#rrggbb``, for light and for dark pages."""

    light: str
    dark: str


def style_sheet(name: str) -> str:
    """The text of one of the archive's own style sheets."""
    return Path(settings.BASE_DIR, "static", "css", name).read_text(encoding="utf-8")


@cache
def palette() -> dict[str, Colour]:
    """Every colour by its name (``accent``), in the order of the style sheet."""
    return {name: Colour(light, dark) for name, light, dark in _TOKEN.findall(style_sheet("archive.css"))}
