"""The index of the search, and the triggers that keep it right at every commit. docs/search.md tells why."""

from typing import Any, ClassVar

import django.contrib.postgres.fields
import django.contrib.postgres.search
import django.db.models.deletion
from babel import Locale
from django.db import migrations, models

TABLES = """
CREATE TABLE search_document (
    agreement_id bigint PRIMARY KEY,
    record_id text NOT NULL,
    year smallint NOT NULL,
    signed_lower date,
    signed_upper date,
    facets text[] NOT NULL,
    words text[] NOT NULL,
    vector tsvector NOT NULL
) WITH (toast_tuple_target = 128);
CREATE UNIQUE INDEX search_document_record_id ON search_document (record_id);
CREATE INDEX search_document_vector ON search_document USING gin (vector) WITH (fastupdate = off);
CREATE INDEX search_document_facets ON search_document USING gin (facets) WITH (fastupdate = off);

CREATE TABLE search_clause (
    clause_id bigint PRIMARY KEY,
    agreement_id bigint NOT NULL,
    record_id text NOT NULL,
    number smallint NOT NULL,
    signed_lower date,
    signed_upper date,
    vector tsvector NOT NULL
);
CREATE INDEX search_clause_agreement ON search_clause (agreement_id);
CREATE INDEX search_clause_vector ON search_clause USING gin (vector) WITH (fastupdate = off);

-- Which documents have a value, as bits: document d is bit d % 16384 of chunk d / 16384.
CREATE TABLE search_facet (
    facet text NOT NULL,
    value text NOT NULL,
    chunk integer NOT NULL,
    bits bit(16384) NOT NULL,
    PRIMARY KEY (facet, value, chunk)
);
ALTER TABLE search_facet ALTER bits SET STORAGE PLAIN;

-- The words of the public record, folded, stemmed and as they sound, and how many documents have them.
CREATE TABLE search_word (
    word text PRIMARY KEY,
    folded text COLLATE "C" NOT NULL,
    lexeme text NOT NULL,
    sound text NOT NULL,
    documents integer NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX search_word_folded ON search_word (folded);
CREATE INDEX search_word_sound ON search_word (sound);
CREATE INDEX search_word_nearest ON search_word USING gin (sound gin_trgm_ops) WITH (fastupdate = off);

CREATE TABLE search_country (
    code text PRIMARY KEY,
    en text NOT NULL,
    ru text NOT NULL,
    kk text NOT NULL
);

-- Documents to be read again before the transaction commits (NULL: all of them).
CREATE TABLE search_due (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    agreement_id bigint
);
"""


def _term(table: str) -> str:
    texts = ", ".join(f"concat_ws(' ', label_{x}, array_to_string(alt_{x}, ' '))" for x in ("en", "ru", "kk"))
    return f"SELECT '{table}' AS facet, key, {texts} FROM agreements_{table}"


