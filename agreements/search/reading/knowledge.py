"""What questions are read by, put together from the record and the vocabulary, and kept until one of them changes."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from threading import Lock

from django.conf import settings
from django.db.models import Model

from agreements.base import database
from agreements.base.languages import LANGUAGE_CODES, LANGUAGES, columns, country_name, language_name
from agreements.models import Agreement, Cue, Force, Kind, Party, Place, Region, Signatory, Status, Synonym, Term
from agreements.search.entry_types import EntryType, entry_type
from agreements.search.labels import Label, labels
from agreements.search.reading import cues
from agreements.search.reading.cues import Pattern, Phrases
from agreements.search.reading.keys import is_plural, keys
from agreements.search.reading.lexicon import Lexicon, Vocabulary
from agreements.search.reading.occasions import names_of_occasion
from agreements.search.words import fold

OTHER_LANGUAGE = "other-language"  # any language that no text of the archive is known to be in
WHERE = "where"  # any place or region that the archive has heard of, by its address
BORDER = "border"  # the regions on the border, by the words for them
OFFICE = "held-office"  # people by what they were when they signed
_BY_PART = ("party", "signatory")  # who is named by a part of the name too
_BARE_TOO = ("city", "republic", "language")  # kinds of names that are also told without the word for what it is

Office = tuple[str, ...]
"""A person, the side, and the office in each language of the record."""

# Whatever changes a name of the public record has its documents read again, which changes the first. The vocabulary and
# the places are few rows, and any change of one changes where it is and who has written it.
_VERSION = """
SELECT (SELECT at::text FROM search_version), {rows}
"""
_ROWS = "(SELECT concat(count(*), ':', sum(hashtext(concat(xmin, ctid))::bigint)) FROM {table})"


@dataclass(frozen=True)
class Knowledge:
    """The names and cues of one type of entries."""

    lexicon: Lexicon
    patterns: Mapping[int, Sequence[Pattern]]
    """The cues with slots, by the first of their own words."""
    single: Mapping[str, frozenset[int]]
    """The words that are a cue by themselves, by its key."""
    suffixes: Mapping[str, tuple[str, ...]]
    """Endings that are a cue, by its key."""
    dates: Mapping[str, list[str]]
    calendar: frozenset[int]
    """Words of dates: year, day, nineties."""
    singular: frozenset[str]
    """Kinds, and what stands for any document, as the vocabulary writes them: folded."""
    statuses: Mapping[str, tuple[str, ...]]
    """The statuses of a force, by the key of its cue."""

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of all of them."""
        return self.lexicon.vocabulary


@dataclass(frozen=True)
class _Kept:
    """What is kept in the process, of which version of the index it is, and what it was made of."""

    version: object
    made_of: object
    knowledge: Knowledge


_kept: dict[tuple[str, str], _Kept] = {}
_lock = Lock()


def knowledge(type_name: str) -> Knowledge:
    """What questions for entries of a type are read by, as of now."""
    place = (str(database.alias()), type_name)
    version = _version()
    with _lock:
        kept = _kept.get(place)
        if kept and kept.version == version:
            return kept.knowledge
        # Most changes of the index change no name.
        of_type = entry_type(type_name)
        known = labels(of_type)
        sides = dict(Party.objects.filter(slug__in=known.get("party", {})).values_list("slug", "side"))
        names = {(facet, key): tuple(label.names) for facet, found in known.items() for key, label in found.items()}
        offices = _offices()
        made_of = (version[1:], names, sides, offices)
        if kept and kept.made_of == made_of:
            _kept[place] = replace(kept, version=version)
            return kept.knowledge
        made = _Maker(of_type, known, sides, offices).make()
        _kept[place] = _Kept(version, made_of, made)
        return made


def _offices() -> list[Office]:
    """What the people who signed public documents were, each time."""
    of_public = Signatory.objects.filter(agreement__in=Agreement.objects.published().values("pk"))
    return list(of_public.order_by().values_list("person__slug", "side", *columns("office")).distinct())


def _version() -> tuple[str, ...]:
    models: list[type[Model]] = [*Term.schemes().values(), Place, Region]
    tables = [model._meta.db_table for model in models]
    with database.cursor() as cursor:
        cursor.execute(_VERSION.format(rows=", ".join(_ROWS.format(table=table) for table in tables)))
        row: tuple[str, ...] = cursor.fetchone()
    return row


