"""What a text, a code, an address or a date may be, as the files are held to it: at file, line and key."""

from collections.abc import Callable
from pathlib import Path

import pytest

from agreements.models import Agreement, Party, Place, Region, Source
from tests.record.files import MINIMAL_ID, load, problems

pytestmark = pytest.mark.django_db

TITLE = "  en: Test Agreement 17\n"
URL = "https://example.org/17"


def said(path: Path) -> str:
    return "\n".join(problems(path))


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "message"),
    [
        # A comment would cut the text off.
        (TITLE, "  en: Protocol #3 of Test 17\n", 3, "title.en", "cut off at “ #”"),
        ("publisher: Test Publisher", "publisher: Channel #1", 41, "sources[1].publisher", "cut off at “ #”"),
        ("publisher: Test Publisher", "publisher: #1 Channel", 41, "sources[1].publisher", "cut off at “ #”"),
        ("en: Test summary.", "en: Order # 25 of the ministry", 22, "summary.en", "cut off at “ #”"),
        ("ref: 1\n", "ref: Annex # 2\n", 26, "clauses[1].ref", "cut off at “ #”"),
        # One line where one line belongs.
        (TITLE, '  en: "Test Agreement\\n17"\n', 3, "title.en", "has a line break where one line belongs"),
        ("en: Test Party 1", 'en: "Test\\nParty 1"', 12, "parties[1].name.en", "has a line break"),
        ("publisher: Test Publisher", 'publisher: "Test\\nPublisher"', 41, "sources[1].publisher", "has a line break"),
        # Invisible characters.
        (TITLE, '  en: "Test\\u200b Agreement 17"\n', 3, "title.en", "contains U+200B (ZERO WIDTH SPACE); remove it"),
        (TITLE, '  en: "Test\\u00ad Agreement 17"\n', 3, "title.en", "contains U+00AD (SOFT HYPHEN); remove it"),
        (TITLE, '  en: "Test\\u00a0Agreement 17"\n', 3, "title.en", "contains U+00A0 (NO-BREAK SPACE); write a plain"),
        (TITLE, "  en: Test  Agreement 17\n", 3, "title.en", "write single plain blanks"),
        (TITLE, '  en: "Test\\u0092s Agreement 17"\n', 3, "title.en", "contains U+0092 (a control character)"),
        ("en: Test summary.", 'en: "Test\\u001bsummary."', 22, "summary.en", "contains U+001B (a control character)"),
        ("en: Test summary.", 'en: "и\\u0306"', 22, "summary.en", "Unicode form NFC"),
        (URL, '"https://example.org/и\\u0306"', 40, "sources[1].url", "Unicode form NFC"),
        # A text that says nothing.
        (TITLE, '  en: "[]"\n', 3, "title.en", "no letter and no digit"),
        (TITLE, '  en: "\\u200b"\n', 3, "title.en", "is empty"),
        ("en: Test summary.", 'en: "\\u3164"', 22, "summary.en", "is empty"),
        ("en: Test summary.", 'en: "—"', 22, "summary.en", "no letter and no digit"),
        # Codes.
        ("language: ru", "language: kz", 43, "sources[1].language", "Kazakh is kk, not kz"),
        ("language: ru", "language: ua", 43, "sources[1].language", "“ua” is not a language"),
        ("language: ru", "language: RU", 43, "sources[1].language", "“RU” is not a language"),
        ("side: RU", "side: UK", 9, "parties[1].side", "GB, not UK"),
        ("side: RU", "side: EU", 9, "parties[1].side", "“EU” is not a country"),
        ("side: RU", "side: ZZ", 9, "parties[1].side", "“ZZ” is not a country"),
        # Addresses of pages.
        (URL, "ftp://example.org/17", 40, "sources[1].url", "Write the whole address"),
        (URL, "HTTPS://example.org/17", 40, "sources[1].url", "write https://example.org/17"),
        (URL, "https://EXAMPLE.org/17", 40, "sources[1].url", "write https://example.org/17"),
        (URL, "https://:80", 40, "sources[1].url", "Write the whole address"),
        (URL, "https://archive/doc", 40, "sources[1].url", "Write the whole address"),
        (URL, "https://a..kz/", 40, "sources[1].url", "Write the whole address"),
        (URL, "https://-a.kz/", 40, "sources[1].url", "Write the whole address"),
        (URL, "https://example.org:99999/", 40, "sources[1].url", "Write the whole address"),
        (URL, "https://[::1/", 40, "sources[1].url", "Write the whole address"),
        # Digits are 0 to 9.
        ("signed: 2001-01-02", "signed: 201２", 19, "signed", "is not a valid date"),
        ("signed: 2001-01-02", "signed: 2001-01-02\nin_force: 201٥", 20, "in_force", "is not a valid date"),
        ("signed: 2001-01-02", "signed: 2001-01-02\nterm:\n  until: २०१३", 21, "term.until", "is not a valid date"),
        ("signed: 2001-01-02", "signed: '[2013..201５]'", 19, "signed", "is not a valid date"),
        ("kind: news", "published: 201٣\n    kind: news", 42, "sources[1].published", "write YYYY"),
        # Nothing was signed or published after today, and no term ended before it began.
        ("signed: 2001-01-02", "signed: 2103-11-11", 19, "signed", "later than today"),
        ("signed: 2001-01-02", "signed: 9999", 19, "signed", "later than today"),
        ("signed: 2001-01-02", "signed: '[2000..2099]'", 19, "signed", "later than today"),
        ("signed: 2001-01-02", "signed: 2099?", 19, "signed", "later than today"),
        ("kind: news", "published: 2099-01-01\n    kind: news", 42, "sources[1].published", "later than today"),
        ("signed: 2001-01-02", "signed: 2001-01-02\nterm:\n  until: 1999", 21, "term.until", "the document was signed"),
        (
            "signed: 2001-01-02",
            "signed: 2001-01-02\nin_force: 2005\nterm:\n  until: 2003",
            22,
            "term.until",
            "before the document was in force",
        ),
        # Equivalent addresses are one.
        (
            "confidence: low",
            "  - url: HTTPS://example.org:443/17\n    publisher: T\n    kind: news\n    language: ru\nconfidence: low",
            48,
            "sources[2].url",
            "write https://example.org:443/17",
        ),
        (
            "confidence: low",
            "  - url: https://example.org:443/17\n    publisher: T\n    kind: news\n    language: ru\nconfidence: low",
            48,
            "sources[2]",
            "stands here twice (first: sources[1])",
        ),
        # Who signs has a side.
        (
            "signed: 2001-01-02",
            "signatories:\n  - side: FR\n    name:\n      en: Test\n      ru: Т\nsigned: 2001-01-02",
            20,
            "signatories[1].side",
            "a side that has no party",
        ),
    ],
)  # fmt: skip
def test_what_no_door_lets_in_is_said_at_file_line_and_key(
    document: Callable[..., Path], old: str, new: str, line: int, key: str, message: str
) -> None:
    path = document((old, new))
    found = problems(path)
    assert [each for each in found if each.startswith(f"{path}:{line}: {key}: ") and message in each], found


