"""Documents that were signed on the same occasion have its key in common."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models.functions import Collate, Lower

SMALL = Lower(Collate(models.F("occasion_en"), "C"))
WORDS = models.Func(
    SMALL, models.Value("[^a-z0-9]+"), models.Value("-"), models.Value("g"), function="regexp_replace"
)
KEY = models.Func(WORDS, models.Value("-"), function="btrim")


class Migration(migrations.Migration):
    """The key of an occasion, which PostgreSQL keeps."""

    dependencies: ClassVar = [("agreements", "0020_cues")]

    operations: ClassVar = [
        migrations.AddField(
            "agreement",
            "occasion_key",
            models.GeneratedField(
                expression=KEY, output_field=models.CharField(max_length=300), db_persist=True
            ),
        ),
    ]
