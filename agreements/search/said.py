"""What an entry says in words besides its clauses: on its card, or in a line that says why it was found."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from agreements.base.languages import Text, page_language, reading_order
from agreements.models import Agreement, Entry, Place
from agreements.models.facts import Holds
from agreements.search.highlights import languages_of

Way = Sequence[Text]
"""How a value is said: its parts, such as a name and an office."""
Value = tuple[Any, Sequence[Way]]
"""What a value is called on pages, and how it is said in each language that it has, in the reader's order."""


def title_of(entry: Entry) -> Iterator[Text]:
    """What the card of a clause shows of its entry."""
    yield entry.title


def card_of(entry: Entry) -> Iterator[Text]:
    """What the card of an entry shows anyway."""
    yield entry.title
    if isinstance(entry, Agreement):
        if not entry.title_names_parties:
            yield from (party.name for parties in entry.sides().values() for party in parties)
        if entry.where:
            yield entry.where.name


def titles(entry: Entry) -> Iterator[Value]:
    yield _("Title"), [[title] for title in entry.other_titles()]


def signatories(agreement: Agreement) -> Iterator[Value]:
    for signatory in agreement.signatories.all():
        person = signatory.person
        ways = [[_in(person, "name", lang), _in(signatory, "office", lang)] for lang in reading_order()]
        yield _("Signed by"), ways


def parties(agreement: Agreement) -> Iterator[Value]:
    for parties in agreement.sides().values():
        for party in parties:
            yield _("Party"), [[name] for name in languages_of(party, "name")]


def places(agreement: Agreement) -> Iterator[Value]:
    """The place of signature under its other names, and the territory that it lies in."""
    if where := agreement.where:
        yield _("Place of signature"), [[name] for name in languages_of(where, "name")]
    if place := agreement.place:
        others: Iterable[Place] = place.other_names.all()
        for other in filter(None, (place.same_as, *others, place.region)):
            yield _("Place of signature"), [[place.name, name] for name in languages_of(other, "name")]


def regions(agreement: Agreement) -> Iterator[Value]:
    for region in agreement.regions.all():
        yield _("Region"), [[name] for name in languages_of(region, "name")]


def stated(*, are_long: bool) -> Callable[[Entry], Iterator[Value]]:
    """What an entry states in words: in a line or, where they are long, in several."""

    def values(entry: Entry) -> Iterator[Value]:
        for fact in entry.facts:
            for column in fact.columns:
                if not column.weight or column.name == "title" or (column.holds is Holds.TEXT) is not are_long:
                    continue
                if column.translated:
                    yield fact.label, [[text] for text in languages_of(entry, column.name)]
                elif value := getattr(entry, column.name):
                    yield fact.label, [[Text(value, page_language())]]

    return values


def _in(thing: Any, name: str, lang: str) -> Text:
    """A translated field in this language or, where it has none, in the first of the reader's."""
    text = getattr(thing, f"{name}_{lang}")
    return Text(text, lang) if text else getattr(thing, name)


def fetching(*names: Any) -> Callable[[list[Any]], None]:
    return lambda entries: prefetch_related_objects(entries, *names)


def fetch_places(agreements: list[Agreement]) -> None:
    """The places with all their names and their regions, in as few queries as may be."""
    prefetch_related_objects(agreements, "place_region")
    full = Place.objects.select_related("region", "same_as").prefetch_related("other_names")
    places = full.in_bulk([agreement.place_id for agreement in agreements if agreement.place_id])
    for agreement in agreements:
        if agreement.place_id:
            agreement.place = places[agreement.place_id]
