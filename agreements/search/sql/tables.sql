-- The tables of the index. Nothing but its own functions writes them. Of entries that are not public they hold nothing.

-- An entry: by what it is filtered and sorted, and the lexemes of all its passages together.
CREATE TABLE search_entry (
    entry_id bigint PRIMARY KEY,
    type text NOT NULL,
    record_id text NOT NULL,
    year smallint,
    earliest date,
    latest date,
    facets text[] NOT NULL,
    lexemes text[] NOT NULL,
    words text[] NOT NULL,
    -- The title that a reader of each language sees (agreements.base.languages.FALLBACK), as it sorts.
    title_key_en text COLLATE "C" NOT NULL,
    title_key_ru text COLLATE "C" NOT NULL,
    title_key_kk text COLLATE "C" NOT NULL
) WITH (toast_tuple_target = 128);
-- Without the type: the planner would rather unpack the lexemes of all entries of a type than ask the index on them.
CREATE INDEX search_entry_latest ON search_entry (latest DESC, earliest DESC NULLS LAST, record_id DESC);
CREATE UNIQUE INDEX search_entry_record_id ON search_entry (record_id);
CREATE INDEX search_entry_title_en ON search_entry (title_key_en, record_id);
CREATE INDEX search_entry_title_ru ON search_entry (title_key_ru, record_id);
CREATE INDEX search_entry_title_kk ON search_entry (title_key_kk, record_id);

-- A passage: the title and the facts of an entry (its head), or one of its parts; of a long one the first piece, and
-- the others in rows of their own. No text is too long: PostgreSQL keeps no more than 16383 positions, and no more than
-- 1 MB, in one vector.
CREATE TABLE search_passage (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry_id bigint NOT NULL,
    type text NOT NULL,
    part text NOT NULL,
    part_id bigint NOT NULL,
    position integer NOT NULL,
    piece integer NOT NULL,
    pieces integer NOT NULL,
    record_id text NOT NULL,
    earliest date,
    latest date,
    vector tsvector NOT NULL
);
CREATE INDEX search_passage_entry ON search_passage (entry_id, part, part_id, piece);

-- English stems of parts, for finding those that say nearly the same: in English all have a heading and a summary. The
-- statistics of the column tell which stems are common.
CREATE TABLE search_similar (
    entry_id bigint NOT NULL,
    type text NOT NULL,
    part text NOT NULL,
    part_id bigint NOT NULL,
    stems tsvector NOT NULL,
    PRIMARY KEY (part, part_id)
);
CREATE INDEX search_similar_entry ON search_similar (entry_id);

-- Which entries have a value, as bits: entry e is bit e % 16384 of chunk e / 16384.
CREATE TABLE search_facet (
    type text NOT NULL,
    facet text NOT NULL,
    value text NOT NULL,
    chunk integer NOT NULL,
    bits bit(16384) NOT NULL,
    PRIMARY KEY (type, facet, value, chunk)
);
ALTER TABLE search_facet ALTER bits SET STORAGE PLAIN;

-- The words of the public record, folded, stemmed and as they sound, and how many entries of a type have them: those of
-- Kazakh texts apart from the others.
CREATE TABLE search_word (
    type text NOT NULL,
    word text NOT NULL,
    kazakh boolean NOT NULL,
    folded text COLLATE "C" NOT NULL,
    lexeme text NOT NULL,
    sound text COLLATE "C" NOT NULL,
    entries integer NOT NULL,
    PRIMARY KEY (type, word, kazakh)
) WITH (fillfactor = 70);
CREATE INDEX search_word_folded ON search_word (folded);
CREATE INDEX search_word_lexeme ON search_word (lexeme);
CREATE INDEX search_word_sound ON search_word (sound);

-- What codes are called that are values of a facet.
CREATE TABLE search_code (
    facet text NOT NULL,
    value text NOT NULL,
    en text NOT NULL,
    ru text NOT NULL,
    kk text NOT NULL,
    PRIMARY KEY (facet, value)
);

-- What a transaction has changed: entries (NULL: all of them), and whether the index reads any of it or only readers do.
-- A row for each statement; its commit takes them off again.
CREATE TABLE search_due (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
    entries bigint[],
    reread boolean NOT NULL
);

-- Entries that one commit has changed together with too many others. They are settled after it: search_settle().
CREATE TABLE search_later (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry_id bigint NOT NULL,
    reread boolean NOT NULL
);

-- When the index has last changed: what is kept of it outside of the database is made anew then. One row.
CREATE TABLE search_version (at timestamptz NOT NULL);
INSERT INTO search_version VALUES (clock_timestamp());