@pytest.mark.parametrize("degrees", ["5１.07", "51,07", "٥١"])
def test_degrees_of_other_scripts_are_refused(copy: Path, degrees: str) -> None:
    file = copy / "places.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("lat: 51.07", f"lat: {degrees}", 1), "utf-8")
    assert "write degrees with at most two decimals" in said(copy)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("vocabulary.yaml", "  agreement: ", "  agree_ment: ", "A key is made of a-z, 0-9 and single hyphens"),
        ("vocabulary.yaml", "  agreement: ", "  Agreement: ", "A key is made of a-z, 0-9 and single hyphens"),
        ("regions.yaml", "iso: KZ-", "iso: KZ", "Write the code of ISO 3166-2"),
        ("regions.yaml", "country: KZ", "country: EU", "“EU” is not a country"),
    ],
)
def test_keys_and_codes_of_the_other_files_are_held_to_the_same_rules(
    copy: Path, file: str, old: str, new: str, message: str
) -> None:
    text = (copy / file).read_text("utf-8")
    (copy / file).write_text(text.replace(old, new, 1), "utf-8")
    assert message in said(copy)


@pytest.mark.parametrize(
    "url",
    [
        "https://my_site.kz/doc",
        "http://example.org",
        "https://президент.рф/акты?id=1#a",
        "https://127.0.0.1:8000/",
        "https://[2001:db8::1]/",
        "https://example.org./",
        "https://example.org/a b".replace(" ", "%20"),
    ],
)
def test_addresses_that_exist_are_loaded_and_kept_as_they_are(document: Callable[..., Path], url: str) -> None:
    load(document((URL, url)))
    assert Source.objects.get(entry__record_id=MINIMAL_ID).url == url


