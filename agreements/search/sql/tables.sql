-- The tables of the index. Nothing but its own functions writes them.

CREATE TABLE search_document (
    agreement_id bigint PRIMARY KEY,
    record_id text NOT NULL,
    year smallint NOT NULL,
    signed_lower date,
    signed_upper date,
    facets text[] NOT NULL,
    words text[] NOT NULL,
    vector tsvector NOT NULL,
    -- The title that a reader of each language sees (agreements.base.languages.FALLBACK), as it sorts.
    title_key_en text COLLATE "C" NOT NULL,
    title_key_ru text COLLATE "C" NOT NULL,
    title_key_kk text COLLATE "C" NOT NULL
) WITH (toast_tuple_target = 128);
CREATE UNIQUE INDEX search_document_record_id ON search_document (record_id);
CREATE INDEX search_document_vector ON search_document USING gin (vector) WITH (fastupdate = off);
CREATE INDEX search_document_facets ON search_document USING gin (facets) WITH (fastupdate = off);
CREATE INDEX search_document_title_en ON search_document (title_key_en, record_id);
CREATE INDEX search_document_title_ru ON search_document (title_key_ru, record_id);
CREATE INDEX search_document_title_kk ON search_document (title_key_kk, record_id);

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

-- English stems of headings and summaries, for finding clauses that say nearly the same: every clause has both in
-- English, so any two can be compared. The statistics of the column tell which stems are common.
CREATE TABLE search_similar (
    clause_id bigint PRIMARY KEY,
    agreement_id bigint NOT NULL,
    stems tsvector NOT NULL
);
CREATE INDEX search_similar_agreement ON search_similar (agreement_id);
CREATE INDEX search_similar_stems ON search_similar USING gin (stems);

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
