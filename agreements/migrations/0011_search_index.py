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
            name="SearchEntry",
            fields=[
                ("entry", models.OneToOneField(
                    db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True,
                    related_name="index", serialize=False, to="agreements.agreement",
                )),
                ("type", models.TextField()),
                ("record_id", models.TextField()),
                ("year", models.SmallIntegerField(null=True)),
                ("earliest", models.DateField(null=True)),
                ("latest", models.DateField(null=True)),
                ("facets", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("lexemes", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("title_key_en", models.TextField()),
                ("title_key_ru", models.TextField()),
                ("title_key_kk", models.TextField()),
            ],
            options={"db_table": "search_entry", "managed": False},
        ),
        migrations.CreateModel(
            name="SearchPassage",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("type", models.TextField()),
                ("part", models.TextField()),
                ("position", models.IntegerField()),
                ("piece", models.IntegerField()),
                ("pieces", models.IntegerField()),
                ("record_id", models.TextField()),
                ("earliest", models.DateField(null=True)),
                ("latest", models.DateField(null=True)),
                ("vector", django.contrib.postgres.search.SearchVectorField()),
                ("entry", models.ForeignKey(
                    db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="passages",
                    to="agreements.searchentry",
                )),
                ("clause", models.ForeignKey(
                    db_column="part_id", db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="passages", to="agreements.clause",
                )),
            ],
            options={"db_table": "search_passage", "managed": False},
        ),
    ]
