-- Removes the index, of whatever version, after take_off.sql: everything whose name begins with search_ in the schema
-- of the archive.

DO $$
DECLARE
    named text;
BEGIN
    -- What was left for later is read anew with all the rest; that readers see something else of it has to be told.
    IF to_regclass('search_later') IS NOT NULL THEN
        INSERT INTO agreements_publicchange (entry_id, at)
        SELECT DISTINCT entry_id, clock_timestamp() FROM search_later
        JOIN agreements_entry entry ON entry.id = entry_id AND first_published IS NOT NULL
        ON CONFLICT (entry_id) DO UPDATE SET at = excluded.at;
    END IF;
    SELECT string_agg(oid::regclass::text, ', ') INTO named
    FROM pg_class
    WHERE relkind = 'r' AND relname LIKE 'search\_%' AND relnamespace = current_schema()::regnamespace;
    IF named IS NOT NULL THEN
        EXECUTE 'DROP TABLE ' || named;
    END IF;
    SELECT string_agg(oid::regprocedure::text, ', ') INTO named
    FROM pg_proc
    WHERE proname LIKE 'search\_%' AND pronamespace = current_schema()::regnamespace;
    IF named IS NOT NULL THEN
        EXECUTE 'DROP ROUTINE ' || named;
    END IF;
    FOR named IN
        SELECT cfgname FROM pg_ts_config WHERE cfgname LIKE 'search\_%' AND cfgnamespace = current_schema()::regnamespace
    LOOP
        EXECUTE format('DROP TEXT SEARCH CONFIGURATION %I', named);
    END LOOP;
    FOR named IN
        SELECT dictname FROM pg_ts_dict
        WHERE dictname LIKE 'search\_%' AND dictnamespace = current_schema()::regnamespace
    LOOP
        EXECUTE format('DROP TEXT SEARCH DICTIONARY %I', named);
    END LOOP;
END
$$;
