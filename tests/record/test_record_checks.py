"""What must agree with what in the files of the record, check by check: docs/record.md."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from agreements.models import Party, Place, Region
from agreements.record.reading import FileProblem
from agreements.record.validation import InvalidRecord, read_record
from tests.record.files import MINIMAL, MINIMAL_ID, TREATY

pytestmark = pytest.mark.usefixtures("record")

OLDER = "1992-05-25-treaty-friendship-cooperation-mutual-assistance"
SECOND_ID = "2001-01-02-agreement-test-18"
SIGNATORY = {"side": "RU", "name": {"en": "Test Person 1", "ru": "Тест"}}
EVIDENCED = [
    "parties", "signatories", "signed", "place", "in_force", "term", "languages", "occasion", "clauses", "relations",
]  # fmt: skip


def document(**more: Any) -> dict[str, Any]:
    """The test document, with other values."""
    return {**yaml.safe_load(MINIMAL), "signed": "2001-01-02", **more}


def stating_everything() -> dict[str, Any]:
    place = Place.objects.get(name_en="Moscow")
    form = document(
        signatories=[SIGNATORY],
        place={"en": "Moscow", "ru": place.name_ru, "kk": place.name_kk, "country": "RU"},
        in_force="2001-02-03",
        term={"from": "2001", "until": "2101"},
        languages=["ru"],
        occasion={"en": "Test occasion"},
        relations=[{"type": "cites", "to": TREATY}],
    )
    form["sources"][0]["supports"] = list(EVIDENCED)
    return form


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., list[str]]:
    """What is said of these files: “key: message” of problems, or of warnings where there are none."""

    def read(*documents: dict[str, Any], **files: dict[str, Any]) -> list[str]:
        (tmp_path / "documents").mkdir()
        for number, form in enumerate(documents):
            write(tmp_path / "documents" / f"{(MINIMAL_ID, SECOND_ID)[number]}.yaml", form)
        for name, form in files.items():
            write(tmp_path / f"{name}.yaml", form)
        try:
            return [told(warning) for warning in read_record(tmp_path).warnings]
        except InvalidRecord as error:
            return [told(problem) for problem in error.problems]

    def write(path: Path, form: dict[str, Any]) -> None:
        path.write_text(yaml.safe_dump(form, allow_unicode=True, sort_keys=False), "utf-8")

    def told(problem: FileProblem) -> str:
        return f"{problem.path}: {problem.message.replace(str(tmp_path), '')}"

    return read


def test_what_fits_together_is_said_nothing_of(read: Callable[..., list[str]]) -> None:
    assert read(stating_everything()) == []


# --- in one document


def test_a_file_is_named_after_its_document(read: Callable[..., list[str]]) -> None:
    assert read(document(id=SECOND_ID)) == [
        f"id: is “{SECOND_ID}”, but the file is named {MINIMAL_ID}.yaml; make them the same"
    ]


@pytest.mark.parametrize(
    ("dates", "key"),
    [
        ({"signed": "[2013..]"}, "signed"),
        ({"in_force": "2000"}, "in_force"),
        ({"term": {"from": "2101", "until": "2100"}}, "term.until"),
        ({"term": {"until": "2000"}}, "term.until"),
        ({"in_force": "2003", "term": {"until": "2002"}}, "term.until"),
    ],
)
def test_dates_are_in_order(read: Callable[..., list[str]], dates: dict[str, Any], key: str) -> None:
    without = {key: value for key, value in stating_everything().items() if key not in ("in_force", "term")}
    lines = [line.partition(":")[0] for line in read({**without, **dates})]
    assert [line for line in lines if not line.startswith("sources")] == [key]


@pytest.mark.parametrize(
    ("name", "file"), [("Moscow", "places.yaml"), ("Omsk", "places.yaml"), ("Omsk Oblast", "regions.yaml")]
)
def test_a_place_is_known_and_has_the_names_it_has_there(read: Callable[..., list[str]], name: str, file: str) -> None:
    known = (Place if file == "places.yaml" else Region).objects.get(name_en=name)
    form = stating_everything()
    form["place"] = {"en": name, "ru": "Тест", "kk": "Сынақ", "country": "KZ"}
    assert read(form) == [
        f"place.ru: is “Тест”, in {file} it is “{known.name_ru}”; make them the same",
        f"place.kk: is “Сынақ”, in {file} it is “{known.name_kk}”; make them the same",
        f"place.country: is “KZ”, in {file} it is “RU”; make them the same",
    ]


def test_an_unknown_place_is_asked_about(read: Callable[..., list[str]]) -> None:
    form = stating_everything()
    form["place"] = {"en": "Moskow", "ru": "Москва", "kk": "Мәскеу", "country": "RU"}
    (line,) = read(form)
    assert line.startswith("place.en: ")
    assert "did you mean “Moscow”" in line


def test_a_region_is_known_as_a_place(read: Callable[..., list[str]]) -> None:
    form = stating_everything()
    form["place"] = {"en": "Omsk Oblst", "ru": "Тест", "kk": "Сынақ", "country": "RU"}
    (line,) = read(form)
    assert "did you mean “Omsk Oblast”" in line


def test_parties_are_on_two_sides_at_least(read: Callable[..., list[str]]) -> None:
    form = document()
    form["parties"][1]["side"] = "RU"
    assert read(form) == ["parties: all stand on one side; add at least one party of the other side"]


def test_three_sides_are_two_at_least(read: Callable[..., list[str]]) -> None:
    form = document()
    form["parties"].append({**deepcopy(form["parties"][0]), "side": "UZ"})
    assert read(form) == []


def test_of_a_party_that_cannot_be_read_nothing_more_is_said(read: Callable[..., list[str]]) -> None:
    form = document()
    form["parties"][1] = "Test"
    lines = read(form)
    assert [line.partition(":")[0] for line in lines] == ["parties[2]"]


def test_who_signs_does_so_for_a_side_with_a_party(read: Callable[..., list[str]]) -> None:
    form = stating_everything()
    form["signatories"] = [SIGNATORY, {"side": "UZ", "name": {"en": "Test Person 2", "ru": "Тест"}}]
    assert read(form) == ["signatories[2].side: is “UZ”, a side that has no party; correct it or add the party"]


@pytest.mark.parametrize(
    ("key", "twice", "problem"),
    [
        ("parties", {}, True),
        ("parties", {"side": "UZ"}, False),
        ("signatories", {}, True),
        ("signatories", {"side": "KZ"}, True),
        ("relations", {}, True),
        ("relations", {"type": "implements"}, False),
        ("relations", {"to": OLDER}, False),
        ("sources", {}, True),
        ("sources", {"url": "https://example.org:443/17"}, True),
        ("sources", {"url": "https://example.org/18"}, False),
    ],
)
def test_a_thing_is_in_a_document_once(
    read: Callable[..., list[str]], key: str, twice: dict[str, Any], problem: bool
) -> None:
    form = stating_everything()
    form[key].append({**deepcopy(form[key][0]), **twice})
    number = len(form[key])
    expected = f"{key}[{number}]: stands here twice (first: {key}[1]); join or remove one"
    lines = read(form)
    assert [line for line in lines if "twice" in line] == ([expected] if problem else [])


@pytest.mark.parametrize(
    ("numbers", "twice"),
    [
        ((None, None), False),
        ((None, 2), False),
        ((2, 1), False),
        ((3, 3), True),
        ((None, 1), True),  # the first clause is 1 where nothing else is said
    ],
)
def test_a_number_of_a_clause_occurs_once(
    read: Callable[..., list[str]], numbers: tuple[int | None, ...], twice: bool
) -> None:
    form = document()
    form["clauses"] = [
        {**deepcopy(form["clauses"][0]), "ref": str(index), **({"number": str(number)} if number else {})}
        for index, number in enumerate(numbers)
    ]
    expected = ["clauses[2]: stands here twice (first: clauses[1]); join or remove one"]
    assert read(form) == (expected if twice else [])


@pytest.mark.parametrize(
    ("to", "message"),
    [(MINIMAL_ID, "names the document itself; name the other document"), ("1999-nothing", "unknown document")],
)
def test_a_relation_leads_to_another_document(read: Callable[..., list[str]], to: str, message: str) -> None:
    form = stating_everything()
    form["relations"][0]["to"] = to
    (line,) = read(form)
    assert line.startswith("relations[1].to: ")
    assert message in line


@pytest.mark.parametrize("key", EVIDENCED)
def test_every_fact_has_a_source(read: Callable[..., list[str]], key: str) -> None:
    form = stating_everything()
    form["sources"][0]["supports"].remove(key)
    assert read(form) == [f"{key}: no source supports it; add “{key}” to the supports of the source that says so"]


@pytest.mark.parametrize("key", ["title", "kind", "status", "summary"])
def test_the_rest_needs_none_and_may_have_one(read: Callable[..., list[str]], key: str) -> None:
    form = stating_everything()
    form["sources"][0]["supports"].append(key)
    assert read(form) == []


@pytest.mark.parametrize("key", ["signatories", "place", "in_force", "term", "languages", "occasion", "relations"])
def test_a_source_supports_only_what_is_stated(read: Callable[..., list[str]], key: str) -> None:
    form = stating_everything()
    del form[key]
    number = EVIDENCED.index(key) + 1
    assert read(form) == [f"sources[1].supports[{number}]: the document has no “{key}”; add it or remove it here"]


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"title": {"en": "Test", "ru": "Многоcтаночница"}}, "title.ru"),
        ({"notes": {"ru": "Многоcтаночница"}}, "notes.ru"),
        ({"summary": {"en": "Test", "kk": "Многоcтаночница"}}, "summary.kk"),
        ({"summary": {"en": "Многоcтаночница"}}, "summary.en"),
    ],
)
def test_a_word_of_two_writings_is_warned_of(read: Callable[..., list[str]], more: dict[str, Any], key: str) -> None:
    assert read(document(**more)) == [
        f"{key}: has Latin and Cyrillic letters in one word, “Многоcтаночница”; is that meant?"
    ]


def test_words_of_two_writings_in_lists_are_warned_of_and_addresses_are_not(read: Callable[..., list[str]]) -> None:
    form = document()
    form["sources"][0] |= {"publisher": "Vласть", "title": "Vласть", "url": "https://example.org/Vласть"}
    assert [line.partition(":")[0] for line in read(form)] == ["sources[1].publisher", "sources[1].title"]


# --- between documents


@pytest.mark.parametrize(
    ("thing", "key", "other", "before", "after"),
    [
        ("parties", "kind", {"kind": "ministry"}, "organisation", "ministry"),
        ("parties", "region", {"region": "Omsk Oblast"}, "nothing", "Omsk Oblast"),
        ("parties", "slug", {"slug": "test-other"}, "nothing", "test-other"),
        ("parties", "name.ru", {"name": {"en": "Test Party 1", "ru": "Другое"}}, "Тестовая сторона 1", "Другое"),
        ("signatories", "name.ru", {"name": {"en": "Test Person 1", "ru": "Другое"}}, "Тест", "Другое"),
        ("signatories", "slug", {"slug": "test-other"}, "nothing", "test-other"),
        ("sources", "publisher", {"publisher": "Test Other"}, "Test Publisher", "Test Other"),
        ("sources", "published", {"published": "2015"}, "nothing", "2015"),
        ("sources", "kind", {"kind": "reference"}, "news", "reference"),
        ("sources", "language", {"language": "kk"}, "ru", "kk"),
    ],
)
def test_one_thing_is_described_alike_everywhere(
    read: Callable[..., list[str]], thing: str, key: str, other: dict[str, str], before: str, after: str
) -> None:
    first, second = stating_everything(), {**stating_everything(), "id": SECOND_ID}
    bearer = {"parties": "Test Party 1", "signatories": "Test Person 1", "sources": "https://example.org/17"}[thing]
    second[thing][0] = {**second[thing][0], **other}
    (line,) = read(first, second)
    assert line.startswith(f"{thing}[1].{key}: is “{after}” for “{bearer}”, but “{before}” in ")
    assert f" in /documents/{MINIMAL_ID}.yaml:{line_of(first, thing, key)}; write the same" in line


def line_of(form: dict[str, Any], thing: str, key: str) -> int:
    """Where the first of these things says this in its file, or where it says the most of it."""
    lines = yaml.safe_dump(form, allow_unicode=True, sort_keys=False).splitlines()
    start = lines.index(f"{thing}:")
    end = next(number for number in range(start + 2, len(lines)) if lines[number][:1] != " ")
    words = key.split(".")[-1]
    return next(
        (number + 1 for number in range(start, end) if lines[number].lstrip(" -").startswith(f"{words}:")), start + 2
    )


@pytest.mark.parametrize("missing", ["parties", "signatories"])
def test_a_name_in_kazakh_is_given_everywhere_or_nowhere(read: Callable[..., list[str]], missing: str) -> None:
    first, second = stating_everything(), {**stating_everything(), "id": SECOND_ID}
    first[missing][0] = {**first[missing][0], "name": {**first[missing][0]["name"], "kk": "Сынақ"}}
    (line,) = read(first, second)
    assert line.startswith(f"{missing}[1].name.kk: is “nothing” for “")
    assert "but “Сынақ” in" in line


@pytest.mark.parametrize("thing", ["parties", "signatories"])
@pytest.mark.parametrize("lacking", ["side", "name"])
def test_what_lacks_its_name_or_side_is_told_once(read: Callable[..., list[str]], thing: str, lacking: str) -> None:
    form = stating_everything()
    form[thing][0] = {key: value for key, value in form[thing][0].items() if key != lacking}
    assert read(form) == [f"{thing}[1]: the key “{lacking}” is missing; add it"]


def test_parties_of_one_name_on_two_sides_are_two(read: Callable[..., list[str]]) -> None:
    first, second = document(), document(id=SECOND_ID)
    second["parties"][0] |= {"side": "UZ", "kind": "ministry"}
    assert read(first, second) == []


def test_equivalent_addresses_are_described_alike(read: Callable[..., list[str]]) -> None:
    first, second = document(), document(id=SECOND_ID)
    second["sources"][0] |= {"url": "https://example.org:443/17", "kind": "reference"}
    (line,) = read(first, second)
    assert line.startswith("sources[1].kind: is “reference” for “")


def test_two_entries_do_not_share_an_address(read: Callable[..., list[str]]) -> None:
    form = document()
    for party in form["parties"]:
        party["slug"] = "test-shared"
    (line,) = read(form)
    assert line.startswith("parties[2].slug: “test-shared” is the address of “Test Party 1")


def test_an_entry_does_not_take_an_address_of_the_archive(read: Callable[..., list[str]]) -> None:
    form = document()
    form["parties"][1]["slug"] = "russian-federation"
    (line,) = read(form)
    assert line.startswith("parties[2].slug: “russian-federation” is the address of “Russian Federation")
    assert Party.objects.filter(slug="russian-federation").exists()


# --- places and regions


TOWN = {"en": "Test Town 17", "ru": "Тест", "kk": "Сынақ", "country": "RU", "lat": 1, "lon": 1, "region": "Omsk Oblast"}


def test_the_key_of_a_place_is_its_english_name(read: Callable[..., list[str]]) -> None:
    assert read(places={"Test Town 17": TOWN}) == []


def test_a_key_that_is_another_name_is_told(read: Callable[..., list[str]]) -> None:
    assert read(places={"Test Town 18": TOWN}) == [
        "Test Town 18.en: is “Test Town 17”, but the key is “Test Town 18”; make them the same"
    ]


def test_a_place_is_not_another_name_of_itself(read: Callable[..., list[str]]) -> None:
    assert read(places={"Test Town 17": {**TOWN, "same_as": "Test Town 17"}}) == [
        "Test Town 17.same_as: names the place itself; name the other entry"
    ]


def test_the_key_of_a_region_is_its_english_name(read: Callable[..., list[str]]) -> None:
    region = {"en": "Test Region 17", "ru": "Тест", "kk": "Сынақ", "country": "RU", "capital": False, "border": False}
    assert read(regions={"Test Region 18": region}) == [
        "Test Region 18.en: is “Test Region 17”, but the key is “Test Region 18”; make them the same"
    ]
