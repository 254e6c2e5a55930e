"""From an entry to what the index reads of it: a path through Django's models, as SQL.

``participations__party__slug`` of a document is joined from its table over that of the participations to that of the
parties. The same path says which columns of which tables are read, and, backwards, to which entries a changed row of
any of them belongs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, Field, Model, TextField

from agreements.base.languages import LANGUAGES

BETWEEN = r"U&'\001E'"
"""What stands between texts of which each is found by itself: the record separator, as SQL has it."""


@dataclass(frozen=True)
class Hop:
    """One step to another table: its name, and the columns before and behind that are equal."""

    table: str
    on: tuple[tuple[str, str], ...]
    to_parent: bool = False
    """Whether it leads to the table of a parent of the model, which has the same keys."""

    from_parent: bool = False
    """Whether it leads from there, as rows do that belong to entries of any type."""


@dataclass(frozen=True)
class Column:
    """A column at the end of a path."""

    path: "Path"
    field: Field

    @property
    def name(self) -> str:
        """As the table has it."""
        return str(self.field.column)

    @property
    def sql(self) -> str:
        """The column in a query that is joined by the path."""
        return f"{self.path.end}.{self.name}"

    @property
    def text(self) -> str:
        """The same as one text; the items of a list are texts of their own (``search_vector``)."""
        if isinstance(self.field, ArrayField):
            return f"array_to_string({self.sql}, {BETWEEN})"
        return self.sql if isinstance(self.field, CharField | TextField) else f"{self.sql}::text"

    @property
    def values(self) -> str:
        """The same as a value, or as a row for each item of a list."""
        return f"unnest({self.sql})" if isinstance(self.field, ArrayField) else self.text


@dataclass(frozen=True)
class Path:
    """A way from the table of ``base`` over others; ``model`` is where it ends."""

    base: type[Model]
    model: type[Model]
    hops: tuple[Hop, ...] = ()

    @classmethod
    def of(cls, base: type[Model]) -> "Path":
        """The path that has not begun: the table of the entries themselves."""
        return cls(base, base)

    def follow(self, names: str) -> "Path":
        """On along relations, with two underscores between their names."""
        path = self
        for name in filter(None, names.split("__")):
            field: Any = path.model._meta.get_field(name)
            path = path._at_home_of(field)._along(field.path_infos)
        return path

    def to_parent(self, model: type[Model]) -> "Path":
        """To the table of a parent of the model, from which it inherits."""
        return self._along(self.model._meta.get_path_to_parent(model), to_parent=True)

    def column(self, names: str) -> Column:
        """A column at the end of relations. A relation is the key of what it leads to; of several, of each."""
        before, _separator, name = names.rpartition("__")
        return self.follow(before)._column(name)

    def _column(self, name: str) -> Column:
        field: Any = self.model._meta.get_field(name)
        if field.many_to_many:  # the table between has the key
            links = self._at_home_of(field)._along(field.path_infos[:1])
            return Column(links, links.model._meta.get_field(field.m2m_reverse_field_name()))  # type: ignore[arg-type]
        return Column(self._at_home_of(field), field)

    def texts(self, names: str) -> list[Column]:
        """The columns of a field in each language; of one that has no languages, the one column."""
        before, _separator, name = names.rpartition("__")
        path = self.follow(before)
        try:
            return [path._column(name)]
        except FieldDoesNotExist:
            return [path._column(f"{name}_{lang}") for lang in LANGUAGES]

    def named(self, names: str) -> "tuple[Path, Column]":
        """For a path to values: the table with what the values are called, and its column that has the values."""
        before, _separator, name = names.rpartition("__")
        path = self.follow(before)
        if path.model._meta.get_field(name).is_relation:
            path = path.follow(name)
            return path, path.pk
        column = path._column(name)
        return column.path, column

    @property
    def pk(self) -> Column:
        """The primary key where the path ends."""
        return Column(self, self.model._meta.pk)

    def _at_home_of(self, field: Any) -> "Path":
        """In the table that holds the field: of a model that inherits it, the parent's."""
        home = field.model._meta.concrete_model
        if home is self.model._meta.concrete_model:
            return self
        return self.to_parent(home)

    def _along(self, infos: Iterable[Any], *, to_parent: bool = False) -> "Path":
        path = self
        for info in infos:
            hops = path.hops
            on = tuple((left.column, right.column) for left, right in info.join_field.get_joining_fields())
            from_parent = bool(hops) and hops[-1].to_parent
            if from_parent and on[0][0] == hops[-1].on[0][1]:  # the key of a parent is its child's
                on, hops = ((hops[-1].on[0][0], on[0][1]),), hops[:-1]
            hop = Hop(info.to_opts.db_table, on, to_parent, from_parent)
            path = Path(self.base, info.to_opts.model, (*hops, hop))
        return path

    @property
    def key(self) -> str:
        """The id of the entry."""
        return f"t1.{self.hops[0].on[0][1]}" if self._begins_behind else Path.of(self.base).pk.sql

    @property
    def is_of_entries(self) -> bool:
        """Whether the rows where it ends are the entries' own: the entries themselves, or rows of one entry each."""
        return not self.hops or (len(self.hops) == 1 and self.hops[0].on[0][0] == Path.of(self.base).pk.name)

    @property
    def _begins_behind(self) -> bool:
        """Whether the first rows on the way say themselves to which entry of this type they belong."""
        if not self.hops or self.hops[0].to_parent or self.hops[0].from_parent:
            return False
        return self.hops[0].on[0][0] == Path.of(self.base).pk.name

    @property
    def end(self) -> str:
        """What the last table is called in a query."""
        return f"t{len(self.hops)}"

    @property
    def table(self) -> str:
        """The table where the path ends."""
        return self.tables[-1]

    @property
    def tables(self) -> list[str]:
        """All tables on the way."""
        return [self.base._meta.db_table, *(hop.table for hop in self.hops)]

    def joined(self, changed: int | None = None) -> str:
        """The tables for a FROM; ``changed`` is put for one of them, by its number."""
        names = ["changed" if number == changed else table for number, table in enumerate(self.tables)]
        first = int(self._begins_behind)
        joins = [f"{names[first]} t{first}"]
        for number, hop in list(enumerate(self.hops, 1))[first:]:
            equal = " AND ".join(f"t{number}.{right} = t{number - 1}.{left}" for left, right in hop.on)
            joins.append(f"JOIN {names[number]} t{number} ON {equal}")
        return " ".join(joins)

    def read(self, columns: Iterable[str]) -> "list[Reading]":
        """What is read on the way, table by table, if these columns are read at its end."""
        readings = []
        for number, table in enumerate(self.tables):
            read = {left for left, _ in self.hops[number].on} if number < len(self.hops) else set(columns)
            if number:
                read |= {right for _, right in self.hops[number - 1].on}
            else:
                read.add(Path.of(self.base).pk.name)
            upto = Path(self.base, self.model, self.hops[:number])
            readings.append(Reading(table, frozenset(read), f"SELECT {upto.key} FROM {upto.joined(number)}"))
        return readings


@dataclass(frozen=True)
class Reading:
    """Columns of a table that are read, and the query for the entries of the rows in ``changed``."""

    table: str
    columns: frozenset[str]
    entries: str
