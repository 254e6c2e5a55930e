"""What readers have cited stays where it is, however the record travels: numbers of clauses, addresses, days."""

import datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from agreements.models import Agreement, Clause, Participation, Party, Person, Place, Region, Signatory, Theme
from agreements.record import DATA
from tests.artificial import artificial
from tests.emptied import clear
from tests.record.files import TREATY, edit, load, problems

pytestmark = pytest.mark.usefixtures("record")
few = pytest.mark.usefixtures("only_vocabulary")  # beside the document that the test makes


MADE = "2015-agreement-test-17"  # what whole() makes


def a_clause(ref: str, heading: str) -> str:
    """A clause as a file has it, with all that is asked for."""
    texts = {"heading": heading, "summary": "Test"}
    lines = [f"  - ref: {ref}"]
    for key, text in texts.items():
        lines += [f"    {key}:", f"      en: {text}", "      ru: Тест", "      kk: Сынақ"]
    return "\n".join([*lines, "    themes:", "      - science", ""])


def dump(directory: Path) -> Path:
    call_command("dump_record", str(directory), verbosity=0)
    return directory


def whole(*numbers: int, slugs: tuple[str, str] = ("test-chosen-ru", "test-chosen-kz")) -> Agreement:
    """A published document that the files can hold, with clauses of these numbers in this order."""
    agreement = artificial(17)
    Agreement.objects.filter(pk=agreement.pk).update(
        title_ru="Тестовое соглашение 17", title_kk="Сынақ келісімі 17", summary_ru="Тест", summary_kk="Сынақ"
    )
    agreement.themes.add(Theme.objects.get(key="science"))
    for position, number in enumerate(numbers, 1):
        clause = Clause.objects.create(
            agreement=agreement,
            number=number,
            position=position,
            ref=f"Article {number}",
            heading_en=f"Test heading {number}",
            heading_ru="Тест",
            heading_kk="Сынақ",
            summary_en=f"Test summary {number}",
            summary_ru="Тест",
            summary_kk="Сынақ",
        )
        clause.themes.add(Theme.objects.get(key="science"))
    for position, side in enumerate(("RU", "KZ"), 1):
        party = Party.objects.create(
            slug=slugs[position - 1],
            side=side,
            kind_id="organisation",
            name_en=f"Test Party {side}",
            name_ru=f"Тестовая сторона {side}",
        )
        Participation.objects.create(agreement=agreement, party=party, position=position)
    person = Person.objects.create(slug="test-signer-2", name_en="Test Signer", name_ru="Тестовый подписант")
    Signatory.objects.create(agreement=agreement, side="RU", person=person)
    agreement.sources.create(
        url="https://example.org/17",
        publisher="Test Publisher 17",
        kind="news",
        language="en",
        supports=["parties", "signatories", "signed", "clauses"],
    )
    return agreement


def anchors(record_id: str) -> dict[int, str]:
    """Which text is at which anchor of a document's page."""
    return dict(Clause.objects.filter(agreement__record_id=record_id).values_list("number", "heading_en"))


def order(record_id: str) -> list[int]:
    return list(Agreement.objects.get(record_id=record_id).clauses.values_list("number", flat=True))


@few
@pytest.mark.parametrize("numbers", [(1, 5, 17), (3,), (4, 1, 2), (2, 1)])
def test_clauses_keep_their_numbers_through_files_into_an_empty_database(
    tmp_path: Path, numbers: tuple[int, ...]
) -> None:
    record_id = whole(*numbers).record_id
    before = anchors(record_id)
    dump(tmp_path)
    clear()
    load(tmp_path)
    assert anchors(record_id) == before
    assert order(record_id) == list(numbers)


@few
def test_a_number_is_written_only_where_it_does_not_follow_from_the_clause_before(tmp_path: Path) -> None:
    record_id = whole(1, 5, 6, 17).record_id
    text = (dump(tmp_path) / f"documents/{record_id}.yaml").read_text("utf-8")
    assert [line.strip(" -") for line in text.splitlines() if "number:" in line] == ["number: 5", "number: 17"]


