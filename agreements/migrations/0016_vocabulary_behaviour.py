"""What the archive does with a term becomes a column of the term; the terms of the record have what their keys meant."""

from typing import Any, ClassVar

from django.db import migrations, models

KNOWN: dict[str, dict[str, dict[str, Any]]] = {
    "kind": dict.fromkeys(
        ("treaty", "agreement", "protocol", "exchange-of-notes", "declaration"), {"treaty": True}
    ),
    "level": dict.fromkeys(("interstate", "intergovernmental", "interagency"), {"treaty": True}),
    "status": {
        "in-force": {"force": "in"},
        **dict.fromkeys(("expired", "superseded", "terminated", "not-in-force"), {"force": "out"}),
    },
    "relationtype": {
        **dict.fromkeys(("amends", "replaces", "extends"), {"effect": "changes"}),
        **dict.fromkeys(("implements", "based-on"), {"effect": "builds"}),
        "ratifies": {"effect": "confirms"},
        "cites": {"effect": "mentions"},
    },
    "partykind": {
        **dict.fromkeys(("state", "government", "ministry", "agency"), {"authority": True}),
        **dict.fromkeys(("region", "municipality"), {"authority": True, "territorial": True}),
    },
    "confidence": {"high": {"needs": "proof"}, "medium": {"needs": "source"}, "low": {"needs": "mention"}},
}


def fill_in(apps: Any, schema_editor: Any) -> None:
    """Give the known terms that are there their behaviour."""
    for name, terms in KNOWN.items():
        model = apps.get_model("agreements", name)
        for key, behaviour in terms.items():
            model._default_manager.filter(key=key).update(**behaviour)


class Migration(migrations.Migration):
    """Behaviour of the vocabulary."""

    dependencies: ClassVar = [("agreements", "0015_entries")]
    operations: ClassVar = [
        migrations.AddField(
            model_name='confidence',
            name='needs',
            field=models.CharField(blank=True, choices=[('proof', 'An official text, or two independent sources'), ('source', 'One good source'), ('mention', 'An indirect mention')], db_default='', default='', help_text='What the sources of such documents have to be; their pages say it. An official text or two sources are required before a document goes to review.', max_length=12, verbose_name='evidence'),
        ),
        migrations.AddField(
            model_name='kind',
            name='treaty',
            field=models.BooleanField(db_default=False, default=False, help_text='Documents of this kind are cited as treaties (by title, without an author) if their level is one of treaties. All others are cited as works of their parties.', verbose_name='can be a treaty'),
        ),
        migrations.AddField(
            model_name='level',
            name='treaty',
            field=models.BooleanField(db_default=False, default=False, help_text='Tick this if the parties of this level are states, governments or ministries.', verbose_name='level of treaties'),
        ),
        migrations.AddField(
            model_name='partykind',
            name='authority',
            field=models.BooleanField(db_default=False, default=False, help_text='Search engines are told that parties of this kind are bodies of government.', verbose_name='public authority'),
        ),
        migrations.AddField(
            model_name='partykind',
            name='territorial',
            field=models.BooleanField(db_default=False, default=False, help_text='In the files of the record, the region of such a party need not be stated: it follows from the name of a region or a city in its English name.', verbose_name='is named after its territory'),
        ),
        migrations.AddField(
            model_name='relationtype',
            name='effect',
            field=models.CharField(blank=True, choices=[('changes', 'Changes the other document, or its term'), ('confirms', 'Confirms the other document'), ('builds', 'Carries out the other document, or rests on it'), ('mentions', 'Only mentions the other document')], db_default='', default='', help_text='Changes and confirmations are shown in the life of the other document. Search engines are told every effect. Leave it empty if none of them fits.', max_length=12, verbose_name='effect on the other document'),
        ),
        migrations.AddField(
            model_name='status',
            name='force',
            field=models.CharField(blank=True, choices=[('in', 'In force'), ('out', 'Not in force, or no longer')], db_default='', default='', help_text='A document in force without a stated end is drawn up to today. Search engines are told this too. Leave it empty if the status does not say it: a new document begins with the first such status.', max_length=12, verbose_name='force today'),
        ),
        migrations.RunPython(fill_in, migrations.RunPython.noop),
    ]
