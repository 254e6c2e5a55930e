"""Notes in three languages, numbers in registers, where the original lies, and when a source was read.

The notes that are there become the English ones.
"""

from typing import ClassVar

import django.contrib.postgres.fields
import django.core.validators
from django.db import migrations, models

class Migration(migrations.Migration):
    """New fields of the record."""

    dependencies: ClassVar = [("agreements", "0013_index_cures")]
    operations: ClassVar = [
        migrations.RenameField(model_name="agreement", old_name="notes", new_name="notes_en"),
        migrations.AddField(
            model_name='agreement',
            name='identifier_adilet',
            field=models.CharField(blank=True, max_length=80, validators=[django.core.validators.RegexValidator('^(?:[A-Z][0-9]{2}[0-9A-Z]{7}[0-9_])\\Z', 'Write the number alone, as the register has it: Z1400000246, for example.')], verbose_name='Adilet'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='identifier_cntd',
            field=models.CharField(blank=True, max_length=80, validators=[django.core.validators.RegexValidator('^(?:[1-9][0-9]{4,11})\\Z', 'Write the number alone, as the register has it: 499063345, for example.')], verbose_name='Techexpert'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='identifier_unts',
            field=models.CharField(blank=True, max_length=80, validators=[django.core.validators.RegexValidator('^(?:I{1,2}-[1-9][0-9]{0,5})\\Z', 'Write the number alone, as the register has it: I-53034, for example.')], verbose_name='United Nations Treaty Series'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='identifier_wikidata',
            field=models.CharField(blank=True, max_length=80, validators=[django.core.validators.RegexValidator('^(?:Q[1-9][0-9]{0,11})\\Z', 'Write the number alone, as the register has it: Q42, for example.')], verbose_name='Wikidata'),
        ),
        migrations.AlterField(
            model_name='agreement',
            name='notes_en',
            field=models.TextField(blank=True, verbose_name='notes in English'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='notes_kk',
            field=models.TextField(blank=True, verbose_name='notes in Kazakh'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='notes_ru',
            field=models.TextField(blank=True, verbose_name='notes in Russian'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='original_archive_en',
            field=models.CharField(blank=True, max_length=250, verbose_name='archive in English'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='original_archive_kk',
            field=models.CharField(blank=True, max_length=250, verbose_name='archive in Kazakh'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='original_archive_ru',
            field=models.CharField(blank=True, max_length=250, verbose_name='archive in Russian'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='original_file',
            field=models.CharField(blank=True, max_length=60, verbose_name='file'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='original_fonds',
            field=models.CharField(blank=True, max_length=60, verbose_name='fonds'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='original_inventory',
            field=models.CharField(blank=True, max_length=60, verbose_name='inventory'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='original_sheets',
            field=models.CharField(blank=True, max_length=60, verbose_name='sheets'),
        ),
        migrations.AddField(
            model_name='source',
            name='accessed',
            field=models.DateField(blank=True, help_text='The day on which you read the page; citations state it.', null=True, verbose_name='read on'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('identifier_adilet', ''), ('identifier_adilet__regex', '^([A-Z][0-9]{2}[0-9A-Z]{7}[0-9_])$'), _connector='OR'), name='agreement_identifier_adilet_shape'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('identifier_cntd', ''), ('identifier_cntd__regex', '^([1-9][0-9]{4,11})$'), _connector='OR'), name='agreement_identifier_cntd_shape'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('identifier_unts', ''), ('identifier_unts__regex', '^(I{1,2}-[1-9][0-9]{0,5})$'), _connector='OR'), name='agreement_identifier_unts_shape'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('identifier_wikidata', ''), ('identifier_wikidata__regex', '^(Q[1-9][0-9]{0,11})$'), _connector='OR'), name='agreement_identifier_wikidata_shape'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('original_archive_en', ''), ('original_archive_kk', ''), ('original_archive_ru', ''), _negated=True), models.Q(('original_file', ''), ('original_fonds', ''), ('original_inventory', ''), ('original_sheets', '')), _connector='OR'), name='agreement_original_in_archive'),
        ),
        # What a source can be evidence for depends on the kind of entry, so the column has no choices of its own.
        migrations.AlterField(
            model_name='source',
            name='supports',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, help_text='The facts that this source is evidence for.', size=None, verbose_name='supports'),
        ),
    ]
