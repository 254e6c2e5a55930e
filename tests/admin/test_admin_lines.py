"""The lines of a document: they exchange and shift their values, and keep their numbers and their order."""

import pytest
from django.test import Client

from agreements.models import Agreement, Party, Person
from tests.admin.page import DocumentPage, complete, in_three, saved
from tests.artificial import artificial

pytestmark = pytest.mark.usefixtures("record")


@pytest.fixture
def two_of_each(editor: Client) -> Agreement:
    """A published document with two lines in every list."""
    page = complete(editor)
    others = [person.pk for person in Person.objects.all()[:2]]
    for person, side in zip(others, ("RU", "KZ"), strict=True):
        page.add_line("signatories", person=person, side=side, **in_three("office"))
    page.add_line("clauses", ref="Article 2", themes=["archives"], **in_three("heading"), **in_three("summary"))
    for number in (1, 2):
        page.add_line("relations", type="cites", to=artificial(number).pk)
    page.fill(**{"sources-0-supports": ["parties", "signed", "clauses", "signatories", "relations"]})
    page.add_line("sources", url="https://example.org/b", publisher="B", kind="news", language="en", supports=["title"])
    page.send("published")
    return saved(page)


def values(agreement: Agreement, lines: str, column: str) -> list[object]:
    return list(getattr(agreement, lines).values_list(column, flat=True))


LINES = [
    ("participations", "party", "party_id"),
    ("signatories", "person", "person_id"),
    ("relations", "to", "to_id"),
    ("sources", "url", "url"),
    ("clauses", "number", "number"),
]


@pytest.mark.parametrize(("lines", "field", "column"), LINES)
def test_two_lines_exchange_their_values_in_one_save(
    editor: Client, two_of_each: Agreement, lines: str, field: str, column: str
) -> None:
    first, second = values(two_of_each, lines, column)
    page = DocumentPage(editor, two_of_each.pk)
    page.fill(**{f"{lines}-0-{field}": str(second), f"{lines}-1-{field}": str(first)})
    page.send()
    assert page.saved, page.errors
    assert values(two_of_each, lines, column) == [second, first]


@pytest.mark.parametrize(
    ("lines", "field", "column", "third"),
    [
        ("participations", "party", "party_id", lambda: Party.objects.filter(side="KZ").order_by("pk")[3].pk),
        ("signatories", "person", "person_id", lambda: Person.objects.all()[5].pk),
        ("relations", "to", "to_id", lambda: artificial(3).pk),
        ("sources", "url", "url", lambda: "https://example.org/c"),
    ],
)
def test_a_line_takes_the_value_of_the_next_which_gets_another(
    editor: Client, two_of_each: Agreement, lines: str, field: str, column: str, third: object
) -> None:
    """What one does to put a forgotten line in between."""
    new = third()  # type: ignore[operator]
    first, second = values(two_of_each, lines, column)
    page = DocumentPage(editor, two_of_each.pk)
    page.fill(**{f"{lines}-0-{field}": str(second), f"{lines}-1-{field}": str(new)})
    if lines == "participations":
        page.add_line(lines, party=first)
    page.send()
    assert page.saved, page.errors
    assert values(two_of_each, lines, column)[:2] == [second, new]


@pytest.mark.parametrize(("lines", "field", "column"), LINES)
def test_the_same_value_in_two_lines_is_refused_at_the_lines(
    editor: Client, two_of_each: Agreement, lines: str, field: str, column: str
) -> None:
    first, second = values(two_of_each, lines, column)
    page = DocumentPage(editor, two_of_each.pk)
    page.fill(**{f"{lines}-1-{field}": str(first)}).send()
    assert not page.saved
    assert any(words in page.errors for words in ("twice", "Another clause has the number")), page.errors
    assert values(two_of_each, lines, column) == [first, second]


