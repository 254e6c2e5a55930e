"""Loads the files of the record into the database: all or nothing, and never over later edits.

An item (a document, a term, a place, a region) counts as edited when its form in the database is neither
that of the file nor the one last loaded, which `LoadedItem` remembers as a fingerprint. It is refused then.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import IntegrityError, connection, transaction

from agreements.base.database import index_at_commit
from agreements.models import Entry, LoadedItem, Place, Region, RelationType
from agreements.models.facts import Fact
from agreements.models.visibility import GONE
from agreements.record import storing
from agreements.record.documents import OTHER_ADDRESS, merged_into, merged_names, with_addresses
from agreements.record.forms import (
    degrees,
    fingerprint,
    place_forms,
    region_forms,
    vocabulary_forms,
)
from agreements.record.kinds import KINDS, EntryFiles
from agreements.record.reading import FileProblem, KeyPath
from agreements.record.structure import SCHEMES, Form, no_behaviour
from agreements.record.validation import InvalidRecord, Record, read_record, sections
from agreements.rules.completeness import whole_of

_LOCK = 0x5EC0DD  # any number that nothing else in this database locks
_ONE_OWNER = ", ".join(f"{model}_address_has_one_owner" for model in ("party", "person", "place", "region"))


@dataclass
class Outcome:
    """What became of the items of one section."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)

    def counts(self) -> Counter[str]:
        """The number of items by what became of them."""
        return Counter({name: len(items) for name, items in vars(self).items()})


class LoadReport(dict[str, Outcome]):
    """What became of each section, and what in the files is unusual but was taken as it is."""

    def __init__(self, warnings: Collection[FileProblem]) -> None:
        super().__init__({section: Outcome() for section in sections()})
        self.warnings = warnings