class _Maker:
    """Puts it together: first all names as they are, then what else each may be called."""

    def __init__(
        self,
        of_type: EntryType,
        known: Mapping[str, Mapping[str, Label]],
        sides: Mapping[str, str],
        offices: Sequence[Office],
    ) -> None:
        self._type = of_type
        self._labels = known
        self._sides = sides
        self._offices = offices
        self._words = Vocabulary()
        self._lexicon = Lexicon(self._words)
        self._phrases: Phrases = {
            cue.key: {lang: getattr(cue, f"alt_{lang}") for lang in LANGUAGES} for cue in Cue.objects.all()
        }
        self._words.skipped = frozenset().union(*(self._keys(phrase) for _, phrase in cues.said(self._phrases, "skip")))
        self._synonyms = list(self._read_synonyms())
        self._groups = list(self._read_groups())

    def make(self) -> Knowledge:
        """All of it."""
        for facet in self._type.panel:
            self._add_facet(facet)
        self._add_places()
        self._add_sides()
        self._add_offices()
        for key in self._phrases:
            if cues.is_literal(key):
                for lang, phrase in cues.said(self._phrases, key):
                    facet, value = (
                        ("side", key.removeprefix("side-").upper()) if key.startswith("side-") else (key, key)
                    )
                    for name in self._spelled(phrase, lang, exact=cues.is_exact(key, lang)):
                        self._lexicon.add(facet, [value], name)
        single = {
            key: frozenset(
                number
                for lang, phrase in cues.said(self._phrases, key)
                if cues.SLOT not in phrase
                and len(numbers := self._words.numbers(phrase, lang, exact=cues.is_exact(key, lang))) == 1
                for number in numbers
            )
            for key in ("and", "or", "asks", "office", "there", "not", "not-behind")
        }
        forces = {"force-in": Force.IN, "force-out": Force.OUT}
        statuses = {
            key: tuple(Status.objects.filter(force=force).values_list("key", flat=True))
            for key, force in forces.items()
        }
        return Knowledge(
            self._lexicon,
            cues.by_first(cues.patterns(self._phrases, self._words)),
            single,
            {key: cues.suffixes(self._phrases, key) for key in ("by", "there")},
            cues.dated(self._phrases),
            frozenset(n for lang, phrase in cues.calendar(self._phrases) for n in self._words.numbers(phrase, lang)),
            frozenset(self._singular()),
            statuses,
        )

    def _singular(self) -> Iterator[str]:
        texts = [phrase for _lang, phrase in cues.said(self._phrases, "document")]
        for kind in Kind.objects.all():
            for lang in LANGUAGES:
                texts += [getattr(kind, f"label_{lang}"), *getattr(kind, f"alt_{lang}")]
        yield from (folded for folded in map(fold, texts) if not is_plural(folded))

    @staticmethod
    def _keys(phrase: str) -> frozenset[str]:
        return frozenset().union(*(keys(word) for word in phrase.split()))

    # What names are made of

    def _spelled(self, text: str, lang: str, *, sounding: bool = False, exact: bool = False) -> list[list[int]]:
        """A name as it is, with and without its hyphens, and what is in brackets by itself."""
        texts = [text]
        before, opening, inside = text.partition("(")
        if opening:
            texts += [before, inside.partition(")")[0]]
        texts += [one.replace("-", "") for one in texts if "-" in one]
        return [numbers for one in texts if (numbers := self._words.numbers(one, lang, sounding=sounding, exact=exact))]

    def _read_synonyms(self) -> Iterator[tuple[str, list[int], list[list[int]]]]:
        for synonym in Synonym.objects.all():
            for lang in LANGUAGES:
                label = self._words.numbers(getattr(synonym, f"label_{lang}"), lang)
                others = [numbers for text in getattr(synonym, f"alt_{lang}") for numbers in self._spelled(text, lang)]
                if label and others:
                    yield lang, label, others
        # A country has a short name too: the Ministry of Culture of Russia.
        for side in settings.ARCHIVE_SIDES:
            for lang, phrase in cues.said(self._phrases, f"side-{side.lower()}"):
                label = self._words.numbers(phrase, lang)
                if len(label) > 1:
                    yield lang, label, [self._words.numbers(country_name(side, lang), lang)]

    def _read_groups(self) -> Iterator[tuple[str, str, list[tuple[list[int], list[int]]]]]:
        for key in self._phrases:
            if key.startswith("name-"):
                for lang in LANGUAGES:
                    ways = []
                    for phrase in self._phrases[key][lang]:
                        before, slot, after = phrase.partition(cues.SLOT)
                        if slot:
                            ways.append((self._words.numbers(before, lang), self._words.numbers(after, lang)))
                    if ways and key.removeprefix("name-") in _BARE_TOO:
                        ways.append(([], []))
                    if ways:
                        yield key.removeprefix("name-"), lang, ways

    def _same(self, one: Sequence[int], other: Sequence[int]) -> bool:
        """Whether two rows of words are the same but for their forms."""
        return len(one) == len(other) and all(map(self._words.are_forms, one, other))

    def _called(self, name: list[int], lang: str, *, city: bool = False, place: bool = True) -> list[list[int]]:
        """A name with all that it may be called instead."""
        found = [name]
        known = self._words.keys_of(name)  # most names have no word of a synonym: those are not compared with it
        for in_lang, label, others in self._synonyms:
            if in_lang == lang and not known.isdisjoint(self._words.keys_of(label[:1])):
                for one in list(found):
                    for at in range(len(one) - len(label) + 1):
                        if self._same(one[at : at + len(label)], label):
                            found += [[*one[:at], *other, *one[at + len(label) :]] for other in others]
                known = known.union(*map(self._words.keys_of, found))
        for kind, in_lang, ways in self._groups:
            if in_lang != lang or (kind == "city") is not city:
                continue
            for one in list(found):
                found += self._in_ways(one, ways, is_bare=city) if place else self._replaced(one, ways)
        unique = {tuple(one): one for one in found}
        return list(unique.values())

    def _in_ways(
        self, name: list[int], ways: list[tuple[list[int], list[int]]], *, is_bare: bool = False
    ) -> Iterator[list[int]]:
        """The other ways, if the name is in one of them; ``is_bare``: it is what they are made of."""
        for before, after in ways:
            end = len(name) - len(after)
            if len(before) >= end or (not before and not after and not is_bare):
                continue
            if self._same(name[: len(before)], before) and self._same(name[end:], after):
                slot = name[len(before) : end]
                yield from ([*first, *slot, *last] for first, last in ways)

    def _replaced(self, name: list[int], ways: list[tuple[list[int], list[int]]]) -> Iterator[list[int]]:
        """With another word for what it is: Government of Omsk Oblast, of Omsk Region."""
        known = self._words.keys_of(name)  # as above
        for before, after in ways:
            own = before or after
            if len(own) != 1 or known.isdisjoint(self._words.keys_of(own)):
                continue
            for at, number in enumerate(name):
                if self._words.are_forms(number, own[0]):
                    for first, last in ways:
                        other = first if before else last
                        if len(other) == 1 and other != own:
                            yield [*name[:at], *other, *name[at + 1 :]]

    # Facets

    def _add_facet(self, facet: str) -> None:
        declared, known = self._type.panel[facet], self._labels[facet]
        scheme = Term.schemes().get(facet)
        if scheme:
            for term in scheme._default_manager.all():
                for lang in LANGUAGES:
                    label = getattr(term, f"label_{lang}")
                    for text in [label, *self._divided(label, lang), *getattr(term, f"alt_{lang}")]:
                        for name in self._spelled(text, lang):
                            self._lexicon.add(facet, [term.key], name)
        elif facet == "language":
            for code in LANGUAGE_CODES:
                for lang in LANGUAGES:
                    for name in self._spelled(language_name(code, lang), lang):
                        for one in self._language_ways(name, lang):
                            self._lexicon.add(facet if code in known else OTHER_LANGUAGE, [code], one)
        elif declared.called:
            for value in known:
                for lang in LANGUAGES:
                    for name in self._spelled(declared.called(value, lang), lang):
                        self._lexicon.add(facet, [value], name)
        elif facet == "occasion":
            for value, label in known.items():
                for lang, text in zip(LANGUAGES, label.names, strict=True):
                    ordinals = self._phrases.get("ordinal", {}).get(lang, [])
                    for spelled in self._spelled(text, lang):
                        for name in names_of_occasion(spelled, self._words, ordinals, lang):
                            self._lexicon.add(facet, [value], name)
        elif facet in _BY_PART:
            for value, label in known.items():
                for lang, text in zip(LANGUAGES, label.names, strict=True):
                    for spelled in self._spelled(text, lang, sounding=facet == "signatory"):
                        for name in self._called(spelled, lang, place=False):
                            self._lexicon.add(facet, [value], name, by_part=True)

    def _divided(self, label: str, lang: str) -> list[str]:
        """The things that a label names together: exhibitions, museums."""
        words = [re.escape(word) for word in self._phrases.get("and", {}).get(lang, [])]
        return re.split(rf"\s+(?:{'|'.join(words)})\s+|,\s+", label) if words else []

    def _language_ways(self, name: list[int], lang: str) -> list[list[int]]:
        ways = [ways for kind, in_lang, ways in self._groups if kind == "language" and in_lang == lang]
        return [name, *(one for group in ways for one in self._in_ways(name, group) if one)]

    def _add_places(self) -> None:
        """Places under all their names; of a region or a country, as a place of signature, all that are in it."""
        places = {place.pk: place for place in Place.objects.all()}
        regions = {region.pk: region for region in Region.objects.all()}
        signed, about = self._labels.get("place", {}), self._labels.get("region", {})
        within: dict[object, set[str]] = {}
        for place in places.values():
            first = places.get(place.same_as_id or 0, place)
            same = {other.slug for other in places.values() if first.pk in (other.pk, other.same_as_id)}
            values = sorted(same & signed.keys())
            for value in values:
                within.setdefault(place.region_id, set()).add(value)
                within.setdefault(place.country, set()).add(value)
            self._name(place, values, (), same, city=True)
        for region in regions.values():
            values = sorted({region.slug} & signed.keys() | within.get(region.pk, set()))
            if region.slug in signed:
                within.setdefault(region.country, set()).add(region.slug)
            self._name(region, values, {region.slug} & about.keys(), {region.slug}, city=False)
        border = sorted({region.slug for region in regions.values() if region.border} & about.keys())
        for lang, phrase in cues.said(self._phrases, BORDER) if border else ():
            for name in self._spelled(phrase, lang):
                self._lexicon.add(BORDER, border, name)
        for country in {place.country for place in [*places.values(), *regions.values()]}:
            for lang in LANGUAGES:
                texts = [country_name(country, lang), *self._phrases.get(f"side-{country.lower()}", {}).get(lang, [])]
                for name in (name for text in texts for name in self._spelled(text, lang)):
                    if within.get(country):
                        self._lexicon.add("place", sorted(within[country]), name)

    def _name(
        self, place: Place | Region, signed: Iterable[str], about: Iterable[str], itself: Iterable[str], *, city: bool
    ) -> None:
        for lang in LANGUAGES:
            for spelled in self._spelled(getattr(place, f"name_{lang}"), lang, sounding=True):
                for name in self._called(spelled, lang, city=city):
                    for facet, values in (("place", signed), ("region", about), (WHERE, itself)):
                        if values:
                            self._lexicon.add(facet, values, name)

    def _add_sides(self) -> None:
        """A party may be called by its country where its own name is not: the Russian Ministry of Culture."""
        phrases: dict[str, list[list[int]]] = {}
        for side in set(self._sides.values()):
            for lang in LANGUAGES:
                texts = [country_name(side, lang), *self._phrases.get(f"side-{side.lower()}", {}).get(lang, [])]
                phrases.setdefault(side, []).extend(self._words.numbers(text, lang) for text in texts)
        for slug, side in self._sides.items():
            names = self._lexicon.names_of("party", slug)
            known = [(name, self._words.keys_of(name)) for name in names]
            is_named = any(
                self._has(name, phrase)
                for phrase in phrases[side]
                for name, of_name in known
                if not of_name.isdisjoint(self._words.keys_of(phrase[:1]))
            )
            self._lexicon.add_context("party", slug, chain.from_iterable(phrases[side]), is_named=is_named)

    def _add_offices(self) -> None:
        """People by their offices: the President of Kazakhstan."""
        for person, side, *offices in self._offices:
            for lang, office in zip(LANGUAGES, offices, strict=True):
                self._lexicon.add(OFFICE, [person], self._words.numbers(office or "", lang), by_part=True)
                texts = [country_name(side, lang), *self._phrases.get(f"side-{side.lower()}", {}).get(lang, [])]
                for text in texts:
                    self._lexicon.add_context(OFFICE, person, self._words.numbers(text, lang), is_named=True)

    def _has(self, name: Sequence[int], phrase: Sequence[int]) -> bool:
        """Whether a name has these words in a row."""
        ends = range(len(phrase), len(name) + 1)
        return any(self._same(name[end - len(phrase) : end], phrase) for end in ends)
