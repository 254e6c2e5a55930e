"""The SQL that is made from what the code says elsewhere: facets, texts and the triggers that watch for them; the
alphabet, references and the names of codes.
"""

from collections.abc import Iterable, Iterator, Mapping

from agreements.base.alphabet import KEYS, LETTERS, SKIPPED
from agreements.base.languages import LANGUAGES
from agreements.base.references import WORDS
from agreements.models.visibility import public_sql
from agreements.search import shown
from agreements.search.entry_types import EntryType, declared, entry_types, facets
from agreements.search.facets import BETWEEN, SPAN, Facet
from agreements.search.letters import CYRILLIC, LATIN
from agreements.search.naming import all_names
from agreements.search.paths import Column, Path, Reading
from agreements.search.texts import FAMILIES, PARTS_FAMILIES, Text

UNION = "\nUNION ALL "


def quoted(text: str) -> str:
    """A text as SQL has it."""
    return "'" + text.replace("'", "''") + "'"


# --- Words ---


def alphabet() -> str:
    """``search_alphabet``, which makes the keys of `agreements.base.alphabet`.

    translate() goes from one letter to the next, so those that most texts are made of are looked up alone.
    """
    usual = [letter for letter in KEYS if letter.lower() in LETTERS or letter.isascii()]
    rare = [letter for letter in KEYS if letter not in usual]

    def translated(letters: list[str]) -> str:
        keys = "".join(KEYS[letter] for letter in letters)
        return f"translate(btrim(given, {quoted(SKIPPED)}), {quoted(''.join(letters))}, {quoted(keys)})"

    return f"""CREATE FUNCTION search_alphabet(given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
    WHEN given ~ '[{"".join(rare)}]' THEN {translated(usual + rare)}
    ELSE {translated(usual)}
END"""


def letters() -> str:
    """``search_unmixed``, as `agreements.search.letters.unmixed` reads words of two scripts."""
    latin, cyrillic = "[A-Za-z]", r"[\u0400-\u04ff]"
    to_cyrillic = f"translate(word, {quoted(LATIN)}, {quoted(CYRILLIC)})"
    to_latin = f"translate(word, {quoted(CYRILLIC)}, {quoted(LATIN)})"
    return rf"""CREATE FUNCTION search_unmixed(given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN given !~ '{latin}{cyrillic}|{cyrillic}{latin}' THEN given ELSE (
    SELECT string_agg(
        CASE
            WHEN word !~ '{latin}' OR word !~ '{cyrillic}' THEN word
            WHEN {to_cyrillic} !~ '{latin}' THEN {to_cyrillic}
            WHEN {to_latin} !~ '{cyrillic}' THEN {to_latin}
            ELSE word
        END, '' ORDER BY number
    )
    FROM regexp_matches(given, '[A-Za-z\u0400-\u04ff]+|[^A-Za-z\u0400-\u04ff]+', 'g')
        WITH ORDINALITY AS parts(part, number)
    CROSS JOIN LATERAL (SELECT part[1] AS word) AS words
) END"""


def references() -> str:
    """``search_reference``: how a clause is numbered. In Kazakh the number goes before the word: 12-бап."""
    also = {"Preamble": " преамбула"}  # what a reader may call it, beside the word that pages show
    russian = kazakh = "ref"
    for word in WORDS:
        named = rf"\m(?:{'|'.join(word.en)})\M"
        ru, kk = word.ru[0], word.kk[0] + also.get(word.en[0], "")
        russian = f"regexp_replace({russian}, '{named}', '{ru}', 'gi')"
        kazakh = rf"regexp_replace({kazakh}, '{named}(?:\s+(\S+))?', '\1 {kk}', 'gi')"
    known = "|".join(name for word in WORDS for name in word.en)
    return rf"""CREATE FUNCTION search_reference(ref text, lang text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN lang = 'en' THEN ref WHEN ref ~* '\m(?:{known})\M' THEN CASE lang
    WHEN 'ru' THEN {russian}
    ELSE {kazakh}
END END"""


def codes() -> Iterator[str]:
    """What codes are called, of facets by whose codes entries are found."""
    for facet in facets():
        if facet.searched and facet.called:
            called = {code: [facet.called(code, lang) for lang in LANGUAGES] for code in sorted(facet.codes)}
            rows = (f"({', '.join(map(quoted, (facet.key, code, *names)))})" for code, names in called.items())
            yield f"INSERT INTO search_code (facet, value, en, ru, kk) VALUES {', '.join(rows)}"


