"""What is exported, fetched in batches: documents or clauses with all that a row of a table and a reference state."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db.models import Prefetch

from agreements.base.languages import columns
from agreements.models import Agreement, Clause, Relation
from agreements.models.agreement import AgreementQuerySet

BATCH = 250


@dataclass(frozen=True)
class Item:
    """A document, or one clause of it, with the reader's own note."""

    agreement: Agreement
    clause: Clause | None = None
    note: str = ""


def documents() -> AgreementQuerySet:
    """The public documents with all that an export states of them, in a constant number of queries."""
    relations = Relation.objects.published().select_related("type", "to")
    return (
        Agreement.objects.published()
        .for_list()
        .prefetch_related(
            "sources",
            "regions",
            Prefetch("relations", relations),
        )
    )


def of_documents(keys: Iterable[int]) -> Iterator[Item]:
    """The documents with these keys, in this order."""
    for batch in _batches(keys):
        found = documents().in_bulk(batch)
        yield from (Item(found[key]) for key in batch if key in found)


def of_clauses(keys: Iterable[int]) -> Iterator[Item]:
    """The clauses with these keys, in this order; their official texts stay in the archive."""
    for batch in _batches(keys):
        clauses = Clause.objects.published().defer(*columns("text")).prefetch_related("themes").in_bulk(batch)
        found = documents().in_bulk({clause.agreement_id for clause in clauses.values()})
        for key in batch:
            clause = clauses.get(key)
            if clause and (agreement := found.get(clause.agreement_id)):
                clause.agreement = agreement
                yield Item(agreement, clause)


def _batches(keys: Iterable[int]) -> Iterator[Sequence[int]]:
    rest = iter(keys)
    while batch := list(islice(rest, BATCH)):
        yield batch
