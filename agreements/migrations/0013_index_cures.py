"""The index sorts by the alphabet, reads no document again for nothing, and follows whoever writes.

Functions and triggers are changed where they stand: what is to change is looked for in them, and has to be there.
"""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.db import migrations

# --- The alphabet ---

# The keys of agreements.base.alphabet: each letter, and what stands for it. Tests hold the two against each other.
# Letters that most texts are made of are looked up alone, which is many times as fast: translate() goes from one to the
# next.
LETTERS, LETTERS_KEYS = (
    "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюяАӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯABCDEFGHIJKLMNOP"
    "QRSTUVWXYZ",
    "ЀЁЂЃЄЅІЇЈЉЊЋЌЍЎЏАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЀЁЂЃЄЅІЇЈЉЊЋЌЍЎЏАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩabcdefghijklmnop"
    "qrstuvwxyz",
)
OTHERS, OTHERS_KEYS = (
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞàáâãäåçèéêëìíîïñòóôõöùúûüýÿĀāĂăĄąĆćĈĉĊċČčĎďĐĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĦĨĩĪīĬ"
    "ĭĮįİĲĴĵĶķĹĺĻļĽľĿŁŃńŅņŇňŊŌōŎŏŐőŒŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŦŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽžЀЂЃЄЅЇЈЉЊЋЌЍЎЏѠѢѤѦѨѪѬѮѰѲѴѶѸ"
    "ѺѼѾҀҊҌҎҐҔҖҘҜҞҠҤҦҨҪҬҲҴҶҸҼҾӀӁӃӅӇӉӋӍӐӒӔӖӚӜӞӠӢӤӦӪӬӮӰӲӴӶӸӺӼӾԀԂԄԆԈԊԌԎԐԒԔԖԘԚԜԞԠԢԤԦԨԪԬԮ",
    "aaaaaaæceeeeiiiiðnoooooøuuuuyþaaaaaaceeeeiiiinooooouuuuyyaaaaaaccccccccddđeeeeeeeeeegggggggghhħiiiii"
    "iiiiĳjjkkllllllŀłnnnnnnŋooooooœrrrrrrssssssssttttŧuuuuuuuuuuuuwwyyyzzzzzzѐђѓєѕїјљњћќѝўџѡѣѥѧѩѫѭѯѱѳѵѷѹ"
    "ѻѽѿҁҋҍҏґҕҗҙҝҟҡҥҧҩҫҭҳҵҷҹҽҿӏӂӄӆӈӊӌӎӑӓӕӗӛӝӟӡӣӥӧӫӭӯӱӳӵӷӹӻӽӿԁԃԅԇԉԋԍԏԑԓԕԗԙԛԝԟԡԣԥԧԩԫԭԯ",
)
AROUND = "«»‹›“”„‟‘’‚\"''()[] \u00a0"

ALPHABET = f"""
CREATE FUNCTION search_alphabet(given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
    WHEN given ~ '[{OTHERS}]' THEN translate(btrim(given, '{AROUND}'), '{LETTERS}{OTHERS}', '{LETTERS_KEYS}{OTHERS_KEYS}')
    ELSE translate(btrim(given, '{AROUND}'), '{LETTERS}', '{LETTERS_KEYS}')
END;

-- The title that a reader of each language sees (agreements.base.languages.FALLBACK), as it sorts.
ALTER TABLE search_document
    ADD title_key_en text COLLATE "C" NOT NULL DEFAULT '',
    ADD title_key_ru text COLLATE "C" NOT NULL DEFAULT '',
    ADD title_key_kk text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE search_document
    ALTER title_key_en DROP DEFAULT, ALTER title_key_ru DROP DEFAULT, ALTER title_key_kk DROP DEFAULT;
CREATE INDEX search_document_title_en ON search_document (title_key_en, record_id);
CREATE INDEX search_document_title_ru ON search_document (title_key_ru, record_id);
CREATE INDEX search_document_title_kk ON search_document (title_key_kk, record_id);
"""

DROP_ALPHABET = """
ALTER TABLE search_document DROP title_key_en, DROP title_key_ru, DROP title_key_kk;
DROP FUNCTION search_alphabet(text);
"""

def _ordered(columns: str, order: str) -> tuple[str, str]:
    """Three texts put together, and the same in an order of theirs."""
    texts = [f"string_agg({column}, ' '" for column in columns.split()]
    names = ("en", "ru", "kk")
    return (
        ", ".join(f"{text}) AS {name}" for text, name in zip(texts, names, strict=True)),
        ", ".join(f"{text} ORDER BY {order}) AS {name}" for text, name in zip(texts, names, strict=True)),
    )


