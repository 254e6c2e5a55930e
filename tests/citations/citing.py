"""The citations of documents of the record, on a day on which no source was read."""

import datetime
from collections.abc import Iterator
from html.parser import HTMLParser

from django.utils.translation import override

from agreements.citations import Citation, cite
from agreements.models import Agreement, Clause

BASE = "https://archive.example"
TODAY = datetime.date(2026, 11, 27)
LANGUAGES = ("en", "ru", "kk")
TREATY = "1992-05-25-treaty-friendship-cooperation-mutual-assistance"
INFERRED = "2018-memorandum-kazinform-tatar-inform"


def document(record_id: str) -> Agreement:
    return Agreement.objects.for_record().get(record_id=record_id)


def changed(record_id: str = INFERRED, **columns: object) -> Agreement:
    """A document of the record with other, plainly artificial, values."""
    Agreement.objects.filter(record_id=record_id).update(**columns)
    return document(record_id)


def cited(agreement: Agreement, clause: Clause | None = None, language: str = "en") -> dict[str, Citation]:
    with override(language):
        citations = cite(agreement, clause=clause, accessed=TODAY, base_url=BASE)
    return {citation.key: citation for citation in citations}


def everything() -> Iterator[tuple[Agreement, Clause | None, str]]:
    """Every document and every clause, on the pages of each language."""
    for agreement in Agreement.objects.published().for_record():
        for language in LANGUAGES:
            yield agreement, None, language
            for clause in agreement.clauses.all():
                yield agreement, clause, language


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
