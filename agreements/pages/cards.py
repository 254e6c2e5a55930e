"""The pictures by which links to the archive are shown where they are shared: one for each kind of page and language.

They are drawn from these words by ``python -m tests.cards`` and checked in, since a server has no fonts to draw with.
"""

from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

FOLDER = "img/cards"
GENERAL = "archive"
SIZE = (1200, 630)  # pixels
DOCUMENT = "document-"
"""Before the key of a kind of document."""

PAGES: dict[str, Any] = {
    GENERAL: _("Archive of Cultural Agreements"),
    "documents": _("Documents"),
    "parties": _("Parties"),
    "people": _("People"),
    "themes": _("Themes"),
    "places": _("Places"),
    "insights": _("Insights"),
    "compare": _("Compare two documents"),
}


@cache
def _names() -> frozenset[str]:
    return frozenset(path.stem for path in Path(settings.BASE_DIR, "static", FOLDER).glob("*.png"))


def file(kind: str, language: str) -> str:
    """The static file of a card."""
    return f"{FOLDER}/{language}-{kind}.png"


def drawn(kind: str) -> str:
    """The kind of which a card is there in every language, else the general one."""
    everywhere = all(f"{language}-{kind}" in _names() for language, _name in settings.LANGUAGES)
    return kind if everywhere else GENERAL


def label(kind: str) -> str:
    """What is written on the card of a page that is no document's."""
    return str(PAGES.get(kind, PAGES[GENERAL]))
