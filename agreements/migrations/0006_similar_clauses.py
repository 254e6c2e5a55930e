"""The stems of each clause, for finding clauses that say nearly the same."""

from django.db import migrations

# Every clause has a heading and a summary in English, so any two clauses can be compared in it. The column is
# computed by PostgreSQL, so it is right whatever wrote the row; its statistics tell which stems are common.
ADD_STEMS = """
ALTER TABLE agreements_clause ADD COLUMN stems tsvector
    GENERATED ALWAYS AS (to_tsvector('pg_catalog.english', heading_en || ' ' || summary_en)) STORED;
CREATE INDEX clause_stems ON agreements_clause USING gin (stems);
ANALYZE agreements_clause (stems);
"""

DROP_STEMS = "ALTER TABLE agreements_clause DROP COLUMN stems"


class Migration(migrations.Migration):
    """A generated column and its index."""

    dependencies = [("agreements", "0003_guards")]
    operations = [migrations.RunSQL(ADD_STEMS, DROP_STEMS)]
