"""Ready citations are what the rules of their styles ask for: the examples were written from the rules alone."""

import html
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.utils.translation import gettext, override

from tests.citations.citing import LANGUAGES, cited
from tests.citations.examples import BASE, document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

FILES = (Path(__file__).parent / "golden").glob("*.yaml")
GOLDEN = [case for file in sorted(FILES) for case in yaml.safe_load(file.read_text(encoding="utf-8"))]


def expected(case: dict[str, Any], language: str) -> dict[str, list[str]]:
    """The forms of each style on a page of this language, with the words of the case put in.

    The archive is named in the language of the citation.
    """
    shown = {}
    for style in ("gost", "apa", "chicago", "oscola"):
        page = "ru" if style == "gost" and language == "en" else language
        (forms,) = [forms for pages, forms in case[style].items() if page in pages.split()]
        gost = "kk" if "Электрондық" in str(forms) else "ru"
        with override(gost if style == "gost" else "en"):
            words = {"A": f"{BASE}/id/{case['id']}", "site": gettext("Archive of Cultural Agreements")} | case["words"]
        shown[style] = [form.format(**words) for form in ([forms] if isinstance(forms, str) else forms)]
    return shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["id"])
def test_a_citation_is_what_the_rules_of_its_style_ask_for(case: dict[str, Any], language: str) -> None:
    agreement = document(case["id"])
    clause = agreement.clauses.get(number=case["clause"]) if "clause" in case else None
    shown: dict[str, list[str]] = {}
    for citation in cited(agreement, clause, language).values():
        with_italics = html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"</?i(?: [^>]*)?>", "*", citation.html)))
        assert with_italics.replace("*", "") == citation.text
        shown.setdefault(citation.style, []).append(with_italics)
    assert shown == expected(case, language)
