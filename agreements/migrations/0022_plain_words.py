"""Names and explanations of fields in plainer words; no column changes."""

import agreements.base.codes
import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0021_occasion_key'),
    ]

    operations = [
        migrations.AlterField(
            model_name='confidence',
            name='key',
            field=models.SlugField(help_text='Stable: it is part of addresses.', max_length=40, primary_key=True, serialize=False, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(?:-[a-z0-9]+)*\\Z', 'A key is made of a-z, 0-9 and single hyphens.')], verbose_name='key'),
        ),
        migrations.AlterField(
            model_name='confidence',
            name='needs',
            field=models.CharField(blank=True, choices=[('proof', 'An official text, or two independent sources'), ('source', 'One good source'), ('mention', 'An indirect mention')], db_default='', default='', help_text='Which sources such documents must have; their pages say so. An official text or two sources are required before a document goes to review.', max_length=12, verbose_name='evidence'),
        ),
        migrations.AlterField(
            model_name='cue',
            name='key',
            field=models.SlugField(help_text='Stable: it is part of addresses.', max_length=40, primary_key=True, serialize=False, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(?:-[a-z0-9]+)*\\Z', 'A key is made of a-z, 0-9 and single hyphens.')], verbose_name='key'),
        ),
        migrations.AlterField(
            model_name='entry',
            name='record_id',
            field=models.CharField(error_messages={'unique': 'Another document has this id. Add a word that tells the two apart.'}, help_text='<date of signature>-<kind>-<a few words>, for example 2013-11-11-treaty-good-neighbourliness. It is part of the permanent address and never changes once the document has been published.', max_length=120, unique=True, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(?:-[a-z0-9]+)*\\Z', 'An id is made of a-z, 0-9 and single hyphens: <date of signature>-<kind>-<a few words>.')], verbose_name='id'),
        ),
        migrations.AlterField(
            model_name='kind',
            name='key',
            field=models.SlugField(help_text='Stable: it is part of addresses.', max_length=40, primary_key=True, serialize=False, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(?:-[a-z0-9]+)*\\Z', 'A key is made of a-z, 0-9 and single hyphens.')], verbose_name='key'),
        ),
        migrations.AlterField(
            model_name='level',
            name='key',
            field=models.SlugField(help_text='Stable: it is part of addresses.', max_length=40, primary_key=True, serialize=False, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(?:-[a-z0-9]+)*\\Z', 'A key is made of a-z, 0-9 and single hyphens.')], verbose_name='key'),
        ),
        migrations.AlterField(
            model_name='party',
            name='side',
            field=models.CharField(help_text='The country of the party: two capital letters, RU or KZ.', max_length=2, validators=[agreements.base.codes.country_code], verbose_name='side'),
        ),
        migrations.AlterField(
            model_name='partykind',
            name='authority',
            field=models.BooleanField(db_default=False, default=False, help_text='For search engines, parties of this kind are bodies of government.', verbose_name='public authority'),
        ),
        migrations.AlterField(
            model_name='partykind',
            name='key',
            field=models.SlugField(help_text='Stable: it is part of addresses.', max_length=40, primary_key=True, serialize=False, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(?:-[a-z0-9]+)*\\Z', 'A key is made of a-z, 0-9 and single hyphens.')], verbose_name='key'),
        ),
        migrations.AlterField(
            model_name='partykind',
            name='territorial',
            field=models.BooleanField(db_default=False, default=False, help_text='In the files of the archive, the region of such a party can be left out: it is taken from the name of a region or a city in its English name.', verbose_name='is named after its territory'),
        ),
        migrations.AlterField(
            model_name='region',
            name='border',
            field=models.BooleanField(default=False, verbose_name='bordered the other country in 2010–2020'),
        ),
        migrations.AlterField(
            model_name='relationtype',
            name='effect',
            field=models.CharField(blank=True, choices=[('changes', 'Changes the other document, or its term'), ('confirms', 'Confirms the other document'), ('builds', 'Carries out the other document, or is based on it'), ('mentions', 'Only mentions the other document')], db_default='', default='', help_text='Changes and confirmations are shown in the timeline of the other document. Search engines see every effect. Leave it empty if none fits.', max_length=12, verbose_name='effect on the other document'),
        ),
        migrations.AlterField(
            model_name='relationtype',
            name='key',
            field=models.SlugField(help_text='Stable: it is part of addresses.', max_length=40, primary_key=True, serialize=False, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(?:-[a-z0-9]+)*\\Z', 'A key is made of a-z, 0-9 and single hyphens.')], verbose_name='key'),
        ),
        migrations.AlterField(
            model_name='status',
            name='force',
            field=models.CharField(blank=True, choices=[('in', 'In force'), ('out', 'Not in force, or no longer')], db_default='', default='', help_text='In charts, a document in force without a stated end continues to today. Search engines see this too. Leave it empty if the status does not say it: a new document begins with the first such status.', max_length=12, verbose_name='in force today'),
        ),
        migrations.AlterField(
            model_name='status',
            name='key',
            field=models.SlugField(help_text='Stable: it is part of addresses.', max_length=40, primary_key=True, serialize=False, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(?:-[a-z0-9]+)*\\Z', 'A key is made of a-z, 0-9 and single hyphens.')], verbose_name='key'),
        ),
        migrations.AlterField(
            model_name='synonym',
            name='key',
            field=models.SlugField(help_text='Stable: it is part of addresses.', max_length=40, primary_key=True, serialize=False, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(?:-[a-z0-9]+)*\\Z', 'A key is made of a-z, 0-9 and single hyphens.')], verbose_name='key'),
        ),
        migrations.AlterField(
            model_name='theme',
            name='key',
            field=models.SlugField(help_text='Stable: it is part of addresses.', max_length=40, primary_key=True, serialize=False, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(?:-[a-z0-9]+)*\\Z', 'A key is made of a-z, 0-9 and single hyphens.')], verbose_name='key'),
        ),
    ]
