"""The artificial record of `manage.py bench` fits the tables, whatever columns they have."""

import pytest
from django.http import QueryDict

from agreements.models import Agreement, Place, Region
from agreements.search import Search
from benchmarks import artificial

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]


def test_artificial_documents_are_stored_and_found() -> None:
    first = 5_000
    artificial._crowd(artificial.people_of(first))
    batch = list(artificial.documents(first, first + 3, artificial.Vocabulary.of_database()))
    places, regions = (list(model.objects.values_list("pk", flat=True)) for model in (Place, Region))
    artificial._copy_batch(batch, places, regions)
    assert {document.title for document in batch} <= set(
        Agreement.objects.published().values_list("title_en", flat=True)
    )
    assert Search(QueryDict(f"q={artificial.COMMON}")).total == 1
    assert Agreement.objects.get(pk=first).clauses.count() == artificial.CLAUSES
