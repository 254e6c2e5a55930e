"""What a document needs before it goes to review or to readers, rule by rule: docs/catalogue.md."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.utils.translation import override

from agreements.models import (
    Agreement,
    Clause,
    Confidence,
    Party,
    Person,
    Place,
    Region,
    Relation,
    Signatory,
    Source,
    State,
    Theme,
)
from agreements.models.facts import DOCUMENT, evidence
from agreements.rules.completeness import described_otherwise, mixed_scripts, whole_of
from agreements.rules.documents import WholeDocument, broken_by
from tests.artificial import artificial

pytestmark = pytest.mark.django_db

THREE = ("en", "ru", "kk")
IN_WORDS = {"en": "in English", "ru": "in Russian", "kk": "in Kazakh"}
ALWAYS = ["parties", "signed", "clauses"]
TEXTS = {column.name: fact for fact in DOCUMENT for column in fact.columns if column.translated and not fact.always}


def in_three(name: str, text: str = "Test words") -> dict[str, str]:
    return {f"{name}_{lang}": text for lang in THREE}


def complete() -> WholeDocument:
    """A document that lacks nothing; nothing of it is saved."""
    agreement = Agreement(
        record_id="2015-agreement-test",
        signed="2015",
        confidence=Confidence.objects.get(pk="medium"),
        **in_three("title", "[Test]"),
        **in_three("summary"),
    )
    theme = Theme.objects.get(pk="science")
    clause = Clause(number=1, **in_three("heading"), **in_three("summary"))
    return WholeDocument(
        agreement,
        themes=[theme],
        parties=[Party(side="RU"), Party(side="KZ")],
        clauses=[(clause, [theme])],
        sources=[source(1, *ALWAYS)],
    )


def source(number: int, *supports: str, **values: Any) -> Source:
    given = {"url": f"https://example.org/{number}", "publisher": f"Test Publisher {number}", "kind": "news"}
    return Source(**{**given, "language": "en", **values}, supports=list(supports))


def signatory(side: str = "RU", **office: str) -> Signatory:
    return Signatory(side=side, person=Person(name_en="Test Person 17", name_ru="Т"), **office)


def found(whole: WholeDocument) -> list[tuple[str, str]]:
    with override("en"):
        return [(problem.where, problem.message) for problem in whole.problems()]


def test_a_complete_document_lacks_nothing() -> None:
    assert found(complete()) == []


# --- words


@pytest.mark.parametrize("lang", THREE)
def test_a_summary_in_each_language(lang: str) -> None:
    whole = complete()
    setattr(whole.entry, f"summary_{lang}", "")
    [(where, message)] = found(whole)
    assert where == f"summary_{lang}"
    assert IN_WORDS[lang] in message


@pytest.mark.parametrize("lang", THREE)
def test_a_title_in_each_language(lang: str) -> None:
    whole = complete()
    setattr(whole.entry, f"title_{lang}", "")
    [(where, message)] = found(whole)
    assert where == f"title_{lang}"
    assert IN_WORDS[lang] in message


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("given", THREE)
def test_what_is_given_in_one_language_is_given_in_all(name: str, given: str) -> None:
    whole = replace(complete(), sources=[source(1, *ALWAYS, *([TEXTS[name].key] if TEXTS[name].needs else []))])
    setattr(whole.entry, f"{name}_{given}", "Test words")
    missing = [lang for lang in THREE if lang != given]
    lacks = found(whole)
    assert [where for where, _message in lacks] == [f"{name}_{lang}" for lang in missing]
    assert all(IN_WORDS[lang] in message for lang, (_where, message) in zip(missing, lacks, strict=True))


def test_at_least_one_theme() -> None:
    assert [where for where, _message in found(replace(complete(), themes=[]))] == ["themes"]


# --- sides and people


def test_parties_on_two_sides() -> None:
    assert (
        "No party"
        in dict(found(replace(complete(), parties=[], sources=[source(1, "signed", "clauses")])))["participations"]
    )
    [(where, message)] = found(replace(complete(), parties=[Party(side="RU"), Party(side="RU")]))
    assert where == "participations"
    assert message == "All parties are on one side (Russia). Add at least one party of the other side."
    three = [Party(side="RU"), Party(side="KZ"), Party(side="UZ")]
    assert found(replace(complete(), parties=three)) == []


def test_who_signs_does_so_for_a_side_that_has_a_party() -> None:
    sources = [source(1, *ALWAYS, "signatories")]
    assert found(replace(complete(), signatories=[signatory("RU"), signatory("KZ")], sources=sources)) == []
    [(where, message)] = found(replace(complete(), signatories=[signatory("UZ")], sources=sources))
    assert where == "signatories"
    assert message == "Test Person 17 signs for a side that has no party (UZ). Correct the side, or add the party."
    without = replace(
        complete(), parties=[], signatories=[signatory("UZ")], sources=[source(1, "signed", "clauses", "signatories")]
    )
    assert [where for where, _message in found(without)] == ["participations"], "said once"


@pytest.mark.parametrize("given", THREE)
def test_an_office_in_every_language_or_in_none(given: str) -> None:
    sources = [source(1, *ALWAYS, "signatories")]
    [(where, message)] = found(
        replace(complete(), signatories=[signatory(**{f"office_{given}": "Test office"})], sources=sources)
    )
    assert where == "signatories"
    missing = ", ".join(IN_WORDS[lang] for lang in THREE if lang != given)
    assert message == f"The office of Test Person 17 is missing {missing}."
    assert found(replace(complete(), signatories=[signatory(**in_three("office"))], sources=sources)) == []


# --- clauses


@pytest.mark.parametrize("name", ["heading", "summary"])
@pytest.mark.parametrize("lang", THREE)
def test_heading_and_summary_of_each_clause_in_each_language(name: str, lang: str) -> None:
    whole = complete()
    clause, themes = whole.clauses[0]
    lacking = Clause(number=7, **{**in_three("heading"), **in_three("summary"), f"{name}_{lang}": ""})
    [(where, message)] = found(replace(whole, clauses=[(clause, themes), (lacking, themes)]))
    assert where == "clauses"
    assert message == f"The {name} of clause 7 is missing {IN_WORDS[lang]}."


def test_a_clause_of_which_nothing_is_said_lacks_everything() -> None:
    lacks = found(replace(complete(), clauses=[(Clause(number=2), [])]))
    assert [message for _where, message in lacks] == [
        "The heading of clause 2 is missing in English, in Russian, in Kazakh.",
        "The summary of clause 2 is missing in English, in Russian, in Kazakh.",
        "Clause 2 has no theme. Choose at least one.",
    ]


# --- evidence


def _with(**values: Any) -> Callable[[WholeDocument], WholeDocument]:
    def state(whole: WholeDocument) -> WholeDocument:
        for name, value in values.items():
            setattr(whole.entry, name, value)
        return whole

    return state


STATED: dict[tuple[str, str], Callable[[WholeDocument], WholeDocument]] = {
    ("place", "place"): lambda whole: _with(place=Place.objects.all()[0])(whole),
    ("place", "place of a whole region"): lambda whole: _with(place_region=Region.objects.all()[0])(whole),
    ("in_force", "entry into force"): _with(in_force="2016"),
    ("term", "its beginning"): _with(term_from="2016"),
    ("term", "its end"): _with(term_until="2016"),
    ("languages", "languages"): _with(languages=["ru"]),
    ("signatories", "signatories"): lambda whole: replace(whole, signatories=[signatory()]),
    ("term", "renewal"): _with(**in_three("renewal")),
    ("occasion", "occasion"): _with(**in_three("occasion")),
    ("relations", "relations"): lambda whole: replace(whole, relations=[Relation()]),
}


@pytest.mark.parametrize(("fact", "way"), STATED)
def test_what_is_stated_needs_a_source_and_nothing_else_has_one(fact: str, way: str) -> None:
    label = str(evidence(DOCUMENT)[fact])
    stated = STATED[fact, way](complete())
    [(where, message)] = found(stated)
    assert where == "sources"
    assert f"No source supports this fact: {label}." in message
    supported = replace(stated, sources=[source(1, *ALWAYS), source(2, fact)])
    assert found(supported) == []
    [(where, message)] = found(replace(complete(), sources=[source(1, *ALWAYS, fact)]))
    assert where == "sources"
    assert f"does not state: {label}." in message


@pytest.mark.parametrize("fact", ALWAYS)
def test_what_every_document_states_needs_a_source(fact: str) -> None:
    rest = [other for other in ALWAYS if other != fact]
    [(where, message)] = found(replace(complete(), sources=[source(1, *rest)]))
    assert where == "sources"
    assert str(evidence(DOCUMENT)[fact]) in message


def test_facts_without_a_source_are_named_together() -> None:
    [(_where, message)] = found(replace(complete(), sources=[source(1, "clauses")]))
    assert "these facts: parties, date of signature." in message


@pytest.mark.parametrize("fact", ["title", "kind", "status", "summary"])
def test_a_source_can_support_what_every_document_has(fact: str) -> None:
    assert found(replace(complete(), sources=[source(1, *ALWAYS, fact)])) == []


@pytest.mark.parametrize("fact", ["themes", "regions"])
def test_a_source_supports_themes_and_regions_only_where_there_are_any(fact: str) -> None:
    with_both = replace(complete(), regions=[Region.objects.all()[0]], sources=[source(1, *ALWAYS, fact)])
    assert found(with_both) == []
    without = replace(with_both, themes=[]) if fact == "themes" else replace(with_both, regions=[])
    assert any("does not state" in message for _where, message in found(without))
    without_the_other = replace(with_both, regions=[]) if fact == "themes" else replace(with_both, themes=[])
    assert not any("does not state" in message for _where, message in found(without_the_other))


def test_ticks_for_what_is_not_stated_are_named_together() -> None:
    [(_where, message)] = found(replace(complete(), sources=[source(1, *ALWAYS, "place", "term")]))
    assert "facts that the document does not state: place, term." in message


def test_at_least_one_source_and_each_is_evidence_for_something() -> None:
    assert [message for _where, message in found(replace(complete(), sources=[]))] == [
        "No source is named. Every fact needs a source: add at least one."
    ]
    [(where, message)] = found(replace(complete(), sources=[source(1, *ALWAYS), source(2)]))
    assert where == "sources"
    assert "“Test Publisher 2” supports nothing" in message


@pytest.mark.parametrize(
    ("confidence", "sources", "enough"),
    [
        ("high", [source(1, *ALWAYS)], False),
        ("high", [source(1, *ALWAYS, kind="official-text")], True),
        ("high", [source(1, *ALWAYS), source(2, "signed")], True),
        ("high", [source(1, *ALWAYS), source(2, "signed", publisher="Test Publisher 1")], False),
        ("high", [source(1, *ALWAYS), source(2, "signed", publisher="Test Publisher 1", kind="official-text")], True),
        ("high", [source(1, *ALWAYS, kind="official-news")], False),
        ("medium", [source(1, *ALWAYS)], True),
        ("low", [source(1, *ALWAYS)], True),
    ],
)
def test_well_established_is_what_an_official_text_or_two_publishers_say(
    confidence: str, sources: list[Source], enough: bool
) -> None:
    whole = replace(complete(), sources=sources)
    whole.entry.confidence = Confidence.objects.get(pk=confidence)
    lacks = found(whole)
    assert [where for where, _message in lacks] == ([] if enough else ["confidence"])
    assert enough or f"“{whole.entry.confidence.label_en}”" in lacks[0][1]


# --- one description for one address


def elsewhere(state: State = State.PUBLISHED, **values: Any) -> Source:
    given = {"published": "2015", **values}
    other = source(1, "parties", **given)
    other.entry = artificial(17, state=state)
    other.save()
    return other


DIFFERENT = {"publisher": "Test Publisher 9", "kind": "reference", "language": "ru", "published": "2016"}


@pytest.mark.parametrize("field", DIFFERENT)
def test_one_address_has_one_description_in_all_published_documents(field: str) -> None:
    elsewhere()
    same = source(1, *ALWAYS, published="2015")
    assert found(replace(complete(), sources=[same])) == []
    unlike = source(1, *ALWAYS, **{"published": "2015", field: DIFFERENT[field]})
    [(where, message)] = found(replace(complete(), sources=[unlike]))
    assert where == "sources"
    assert "is described otherwise in 2015-agreement-test-17: Test Publisher 1, press, en, 2015." in message
    assert found(replace(complete(), sources=[unlike], redescribed=[unlike])) == []


def test_what_is_not_published_keeps_nothing_from_publication() -> None:
    elsewhere(State.DRAFT)
    assert found(replace(complete(), sources=[source(1, *ALWAYS, publisher="Test Publisher 9")])) == []


def test_a_description_without_a_date_is_told_as_such() -> None:
    elsewhere(published="")
    [(_where, message)] = found(replace(complete(), sources=[source(1, *ALWAYS, published="2016")]))
    assert "without date." in message


def test_equivalent_addresses_are_one_and_the_documents_own_are_not_compared() -> None:
    other = elsewhere(url="https://example.org/1", publisher="Test Publisher 9")
    everywhere = Source.objects.all()
    unlike = source(1, "parties", url="HTTPS://EXAMPLE.ORG:443/1")
    assert described_otherwise([unlike], everywhere) == [(unlike, other)]
    assert described_otherwise([source(1, url="https://example.org/2")], everywhere) == []
    assert described_otherwise([], everywhere) == []
    unlike.entry = other.entry
    assert described_otherwise([unlike], everywhere) == []


# --- the document as the database has it


def test_a_saved_document_is_looked_at_with_all_its_parts() -> None:
    agreement = Agreement.objects.published().exclude(relations=None).exclude(signatories=None).exclude(regions=None)[0]
    whole = whole_of(Agreement.objects.for_record().get(pk=agreement.pk))
    assert isinstance(whole, WholeDocument)
    assert list(whole.themes) == list(agreement.themes.all())
    assert set(whole.parties) == set(agreement.parties.all())
    assert whole.signatories == list(agreement.signatories.all())
    assert [(clause, list(themes)) for clause, themes in whole.clauses] == [
        (clause, list(clause.themes.all())) for clause in agreement.clauses.all()
    ]
    assert whole.relations == list(agreement.relations.all())
    assert whole.sources == list(agreement.sources.all())
    assert list(whole.regions) == list(agreement.regions.all())


# --- what documents share


def test_a_change_that_takes_a_published_document_apart_is_told_by_its_id_and_leaves_all_as_it_was() -> None:
    region = Region.objects.create(slug="test-17", name_en="Test Region 17", name_ru="Т", name_kk="Т", country="KZ")
    document = artificial(17)
    Agreement.objects.filter(pk=document.pk).update(place_region=region)
    city = Place.objects.create(
        slug="test-town-17", name_en="Test Town 17", name_ru="Т", name_kk="Т", country="KZ", region=region, lat=1, lon=1
    )
    documents = Agreement.objects.filter(pk=document.pk)
    city.name_en = "Test Town 18"
    assert broken_by(city, documents) == {}, "what it lacked before is not the fault of the change"
    city.name_en = "Test Region 17"
    with override("en"):
        assert broken_by(city, documents) == {
            document.record_id: "There is a city of this name. Choose it as the place of signature."
        }
    city.refresh_from_db()
    assert city.name_en == "Test Town 17"
    documents.update(state=State.DRAFT)
    city.name_en = "Test Region 17"
    assert broken_by(city, documents) == {}


def test_words_of_two_writings_in_any_text_are_told_once() -> None:
    mixed = "Многоcтаночница"  # the c is Latin
    rows = [Agreement(title_ru=f"Тест {mixed}", notes_en=mixed), Clause(summary_kk="Vласть"), Person(name_ru="Тест")]
    assert mixed_scripts(rows) == [mixed, "Vласть"]
