-- Takes off what would keep a migration from changing a table: triggers, views, and a column that an earlier version
-- computed from others. Tables and functions stay, so that readers still get their answers.

DO $$
DECLARE
    name text;
    named text;
BEGIN
    FOR name, named IN
        SELECT quote_ident(t.tgname), c.oid::regclass::text
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND t.tgname LIKE 'search\_%' AND c.relnamespace = current_schema()::regnamespace
    LOOP
        EXECUTE format('DROP TRIGGER %s ON %s', name, named);
    END LOOP;
    SELECT string_agg(oid::regclass::text, ', ') INTO named
    FROM pg_class
    WHERE relkind = 'v' AND relname LIKE 'search\_%' AND relnamespace = current_schema()::regnamespace;
    IF named IS NOT NULL THEN
        EXECUTE 'DROP VIEW ' || named;
    END IF;
END
$$;

ALTER TABLE IF EXISTS agreements_clause DROP COLUMN IF EXISTS stems;

-- What is left is nothing that the code knows: it has to be installed anew.
DROP TABLE IF EXISTS search_installed;
