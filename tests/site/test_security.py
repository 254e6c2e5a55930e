"""docs/security.md: every item of the standard has its line, and every test that it names is there."""

import re

import pytest

from archive.variables import BASE_DIR

TEXT = (BASE_DIR / "docs" / "security.md").read_text(encoding="utf-8")
# The items of levels 1 and 2 of OWASP ASVS 5.0, but for those of OAuth (V10) and WebRTC (V17).
ITEMS = """
1.1.1-2 1.2.1-9 1.3.1-11 1.4.1-3 1.5.1-2 2.1.1-3 2.2.1-3 2.3.1-4 2.4.1 3.2.1-2 3.3.1-4 3.4.1-6 3.5.1-5 3.7.1-2
4.1.1-3 4.2.1 4.3.1-2 4.4.1-4 5.1.1 5.2.1-3 5.3.1-2 5.4.1-3 6.1.1-3 6.2.1-12 6.3.1-4 6.4.1-4 6.5.1-5 6.6.1-3
6.8.1-4 7.1.1-3 7.2.1-4 7.3.1-2 7.4.1-5 7.5.1-2 7.6.1-2 8.1.1-2 8.2.1-3 8.3.1 8.4.1 9.1.1-3 9.2.1-4 11.1.1-2
11.2.1-3 11.3.1-3 11.4.1-4 11.5.1 11.6.1 12.1.1-3 12.2.1-2 12.3.1-4 13.1.1 13.2.1-5 13.3.1-2 13.4.1-5 14.1.1-2
14.2.1-4 14.3.1-3 15.1.1-3 15.2.1-3 15.3.1-7 16.1.1 16.2.1-5 16.3.1-4 16.4.1-3 16.5.1-3
"""


def numbers(text: str) -> set[str]:
    """The items that a text of the form ``1.2.1-3,5`` means."""
    found: set[str] = set()
    for section in text.split():
        chapter, part, items = section.split(".")
        for item in items.split(","):
            first, _, last = item.partition("-")
            found.update(f"{chapter}.{part}.{number}" for number in range(int(first), int(last or first) + 1))
    return found


def told(text: str) -> list[str]:
    """The items that the lines of a chapter are about: ``1.2.1``, ``1.2.1, 1.3.1`` or ``1.2.1–1.2.3``."""
    found = []
    for line in text.splitlines():
        head = re.match(r"\|? ?((?:\d+\.\d+\.\d+(?:–|, )?)+)", line)
        for item in re.findall(r"\d+\.\d+\.\d+(?:–\d+\.\d+\.\d+)?", head[1]) if head else ():
            first, _, last = item.partition("–")
            found += [
                item
                for item in sorted(numbers(ITEMS), key=order)
                if order(first) <= order(item) <= order(last or first)
            ]
    return found


def order(item: str) -> tuple[int, ...]:
    return tuple(int(part) for part in item.split("."))


CHAPTERS: dict[str, str] = dict(re.findall(r"^## V(\d+) [^\n]*\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("chapter", [chapter for chapter in CHAPTERS if chapter not in ("10", "17")])
def test_each_item_of_the_standard_has_one_line(chapter: str) -> None:
    asked = sorted((item for item in numbers(ITEMS) if item.startswith(f"{chapter}.")), key=order)
    assert sorted(told(CHAPTERS[chapter]), key=order) == asked


def test_each_line_says_how_it_stands() -> None:
    for line in re.findall(r"^\| \d+\.\d+\.\d+.*$", TEXT, re.MULTILINE):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert len(cells) == 4, line
        assert cells[1] in {"met", "partly", "open", "n/a", "operator"}, line
        assert all(cells), line


@pytest.mark.parametrize("named", sorted(set(re.findall(r"`(tests/[\w/]+\.py(?:::\w+)?)`", TEXT))))
def test_what_is_named_as_proof_is_there(named: str) -> None:
    path, _, function = named.partition("::")
    assert (BASE_DIR / path).exists()
    assert not function or re.search(rf"^def {function}\(", (BASE_DIR / path).read_text(), re.MULTILINE)
