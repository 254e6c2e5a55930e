"""Files that are not loaded: each problem is named with its line, its key and what to do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.record.files import MINIMAL_ID, TREATY, edit, load, problems

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("treaty: true", "treaty: maybe", "kind.treaty.treaty: unknown value “maybe”; known are: false, true"),
        ("force: in", "force: on", "status.in-force.force: unknown value “on”; did you mean “none”?"),
        ("en: Libraries,", "en: Libraries, treaty: true,", "theme.libraries.treaty: unknown key “treaty”"),
    ],
)
def test_a_behaviour_that_there_is_not_is_named(copy: Path, old: str, new: str, message: str) -> None:
    edit(copy / "vocabulary.yaml", old, new)
    assert any(message in problem for problem in problems(copy))


@pytest.mark.parametrize(
    ("old", "new", "location", "lacking"),
    [
        ("  kk: Сынақ келісімі 17\n", "", "2: title.kk", "The title is missing in Kazakh."),
        ("  ru: Тестовое содержание.\n", "", "21: summary.ru", "The summary is missing in Russian."),
        ("      kk: Сынақ тақырыпшасы\n", "", "25: clauses", "The heading of clause 1 is missing in Kazakh."),
        ("    themes:\n      - education\n", "", "25: clauses", "Clause 1 has no theme."),
        ("\nthemes:\n  - education", "", "1: themes", "Choose at least one theme"),
        ("signed: 2001-01-02", "signed: 2001\noccasion: {en: Test}", "20: occasion.kk", "Give it in Kazakh too."),
        ("confidence: low", "confidence: high", "48: confidence", "needs an official text or two independent sources"),
    ],
)
def test_what_a_form_asks_for_is_asked_of_a_file(
    document: Callable[..., Path], old: str, new: str, location: str, lacking: str
) -> None:
    ticks = ("      - signed\n", "      - signed\n      - occasion\n" if "occasion" in new else "      - signed\n")
    told = problems(document((old, new), ticks))
    assert any(f":{location}: " in line and lacking in line for line in told), told


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "message"),
    [
        ("title:", "titel:", 2, "titel", "did you mean “title”"),
        ("status: unknown\n", "", 1, "", "the key “status” is missing"),
        ("signed: 2001-01-02", "signed: 02.01.2001", 19, "signed", "is not a valid date"),
        ("signed: 2001-01-02", "signed: [2013..2015]", 19, "signed", "in quotes"),
        ("signed: 2001-01-02", "signed: '[2013..]'", 19, "signed", "latest possible year"),
        ("signed: 2001-01-02", "signed: 2001-02-30", 19, "signed", "not in the calendar"),
        ("signed: 2001-01-02", "signed: 2001\nin_force: 2000", 20, "in_force", "before it was signed"),
        (
            "signed: 2001-01-02",
            "signed: 2001\nterm:\n  from: 2101\n  until: 2100",
            22,
            "term.until",
            "before it begins",
        ),
        ("kind: agreement", "kind: agrement", 6, "kind", "did you mean “agreement”"),
        ("level: interstate", "level: galactic", 7, "level", "known are"),
        ("status: unknown", "status: lost", 20, "status", "known are"),
        ("kind: organisation", "kind: planet", 10, "parties[1].kind", "kind of party"),
        ("- education", "- educaton", 36, "clauses[1].themes[1]", "did you mean “education”"),
        ("confidence: low", "confidence: so-so", 48, "confidence", "known are: high, low, medium"),
        ("language: ru", "language: rus", 43, "sources[1].language", "ISO 639-1"),
        ("language: ru", "language: zz", 43, "sources[1].language", "ISO 639-1"),
        ("side: KZ", "side: RU", 8, "parties", "other side"),
        ("side: KZ", "side: Kazakhstan", 14, "parties[2].side", "ISO 3166-1"),
        ("      ru: Тестовая сторона 2\n", "", 16, "parties[2].name", "“ru” is missing"),
        ("en: Test Agreement 17", "ru: Тест", 2, "title", "the key “en” is missing"),
        ("en: Test Agreement 17", f"en: {'x' * 601}", 3, "title.en", "at most 600"),
        ("en: Test Agreement 17", "en:", 3, "title.en", "is empty"),
        ("en: Test Agreement 17", "en: [a]", 3, "title.en", "a list where a text belongs"),
        (
            "  en: Test summary.\n  ru: Тестовое содержание.\n  kk: Сынақ түйіндемесі.",
            "  - Test",
            21,
            "summary",
            "a list where keys and values belong",
        ),
        (
            "signed: 2001-01-02",
            "place:\n  en: Omsk\n  ru: Томск\n  kk: Омбы\n  country: RU\nsigned: 2001",
            21,
            "place.ru",
            "Омск",
        ),
        ("      - signed\n", "", 19, "signed", "no source supports it"),
        (
            "      - signed\n",
            "      - signed\n      - place\n",
            47,
            "sources[1].supports[3]",
            "has no “place”",
        ),
        (
            "      - signed\n",
            "      - signed\n      - sgned\n",
            47,
            "sources[1].supports[3]",
            "did you mean “signed”",
        ),
        ("https://example.org/17", "example.org", 40, "sources[1].url", "https://"),
        ("    kind: news", "    published: 5.11.2014\n    kind: news", 42, "sources[1].published", "YYYY"),
        ("    kind: news", "    published: 2014-11-31\n    kind: news", 42, "sources[1].published", "calendar"),
        ("id: 2001-01-02-agreement-test-17", "id: 2001-agreement", 1, "id", "make them the same"),
        ("id: 2001-01-02-agreement-test-17", "id: 2001_Agreement", 1, "id", "single hyphens"),
        ("confidence: low", "confidence: low\nconfidence: low", 49, "confidence", "a second time"),
        (
            "confidence: low",
            "regions:\n  - Omsk\nconfidence: low",
            49,
            "regions[1]",
            "did you mean “Omsk Oblast”",
        ),
        ("confidence: low", "confidence: &a low", 48, "confidence", "an anchor"),
        ("confidence: low", "confidence: *a", 48, "", ""),
        ("confidence: low", "confidence: !!python/name:os.system low", 48, "confidence", "a tag"),
        ("status: unknown", "\tstatus: unknown", 20, "", "a tab"),
        ("en: Test summary.", "en: Test: summary", 22, "", "in quotes"),
        ("en: Test summary.", 'en: "Test \\0 summary"', 22, "summary.en", "U+0000"),
        ("en: Test summary.", "en: Тестовыи\u0306", 22, "summary.en", "NFC"),
        (
            "confidence: low",
            f"relations:\n  - type: cites\n    to: {MINIMAL_ID}\nconfidence: low",
            50,
            "relations[1].to",
            "the document itself",
        ),
        (
            "confidence: low",
            "relations:\n  - type: cites\n    to: 1999-nothing\nconfidence: low",
            50,
            "relations[1].to",
            "unknown document",
        ),
        (
            "confidence: low",
            "confidence: low\nsignatories:\n  - side: RU\n    name: {en: Test Person 1, ru: Тест}\n"
            "  - side: RU\n    name: {en: Test Person 1, ru: Тест}",
            52,
            "signatories[2]",
            "stands here twice",
        ),
    ],
)
def test_each_problem_names_line_key_and_fix(
    document: Callable[..., Path], old: str, new: str, line: int, key: str, message: str
) -> None:
    path = document((old, new))
    found = problems(path)
    start = f"{path}:{line}: {key}: " if key else f"{path}:{line}: "
    assert [line for line in found if line.startswith(start) and message in line], found


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"\n \n", "the file is empty"),
        (b"# only a comment\n", "the file holds empty"),
        (b"- a\n- b\n", "the file holds a list"),
        ("id: Договор".encode("cp1251"), "not UTF-8"),
        (b"\x7fELF\x00\x01", "not a text file"),
        (b"id: " + b"x" * 1024 * 1024, "larger than 1 MB"),
        (b"id: " + b"[" * 5000, "nested too deeply"),
        (b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "an alias"),
        (b"id: a\n---\nid: b\n", "a second document"),
        (b"? [a, b]\n: c\n", "a key has to be a word"),
    ],
)
def test_a_file_that_is_no_document_is_one_clear_problem(
    record: None, tmp_path: Path, content: bytes, message: str
) -> None:
    path = tmp_path / "test.yaml"
    path.write_bytes(content)
    assert message in "\n".join(problems(path))


def test_all_problems_of_all_files_are_reported_at_once(copy: Path) -> None:
    first, second, third = sorted((copy / "documents").glob("*.yaml"))[:3]
    edit(first, "confidence: ", "confidence: x")
    edit(second, "kind: ", "kind: x")
    third.write_text("- nothing", "utf-8")
    edit(copy / "places.yaml", "country: KZ", "country: kz")
    edit(copy / "regions.yaml", "border: true", "border: maybe")
    edit(copy / "vocabulary.yaml", "theme:", "thema:")
    text = "\n".join(problems(copy))
    for file in (first, second, third, copy / "places.yaml", copy / "regions.yaml", copy / "vocabulary.yaml"):
        assert f"{file}:" in text


def test_one_spelling_is_asked_for_throughout(copy: Path) -> None:
    file = copy / f"documents/{TREATY}.yaml"
    edit(file, "ru: Республика Казахстан\n", "ru: Казахстан\n")
    assert any("“Казахстан”" in line and "“Республика Казахстан”" in line for line in problems(copy))


def test_nothing_is_asked_about_which_two_states_they_are(document: Callable[..., Path]) -> None:
    assert "1 created" in load(document(("side: RU", "side: FR"), ("side: KZ", "side: MN")))


@pytest.mark.parametrize("name", ["missing", "missing.yaml", "."])
def test_a_path_without_a_record_is_named(record: None, tmp_path: Path, name: str) -> None:
    assert str(tmp_path / name) in problems(tmp_path / name)[0]
