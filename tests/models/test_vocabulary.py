"""One registry of the schemes of the vocabulary; the term says what the archive does with it, and not its key."""

import ast
import importlib
import json
from typing import Any

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.http import QueryDict
from django.test import Client

from agreements.base.database import settle
from agreements.models import (
    Agreement,
    Level,
    PartyKind,
    Place,
    Region,
    Relation,
    RelationType,
    Status,
    Term,
    Theme,
)
from agreements.record import DATA
from agreements.record.forms import Territories, vocabulary_forms
from agreements.record.structure import CARRIED_SCHEMES
from agreements.rules.roles import CATALOGUERS, EDITORS, ROLES
from agreements.search import Search
from agreements.search.labels import labels
from tests.artificial import artificial

pytestmark = pytest.mark.django_db
ROOT = settings.BASE_DIR
# Keys that are names of something else in the code as well: of models, columns, formats, folders.
AMBIGUOUS = {"agreement", "state", "region", "language", "unknown", "treaty", "government", "media", "medium"}
MIGRATION = importlib.import_module("agreements.migrations.0016_vocabulary_behaviour")


def carried() -> dict[str, dict[str, dict[str, Any]]]:
    vocabulary: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load((DATA / "vocabulary.yaml").read_text("utf-8"))
    return vocabulary


def named(label: str = "Test label 17") -> dict[str, str]:
    return {f"label_{lang}": label for lang in ("en", "ru", "kk")}


def published(number: int = 17, **values: Any) -> Agreement:
    """A document of a plainly artificial vocabulary."""
    document = artificial(number)
    for name, value in values.items():
        setattr(document, name, value)
    document.save()
    return document


def cited_as(client: Client, document: Agreement) -> Any:
    return json.loads(client.get(f"/en/agreements/{document.record_id}/cite.json").content)[0]["type"]


def page(client: Client, document: Agreement) -> str:
    return str(client.get(f"/en/agreements/{document.record_id}/").content.decode())


# The registry


@pytest.mark.parametrize("scheme", Term.schemes())
def test_a_scheme_is_known_wherever_the_vocabulary_is(record: None, scheme: str) -> None:
    model = Term.schemes()[scheme]
    name = model._meta.model_name
    assert admin.site.is_registered(model)
    assert {f"view_{name}"} == {code for code in ROLES[CATALOGUERS] if code.endswith(f"_{name}")}
    assert {f"{action}_{name}" for action in ("view", "add", "change")} == {
        code for code in ROLES[EDITORS] if code.endswith(f"_{name}")
    }
    assert {path.partition("/")[2] for path in vocabulary_forms() if path.startswith(f"{scheme}/")} == set(
        carried()[scheme]
    )


def test_the_schemes_come_in_the_order_of_the_file() -> None:
    assert list(carried()) == [*Term.schemes(), *CARRIED_SCHEMES]


@pytest.mark.parametrize("scheme", ["kind", "level", "status", "theme", "confidence"])
def test_documents_are_found_by_the_words_of_the_schemes_that_say_so(record: None, scheme: str) -> None:
    model = Term.schemes()[scheme]
    term = model._default_manager.create(key="test-term-17", **named("Zyxword"))
    document = published(17) if scheme == "theme" else published(17, **{scheme: term})
    if scheme == "theme":
        document.themes.add(Theme.objects.get(pk=term.pk))
    settle()
    assert (document in Search(QueryDict("q=zyxword")).page().object_list) == model.in_search


def test_the_values_of_a_facet_of_the_vocabulary_are_its_terms(record: None) -> None:
    for facet in ("kind", "level", "status", "theme", "confidence"):
        assert set(labels()[facet]) == set(carried()[facet])


# What a term does


def test_a_treaty_is_of_a_level_of_treaties_too(record: None, client: Client) -> None:
    level = Level.objects.create(key="test-level-17", **named())
    document = published(kind_id="treaty", level=level)
    assert cited_as(client, document) == "report"
    Level.objects.filter(pk=level.pk).update(treaty=True)
    assert cited_as(client, document) == "treaty"


