"""What readers see of an entry besides what the index reads: when any of it changes, the entry has changed for them."""

from collections.abc import Iterator

from django.db.models import CASCADE, ForeignKey, ManyToManyField, Model

from agreements.models import Entry, Relation, RelationType, Term
from agreements.models.visibility import public_sql
from agreements.search.entry_types import EntryType, entry_types
from agreements.search.paths import Path, Reading

#: Columns that say who works on an entry, and nothing of what it states.
OURS = frozenset({"created", "changed", "first_published"})

#: The two ends of a relation: the entry that is told of, and the other, which has to be public for that.
ENDS = (("entry_id", "to_id"), ("to_id", "entry_id"))
#: What is said of the other.
OF_ANOTHER = ("record_id", "state", "title")


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
    """The same of its relations, whichever of the two names the other, and of those at their other ends.

    A relation to what is not public changes nothing for readers, and no date may tell of it.
    """
    relation, kind, another = Relation._meta.db_table, RelationType._meta.db_table, Path.of(Entry)
    public = f"JOIN {another.table} other ON {public_sql('other')} AND other.id ="
    for told, other in ENDS:
        of_relation = f"SELECT changed.{told} FROM changed {public} changed.{other}"
        yield Reading(relation, frozenset(_columns(Relation)), of_relation)
        of_kind = f"SELECT r.{told} FROM changed JOIN {relation} r ON r.type_id = changed.key {public} r.{other}"
        yield Reading(kind, frozenset(_columns(RelationType)), of_kind)
        columns = frozenset(column.name for names in OF_ANOTHER for column in another.texts(names))
        of_other = f"SELECT r.{told} FROM changed JOIN {relation} r ON r.{other} = changed.id"
        yield Reading(another.table, columns | {"id"}, f"{of_other} WHERE {public_sql('changed')}")


def _rows(entry_type: EntryType) -> Iterator[str]:
    """The ways to whole rows: of the entry itself, of what belongs to it, and of the terms by which it is described."""
    yield ""
    for relation in entry_type.model._meta.related_objects:
        if relation.on_delete is CASCADE and relation.one_to_many and relation.related_model is not Relation:
            yield str(relation.name)
    for field in entry_type.model._meta.get_fields():
        if isinstance(field, ForeignKey | ManyToManyField) and issubclass(field.related_model, Term):
            yield str(field.name)


def _columns(model: type[Model]) -> list[str]:
    return [str(field.column) for field in model._meta.local_concrete_fields if field.name not in OURS]