# In search_refresh(): the new columns; values of facets that hold a colon themselves; and texts that are put together
# in an order of their own, so that a document has one place for each word, however the rows were written and read.
REFRESH = (
    _ordered("en ru kk", "en, ru, kk"),
    _ordered("office_en office_ru office_kk", "office_en, office_ru, office_kk"),
    (
        "SELECT search_concat(term.vector) AS vector, string_agg(term.words, ' ') AS words",
        "SELECT search_concat(term.vector ORDER BY term.item) AS vector, string_agg(term.words, ' ') AS words",
    ),
    (
        "|| ts_filter(s.vector, '{d}')\n                ) AS vector",
        "|| ts_filter(s.vector, '{d}') ORDER BY c.position, c.id\n                ) AS vector",
    ),
    (
        "agreement_id, record_id, year, signed_lower, signed_upper, facets, words, vector\n        )",
        "agreement_id, record_id, year, signed_lower, signed_upper, facets, words, vector,\n"
        "            title_key_en, title_key_ru, title_key_kk\n        )",
    ),
    (
        "            || array_to_tsvector(ARRAY['#' || record_id, '#' || rtrim(signed, '?~%')])\n",
        "            || array_to_tsvector(ARRAY['#' || record_id, '#' || rtrim(signed, '?~%')]),\n"
        "            search_alphabet(title_en),\n"
        "            search_alphabet(coalesce(nullif(title_ru, ''), title_en)),\n"
        "            search_alphabet(coalesce(nullif(title_kk, ''), nullif(title_ru, ''), title_en))\n",
    ),
    # Clauses stand in the order of the text, which is not that of their numbers.
    ("a.record_id, c.number, a.signed_lower", "a.record_id, c.position, a.signed_lower"),
    ("split_part(gone.item, ':', 2)", "substr(gone.item, strpos(gone.item, ':') + 1)"),
    ("split_part(item, ':', 2)", "substr(item, strpos(item, ':') + 1)"),
)

# --- References ---

# The words of agreements.base.references. In Kazakh the number goes before the word: 12-бап.
WORDS = (
    ("Articles?", "статья", "бап"),
    ("Preambles?", "преамбула", "преамбула кіріспе"),
    ("Parts?", "часть", "бөлік"),
    ("Chapters?", "глава", "тарау"),
    ("Sections?", "раздел", "бөлім"),
    ("(?:Paragraph|Point|Item)s?", "пункт", "тармақ"),
    ("(?:Annex|Annexes|Appendix|Appendices)", "приложение", "қосымша"),
)


def _reference() -> str:
    russian = kazakh = "ref"
    for word, ru, kk in WORDS:
        russian = f"regexp_replace({russian}, '\\m{word}\\M', '{ru}', 'gi')"
        kazakh = f"regexp_replace({kazakh}, '\\m{word}\\M(?:\\s+(\\S+))?', '\\1 {kk}', 'gi')"
    known = "|".join(word for word, _ru, _kk in WORDS)
    return f"""
CREATE OR REPLACE FUNCTION search_reference(ref text, lang text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN ref ~* '\\m(?:{known})\\M' THEN CASE lang WHEN 'ru' THEN {russian} ELSE {kazakh} END END
"""


# --- Changes that change nothing ---

# What the index reads of each table. An UPDATE of anything else is nothing to it. It reads nothing of the levels of
# confidence but their keys, which stand in the documents.
READ = {
    "agreement": """
        id, record_id, state, kind_id, level_id, status_id, confidence_id, signed, place_id, place_region_id, languages,
        title_en, title_ru, title_kk, summary_en, summary_ru, summary_kk, occasion_en, occasion_ru, occasion_kk,
        renewal_en, renewal_ru, renewal_kk, notes
    """,
    "agreement_themes": "agreement_id, theme_id",
    "agreement_regions": "agreement_id, region_id",
    "participation": "agreement_id, party_id",
    "signatory": "agreement_id, person_id, office_en, office_ru, office_kk",
    "clause": """
        id, agreement_id, position, ref, heading_en, heading_ru, heading_kk, summary_en, summary_ru, summary_kk, text_en,
        text_ru, text_kk
    """,
    "clause_themes": "clause_id, theme_id",
    "party": "id, slug, side, name_en, name_ru, name_kk",
    "person": "id, slug, name_en, name_ru, name_kk",
    "place": "id, slug, name_en, name_ru, name_kk, region_id, same_as_id",
    "region": "id, slug, name_en, name_ru, name_kk",
    **dict.fromkeys(("theme", "kind", "level", "status"), "key, label_en, label_ru, label_kk, alt_en, alt_ru, alt_kk"),
}
ANY_ROW = "SELECT * FROM before UNION ALL SELECT * FROM after"


