"""The database's contents in the form of the files: the same keys, texts as text, lists in their order."""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import Prefetch

from agreements.base.languages import LANGUAGES
from agreements.base.slugs import derived_slug
from agreements.models import (
    Agreement,
    AgreementQuerySet,
    Clause,
    Entry,
    Participation,
    Party,
    PartyKind,
    Person,
    Place,
    Region,
    Relation,
    RelationType,
    Signatory,
    Source,
    Term,
)
from agreements.models.facts import DOCUMENT, SOURCE, Fact
from agreements.record.columns import as_saved, column_form, fact_form, without_empty, words_of
from agreements.record.structure import SCHEMES, Form


def fingerprint(form: Form) -> str:
    """What tells two forms apart; the order of keys does not matter, the order of lists does."""
    return hashlib.sha256(json.dumps(form, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def degrees(value: Decimal | str) -> str:
    """Decimal degrees in their shortest writing."""
    return format(Decimal(value).normalize(), "f")


def own_slug(entry: Party | Person | Place | Region) -> str:
    """The address of an entry, '' where it is made of the English name."""
    return "" if entry.slug == derived_slug(type(entry), entry.name_en) else entry.slug


def own_addresses(entry: Party | Person | Place | Region) -> Form:
    """The address of an entry, unless it is made of the English name, and the former ones with their names."""
    return without_empty({"slug": own_slug(entry), "formerly": dict(sorted(entry.formerly.items()))})


def numbered(clauses: Iterable[Form]) -> Iterator[tuple[int, Form]]:
    """Clauses with their numbers: a clause that states none has the one after that of the clause before it."""
    number = 0
    for clause in clauses:
        number = int(clause.get("number") or number + 1)
        yield number, clause


class Territories:
    """Finds the region of a party of a territorial kind by its name."""

    def __init__(self) -> None:
        self._kinds = set(PartyKind.objects.filter(territorial=True).values_list("key", flat=True))
        names = ("name_en", "country")
        self._regions = list(Region.objects.values_list(*names, "name_en"))
        self._places = list(Place.objects.values_list(*names, "region__name_en"))

    def of(self, side: str, kind: str, name: str) -> str:
        """The region whose name is in the party's English name, else that of the place whose name is.

        Of several the longest name counts ("Almaty Region" before "Almaty"); '' where there is none.
        """
        if kind not in self._kinds:
            return ""
        for names in self._regions, self._places:
            matches: list[tuple[int, str]] = [
                (len(territory), region)
                for territory, country, region in names
                if country == side and re.search(rf"(?<!\w){re.escape(territory)}(?!\w)", name)
            ]
            if matches:
                return max(matches)[1]
        return ""


def vocabulary_forms() -> dict[str, Form]:
    """The terms of all schemes by ``scheme/key``, with their positions within the scheme."""
    return {
        f"{scheme}/{term.key}": term_form(term, position)
        for scheme, model in SCHEMES.items()
        for position, term in enumerate(model._default_manager.all())
    }


def term_form(term: Term, position: int) -> Form:
    """A term as vocabulary.yaml has it, and its position in the scheme."""
    alternatives = {lang: getattr(term, f"alt_{lang}") for lang in LANGUAGES}
    form = words_of(term, "label") | {"position": position, "alt": without_empty(alternatives)}
    form |= {name: _behaviour(getattr(term, name)) for name in term.behaviour}
    if isinstance(term, RelationType):
        form["inverse"] = words_of(term, "inverse")
    return form


def _behaviour(value: bool | str) -> str:
    """A flag or a choice as vocabulary.yaml has it."""
    return (value or "none") if isinstance(value, str) else str(value).lower()


def region_forms() -> dict[str, Form]:
    """The regions as regions.yaml has them, by English name, in the order in which they were entered."""
    return {
        region.name_en: without_empty(
            words_of(region, "name")
            | {
                "country": region.country,
                "iso": region.iso,
                "capital": str(region.capital).lower(),
                "border": str(region.border).lower(),
            }
            | own_addresses(region)
        )
        for region in Region.objects.order_by("pk")
    }


def place_forms() -> dict[str, Form]:
    """The places as places.yaml has them, by English name, in the order in which they were entered."""
    return {
        place.name_en: without_empty(
            words_of(place, "name")
            | {
                "country": place.country,
                "region": place.region.name_en,
                "lat": degrees(place.lat),
                "lon": degrees(place.lon),
                "same_as": place.same_as and place.same_as.name_en,
                "near": words_of(place, "near"),
            }
            | own_addresses(place)
        )
        for place in Place.objects.select_related("region", "same_as").order_by("pk")
    }


def entry_forms(rows: Any, facts: tuple[Fact, ...], own: Callable[[Any], Form]) -> dict[str, Form]:
    """The entries of a queryset as their files have them, by id, in a constant number of queries.

    ``own`` gives the forms of the facts without columns that only this kind has.
    """
    themes = _linked(Entry.themes.through, "entry_id", "theme_id")

    def entry_form(entry: Entry) -> Form:
        parts = own(entry) | {
            "themes": themes[entry.pk],
            "relations": [_relation_form(relation) for relation in entry.relations.all()],
            "sources": [_source_form(source) for source in entry.sources.all()],
        }
        form = {fact.key: fact_form(entry, fact) if fact.columns else parts[fact.key] for fact in facts}
        stated = without_empty({"id": entry.record_id} | form)
        for source in stated.get("sources", ()):
            drop_unstated_supports(source, stated)
        return stated

    rows = rows.prefetch_related("sources", Prefetch("relations", Relation.objects.select_related("to")))
    return {entry.record_id: entry_form(entry) for entry in rows}


def document_forms(agreements: AgreementQuerySet, territories: Territories) -> dict[str, Form]:
    """The documents as their files have them, by id, in a constant number of queries."""
    clause_themes = _linked(Clause.themes.through, "clause_id", "theme_id")
    regions = _linked(Agreement.regions.through, "agreement_id", "region__name_en")
    region_of = cache(territories.of)

    def party_form(party: Party) -> Form:
        form = {"side": party.side, "kind": party.kind_id, "name": words_of(party, "name")}
        region = party.region.name_en if party.region else ""
        if region != region_of(party.side, party.kind_id, party.name_en):
            form["region"] = region
        return form | own_addresses(party)

    def own(agreement: Agreement) -> Form:
        return {
            "parties": [party_form(participation.party) for participation in agreement.participations.all()],
            "signatories": [_signatory_form(signatory) for signatory in agreement.signatories.all()],
            "place": _where_form(agreement.where),
            "clauses": _clause_forms(agreement.clauses.all(), clause_themes),
            "regions": regions[agreement.pk],
        }

    rows = agreements.select_related("place", "place_region").prefetch_related(
        Prefetch("participations", Participation.objects.select_related("party__region")),
        Prefetch("signatories", Signatory.objects.select_related("person")),
        "clauses",
    )
    return entry_forms(rows, DOCUMENT, own)


def drop_unstated_supports(source: Form, document: Form) -> None:
    """Remove from what a source supports the facts that the document does not state; older rows have such."""
    if "supports" in source:
        source["supports"] = [key for key in source["supports"] if key in document]
        if not source["supports"]:
            del source["supports"]


def _where_form(where: Place | Region | None) -> Form | None:
    return words_of(where, "name") | {"country": where.country} if where else None


def _linked(through: Any, owner: str, target: str) -> dict[int, list[str]]:
    """The targets of a link table by owner, in the order in which they were linked."""
    linked = defaultdict(list)
    for key, value in through._default_manager.order_by("pk").values_list(owner, target):
        linked[key].append(value)
    return linked


def _signatory_form(signatory: Signatory) -> Form:
    return without_empty(
        {
            "side": signatory.side,
            "name": words_of(signatory.person, "name"),
            "office": words_of(signatory, "office"),
        }
        | own_addresses(signatory.person)
    )


def _clause_forms(clauses: Iterable[Clause], themes: dict[int, list[str]]) -> list[Form]:
    """The clauses in their order, each with its number where that does not follow from the clause before."""
    forms = []
    last = 0
    for clause in clauses:
        number = {} if clause.number == last + 1 else {"number": str(clause.number)}
        forms.append(number | _clause_form(clause, themes[clause.pk]))
        last = clause.number
    return forms


def _clause_form(clause: Clause, themes: list[str]) -> Form:
    return {"ref": as_saved(clause, "ref")} | without_empty(
        {
            "heading": words_of(clause, "heading"),
            "summary": words_of(clause, "summary"),
            "text": words_of(clause, "text"),
            "themes": themes,
        }
    )


def _relation_form(relation: Relation) -> Form:
    return {"type": relation.type_id, "to": relation.to.record_id}


def _source_form(source: Source) -> Form:
    return without_empty({column.name: column_form(source, column) for column in SOURCE})
