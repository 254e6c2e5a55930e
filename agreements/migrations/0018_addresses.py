"""One address, one owner: held for places and regions together, for former addresses, and for keys of the vocabulary.

What readers may have cited never changes: the address of what an entry names that was ever published.
"""

from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

from agreements.base.slugs import free_slug

LABELS = ("party", "person", "place", "region")
TERMS = ("kind", "level", "status", "confidence", "relationtype", "partykind", "theme")

# Checked at the commit, so that a city and the region that it is itself can be changed one after the other. One lock
# for all: who comes second sees what the first has committed.
ONE_OWNER = """
CREATE FUNCTION address_has_one_owner() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    mine text[];
    taken text;
BEGIN
    PERFORM pg_advisory_xact_lock(87104);
    EXECUTE format('SELECT array_append(ARRAY(SELECT jsonb_object_keys(formerly)), slug::text) FROM %I WHERE id = $1',
        TG_TABLE_NAME) INTO mine USING NEW.id;
    IF mine IS NULL THEN
        RETURN NULL;  -- deleted since
    END IF;
    IF TG_TABLE_NAME = 'agreements_party' THEN
        SELECT address INTO taken FROM unnest(mine) AS address
        WHERE EXISTS (SELECT FROM agreements_party WHERE formerly ? address AND (id <> NEW.id OR slug = address))
            OR EXISTS (SELECT FROM agreements_party WHERE slug = address AND id <> NEW.id);
    ELSIF TG_TABLE_NAME = 'agreements_person' THEN
        SELECT address INTO taken FROM unnest(mine) AS address
        WHERE EXISTS (SELECT FROM agreements_person WHERE formerly ? address AND (id <> NEW.id OR slug = address))
            OR EXISTS (SELECT FROM agreements_person WHERE slug = address AND id <> NEW.id);
    ELSE
        SELECT address INTO taken FROM unnest(mine) AS address
        WHERE (
                SELECT count(*) FROM (
                    SELECT FROM agreements_place WHERE formerly ? address
                    UNION ALL SELECT FROM agreements_region WHERE formerly ? address
                    UNION ALL SELECT FROM agreements_place WHERE slug = address
                    UNION ALL SELECT FROM agreements_region region WHERE slug = address AND NOT EXISTS (
                        SELECT FROM agreements_place city
                        WHERE city.slug = region.slug AND city.region_id = region.id AND city.country = region.country
                            AND (city.name_en, city.name_ru, city.name_kk)
                                = (region.name_en, region.name_ru, region.name_kk)
                    )
                ) owners
            ) > 1;
    END IF;
    IF taken IS NOT NULL THEN
        RAISE EXCEPTION 'The address “%” has an owner already; it can have only one.', taken
            USING ERRCODE = 'unique_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER party_address_has_one_owner AFTER INSERT OR UPDATE OF slug, formerly ON agreements_party
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION address_has_one_owner();
CREATE CONSTRAINT TRIGGER person_address_has_one_owner AFTER INSERT OR UPDATE OF slug, formerly ON agreements_person
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION address_has_one_owner();
CREATE CONSTRAINT TRIGGER place_address_has_one_owner
    AFTER INSERT OR UPDATE OF slug, formerly, name_en, name_ru, name_kk, country, region_id ON agreements_place
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION address_has_one_owner();
CREATE CONSTRAINT TRIGGER region_address_has_one_owner
    AFTER INSERT OR UPDATE OF slug, formerly, name_en, name_ru, name_kk, country ON agreements_region
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION address_has_one_owner();
"""

_PUBLISHED = "entry.first_published IS NOT NULL"
# What a document names, as the argument of a trigger: whether any that was ever published names $1.
NAMED = {
    "party": "SELECT FROM agreements_participation line JOIN agreements_entry entry ON entry.id = line.agreement_id "
    f"WHERE line.party_id = $1 AND {_PUBLISHED}",
    "person": "SELECT FROM agreements_signatory line JOIN agreements_entry entry ON entry.id = line.agreement_id "
    f"WHERE line.person_id = $1 AND {_PUBLISHED}",
    "place": "SELECT FROM agreements_agreement line JOIN agreements_entry entry ON entry.id = line.entry_id "
    f"WHERE line.place_id = $1 AND {_PUBLISHED}",
    "region": "SELECT FROM agreements_agreement line JOIN agreements_entry entry ON entry.id = line.entry_id "
    "LEFT JOIN agreements_place city ON city.id = line.place_id "
    f"WHERE (line.place_region_id = $1 OR city.region_id = $1) AND {_PUBLISHED} "
    "UNION ALL SELECT FROM agreements_agreement_regions line JOIN agreements_entry entry ON entry.id = line.agreement_id "
    f"WHERE line.region_id = $1 AND {_PUBLISHED}",
}