# What the index is made of, said once.
SOURCES = f"""
CREATE VIEW search_term(facet, key, en, ru, kk) AS
{" UNION ALL ".join(_term(table) for table in ("kind", "level", "status", "theme"))};

-- The values of every facet, document by document.
CREATE VIEW search_value(agreement_id, facet, value) AS
SELECT id, 'kind', kind_id FROM agreements_agreement
UNION ALL SELECT id, 'level', level_id FROM agreements_agreement
UNION ALL SELECT id, 'status', status_id FROM agreements_agreement
UNION ALL SELECT id, 'confidence', confidence_id FROM agreements_agreement
UNION ALL SELECT id, 'year', signed_year::text FROM agreements_agreement
UNION ALL SELECT id, 'all', '' FROM agreements_agreement
UNION ALL SELECT id, 'language', unnest(languages) FROM agreements_agreement
UNION ALL SELECT agreement_id, 'theme', theme_id FROM agreements_agreement_themes
UNION ALL SELECT c.agreement_id, 'theme', l.theme_id
    FROM agreements_clause c JOIN agreements_clause_themes l ON l.clause_id = c.id
UNION ALL SELECT l.agreement_id, 'party', p.slug
    FROM agreements_participation l JOIN agreements_party p ON p.id = l.party_id
UNION ALL SELECT l.agreement_id, 'side', p.side
    FROM agreements_participation l JOIN agreements_party p ON p.id = l.party_id
UNION ALL SELECT agreement_id, 'signed', '' FROM agreements_signatory
UNION ALL SELECT l.agreement_id, 'signatory', p.slug
    FROM agreements_signatory l JOIN agreements_person p ON p.id = l.person_id
UNION ALL SELECT a.id, 'place', p.slug
    FROM agreements_agreement a JOIN agreements_place p ON p.id = a.place_id
UNION ALL SELECT a.id, 'place', r.slug
    FROM agreements_agreement a JOIN agreements_region r ON r.id = a.place_region_id
UNION ALL SELECT l.agreement_id, 'region', r.slug
    FROM agreements_agreement_regions l JOIN agreements_region r ON r.id = l.region_id;

-- Who and where: parties, people, places under all their names, regions.
CREATE VIEW search_names(agreement_id, en, ru, kk) AS
SELECT l.agreement_id, p.name_en, p.name_ru, p.name_kk
    FROM agreements_participation l JOIN agreements_party p ON p.id = l.party_id
UNION ALL SELECT l.agreement_id, p.name_en, p.name_ru, p.name_kk
    FROM agreements_signatory l JOIN agreements_person p ON p.id = l.person_id
UNION ALL SELECT a.id, p.name_en, p.name_ru, p.name_kk
    FROM agreements_agreement a JOIN agreements_place p ON p.id = a.place_id
UNION ALL SELECT a.id, other.name_en, other.name_ru, other.name_kk
    FROM agreements_agreement a JOIN agreements_place p ON p.id = a.place_id
    JOIN agreements_place other ON other.id = p.same_as_id OR other.same_as_id = p.id
UNION ALL SELECT a.id, r.name_en, r.name_ru, r.name_kk
    FROM agreements_agreement a JOIN agreements_place p ON p.id = a.place_id
    JOIN agreements_region r ON r.id = p.region_id
UNION ALL SELECT a.id, r.name_en, r.name_ru, r.name_kk
    FROM agreements_agreement a JOIN agreements_region r ON r.id = a.place_region_id
UNION ALL SELECT l.agreement_id, r.name_en, r.name_ru, r.name_kk
    FROM agreements_agreement_regions l JOIN agreements_region r ON r.id = l.region_id;

-- The words under which a document is catalogued: vocabulary with its other words, countries, that somebody signed.
CREATE VIEW search_vocabulary(facet, value, en, ru, kk) AS
SELECT facet, key, en, ru, kk FROM search_term
UNION ALL SELECT 'side', code, en, ru, kk FROM search_country
UNION ALL SELECT 'signed', '', 'signed by signatory', 'подписал подписано подписант', 'қол қойған қойды';
"""

