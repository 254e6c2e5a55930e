-- How entries are read into the index.

-- A set of entries as bits: first 64 to a bigint, which is quick to gather, then 256 of those to a chunk.
CREATE FUNCTION search_mask(entry_id bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN 1::bigint << (63 - (entry_id % 64)::integer);

CREATE FUNCTION search_chunk(word integer, mask bigint) RETURNS bit
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN mask::bit(64)::bit(16384) >> (word % 256 * 64);

-- The values that the index has of these entries, and of each the entries as bits.
CREATE FUNCTION search_bits(due bigint[]) RETURNS TABLE (type text, facet text, value text, chunk integer, bits bit)
LANGUAGE sql STABLE AS $$
SELECT type, split_part(item, ':', 1), substr(item, strpos(item, ':') + 1), word / 256, bit_or(search_chunk(word, mask))
FROM (
    SELECT type, item, (entry_id / 64)::integer AS word, bit_or(search_mask(entry_id)) AS mask
    FROM search_entry, unnest(facets) AS item WHERE entry_id = ANY (due) GROUP BY 1, 2, 3
) words
GROUP BY 1, 2, 3, 4
$$;

-- Takes out what the index has of these entries.
CREATE FUNCTION search_forget(due bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE search_facet known SET bits = known.bits & ~gone.bits
    FROM search_bits(due) gone
    WHERE (known.type, known.facet, known.value, known.chunk) = (gone.type, gone.facet, gone.value, gone.chunk);
    DELETE FROM search_similar WHERE entry_id = ANY (due);
    DELETE FROM search_passage WHERE entry_id = ANY (due);
    DELETE FROM search_entry WHERE entry_id = ANY (due);
END
$$;

-- Reads entries of which the index has nothing. All of them have to be public.
CREATE FUNCTION search_read(due bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    WITH entry AS MATERIALIZED (
        SELECT * FROM search_published WHERE entry_id = ANY (due)
    ), piece AS MATERIALIZED (
        SELECT t.entry_id, part, part_id, position, item, weight, family, compared, lang, number, piece,
            search_vector(
                piece, CASE weight WHEN '' THEN family ELSE '' END || CASE lang WHEN 'kk' THEN 'қ' ELSE '' END
            ) AS vector
        FROM search_text t
        CROSS JOIN LATERAL (VALUES ('en', en), ('ru', ru), ('kk', kk)) spoken(lang, said)
        CROSS JOIN LATERAL search_pieces(said)
        WHERE entry_id = ANY (due) AND said <> ''
    ), coded AS MATERIALIZED (
        SELECT DISTINCT entry_id, part, part_id, facet, value FROM search_coded WHERE entry_id = ANY (due)
    ), term AS MATERIALIZED (
        SELECT facet, value,
            search_after(
                search_after(search_vector(coalesce(en, ''), 'ү'), search_vector(coalesce(ru, ''), 'ү')),
                search_vector(coalesce(kk, ''), 'үқ')
            ) AS vector,
            search_words(concat_ws(' ', en, ru), '') || search_words(coalesce(kk, ''), 'kk') AS words
        FROM search_vocabulary WHERE (facet, value) IN (SELECT facet, value FROM coded)
    ), called AS (
        SELECT entry_id, part, part_id, search_concat(vector ORDER BY facet, value) AS vector
        FROM coded JOIN term USING (facet, value) GROUP BY 1, 2, 3
    ), spoken AS (
        -- In an order of their own, so that an entry has the same index whoever wrote its rows when.
        SELECT entry_id, part, part_id, number, min(position) AS position,
            search_words(coalesce(string_agg(piece, ' ') FILTER (WHERE lang <> 'kk'), ''), '')
            || search_words(coalesce(string_agg(piece, ' ') FILTER (WHERE lang = 'kk'), ''), 'kk') AS words,
            search_concat(
                CASE weight
                    WHEN '' THEN vector
                    ELSE setweight(vector, weight::"char")
                        || CASE family WHEN '' THEN '' ELSE search_prefixed(family, tsvector_to_array(vector)) END
                END
                ORDER BY weight = '', weight, family, lang, item, piece
            ) AS vector
        FROM piece GROUP BY 1, 2, 3, 4
    ), passage AS MATERIALIZED (
        SELECT entry_id, type, part, part_id, position, number, record_id, dated, words,
            search_after(spoken.vector, CASE WHEN number = 0 THEN coalesce(called.vector, '') ELSE '' END)
            || CASE
                WHEN part = 'head' AND number = 0
                THEN array_to_tsvector(array_remove(ARRAY['#' || record_id, '#' || rtrim(dated, '?~%')], NULL))
                ELSE ''
            END AS vector
        FROM spoken JOIN entry USING (entry_id) LEFT JOIN called USING (entry_id, part, part_id)
    ), similar_parts AS (
        INSERT INTO search_similar (entry_id, type, part, part_id, stems)
        SELECT entry_id, type, part, part_id, to_tsvector('pg_catalog.english', string_agg(piece, ' ' ORDER BY item))
        FROM piece JOIN entry USING (entry_id)
        WHERE compared AND lang = 'en' AND number = 0 GROUP BY 1, 2, 3, 4
    ), passages AS (
        INSERT INTO search_passage (
            entry_id, type, part, part_id, position, piece, pieces, record_id, earliest, latest, vector
        )
        SELECT entry_id, type, part, part_id, position, number, count(*) OVER (PARTITION BY part, part_id, entry_id),
            record_id, edtf_lower(dated), edtf_upper(dated), vector
        FROM passage
    )
    INSERT INTO search_entry (
        entry_id, type, record_id, year, earliest, latest, facets, lexemes, words, title_key_en, title_key_ru, title_key_kk
    )
    SELECT entry_id, type, record_id, edtf_year(dated), edtf_lower(dated), edtf_upper(dated),
        ARRAY['all:'] || coalesce(items, '{}'), lexemes, words,
        search_alphabet(title_en),
        search_alphabet(coalesce(nullif(title_ru, ''), title_en)),
        search_alphabet(coalesce(nullif(title_kk, ''), nullif(title_ru, ''), title_en))
    FROM entry
    JOIN (
        SELECT entry_id, array_agg(DISTINCT lexeme) AS lexemes
        FROM passage, unnest(tsvector_to_array(vector)) AS lexeme GROUP BY 1
    ) lexemes USING (entry_id)
    JOIN (
        SELECT entry_id, array_agg(DISTINCT word) AS words FROM (
            SELECT entry_id, unnest(words) AS word FROM passage
            UNION ALL SELECT entry_id, unnest(words) FROM coded JOIN term USING (facet, value)
        ) words GROUP BY 1
    ) words USING (entry_id)
    LEFT JOIN (
        SELECT entry_id, array_agg(DISTINCT facet || ':' || value) AS items
        FROM search_value WHERE entry_id = ANY (due) AND value <> '' GROUP BY 1
    ) facets USING (entry_id);

    INSERT INTO search_facet (type, facet, value, chunk, bits)
    SELECT type, facet, value, chunk, bits FROM search_bits(due) ORDER BY 1, 2, 3, 4
    ON CONFLICT (type, facet, value, chunk) DO UPDATE SET bits = search_facet.bits | excluded.bits;
END
$$;

-- One writer of the index at a time, and only for the moment of its commit.
CREATE FUNCTION search_lock() RETURNS void LANGUAGE sql AS $$
SELECT pg_advisory_xact_lock(hashtext('search_refresh'))
$$;

-- Reads entries again. What is not public is not in the index at all. Compiling these statements, as servers do that can,
-- takes longer than running them.
CREATE FUNCTION search_refresh(due bigint[]) RETURNS void LANGUAGE plpgsql SET jit = off AS $$
DECLARE
    zero CONSTANT bit(16384) := repeat('0', 16384)::bit(16384);
    gone search_entry[];
BEGIN
    IF due = '{}' THEN
        RETURN;
    END IF;
    PERFORM search_lock();
    gone := ARRAY(SELECT entry FROM search_entry entry WHERE entry_id = ANY (due));
    PERFORM search_forget(due);
    PERFORM search_read(ARRAY(SELECT entry_id FROM search_published WHERE entry_id = ANY (due)));
    DELETE FROM search_facet WHERE bits = zero;
    UPDATE search_version SET at = clock_timestamp();

    -- Most entries that are read again have nearly all of their words still: only of the others the number is written.
    WITH changed AS MATERIALIZED (
        SELECT type, word, sum(entries) AS entries
        FROM (
            SELECT type, unnest(words) AS word, 1 AS entries FROM search_entry WHERE entry_id = ANY (due)
            UNION ALL SELECT type, unnest(words), -1 FROM unnest(gone)
        ) counted GROUP BY 1, 2 HAVING sum(entries) <> 0
    ), still_known AS (
        UPDATE search_word known SET entries = known.entries + changed.entries FROM changed
        WHERE known.type = changed.type AND known.word = ltrim(changed.word, '=')
            AND known.kazakh = (changed.word LIKE '=%') AND known.entries + changed.entries > 0
    ), known_no_more AS (
        DELETE FROM search_word known USING changed
        WHERE known.type = changed.type AND known.word = ltrim(changed.word, '=')
            AND known.kazakh = (changed.word LIKE '=%') AND known.entries + changed.entries <= 0
    )
    INSERT INTO search_word (type, word, kazakh, folded, lexeme, sound, entries)
    SELECT type, word, kazakh, folded, search_lexeme(folded), search_sound(folded), entries FROM (
        SELECT *, CASE WHEN word ~ '^[a-zа-я]+$' THEN word ELSE search_fold(word) END AS folded FROM (
            SELECT type, ltrim(word, '=') AS word, word LIKE '=%' AS kazakh, entries FROM changed
        ) marked
        WHERE NOT EXISTS (
            SELECT FROM search_word known
            WHERE (known.type, known.word, known.kazakh) = (marked.type, marked.word, marked.kazakh)
        )
    ) new;
END
$$;

-- That readers see something else of these entries from now on. Nothing else writes this table, so that whoever holds
-- rows of it is not waited for.
CREATE FUNCTION search_note_day(entries bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF entries = '{}' THEN
        RETURN;
    END IF;
    PERFORM search_lock();
    INSERT INTO agreements_publicchange (entry_id, at)
    SELECT id, clock_timestamp() FROM agreements_entry WHERE id = ANY (entries) AND first_published IS NOT NULL
    ON CONFLICT (entry_id) DO UPDATE SET at = excluded.at;
END
$$;

-- Settles as many of the entries that were left for later, and says how many: 0 where none was left.
CREATE FUNCTION search_settle(most integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    due bigint[];
    touched bigint[];
BEGIN
    IF NOT EXISTS (SELECT FROM search_later) THEN
        RETURN 0;
    END IF;
    PERFORM search_lock();
    touched := ARRAY(SELECT entry_id FROM search_later GROUP BY 1 ORDER BY min(id) LIMIT most);
    -- Taken off before they are read: who changes one of them meanwhile puts it on the list again.
    WITH listed AS (
        DELETE FROM search_later WHERE entry_id = ANY (touched) RETURNING entry_id, reread
    )
    SELECT coalesce(array_agg(DISTINCT entry_id) FILTER (WHERE reread), '{}') INTO due FROM listed;
    PERFORM search_refresh(due);
    PERFORM search_note_day(touched);
    RETURN cardinality(touched);
END
$$;

-- Reads the whole record, some hundred entries at a time.
CREATE FUNCTION search_fill() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    due bigint[];
BEGIN
    FOR due IN
        SELECT array_agg(entry_id ORDER BY entry_id) FROM (
            SELECT entry_id, row_number() OVER (ORDER BY entry_id) / 500 AS number FROM (
                SELECT entry_id FROM search_published UNION SELECT entry_id FROM search_entry
            ) entries
        ) numbered GROUP BY number ORDER BY number
    LOOP
        PERFORM search_refresh(due);
    END LOOP;
END
$$;
