"""What readers see of an entry besides what the index reads: when any of it changes, the entry has changed for them."""

from collections.abc import Iterator

from django.db.models import CASCADE, ForeignKey, ManyToManyField, Model

from agreements.models import Term
from agreements.search.entry_types import EntryType, entry_types
from agreements.search.paths import Path, Reading

#: Columns that say who works on an entry, and nothing of what it states.
OURS = frozenset({"created", "changed", "first_published"})

#: What a page says of the entries that an entry is related to, whichever of the two names the other.
OF_OTHERS = tuple(
    f"{other}__{field}"
    for other in ("relations__to", "inverse_relations__entry")
    for field in ("title", "state", "record_id")
)
RELATIONS = ("relations__type", "inverse_relations", "inverse_relations__type")


def its_own() -> Iterator[Reading]:
    """The tables and columns of what an entry itself states, with the entries of a changed row."""
    for entry_type in entry_types():
        entry = Path.of(entry_type.model)
        for names in _rows(entry_type):
            path = entry.follow(names)
            yield from path.read(_columns(path.model))
        for parent in entry_type.model._meta.parents:
            yield from entry.to_parent(parent).read(_columns(parent))


def of_others() -> Iterator[Reading]:
    """The same of what it says of others."""
    for entry_type in entry_types():
        for names in OF_OTHERS:
            for column in Path.of(entry_type.model).texts(names):
                yield from column.path.read([column.name])


def _rows(entry_type: EntryType) -> Iterator[str]:
    """The ways to whole rows: of the entry itself, of what belongs to it, and of the terms by which it is described."""
    yield ""
    yield from RELATIONS
    for relation in entry_type.model._meta.related_objects:
        if relation.on_delete is CASCADE and relation.one_to_many:
            yield str(relation.name)
    for field in entry_type.model._meta.get_fields():
        if isinstance(field, ForeignKey | ManyToManyField) and issubclass(field.related_model, Term):
            yield str(field.name)


def _columns(model: type[Model]) -> list[str]:
    return [str(field.column) for field in model._meta.local_concrete_fields if field.name not in OURS]
