"""The day of the last change that readers see follows whatever they see, and nothing else."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from agreements.base.database import settle
from agreements.models import (
    Agreement,
    Attachment,
    Clause,
    Entry,
    Kind,
    Participation,
    Party,
    Person,
    PublicChange,
    Region,
    Relation,
    RelationType,
    Signatory,
    Source,
    State,
    Status,
    Theme,
)
from agreements.search import install
from tests.artificial import artificial

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


@pytest.fixture
def document(record: None) -> Agreement:
    """A published document with a row of everything that belongs to one."""
    agreement = artificial(1, ("Zyxheading", "Zyxsummary", "science"))
    agreement.themes.add(Theme.objects.get(key="youth"))
    region = Region.objects.create(slug="zyxregion", name_en="Zyxregion", name_ru="Т", name_kk="Т", country="RU")
    agreement.regions.add(region)
    party = Party.objects.create(slug="zyxparty", side="RU", kind_id="ministry", name_en="Zyxparty", name_ru="Тест")
    Participation.objects.create(agreement=agreement, party=party)
    person = Person.objects.create(slug="zyxperson", name_en="Zyxperson", name_ru="Тест")
    Signatory.objects.create(agreement=agreement, side="RU", person=person, office_en="Zyxoffice")
    Source.objects.create(
        entry=agreement, url="https://example.org/1", publisher="Zyx", kind="news", language="en", position=1
    )
    Attachment.objects.create(entry=agreement, title_en="Zyxscan", rights="Test right", file="test.pdf")
    other = artificial(2)
    Relation.objects.create(entry=agreement, to=other, type_id="cites")
    third = artificial(3)
    Relation.objects.create(entry=third, to=agreement, type_id="implements")
    artificial(4)
    Relation.objects.create(entry=artificial(7, state=State.DRAFT), to=agreement, type_id="cites")
    Relation.objects.create(entry=agreement, to=artificial(8, state=State.IN_REVIEW), type_id="amends")
    forget()
    return agreement


def forget() -> None:
    """Let every change have been long ago."""
    settle()
    PublicChange.objects.update(at=LONG_AGO)


def changed() -> set[str]:
    """The artificial documents that have changed since, by number."""
    settle()
    since = PublicChange.objects.filter(at__gt=LONG_AGO, entry__record_id__startswith="2015-agreement-test-")
    return {change.entry.record_id[-1] for change in since.select_related("entry")}


def of(model: type, **values: object) -> Callable[[], object]:
    """A change of the rows of a model that belong to the first document."""
    return lambda: model._default_manager.filter(  # type: ignore[attr-defined]
        **{
            "agreement" if model in (Clause, Participation, Signatory) else "entry": Entry.objects.get(
                title_en="Test Agreement 1"
            ).pk
        }
    ).update(**values)


SEEN: dict[str, tuple[Callable[[], object], set[str]]] = {
    "title": (lambda: Entry.objects.filter(title_en="Test Agreement 1").update(title_kk="Зыкс"), {"1", "2", "3"}),
    "notes": (lambda: Entry.objects.filter(title_en="Test Agreement 1").update(notes_ru="Зыкс"), {"1"}),
    "withdrawal": (
        lambda: Entry.objects.filter(title_en="Test Agreement 1").update(
            state=State.WITHDRAWN, withdrawal_reason_en="Test reason"
        ),
        {"1", "2", "3"},
    ),
    "end of term": (of(Agreement, term_until="2020"), {"1"}),
    "address of a source": (of(Source, url="https://example.org/2"), {"1"}),
    "day of access": (of(Source, accessed="2020-01-01"), {"1"}),
    "order of sources": (of(Source, position=7), {"1"}),
    "a source gone": (lambda: Source.objects.filter(publisher="Zyx").delete(), {"1"}),
    "rights of an attachment": (of(Attachment, rights="Test"), {"1"}),
    "an attachment gone": (lambda: Attachment.objects.filter(title_en="Zyxscan").delete(), {"1"}),
    "kind of a relation": (
        lambda: Relation.objects.filter(entry__title_en="Test Agreement 1").update(type_id="amends"),
        {"1", "2"},
    ),
    "a relation gone": (lambda: Relation.objects.filter(to__title_en="Test Agreement 1").delete(), {"1", "3"}),
    "title of another": (
        lambda: Entry.objects.filter(title_en="Test Agreement 2").update(title_ru="Зыкс"),
        {"1", "2"},
    ),
    "number of a clause": (of(Clause, number=17), {"1"}),
    "text of a clause": (of(Clause, text_en="Zyx"), {"1"}),
    "theme of a clause": (lambda: Clause.objects.get(heading_en="Zyxheading").themes.clear(), {"1"}),
    "theme gone": (lambda: Agreement.objects.get(title_en="Test Agreement 1").themes.clear(), {"1"}),
    "region gone": (lambda: Agreement.objects.get(title_en="Test Agreement 1").regions.clear(), {"1"}),
    "side of a signatory": (of(Signatory, side="KZ"), {"1"}),
    "order of parties": (of(Participation, position=7), {"1"}),
    "name of a party": (lambda: Party.objects.filter(slug="zyxparty").update(name_kk="Зыкс"), {"1"}),
    "name of a person": (lambda: Person.objects.filter(slug="zyxperson").update(name_kk="Зыкс"), {"1"}),
    "label of a theme": (lambda: Theme.objects.filter(key="youth").update(label_kk="Зыкс"), {"1"}),
    "label of a relation": (lambda: RelationType.objects.filter(key="cites").update(label_kk="Зыкс"), {"1", "2"}),
    "label of a kind": (lambda: Kind.objects.filter(key="agreement").update(label_kk="Зыкс"), set("1234")),
    "behaviour of a status": (lambda: Status.objects.filter(key="unknown").update(position=99), set("1234")),
    "another that is published": (
        lambda: Entry.objects.filter(record_id="2015-agreement-test-7").update(
            state=State.PUBLISHED, first_published=LONG_AGO
        ),
        {"1", "7"},
    ),
    "first publication": (lambda: artificial(5), {"5"}),
}  # fmt: skip


@pytest.mark.parametrize("change", SEEN)
def test_a_change_that_readers_see_is_dated(document: Agreement, change: str) -> None:
    assert changed() == set()
    make, expected = SEEN[change]
    make()
    assert changed() == expected


@pytest.mark.parametrize(
    "make",
    [
        lambda document: document.save(),
        lambda document: Entry.objects.filter(pk=document.pk).update(changed=datetime.now(UTC), created=LONG_AGO),
        lambda document: [row.save() for row in (*document.sources.all(), *document.clauses.all())],
        lambda document: Region.objects.filter(slug="zyxregion").update(border=True),
        lambda document: install.install(),
        lambda document: Entry.objects.filter(record_id__regex="-[78]$").update(title_en="Test title"),
        lambda document: Relation.objects.filter(to__record_id__endswith="-8").update(type_id="replaces"),
        lambda document: Relation.objects.filter(entry__record_id__endswith="-7").delete(),
        lambda document: Relation.objects.create(
            entry=document, to=Entry.objects.get(record_id__endswith="-7"), type_id="cites"
        ),
        lambda document: RelationType.objects.filter(key="amends").update(label_kk="Зыкс"),
    ],
    ids=[
        "save",
        "the archivists' days",
        "lines",
        "what no document shows",
        "index",
        "title of a draft",
        "kind of a relation to a draft",
        "a relation to a draft gone",
        "a relation to a draft",
        "label of a relation to a draft",
    ],
)
def test_what_readers_do_not_see_is_not_dated(document: Agreement, make: Callable[[Agreement], object]) -> None:
    make(document)
    assert changed() == set()


def test_a_document_has_a_day_from_its_publication_on(document: Agreement) -> None:
    draft = artificial(6, state=State.DRAFT)
    settle()
    assert not PublicChange.objects.filter(entry=draft.pk).exists()
    draft.publish()
    settle()
    assert PublicChange.objects.filter(entry=draft.pk).exists()
