"""Databases without a record, or without its documents."""

from django.db import connection
from django.db.models import Model

from agreements.models import Agreement, LoadedItem, Party, Person, Place, Region
from agreements.record.structure import SCHEMES


def clear() -> None:
    """Leave a database without any record; a published document cannot be deleted in any other way."""
    _empty(Agreement, Party, Person, Place, Region, *SCHEMES.values(), LoadedItem)


def clear_documents() -> None:
    """Leave words, regions and places, and no documents: what is written and read again is soon done."""
    _empty(Agreement, Party, Person)


def _empty(*models: type[Model]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing may be pending on the tables
        cursor.execute(f"TRUNCATE {', '.join(model._meta.db_table for model in models)} CASCADE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