KEEP = """
CREATE FUNCTION address_keep_published() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    named boolean;
BEGIN
    EXECUTE 'SELECT EXISTS (' || TG_ARGV[0] || ')' INTO named USING OLD.id;
    IF named THEN
        RAISE EXCEPTION 'The address “%” has been public and cannot change.', OLD.slug
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION term_keep_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The key “%” stands in addresses and cannot change.', OLD.key
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
""" + "".join(
    f"""
CREATE TRIGGER {label}_keep_address BEFORE UPDATE OF slug ON agreements_{label}
    FOR EACH ROW WHEN (OLD.slug IS DISTINCT FROM NEW.slug) EXECUTE FUNCTION address_keep_published('{NAMED[label]}');
"""
    for label in LABELS
) + "".join(
    f"""
CREATE TRIGGER {label}_keep_key BEFORE UPDATE OF key ON agreements_{label}
    FOR EACH ROW WHEN (OLD.key IS DISTINCT FROM NEW.key) EXECUTE FUNCTION term_keep_key();
"""
    for label in TERMS
)

# Those who write here with an empty search_path (pg_dump, jobs) find the tables by the schema of the archive.
PATHS = """
DO $$ DECLARE name text; BEGIN
    FOREACH name IN ARRAY ARRAY['address_has_one_owner', 'address_keep_published', 'term_keep_key'] LOOP
        EXECUTE format('ALTER FUNCTION %I() SET search_path = %I, pg_temp', name, current_schema());
    END LOOP;
END $$;
"""

DROP = "".join(
    f"DROP TRIGGER {label}_address_has_one_owner ON agreements_{label}; "
    f"DROP TRIGGER {label}_keep_address ON agreements_{label}; "
    for label in LABELS
) + "".join(f"DROP TRIGGER {label}_keep_key ON agreements_{label}; " for label in TERMS) + (
    "DROP FUNCTION address_has_one_owner(); DROP FUNCTION address_keep_published(); DROP FUNCTION term_keep_key();"
)


SHARED = ("name_en", "name_ru", "name_kk", "country")


def part(apps: Any, schema_editor: Any) -> None:
    """Give a city that has taken the address of a region, and is not that region, one of its own."""
    places, regions = apps.get_model("agreements", "Place"), apps.get_model("agreements", "Region")
    owners = {region.slug: region for region in regions.objects.all()}
    taken = {*owners, *places.objects.values_list("slug", flat=True)}
    for place in places.objects.filter(slug__in=owners).order_by("pk"):
        region = owners[place.slug]
        if place.region_id != region.pk or any(getattr(place, name) != getattr(region, name) for name in SHARED):
            place.slug = free_slug(places, place.slug, taken)
            taken.add(place.slug)
            place.save(update_fields=["slug"])


class Migration(migrations.Migration):
    """Former addresses, and the guards of addresses and keys."""

    dependencies: ClassVar = [("agreements", "0017_form_tokens")]
    operations: ClassVar = [
        *(
            migrations.AddField(
                label,
                "formerly",
                models.JSONField(
                    blank=True,
                    default=dict,
                    db_default={},
                    editable=False,
                    help_text="The address and the English name of each entry that was merged into this one.",
                    verbose_name="former addresses",
                ),
            )
            for label in LABELS
        ),
        *(
            migrations.AddIndex(label, GinIndex(fields=["formerly"], name=f"{label}_formerly"))
            for label in LABELS
        ),
        migrations.RunPython(part, migrations.RunPython.noop),
        migrations.RunSQL(ONE_OWNER + KEEP + PATHS, DROP),
    ]
