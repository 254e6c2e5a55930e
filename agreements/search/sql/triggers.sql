-- How a change of any table reaches the index.

CREATE FUNCTION search_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        INSERT INTO search_due (entry_id) VALUES (NULL);
    ELSE
        EXECUTE 'INSERT INTO search_due (entry_id) SELECT DISTINCT due.id FROM (' || TG_ARGV[0] || ') due(id)';
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
        WITH listed AS (DELETE FROM search_due RETURNING entry_id)
        SELECT array_agg(DISTINCT entry_id) INTO due FROM listed;
        IF array_position(due, NULL) IS NULL THEN
            PERFORM search_refresh(due);
        ELSE
            PERFORM search_fill();
        END IF;
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER search_work_off AFTER INSERT ON search_due
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION search_work_off();
