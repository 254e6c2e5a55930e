"""Writes forms of the record into the tables; the caller has decided which."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from django.utils import timezone

from agreements.base.languages import LANGUAGES
from agreements.base.slugs import derived_slug, free_slug
from agreements.models import (
    Agreement,
    Clause,
    Entry,
    Participation,
    Party,
    Person,
    Place,
    Region,
    Relation,
    Signatory,
    Source,
)
from agreements.models.facts import DOCUMENT, SOURCE, Fact
from agreements.record.columns import column_values, fact_values, texts
from agreements.record.forms import Territories, numbered
from agreements.record.structure import SCHEMES, Form

EntryT = TypeVar("EntryT", bound=Entry)


def named(form: Form) -> Iterator[tuple[tuple[str, ...], Form]]:
    """The parties and persons that a document names, each with what the document says about it."""
    for party in form["parties"]:
        content = {key: party.get(key) for key in ("region", "kind", "name", "slug", "formerly")}
        yield ("party", party["side"], party["name"]["en"]), content
    for signatory in form.get("signatories", ()):
        yield ("person", signatory["name"]["en"]), {key: signatory.get(key) for key in ("name", "slug", "formerly")}


def store_terms(forms: dict[str, Form]) -> None:
    """Create or update terms of the vocabulary, by ``scheme/key``."""
    for path, form in forms.items():
        scheme, key = path.split("/", 1)
        values = {"position": form["position"]} | texts("label", form)
        values |= {f"alt_{lang}": form["alt"].get(lang, []) for lang in LANGUAGES}
        if "inverse" in form:
            values |= texts("inverse", form["inverse"])
        for name in SCHEMES[scheme].behaviour:
            values[name] = {"true": True, "false": False, "none": ""}.get(form[name], form[name])
        SCHEMES[scheme]._default_manager.update_or_create(key=key, defaults=values)


def store_regions(forms: dict[str, Form]) -> None:
    """Create or update regions, by English name."""
    slugs = _Slugs(Region, forms.values())
    for form in forms.values():
        values = texts("name", form) | {
            "country": form["country"],
            "iso": form.get("iso", ""),
            "capital": form["capital"] == "true",
            "border": form["border"] == "true",
        }
        _create_or_update(Region, values, slugs, form)


def store_places(forms: dict[str, Form]) -> None:
    """Create or update places, by English name."""
    slugs = _Slugs(Place, forms.values())
    regions = {region.name_en: region for region in Region.objects.all()}
    for form in forms.values():
        values = (
            texts("name", form)
            | texts("near", form.get("near", {}))
            | {
                "country": form["country"],
                "region": regions[form["region"]],
                "lat": Decimal(form["lat"]),
                "lon": Decimal(form["lon"]),
                "same_as": None,
            }
        )
        _create_or_update(Place, values, slugs, form)
    for name, form in forms.items():
        if "same_as" in form:
            Place.objects.filter(name_en=name).update(same_as=Place.objects.get(name_en=form["same_as"]))


def store_entries(
    model: type[EntryT],
    facts: tuple[Fact, ...],
    forms: dict[str, Form],
    published: Mapping[str, str],
    own: Callable[[Form], dict[str, Any]] = lambda form: {},
) -> dict[str, EntryT]:
    """Create or update entries with what all kinds have, by id; they are published.

    ``own`` gives the values of columns that are not of the ``facts``. ``published`` has the day of first publication
    (YYYY-MM-DD) of entries that were published before; others are published now. Relations come last, once all
    entries are there: `store_relations`.
    """
    stored: dict[str, Any] = {row.record_id: row for row in model._default_manager.filter(record_id__in=forms)}
    for key, form in forms.items():
        values = own(form)
        for fact in facts:
            values |= fact_values(fact, form.get(fact.key))
        if key not in stored:
            stored[key] = model(record_id=key)
            stored[key].first_published = _start_of(published[key]) if key in published else timezone.now()
        for column, value in values.items():
            setattr(stored[key], column, value)
        stored[key].publish()
    Source.objects.filter(entry__in=stored.values()).delete()
    Source.objects.bulk_create(
        Source(entry=stored[key], position=position, **_source_values(source))
        for key, form in forms.items()
        for position, source in enumerate(form["sources"])
    )
    themes = {stored[key].pk: form.get("themes", ()) for key, form in forms.items()}
    _link(Entry.themes.through, ("entry_id", "theme_id"), themes)
    return stored


def store_relations(forms: dict[str, Form]) -> None:
    """Set the relations of entries of any kind, by id."""
    ids = dict(Entry.objects.values_list("record_id", "pk"))
    Relation.objects.filter(entry__record_id__in=forms).delete()
    Relation.objects.bulk_create(
        Relation(entry_id=ids[key], type_id=relation["type"], to_id=ids[relation["to"]])
        for key, form in forms.items()
        for relation in form.get("relations", ())
    )


def store_documents(forms: dict[str, Form], territories: Territories, published: Mapping[str, str]) -> None:
    """Create or update documents with all that belongs to them but their relations, by id; see `store_entries`."""
    if not forms:
        return
    regions = {region.name_en: region for region in Region.objects.all()}
    places = {place.name_en: place for place in Place.objects.all()}
    parties = _store_parties(forms.values(), territories, regions)
    persons = _store_persons(forms.values())

    def where(form: Form) -> dict[str, Any]:
        name = form.get("place", {}).get("en")
        return {"place": places.get(name), "place_region": regions.get(name) if name not in places else None}

    agreements = store_entries(Agreement, DOCUMENT, forms, published, where)
    for part in Participation, Signatory:
        part._default_manager.filter(agreement__in=agreements.values()).delete()
    clauses = _store_clauses(forms, agreements)
    Participation.objects.bulk_create(
        Participation(agreement=agreements[key], party=parties[party["side"], party["name"]["en"]], position=position)
        for key, form in forms.items()
        for position, party in enumerate(form["parties"])
    )
    Signatory.objects.bulk_create(
        Signatory(
            agreement=agreements[key],
            side=signatory["side"],
            person=persons[signatory["name"]["en"]],
            position=position,
            **texts("office", signatory.get("office", {})),
        )
        for key, form in forms.items()
        for position, signatory in enumerate(form.get("signatories", ()))
    )
    _link(
        Agreement.regions.through,
        ("agreement_id", "region_id"),
        {agreements[key].pk: [regions[name].pk for name in form.get("regions", ())] for key, form in forms.items()},
    )
    _link(Clause.themes.through, ("clause_id", "theme_id"), clauses)


class _Slugs:
    """Chooses addresses that no row of a table has and no entry of the files states."""

    def __init__(self, model: type[Any], forms: Iterable[Form]) -> None:
        self.model = model
        self.stated = {slug for form in forms for slug in (form.get("slug"), *form.get("formerly", ()))}
        self.taken = {*model.all_addresses(), *self.stated}

    def new(self, row: Any, stated: str | None) -> str:
        """The stated address, else one made of the name: the region's for a city that is the region itself."""
        slug = stated or derived_slug(self.model, row.name_en)
        if not stated and slug in self.taken and (slug in self.stated or any(row.others_at(slug))):
            slug = free_slug(self.model, row.name_en, self.taken)
        self.taken.add(slug)
        return slug