# Weights: A title, B who, where and when, C headings, summaries, offices and occasion, D texts. In a clause: A heading,
# B reference, C summary, D text. Marks, letters that folding removes, so that no word can begin with them: қ Kazakh
# words, ү vocabulary, һ notes, ө and ә once more the lexemes of the title and of the names.
REFRESH = r"""
-- A set of documents as bits: first 64 to a bigint, which is quick to gather, then 256 of those to a chunk.
CREATE FUNCTION search_mask(agreement_id bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN 1::bigint << (63 - (agreement_id % 64)::integer);

CREATE FUNCTION search_chunk(word integer, mask bigint) RETURNS bit
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN mask::bit(64)::bit(16384) >> (word % 256 * 64);

CREATE AGGREGATE search_concat(tsvector) (SFUNC = tsvector_concat, STYPE = tsvector, INITCOND = '');

-- The day, month and year of signature in words, as far as they are known: 11 November 2013, ноябрь 2013 года.
CREATE FUNCTION search_date(edtf text, year smallint) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN search_vector(
    concat_ws(' ', ltrim(substring(edtf FROM '^\d{4}-\d\d-(\d\d)'), '0'), (
        '{January,February,March,April,May,June,July,August,September,October,November,December}'::text[]
    )[substring(edtf FROM '^\d{4}-(\d\d)')::integer], 'year', year),
    concat_ws(' ', (
        '{январь,февраль,март,апрель,май,июнь,июль,август,сентябрь,октябрь,ноябрь,декабрь}'::text[]
    )[substring(edtf FROM '^\d{4}-(\d\d)')::integer], 'год'),
    concat_ws(' ', (
        '{қаңтар,ақпан,наурыз,сәуір,мамыр,маусым,шілде,тамыз,қыркүйек,қазан,қараша,желтоқсан}'::text[]
    )[substring(edtf FROM '^\d{4}-(\d\d)')::integer], 'жыл')
);

CREATE FUNCTION search_refresh(due bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    zero CONSTANT bit(16384) := repeat('0', 16384)::bit(16384);
    old_words text[];
BEGIN
    -- One writer of the index at a time, and only for the moment of its commit.
    PERFORM pg_advisory_xact_lock(hashtext('search_refresh'));

    SELECT array_agg(word) INTO old_words FROM (
        SELECT DISTINCT unnest(words) AS word FROM search_document WHERE agreement_id = ANY (due)
    ) words;
    UPDATE search_word SET documents = search_word.documents - gone.documents
    FROM (
        SELECT word, count(*) AS documents
        FROM search_document, unnest(words) AS word WHERE agreement_id = ANY (due) GROUP BY word
    ) gone
    WHERE search_word.word = gone.word;
    UPDATE search_facet SET bits = search_facet.bits & ~gone.bits
    FROM (
        SELECT item, word / 256 AS chunk, bit_or(search_chunk(word, mask)) AS bits
        FROM (
            SELECT item, (agreement_id / 64)::integer AS word, bit_or(search_mask(agreement_id)) AS mask
            FROM search_document, unnest(facets) AS item WHERE agreement_id = ANY (due) GROUP BY 1, 2
        ) words
        GROUP BY 1, 2
    ) gone
    WHERE facet = split_part(gone.item, ':', 1) AND value = split_part(gone.item, ':', 2)
        AND search_facet.chunk = gone.chunk;
    DELETE FROM search_clause WHERE agreement_id = ANY (due);
    DELETE FROM search_document WHERE agreement_id = ANY (due);

    -- What is not public is not in the index at all.
    SELECT array_agg(id) INTO due FROM agreements_agreement WHERE id = ANY (due) AND state = 'published';
    IF due IS NOT NULL THEN
        INSERT INTO search_clause (clause_id, agreement_id, record_id, number, signed_lower, signed_upper, vector)
        WITH term AS MATERIALIZED (
            SELECT key, search_marked('ү', search_vector(en, ru, kk)) AS vector FROM search_term
            WHERE facet = 'theme' AND key IN (
                SELECT l.theme_id FROM agreements_clause c JOIN agreements_clause_themes l ON l.clause_id = c.id
                WHERE c.agreement_id = ANY (due)
            )
        )
        SELECT c.id, c.agreement_id, a.record_id, c.number, a.signed_lower, a.signed_upper,
            setweight(search_vector(heading_en, heading_ru, heading_kk), 'A')
            || setweight(search_vector(ref, search_reference(ref, 'ru'), search_reference(ref, 'kk')), 'B')
            || setweight(search_vector(c.summary_en, c.summary_ru, c.summary_kk), 'C')
            || setweight(search_vector(text_en, text_ru, text_kk), 'D')
            || coalesce(terms.vector, '')
        FROM agreements_clause c
        JOIN agreements_agreement a ON a.id = c.agreement_id
        LEFT JOIN (
            SELECT l.clause_id, search_concat(term.vector) AS vector
            FROM agreements_clause c JOIN agreements_clause_themes l ON l.clause_id = c.id
            JOIN term ON term.key = l.theme_id
            WHERE c.agreement_id = ANY (due)
            GROUP BY l.clause_id
        ) terms ON terms.clause_id = c.id
        WHERE c.agreement_id = ANY (due);

        INSERT INTO search_document (
            agreement_id, record_id, year, signed_lower, signed_upper, facets, words, vector
        )
        WITH term AS MATERIALIZED (
            SELECT facet || ':' || value AS item, concat_ws(' ', en, ru, kk) AS words,
                search_marked('ү', search_vector(en, ru, kk)) AS vector
            FROM search_vocabulary
            WHERE facet || ':' || value IN (
                SELECT v.facet || ':' || v.value FROM search_value v WHERE v.agreement_id = ANY (due)
            )
        )
        SELECT a.id, a.record_id, a.signed_year, a.signed_lower, a.signed_upper,
            values.items,
            search_words(concat_ws(' ',
                title_en, title_ru, title_kk, summary_en, summary_ru, summary_kk, occasion_en, occasion_ru,
                occasion_kk, notes, names.en, names.ru, names.kk, offices.en, offices.ru, offices.kk, clauses.words,
                vocabulary.words
            )),
            setweight(title.vector, 'A') || search_marked('ө', title.vector)
            || setweight(name.vector, 'B') || search_marked('ә', name.vector)
            || setweight(search_vector(
                concat_ws(' ', summary_en, occasion_en, renewal_en, offices.en),
                concat_ws(' ', summary_ru, occasion_ru, renewal_ru, offices.ru),
                concat_ws(' ', summary_kk, occasion_kk, renewal_kk, offices.kk)
            ), 'C')
            || coalesce(clauses.vector, '')
            || search_marked('һ', search_vector(notes, '', ''))
            || coalesce(vocabulary.vector, '')
            || array_to_tsvector(ARRAY['#' || record_id, '#' || rtrim(signed, '?~%')])
        FROM agreements_agreement a
        CROSS JOIN LATERAL (
            SELECT array_agg(DISTINCT facet || ':' || value) AS items FROM search_value v WHERE v.agreement_id = a.id
        ) values
        CROSS JOIN LATERAL (SELECT search_vector(title_en, title_ru, title_kk) AS vector) title
        CROSS JOIN LATERAL (
            SELECT string_agg(en, ' ') AS en, string_agg(ru, ' ') AS ru, string_agg(kk, ' ') AS kk
            FROM search_names n WHERE n.agreement_id = a.id
        ) names
        CROSS JOIN LATERAL (
            SELECT search_vector(names.en, names.ru, names.kk) || search_date(signed, signed_year) AS vector
        ) name
        CROSS JOIN LATERAL (
            SELECT string_agg(office_en, ' ') AS en, string_agg(office_ru, ' ') AS ru, string_agg(office_kk, ' ') AS kk
            FROM agreements_signatory WHERE agreement_id = a.id
        ) offices
        CROSS JOIN LATERAL (
            SELECT search_concat(term.vector) AS vector, string_agg(term.words, ' ') AS words
            FROM term WHERE term.item = ANY (values.items)
        ) vocabulary
        CROSS JOIN LATERAL (
            SELECT search_concat(
                    setweight(ts_filter(s.vector, '{a,b,c}'), 'C') || ts_filter(s.vector, '{d}')
                ) AS vector,
                string_agg(concat_ws(' ', heading_en, heading_ru, heading_kk, c.summary_en, c.summary_ru, c.summary_kk,
                    text_en, text_ru, text_kk), ' ') AS words
            FROM agreements_clause c JOIN search_clause s ON s.clause_id = c.id WHERE c.agreement_id = a.id
        ) clauses
        WHERE a.id = ANY (due);

        WITH words AS MATERIALIZED (
            SELECT word, count(*) AS documents
            FROM search_document, unnest(words) AS word WHERE agreement_id = ANY (due) GROUP BY word
        ), known AS (
            UPDATE search_word SET documents = search_word.documents + words.documents
            FROM words WHERE search_word.word = words.word
        )
        INSERT INTO search_word (word, folded, lexeme, sound, documents)
        SELECT word, folded, search_lexeme(folded), search_sound(folded), documents
        FROM (
            SELECT word, search_fold(word) AS folded, documents
            FROM words WHERE NOT EXISTS (SELECT FROM search_word WHERE search_word.word = words.word)
        ) new;

        INSERT INTO search_facet (facet, value, chunk, bits)
        SELECT split_part(item, ':', 1), split_part(item, ':', 2), word / 256, bit_or(search_chunk(word, mask))
        FROM (
            SELECT item, (agreement_id / 64)::integer AS word, bit_or(search_mask(agreement_id)) AS mask
            FROM search_document, unnest(facets) AS item WHERE agreement_id = ANY (due) GROUP BY 1, 2
        ) words
        GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        ON CONFLICT (facet, value, chunk) DO UPDATE SET bits = search_facet.bits | excluded.bits;
    END IF;
    DELETE FROM search_word WHERE word = ANY (old_words) AND documents <= 0;
    DELETE FROM search_facet WHERE bits = zero;
END
$$;
"""