@pytest.mark.parametrize(
    "url",
    [
        "HTTPS://example.org/test-17",
        "https://EXAMPLE.org:443/test-17",
        "https://example.org/%74est-17",
        "https://example.org/a/../test-17",
        "example.org/test-17",
    ],
)
def test_an_equivalent_address_is_the_same_source(editor: Client, two_of_each: Agreement, url: str) -> None:
    page = DocumentPage(editor, two_of_each.pk)
    page.fill(**{"sources-1-url": url}).send()
    assert "This address is listed among the sources twice" in page.errors


@pytest.mark.parametrize(
    "url",
    ["https://example.org/Test-17", "http://example.org/test-17", "https://example.org/test-17/", "https://example.org/test%2D17%2F"],
)  # fmt: skip
def test_an_address_that_is_not_equivalent_is_another_source(editor: Client, two_of_each: Agreement, url: str) -> None:
    page = DocumentPage(editor, two_of_each.pk)
    page.fill(**{"sources-1-url": url}).send()
    assert page.saved, page.errors


def test_a_new_clause_gets_a_number_that_none_has_or_loses_in_this_save(editor: Client, two_of_each: Agreement) -> None:
    page = DocumentPage(editor, two_of_each.pk)
    page.fill(**{"clauses-1-DELETE": "on"})
    page.add_line("clauses", ref="Article 3", themes=["archives"], **in_three("heading"), **in_three("summary"))
    page.send()
    assert page.saved, page.errors
    assert dict(two_of_each.clauses.values_list("number", "ref")) == {1: "Article 1", 3: "Article 3"}


@pytest.mark.parametrize(
    ("lines", "field", "values"),
    [
        ("clauses", "number", {"themes": ["archives"], **in_three("heading"), **in_three("summary")}),
        ("clauses", "position", {"themes": ["archives"], **in_three("heading"), **in_three("summary")}),
        ("participations", "position", {"party": 0}),
        ("sources", "position", {"url": "https://example.org/c", "publisher": "C", "kind": "news", "language": "en"}),
    ],
)
def test_after_the_highest_number_the_next_line_gets_a_free_one(
    editor: Client, two_of_each: Agreement, lines: str, field: str, values: dict[str, object]
) -> None:
    page = DocumentPage(editor, two_of_each.pk).fill(**{f"{lines}-0-{field}": "32767"})
    if lines == "participations":
        values = {"party": Party.objects.filter(side="KZ").order_by("pk")[3].pk}
    if lines == "sources":
        values = {**values, "supports": ["title"]}
    page.add_line(lines, **values).send()
    assert page.saved, page.errors
    numbers = sorted(getattr(two_of_each, lines).values_list(field, flat=True))
    assert len(set(numbers)) == 3
    assert numbers[-1] == 32767


def test_clauses_keep_their_order_with_any_numbers(editor: Client, two_of_each: Agreement) -> None:
    page = DocumentPage(editor, two_of_each.pk)
    page.add_line(
        "clauses", ref="Preamble", position=0, themes=["archives"], **in_three("heading"), **in_three("summary")
    )
    page.send()
    assert page.saved, page.errors
    order = list(two_of_each.clauses.values_list("number", "ref"))
    assert order == [(3, "Preamble"), (1, "Article 1"), (2, "Article 2")]
    html = editor.get(two_of_each.get_absolute_url()).content.decode()
    assert html.index('id="clause-3"') < html.index('id="clause-1"') < html.index('id="clause-2"')


def test_a_line_that_is_removed_gives_its_value_to_another(editor: Client, two_of_each: Agreement) -> None:
    first, second = values(two_of_each, "participations", "party_id")
    page = DocumentPage(editor, two_of_each.pk)
    page.fill(**{"participations-0-DELETE": "on", "participations-1-party": str(first)})
    page.add_line("participations", party=str(second)).send()
    assert page.saved, page.errors
    assert sorted(values(two_of_each, "participations", "party_id")) == sorted([first, second])  # type: ignore[type-var]
