"""What Django's own checks do not ask: ``manage.py check``, ``migrate`` and ``python -m archive.serve`` run these."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import Error as DatabaseError
from django.db import connections

from archive.databases import knows_letters, unknown_letters

SHORTEST_KEY = 50
FEWEST_SIGNS = 5


@register(Tags.database)
def letters(databases: Sequence[str] | None = None, **options: Any) -> list[CheckMessage]:
    """Each database knows Cyrillic letters."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        try:
            with connections[alias].cursor() as cursor:
                if knows_letters(cursor):
                    continue
        except DatabaseError:
            continue  # whoever wants something of it is told
        name = f"The database “{connections[alias].settings_dict['NAME']}”"
        found.append(Error(unknown_letters(name), id="archive.E001"))
    return found


@register(Tags.security, deploy=True)
def secret(**options: Any) -> list[CheckMessage]:
    """The secret key cannot be guessed."""
    key = settings.SECRET_KEY
    if len(key) >= SHORTEST_KEY and len(set(key)) >= FEWEST_SIGNS and not key.startswith("django-insecure-"):
        return []
    told = (
        f"DJANGO_SECRET_KEY is too easily guessed: give it {SHORTEST_KEY} random characters or more, "
        "or unset it to have one made in VAR_DIR."
    )
    return [Error(told, id="archive.E002")]