# --- Views ---


def views() -> Iterator[str]:
    """What the index is made of: the entries that are public, and the texts and the values of facets of all entries."""
    yield _view("search_published(entry_id, type, record_id, title_en, title_ru, title_kk, dated)", _published())
    yield _view("search_value(entry_id, facet, value)", _values())
    yield _view("search_text(entry_id, part, part_id, position, item, weight, family, compared, en, ru, kk)", _texts())
    yield _view("search_coded(entry_id, part, part_id, facet, value)", _coded())
    yield _view("search_vocabulary(facet, value, en, ru, kk)", _vocabulary())


def _view(head: str, queries: Iterable[str]) -> str:
    return f"CREATE VIEW {head} AS\n{UNION.join(queries)}"


def _published() -> Iterator[str]:
    for entry_type in entry_types():
        columns = _of_entry(entry_type)
        path = _together(columns)
        shown = [column.sql for column in columns[1:]] + ([] if entry_type.date else ["NULL"])
        yield (
            f"SELECT {path.key}, {quoted(entry_type.name)}, {', '.join(shown)} FROM {path.joined()} "
            f"WHERE {public_sql(columns[0].path.end)}"
        )


def _of_entry(entry_type: EntryType) -> list[Column]:
    """The column that says whether an entry is public, its id in the record, its titles and its date."""
    entry = Path.of(entry_type.model)
    dated = [entry.column(entry_type.date)] if entry_type.date else []
    return [entry.column("state"), entry.column("record_id"), *entry.texts("title"), *dated]


def _together(columns: Iterable[Column]) -> Path:
    """The path on which all the columns lie, which a model and its parents share among them."""
    return max((column.path for column in columns), key=lambda path: len(path.hops))


def _values() -> Iterator[str]:
    for entry_type in entry_types():
        for key, names in entry_type.value_paths():
            value = Path.of(entry_type.model).column(names)
            yield f"SELECT {value.path.key}, {quoted(key)}, {value.values} FROM {value.path.joined()}"
        if entry_type.date:
            date = Path.of(entry_type.model).column(entry_type.date)
            first, last = (f"to_char({bound}({date.sql}), 'YYYY')" for bound in ("edtf_lower", "edtf_upper"))
            span = f"nullif(concat({first}, {quoted(BETWEEN)}, {last}), {quoted(BETWEEN)})"
            yield f"SELECT {date.path.key}, {quoted(SPAN)}, {span} FROM {date.path.joined()}"


def _texts() -> Iterator[str]:
    for entry_type in entry_types():
        entry = Path.of(entry_type.model)
        yield from _texts_of(entry, entry_type.texts, "'head', 0, 0", FAMILIES)
        for part in entry_type.parts:
            path = entry.follow(part.path)
            order = path.column(part.order)
            identity = f"{quoted(part.name)}, {path.pk.sql}, {order.sql}"
            yield from _texts_of(path, part.texts, identity, PARTS_FAMILIES)


def _texts_of(start: Path, texts: Iterable[Text], identity: str, families: Mapping[str, str]) -> Iterator[str]:
    """The rows of texts: one query for all that are in one table."""
    rows: dict[Path, list[str]] = {}
    for item, text in enumerate(texts, 1):
        path, spoken = _spoken(start, text)
        weight = text.weight if text.weight in "ABCD" else ""
        known = [str(item), quoted(weight), quoted(families.get(text.weight, "")), str(text.compared).lower()]
        rows.setdefault(path, []).append(f"({', '.join([*known, *spoken])})")
    for path, values in rows.items():
        said = f"(VALUES {', '.join(values)}) text"
        yield f"SELECT {path.key}, {identity}, text.* FROM {path.joined()} CROSS JOIN LATERAL {said}"


def _spoken(start: Path, text: Text) -> tuple[Path, list[str]]:
    """Where a text is, and what it says in each language."""
    if text.words:
        return start.follow(text.path), [quoted(words) for words in text.words]
    columns = start.texts(text.path)
    if len(columns) == 1 and text.said:
        return columns[0].path, [f"{text.said}({columns[0].sql}, {quoted(lang)})" for lang in LANGUAGES]
    spoken = [column.text for column in columns]
    return columns[0].path, spoken + ["''"] * (len(LANGUAGES) - len(spoken))


