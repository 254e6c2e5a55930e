-- How the index is read anew, document by document.

-- A set of documents as bits: first 64 to a bigint, which is quick to gather, then 256 of those to a chunk.
CREATE FUNCTION search_mask(agreement_id bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN 1::bigint << (63 - (agreement_id % 64)::integer);

CREATE FUNCTION search_chunk(word integer, mask bigint) RETURNS bit
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN mask::bit(64)::bit(16384) >> (word % 256 * 64);

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
    WHERE facet = split_part(gone.item, ':', 1) AND value = substr(gone.item, strpos(gone.item, ':') + 1)
        AND search_facet.chunk = gone.chunk;
    DELETE FROM search_clause WHERE agreement_id = ANY (due);
    DELETE FROM search_similar WHERE agreement_id = ANY (due);
    DELETE FROM search_document WHERE agreement_id = ANY (due);

    -- What is not public is not in the index at all.
    SELECT array_agg(id) INTO due FROM search_entry WHERE id = ANY (due) AND state = 'published';
    IF due IS NOT NULL THEN
        INSERT INTO search_clause (clause_id, agreement_id, record_id, number, signed_lower, signed_upper, vector)
        WITH term AS MATERIALIZED (
            SELECT key, search_marked('ү', search_vector(en, ru, kk)) AS vector FROM search_term
            WHERE facet = 'theme' AND key IN (
                SELECT l.theme_id FROM agreements_clause c JOIN agreements_clause_themes l ON l.clause_id = c.id
                WHERE c.agreement_id = ANY (due)
            )
        )
        SELECT c.id, c.agreement_id, a.record_id, c.position, a.signed_lower, a.signed_upper,
            setweight(search_vector(heading_en, heading_ru, heading_kk), 'A')
            || setweight(search_vector(ref, search_reference(ref, 'ru'), search_reference(ref, 'kk')), 'B')
            || setweight(search_vector(c.summary_en, c.summary_ru, c.summary_kk), 'C')
            || setweight(search_vector(text_en, text_ru, text_kk), 'D')
            || coalesce(terms.vector, '')
        FROM agreements_clause c
        JOIN search_entry a ON a.id = c.agreement_id
        LEFT JOIN (
            SELECT l.clause_id, search_concat(term.vector) AS vector
            FROM agreements_clause c JOIN agreements_clause_themes l ON l.clause_id = c.id
            JOIN term ON term.key = l.theme_id
            WHERE c.agreement_id = ANY (due)
            GROUP BY l.clause_id
        ) terms ON terms.clause_id = c.id
        WHERE c.agreement_id = ANY (due);

        INSERT INTO search_similar (clause_id, agreement_id, stems)
        SELECT id, agreement_id, to_tsvector('pg_catalog.english', left(heading_en || ' ' || summary_en, 50000))
        FROM agreements_clause WHERE agreement_id = ANY (due);

        INSERT INTO search_document (
            agreement_id, record_id, year, signed_lower, signed_upper, facets, words, vector,
            title_key_en, title_key_ru, title_key_kk
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
                occasion_kk, notes_en, notes_ru, notes_kk,
                original_archive_en, original_archive_ru, original_archive_kk, names.en, names.ru, names.kk, offices.en, offices.ru, offices.kk, clauses.words,
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
            || search_marked('һ', search_vector(notes_en, notes_ru, notes_kk))
            || setweight(search_vector(
                concat_ws(' ', original_archive_en, original_fonds, original_inventory, original_file, original_sheets,
                    identifier_adilet, identifier_cntd, identifier_unts, identifier_wikidata),
                original_archive_ru, original_archive_kk
            ), 'D')
            || coalesce(vocabulary.vector, '')
            || array_to_tsvector(ARRAY['#' || record_id, '#' || rtrim(signed, '?~%')]),
            search_alphabet(title_en),
            search_alphabet(coalesce(nullif(title_ru, ''), title_en)),
            search_alphabet(coalesce(nullif(title_kk, ''), nullif(title_ru, ''), title_en))
        FROM search_entry a
        CROSS JOIN LATERAL (
            SELECT array_agg(DISTINCT facet || ':' || value) AS items FROM search_value v WHERE v.agreement_id = a.id
        ) values
        CROSS JOIN LATERAL (SELECT search_vector(title_en, title_ru, title_kk) AS vector) title
        CROSS JOIN LATERAL (
            SELECT string_agg(en, ' ' ORDER BY en, ru, kk) AS en, string_agg(ru, ' ' ORDER BY en, ru, kk) AS ru, string_agg(kk, ' ' ORDER BY en, ru, kk) AS kk
            FROM search_names n WHERE n.agreement_id = a.id
        ) names
        CROSS JOIN LATERAL (
            SELECT search_vector(names.en, names.ru, names.kk) || search_date(signed, signed_year) AS vector
        ) name
        CROSS JOIN LATERAL (
            SELECT string_agg(office_en, ' ' ORDER BY office_en, office_ru, office_kk) AS en, string_agg(office_ru, ' ' ORDER BY office_en, office_ru, office_kk) AS ru, string_agg(office_kk, ' ' ORDER BY office_en, office_ru, office_kk) AS kk
            FROM agreements_signatory WHERE agreement_id = a.id
        ) offices
        CROSS JOIN LATERAL (
            SELECT search_concat(term.vector ORDER BY term.item) AS vector, string_agg(term.words, ' ') AS words
            FROM term WHERE term.item = ANY (values.items)
        ) vocabulary
        CROSS JOIN LATERAL (
            SELECT search_concat(
                    setweight(ts_filter(s.vector, '{a,b,c}'), 'C') || ts_filter(s.vector, '{d}') ORDER BY c.position, c.id
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
        SELECT split_part(item, ':', 1), substr(item, strpos(item, ':') + 1), word / 256, bit_or(search_chunk(word, mask))
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

-- Reads the whole record anew.
CREATE FUNCTION search_fill() RETURNS void LANGUAGE sql AS $$
SELECT search_refresh(array_agg(id)) FROM (
    SELECT agreement_id AS id FROM search_document UNION SELECT id FROM search_entry
) everything
$$;