def _create_or_update(
    model: type[Any], values: dict[str, Any], slugs: _Slugs, form: Form, by: tuple[str, ...] = ("name_en",)
) -> Any:
    """Update the row that has these values in the columns ``by``, or create it; an address never changes."""
    row = model._default_manager.filter(**{column: values[column] for column in by}).first()
    values = values | {"formerly": form.get("formerly", {})}
    if row is None:
        row = model(**values)
        row.slug = slugs.new(row, form.get("slug"))
        row.save()
        return row
    if any(getattr(row, column) != value for column, value in values.items()):
        for column, value in values.items():
            setattr(row, column, value)
        row.save()
    return row


def _store_parties(
    forms: Iterable[Form], territories: Territories, regions: dict[str, Region]
) -> dict[tuple[str, str], Party]:
    forms = list(forms)
    slugs = _Slugs(Party, (party for form in forms for party in form["parties"]))
    stored: dict[tuple[str, str], Party] = {}
    for form in forms:
        for party in form["parties"]:
            side, name = key = party["side"], party["name"]["en"]
            if key not in stored:
                region = party.get("region", territories.of(side, party["kind"], name))
                values = texts("name", party["name"]) | {
                    "side": side,
                    "kind_id": party["kind"],
                    "region_id": regions[region].pk if region else None,
                }
                stored[key] = _create_or_update(Party, values, slugs, party, by=("side", "name_en"))
    return stored


def _store_persons(forms: Iterable[Form]) -> dict[str, Person]:
    signatories = {signatory["name"]["en"]: signatory for form in forms for signatory in form.get("signatories", ())}
    slugs = _Slugs(Person, signatories.values())
    return {
        name: _create_or_update(Person, texts("name", signatory["name"]), slugs, signatory)
        for name, signatory in signatories.items()
    }


def _start_of(day: str) -> datetime.datetime:
    """The first moment of a day."""
    return timezone.make_aware(datetime.datetime.fromisoformat(day))


def _source_values(form: Form) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column in SOURCE:
        values |= column_values(column, form.get(column.name))
    return values


def _store_clauses(forms: dict[str, Form], agreements: dict[str, Agreement]) -> dict[int, list[str]]:
    """Clauses keep their rows by number, so that what points to them survives; returns themes by row."""
    existing = {
        (clause.agreement_id, clause.number): clause
        for clause in Clause.objects.filter(agreement__in=agreements.values())
    }
    rows = []
    for key, form in forms.items():
        for position, (number, entry) in enumerate(numbered(form.get("clauses", ())), start=1):
            clause = existing.pop((agreements[key].pk, number), None) or Clause(
                agreement=agreements[key], number=number
            )
            clause.position = position
            clause.ref = entry["ref"]
            for name in "heading", "summary", "text":
                for column, value in texts(name, entry.get(name, {})).items():
                    setattr(clause, column, value)
            rows.append((clause, entry.get("themes", [])))
    Clause.objects.filter(pk__in=[clause.pk for clause in existing.values()]).delete()
    Clause.objects.bulk_create([clause for clause, _ in rows if not clause.pk])
    columns = ["position", "ref", *texts("heading", {}), *texts("summary", {}), *texts("text", {})]
    Clause.objects.bulk_update([clause for clause, _ in rows], columns)
    return {clause.pk: themes for clause, themes in rows}


def _link(through: Any, columns: tuple[str, str], targets: Mapping[int, Iterable[Any]]) -> None:
    """Set the rows of a link table, in the order of the file."""
    owner, target = columns
    through._default_manager.filter(**{f"{owner}__in": list(targets)}).delete()
    through._default_manager.bulk_create(
        through(**{owner: key, target: value}) for key, values in targets.items() for value in values
    )
