"""Each stored file has its length and its sum beside its name; those that are there already are read once."""

import hashlib
from typing import Any

from django.db import migrations, models


def read_files(apps: Any, schema_editor: Any) -> None:
    for attachment in apps.get_model("agreements", "Attachment").objects.using(schema_editor.connection.alias):
        digest, size = hashlib.sha256(), 0
        try:
            with attachment.file.open("rb") as file:
                for chunk in file.chunks():
                    digest.update(chunk)
                    size += len(chunk)
        except (OSError, ValueError):
            continue  # lost, which `check_integrity` says
        attachment.sha256, attachment.size = digest.hexdigest(), size
        attachment.save(update_fields=["sha256", "size"])


class Migration(migrations.Migration):

    dependencies = [("agreements", "0018_addresses")]

    operations = [
        migrations.AddField(
            "attachment", "sha256", models.CharField(blank=True, default="", editable=False, max_length=64),
            preserve_default=False,
        ),
        migrations.AddField("attachment", "size", models.PositiveBigIntegerField(editable=False, null=True)),
        migrations.RunPython(read_files, migrations.RunPython.noop),
    ]