# Which documents a changed row of each table is part of. Statement-level triggers put them on the list of what is
# due; the list is worked off once, when the transaction commits.
_PARTY = "SELECT agreement_id FROM agreements_participation WHERE party_id IN (SELECT id FROM changed)"
_PERSON = "SELECT agreement_id FROM agreements_signatory WHERE person_id IN (SELECT id FROM changed)"
_PLACE = """
    SELECT a.id FROM agreements_agreement a JOIN agreements_place p ON p.id = a.place_id
    WHERE p.id IN (SELECT id FROM changed UNION SELECT same_as_id FROM changed)
    OR p.same_as_id IN (SELECT id FROM changed)
"""
_REGION = """
    SELECT agreement_id FROM agreements_agreement_regions WHERE region_id IN (SELECT id FROM changed)
    UNION SELECT id FROM agreements_agreement WHERE place_region_id IN (SELECT id FROM changed)
    UNION SELECT a.id FROM agreements_agreement a JOIN agreements_place p ON p.id = a.place_id
    WHERE p.region_id IN (SELECT id FROM changed)
"""
_THEME = """
    SELECT agreement_id FROM agreements_agreement_themes WHERE theme_id IN (SELECT key FROM changed)
    UNION SELECT c.agreement_id FROM agreements_clause c JOIN agreements_clause_themes l ON l.clause_id = c.id
    WHERE l.theme_id IN (SELECT key FROM changed)
"""
_TERM = "SELECT id FROM agreements_agreement WHERE {0}_id IN (SELECT key FROM changed)"
WATCHED = {
    "agreement": "SELECT id FROM changed",
    "agreement_themes": "SELECT agreement_id FROM changed",
    "agreement_regions": "SELECT agreement_id FROM changed",
    "participation": "SELECT agreement_id FROM changed",
    "signatory": "SELECT agreement_id FROM changed",
    "clause": "SELECT agreement_id FROM changed",
    "clause_themes": "SELECT agreement_id FROM agreements_clause WHERE id IN (SELECT clause_id FROM changed)",
    "party": _PARTY,
    "person": _PERSON,
    "place": _PLACE,
    "region": _REGION,
    "theme": _THEME,
    "kind": _TERM.format("kind"),
    "level": _TERM.format("level"),
    "status": _TERM.format("status"),
    "confidence": _TERM.format("confidence"),
}