@few
def test_one_changed_word_in_a_dumped_file_moves_no_anchor(tmp_path: Path) -> None:
    record_id = whole(1, 5, 17).record_id
    before = anchors(record_id)
    file = dump(tmp_path) / f"documents/{record_id}.yaml"
    edit(file, "Test summary 5", "Test summary five")
    assert "1 changed" in load(file, "--replace", record_id)
    assert anchors(record_id) == before
    assert Clause.objects.get(agreement__record_id=record_id, number=5).summary_en == "Test summary five"


@few
@pytest.mark.parametrize(
    ("where", "expected"),
    [("  - ref: Article 1\n", [4, 1, 2, 3]), ("  - ref: Article 5\n", [1, 4, 2, 3]), ("", [1, 2, 3, 4])],
)
def test_a_clause_that_is_put_in_between_gets_a_number_of_its_own(
    tmp_path: Path, where: str, expected: list[int]
) -> None:
    record_id = whole(1, 5, 17).record_id
    file = dump(tmp_path) / f"documents/{record_id}.yaml"
    text = file.read_text("utf-8").replace("number: 5\n    ", "").replace("number: 17\n    ", "")
    clear()
    file.write_text(text, "utf-8")
    load(tmp_path)
    before = anchors(record_id)
    assert sorted(before) == [1, 2, 3]
    new = a_clause("Preamble", "Test preamble")
    at = text.index(where) if where else text.index("\nthemes:\n") + 1
    file.write_text(text[:at] + new + text[at:], "utf-8")
    assert "1 changed" in load(file)
    assert anchors(record_id) == {**before, 4: "Test preamble"}
    assert order(record_id) == expected


@few
def test_a_clause_that_is_taken_out_takes_its_number_with_it(tmp_path: Path) -> None:
    record_id = whole(1, 2, 3).record_id
    before = anchors(record_id)
    file = dump(tmp_path) / f"documents/{record_id}.yaml"
    text = file.read_text("utf-8")
    start, end = text.index("  - ref: Article 2\n"), text.index("  - ref: Article 3\n")
    file.write_text(text[:start] + text[end:], "utf-8")
    load(file, "--replace", record_id)
    assert anchors(record_id) == {number: heading for number, heading in before.items() if number != 2}


@few
def test_a_clause_that_was_rewritten_at_its_position_keeps_its_number(tmp_path: Path) -> None:
    record_id = whole(1, 2, 3).record_id
    file = dump(tmp_path) / f"documents/{record_id}.yaml"
    edit(file, "ref: Article 2", "ref: Article 2 bis")
    edit(file, "Test heading 2", "Test new heading")
    edit(file, "Test summary 2", "Test new summary")
    load(file, "--replace", record_id)
    assert anchors(record_id) == {1: "Test heading 1", 2: "Test new heading", 3: "Test heading 3"}


def test_clauses_of_the_carried_record_keep_their_anchors_when_one_is_put_before_them(tmp_path: Path) -> None:
    before = anchors(TREATY)
    (tmp_path / f"{TREATY}.yaml").write_bytes((DATA / f"documents/{TREATY}.yaml").read_bytes())
    edit(tmp_path / f"{TREATY}.yaml", "clauses:\n", "clauses:\n" + a_clause("T", "Test"))
    assert "1 changed" in load(tmp_path / f"{TREATY}.yaml")
    assert anchors(TREATY) == {**before, max(before) + 1: "Test"}
    assert order(TREATY) == [max(before) + 1, *sorted(before)]


