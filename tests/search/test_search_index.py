"""The index is right at every commit, whoever wrote what."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import Case, CharField, F, Field, ForeignKey, Model, Q, QuerySet, Value, When
from django.http import QueryDict
from django.test import TransactionTestCase

from agreements.base.database import settle
from agreements.base.references import WORDS, Word
from agreements.base.registers import REGISTERS
from agreements.models import (
    Agreement,
    Clause,
    Confidence,
    Kind,
    Level,
    Participation,
    Party,
    Person,
    Place,
    PublicChange,
    Region,
    Signatory,
    State,
    Status,
    Theme,
)
from agreements.search import Search
from agreements.search.settling import settle_rest
from tests.artificial import artificial
from tests.searching import found, shown

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
    agreement.original_archive_en = "Zyxarchive"
    agreement.save()
    party = Party.objects.create(slug="zyxparty", side="RU", kind_id="ministry", name_en="Zyxparty", name_ru="Тест")
    Participation.objects.create(agreement=agreement, party=party)
    person = Person.objects.create(slug="zyxperson", name_en="Zyxperson", name_ru="Тест")
    Signatory.objects.create(agreement=agreement, side="RU", person=person, office_en="Zyxoffice")
    return agreement


@pytest.mark.django_db
@pytest.mark.parametrize(
    "word", ["zyxheading", "zyxsummary", "zyxplace", "zyxregion", "zyxparty", "zyxperson", "zyxoffice", "zyxarchive"]
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
    "title by SQL": lambda: execute("UPDATE agreements_entry SET title_en = 'Zyxnew' WHERE record_id = %s", DOCUMENT),
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
    assert document.record_id in [one.record_id for one in found(Search(QueryDict("q=zyxnew")))]
    if change in ("party", "person", "place", "region"):
        assert total(f"zyx{change}") == 0


@pytest.mark.django_db
def test_another_party_by_sql_is_counted_and_the_old_one_gone(document: Agreement) -> None:
    RENAMED["link by SQL"]()
    assert total("zyxparty") == 0
    assert "zyxparty" not in Search(QueryDict("")).choices.labels["party"]
    first = Party.objects.order_by("pk")[0]
    assert document in found(Search(QueryDict(f"party={first.slug}")))


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
    assert document in found(Search(QueryDict("theme=science")))
    clause.themes.set([Theme.objects.get(key="sport")])
    document.themes.clear()
    assert document not in found(Search(QueryDict("theme=science")))
    assert document not in found(Search(QueryDict("theme=youth")))
    assert document in found(Search(QueryDict("theme=sport")))


@pytest.mark.django_db
def test_another_party_in_place_of_one_is_another_value(document: Agreement) -> None:
    other = Party.objects.create(slug="zyxother", side="RU", kind_id="ministry", name_en="Zyxother", name_ru="Т")
    Participation.objects.filter(party__slug="zyxparty").update(party=other)
    assert Search(QueryDict("party=zyxother")).total == 1
    assert Search(QueryDict("party=zyxparty")).errors


@pytest.mark.django_db
def test_a_year_follows_the_date(document: Agreement) -> None:
    execute("UPDATE agreements_agreement SET signed = '1991' WHERE entry_id = %s", document.pk)
    assert document in found(Search(QueryDict("year_to=1991")))


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
        "search_entry": "entry_id, type, record_id, year, array(select unnest(facets) order by 1), "
        "array(select unnest(lexemes) order by 1), title_key_en, title_key_ru, title_key_kk",
        "search_passage": "entry_id, type, part, part_id, position, piece, record_id, earliest, latest, vector::text",
        "search_similar": "entry_id, type, part, part_id, stems::text",
        "search_facet": "type, facet, value, chunk, bits::text",
        "search_word": "type, word, folded, lexeme, sound, entries",
    }
    found = {}
    with connection.cursor() as cursor:
        settle()
        for table, columns in tables.items():
            cursor.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2, 3, 4")
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
    execute("INSERT INTO search_due (reread) VALUES (true)")
    assert _everything() == kept


# What the index reads nothing of: a change of it is no reason to read a document again.
UNREAD = {
    "agreement": """
        type in_force term_from term_until withdrawal_reason_en withdrawal_reason_ru withdrawal_reason_kk
        first_published created changed
    """,
    "participation": "position",
    "clause": "number",
    "signatory": "position side",
    "party": "kind region formerly",
    "person": "formerly",
    "place": "country lat lon near_en near_ru near_kk formerly",
    "region": "country iso capital border formerly",
    "confidence": "needs position label_en label_ru label_kk alt_en alt_ru alt_kk",
    **dict.fromkeys(("theme", "kind", "level", "status"), "position treaty force"),
}
TERMS = (Kind, Level, Status, Confidence)
MODELS = (Agreement, Participation, Signatory, Clause, Party, Person, Place, Region, Theme, *TERMS)
VALUES: dict[str, Any] = {
    "agreement.state": State.IN_REVIEW, "agreement.signed": "1991",
    "agreement.in_force": "2016", "agreement.term_from": "2016", "agreement.term_until": "2017",
    "agreement.languages": ["tg"], "agreement.kind": "treaty", "agreement.level": "municipal",
    "agreement.status": "expired", "agreement.confidence": "high", "agreement.place": None,
    **{f"agreement.{register.column}": register.example for register in REGISTERS.values()},
    "signatory.side": "TJ", "party.side": "TJ", "party.kind": "state", "region.iso": "TJ-1",
    "place.country": "TJ", "region.country": "TJ",
}  # fmt: skip


def columns(model: type[Model]) -> list[Field]:
    """The columns of a model that may change.

    An id and an address never do where the index has them: a document that was ever published has the one, or names
    the other.
    """
    return [
        field
        for field in model._meta.concrete_fields
        if not (field.primary_key or field.generated or field.name in ("agreement", "record_id", "slug"))
    ]


def another(model: type[Model], field: Field) -> Any:
    """A value that the row of the fixture does not have."""
    name = f"{model._meta.model_name}.{field.name}"
    if name in VALUES:
        return VALUES[name]
    if isinstance(field, ForeignKey):
        return field.related_model._default_manager.order_by("pk").first()
    match field.get_internal_type():
        case "ArrayField":
            return ["zyxnew"]
        case "BooleanField":
            return True
        case "JSONField":
            return {"zyxnew": "Zyxnew"}
        case "DateTimeField":
            return datetime.datetime(2001, 1, 1, tzinfo=datetime.UTC)
        case "PositiveSmallIntegerField" | "DecimalField":
            return 17
    return "zyxnew"


def rows_of(document: Agreement, name: str) -> QuerySet[Any]:
    """The rows of a model that the document of the fixture rests on."""
    model: type[Model] = apps.get_model("agreements", name)
    keys = {
        "agreement": [document.pk],
        "participation": document.participations.values("pk"),
        "signatory": document.signatories.values("pk"),
        "clause": document.clauses.values("pk"),
        "party": document.participations.values("party"),
        "person": document.signatories.values("person"),
        "place": [document.place_id],
        "region": [document.place.region_id if document.place else None],
        "theme": Theme.objects.filter(Q(entries=document) | Q(clauses__agreement=document)).distinct().values("pk"),
        "kind": [document.kind_id],
        "level": [document.level_id],
        "status": [document.status_id],
        "confidence": [document.confidence_id],
    }
    return model._default_manager.filter(pk__in=keys[name])


def given_terms_of_its_own(document: Agreement) -> None:
    """Terms that no other document has, so that no other is read again when they change."""
    names = {"label_en": "Zyxown", "label_ru": "Т", "label_kk": "Т"}
    of_one = {str(model._meta.model_name): model._default_manager.create(key="zyxown", **names) for model in TERMS}
    Agreement.objects.filter(pk=document.pk).update(**of_one)
    themes = [Theme.objects.create(key=key, **names) for key in ("zyxtheme-1", "zyxtheme-2")]
    document.themes.set(themes)
    document.clauses.get().themes.set(themes[:1])
    document.refresh_from_db()


def indexed(document: Agreement) -> list[tuple[object, ...]]:
    """What the index holds of a document and its clauses."""
    with connection.cursor() as cursor:
        settle()
        cursor.execute(
            "SELECT record_id, latest, array(SELECT unnest(facets) ORDER BY 1) || array(SELECT unnest(words) "
            "ORDER BY 1), array(SELECT unnest(lexemes) ORDER BY 1)::text, title_key_en, title_key_ru, title_key_kk "
            "FROM search_entry WHERE entry_id = %(pk)s UNION ALL "
            "SELECT record_id, latest, ARRAY[part, position::text, piece::text], vector::text, '', '', '' "
            "FROM search_passage WHERE entry_id = %(pk)s ORDER BY 1, 2, 3, 4",
            {"pk": document.pk},
        )
        return list(cursor.fetchall())


def due() -> int:
    """How many statements have changed documents that have to be read again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_due WHERE reread")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)
