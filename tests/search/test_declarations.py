"""A facet is one declaration, and so is a searched text."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import translation

from agreements.base.database import settle
from agreements.models import Agreement, Source, State
from agreements.search import Search, install
from agreements.search import entry_types as registry
from agreements.search.entry_types import DOCUMENTS, EntryType, register
from agreements.search.facets import Facet
from agreements.search.labels import labels
from agreements.search.texts import Text
from tests.artificial import artificial

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]


@pytest.fixture(autouse=True)
def types(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a test declares is forgotten after it."""
    monkeypatch.setattr(registry, "_registered", dict(registry._registered))
    yield
    install.fingerprint.cache_clear()


def reinstall() -> None:
    """Have the index hold what is declared now."""
    settle()
    install.fingerprint.cache_clear()
    install.install()


def total(query: str) -> int:
    return Search(QueryDict(query)).total


@pytest.fixture
def documents(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Declares something more of documents."""

    def declare(*, facet: Facet | None = None, text: Text | None = None) -> None:
        more = replace(
            DOCUMENTS,
            facets=(*DOCUMENTS.facets, *filter(None, [facet])),
            more_texts=(*DOCUMENTS.more_texts, *filter(None, [text])),
        )
        monkeypatch.setitem(registry._registered, DOCUMENTS.name, more)
        if facet:
            monkeypatch.setitem(DOCUMENTS.panel, facet.key, facet)
        reinstall()

    return declare


def test_a_facet_is_one_declaration(documents: Callable[..., None], client: Client) -> None:
    one, other = artificial(1), artificial(2)
    Agreement.objects.filter(pk=one.pk).update(renewal_en="Test: visit")
    documents(facet=Facet("renewal", "Test renewal", ("renewal_en",), called=lambda code, lang: f"{code} ({lang})"))
    assert list(Search(QueryDict("renewal=Test: visit")).page()) == [one]
    Agreement.objects.filter(pk=other.pk).update(renewal_en="Test: visit")
    (facet,) = (facet for facet in Search(QueryDict("kind=agreement")).facets() if facet.name == "renewal")
    (value,) = (value for value in facet.values if value.key == "Test: visit")
    assert (facet.label, value.label, value.count) == ("Test renewal", "Test: visit (en)", 2)
    assert total(value.query) == 2
    html = client.get("/en/agreements/?renewal=Test: visit").content.decode()
    assert "Test renewal: <span" in html or "Test renewal: Test: visit (en)" in html
    assert Search(QueryDict("renewal=Test")).errors["renewal"]


def test_a_text_of_an_entry_can_be_a_facet_and_tells_nothing_of_what_is_hidden(documents: Callable[..., None]) -> None:
    long = f"Test: {'visit ' * 48}"[:300].strip()
    words = {"renewal_en": long, "renewal_ru": "Проверка", "renewal_kk": "Сынақ"}
    shown, same, hidden = artificial(1), artificial(2), artificial(3, state=State.IN_REVIEW)
    Agreement.objects.filter(pk__in=(shown.pk, same.pk)).update(**words)
    Agreement.objects.filter(pk=hidden.pk).update(**words | {"renewal_ru": "Аазыкс"})
    documents(facet=Facet("renewal", "Test renewal", ("renewal_en",), "renewal"))
    asked = Search(QueryDict(urlencode({"renewal": long})))
    assert (asked.total, asked.errors) == (2, {})
    with translation.override("ru"):
        (facet,) = (facet for facet in asked.facets() if facet.name == "renewal")
        assert [value.label for value in facet.values if value.key == long] == ["Проверка"]
        assert not any("Аазыкс" in label.names for label in labels(DOCUMENTS)["renewal"].values())


def test_what_all_kinds_of_entries_have_can_be_a_facet_and_tells_nothing_of_what_is_hidden(
    documents: Callable[..., None],
) -> None:
    one, hidden = artificial(1), artificial(3, state=State.IN_REVIEW)
    Agreement.objects.filter(pk=one.pk).update(title_ru="Проверка")
    Agreement.objects.filter(pk=hidden.pk).update(title_en=one.title_en, title_ru="Аазыкс")
    documents(facet=Facet("title", "Test title", ("title_en",), "title"))
    called = labels(DOCUMENTS)["title"][one.title_en]
    assert str(called.text) == one.title
    assert list(called.names) == [one.title_en, "Проверка", ""]


def test_a_searched_text_is_one_declaration(documents: Callable[..., None]) -> None:
    document = artificial(1)
    source = Source.objects.create(
        entry=document, url="https://archive.example/test", publisher="Test", title="Zyxtitle", kind="news",
        language="en",
    )  # fmt: skip
    assert total("q=zyxtitle") == 0
    documents(text=Text("sources__title", "D"))
    assert total("q=zyxtitle") == 1
    Source.objects.filter(pk=source.pk).update(title="Zyxother")
    assert (total("q=zyxtitle"), total("q=zyxother")) == (0, 1)
    source.delete()
    assert total("q=zyxother") == 0


@dataclass
class Other:
    """A stand-in for a model of another type."""

    entry_type: str


OTHER: Any = Other("test")


@pytest.mark.parametrize(
    ("entry_type", "said"),
    [
        (EntryType(Agreement), "agreement is registered already"),
        (EntryType(OTHER, facets=(Facet("theme", "Test", ("themes",)),)), "declared the facet theme"),
        (EntryType(OTHER, values={"colour": ("colour",)}), "No type has declared the facet colour"),
    ],
)
def test_what_cannot_be_registered_is_refused(entry_type: EntryType, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        register(entry_type)
    assert registry.entry_types() == [DOCUMENTS]
