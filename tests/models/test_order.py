"""Documents and their clauses come in one order of signature."""

import pytest

from agreements.models import Agreement, Clause
from tests.artificial import artificial

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("only_vocabulary")]

# All but the first and the last may be of the last day of 2015: what is less certain of its beginning comes first.
IN_ORDER = ("2014", "[..2015]", "[2013..2015]", "2015", "2015-12-31", "2016")


def documents() -> list[Agreement]:
    """A document with a clause for each date, entered in another order than that of signature."""
    clause = ("Test lanterns", "Paper lanterns are lit on the quay.", "education")
    made = {
        signed: artificial(number, clause, signed=signed)
        for number, signed in enumerate(sorted(IN_ORDER, reverse=True), 1)
    }
    return [made[signed] for signed in IN_ORDER]


def test_documents_come_by_signature() -> None:
    expected = documents()
    assert list(Agreement.objects.by_signature()) == expected
    assert list(Agreement.objects.by_signature(latest_first=True)) == expected[::-1]


def test_clauses_come_in_the_order_of_their_documents() -> None:
    expected = documents()
    assert [clause.agreement for clause in Clause.objects.by_signature()] == expected


def test_documents_of_one_date_come_in_the_order_of_their_ids() -> None:
    documents()
    Agreement.objects.update(signed="2015")
    ids = [document.record_id for document in Agreement.objects.by_signature()]
    assert ids == sorted(ids)
    assert [document.record_id for document in Agreement.objects.by_signature(latest_first=True)] == ids[::-1]
