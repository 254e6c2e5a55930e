"""What readers ask first of a document, and the table of its facts, each with what shakes it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from agreements.base.edtf import Edtf
from agreements.models import Agreement, Person
from agreements.models.facts import DOCUMENT, Shown
from agreements.models.statements import Value, stated
from agreements.rules.doubts import SECTIONS, Doubt, doubts, unsigned
from agreements.rules.standing import Read, texts


@dataclass(frozen=True)
class Answers:
    """The answers in the head of a document: whether it holds, who signed, since when, where its text is.

    What is not known is empty, and the page says so.
    """

    agreement: Agreement
    signatories: list[Person]
    in_force: Edtf | None
    term: str
    texts: list[Read]
    doubts: dict[str, list[Doubt]]


def answers(agreement: Agreement) -> Answers:
    """The answers of a document that was fetched with ``for_readers()``; they ask the database nothing more."""
    return Answers(
        agreement,
        [signatory.person for signatory in agreement.signatories.all()],
        agreement.date_of("in_force"),
        agreement.stated_term,
        texts(agreement),
        doubts(agreement),
    )


@dataclass(frozen=True)
class Line:
    """A line of the table: a fact with its values, and what is not certain of it."""

    key: str
    label: str
    values: list[Value]
    is_in_one_line: bool = True
    doubts: list[Doubt] = field(default_factory=list)


def table(agreement: Agreement, doubted: dict[str, list[Doubt]]) -> list[Line]:
    """What the document states; and facts that it does not state, or its head does, where there is a doubt of them."""
    rows = stated(agreement, Shown.PAGE)
    lines = list(_unsaid(agreement, doubted.keys() - {row.fact.key for row in rows}, doubted))
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        # Each side has a row of its own; what shakes the parties is said once, below them.
        is_last = following is None or following.fact.key != row.fact.key
        about = doubted.get(row.fact.key, []) if is_last else []
        lines.append(Line(row.fact.key, row.label, row.values, row.is_in_one_line, about))
    order = [fact.key for fact in DOCUMENT]
    return sorted(lines, key=lambda line: order.index(line.key))


def _unsaid(agreement: Agreement, keys: set[str], doubted: dict[str, list[Doubt]]) -> Iterator[Line]:
    said = {
        "title": (_("The document itself"), _("Not certain")),
        "kind": (_("Kind of document"), agreement.kind.label),
        "level": (_("Level"), agreement.level.label),
        "signatories": (_("Signed by"), unsigned(agreement)),
        "status": (_("Status"), agreement.status.in_table),
        "term": (_("Term"), _("not stated")),
    }
    for key in keys & said.keys():
        label, text = said[key]
        yield Line(key, label, [Value(text)], doubts=doubted[key])


def uncertain(lines: list[Line], doubted: dict[str, list[Doubt]]) -> list[tuple[str, str, list[str]]]:
    """What is not certain, for the end of the page: each fact, the address of its place there, and why, in words."""
    labels = {line.key: _("Parties") if line.key == "parties" else line.label for line in lines} | {
        "clauses": _("Clauses"),
        "relations": _("Related documents"),
    }
    order = [fact.key for fact in DOCUMENT]
    return [
        (
            labels[key],
            SECTIONS.get(key, f"#fact-{key}"),
            list(dict.fromkeys(str(doubt.cause.words) for doubt in doubted[key])),
        )
        for key in sorted(doubted.keys() & labels.keys(), key=order.index)
    ]