def load(path: Path, replace: Collection[str] = ()) -> LoadReport:
    """Load a record directory or one of its files; InvalidRecord if anything is wrong with it.

    The items named in ``replace`` (a document's id, or ``theme/education``, ``places/Omsk``,
    ``regions/Astana``) are taken from the files even if they were edited since.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        index_at_commit()  # readers see all of it or nothing
        record = read_record(path)
        names = {name for section in sections() for key in record.of(section) for name in item_names(section, key)}
        if unknown_names := sorted(set(replace) - names):
            raise InvalidRecord(
                [FileProblem(str(path), 1, "", f"holds no “{name}” to replace") for name in unknown_names]
            )
        report = _Loading(record, replace).run()
        _require_one_owner(path)
        return report


def _require_one_owner(path: Path) -> None:
    """Refuse everything where an address would have two owners after all, one of them entered at this moment."""
    with connection.cursor() as cursor:
        try:
            cursor.execute(f"SET CONSTRAINTS {_ONE_OWNER} IMMEDIATE; SET CONSTRAINTS {_ONE_OWNER} DEFERRED")
        except IntegrityError as error:
            message = str(error).partition("\n")[0]
            raise InvalidRecord([FileProblem(str(path), 1, "", message)]) from error


class _Loading:
    """One run: decides about every item, then has it stored."""

    def __init__(self, record: Record, replace: Collection[str]) -> None:
        self.record = record
        self.replace = set(replace)
        self.report = LoadReport(record.warnings)
        self.stored = {(item.section, item.key): item.fingerprint for item in LoadedItem.objects.all()}
        self.loaded: dict[tuple[str, str], str] = {}
        self.absent: dict[str, str] = {}  # places and regions that were refused and are not here, with the reason

    def run(self) -> LoadReport:
        before = {files.directory: files.forms(files.model._default_manager.all()) for files in self._kinds()}
        self._load_vocabulary()
        moved = self._load_regions() + self._load_places()
        stored: dict[str, Form] = {}
        for files in self._kinds():
            stored |= self._load_entries(files, before[files.directory], moved=bool(moved))
        storing.store_relations(stored)
        self._require_whole(stored)
        self._save_fingerprints()
        return self.report

    def _require_whole(self, stored: dict[str, Form]) -> None:
        """Refuse everything where an entry that was stored lacks what the rules ask for, as a form would."""
        incomplete = {
            self.record.sources[entry.record_id].problem(_path_of(problem.where, files.facts), problem.message)
            for files in KINDS.values()
            for entry in files.model.objects.filter(record_id__in=stored).for_record()
            for problem in whole_of(entry).problems()
        }
        if incomplete:
            raise InvalidRecord(sorted(incomplete))

    def _kinds(self) -> list[EntryFiles]:
        return [files for files in KINDS.values() if self.record.entries.get(files.directory)]

    def _decide(
        self, section: str, wanted: dict[str, Form], before: dict[str, Form], now: dict[str, Form]
    ) -> dict[str, Form]:
        """Decide about every item of a section; returns those to be stored."""
        outcome = self.report[section]
        to_store = {}
        for key, form in wanted.items():
            unedited = _fingerprints(before[key]) if key in before else (None,)
            stored = self.stored.get((section, key))
            if key not in now:
                outcome.created.append(key)
            elif now[key] == form:
                outcome.unchanged.append(key)
            elif self._replaces(section, key) or stored in unedited:
                outcome.changed.append(key)
            elif stored:
                outcome.refused[key] = "edited here since it was loaded"
            else:
                outcome.refused[key] = "entered here with other content"
            if key not in outcome.refused:
                self.loaded[section, key] = fingerprint(form)
            if key in outcome.created or key in outcome.changed:
                to_store[key] = form
        return to_store

    def _replaces(self, section: str, key: str) -> bool:
        return not self.replace.isdisjoint(item_names(section, key))

    def _load_vocabulary(self) -> None:
        before = vocabulary_forms()
        wanted = {key: form | _unstated(form, before.get(key, {}), key) for key, form in self.record.vocabulary.items()}
        storing.store_terms(self._decide("vocabulary", wanted, before, before))

    def _load_regions(self) -> int:
        before = region_forms()
        wanted = {
            key: {"capital": "false", "border": "false"} | with_addresses(form, before.get(key, {}), Region, key)
            for key, form in self.record.regions.items()
        }
        self._refuse_other_addresses("regions", wanted, before)
        self._refuse_merged("regions", wanted, before)
        to_store = self._decide("regions", wanted, before, before)
        storing.store_regions(to_store)
        return len(to_store)

    def _load_places(self) -> int:
        before = place_forms()
        wanted = {
            key: with_addresses(form, before.get(key, {}), Place, key)
            | {"lat": degrees(form["lat"]), "lon": degrees(form["lon"])}
            for key, form in self.record.places.items()
        }
        self._refuse_other_addresses("places", wanted, before)
        self._refuse_merged("places", wanted, before)
        self._refuse_naming("places", wanted, lambda form: [form["region"], form.get("same_as")])
        to_store = self._decide("places", wanted, before, before)
        storing.store_places(to_store)
        return len(to_store)

    def _load_entries(self, files: EntryFiles, before: dict[str, Form], *, moved: bool) -> dict[str, Form]:
        """Load the files of one kind, and return those that were stored.

        ``moved``: whether places or regions that they name were stored just now.
        """
        section, entries = files.directory, files.model._default_manager
        now = files.forms(entries.all()) if moved else before
        wanted = files.canonical(self.record.entries[section], now)
        outcome = self.report[section]
        states = dict(Entry.objects.filter(type=files.model.entry_type).unpublished().values_list("record_id", "state"))
        for key in wanted.keys() & states.keys():
            if states[key] == GONE:
                outcome.refused[key] = "withdrawn here, and stays withdrawn"
            elif not self._replaces(section, key):
                outcome.refused[key] = f"not published here (state: {states[key]})"
        outcome.refused |= files.refused(wanted)
        self._refuse_naming(section, wanted, files.territories)
        open_to_change = {key: form for key, form in wanted.items() if key not in outcome.refused}
        to_store = self._decide(section, open_to_change, before, now)
        self._refuse_renamed_bearers(files, to_store, before)
        outcome.refused = dict(sorted(outcome.refused.items()))
        files.store(to_store, self.record.published)
        return to_store

    def _refuse_other_addresses(self, section: str, wanted: dict[str, Form], before: dict[str, Form]) -> None:
        """Refuse entries whose file states another address than they have here."""
        for key in [key for key in wanted if key in before]:
            if wanted[key].get("slug") != before[key].get("slug"):
                self.report[section].refused[key] = OTHER_ADDRESS
                del wanted[key]

    def _refuse_merged(self, section: str, wanted: dict[str, Form], before: dict[str, Form]) -> None:
        """Refuse what would come back under the name that it had before it was merged, or deleted, here."""
        merged = merged_names(before)
        for key in [key for key in wanted if key not in before]:
            if key in merged:
                reason = merged_into(key, merged[key])
            elif (section, key) in self.stored and not self._replaces(section, key):
                reason = "deleted here since it was loaded"
            else:
                continue
            self.report[section].refused[key] = reason
            self.absent[key] = reason
            del wanted[key]

    def _refuse_naming(
        self, section: str, wanted: dict[str, Form], names: Callable[[Form], Iterable[str | None]]
    ) -> None:
        """Refuse what names a place or a region that was refused and is not here."""
        for key, form in list(wanted.items()):
            if absent := [name for name in names(form) if name in self.absent]:
                self.report[section].refused.setdefault(key, f"names {absent[0]}: {self.absent[absent[0]]}")
                del wanted[key]

    def _refuse_renamed_bearers(self, files: EntryFiles, to_store: dict[str, Form], before: dict[str, Form]) -> None:
        """Refuse entries that would rename a party or person under a document not stored with them."""
        section = files.directory
        outcome = self.report[section]
        bearers: dict[tuple[str, ...], dict[str, Any]] = {}
        for key, form in before.items():
            for bearer, content in files.bearers(form):
                bearers.setdefault(bearer, {})[key] = content
        while True:
            refused = {}
            for key, form in to_store.items():
                if self._replaces(section, key):
                    continue
                for bearer, content in files.bearers(form):
                    others = [
                        other
                        for other, held in bearers.get(bearer, {}).items()
                        if held != content and other not in to_store
                    ]
                    if others:
                        refused[key] = f"“{bearer[-1]}” is written otherwise here, in {others[0]}"
            if not refused:
                return
            for key, reason in refused.items():
                del to_store[key]
                del self.loaded[section, key]
                outcome.refused[key] = reason
                for done in outcome.created, outcome.changed:
                    if key in done:
                        done.remove(key)

    def _save_fingerprints(self) -> None:
        LoadedItem.objects.bulk_create(
            [
                LoadedItem(section=section, key=key, fingerprint=value)
                for (section, key), value in self.loaded.items()
                if self.stored.get((section, key)) != value
            ],
            update_conflicts=True,
            unique_fields=["section", "key"],
            update_fields=["fingerprint"],
        )


def _path_of(field: str, facts: tuple[Fact, ...]) -> KeyPath:
    """Where in a file the rules' ``field`` is: a column, or a list of lines of the form."""
    for fact in facts:
        for column in fact.columns:
            if field in column.names:
                lang = (field.rpartition("_")[2],) if column.translated else ()
                return (fact.key, *filter(None, (column.key,)), *lang)
    return ("parties" if field == "participations" else field,)


def _fingerprints(form: Form) -> tuple[str, ...]:
    """How the form of an item may be remembered; before there were notes in three languages, they were one text."""
    notes = form.get("notes", {})
    return (fingerprint(form), *([fingerprint(form | {"notes": notes["en"]})] if list(notes) == ["en"] else []))


def item_names(section: str, key: str) -> set[str]:
    """What an item may be called on the command line: an entry by its id, others with their section."""
    return {f"{section}/{key}", key} if section in (*KINDS, "vocabulary") else {f"{section}/{key}"}


def _unstated(form: Form, held: Form, key: str) -> Form:
    """The parts of a term that a file may leave unsaid, as the database has them."""
    scheme = SCHEMES[key.split("/", 1)[0]]
    parts = ("alt", "inverse") if scheme is RelationType else ("alt",)
    unstated = {part: form.get(part, held.get(part, {})) for part in parts}
    return unstated | {name: form.get(name, held.get(name, no_behaviour(scheme, name))) for name in scheme.behaviour}
