"""Two people have one page open: what both typed is shown to the second, and nobody's words are lost.

Each request commits for itself, as on a running site. The lists of a document are tried together.
"""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from agreements.admin.agreement import AgreementAdmin
from agreements.models import Agreement, Participation, Party, Person, Region, Theme
from agreements.rules.roles import CATALOGUERS
from tests.admin.page import DocumentPage, FormReader, complete, in_three, saved
from tests.beside import in_another_thread, uncommitted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("record")]

LISTS = ("participations", "signatories", "relations", "sources", "clauses")


def lines(number: int) -> dict[str, dict[str, Any]]:
    """A line of each list; ``number`` says which."""
    return {
        "participations": {"party": Party.objects.filter(side="KZ").order_by("pk")[number].pk},
        "signatories": {"person": Person.objects.order_by("pk")[number].pk, "side": "KZ", **in_three("office")},
        "relations": {"type": "cites", "to": Agreement.objects.published().order_by("pk")[number].pk},
        "sources": {
            "url": f"https://example.org/{number}",
            "publisher": "Test Publisher 17",
            "kind": "news",
            "language": "en",
            "supports": ["title"],
        },
        "clauses": {"ref": f"Article {number}", "themes": ["archives"], **in_three("heading"), **in_three("summary")},
    }


def add_lines(page: DocumentPage, number: int, **values: dict[str, Any]) -> DocumentPage:
    """A new line in each list."""
    for prefix, line in lines(number).items():
        page.add_line(prefix, **{**line, **values.get(prefix, {})})
    return page


def count(agreement: Agreement) -> dict[str, int]:
    return {name: getattr(agreement, name).count() for name in LISTS}


def table(page: DocumentPage) -> str:
    """What the page says has changed meanwhile."""
    return "\n".join(
        f"{one.label} | {one.stored} | {one.typed} | {one.whose.name}" for one in page.response.context["differences"]
    )


@pytest.fixture
def agreement(editor: Client) -> Agreement:
    """A draft with a line 1 and a line 2 in every list (of parties, sources and clauses there is one more before)."""
    page = add_lines(add_lines(complete(editor), 1), 2)
    page.send()
    return saved(page)


@pytest.fixture
def colleague() -> Client:
    user = User.objects.create(username="test-colleague", is_staff=True)
    user.groups.add(Group.objects.get(name=CATALOGUERS))
    client = Client()
    client.force_login(user)
    return client


def index(page: DocumentPage, prefix: str, last: int = 1) -> int:
    """The number of the last line but one, or so, in the list."""
    return int(str(page.fields[f"{prefix}-TOTAL_FORMS"])) - last


def send_again(page: DocumentPage) -> None:
    """What the page shows is saved."""
    page.send()
    assert page.saved, page.errors


def test_both_add_the_same_line_to_every_list(editor: Client, colleague: Client, agreement: Agreement) -> None:
    before = count(agreement)
    mine, theirs = DocumentPage(editor, agreement.pk), DocumentPage(colleague, agreement.pk)
    add_lines(theirs, 3).send()
    assert theirs.saved, theirs.errors
    add_lines(mine, 3, sources={"publisher": "Test Publisher 18"}).send()
    assert mine.response.status_code == 200
    assert "test-colleague saved this" in mine.errors
    assert " UTC" in mine.errors
    assert "Stored now: “Test Publisher 17”" in mine.errors
    assert count(agreement) == {name: number + 1 for name, number in before.items()}
    send_again(mine)
    # Two new clauses are two clauses, as each was typed; everything else is the same thing.
    assert count(agreement) == {name: number + 1 + (name == "clauses") for name, number in before.items()}
    assert agreement.sources.get(url="https://example.org/3").publisher == "Test Publisher 18"


