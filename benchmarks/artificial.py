"""A plainly artificial record of any size: made-up words, as unevenly frequent as those of a language (Zipf).

The words are syllables of their number; nothing in it could be taken for a document.
"""

import io
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from django.db import connection, transaction
from django.db.models import CharField, Model, TextField

from agreements.base.database import index_at_commit
from agreements.models import Agreement, Clause, Entry, Participation, Party, Person, Signatory

CLAUSES = 10
COMMON, RARE = "commonword", "rareword"  # in every third document; in one of five thousand, and at least one
_WORDS = 20_000
_SYLLABLES = {
    "en": ("ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo", "du", "ka", "lo", "mi"),
    "ru": ("ба", "де", "фи", "го", "ку", "ла", "ме", "ни", "по", "ру", "са", "те", "ви", "зо", "ду", "ка", "ло", "ми"),
    "kk": ("бә", "де", "фі", "ғо", "құ", "ла", "ме", "ңі", "пө", "ру", "са", "те", "ві", "зо", "ду", "қа", "ло", "мі"),
}
_BATCH = 5_000
_INDEXES = ("search_entry_lexemes", "search_entry_facets", "search_passage_vector")


def word(number: int, lang: str) -> str:
    """The made-up word of this rank."""
    syllables = _SYLLABLES[lang]
    text = ""
    number += len(syllables) ** 2
    while number:
        number, rest = divmod(number, len(syllables))
        text += syllables[rest]
    return text