def test_remarks_behind_codes_and_on_lines_of_their_own_are_remarks(document: Callable[..., Path]) -> None:
    load(document(("kind: agreement", "# a remark\nkind: agreement  # a remark"), ("- parties", "- parties # said")))
    assert Agreement.objects.get(record_id=MINIMAL_ID).kind_id == "agreement"


def test_a_hash_in_quotes_or_within_a_word_is_text(document: Callable[..., Path]) -> None:
    load(document((TITLE, '  en: "Protocol #3"\n'), ("en: Test summary.", "en: A#1 test.")))
    agreement = Agreement.objects.get(record_id=MINIMAL_ID)
    assert (agreement.title_en, agreement.summary_en) == ("Protocol #3", "A#1 test.")


@pytest.mark.parametrize(
    "name",
    [
        "x.yaml~",
        ".x.yaml.swp",
        "._x.yaml",
        ".#x.yaml",
        "#x.yaml#",
        "x.yaml.orig",
        "x.yaml.bak",
        ".DS_Store",
        "Thumbs.db",
        ".x.yml",
    ],
)
def test_what_editors_and_systems_leave_behind_is_not_read(copy: Path, name: str) -> None:
    (copy / "documents" / name).write_bytes(b"\x00\x05\x16\x07 no text")
    assert "0 created, 0 changed" in load(copy).split("documents:")[1]


@pytest.mark.parametrize("name", ["x.yml", "x.YAML", "x.Yml"])
def test_a_document_under_another_ending_is_named(copy: Path, name: str) -> None:
    (copy / "documents" / name).write_text("id: x\n", "utf-8")
    assert "rename it to x.yaml" in said(copy)


@pytest.mark.parametrize("section", ["vocabulary", "places", "regions", "published"])
def test_a_section_under_another_ending_is_named(copy: Path, section: str) -> None:
    (copy / f"{section}.yml").write_text("x: y\n", "utf-8")
    assert f"rename it to {section}.yaml" in said(copy)


def test_a_city_of_the_files_does_not_take_the_place_of_a_region(copy: Path) -> None:
    region = Region.objects.exclude(name_en__in=Place.objects.values("name_en"))[0]
    agreement = Agreement.objects.published()[0]
    Agreement.objects.filter(pk=agreement.pk).update(place=None, place_region=region)
    name = region.name_en
    entry = f"{name}:\n  en: {name}\n  ru: Т\n  kk: Т\n  country: KZ\n  region: {name}\n  lat: 1\n  lon: 1\n"
    with (copy / "places.yaml").open("a", encoding="utf-8") as file:
        file.write(entry)
    assert f"{name}: a region of this name is the place of signature of {agreement.record_id}" in said(copy)


def test_words_of_two_alphabets_are_taken_with_a_warning(document: Callable[..., Path]) -> None:
    mixed = "Многo"  # the last letter is Latin
    out = load(document(("ru: Тестовая сторона 1", f"ru: {mixed} сторон")))
    assert f"warning: {out.split('warning: ')[1].split(':')[0]}:13: parties[1].name.ru: has Latin and Cyrillic" in out
    assert f"“{mixed}”" in out
    assert Party.objects.filter(name_ru=f"{mixed} сторон").exists()


def test_the_carried_record_has_one_word_of_two_alphabets_and_that_is_a_name() -> None:
    from agreements.record import DATA
    from agreements.record.validation import read_record

    assert {warning.message.split("“")[1].split("”")[0] for warning in read_record(DATA).warnings} <= {"Vласть"}
