"""The index is right at every commit, whoever wrote what."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from django.test import TransactionTestCase

from agreements.models import (
    Agreement,
    Clause,
    Kind,
    Participation,
    Party,
    Person,
    Place,
    Region,
    Signatory,
    State,
    Status,
    Theme,
)
from agreements.search import Search
from tests.artificial import artificial

DOCUMENT = "2015-agreement-test-1"


def total(text: str, **params: str) -> int:
    query = QueryDict(mutable=True)
    query.update({"q": text, **params})
    return Search(query).total


def execute(sql: str, *params: str | int | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


@pytest.fixture
def document(record: None) -> Agreement:
    """A published document with everything that the index reads."""
    agreement = artificial(1, ("Zyxheading", "zyxsummary", "science"))
    agreement.themes.add(Theme.objects.get(key="youth"))
    agreement.place = Place.objects.create(
        slug="zyxplace", name_en="Zyxplace", name_ru="Тест", name_kk="Тест", country="RU",
        region=Region.objects.create(slug="zyxregion", name_en="Zyxregion", name_ru="Т", name_kk="Т", country="RU"),
        lat=0, lon=0,
    )  # fmt: skip
    agreement.save()
    party = Party.objects.create(slug="zyxparty", side="RU", kind_id="ministry", name_en="Zyxparty", name_ru="Тест")
    Participation.objects.create(agreement=agreement, party=party)
    person = Person.objects.create(slug="zyxperson", name_en="Zyxperson", name_ru="Тест")
    Signatory.objects.create(agreement=agreement, side="RU", person=person, office_en="Zyxoffice")
    return agreement


@pytest.mark.django_db
@pytest.mark.parametrize(
    "word", ["zyxheading", "zyxsummary", "zyxplace", "zyxregion", "zyxparty", "zyxperson", "zyxoffice"]
)
def test_what_is_saved_is_found(document: Agreement, word: str) -> None:
    assert total(word) == 1


RENAMED: dict[str, Callable[[], object]] = {
    "party": lambda: Party.objects.filter(slug="zyxparty").update(name_en="Zyxnew"),
    "person": lambda: Person.objects.filter(slug="zyxperson").update(name_en="Zyxnew"),
    "place": lambda: Place.objects.filter(slug="zyxplace").update(name_en="Zyxnew"),
    "region": lambda: Region.objects.filter(slug="zyxregion").update(name_en="Zyxnew"),
    "theme label": lambda: Theme.objects.filter(key="science").update(label_ru="Zyxnew"),
    "theme's other words": lambda: Theme.objects.filter(key="youth").update(alt_kk=["zyxnew"]),
    "kind": lambda: Kind.objects.filter(key="agreement").update(label_en="Zyxnew"),
    "status": lambda: Status.objects.filter(key="unknown").update(label_en="Zyxnew"),
    "office": lambda: Signatory.objects.filter(person__slug="zyxperson").update(office_kk="zyxnew"),
    "clause": lambda: Clause.objects.filter(heading_en="Zyxheading").update(text_ru="zyxnew"),
    "title by SQL": lambda: execute(
        "UPDATE agreements_agreement SET title_en = 'Zyxnew' WHERE record_id = %s", DOCUMENT
    ),
    "bulk_update": lambda: Clause.objects.bulk_update(
        [Clause(pk=clause.pk, summary_kk="zyxnew") for clause in Clause.objects.filter(agreement__record_id=DOCUMENT)],
        ["summary_kk"],
    ),
    "bulk_create": lambda: Clause.objects.bulk_create(
        [
            Clause(
                agreement=Agreement.objects.get(record_id=DOCUMENT), number=9, heading_en="Zyxnew", summary_en="x"
            )
        ]
    ),
    "link by SQL": lambda: execute(
        "UPDATE agreements_participation SET party_id = "
        "(SELECT id FROM agreements_party ORDER BY id LIMIT 1) WHERE party_id = "
        "(SELECT id FROM agreements_party WHERE slug = 'zyxparty')"
    ),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("change", [name for name in RENAMED if name != "link by SQL"])
def test_a_changed_word_is_found_and_the_old_one_is_not(document: Agreement, change: str) -> None:
    assert total("zyxnew") == 0
    RENAMED[change]()
    assert total("zyxnew", kind="agreement") >= 1
    assert document.record_id in Search(QueryDict("q=zyxnew")).agreements.values_list("record_id", flat=True)
    if change in ("party", "person", "place", "region"):
        assert total(f"zyx{change}") == 0


@pytest.mark.django_db
def test_another_party_by_sql_is_counted_and_the_old_one_gone(document: Agreement) -> None:
    RENAMED["link by SQL"]()
    assert total("zyxparty") == 0
    assert "zyxparty" not in Search(QueryDict("")).labels["party"]
    first = Party.objects.order_by("pk")[0]
    assert document in Search(QueryDict(f"party={first.slug}")).agreements


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("word", "gone"),
    [
        ("zyxheading", lambda: Clause.objects.filter(heading_en="Zyxheading").delete()),
        ("zyxheading", lambda: execute("DELETE FROM agreements_clause_themes; DELETE FROM agreements_clause")),
        ("zyxparty", lambda: Participation.objects.filter(party__slug="zyxparty").delete()),
        ("zyxperson", lambda: Signatory.objects.filter(person__slug="zyxperson").delete()),
        ("zyxplace", lambda: Agreement.objects.filter(place__slug="zyxplace").update(place=None)),
        ("zyxsummary", lambda: Agreement.objects.filter(title_en="Test Agreement 1").update(state=State.IN_REVIEW)),
    ],
)
def test_what_is_taken_away_is_not_found(document: Agreement, word: str, gone: Callable[[], object]) -> None:
    assert total(word) == 1
    gone()
    assert total(word) == 0
    assert total(word, view="clauses") == 0


@pytest.mark.django_db
def test_themes_of_clauses_and_documents_are_counted_as_they_are(document: Agreement) -> None:
    clause = document.clauses.get()
    assert document in Search(QueryDict("theme=science")).agreements
    clause.themes.set([Theme.objects.get(key="sport")])
    document.themes.clear()
    assert document not in Search(QueryDict("theme=science")).agreements
    assert document not in Search(QueryDict("theme=youth")).agreements
    assert document in Search(QueryDict("theme=sport")).agreements


@pytest.mark.django_db
def test_a_new_address_of_a_party_is_a_new_value(document: Agreement) -> None:
    Party.objects.filter(slug="zyxparty").update(slug="zyxother")
    assert Search(QueryDict("party=zyxother")).total == 1
    assert Search(QueryDict("party=zyxparty")).errors


@pytest.mark.django_db
def test_a_year_follows_the_date(document: Agreement) -> None:
    execute("UPDATE agreements_agreement SET signed = '1991' WHERE id = %s", document.pk)
    assert document in Search(QueryDict("year_to=1991")).agreements


@pytest.mark.django_db
def test_the_index_knows_no_word_of_what_is_gone(document: Agreement) -> None:
    def words() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM search_word WHERE word LIKE 'zyx%%'")
            return int(cursor.fetchone()[0])

    assert total("zyxheading") == 1
    assert words() > 0
    Agreement.objects.filter(pk=document.pk).update(state=State.IN_REVIEW)
    assert total("zyxheading") == 0
    assert words() == 0


def _everything() -> dict[str, list[tuple[object, ...]]]:
    tables = {
        "search_document": "agreement_id, record_id, year, array(select unnest(facets) order by 1), vector::text",
        "search_clause": "clause_id, agreement_id, vector::text",
        "search_facet": "facet, value, chunk, bits::text",
        "search_word": "word, folded, lexeme, sound, documents",
    }
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS search_work_off IMMEDIATE; SET CONSTRAINTS search_work_off DEFERRED")
        for table, columns in tables.items():
            cursor.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2, 3")
            found[table] = cursor.fetchall()
    return found


@pytest.mark.django_db
def test_many_small_changes_leave_the_same_index_as_reading_it_all_anew(document: Agreement) -> None:
    for change in RENAMED.values():
        change()
        total("zyxnew")
    Agreement.objects.filter(kind="plan").update(state=State.IN_REVIEW)
    total("")
    kept = _everything()
    execute("INSERT INTO search_due (agreement_id) VALUES (NULL)")
    assert _everything() == kept


class Commits(TransactionTestCase):
    """With real commits."""

    def setUp(self) -> None:
        """The vocabulary, as these tests empty the tables."""
        from agreements.record import DATA
        from agreements.record.loading import load

        if not Agreement.objects.exists():
            load(DATA)

    def test_the_loaded_record_is_indexed(self) -> None:
        """Loader."""
        assert total("libraries") > 1

    def test_one_commit_of_many_changes_and_a_rollback(self) -> None:
        """One refresh for all that a transaction did; none for what it took back."""
        with transaction.atomic():
            artificial(1, ("Zyxone", "x", "science"))
            artificial(2, ("Zyxone", "x", "science"))
        assert total("zyxone") == 2
        try:
            with transaction.atomic():
                artificial(3, ("Zyxone", "x", "science"))
                raise KeyError
        except KeyError:
            pass
        assert total("zyxone") == 2
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM search_due")
            assert cursor.fetchone() == (0,)

    def test_truncate_empties_the_index(self) -> None:
        """TRUNCATE, which fires no trigger for its rows."""
        assert total("") > 0
        execute("TRUNCATE agreements_agreement CASCADE")
        assert total("") == 0
        assert total("libraries", view="clauses") == 0
        assert Search(QueryDict("")).years() == []

    def test_copy_is_indexed(self) -> None:
        """COPY, the fastest way in."""
        document = artificial(1)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            import io

            cursor.copy_expert(
                "COPY agreements_clause (agreement_id, number, ref, heading_en, heading_ru, heading_kk, summary_en, "
                "summary_ru, summary_kk, text_en, text_ru, text_kk) FROM STDIN",
                io.StringIO(f"{document.pk}\t1\t\tZyxcopied\t\t\tx\t\t\t\t\t\n"),
            )
        assert total("zyxcopied", view="clauses") == 1
