"""One rule for texts, codes, dates and addresses; lines that may exchange their values; an order of clauses of its own."""

import agreements.base.codes
import agreements.models.fields
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.constraints
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0011_search_index'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='clause',
            options={'ordering': ('position', 'number'), 'verbose_name': 'clause', 'verbose_name_plural': 'clauses'},
        ),
        migrations.RemoveConstraint(
            model_name='agreement',
            name='agreement_signed_is_edtf',
        ),
        migrations.RemoveConstraint(
            model_name='agreement',
            name='agreement_in_force_is_edtf',
        ),
        migrations.RemoveConstraint(
            model_name='agreement',
            name='agreement_term_from_is_edtf',
        ),
        migrations.RemoveConstraint(
            model_name='agreement',
            name='agreement_term_until_is_edtf',
        ),
        migrations.RemoveConstraint(
            model_name='participation',
            name='participation_unique',
        ),
        migrations.RemoveConstraint(
            model_name='relation',
            name='relation_unique',
        ),
        migrations.RemoveConstraint(
            model_name='signatory',
            name='signatory_unique',
        ),
        migrations.RemoveConstraint(
            model_name='source',
            name='source_unique_in_document',
        ),
        migrations.AddField(
            model_name='clause',
            name='position',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, help_text='Its place in the text.', verbose_name='order'),
        ),
        migrations.AlterField(
            model_name='agreement',
            name='languages',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2, validators=[agreements.base.codes.language_code]), blank=True, default=list, help_text='The authentic texts, if a source says so: ru, kk.', size=None, verbose_name='languages of the text'),
        ),
        migrations.AlterField(
            model_name='attachment',
            name='language',
            field=models.CharField(blank=True, max_length=2, validators=[agreements.base.codes.language_code], verbose_name='language'),
        ),
        migrations.AlterField(
            model_name='clause',
            name='number',
            field=models.PositiveSmallIntegerField(help_text='Its address, which never changes: #clause-1, #clause-2…', verbose_name='number'),
        ),
        migrations.AlterField(
            model_name='confidence',
            name='key',
            field=models.SlugField(help_text='Stable: it stands in addresses.', max_length=40, primary_key=True, serialize=False, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(?:-[a-z0-9]+)*\\Z', 'A key is made of a-z, 0-9 and single hyphens.')], verbose_name='key'),
        ),
        migrations.AlterField(
            model_name='kind',
            name='key',
            field=models.SlugField(help_text='Stable: it stands in addresses.', max_length=40, primary_key=True, serialize=False, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(?:-[a-z0-9]+)*\\Z', 'A key is made of a-z, 0-9 and single hyphens.')], verbose_name='key'),
        ),
        migrations.AlterField(
            model_name='level',
            name='key',
            field=models.SlugField(help_text='Stable: it stands in addresses.', max_length=40, primary_key=True, serialize=False, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(?:-[a-z0-9]+)*\\Z', 'A key is made of a-z, 0-9 and single hyphens.')], verbose_name='key'),
        ),
        migrations.AlterField(
            model_name='party',
            name='side',
            field=models.CharField(help_text='The country on whose side the party stands: two capital letters, RU or KZ.', max_length=2, validators=[agreements.base.codes.country_code], verbose_name='side'),
        ),
        migrations.AlterField(
            model_name='party',
            name='slug',
            field=models.SlugField(max_length=120, unique=True, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(?:-[a-z0-9]+)*\\Z', 'An address is made of a-z, 0-9 and single hyphens.')], verbose_name='address'),
        ),
        migrations.AlterField(
            model_name='partykind',
            name='key',
            field=models.SlugField(help_text='Stable: it stands in addresses.', max_length=40, primary_key=True, serialize=False, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(?:-[a-z0-9]+)*\\Z', 'A key is made of a-z, 0-9 and single hyphens.')], verbose_name='key'),
        ),
        migrations.AlterField(
            model_name='person',
            name='slug',
            field=models.SlugField(max_length=120, unique=True, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(?:-[a-z0-9]+)*\\Z', 'An address is made of a-z, 0-9 and single hyphens.')], verbose_name='address'),
        ),
        migrations.AlterField(
            model_name='place',
            name='country',
            field=models.CharField(max_length=2, validators=[agreements.base.codes.country_code], verbose_name='country'),
        ),
        migrations.AlterField(
            model_name='place',
            name='slug',
            field=models.SlugField(max_length=80, unique=True, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(?:-[a-z0-9]+)*\\Z', 'An address is made of a-z, 0-9 and single hyphens.')], verbose_name='address'),
        ),
        migrations.AlterField(
            model_name='region',
            name='country',
            field=models.CharField(max_length=2, validators=[agreements.base.codes.country_code], verbose_name='country'),
        ),
        migrations.AlterField(
            model_name='region',
            name='iso',
            field=models.CharField(blank=True, help_text='Empty where the standard has no code.', max_length=6, validators=[django.core.validators.RegexValidator('^[A-Z]{2}-[A-Z0-9]{1,3}\\Z', 'Write the code of ISO 3166-2: KZ-11.')], verbose_name='ISO 3166-2'),
        ),
        migrations.AlterField(
            model_name='region',
            name='slug',
            field=models.SlugField(max_length=80, unique=True, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(?:-[a-z0-9]+)*\\Z', 'An address is made of a-z, 0-9 and single hyphens.')], verbose_name='address'),
        ),
        migrations.AlterField(
            model_name='relationtype',
            name='key',
            field=models.SlugField(help_text='Stable: it stands in addresses.', max_length=40, primary_key=True, serialize=False, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(?:-[a-z0-9]+)*\\Z', 'A key is made of a-z, 0-9 and single hyphens.')], verbose_name='key'),
        ),
        migrations.AlterField(
            model_name='signatory',
            name='side',
            field=models.CharField(max_length=2, validators=[agreements.base.codes.country_code], verbose_name='side'),
        ),
        migrations.AlterField(
            model_name='source',
            name='language',
            field=models.CharField(max_length=2, validators=[agreements.base.codes.language_code], verbose_name='language'),
        ),
        migrations.AlterField(
            model_name='source',
            name='published',
            field=models.CharField(blank=True, help_text='Date of publication, where known: YYYY, YYYY-MM or YYYY-MM-DD.', max_length=10, validators=[django.core.validators.RegexValidator('^[1-9][0-9]{3}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?\\Z', 'Write YYYY, YYYY-MM or YYYY-MM-DD.')], verbose_name='published'),
        ),
        migrations.AlterField(
            model_name='status',
            name='key',
            field=models.SlugField(help_text='Stable: it stands in addresses.', max_length=40, primary_key=True, serialize=False, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(?:-[a-z0-9]+)*\\Z', 'A key is made of a-z, 0-9 and single hyphens.')], verbose_name='key'),
        ),
        migrations.AlterField(
            model_name='theme',
            name='key',
            field=models.SlugField(help_text='Stable: it stands in addresses.', max_length=40, primary_key=True, serialize=False, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(?:-[a-z0-9]+)*\\Z', 'A key is made of a-z, 0-9 and single hyphens.')], verbose_name='key'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('signed__regex', '^(?:[1-9][0-9]{3}(?:-[0-9]{2}(?:-[0-9]{2})?)?[?~%]?|\\[[1-9][0-9]{3}(?:-[0-9]{2}(?:-[0-9]{2})?)?\\.\\.[1-9][0-9]{3}(?:-[0-9]{2}(?:-[0-9]{2})?)?\\]|\\[\\.\\.[1-9][0-9]{3}(?:-[0-9]{2}(?:-[0-9]{2})?)?\\]|\\[[1-9][0-9]{3}(?:-[0-9]{2}(?:-[0-9]{2})?)?\\.\\.\\])$')), name='agreement_signed_is_edtf'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('in_force__regex', '^(?:[1-9][0-9]{3}(?:-[0-9]{2}(?:-[0-9]{2})?)?[?~%]?|\\[[1-9][0-9]{3}(?:-[0-9]{2}(?:-[0-9]{2})?)?\\.\\.[1-9][0-9]{3}(?:-[0-9]{2}(?:-[0-9]{2})?)?\\]|\\[\\.\\.[1-9][0-9]{3}(?:-[0-9]{2}(?:-[0-9]{2})?)?\\]|\\[[1-9][0-9]{3}(?:-[0-9]{2}(?:-[0-9]{2})?)?\\.\\.\\])$'), ('in_force', ''), _connector='OR'), name='agreement_in_force_is_edtf'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('term_from__regex', '^(?:[1-9][0-9]{3}(?:-[0-9]{2}(?:-[0-9]{2})?)?[?~%]?|\\[[1-9][0-9]{3}(?:-[0-9]{2}(?:-[0-9]{2})?)?\\.\\.[1-9][0-9]{3}(?:-[0-9]{2}(?:-[0-9]{2})?)?\\]|\\[\\.\\.[1-9][0-9]{3}(?:-[0-9]{2}(?:-[0-9]{2})?)?\\]|\\[[1-9][0-9]{3}(?:-[0-9]{2}(?:-[0-9]{2})?)?\\.\\.\\])$'), ('term_from', ''), _connector='OR'), name='agreement_term_from_is_edtf'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('term_until__regex', '^(?:[1-9][0-9]{3}(?:-[0-9]{2}(?:-[0-9]{2})?)?[?~%]?|\\[[1-9][0-9]{3}(?:-[0-9]{2}(?:-[0-9]{2})?)?\\.\\.[1-9][0-9]{3}(?:-[0-9]{2}(?:-[0-9]{2})?)?\\]|\\[\\.\\.[1-9][0-9]{3}(?:-[0-9]{2}(?:-[0-9]{2})?)?\\]|\\[[1-9][0-9]{3}(?:-[0-9]{2}(?:-[0-9]{2})?)?\\.\\.\\])$'), ('term_until', ''), _connector='OR'), name='agreement_term_until_is_edtf'),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=agreements.models.fields.DeferredUnique(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('agreement', 'party'), name='participation_unique', violation_error_message='This party is listed twice. Remove one of the two lines.'),
        ),
        migrations.AddConstraint(
            model_name='relation',
            constraint=agreements.models.fields.DeferredUnique(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('agreement', 'type', 'to'), name='relation_unique', violation_error_message='This relation is entered twice. Remove one of the two lines.'),
        ),
        migrations.AddConstraint(
            model_name='signatory',
            constraint=agreements.models.fields.DeferredUnique(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('agreement', 'person'), name='signatory_unique', violation_error_message='This person is listed as a signatory twice. Remove one of the two lines.'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=agreements.models.fields.DeferredUnique(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('agreement', 'url'), name='source_unique_in_document', violation_error_message='This address is listed among the sources twice. Join the two lines.'),
        ),
        # After all changes of tables: PostgreSQL alters none that has rows waiting for a trigger.
        migrations.RunSQL("UPDATE agreements_clause SET position = number", migrations.RunSQL.noop),
    ]
