-- The indexes that words are looked up in. They are made when the tables are full, which is many times as fast. Without a
-- pending list a search never pays for what was written before it.

CREATE INDEX search_entry_lexemes ON search_entry USING gin (lexemes) WITH (fastupdate = off);
CREATE INDEX search_entry_facets ON search_entry USING gin (facets) WITH (fastupdate = off);
CREATE INDEX search_passage_vector ON search_passage USING gin (vector) WITH (fastupdate = off);
CREATE INDEX search_similar_stems ON search_similar USING gin (stems) WITH (fastupdate = off);
-- Only a word that the record does not have is looked up here, while a long text brings many new words at once.
CREATE INDEX search_word_nearest ON search_word USING gin (sound gin_trgm_ops) WITH (gin_pending_list_limit = 256);

-- What the planner has to know of them, before autovacuum comes by.
ANALYZE search_entry, search_passage, search_similar, search_facet, search_word;