def _changed_rows(table: str) -> str:
    columns = " ".join(READ[table].split())
    before, after = (f"SELECT {columns} FROM {rows}" for rows in ("before", "after"))
    return f"({before} EXCEPT {after}) UNION ALL ({after} EXCEPT {before})"


def _events() -> Iterator[tuple[str, str, str]]:
    for event, rows in (
        ("insert", "REFERENCING NEW TABLE AS changed"),
        ("update", "REFERENCING OLD TABLE AS before NEW TABLE AS after"),
        ("delete", "REFERENCING OLD TABLE AS changed"),
        ("truncate", ""),
    ):
        both = f"WITH changed AS ({ANY_ROW}) " if event == "update" else ""
        yield event, rows, f"{both}SELECT id FROM agreements_agreement WHERE confidence_id IN (SELECT key FROM changed)"


UNWATCH = "\n".join(f"DROP TRIGGER search_{event} ON agreements_confidence;" for event, _rows, _documents in _events())
WATCH = "\n".join(
    f"CREATE TRIGGER search_{event} AFTER {event.upper()} ON agreements_confidence {rows} "
    f"FOR EACH STATEMENT EXECUTE FUNCTION search_note_change('{documents}');"
    for event, rows, documents in _events()
)

# --- Writers without a search_path ---

# What others may call finds its tables by itself: pg_dump, and jobs that keep an empty path, write here too. It is the
# schema in which the archive is installed, and it stands in a setting of each function.
OWN_PATH = """
DO $$
DECLARE
    name regprocedure;
BEGIN
    FOR name IN
        SELECT p.oid FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
        WHERE l.lanname = 'plpgsql' AND p.pronamespace = current_schema()::regnamespace
        AND (p.proname LIKE 'search\\_%' OR p.proname LIKE 'agreement\\_%')
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', name, current_schema());
    END LOOP;
END
$$;
"""
NO_PATH = OWN_PATH.replace("SET search_path = %I, pg_temp', name, current_schema()", "RESET search_path', name")


def _edit(editor: Any, definition: str, changes: Any, *, backwards: bool) -> str:
    """A definition as the database has it, with other words in some places."""
    with editor.connection.cursor() as cursor:
        cursor.execute(definition)
        text: str = cursor.fetchone()[0]
    for old, new in changes:
        given, wanted = (new, old) if backwards else (old, new)
        assert given in text, given
        text = text.replace(given, wanted)
    return text


def _change(editor: Any, *, backwards: bool) -> None:
    editor.execute(
        _edit(
            editor,
            "SELECT pg_get_functiondef('search_refresh(bigint[])'::regprocedure)",
            REFRESH,
            backwards=backwards,
        ),
        params=None,  # per cent signs are meant
    )
    for table in READ:
        trigger = _edit(
            editor,
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger "
            f"WHERE tgname = 'search_update' AND tgrelid = 'agreements_{table}'::regclass",
            [(ANY_ROW, _changed_rows(table))],
            backwards=backwards,
        )
        editor.execute(f"DROP TRIGGER search_update ON agreements_{table}")
        editor.execute(trigger)


def change(apps: Any, editor: Any) -> None:
    """Change what is there."""
    _change(editor, backwards=False)


def change_back(apps: Any, editor: Any) -> None:
    """As it was before."""
    _change(editor, backwards=True)


def read_record(apps: Any, editor: Any) -> None:
    """Index anew what the database already holds."""
    editor.execute("INSERT INTO search_due (agreement_id) VALUES (NULL)")
    editor.execute("SET CONSTRAINTS search_work_off IMMEDIATE")


class Migration(migrations.Migration):
    """Cures of the index."""

    dependencies: ClassVar = [("agreements", "0012_shapes_and_order")]
    operations: ClassVar = [
        migrations.RunSQL(ALPHABET, DROP_ALPHABET),
        migrations.RunSQL(_reference(), migrations.RunSQL.noop),  # the old words were fewer, and the same
        migrations.RunSQL(UNWATCH, WATCH),
        migrations.RunPython(change, change_back),
        migrations.RunSQL(OWN_PATH, NO_PATH),
        migrations.RunPython(read_record, migrations.RunPython.noop),
    ]