def _coded() -> Iterator[str]:
    searched = ", ".join(quoted(facet.key) for facet in facets() if facet.searched)
    yield f"SELECT entry_id, 'head', 0, facet, value FROM search_value WHERE facet IN ({searched})"
    for entry_type in entry_types():
        for part in entry_type.parts:
            path = Path.of(entry_type.model).follow(part.path)
            for key, names in part.facets.items():
                value = path.column(names)
                yield (
                    f"SELECT {path.key}, {quoted(part.name)}, {path.pk.sql}, {quoted(key)}, {value.values} "
                    f"FROM {value.path.joined()}"
                )


def _vocabulary() -> Iterator[str]:
    for facet in facets():
        if facet.searched and facet.names:
            yield f"SELECT {quoted(facet.key)}, names.* FROM ({all_names(facet.key)}) names"
    yield "SELECT facet, value, en, ru, kk FROM search_code"


# --- Triggers ---


def triggers() -> Iterator[str]:
    """A trigger for each table that is watched, and each way of writing it.

    Its query gives the entries of the changed rows, and whether the index has to read them again; if not, it is readers
    only who see something else of them.
    """
    read = Watched(readings())
    seen = [Watched(shown.its_own()), Watched(shown.of_others())]
    for table in sorted(set(read.columns).union(*(one.columns for one in seen))):
        for event, rows in (
            ("insert", "REFERENCING NEW TABLE AS changed"),
            ("update", "REFERENCING OLD TABLE AS before NEW TABLE AS after"),
            ("delete", "REFERENCING OLD TABLE AS changed"),
            ("truncate", ""),
        ):
            queries = [f"SELECT due.*, true FROM ({due}) due" for due in read.due(table, event)]
            for one in seen:
                queries += [f"SELECT due.*, false FROM ({due}) due" for due in one.due(table, event, besides=read)]
            yield (
                f"CREATE TRIGGER search_{event} AFTER {event.upper()} ON {table} {rows} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION search_note_change({quoted(UNION.join(queries))})"
            )


class Watched:
    """The columns of each table that are watched, and the queries for the entries of its changed rows."""

    def __init__(self, readings: Iterable[Reading]) -> None:
        self.columns: dict[str, set[str]] = {}
        self.entries: dict[str, list[str]] = {}
        for reading in readings:
            self.columns.setdefault(reading.table, set()).update(reading.columns)
            entries = self.entries.setdefault(reading.table, [])
            if reading.entries not in entries:
                entries.append(reading.entries)

    def due(self, table: str, event: str, *, besides: "Watched | None" = None) -> Iterator[str]:
        """The query for the entries of rows that were inserted, updated or deleted; none where others have them all.

        An UPDATE counts where it changes a column that is watched: of the rows before and after, those that are not
        the same.
        """
        columns, queries = self.columns.get(table, set()), self.entries.get(table, [])
        others = besides.entries.get(table, []) if besides else []
        more_columns = event == "update" and not (besides and columns <= besides.columns.get(table, set()))
        queries = queries if more_columns else [query for query in queries if query not in others]
        if not queries or event == "truncate":
            return
        changed = ""
        if event == "update":
            listed = ", ".join(sorted(columns))
            before, after = (f"SELECT {listed} FROM {rows}" for rows in ("before", "after"))
            changed = f"WITH changed AS (({before} EXCEPT {after}) UNION ALL ({after} EXCEPT {before})) "
        yield changed + UNION.join(queries)


def readings() -> Iterator[Reading]:
    """What the index reads of every table."""
    for entry_type in entry_types():
        entry = Path.of(entry_type.model)
        yield from _read(_of_entry(entry_type))
        yield from _read_texts(entry, entry_type.texts)
        for key, names in entry_type.value_paths():
            yield from _read_value(entry, declared(key), names)
        for part in entry_type.parts:
            path = entry.follow(part.path)
            yield from _read([path.pk, path.column(part.order)])
            yield from _read_texts(path, part.texts)
            for key, names in part.facets.items():
                yield from _read_value(path, declared(key), names)


def _read(columns: Iterable[Column]) -> Iterator[Reading]:
    for column in columns:
        yield from column.path.read([column.name])


def _read_texts(start: Path, texts: Iterable[Text]) -> Iterator[Reading]:
    for text in texts:
        if text.words:
            yield from start.follow(text.path).read([])
        else:
            yield from _read(start.texts(text.path))


def _read_value(start: Path, facet: Facet, names: str) -> Iterator[Reading]:
    yield from _read([start.column(names)])
    if facet.searched and facet.names:
        path, value = start.named(names)
        yield from _read([value, *(column for name in facet.all_names for column in path.texts(name))])