@few
@pytest.mark.parametrize("change", ["before", "without one", "one more"])
def test_clauses_that_are_wholly_the_same_keep_their_numbers_in_their_order(tmp_path: Path, change: str) -> None:
    record_id = whole(4, 7, 5).record_id
    twins = Clause.objects.filter(agreement__record_id=record_id, number__in=(4, 7))
    twins.update(ref="", heading_en="Test twin", summary_en="Test twin")
    file = dump(tmp_path) / f"documents/{record_id}.yaml"
    text = file.read_text("utf-8")
    for number in (4, 7, 5):
        text = text.replace(f"number: {number}\n    ", "")
    start = text.index("clauses:\n") + len("clauses:\n")
    twin = text[start : text.index("  - ref:", start + 3)]
    new = twin.replace("Test twin", "Test preamble")
    kept, order_after = {
        "before": (text[:start] + new + text[start:], [8, 4, 7, 5]),
        "without one": (text[:start] + text[start + len(twin) :], [4, 5]),
        "one more": (text[:start] + twin + text[start:], [4, 7, 8, 5]),
    }[change]
    file.write_text(kept, "utf-8")
    load(file, "--replace", record_id)
    assert order(record_id) == order_after


@few
def test_two_clauses_of_one_number_are_refused(tmp_path: Path) -> None:
    record_id = whole(1, 5, 17).record_id
    file = dump(tmp_path) / f"documents/{record_id}.yaml"
    edit(file, "number: 17", "number: 5")
    assert [line for line in problems(file) if "clauses[3]: stands here twice (first: clauses[2])" in line]


@few
@pytest.mark.parametrize("number", ["0", "-1", "٣", "five", "99999", "1.5"])
def test_a_number_that_is_none_is_refused(tmp_path: Path, number: str) -> None:
    record_id = whole(1, 5, 17).record_id
    file = dump(tmp_path) / f"documents/{record_id}.yaml"
    edit(file, "number: 17", f"number: {number}")
    assert [line for line in problems(file) if "clauses[3].number: " in line]


@few
def test_addresses_chosen_by_hand_survive_files(tmp_path: Path, client: Client) -> None:
    record_id = whole(1).record_id
    region = Region.objects.create(
        slug="test-chosen-region", name_en="Test Region 17", name_ru="Т", name_kk="Т", country="KZ"
    )
    place = Place.objects.create(
        slug="test-chosen-place", name_en="Test Town 17", name_ru="Т", name_kk="Т", country="KZ", region=region,
        lat=1, lon=1,
    )  # fmt: skip
    Agreement.objects.filter(record_id=record_id).update(place=place)
    Agreement.objects.get(record_id=record_id).sources.update(
        supports=["parties", "signatories", "signed", "clauses", "place"]
    )
    addresses = [
        "/en/parties/test-chosen-ru/",
        "/en/parties/test-chosen-kz/",
        "/en/people/test-signer-2/",
        "/en/places/test-chosen-place/",
    ]
    assert [client.get(address).status_code for address in addresses] == [200] * 4
    dump(tmp_path)
    clear()
    load(tmp_path)
    assert [client.get(address).status_code for address in addresses] == [200] * 4
    assert Region.objects.filter(slug="test-chosen-region").exists()


@few
def test_a_file_that_says_nothing_of_addresses_changes_none(tmp_path: Path, client: Client) -> None:
    record_id = whole(1).record_id
    file = dump(tmp_path) / f"documents/{record_id}.yaml"
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if "slug: " not in line), "utf-8")
    assert "1 unchanged" in load(file)
    for address in ("parties/test-chosen-ru", "parties/test-chosen-kz", "people/test-signer-2"):
        assert client.get(f"/en/{address}/").status_code == 200


@few
@pytest.mark.parametrize("address", ["parties/test-chosen-ru", "people/test-signer-2"])
def test_a_file_does_not_move_an_entry_to_another_address(tmp_path: Path, client: Client, address: str) -> None:
    record_id = whole(1).record_id
    file = dump(tmp_path) / f"documents/{record_id}.yaml"
    edit(file, f"slug: {address.partition('/')[2]}", "slug: test-moved")
    assert "an address never changes" in load(file, "--replace", record_id)
    assert client.get(f"/en/{address}/").status_code == 200


