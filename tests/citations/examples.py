"""Pieces of pages as a program reads them, and the documents that the tests of citations share."""

import datetime
import json
from html.parser import HTMLParser
from typing import Any

from django.template import Context, Template
from django.utils.translation import override

from agreements.models import Agreement, Clause, Source

BASE = "https://archive.example"
TODAY = datetime.date(2026, 11, 23)
TREATY = "1992-05-25-treaty-friendship-cooperation-mutual-assistance"
INFERRED = "2018-memorandum-kazinform-tatar-inform"
NOT_LATER = "2015-memorandum-museum-first-president-saint-isaacs"
BETWEEN = "2015-memorandum-hermitage-national-museum-kazakhstan"


def document(record_id: str) -> Agreement:
    return Agreement.objects.for_record().get(record_id=record_id)


def retitled(title: str, record_id: str = INFERRED) -> Agreement:
    """A document of the record under a plainly artificial English title."""
    Agreement.objects.filter(record_id=record_id).update(title_en=title)
    return document(record_id)


def held() -> Agreement:
    """The treaty of 1992 with a number in the treaty series and an original in an archive, read on another day."""
    Agreement.objects.filter(record_id=TREATY).update(
        identifier_unts="I-17", identifier_adilet="Z1700000017", original_archive_en="Test Archive 17",
        original_archive_ru="Проверочный архив 17", original_archive_kk="Сынақ мұрағаты 17",
        original_fonds="T-17", original_inventory="1", original_file="2-а", original_sheets="3–5",
    )  # fmt: skip
    Source.objects.filter(entry__record_id=TREATY).update(accessed=datetime.date(2026, 11, 2))
    return document(TREATY)


class Page(HTMLParser):
    """The elements of a piece of HTML, and the text of its scripts."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.open: list[str] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in {"meta", "link"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.scripts.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]

    def meta(self, name: str) -> list[str | None]:
        return [attrs["content"] for attrs in self.all("meta") if attrs["name"] == name]


def render(tag: str, agreement: Agreement, clause: Clause | None = None, language: str = "en") -> str:
    template = Template("{% load citations %}{% " + tag + " %}")
    with override(language):
        return template.render(Context({"agreement": agreement, "clause": clause, "base_url": BASE}))


def head(agreement: Agreement, language: str = "en") -> Page:
    return Page(render("citation_metadata agreement", agreement, language=language))


def linked_data(agreement: Agreement) -> dict[str, Any]:
    data: dict[str, Any] = json.loads("".join(head(agreement).scripts))
    return data
