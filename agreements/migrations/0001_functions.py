"""What the tables rest on: extensions, and the bounds of EDTF dates as the database computes them."""

from typing import ClassVar

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

# The same bounds as agreements.base.edtf.Edtf, so that they are right whatever wrote the row.
# make_date() refuses a day that is not in the calendar. The bodies are bound to what they call (RETURN), not looked up
# by name, so that a dump of the database can be restored.
EDTF_FUNCTIONS = r"""
CREATE FUNCTION edtf_first_day(given text) RETURNS date
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN make_date(
    split_part(given, '-', 1)::int,
    coalesce(nullif(split_part(given, '-', 2), '')::int, 1),
    coalesce(nullif(split_part(given, '-', 3), '')::int, 1)
);

CREATE FUNCTION edtf_last_day(given text) RETURNS date
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE length(given)
    WHEN 4 THEN make_date(given::int, 12, 31)
    WHEN 7 THEN (edtf_first_day(given) + interval '1 month' - interval '1 day')::date
    ELSE edtf_first_day(given)
END;

CREATE FUNCTION edtf_lower(edtf text) RETURNS date
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN edtf_first_day(nullif(
    CASE WHEN edtf LIKE '[%' THEN split_part(trim(edtf, '[]'), '..', 1) ELSE rtrim(edtf, '?~%') END, ''
));

CREATE FUNCTION edtf_upper(edtf text) RETURNS date
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN edtf_last_day(nullif(
    CASE WHEN edtf LIKE '[%' THEN split_part(trim(edtf, '[]'), '..', 2) ELSE rtrim(edtf, '?~%') END, ''
));

CREATE FUNCTION edtf_year(edtf text) RETURNS smallint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN extract(year FROM coalesce(edtf_upper(edtf), edtf_lower(edtf)))::smallint;
"""

DROP_EDTF_FUNCTIONS = """
DROP FUNCTION edtf_year(text);
DROP FUNCTION edtf_upper(text);
DROP FUNCTION edtf_lower(text);
DROP FUNCTION edtf_last_day(text);
DROP FUNCTION edtf_first_day(text);
"""


class Migration(migrations.Migration):
    """Extensions and functions."""

    initial = True
    dependencies: ClassVar = []
    operations: ClassVar = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(EDTF_FUNCTIONS, DROP_EDTF_FUNCTIONS),
    ]