def test_a_change_of_any_column_leaves_the_index_right_and_one_that_it_does_not_read_costs_nothing(
    document: Agreement, model: type[Model]
) -> None:
    name = model._meta.model_name or ""
    given_terms_of_its_own(document)
    before, wrong = indexed(document), []
    for field in columns(model):
        with transaction.atomic():
            if name == "agreement" and field.name == "place_region":
                Agreement.objects.filter(pk=document.pk).update(place=None)
                settle()
            value = another(model, field)
            keys = rows_of(document, name).values_list("pk", flat=True)
            for index, pk in enumerate(list(keys)):
                given = f"{value}{index}" if index and isinstance(value, str) else value
                model._default_manager.filter(pk=pk).update(**{field.name: given})
            if (due() == 0) != (field.name in UNREAD.get(name, "").split()):
                wrong.append(f"{field.name}: {due()} statements")
            kept = indexed(document)
            execute("INSERT INTO search_due (entries, reread) VALUES (ARRAY[%s], true)", document.pk)
            if indexed(document) != kept:
                wrong.append(f"{field.name}: not followed")
            transaction.set_rollback(True)
    assert wrong == []
    assert indexed(document) == before


@pytest.mark.django_db
@pytest.mark.parametrize("model", MODELS[1:], ids=lambda model: model._meta.model_name)
def test_a_save_without_a_change_reads_nothing_again(document: Agreement, model: type[Model]) -> None:
    rows = list(rows_of(document, model._meta.model_name or ""))
    indexed(document)
    for row in rows:
        row.save()
    assert rows
    assert due() == 0


