-- Functions that writers call find their tables by themselves: pg_dump, and jobs that trust no path, write here too.
-- What they have is the schema in which the archive is installed.
DO $$
DECLARE
    name regprocedure;
BEGIN
    FOR name IN
        SELECT p.oid FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
        WHERE l.lanname = 'plpgsql' AND p.proname LIKE 'search\_%'
            AND p.pronamespace = current_schema()::regnamespace
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', name, current_schema());
    END LOOP;
END
$$;
