"""Merging: two entries for one party, person, place or region become one, and the address of the other leads on.

All that names the one names the other from then on. Where both stand in one document, the two lines become one: it
keeps the earlier place, what it leaves empty is taken from the other line, and what else that said is told to who
merges, because it goes.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import ManyToOneRel
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from agreements.models import Entry, Place, Region
from agreements.models.addresses import Addressed


@dataclass(frozen=True)
class Line:
    """A row that names an entry, and the row of the same document that names the other already."""

    row: models.Model
    column: str
    other: models.Model | None = None

    @property
    def kept(self) -> models.Model:
        """The one of two lines that stays: the earlier."""
        return self.row if self.other is None else min(self.row, self.other, key=_order)

    @property
    def gone(self) -> models.Model | None:
        """The one of two lines that goes."""
        return self.other if self.kept is self.row else self.row

    def lost(self) -> list[str]:
        """What only the line says that goes: ``office in English: Minister``."""
        return [
            f"{one.verbose_name}: {said}"
            for one in _facts(self.kept)
            if (said := getattr(self.gone, one.attname, "")) and said != (getattr(self.kept, one.attname) or said)
        ]


@dataclass
class Merger:
    """What becomes of all that names ``source`` when it is merged into ``target``."""

    source: Addressed
    target: Addressed
    lines: list[Line] = field(default_factory=list)

    @classmethod
    def of(cls, source: Addressed, target: Addressed) -> "Merger":
        """What the database has now."""
        return cls(source, target, list(_lines(source, target)))

    @cached_property
    def documents(self) -> list[Entry]:
        """The entries that name the source, by id, as rows of their own kinds."""
        found = Entry.objects.filter(pk__in=[key for line in self.lines if (key := entry_of(line.row))])
        return sorted(Entry.in_full(found).values(), key=lambda entry: entry.record_id)

    @cached_property
    def others(self) -> list[models.Model]:
        """The places and parties that name it."""
        return [line.row for line in self.lines if entry_of(line.row) is None and line.row != self.target]

    @cached_property
    def collisions(self) -> list[tuple[Entry, list[str]]]:
        """The documents in which both stand, each with what is lost of the line that goes."""
        by_key = {entry.pk: entry for entry in self.documents}
        return [(by_key[entry_of(line.row) or 0], line.lost()) for line in self.lines if line.other is not None]

    @property
    def leads_on(self) -> bool:
        """Whether readers may have seen the address of the source, so that it leads to the target."""
        return self.source.is_fixed()

    @property
    def version(self) -> str:
        """What tells one state of things from another."""
        rows = sorted(f"{line.row._meta.label}.{line.row.pk}.{line.other and line.other.pk}" for line in self.lines)
        return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16]

    def obstacles(self) -> list[str]:
        """Why the two cannot be one."""
        source, target = self.source, self.target
        if type(source) is not type(target) or source.pk == target.pk:
            return [_("This is the entry that is to be merged. Choose the one that stays.")]
        found = []
        if getattr(source, "side", "") != getattr(target, "side", ""):
            found.append(_("The two are of different sides, so they are not one party."))
        if getattr(source, "country", "") != getattr(target, "country", ""):
            found.append(_("The two lie in different countries, so they are not one place."))
        if source.twin:
            found.append(
                _("“%(name)s” is a city and a region in one, with one page for both. Merge the other entry into it.")
                % {"name": source}
            )
        if (
            isinstance(source, Region)
            and source.agreements_signed.exists()
            and Place.objects.filter(name_en=target.name_en).exists()
        ):
            found.append(
                _("Documents name “%(name)s” as their region of signature, and there is a city called “%(city)s”.")
                % {"name": source, "city": target}
            )
        return found


def _lines(source: Addressed, target: Addressed) -> Iterator[Line]:
    """Every row that names the source."""
    for relation in source._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ManyToOneRel):  # a relation of many to many has rows of its own that name it
            continue
        model: Any = relation.related_model
        column: str = relation.field.name
        group = _only_once(model, column)
        beside = {
            tuple(getattr(row, name) for name in group): row
            for row in (model._base_manager.filter(**{column: target.pk}) if group else ())
        }
        for row in model._base_manager.filter(**{column: source.pk}).order_by("pk"):
            yield Line(row, column, beside.get(tuple(getattr(row, name) for name in group)) if group else None)


def _only_once(model: Any, column: str) -> list[str]:
    """The columns that together with this one no two rows have the same; none where any number may."""
    options = model._meta
    for group in (*options.unique_together, *(one.fields for one in options.total_unique_constraints)):
        if column in group:
            return [options.get_field(name).attname for name in group if name != column]
    return []


def _order(row: models.Model) -> tuple[int, int]:
    return getattr(row, "position", 0), row.pk


def _facts(row: models.Model) -> list[Any]:
    """The columns of a line that say something: not its key, its place, nor whom it names and in which document."""
    columns: Any = row._meta.concrete_fields
    return [one for one in columns if not one.primary_key and not one.is_relation and one.name != "position"]


def entry_of(row: models.Model) -> int | None:
    """The key of the entry that a row is a part of, and goes with; None where it is no part of any."""
    if isinstance(row, Entry):
        return int(row.pk)
    columns: Any = row._meta.concrete_fields
    for one in columns:
        if one.remote_field and one.remote_field.on_delete is models.CASCADE:
            whole = one.remote_field.model
            return int(getattr(row, one.attname)) if issubclass(whole, Entry) else entry_of(getattr(row, one.name))
    return None


@transaction.atomic
def merge(source: Addressed, target: Addressed, by: Any, seen: str | None = None) -> Merger:
    """Have everything that names ``source`` name ``target``, and remove the source; its address leads on.

    ``seen`` is the version of what the user was shown. ValidationError where the two cannot be one, with the code
    ``changed`` where something else is to be moved by now; ``DoesNotExist`` where one of them is gone.
    """
    rows = type(source)._base_manager.select_for_update().order_by("pk").in_bulk([source.pk, target.pk])
    if not {source.pk, target.pk} <= rows.keys():
        raise type(source).DoesNotExist
    merger = Merger.of(rows[source.pk], rows[target.pk])
    if obstacles := merger.obstacles():
        raise ValidationError(obstacles)
    if seen is not None and seen != merger.version:
        raise ValidationError(_("Something has changed since this page was shown. Look again."), code="changed")
    source, target = merger.source, merger.target
    addresses = source.formerly | ({source.slug: source.name_en} if merger.leads_on else {})
    # Each document has another version from now on: a form that was opened before is refused as outdated.
    Entry.objects.filter(pk__in=[entry.pk for entry in merger.documents]).update(changed=timezone.now())
    _log(merger, by)
    _move(merger.lines, target)
    if isinstance(source, Place) and isinstance(target, Place):
        _keep_other_name(source, target)
    source.delete()
    target.formerly |= addresses
    target.save(update_fields=["formerly"])
    return merger


def _move(lines: list[Line], target: Addressed) -> None:
    """Have the lines name the target; of two in one document the earlier stays, with what only the other said."""
    alone: dict[tuple[type[models.Model], str], list[Any]] = {}
    for line in lines:
        kept, gone = line.kept, line.gone
        if gone is None:
            alone.setdefault((type(kept), line.column), []).append(kept.pk)
            continue
        for one in _facts(kept):
            if not getattr(kept, one.attname):
                setattr(kept, one.attname, getattr(gone, one.attname))
        setattr(kept, line.column, target)
        gone.delete()
        kept.save()
    for (model, column), keys in alone.items():
        rows = model._base_manager.filter(pk__in=keys)
        if isinstance(target, model):  # no place is another name of itself
            rows.filter(pk=target.pk).update(**{column: None})
            rows = rows.exclude(pk=target.pk)
        rows.update(**{column: target.pk})


def _keep_other_name(source: Place, target: Place) -> None:
    """What the source was another name of, the target is from now on, unless it is of another."""
    target.refresh_from_db()
    if target.same_as_id is None and source.same_as_id not in (None, target.pk):
        target.same_as_id = source.same_as_id
        target.save(update_fields=["same_as"])


def _log(merger: Merger, by: Any) -> None:
    """The history of both, and of every document that names another entry from now on."""
    source, target = merger.source, merger.target
    with override(None):
        moved = f"{source} ({source.slug}) → {target} ({target.slug})"
    told = [{"changed": {"fields": [moved]}}]
    for entry, flag in ((target, CHANGE), (source, DELETION)):
        LogEntry.objects.log_actions(by.pk, [entry], flag, change_message=told, single_object=True)
    LogEntry.objects.log_actions(by.pk, merger.documents, CHANGE, change_message=told)