@pytest.mark.django_db
def test_only_the_documents_of_the_row_that_changed_are_read_again(document: Agreement) -> None:
    other = artificial(2)
    party = Party.objects.create(slug="zyxsecond", side="RU", kind_id="ministry", name_en="Zyxsecond", name_ru="Т")
    Participation.objects.create(agreement=other, party=party)
    indexed(document)
    Party.objects.filter(slug__startswith="zyx").update(
        name_en=Case(When(pk=party.pk, then=Value("Zyxnew")), default=F("name_en"), output_field=CharField())
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT entries, reread FROM search_due")
        assert cursor.fetchall() == [([other.pk], True)]
    assert total("zyxnew") == 1


@pytest.mark.django_db
def test_the_index_is_the_same_in_whatever_order_the_rows_were_written(document: Agreement) -> None:
    for number, (en, ru) in enumerate((("Aa test one", "Яя тест"), ("Zz test two", "Аа тест"), ("Mm test", "Мм тест"))):
        party = Party.objects.create(slug=f"zyx-{number}", side="RU", kind_id="ministry", name_en=en, name_ru=ru)
        Participation.objects.create(agreement=document, party=party)
        person = Person.objects.create(slug=f"zyx-{number}", name_en=en, name_ru=ru)
        Signatory.objects.create(agreement=document, side="RU", person=person, office_en=f"{ru} {en}", office_ru=ru)
        clause = Clause.objects.create(agreement=document, number=9 - number, heading_en=en, summary_en=ru)
        clause.themes.add(*Theme.objects.all()[number : number + 3])
    kept = indexed(document)
    for rows in (document.participations, document.signatories, document.clauses):
        for row in reversed(list(rows.all())):
            themes = list(row.themes.all()) if isinstance(row, Clause) else []
            named = getattr(row, "party", None) or getattr(row, "person", None)
            row.delete()
            if named:
                named.delete()
                named.pk = None
                named.save()
                setattr(row, named._meta.model_name, named)
            row.pk = None
            row.save()
            if isinstance(row, Clause):
                row.themes.add(*reversed(themes))
    assert indexed(document) == kept


@pytest.mark.django_db
def test_a_value_of_a_facet_may_hold_a_colon(record: None) -> None:
    Kind.objects.create(key="test:17:18", position=99, label_en="Test kind", label_ru="Тест", label_kk="Тест")
    document = artificial(1)
    Agreement.objects.filter(pk=document.pk).update(kind="test:17:18")
    (facet,) = (facet for facet in Search(QueryDict()).facets() if facet.name == "kind")
    assert {value.key: value.count for value in facet.values}["test:17:18"] == 1
    assert found(Search(QueryDict("kind=test:17:18"))) == [document]
    assert Search(QueryDict("kind=test:17:18")).total == 1
    Agreement.objects.filter(pk=document.pk).update(kind="agreement")
    assert Search(QueryDict("kind=test:17:18")).total == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT value FROM search_facet WHERE facet = 'kind' AND value LIKE 'test%%'")
        assert cursor.fetchall() == []


@pytest.mark.django_db
@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.en[0])
@pytest.mark.parametrize("number", [0, 1], ids=["singular", "plural"])
def test_the_index_knows_the_words_of_references(record: None, word: Word, number: int) -> None:
    document = artificial(1, ("Zyxheading", "Zyxsummary", "science"))
    for ref in (f"{word.en[number]} 7391", f"Rule 1, {word.en[number].lower()} 7391"):
        Clause.objects.filter(agreement=document).update(ref=ref)
        for text in (f'"{word.ru[0]} 7391"', f'"7391 {word.kk[0]}"', f"7391-{word.kk[0]}", f'"{word.en[number]} 7391"'):
            hits = shown(Search(QueryDict(f"q={text}&view=clauses")))
            assert [hit.clause.agreement_id for hit in hits] == [document.pk], (ref, text)