TRIGGERS = r"""
CREATE FUNCTION search_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        INSERT INTO search_due (agreement_id) VALUES (NULL);
    ELSE
        EXECUTE 'INSERT INTO search_due (agreement_id) SELECT DISTINCT due.id FROM (' || TG_ARGV[0] || ') due(id)';
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION search_work_off() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    due bigint[];
BEGIN
    -- The first row of the list settles them all; for the others there is nothing left to do.
    IF EXISTS (SELECT FROM search_due WHERE id = NEW.id) THEN
        WITH listed AS (DELETE FROM search_due RETURNING agreement_id)
        SELECT array_agg(DISTINCT agreement_id) INTO due FROM listed;
        IF array_position(due, NULL) IS NOT NULL THEN
            SELECT array_agg(agreement_id) INTO due FROM (
                SELECT agreement_id FROM search_document UNION SELECT id FROM agreements_agreement
            ) everything;
        END IF;
        PERFORM search_refresh(due);
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER search_work_off AFTER INSERT ON search_due
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION search_work_off();
"""


def _triggers() -> str:
    statements = []
    for table, documents in WATCHED.items():
        for event, rows in (
            ("INSERT", "REFERENCING NEW TABLE AS changed"),
            ("UPDATE", "REFERENCING OLD TABLE AS before NEW TABLE AS after"),
            ("DELETE", "REFERENCING OLD TABLE AS changed"),
            ("TRUNCATE", ""),
        ):
            if event == "UPDATE":
                both = "WITH changed AS (SELECT * FROM before UNION ALL SELECT * FROM after) " + documents
            else:
                both = documents
            argument = both.replace("'", "''")
            statements.append(
                f"CREATE TRIGGER search_{event.lower()} AFTER {event} ON agreements_{table} {rows} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION search_note_change('{argument}');"
            )
    return "\n".join(statements)