def test_one_removes_a_line_of_every_list_and_adds_it_again_while_another_changes_it(
    editor: Client, colleague: Client, agreement: Agreement
) -> None:
    before = count(agreement)
    mine, theirs = DocumentPage(editor, agreement.pk), DocumentPage(colleague, agreement.pk)
    for prefix in LISTS:
        theirs.fill(**{f"{prefix}-{index(theirs, prefix)}-DELETE": "on"})
    theirs.send()
    assert theirs.saved, theirs.errors
    again = DocumentPage(colleague, agreement.pk)
    add_lines(again, 2, clauses={"number": 3}).send()
    assert again.saved, again.errors
    assert count(agreement) == before
    mine.fill(**{f"participations-{index(mine, 'participations')}-position": "9"})
    mine.fill(**{f"signatories-{index(mine, 'signatories')}-office_en": "Test office 18"})
    mine.fill(**{f"sources-{index(mine, 'sources')}-title": "Test title 18"})
    mine.fill(**{f"clauses-{index(mine, 'clauses')}-heading_en": "Test heading 18"})
    mine.send()
    assert mine.response.status_code == 200
    send_again(mine)
    assert count(agreement) == before
    assert agreement.participations.get(position=9).party_id == lines(2)["participations"]["party"]
    assert agreement.signatories.last().office_en == "Test office 18"  # type: ignore[union-attr]
    assert agreement.sources.get(url="https://example.org/2").title == "Test title 18"
    assert agreement.clauses.get(number=3).heading_en == "Test heading 18"


def test_one_removes_a_line_of_every_list_that_another_left_alone(
    editor: Client, colleague: Client, agreement: Agreement
) -> None:
    before = count(agreement)
    mine, theirs = DocumentPage(editor, agreement.pk), DocumentPage(colleague, agreement.pk)
    for prefix in LISTS:
        theirs.fill(**{f"{prefix}-{index(theirs, prefix)}-DELETE": "on"})
    theirs.send()
    mine.fill(notes_en="Test note 17").send()
    assert table(mine).count("REMOVED") == len(LISTS)
    send_again(mine)
    agreement.refresh_from_db()
    assert agreement.notes_en == "Test note 17"
    assert count(agreement) == {name: number - 1 for name, number in before.items()}, "what was removed stays removed"


def test_one_changes_the_lines_that_another_removes(editor: Client, colleague: Client, agreement: Agreement) -> None:
    before = count(agreement)
    mine, theirs = DocumentPage(editor, agreement.pk), DocumentPage(colleague, agreement.pk)
    changed = {"sources": "title", "clauses": "heading_en", "signatories": "office_en"}
    for prefix, name in changed.items():
        theirs.fill(**{f"{prefix}-{index(theirs, prefix)}-DELETE": "on"})
        mine.fill(**{f"{prefix}-{index(mine, prefix)}-{name}": "Test words 18"})
    theirs.send()
    mine.send()
    assert table(mine).count("RESTORED") == len(changed)
    send_again(mine)
    assert count(agreement) == before, "what was typed is not lost"
    assert agreement.clauses.filter(heading_en="Test words 18").exists()

    # The other way round: who removes is told that there is something new in it.
    mine, theirs = DocumentPage(editor, agreement.pk), DocumentPage(colleague, agreement.pk)
    for prefix, name in changed.items():
        mine.fill(**{f"{prefix}-{index(mine, prefix)}-DELETE": "on"})
        theirs.fill(**{f"{prefix}-{index(theirs, prefix)}-{name}": "Test words 19"})
    theirs.send()
    mine.send()
    assert table(mine).count("DELETED") == len(changed)
    assert "Test words 19" in table(mine)
    assert all(f"{prefix}-{index(mine, prefix)}-DELETE" in mine.fields for prefix in changed), "the marks are kept"
    send_again(mine)
    assert count(agreement) == {name: number - (name in changed) for name, number in before.items()}


