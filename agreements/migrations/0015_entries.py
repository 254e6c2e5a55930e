"""What every published thing shares gets a table of its own; a document keeps its number, its id and its address."""

from typing import Any, ClassVar

import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.db import migrations, models
from django.db.models import F, Q

import agreements.base.codes
import agreements.models.fields

SHARED = (
    "record_id", "state", "title_en", "title_ru", "title_kk", "summary_en", "summary_ru", "summary_kk",
    "notes_en", "notes_ru", "notes_kk", "withdrawal_reason_en", "withdrawal_reason_ru", "withdrawal_reason_kk",
    "first_published", "created", "changed",
)  # fmt: skip

COPY = f"""
INSERT INTO agreements_entry (id, type, confidence_id, {", ".join(SHARED)})
SELECT id, 'agreement', confidence_id, {", ".join(SHARED)} FROM agreements_agreement;
SELECT setval(pg_get_serial_sequence('agreements_entry', 'id'), max(id)) FROM agreements_entry HAVING max(id) > 0;
INSERT INTO agreements_entry_themes (entry_id, theme_id)
SELECT agreement_id, theme_id FROM agreements_agreement_themes ORDER BY id;
INSERT INTO agreements_publicchange (entry_id, at)
SELECT id, changed FROM agreements_agreement WHERE first_published IS NOT NULL;
SET CONSTRAINTS ALL IMMEDIATE;
"""

# What has been published is never deleted and keeps its id, whatever wrote the row.
GUARD = """
DROP TRIGGER agreement_keep_published_row ON agreements_agreement;
DROP TRIGGER agreement_keep_published_id ON agreements_agreement;
DROP FUNCTION agreement_keep_published();

CREATE FUNCTION entry_keep_published() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE TRIGGER entry_keep_published_row BEFORE DELETE ON agreements_entry
    FOR EACH ROW WHEN (OLD.first_published IS NOT NULL) EXECUTE FUNCTION entry_keep_published();

CREATE TRIGGER entry_keep_published_id BEFORE UPDATE OF record_id, first_published ON agreements_entry
    FOR EACH ROW WHEN (OLD.first_published IS NOT NULL) EXECUTE FUNCTION entry_keep_published();

-- Those who write here with an empty search_path (pg_dump, jobs) find the tables by the schema of the archive.
DO $$ BEGIN
    EXECUTE format('ALTER FUNCTION entry_keep_published() SET search_path = %I, pg_temp', current_schema());
END $$;
"""

LINK = """
ALTER TABLE agreements_agreement RENAME COLUMN id TO entry_id;
ALTER TABLE agreements_agreement ALTER COLUMN entry_id DROP IDENTITY;
ALTER TABLE agreements_agreement ADD CONSTRAINT agreement_is_entry FOREIGN KEY (entry_id)
    REFERENCES agreements_entry (id) DEFERRABLE INITIALLY DEFERRED;
"""


class InheritEntry(migrations.operations.base.Operation):
    """From here on the model of documents inherits `Entry`; its table already has the link."""

    def state_forwards(self, app_label: str, state: Any) -> None:
        state.models[app_label, "agreement"].bases = ("agreements.entry",)
        state.reload_model(app_label, "agreement")

    def database_forwards(self, *args: Any) -> None:
        pass


def translated(field: type[models.Field], name: str, label: str, *required: str, **options: Any) -> list[tuple[str, Any]]:
    """The three columns of a translated field."""
    languages = {"en": "English", "ru": "Russian", "kk": "Kazakh"}
    return [
        (f"{name}_{lang}", field(blank=lang not in required, verbose_name=f"{label} in {language}", **options))
        for lang, language in languages.items()
    ]


