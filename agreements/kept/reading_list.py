"""What the archive has of the keys of a reading list, in their order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.translation import gettext as _

from agreements.base.languages import columns
from agreements.exports.rows import Item, documents
from agreements.kept.address import MOST, Asked, Key, written
from agreements.models import Agreement, Clause

NAMED = 1000  # of what a list has no room for; all of it is in the lists that are linked
SHORTEST_BEGINNING = 12  # characters of a cut id: a date and the first letters of a kind


@dataclass(frozen=True)
class Line:
    """A line of the list: a document or a clause of it; one that was withdrawn; or one that is not here."""

    key: Key
    item: Item | None = None
    withdrawn: Agreement | None = None
    is_beyond: bool = False
    """Whether the list has no room for it."""
    lacks_clause: bool = False
    """Whether the document does not have the clause that was asked for: then the document is shown."""
    note: str = ""
    """The reader's own."""

    @property
    def remark(self) -> str:
        """What has to be said of it in a file."""
        if self.is_beyond:
            return _("A reading list holds %(most)s entries: this one is left out") % {"most": MOST}
        if self.lacks_clause:
            told = _("This document has no clause %(number)s; the whole document is shown.")
            return told % {"number": self.key.clause}
        if self.withdrawn:
            told = _("Withdrawn from the archive. Reason: %(reason)s")
            return told % {"reason": self.withdrawn.withdrawal_reason}
        return "" if self.item else _("Not in the archive")

    @property
    def name(self) -> str:
        """What the archive calls what it has no entry of: one that was withdrawn keeps its title."""
        return f"{self.withdrawn.title} ({self.key})" if self.withdrawn else str(self.key)

    @property
    def told(self) -> str:
        """The reader's note, after what the archive has to say, which is in brackets."""
        return "\n".join(filter(None, (f"[{self.remark.rstrip('.')}.]" if self.remark else "", self.note)))


@dataclass(frozen=True)
class Part:
    """A part of a list that one list does not hold: the number of its first entry, and its keys."""

    first: int
    keys: list[Key]

    @property
    def last(self) -> int:
        """The number of its last entry."""
        return self.first + len(self.keys) - 1

    @property
    def ids(self) -> str:
        """The value of ``ids`` for it."""
        return written(self.keys)


class ReadingList:
    """The lines of a list, and what has to be said about the address that it came from."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.completed: Key | None = None
        """The last key, where its end was cut off and one public document alone begins so."""
        self._public = {document.record_id: document for document in documents().filter(record_id__in=self._ids())}
        self._complete()
        self._withdrawn = {
            document.record_id: document
            for document in Agreement.objects.withdrawn().filter(record_id__in=self._ids() - self._public.keys())
        }

    def _ids(self) -> set[str]:
        return {key.record_id for key in self.asked.keys}

    def _complete(self) -> None:
        """Find the document whose id is cut at the end of the address."""
        if not self.asked.keys or self.asked.beyond:
            return  # the last one is in another list, which completes it
        last = self.asked.keys[-1]
        if last.record_id in self._public or last.clause or len(last.record_id) < SHORTEST_BEGINNING:
            return
        begun = list(documents().filter(record_id__startswith=last.record_id)[:2])
        if len(begun) == 1 and not Agreement.objects.withdrawn().filter(record_id=last.record_id).exists():
            self.completed = Key(begun[0].record_id)
            self._public[begun[0].record_id] = begun[0]
            others = [key for key in self.asked.keys[:-1] if key != self.completed]
            self.asked = replace(self.asked, keys=[*others, self.completed])

    @cached_property
    def _clauses(self) -> dict[tuple[int, int], Clause]:
        wanted = {key.record_id for key in self.asked.keys if key.clause}
        clauses = Clause.objects.published().defer(*columns("text")).prefetch_related("themes")
        found = clauses.filter(agreement__in=[self._public[one].pk for one in wanted if one in self._public])
        return {(clause.agreement_id, clause.number): clause for clause in found}

    @cached_property
    def lines(self) -> list[Line]:
        """What is shown of each key."""
        return [self._line(key) for key in self.asked.keys]

    def _line(self, key: Key) -> Line:
        document = self._public.get(key.record_id)
        if document is None:
            return Line(key, withdrawn=self._withdrawn.get(key.record_id))
        clause = self._clauses.get((document.pk, key.clause)) if key.clause else None
        if clause:
            clause.agreement = document
        return Line(key, Item(document, clause), lacks_clause=bool(key.clause and not clause))

    def noted(self, notes: dict[str, str]) -> list[Line]:
        """Its lines, with the notes that belong to them, and what it has no room for."""
        lines = [*self.lines, *(Line(key, is_beyond=True) for key in self.asked.beyond)]
        return [replace(line, note=notes.get(str(line.key), "")) for line in lines]

    @property
    def lacks_entries(self) -> bool:
        """Whether lines of it are no entries: such as were withdrawn, or are not in the archive."""
        return any(line.item is None for line in self.lines)

    @property
    def documents(self) -> Sequence[Agreement]:
        """Its documents, each once."""
        return list({line.item.agreement.pk: line.item.agreement for line in self.lines if line.item}.values())

    @property
    def keys(self) -> list[Key]:
        """The keys of its lines."""
        return list(self.asked.keys)

    @property
    def ids(self) -> str:
        """The value of ``ids`` for what is shown of this list."""
        return written(self.keys)

    @property
    def all_keys(self) -> list[Key]:
        """All that the address names: also what a list has no room for."""
        return [*self.asked.keys, *self.asked.beyond]

    @property
    def all_ids(self) -> str:
        """The value of ``ids`` for all that the address names."""
        return written(self.all_keys)

    @property
    def rest(self) -> list[Part]:
        """What this list has no room for, as lists."""
        beyond = self.asked.beyond
        starts = range(0, len(beyond), MOST)
        return [Part(MOST + start + 1, beyond[start : start + MOST]) for start in starts]

    @cached_property
    def left_out(self) -> list[tuple[Key, Agreement | None]]:
        """What this list has no room for, one by one, with its public document; of very many the first."""
        named = self.asked.beyond[:NAMED]
        found = Agreement.objects.published().filter(record_id__in={key.record_id for key in named})
        documents = {document.record_id: document for document in found}
        return [(key, documents.get(key.record_id)) for key in named]


def keys_of(found: Sequence[int], view: str) -> list[Key]:
    """The keys of the documents, or in their view clauses, with these primary keys, in this order."""
    if view == "clauses":
        clauses = Clause.objects.published().filter(pk__in=found)
        numbered = clauses.values_list("pk", "agreement__record_id", "number")
        keys = {pk: Key(record_id, number) for pk, record_id, number in numbered}
    else:
        named = Agreement.objects.published().filter(pk__in=found).values_list("pk", "record_id")
        keys = {pk: Key(record_id) for pk, record_id in named}
    return [keys[pk] for pk in found if pk in keys]