def test_one_exchanges_the_values_of_lines_and_another_changes_something_else(
    editor: Client, colleague: Client, agreement: Agreement
) -> None:
    mine, theirs = DocumentPage(editor, agreement.pk), DocumentPage(colleague, agreement.pk)
    for prefix, name in (
        ("participations", "party"),
        ("signatories", "person"),
        ("relations", "to"),
        ("sources", "url"),
    ):
        last = index(theirs, prefix)
        one, two = f"{prefix}-{last}-{name}", f"{prefix}-{last - 1}-{name}"
        theirs.fill(**{one: theirs.fields[two], two: theirs.fields[one]})
    theirs.send()
    assert theirs.saved, theirs.errors
    parties = list(agreement.participations.values_list("party_id", flat=True))
    urls = list(agreement.sources.values_list("url", flat=True))
    mine.fill(**{f"sources-{index(mine, 'sources')}-title": "Test title 18"}, themes=["archives", "science"]).send()
    assert mine.response.status_code == 200
    assert mine.fields.getlist("themes") == ["archives", "science"]
    send_again(mine)
    assert list(agreement.participations.values_list("party_id", flat=True)) == parties
    assert list(agreement.sources.values_list("url", flat=True)) == urls
    assert agreement.sources.last().title == "Test title 18"  # type: ignore[union-attr]
    assert [theme.pk for theme in agreement.themes.all()] == ["archives", "science"]

    # Both exchange the same two: they stand as both want them.
    mine, theirs = DocumentPage(editor, agreement.pk), DocumentPage(colleague, agreement.pk)
    for page in (theirs, mine):
        first, second = page.fields["participations-0-party"], page.fields["participations-1-party"]
        page.fill(**{"participations-0-party": second, "participations-1-party": first}).send()
    send_again(mine)
    assert list(agreement.participations.values_list("party_id", flat=True))[:2] == [parties[1], parties[0]]


def test_fields_that_one_left_alone_keep_what_another_saved(
    editor: Client, colleague: Client, agreement: Agreement
) -> None:
    mine, theirs = DocumentPage(editor, agreement.pk), DocumentPage(colleague, agreement.pk)
    theirs.fill(title_ru="[Чужое название]", notes_en="Test note B", languages="ru, kk", place="", themes=["archives"])
    theirs.send()
    assert theirs.saved, theirs.errors
    mine.fill(notes_en="Test note A", summary_en="Test summary A")
    mine.send(files={"attachments-0-file": SimpleUploadedFile("test-17.pdf", b"%PDF-1.7 test")})
    assert "Title (Russian) | [Чужое название] | [Проверочное соглашение 17] | THEIRS" in table(mine).replace(
        "Title in Russian", "Title (Russian)"
    )
    assert "| Test note B | Test note A | BOTH" in table(mine)
    assert "| Test summary A | OURS" in table(mine)
    assert mine.errors.count("Stored now") == 1
    assert "Stored now: “Test note B”" in mine.errors
    assert mine.fields["title_ru"] == "[Чужое название]"
    send_again(mine)
    agreement.refresh_from_db()
    assert (agreement.title_ru, agreement.languages) == ("[Чужое название]", ["ru", "kk"])
    assert (agreement.notes_en, agreement.summary_en) == ("Test note A", "Test summary A")
    assert [theme.pk for theme in agreement.themes.all()] == ["archives"]


def test_a_form_without_what_it_was_opened_at_overwrites_nothing_unseen(
    editor: Client, colleague: Client, agreement: Agreement
) -> None:
    for forged in ("", "x", "W10:forged:forged"):
        mine, theirs = DocumentPage(editor, agreement.pk), DocumentPage(colleague, agreement.pk)
        theirs.fill(notes_en=f"Test note {forged}").send()
        mine.fill(opened=forged, notes_ru="Проверка").send()
        assert mine.response.status_code == 200
        assert "| BOTH" in table(mine)
        agreement.refresh_from_db()
        assert agreement.notes_en == f"Test note {forged}".strip()


# --- entries with names


def form_of(client: Client, url: str) -> dict[str, Any]:
    reader = FormReader(url.split("/")[3] + "_form")
    reader.feed(client.get(url).content.decode())
    return {name: values for name, values in reader.fields.lists() if name != "csrfmiddlewaretoken"}


