"""Carries the files of the record into the database: all or nothing, and never over somebody's work.

An item (a document, a term, a place, a region) counts as edited when its form in the database is neither
that of the file nor the one last loaded, which `LoadedItem` remembers as a fingerprint. It is refused then.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection, transaction

from agreements.base.slugs import derived_slug
from agreements.models import Agreement, LoadedItem, Party, Person, Place, Region
from agreements.models.visibility import GONE
from agreements.record import storing
from agreements.record.forms import (
    Territories,
    degrees,
    document_forms,
    fingerprint,
    own_slug,
    place_forms,
    region_forms,
    vocabulary_forms,
)
from agreements.record.numbering import settle_numbers
from agreements.record.reading import Problem
from agreements.record.structure import Form
from agreements.record.validation import SECTIONS, InvalidRecord, Record, read_record

_LOCK = 0x5EC0DD  # any number that nothing else in this database locks


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


class Report(dict[str, Outcome]):
    """What became of each section, and what in the files is unusual but was taken as it is."""

    def __init__(self, warnings: Collection[Problem]) -> None:
        super().__init__({section: Outcome() for section in SECTIONS})
        self.warnings = warnings


def load(path: Path, replace: Collection[str] = ()) -> Report:
    """Load a record directory or one of its files; InvalidRecord if anything is wrong with it.

    The items named in ``replace`` (a document's id, or ``theme/education``, ``places/Omsk``,
    ``regions/Astana``) are taken from the files even if they were edited since.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        record = read_record(path)
        known = {name for section in SECTIONS for key in getattr(record, section) for name in item_names(section, key)}
        if strangers := sorted(set(replace) - known):
            raise InvalidRecord([Problem(str(path), 1, "", f"holds no “{name}” to replace") for name in strangers])
        return _Loading(record, replace).run()


class _Loading:
    """One run: decides about every item, then has it stored."""

    def __init__(self, record: Record, replace: Collection[str]) -> None:
        self.record = record
        self.replace = set(replace)
        self.report = Report(record.warnings)
        self.stored = {(item.section, item.key): item.fingerprint for item in LoadedItem.objects.all()}
        self.loaded: dict[tuple[str, str], str] = {}

    def run(self) -> Report:
        before = document_forms(Agreement.objects.all(), Territories()) if self.record.documents else {}
        self._load_vocabulary()
        moved = self._load_regions() + self._load_places()
        if self.record.documents:
            self._load_documents(before, moved=bool(moved))
        self._remember()
        return self.report

    def _sort(
        self, section: str, wanted: dict[str, Form], before: dict[str, Form], now: dict[str, Form]
    ) -> dict[str, Form]:
        """Decide about every item of a section; returns those to be stored."""
        outcome = self.report[section]
        to_store = {}
        for key, form in wanted.items():
            print_before = fingerprint(before[key]) if key in before else None
            stored = self.stored.get((section, key))
            if key not in now:
                outcome.created.append(key)
            elif now[key] == form:
                outcome.unchanged.append(key)
            elif self._replaces(section, key) or stored == print_before:
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
        storing.store_terms(self._sort("vocabulary", wanted, before, before))

    def _load_regions(self) -> int:
        before = region_forms()
        wanted = {
            key: {"capital": "false", "border": "false"} | _with_slug(form, before.get(key, {}), Region, key)
            for key, form in self.record.regions.items()
        }
        self._spare_addresses("regions", wanted, before)
        to_store = self._sort("regions", wanted, before, before)
        storing.store_regions(to_store)
        return len(to_store)

    def _load_places(self) -> int:
        before = place_forms()
        wanted = {
            key: _with_slug(form, before.get(key, {}), Place, key)
            | {"lat": degrees(form["lat"]), "lon": degrees(form["lon"])}
            for key, form in self.record.places.items()
        }
        self._spare_addresses("places", wanted, before)
        to_store = self._sort("places", wanted, before, before)
        storing.store_places(to_store)
        return len(to_store)

    def _load_documents(self, before: dict[str, Form], *, moved: bool) -> None:
        territories = Territories()
        now = document_forms(Agreement.objects.all(), territories) if moved else before
        bearers = _Bearers()
        wanted = {
            key: _canonical(form, now.get(key, {}), territories, bearers) for key, form in self.record.documents.items()
        }
        outcome = self.report["documents"]
        states = dict(Agreement.objects.unpublished().values_list("record_id", "state"))
        for key in wanted.keys() & states.keys():
            if states[key] == GONE:
                outcome.refused[key] = "withdrawn here, and stays withdrawn"
            elif not self._replaces("documents", key):
                outcome.refused[key] = f"not published here (state: {states[key]})"
        for key, form in wanted.items():
            if moved_address := bearers.moved(form):
                outcome.refused[key] = moved_address
        open_to_change = {key: form for key, form in wanted.items() if key not in outcome.refused}
        to_store = self._sort("documents", open_to_change, before, now)
        self._spare_edited_names(to_store, before)
        outcome.refused = dict(sorted(outcome.refused.items()))
        storing.store_documents(to_store, territories, self.record.published)

    def _spare_addresses(self, section: str, wanted: dict[str, Form], before: dict[str, Form]) -> None:
        """Refuse entries whose file states another address than they have here."""
        known = [key for key in wanted if key in before]
        for key in known:
            if wanted[key].get("slug") != before[key].get("slug"):
                self.report[section].refused[key] = _OTHER_ADDRESS
                del wanted[key]

    def _spare_edited_names(self, to_store: dict[str, Form], before: dict[str, Form]) -> None:
        """Refuse documents that would rename a party or person under a document not stored with them."""
        outcome = self.report["documents"]
        bearers: dict[tuple[str, ...], dict[str, Form]] = {}
        for key, form in before.items():
            for bearer, content in storing.named(form):
                bearers.setdefault(bearer, {})[key] = content
        while True:
            refused = {}
            for key, form in to_store.items():
                if self._replaces("documents", key):
                    continue
                for bearer, content in storing.named(form):
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
                del self.loaded["documents", key]
                outcome.refused[key] = reason
                for done in outcome.created, outcome.changed:
                    if key in done:
                        done.remove(key)

    def _remember(self) -> None:
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