class Migration(migrations.Migration):
    """The table of entries, and what hangs on it."""

    dependencies: ClassVar = [("agreements", "0014_record_fields")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("type", models.CharField(editable=False, max_length=20, verbose_name="type")),
                (
                    "record_id",
                    models.CharField(
                        error_messages={
                            "unique": "Another document has this id. Add a word that tells the two apart."
                        },
                        help_text="<date of signature>-<kind>-<a few words>, for example "
                        "2013-11-11-treaty-good-neighbourliness. It stands in the permanent address and never changes "
                        "once the document has been published.",
                        max_length=120,
                        unique=True,
                        validators=[agreements.base.codes.record_id_shape],
                        verbose_name="id",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("in-review", "In review"),
                            ("published", "Published"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                *translated(models.CharField, "title", "title", "en", max_length=600),
                *translated(models.TextField, "summary", "summary", "en"),
                (
                    "confidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="agreements.confidence",
                        verbose_name="confidence",
                    ),
                ),
                (
                    "themes",
                    models.ManyToManyField(
                        blank=True, related_name="entries", to="agreements.theme", verbose_name="themes"
                    ),
                ),
                *translated(
                    models.TextField,
                    "notes",
                    "notes",
                    help_text="For readers: conflicting dates, what was and was not available, what is inferred.",
                ),
                *translated(models.CharField, "withdrawal_reason", "reason of withdrawal", max_length=400),
                (
                    "first_published",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="first published"),
                ),
                (
                    "created",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        default=django.utils.timezone.now,
                        editable=False,
                        verbose_name="created",
                    ),
                ),
                ("changed", models.DateTimeField(auto_now=True, verbose_name="changed")),
            ],
            options={
                "verbose_name": "entry",
                "verbose_name_plural": "entries",
                "default_permissions": (),
                "indexes": [models.Index(fields=["type", "state", "changed"], name="entry_state_changed")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("record_id__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")), name="entry_record_id_shape"
                    ),
                    models.CheckConstraint(condition=Q(("type", ""), _negated=True), name="entry_has_type"),
                    models.CheckConstraint(
                        condition=Q(("title_en", ""), _negated=True), name="entry_has_english_title"
                    ),
                    models.CheckConstraint(
                        condition=Q(("state__in", ["draft", "in-review", "published", "withdrawn"])),
                        name="entry_state_known",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            Q(("state", "withdrawn"), _negated=True),
                            Q(("withdrawal_reason_en", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="entry_withdrawn_with_reason",
                        violation_error_message=(
                            "Give the reason for withdrawal: it is shown to anyone who opens the document’s address."
                        ),
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            Q(("state__in", ("published", "withdrawn")), _negated=True),
                            ("first_published__isnull", False),
                            _connector="OR",
                        ),
                        name="entry_published_has_date",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicChange",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="public_change",
                        serialize=False,
                        to="agreements.entry",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="last change that readers see")),
            ],
            options={
                "verbose_name": "public change",
                "verbose_name_plural": "public changes",
                "default_permissions": (),
            },
        ),
        *(
            migrations.AlterField(
                model,
                f"{field}_{lang}",
                models.CharField(blank=True, max_length=120, verbose_name=f"{label} in {language}"),
            )
            for model, field, label in (("place", "near", "near"), ("relationtype", "inverse", "read the other way"))
            for lang, language in (("en", "English"), ("ru", "Russian"), ("kk", "Kazakh"))
        ),
        migrations.RunSQL(COPY, migrations.RunSQL.noop),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
        migrations.RemoveConstraint("relation", "relation_unique"),
        migrations.RemoveConstraint("relation", "relation_not_to_itself"),
        migrations.RemoveConstraint("source", "source_unique_in_document"),
        *(migrations.RenameField(part, "agreement", "entry") for part in ("source", "attachment", "relation")),
        *(
            migrations.AlterField(
                part,
                "entry",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE, related_name=f"{part}s", to="agreements.entry"
                ),
            )
            for part in ("source", "attachment", "relation")
        ),
        migrations.AlterField(
            "relation",
            "to",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="inverse_relations",
                to="agreements.entry",
                verbose_name="the other document",
            ),
        ),
        migrations.AddConstraint(
            "source",
            agreements.models.fields.DeferredUnique(
                fields=("entry", "url"),
                name="source_unique_in_document",
                violation_error_message="This address is listed among the sources twice. Join the two lines.",
            ),
        ),
        migrations.AddConstraint(
            "relation",
            agreements.models.fields.DeferredUnique(
                fields=("entry", "type", "to"),
                name="relation_unique",
                violation_error_message="This relation is entered twice. Remove one of the two lines.",
            ),
        ),
        migrations.AddConstraint(
            "relation",
            models.CheckConstraint(
                condition=Q(("entry", F("to")), _negated=True),
                name="relation_not_to_itself",
                violation_error_message=(
                    "A document cannot be related to itself. Choose the other document."
                ),
            ),
        ),
        migrations.RemoveIndex("agreement", "agreement_by_signature"),
        migrations.RemoveIndex("agreement", "agreement_state_changed"),
        *(
            migrations.RemoveConstraint("agreement", f"agreement_{name}")
            for name in (
                "record_id_shape",
                "has_english_title",
                "state_known",
                "withdrawn_with_reason",
                "published_has_date",
            )
        ),
        *(migrations.RemoveField("agreement", name) for name in (*SHARED, "confidence", "themes")),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(LINK, migrations.RunSQL.noop)],
            state_operations=[
                migrations.RemoveField("agreement", "id"),
                migrations.AddField(
                    "agreement",
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        related_name="agreement",
                        serialize=False,
                        to="agreements.entry",
                        verbose_name="entry",
                    ),
                ),
                InheritEntry(),
            ],
        ),
        migrations.AddIndex(
            "agreement",
            models.Index(
                models.OrderBy(F("signed_upper"), descending=True),
                models.OrderBy(F("signed_lower"), descending=True, nulls_last=True),
                name="agreement_by_signature",
            ),
        ),
    ]
