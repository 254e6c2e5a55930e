"""SQL that is made from what the code says elsewhere: the alphabet, references, countries, watched tables."""

from collections.abc import Iterator

from babel import Locale

from agreements.base.alphabet import KEYS, LETTERS, SKIPPED
from agreements.base.languages import LANGUAGES
from agreements.base.references import WORDS
from agreements.search.watched import DOCUMENTS, READ


def quoted(text: str) -> str:
    """A text as SQL has it."""
    return "'" + text.replace("'", "''") + "'"


def alphabet() -> str:
    """``search_alphabet``, which makes the keys of `agreements.base.alphabet`.

    translate() goes from one letter to the next, so those that most texts are made of are looked up alone.
    """
    frequent = {letter for letter in KEYS if letter.lower() in LETTERS or letter.isascii()}
    usual = [letter for letter in KEYS if letter in frequent]
    rare = [letter for letter in KEYS if letter not in frequent]

    def translated(letters: list[str]) -> str:
        keys = "".join(KEYS[letter] for letter in letters)
        return f"translate(btrim(given, {quoted(SKIPPED)}), {quoted(''.join(letters))}, {quoted(keys)})"

    return f"""CREATE FUNCTION search_alphabet(given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
    WHEN given ~ '[{"".join(rare)}]' THEN {translated(usual + rare)}
    ELSE {translated(usual)}
END"""


def references() -> str:
    """``search_reference``: how a clause is numbered, in Russian or Kazakh, where the number goes before the word."""
    also = {"Preamble": " кіріспе"}  # what a reader may call it, beside the word that pages show
    russian = kazakh = "ref"
    for word in WORDS:
        named = rf"\m(?:{'|'.join(word.en)})\M"
        ru, kk = word.ru[0], word.kk[0] + also.get(word.en[0], "")
        russian = f"regexp_replace({russian}, '{named}', '{ru}', 'gi')"
        kazakh = rf"regexp_replace({kazakh}, '{named}(?:\s+(\S+))?', '\1 {kk}', 'gi')"
    known = "|".join(name for word in WORDS for name in word.en)
    return rf"""CREATE FUNCTION search_reference(ref text, lang text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN ref ~* '\m(?:{known})\M' THEN CASE lang
    WHEN 'ru' THEN {russian}
    ELSE {kazakh}
END END"""


def countries() -> str:
    """Countries under their names in the languages of the record (Unicode CLDR), for whatever sides it has."""
    names = [Locale.parse(lang).territories for lang in LANGUAGES]
    rows = (
        [code, *(known.get(code, english) for known in names)]
        for code, english in names[0].items()
        if len(code) == 2 and code.isalpha()
    )
    values = ",\n".join(f"    ({', '.join(map(quoted, row))})" for row in rows)
    return f"INSERT INTO search_country (code, en, ru, kk) VALUES\n{values}"


def triggers() -> Iterator[str]:
    """A trigger for each table that the index reads and each way of writing it.

    An UPDATE counts where it changes a column that the index reads: of the rows before and after, those that are not
    the same.
    """
    for table, columns in READ.items():
        before, after = (f"SELECT {' '.join(columns.split())} FROM {rows}" for rows in ("before", "after"))
        changed = f"({before} EXCEPT {after}) UNION ALL ({after} EXCEPT {before})"
        for event, rows, documents in (
            ("insert", "REFERENCING NEW TABLE AS changed", DOCUMENTS[table]),
            ("update", "REFERENCING OLD TABLE AS before NEW TABLE AS after", f"WITH changed AS ({changed}) "
             f"{DOCUMENTS[table]}"),
            ("delete", "REFERENCING OLD TABLE AS changed", DOCUMENTS[table]),
            ("truncate", "", ""),
        ):  # fmt: skip
            yield (
                f"CREATE TRIGGER search_{event} AFTER {event.upper()} ON agreements_{table} {rows} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION search_note_change({quoted(' '.join(documents.split()))})"
            )