def item_names(section: str, key: str) -> set[str]:
    """What an item may be called on the command line: a document by its id, others with their section."""
    return {f"{section}/{key}", key} if section in ("documents", "vocabulary") else {f"{section}/{key}"}


def _unstated(form: Form, held: Form, key: str) -> Form:
    """The parts of a term that a file may leave unsaid, as the database has them."""
    parts = ("alt", "inverse") if key.startswith("relation/") else ("alt",)
    return {part: form.get(part, held.get(part, {})) for part in parts}


_OTHER_ADDRESS = "the file states another address than it has here, and an address never changes"


def _with_slug(form: Form, held: Form, model: type[Place | Region | Party | Person], name: str) -> Form:
    """The form with the address that the database has, where the file states none; without one that goes unsaid."""
    slug = form.get("slug", held.get("slug", ""))
    rest = {key: value for key, value in form.items() if key != "slug"}
    return rest if slug in ("", derived_slug(model, name)) else rest | {"slug": slug}


class _Bearers:
    """The parties and people of the database with their addresses, as forms have them."""

    def __init__(self) -> None:
        self.parties = {(party.side, party.name_en): {"slug": own_slug(party)} for party in Party.objects.all()}
        self.people = {person.name_en: {"slug": own_slug(person)} for person in Person.objects.all()}

    def party(self, form: Form) -> Form:
        """A party's form with its address, unless it goes unsaid."""
        side, name = form["side"], form["name"]["en"]
        return _with_slug(form, self.parties.get((side, name), {}), Party, name)

    def person(self, form: Form) -> Form:
        """A signatory's form with the person's address, unless it goes unsaid."""
        name = form["name"]["en"]
        return _with_slug(form, self.people.get(name, {}), Person, name)

    def moved(self, form: Form) -> str:
        """Why a document is refused whose file states another address than a party or person has here, or ''."""
        for party in form["parties"]:
            held = self.parties.get((party["side"], party["name"]["en"]))
            if held and held["slug"] != party.get("slug", ""):
                return f"“{party['name']['en']}”: {_OTHER_ADDRESS}"
        for signatory in form.get("signatories", ()):
            held = self.people.get(signatory["name"]["en"])
            if held and held["slug"] != signatory.get("slug", ""):
                return f"“{signatory['name']['en']}”: {_OTHER_ADDRESS}"
        return ""


def _canonical(form: Form, held: Form, territories: Territories, bearers: _Bearers) -> Form:
    """A document's form with nothing in it that goes without saying, as the database would give it.

    ``held`` is the form that the database has, where it has the document.
    """
    parties = []
    for party in form["parties"]:
        derived = territories.of(party["side"], party["kind"], party["name"]["en"])
        if party.get("region") == derived:
            party = {key: value for key, value in party.items() if key != "region"}
        parties.append(bearers.party(party))
    form = form | {"parties": parties}
    if "signatories" in form:
        form["signatories"] = [bearers.person(signatory) for signatory in form["signatories"]]
    if "clauses" in form:
        clauses = [{"ref": ""} | clause for clause in form["clauses"]]
        form["clauses"] = settle_numbers(clauses, held.get("clauses", []))
    return form
