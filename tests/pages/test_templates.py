"""Templates can be read, and none is left over."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.template.loader import get_template, render_to_string
from django.utils.translation import override

from agreements.pages import tags

ROOT = settings.BASE_DIR
TEMPLATES = sorted((ROOT / "templates").glob("**/*.html"))
CODE = [path for folder in ("agreements", "archive") for path in sorted((ROOT / folder).glob("**/*.py"))]
DJANGO = Path(admin.__file__).parent / "templates"
NAMED = re.compile(r'"([\w/.-]+\.html)"')
LONGEST = 160


def name(template: Path) -> str:
    return template.relative_to(ROOT / "templates").as_posix()


def named_by(path: Path) -> set[str]:
    """The templates that a template or a module of the code names."""
    return set(NAMED.findall(path.read_text(encoding="utf-8")))


def error_pages() -> set[str]:
    """The templates of error pages, which are asked for by their status."""
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "archive").glob("*.py"))
    return {f"errors/{status}.html" for status in re.findall(r'error_page\(request, "(\w+)"', code)}


def overrides_django(template: str) -> bool:
    """Whether the admin of Django looks for a template of this name itself: its own, or the one of a model."""
    return template.startswith("admin/") and (DJANGO / "admin" / template.rpartition("/")[2]).exists()


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_no_line_of_a_template_is_too_long_to_be_read(template: Path) -> None:
    lines = template.read_text(encoding="utf-8").split("\n")
    assert not {number: len(line) for number, line in enumerate(lines, 1) if len(line) > LONGEST}


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_a_template_is_named_after_what_it_shows(template: Path) -> None:
    assert re.fullmatch(r"[a-z0-9]+(_[a-z]+)*\.html", template.name)


def test_every_template_is_used() -> None:
    used = error_pages().union(*(named_by(path) - {name(path)} for path in TEMPLATES if path.exists()))
    used = used.union(*(named_by(path) for path in CODE))
    assert not [name(path) for path in TEMPLATES if name(path) not in used and not overrides_django(name(path))]


@pytest.mark.parametrize("path", [*TEMPLATES, *CODE], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_template_that_is_named_exists(path: Path) -> None:
    for template in named_by(path):
        get_template(template)


class _Kinds(HTMLParser):
    """Reads what the search box of a page calls the kinds of suggestions."""

    kinds: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.kinds = dict(attrs).get("data-suggest-kinds") or self.kinds


def test_a_translation_may_hold_any_character(monkeypatch: pytest.MonkeyPatch) -> None:
    """The names of the kinds of suggestions are JSON within an attribute: quotation marks of either must not end it."""
    monkeypatch.setitem(tags.KINDS_OF_SUGGESTIONS, "place", """l'endroit "là" <b> & \\""")
    with override("en"):
        page = _Kinds()
        page.feed(render_to_string("parts/search_box.html", {"keep": False}))
    assert page.kinds is not None
    assert json.loads(page.kinds) == {
        "document": "document",
        "party": "party",
        "person": "person",
        "theme": "theme",
        "occasion": "occasion",
        "place": """l'endroit "là" <b> & \\""",
    }