class Words:
    """Draws words, the n-th as often as 1/n."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self._words = {lang: [word(number, lang) for number in range(_WORDS)] for lang in _SYLLABLES}
        self._weights = list(accumulate(1 / (rank + 1) for rank in range(_WORDS)))

    def text(self, length: int, lang: str = "en") -> str:
        """So many words in a row."""
        return " ".join(self.random.choices(self._words[lang], cum_weights=self._weights, k=length))


@dataclass(frozen=True)
class Document:
    """One artificial document, for whichever engine."""

    number: int
    title: str
    summary: str
    year: int
    kind: str
    level: str
    status: str
    themes: list[str]
    parties: list[int]
    signatories: list[int]
    clauses: list[tuple[str, str, str, str, str]]  # heading, English, Russian, Kazakh, theme


@dataclass(frozen=True)
class Vocabulary:
    """What the documents are coded with."""

    kinds: Sequence[str]
    levels: Sequence[str]
    statuses: Sequence[str]
    themes: Sequence[str]

    @classmethod
    def of_database(cls) -> "Vocabulary":
        """The vocabulary that the database has."""
        return cls(*(_column(f"SELECT key FROM agreements_{table} ORDER BY key")
                     for table in ("kind", "level", "status", "theme")))  # fmt: skip


def people_of(size: int) -> int:
    """How many parties, and how many people, a record of this size has."""
    return 50 + size // 100


def documents(first: int, last: int, vocabulary: Vocabulary) -> Iterator[Document]:
    """The documents from number ``first`` up to ``last``; the same for the same numbers."""
    words = Words(first)
    draw = words.random
    crowd = people_of(last)
    for number in range(first, last):
        clauses = [
            (words.text(4), words.text(18), words.text(10, "ru"), words.text(6, "kk"), draw.choice(vocabulary.themes))
            for _ in range(CLAUSES)
        ]
        title = f"Test Agreement {number} {words.text(5)}"
        if number % 3 == 0:
            heading, *rest = clauses[number % CLAUSES]
            clauses[number % CLAUSES] = (f"{heading} {COMMON}", *rest)  # type: ignore[assignment]
        if number % 12 == 0:
            title += f" {COMMON}"
        if number % 5_000 == 7:
            heading, english, *others = clauses[0]
            clauses[0] = (heading, f"{english} {RARE}", *others)  # type: ignore[assignment]
        yield Document(
            number, title, words.text(20), 1992 + int(28 * draw.random() ** 0.5),
            draw.choice(vocabulary.kinds), draw.choice(vocabulary.levels), draw.choice(vocabulary.statuses),
            sorted({draw.choice(vocabulary.themes) for _ in range(2)}),
            draw.sample(range(1, crowd), 2), draw.sample(range(1, crowd), 2), clauses,
        )  # fmt: skip


def fill(first: int, last: int) -> None:
    """Write documents ``first`` to ``last`` into the database, as COPY; the triggers index each batch at its commit."""
    vocabulary = Vocabulary.of_database()
    kept = _index_definitions()
    _run(f"DROP INDEX {', '.join(_INDEXES)}")
    with transaction.atomic():
        _crowd(people_of(last))
    places = _column("SELECT id FROM agreements_place ORDER BY id")
    regions = _column("SELECT id FROM agreements_region ORDER BY id")
    made = documents(first, last, vocabulary)
    for start in range(first, last, _BATCH):
        batch = [next(made) for _ in range(min(_BATCH, last - start))]
        with transaction.atomic():
            index_at_commit()
            _copy_batch(batch, places, regions)
    _run("SET maintenance_work_mem = '1GB'")
    for definition in kept:
        _run(definition)
    _run("VACUUM ANALYZE")


def _copy_batch(batch: list[Document], places: list[Any], regions: list[Any]) -> None:
    entries, agreements, clauses, coded = [], [], [], []
    day = "2020-01-01"
    for d in batch:
        entries.append(
            (d.number, "agreement", f"{d.year}-test-{d.number}", d.title, d.summary, "low", "published", day, day)
        )
        place = places[d.number % len(places)]
        agreements.append((d.number, d.kind, d.level, d.status, "{ru,kk}", place, d.year))
        for number, (heading, en, ru, kk, theme) in enumerate(d.clauses):
            pk = d.number * CLAUSES + number
            clauses.append((pk, d.number, number + 1, f"Article {number + 1}", heading, en, ru, kk))
            coded.append((pk, theme))
    copy(Entry, "id type record_id title_en summary_en confidence_id state changed first_published", entries)
    copy(Entry.themes.through, "entry_id theme_id", ((d.number, theme) for d in batch for theme in d.themes))
    copy(Agreement, "entry_id kind_id level_id status_id languages place_id signed", agreements)
    copy(
        Agreement.regions.through,
        "agreement_id region_id",
        ((d.number, regions[d.number % len(regions)]) for d in batch),
    )
    copy(
        Participation,
        "agreement_id party_id position",
        ((d.number, party, position) for d in batch for position, party in enumerate(d.parties)),
    )
    copy(
        Signatory,
        "agreement_id side person_id position",
        ((d.number, "RU", person, position) for d in batch for position, person in enumerate(d.signatories)),
    )
    copy(Clause, "id agreement_id number ref heading_en summary_en summary_ru summary_kk", clauses)
    copy(Clause.themes.through, "clause_id theme_id", coded)


def _crowd(number: int) -> None:
    """Parties and people 1 to ``number``."""
    copy(Party, "id slug side kind_id name_en name_ru", (
        (n, f"test-party-{n}", "RU" if n % 2 else "KZ", "institution", f"Test Party {n} {word(n, 'en')}",
         f"Тест {n} {word(n, 'ru')}") for n in _new(Party, number)))  # fmt: skip
    copy(Person, "id slug name_en name_ru", (
        (n, f"test-person-{n}", f"Test Person {n} {word(n + 7, 'en')}", f"Тест {n} {word(n + 7, 'ru')}")
        for n in _new(Person, number)))  # fmt: skip


def _new(model: type[Model], number: int) -> range:
    """The numbers up to ``number`` that no row of the table has yet."""
    return range(_column(f"SELECT coalesce(max(id), 0) FROM {model._meta.db_table}")[0] + 1, number + 1)


def copy(model: type[Model], columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """COPY rows of plain values into the table of a model; its other texts are left empty."""
    names = columns.split()
    texts = (field for field in model._meta.local_concrete_fields if isinstance(field, CharField | TextField))
    others = [str(field.column) for field in texts if field.column not in names]
    text = io.StringIO("".join("\t".join([*map(str, row), *[""] * len(others)]) + "\n" for row in rows))
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {model._meta.db_table} ({', '.join(names + others)}) FROM STDIN", text)


def _index_definitions() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = ANY (%s)", [list(_INDEXES)])
        return [definition for (definition,) in cursor]


def _column(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [value for (value,) in cursor]


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