def test_two_entries_of_one_address_are_refused(tmp_path: Path) -> None:
    record_id = whole(1).record_id
    file = dump(tmp_path) / f"documents/{record_id}.yaml"
    edit(file, "slug: test-chosen-ru", "slug: russian-federation")
    assert [line for line in problems(file) if "“russian-federation” is the address of “Russian Federation" in line]


@few
def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    record_id = whole(1).record_id
    file = dump(tmp_path) / f"documents/{record_id}.yaml"
    edit(file, "slug: test-chosen-ru", "slug: Test_Chosen")
    assert [line for line in problems(file) if "An address is made of a-z, 0-9 and single hyphens" in line]


@few
def test_numbered_addresses_go_to_the_same_entries_again(tmp_path: Path) -> None:
    """Two parties whose names make one address: whichever the files name first, each keeps its own."""
    whole(1, slugs=("test-party-2", "test-party"))
    first, second = Party.objects.filter(slug__startswith="test-party").order_by("pk")
    Party.objects.filter(pk__in=(first.pk, second.pk)).update(name_en="Test Party")
    dump(tmp_path)
    clear()
    load(tmp_path)
    assert dict(Party.objects.filter(name_en="Test Party").values_list("side", "slug")) == {
        first.side: "test-party-2",
        second.side: "test-party",
    }


@few
def test_a_tick_for_what_is_not_there_keeps_no_dump_from_loading(tmp_path: Path) -> None:
    agreement = whole(1)
    agreement.sources.update(supports=["parties", "signatories", "signed", "clauses", "occasion", "relations"])
    dump(tmp_path)
    clear()
    load(tmp_path)
    supports = Agreement.objects.get(record_id=agreement.record_id).sources.get().supports
    assert supports == ["parties", "signatories", "signed", "clauses"]


def test_the_day_of_first_publication_survives_files(tmp_path: Path) -> None:
    day = datetime.datetime(2020, 5, 17, 23, 30, tzinfo=datetime.UTC)
    Agreement.objects.filter(record_id=TREATY).update(first_published=day)
    days = {
        record_id: timezone.localtime(moment).date()
        for record_id, moment in Agreement.objects.values_list("record_id", "first_published")
    }
    dump(tmp_path)
    clear()
    load(tmp_path)
    assert {
        record_id: timezone.localtime(moment).date()
        for record_id, moment in Agreement.objects.values_list("record_id", "first_published")
    } == days


def test_loading_over_a_document_keeps_its_day_of_first_publication(tmp_path: Path) -> None:
    day = datetime.datetime(2020, 5, 17, tzinfo=datetime.UTC)
    Agreement.objects.filter(record_id=TREATY).update(first_published=day)
    (tmp_path / f"{TREATY}.yaml").write_bytes((DATA / f"documents/{TREATY}.yaml").read_bytes())
    edit(tmp_path / f"{TREATY}.yaml", "confidence: high", "confidence: medium")
    load(tmp_path / f"{TREATY}.yaml")
    assert Agreement.objects.get(record_id=TREATY).first_published == day


@few
@pytest.mark.parametrize(
    ("line", "message"),
    [
        (f"{MADE}: 2099-01-01", "later than today"),
        (f"{MADE}: 2013-11", "is not a day"),
        (f"{MADE}: yesterday", "is not right"),
        ("no-such-document: 2020-01-01", "unknown document"),
    ],
)
def test_a_day_of_first_publication_that_cannot_be_is_refused(tmp_path: Path, line: str, message: str) -> None:
    whole(1)
    directory = dump(tmp_path / "dump")
    (directory / "published.yaml").write_text(line + "\n", "utf-8")
    assert [found for found in problems(directory) if "published.yaml:1: " in found and message in found]