@pytest.mark.django_db
def test_functions_that_writers_call_find_their_tables_by_themselves(record: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT p.proname, p.proconfig FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
            WHERE l.lanname = 'plpgsql' AND p.pronamespace = current_schema()::regnamespace
        """)
        functions = dict(cursor.fetchall())
    assert functions.keys() >= {"search_refresh", "search_note_change", "search_work_off", "entry_keep_published"}
    assert [name for name, settings in functions.items() if "search_path=public, pg_temp" not in settings] == []
    assert "jit=off" in functions["search_refresh"], "compiling its statements takes longer than running them"


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

    def test_a_writer_with_an_empty_path_is_followed(self) -> None:
        """As pg_dump restores, and as jobs write that trust no path."""
        document = artificial(1, ("Zyxone", "x", "science"))
        try:
            execute("SET search_path = pg_catalog")
            execute("UPDATE public.agreements_entry SET title_en = 'Zyxnew' WHERE id = %s", document.pk)
            execute("UPDATE public.agreements_party SET name_ru = name_ru || ' Зыхимя'")
            with pytest.raises(IntegrityError, match="has been published"):
                execute("UPDATE public.agreements_entry SET record_id = 'test' WHERE first_published IS NOT NULL")
        finally:
            execute("RESET search_path")
        assert total("zyxnew") == 1
        settle_rest()  # almost all documents have changed
        assert total("зыхимя") == Agreement.objects.exclude(participations=None).count()

    def test_truncate_empties_the_index(self) -> None:
        """TRUNCATE, which fires no trigger for its rows."""
        assert total("") > 0
        execute("TRUNCATE agreements_entry CASCADE")
        assert total("") == 0
        assert total("libraries", view="clauses") == 0
        assert Search(QueryDict("")).years == []
        assert not PublicChange.objects.exists()

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
