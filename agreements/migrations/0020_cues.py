"""Cues of questions, short and former names; an archive that has its record already gets those that are brought along."""

from pathlib import Path
from typing import Any, ClassVar

import django.contrib.postgres.fields
import django.core.validators
import yaml
from django.db import migrations, models


CARRIED = Path(__file__).parents[1] / "record" / "data" / "vocabulary.yaml"


TERMS = ("synonym", "cue")
KEEP_KEYS = "".join(
    f"CREATE TRIGGER {label}_keep_key BEFORE UPDATE OF key ON agreements_{label} "
    "FOR EACH ROW WHEN (OLD.key IS DISTINCT FROM NEW.key) EXECUTE FUNCTION term_keep_key();"
    for label in TERMS
)
DROP = "".join(f"DROP TRIGGER {label}_keep_key ON agreements_{label};" for label in TERMS)


def fill_in(apps: Any, schema_editor: Any) -> None:
    """Bring the carried terms into an archive that is in use."""
    if not apps.get_model("agreements", "kind")._default_manager.exists():
        return
    vocabulary = yaml.safe_load(CARRIED.read_text("utf-8"))
    for scheme in TERMS:
        model = apps.get_model("agreements", scheme)
        for position, (key, form) in enumerate(vocabulary.get(scheme, {}).items()):
            words = {f"label_{lang}": form[lang] for lang in ("en", "ru", "kk")}
            words |= {f"alt_{lang}": form.get("alt", {}).get(lang, []) for lang in ("en", "ru", "kk")}
            model._default_manager.create(key=key, position=position, **words)


class Migration(migrations.Migration):
    """Cues, and short and former names."""

    dependencies: ClassVar = [
        ('agreements', '0019_attachment_sums'),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='Cue',
            fields=[
                ('key', models.SlugField(help_text='Stable: it stands in addresses.', max_length=40, primary_key=True, serialize=False, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(?:-[a-z0-9]+)*\\Z', 'A key is made of a-z, 0-9 and single hyphens.')], verbose_name='key')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('alt_en', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), blank=True, default=list, size=None, verbose_name='other words in English')),
                ('alt_ru', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), blank=True, default=list, size=None, verbose_name='other words in Russian')),
                ('alt_kk', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), blank=True, default=list, size=None, verbose_name='other words in Kazakh')),
                ('label_en', models.CharField(max_length=120, verbose_name='label in English')),
                ('label_ru', models.CharField(max_length=120, verbose_name='label in Russian')),
                ('label_kk', models.CharField(max_length=120, verbose_name='label in Kazakh')),
            ],
            options={
                'verbose_name': 'cue of questions',
                'verbose_name_plural': 'cues of questions',
                'ordering': ('position', 'key'),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Synonym',
            fields=[
                ('key', models.SlugField(help_text='Stable: it stands in addresses.', max_length=40, primary_key=True, serialize=False, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(?:-[a-z0-9]+)*\\Z', 'A key is made of a-z, 0-9 and single hyphens.')], verbose_name='key')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('alt_en', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), blank=True, default=list, size=None, verbose_name='other words in English')),
                ('alt_ru', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), blank=True, default=list, size=None, verbose_name='other words in Russian')),
                ('alt_kk', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), blank=True, default=list, size=None, verbose_name='other words in Kazakh')),
                ('label_en', models.CharField(max_length=120, verbose_name='label in English')),
                ('label_ru', models.CharField(max_length=120, verbose_name='label in Russian')),
                ('label_kk', models.CharField(max_length=120, verbose_name='label in Kazakh')),
            ],
            options={
                'verbose_name': 'short or former name',
                'verbose_name_plural': 'short and former names',
                'ordering': ('position', 'key'),
                'abstract': False,
            },
        ),
        migrations.RunPython(fill_in, migrations.RunPython.noop),
        migrations.RunSQL(KEEP_KEYS, DROP),
    ]
