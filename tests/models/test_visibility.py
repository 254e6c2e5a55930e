"""Who may see what is decided in one module, and every query gets the same answer."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Q

from agreements.base.database import settle
from agreements.models import (
    Agreement,
    Attachment,
    Clause,
    Participation,
    Party,
    Person,
    Place,
    Region,
    Relation,
    SearchEntry,
    SearchPassage,
    Signatory,
    State,
)
from agreements.models.visibility import PUBLIC, public_sql
from tests.artificial import artificial

# The only modules that may speak of the states of a document, and why. None of them serves readers.
OF_STATES = {
    "agreements/models/visibility.py": "says which state is seen by whom",
    "agreements/models/entry.py": "holds the column and what the database checks about it",
    "agreements/rules/steps.py": "says which step leads from which state to which",
    "agreements/rules/completeness.py": "says in which states a document has to be complete",
    "agreements/admin/actions.py": "names the steps that are taken for several documents at once",
    "agreements/admin/entries.py": "names the steps on buttons and in the history",
    "agreements/admin/forms.py": "takes the step that was pressed",
    "agreements/admin/tags.py": "lists drafts and what is in review, for staff",
}
LOOKUP = re.compile(r"(?:^|__)state(?:__\w+)?$")
IN_SQL = re.compile(r"\bstate\s*(?:=|<>|!=|IN\b|NOT\b)|\bSELECT state\b", re.IGNORECASE)


def speaks_of_states(tree: ast.AST) -> Iterator[int]:
    """The lines on which a module names a state, or asks for one, in Python or SQL."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id="State")) | ast.Name(id="State"):
                yield node.lineno
            case ast.keyword(arg=str(name)) if LOOKUP.search(name):
                yield node.lineno
            case ast.Constant(value=str(text)) if ("__" in text and LOOKUP.search(text)) or IN_SQL.search(text):
                yield node.lineno
            case ast.Dict(keys=keys) if any(isinstance(key, ast.Constant) and key.value == "state" for key in keys):
                yield node.lineno


def test_no_module_that_serves_readers_speaks_of_states() -> None:
    root = Path(settings.BASE_DIR)
    found = {
        f"{path.relative_to(root)}:{line}"
        for package in ("agreements", "archive")
        for path in (root / package).rglob("*.py")
        if "migrations" not in path.parts and str(path.relative_to(root)) not in OF_STATES
        for line in speaks_of_states(ast.parse(path.read_text("utf-8")))
    }
    assert not found, "take the condition from agreements/models/visibility.py"


@pytest.mark.parametrize(
    "code",
    [
        "things.filter(state=wanted)",
        "Count('x', filter=Q(agreement__state__in=wanted))",
        "Q(**{'agreements__state': wanted})",
        "Q(**{'state': wanted})",
        "State.DRAFT",
        "from x import y; y(State)",
        "sql = \"SELECT 1 FROM a WHERE a.state = 'published'\"",
        "sql = f\"SELECT {x} WHERE state IN ('published')\"",
    ],
)
def test_a_module_that_speaks_of_states_is_noticed(code: str) -> None:
    assert list(speaks_of_states(ast.parse(code)))


def test_every_module_that_may_speak_of_states_does() -> None:
    for name in OF_STATES:
        assert list(speaks_of_states(ast.parse((Path(settings.BASE_DIR) / name).read_text("utf-8")))), name


@pytest.mark.django_db
@pytest.mark.parametrize("state", State)
def test_a_document_is_seen_in_one_state_only_whoever_asks(record: None, state: State) -> None:
    agreement = artificial(1, ("Test heading", "Test summary", "science"), state=state)
    other = Agreement.objects.published().exclude(pk=agreement.pk)[0]
    region = Region.objects.create(slug="test-region", name_en="Test region", name_ru="Т", name_kk="Т", country="RU")
    around = Region.objects.create(slug="test-around", name_en="Test around", name_ru="Т", name_kk="Т", country="RU")
    place = Place.objects.create(
        slug="test-place", name_en="Test place", name_ru="Т", name_kk="Т", country="RU", region=around, lat=0, lon=0
    )
    party = Party.objects.create(slug="test-party", side="RU", kind_id="ministry", name_en="Test party", name_ru="Т")
    person = Person.objects.create(slug="test-person", name_en="Test person", name_ru="Т")
    Participation.objects.create(agreement=agreement, party=party)
    Signatory.objects.create(agreement=agreement, person=person, side="RU")
    Agreement.objects.filter(pk=agreement.pk).update(place=place)
    agreement.regions.add(region)
    Attachment.objects.create(entry=agreement, title_en="Test scan", rights="Test right", file="test.pdf")
    outgoing = Relation.objects.create(entry=agreement, to=other, type_id="cites")
    incoming = Relation.objects.create(entry=other, to=agreement, type_id="cites")
    settle()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {public_sql('a')} FROM agreements_entry a WHERE id = %s", [agreement.pk])
        (in_sql,) = cursor.fetchone()

    seen = state == State.PUBLISHED
    assert (state == PUBLIC) is seen
    assert in_sql is seen
    agreement.refresh_from_db()
    assert agreement.is_public is seen
    assert Agreement.objects.published().filter(pk=agreement.pk).exists() is seen
    assert Agreement.objects.unpublished().filter(pk=agreement.pk).exists() is not seen
    assert Agreement.objects.withdrawn().filter(pk=agreement.pk).exists() is (state == State.WITHDRAWN)
    assert Clause.objects.published().filter(agreement=agreement).exists() is seen
    assert Attachment.objects.published().filter(entry=agreement).exists() is seen
    assert Relation.objects.published().filter(pk=outgoing.pk).exists() is seen
    assert Relation.objects.published().filter(pk=incoming.pk).exists() is seen
    assert Party.objects.published().filter(pk=party.pk).exists() is seen
    assert Person.objects.published().filter(pk=person.pk).exists() is seen
    assert Place.objects.published().filter(pk=place.pk).exists() is seen
    assert Region.objects.published().filter(pk=region.pk).exists() is seen
    assert Region.objects.published().filter(pk=around.pk).exists() is seen
    assert SearchEntry.objects.filter(pk=agreement.pk).exists() is seen
    assert SearchPassage.objects.filter(entry=agreement.pk).exists() is seen
    shown = Agreement.objects.for_readers().get(pk=other.pk).relations.all()
    assert any(relation.to_id == agreement.pk for relation in shown) is seen
    whole = Agreement.objects.for_record().get(pk=other.pk).relations.all()
    assert any(relation.to_id == agreement.pk for relation in whole), "rules look at every relation"
    assert Agreement.objects.for_readers().filter(pk=agreement.pk).exists() is seen


@pytest.mark.django_db
def test_an_entry_that_no_public_document_names_is_not_seen(record: None) -> None:
    region = Region.objects.create(slug="test-region", name_en="Test region", name_ru="Т", name_kk="Т", country="RU")
    assert not Region.objects.published().filter(pk=region.pk).exists()
    whole = Agreement.objects.filter(Q(place=None) & Q(place_region=None)).published()[0]
    Agreement.objects.filter(pk=whole.pk).update(place_region=region)
    assert Region.objects.published().filter(pk=region.pk).exists()