DROP = "\n".join([
    *(
        f"DROP TRIGGER search_{event} ON agreements_{table};"
        for table in WATCHED
        for event in ("insert", "update", "delete", "truncate")
    ),
    """
    DROP VIEW search_vocabulary, search_names, search_value, search_term;
    DROP TABLE search_due, search_country, search_word, search_facet, search_clause, search_document;
    DROP FUNCTION search_work_off();
    DROP FUNCTION search_note_change();
    DROP FUNCTION search_refresh(bigint[]);
    DROP FUNCTION search_date(text, smallint);
    DROP AGGREGATE search_concat(tsvector);
    DROP FUNCTION search_chunk(integer, bigint);
    DROP FUNCTION search_mask(bigint);
    """,
])


def name_countries(apps: Any, editor: Any) -> None:
    """Countries under their names in the languages of the record (Unicode CLDR), for whatever sides it has."""
    names = {lang: Locale.parse(lang).territories for lang in ("en", "ru", "kk")}
    with editor.connection.cursor() as cursor:
        for code, name in names["en"].items():
            if len(code) == 2 and code.isalpha():
                cursor.execute(
                    "INSERT INTO search_country VALUES (%s, %s, %s, %s)",
                    [code, name, names["ru"].get(code, name), names["kk"].get(code, name)],
                )


def read_record(apps: Any, editor: Any) -> None:
    """Index what the database already holds."""
    editor.execute("INSERT INTO search_due (agreement_id) VALUES (NULL)")
    editor.execute("SET CONSTRAINTS search_work_off IMMEDIATE")


class Migration(migrations.Migration):
    """The index of the search."""

    dependencies: ClassVar = [("agreements", "0010_search_functions")]
    operations: ClassVar = [
        migrations.RunSQL(TABLES + SOURCES + REFRESH + TRIGGERS + _triggers(), DROP),
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                ("agreement", models.OneToOneField(
                    db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True,
                    related_name="index", serialize=False, to="agreements.agreement",
                )),
                ("record_id", models.TextField()),
                ("year", models.SmallIntegerField()),
                ("signed_lower", models.DateField(null=True)),
                ("signed_upper", models.DateField(null=True)),
                ("facets", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("vector", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={"db_table": "search_document", "managed": False},
        ),
        migrations.CreateModel(
            name="SearchClause",
            fields=[
                ("clause", models.OneToOneField(
                    db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True,
                    related_name="index", serialize=False, to="agreements.clause",
                )),
                ("record_id", models.TextField()),
                ("number", models.SmallIntegerField()),
                ("signed_lower", models.DateField(null=True)),
                ("signed_upper", models.DateField(null=True)),
                ("vector", django.contrib.postgres.search.SearchVectorField()),
                ("document", models.ForeignKey(
                    db_column="agreement_id", db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="clauses", to="agreements.searchdocument",
                )),
            ],
            options={"db_table": "search_clause", "managed": False},
        ),
        migrations.RunPython(name_countries, migrations.RunPython.noop),
        migrations.RunPython(read_record, migrations.RunPython.noop),
    ]