@pytest.mark.parametrize(
    ("force", "css", "told"), [("in", "in", "InForce"), ("out", "out", "NotInForce"), ("", "unknown", None)]
)
def test_the_force_of_a_status_is_shown_and_told(
    record: None, client: Client, force: str, css: str, told: str | None
) -> None:
    status = Status.objects.create(key="test-status-17", force=force, **named())
    html = page(client, published(status=status))
    assert f'class="status status--{css}">{"Test label 17" if force else "Not established"}<' in html
    assert ("legislationLegalForce" in html) == (told is not None)
    assert told is None or f'"https://schema.org/{told}"' in html


@pytest.mark.parametrize(
    ("effect", "event", "told"),
    [
        ("changes", True, "legislationChanges"),
        ("confirms", True, "citation"),
        ("builds", False, "isBasedOn"),
        ("mentions", False, "citation"),
        ("", False, ""),
    ],
)
def test_the_effect_of_a_relation_is_part_of_the_life_of_the_other_and_told(
    record: None, client: Client, effect: str, event: bool, told: str
) -> None:
    kind = RelationType.objects.create(key="test-relation-17", effect=effect, **named())
    document, other = published(17), published(18)
    Relation.objects.create(entry=document, type=kind, to=other)
    life = page(client, other).partition('id="life"')[2].partition("</section>")[0]
    assert ("Test Agreement 17" in life) == event
    head = page(client, document).partition("<body>")[0]
    assert [name for name in ("legislationChanges", "citation", "isBasedOn") if f'"{name}":' in head] == (
        [told] if told else []
    )


@pytest.mark.parametrize(("authority", "told"), [(True, "GovernmentOrganization"), (False, "Organization")])
def test_a_public_authority_is_told(record: None, client: Client, authority: bool, told: str) -> None:
    document = Agreement.objects.published().filter(participations__isnull=False)[0]
    PartyKind.objects.update(authority=authority)
    data = page(client, document).partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    parties = json.loads(data)["legislationPassedBy"]
    assert {party["@type"] for party in parties} == {told}


def test_the_region_of_a_party_is_found_by_the_name_of_its_territory_if_its_kind_has_one(record: None) -> None:
    PartyKind.objects.create(key="test-kind-17", **named())
    region = Region.objects.filter(country="RU").exclude(name_en__in=Place.objects.values("name_en"))[0]
    name = f"Test Party of {region.name_en}"
    assert Territories().of("RU", "test-kind-17", name) == ""
    PartyKind.objects.filter(pk="test-kind-17").update(territorial=True)
    assert Territories().of("RU", "test-kind-17", name) == region.name_en


def test_the_migration_gives_known_terms_the_behaviour_that_the_carried_file_has(record: None) -> None:
    models: list[type[Term]] = [*Term.schemes().values()]
    before = {model: list(model._default_manager.order_by("pk").values("pk", *model.behaviour)) for model in models}
    for model in models:
        for name in model.behaviour:
            model._default_manager.update(**{name: model._meta.get_field(name).get_default()})  # type: ignore[union-attr]
    MIGRATION.fill_in(apps, None)
    assert before == {
        model: list(model._default_manager.order_by("pk").values("pk", *model.behaviour)) for model in models
    }


def test_no_code_names_a_key_of_the_vocabulary() -> None:
    """Words that are also names of something else (a column, a room, an address) are left out of the search, as are
    cues, whose keys say how a question is read.
    """
    keys = {key for scheme, terms in carried().items() if scheme != "cue" for key in terms}
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.value}"
        for path in sorted((ROOT / "agreements").rglob("*.py"))
        if "migrations" not in path.parts and "management" not in path.parts
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value in keys - AMBIGUOUS
    ]
    assert not found