@pytest.mark.parametrize(
    ("model", "theirs", "mine"),
    [
        (Party, {"name_en": "Test Party B"}, {"name_ru": "Проверка А"}),
        (Person, {"name_en": "Test Person B"}, {"name_ru": "Проверка А"}),
        (Region, {"name_en": "Test Region B"}, {"name_ru": "Проверка А"}),
        (Theme, {"label_en": "Test Theme B", "alt_ru": "одно\r\nдругое"}, {"label_ru": "Проверка А"}),
    ],
)
def test_two_people_change_one_entry_that_documents_share(
    admin_client: Client, model: Any, theirs: dict[str, str], mine: dict[str, str]
) -> None:
    row = model.objects.order_by("-pk")[0]
    url = reverse(f"admin:agreements_{model._meta.model_name}_change", args=[row.pk])
    form = form_of(admin_client, url)
    assert admin_client.post(url, {**form, **theirs}).status_code == 302
    both = next(iter(theirs))
    answer = admin_client.post(url, {**form, **mine, both: "Test A"})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert f"Stored now: “{theirs[both]}”" in html.replace("&#x27;", "'")
    assert "admin saved this" in html
    row.refresh_from_db()
    assert getattr(row, both) == theirs[both]

    answer = admin_client.post(url, {**form, **mine})
    reader = FormReader(f"{model._meta.model_name}_form")
    reader.feed(answer.content.decode())
    assert reader.fields[both] == theirs[both], "what was left alone is what the other has saved"
    assert admin_client.post(url, dict(reader.fields.lists())).status_code == 302
    row.refresh_from_db()
    assert {**{name: getattr(row, name) for name in mine}, both: getattr(row, both)} == {**mine, both: theirs[both]}


def test_the_same_new_name_at_the_same_moment_is_told_at_its_field(admin_client: Client) -> None:
    url = reverse("admin:agreements_person_add")
    form = {"name_en": "Test Person 17", "name_ru": "Проверка 17", "name_kk": "", "slug": ""}
    answers: list[Any] = []
    with uncommitted() as begin:
        Person.objects.create(slug="test-person-17", name_en="Test Person 17", name_ru="Проверка 17")
        begin(lambda: answers.append(admin_client.post(url, form)))
    html = answers[0].content.decode()
    assert answers[0].status_code == 200
    assert "This person is already in the archive. Use that entry." in html
    assert 'value="Проверка 17"' in html
    assert Person.objects.filter(name_en="Test Person 17").count() == 1


def test_a_line_that_another_way_in_adds_at_the_same_moment_is_told_at_the_line(
    editor: Client, agreement: Agreement, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even the document was saved: the database refuses the second line at the commit."""
    party = lines(3)["participations"]["party"]
    mine = DocumentPage(editor, agreement.pk).add_line("participations", party=party).fill(notes_en="Test note 17")
    save_related = AgreementAdmin.save_related

    def beside_another(*arguments: Any) -> None:
        in_another_thread(lambda: Participation.objects.create(agreement=agreement, party_id=party))
        save_related(*arguments)

    monkeypatch.setattr(AgreementAdmin, "save_related", beside_another)
    mine.send()
    assert mine.response.status_code == 200
    assert "This party is listed twice" in mine.errors
    assert "Someone else has just added the same" in mine.errors
    assert "successfully" not in mine.response.content.decode()
    assert mine.fields["notes_en"] == "Test note 17"
    assert mine.fields[f"participations-{index(mine, 'participations')}-party"] == str(party)
    assert agreement.participations.filter(party=party).count() == 1


def test_what_was_typed_into_a_document_that_is_deleted_meanwhile_is_shown(
    editor: Client, agreement: Agreement
) -> None:
    mine = DocumentPage(editor, agreement.pk).fill(
        notes_en="Test note 17", **{"clauses-0-heading_en": "Test heading 18"}
    )
    with transaction.atomic():
        agreement.delete()
    mine.send()
    html = mine.response.content.decode()
    assert mine.response.status_code == 404
    assert "Test note 17" in html
    assert "Test heading 18" in html
    assert connection.in_atomic_block is False
