"""The tables of the search as Django sees them. They are not made here: agreements/search/install.py makes them."""

from typing import ClassVar

import django.contrib.postgres.fields
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Nothing in the database."""

    dependencies: ClassVar = [("agreements", "0003_guards")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                ("agreement", models.OneToOneField(
                    db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True,
                    related_name="index", serialize=False, to="agreements.agreement",
                )),
                ("record_id", models.TextField()),
                ("year", models.SmallIntegerField()),
                ("signed_lower", models.DateField(null=True)),
                ("signed_upper", models.DateField(null=True)),
                ("facets", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("vector", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={"db_table": "search_document", "managed": False},
        ),
        migrations.CreateModel(
            name="SearchClause",
            fields=[
                ("clause", models.OneToOneField(
                    db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True,
                    related_name="index", serialize=False, to="agreements.clause",
                )),
                ("record_id", models.TextField()),
                ("number", models.SmallIntegerField()),
                ("signed_lower", models.DateField(null=True)),
                ("signed_upper", models.DateField(null=True)),
                ("vector", django.contrib.postgres.search.SearchVectorField()),
                ("document", models.ForeignKey(
                    db_column="agreement_id", db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="clauses", to="agreements.searchdocument",
                )),
            ],
            options={"db_table": "search_clause", "managed": False},
        ),
    ]
