"""What has been published is never deleted and keeps its id, whatever wrote the row.

TRUNCATE is not held up: it empties a whole table, as tests do, and is nobody's slip.
"""

from typing import ClassVar

from django.db import migrations

GUARD = """
CREATE FUNCTION agreement_keep_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'Document % has been published and cannot be deleted. Withdraw it instead.', OLD.record_id
            USING ERRCODE = 'integrity_constraint_violation';
    ELSIF NEW.record_id IS DISTINCT FROM OLD.record_id THEN
        RAISE EXCEPTION 'Document % has been published: its id stands in its address and cannot change.', OLD.record_id
            USING ERRCODE = 'integrity_constraint_violation';
    ELSIF NEW.first_published IS NULL THEN
        RAISE EXCEPTION 'Document % has been published: the date of that cannot be removed.', OLD.record_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER agreement_keep_published_row BEFORE DELETE ON agreements_agreement
    FOR EACH ROW WHEN (OLD.first_published IS NOT NULL) EXECUTE FUNCTION agreement_keep_published();

CREATE TRIGGER agreement_keep_published_id BEFORE UPDATE OF record_id, first_published ON agreements_agreement
    FOR EACH ROW WHEN (OLD.first_published IS NOT NULL) EXECUTE FUNCTION agreement_keep_published();
"""

DROP_GUARD = """
DROP TRIGGER agreement_keep_published_row ON agreements_agreement;
DROP TRIGGER agreement_keep_published_id ON agreements_agreement;
DROP FUNCTION agreement_keep_published();
"""


class Migration(migrations.Migration):
    """Triggers."""

    dependencies: ClassVar = [("agreements", "0002_models")]
    operations: ClassVar = [migrations.RunSQL(GUARD, DROP_GUARD)]
