"""How the entries of each kind are kept in files: a directory of the record for each kind, one file for each entry.

A kind registers its `EntryFiles` when its app is ready; reading, loading and writing know no kind by name.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any

from agreements.models import Entry
from agreements.models.facts import Fact
from agreements.record.checks import check_entry
from agreements.record.forms import entry_forms
from agreements.record.reading import SourceFile
from agreements.record.shapes import Shape
from agreements.record.storing import store_entries
from agreements.record.structure import Form, KnownNames, entry_shape


class EntryFiles:
    """The files of one kind of entry: what may be in them, and how they are read from and stored in the database."""

    directory: str
    """The name of the directory, which is that of the section in reports too."""
    model: type[Entry]

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What the files state, in their order."""
        return self.model.facts

    def shape(self, known: KnownNames) -> Shape:
        """What may be in a file."""
        return entry_shape(self.model, self.facts, self.own_shapes(known), known)

    def own_shapes(self, known: KnownNames) -> dict[str, Shape]:
        """The shapes of facts without columns that only this kind has."""
        return {}

    def check(self, source: SourceFile, form: Form, known: KnownNames) -> None:
        """Report what does not fit together in one file; ``form`` holds what its shape let through."""
        check_entry(source, form, known, self.facts)

    def check_all(self, files: list[tuple[SourceFile, Form]]) -> None:
        """Report what does not fit together between files."""

    def forms(self, entries: Any) -> dict[str, Form]:
        """The entries of a queryset as their files have them, by id, in a constant number of queries."""
        return entry_forms(entries, self.facts, lambda entry: {})

    def canonical(self, forms: dict[str, Form], held: dict[str, Form]) -> dict[str, Form]:
        """The forms without values that follow from others; ``held`` are the forms of the database."""
        return forms

    def refused(self, forms: dict[str, Form]) -> dict[str, str]:
        """Which files would change what may not change, by id, each with the reason."""
        return {}

    def bearers(self, form: Form) -> Iterable[tuple[tuple[str, ...], Hashable | Form]]:
        """What the entry shares with others (a party, a person…), each with what the entry says about it."""
        return ()

    def territories(self, form: Form) -> Iterable[str | None]:
        """The places and regions that a file names, by their English names."""
        return ()

    def addresses(self, form: Form) -> Iterator[tuple[type[Any], tuple[Any, ...], str, str]]:
        """The addresses that a file states for what it names: model, path in the file, who has it, address."""
        return iter(())

    def store(self, forms: dict[str, Form], published: Mapping[str, str]) -> None:
        """Create or update entries without their relations, by id, and publish them: see `store_entries`."""
        store_entries(self.model, self.facts, forms, published)


KINDS: dict[str, EntryFiles] = {}
"""The files of all kinds of entries, by directory, in the order in which they are loaded."""


def register(files: EntryFiles) -> None:
    """Let the record hold the entries of one more kind."""
    KINDS[files.directory] = files
