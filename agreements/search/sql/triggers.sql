-- How a change of any table reaches the index.

-- The argument is a query for the entries of the changed rows, and whether the index has to read them again.
CREATE FUNCTION search_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        INSERT INTO search_due (entries, reread) VALUES (NULL, true);
    ELSE
        EXECUTE 'INSERT INTO search_due (entries, reread) SELECT array_agg(DISTINCT due.id), due.reread FROM ('
            || TG_ARGV[0] || ') due(id, reread) GROUP BY 2';
    END IF;
    RETURN NULL;
END
$$;

-- At the commit. Few entries are settled at once, so that who has changed them finds them changed. Many are left for
-- later, so that nobody waits for them; what is no longer public leaves the index all the same. How many are few can be
-- set for a session or a transaction: archive.index_at_once.
CREATE FUNCTION search_work_off() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    few CONSTANT integer := coalesce(nullif(current_setting('archive.index_at_once', true), ''), '20');
    everything boolean;
    due bigint[];
    touched bigint[];
BEGIN
    -- The first row of a transaction settles them all; for the others there is nothing left to do.
    IF NOT EXISTS (SELECT FROM search_due WHERE id = NEW.id) THEN
        RETURN NULL;
    END IF;
    WITH listed AS (
        DELETE FROM search_due WHERE transaction = NEW.transaction RETURNING entries, reread
    ), entry AS (
        SELECT unnest(entries) AS id, reread FROM listed
    )
    SELECT
        (SELECT bool_or(entries IS NULL) FROM listed),
        ARRAY(SELECT DISTINCT id FROM entry WHERE reread),
        ARRAY(SELECT DISTINCT id FROM entry)
    INTO everything, due, touched;
    IF everything THEN
        PERFORM search_fill();
        DELETE FROM agreements_publicchange WHERE NOT EXISTS (SELECT FROM agreements_entry WHERE id = entry_id);
        due := '{}';
    END IF;
    IF cardinality(touched) > few THEN
        INSERT INTO search_later (entry_id, reread) SELECT id, id = ANY (due) FROM unnest(touched) AS id;
        touched := '{}';
        due := ARRAY(
            SELECT entry_id FROM search_entry WHERE entry_id = ANY (due)
            EXCEPT SELECT entry_id FROM search_published WHERE entry_id = ANY (due)
        );
    END IF;
    PERFORM search_refresh(due);
    PERFORM search_note_day(touched);
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER search_work_off AFTER INSERT ON search_due
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION search_work_off();
