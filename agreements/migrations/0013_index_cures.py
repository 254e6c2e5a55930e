"""What guards published documents works for whoever writes: it finds its tables without a search_path."""

from typing import ClassVar

from django.db import migrations

# pg_dump, and jobs that trust no path, write here too. What the function has is the schema of the archive.
OWN_PATH = """
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION agreement_keep_published() SET search_path = %I, pg_temp', current_schema());
END
$$;
"""


class Migration(migrations.Migration):
    """A setting of one function."""

    dependencies: ClassVar = [("agreements", "0012_shapes_and_order")]
    operations: ClassVar = [
        migrations.RunSQL(OWN_PATH, "ALTER FUNCTION agreement_keep_published() RESET search_path"),
    ]
