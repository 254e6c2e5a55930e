"""What a text, a code, an address or a date may be, as the forms are held to it: at the field, nothing typed lost."""

import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from agreements.models import Agreement, Region, Theme
from agreements.record import DATA
from agreements.record.loading import load
from tests.admin.page import DocumentPage, complete, draft, in_three, saved
from tests.record.files import MINIMAL, MINIMAL_ID

pytestmark = pytest.mark.usefixtures("record")

NFD = unicodedata.normalize("NFD", "[Музейный договор]")


def said_at(page: DocumentPage, field: str) -> str:
    """The errors of a field of the document or of one of its lines."""
    context: Any = page.response.context
    forms = [
        context["adminform"].form,
        *(form for inline in context["inline_admin_formsets"] for form in inline.formset.forms),
    ]
    return " ".join(
        message for form in forms for name, messages in form.errors.items() if form.add_prefix(name) == field
        for message in messages
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("summary_ru", "Первая строка\x0bвторая строка.", "Первая строка\nвторая строка."),
        ("summary_en", "First line\x85second line.", "First line\nsecond line."),
        ("summary_en", "First line\u2028second line.", "First line\nsecond line."),
        ("summary_en", "First line\r\nsecond line.", "First line\nsecond line."),
        ("summary_en", "A text\x1b[0m with escape.", "A text[0m with escape."),
        ("summary_en", "Kazakhstan\x92s museums, 2013\x962015.", "Kazakhstan’s museums, 2013–2015."),
        ("title_ru", NFD, "[Музейный договор]"),
        ("title_en", "Test\u00a0 Agreement\u200b 17", "Test Agreement 17"),
        ("title_en", "Test Agree\u00adment 17\ufeff", "Test Agreement 17"),
        ("notes_en", " Test\x00 notes \n", "Test notes"),
        ("sources-0-publisher", "Test\tPublisher\x7f", "Test Publisher"),
        ("sources-0-url", "https://example.org/" + unicodedata.normalize("NFD", "й"), "https://example.org/й"),
        ("sources-0-url", "HTTPS://Example.ORG/A", "https://example.org/A"),
        ("sources-0-url", "https://my_site.kz/doc", "https://my_site.kz/doc"),
        ("clauses-0-ref", "Article\u20071", "Article 1"),
        ("title_en", "Test\U000e0041 Agreement\ufff9 17\ufffe\U0001ffff", "Test Agreement 17"),
    ],
)
def test_texts_are_tidied_on_the_way_in(editor: Client, field: str, typed: str, kept: str) -> None:
    page = complete(editor, **in_three("notes")).fill(**{field: typed})
    page.send("published")
    agreement = saved(page)
    lines, _index, column = field.split("-") if "-" in field else ("", "", field)
    row = getattr(agreement, lines).get() if lines else agreement
    assert getattr(row, column) == kept


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("title_ru", "[]", "no letter and no digit"),
        ("title_ru", "[ \u200b]", "no letter and no digit"),
        ("title_en", "\u200b", "Give a title in English"),
        ("title_kk", "\u200b\u2060", "missing in Kazakh"),
        ("title_kk", "[—]", "no letter and no digit"),
        ("summary_ru", "\u3164", "missing in Russian"),
        ("summary_ru", "\u00a0", "missing in Russian"),
        ("summary_ru", "…", "no letter and no digit"),
        ("languages", "ru, kz", "Kazakh is kk, not kz"),
        ("languages", "xx", "“xx” is not a language"),
        ("sources-0-language", "ua", "“ua” is not a language"),
        ("sources-0-language", "jp", "“jp” is not a language"),
        ("sources-0-language", "cz", "“cz” is not a language"),
        ("sources-0-language", "kz", "Kazakh is kk, not kz"),
        ("sources-0-url", "ftp://example.org/a.txt", "Write the whole address"),
        ("sources-0-url", "https://:80", "Write the whole address"),
        ("sources-0-url", "https://archive/doc", "Write the whole address"),
        ("sources-0-url", "https://a..kz/", "Write the whole address"),
        ("sources-0-url", "javascript:alert(1)", "Write the whole address"),
        ("sources-0-url", "https://example.org/a b", "Write the whole address"),
        ("sources-0-published", "2099-01-01", "nothing was published after today"),
        ("sources-0-published", "201٣", "Write YYYY"),
        ("sources-0-published", "2015-02-30", "not in the calendar"),
        ("signed", "2103-11-11", "nothing was signed after today"),
        ("signed", "9999", "nothing was signed after today"),
        ("signed", "[2020..2099]", "nothing was signed after today"),
        ("signed", "2099~", "nothing was signed after today"),
        ("signed", "201２", "is not a valid date"),
        ("term_until", "2014", "before the document was signed"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_stays_typed(
    editor: Client, field: str, typed: str, message: str
) -> None:
    before = Agreement.objects.count()
    page = complete(editor).fill(**{field: typed})
    page.send("published")
    assert page.response.status_code == 200
    assert message in said_at(page, field), page.errors
    assert page.fields[field] == typed
    assert Agreement.objects.count() == before


@pytest.mark.parametrize("signed", ["2015", "2015-05", "[2013..2015]", "[..2015]", "2015?", "[2013..2015-05]"])
def test_dates_of_the_past_are_taken_however_vague(editor: Client, signed: str) -> None:
    page = complete(editor, signed=signed, term_until="2050")
    page.fill(**{"sources-0-supports": ["parties", "signed", "clauses", "term"]}).send("published")
    assert saved(page).signed == signed


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Memorandum on KZ_RU libraries", "2015-05-agreement-kz-ru-libraries"),
        ("Memorandum on e_library and archive", "2015-05-agreement-e-library-archive"),
        ("Plan on the site open_doors.kz", "2015-05-agreement-site-open-doors-kz"),
        ("Plan on __init__", "2015-05-agreement-init"),
        ("Меморандум", "2015-05-agreement"),
    ],
)
def test_an_id_that_the_archive_proposes_is_valid(editor: Client, title: str, expected: str) -> None:
    page = draft(editor, title_en=title)
    page.send()
    assert saved(page).record_id == expected


@pytest.mark.parametrize("key", ["radio_tv", "Radio", "радио", "-radio", "radio--tv", ""])
def test_a_key_of_the_vocabulary_that_files_refuse_is_refused(editor: Client, key: str) -> None:
    values = {"key": key, "position": 99, "label_en": "Radio", "label_ru": "Радио", "label_kk": "Радио"}
    answer = editor.post(reverse("admin:agreements_theme_add"), values)
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors["key"]
    assert not Theme.objects.filter(label_en="Radio").exists()


@pytest.mark.parametrize(
    ("iso", "right"), [("KZ99", False), ("kz-99", False), ("KZ-9999", False), ("KZ-ZZZ", True), ("", True)]
)
def test_a_code_of_a_region_is_one_of_the_standard(editor: Client, iso: str, right: bool) -> None:
    values = {"name_en": "Test Region 17", "name_ru": "Проба", "name_kk": "Сынақ", "country": "KZ", "iso": iso}
    answer = editor.post(reverse("admin:agreements_region_add"), {"slug": "", **values})
    assert (answer.status_code == 302) == right
    assert right or answer.context["adminform"].form.errors["iso"]


@pytest.mark.parametrize("degrees", ["5１.07", "٥١", "51,07"])
def test_degrees_are_written_as_in_files(editor: Client, degrees: str) -> None:
    values = {"name_en": "Test Town 17", "name_ru": "Проба", "name_kk": "Сынақ", "country": "KZ", "lon": "1"}
    region = Region.objects.all()[0].pk
    typed = {"slug": "", "region": region, "lat": degrees, **values}
    answer = editor.post(reverse("admin:agreements_place_add"), typed)
    assert answer.context["adminform"].form.errors["lat"] == ["Enter a number."]


@pytest.mark.parametrize("slug", ["a.b", "Test_Person", "test_person", "тест", "test--person", "-test"])
def test_an_address_by_hand_is_one_that_files_can_hold(editor: Client, slug: str) -> None:
    values = {"name_en": "Test Person 17", "name_ru": "Проба", "name_kk": "Сынақ", "slug": slug}
    answer = editor.post(reverse("admin:agreements_person_add"), values)
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors["slug"] == ["An address is made of a-z, 0-9 and single hyphens."]


def test_a_word_of_two_alphabets_is_saved_with_a_warning(editor: Client) -> None:
    mixed = "Многоcтаночница"  # its c is Latin
    page = complete(editor).fill(summary_ru=f"Это {mixed}.")
    page.send("published")
    saved(page)
    said = [str(message) for message in editor.get(reverse("admin:index")).context["messages"]]
    assert f"Latin and Cyrillic letters are mixed in one word: “{mixed}”. Type it again, unless" in " ".join(said)


def test_a_person_whose_name_is_of_two_alphabets_is_saved_with_a_warning(editor: Client) -> None:
    values = {"name_en": "Test Person 17", "name_ru": "Xлопок", "name_kk": "Сынақ", "slug": ""}
    answer = editor.post(reverse("admin:agreements_person_add"), values, follow=True)
    assert any("“Xлопок”" in str(message) for message in answer.context["messages"])


@pytest.mark.parametrize("fact", ["occasion", "place", "term", "regions", "relations", "languages", "in_force"])
def test_a_source_is_not_ticked_for_what_the_document_does_not_state(editor: Client, fact: str) -> None:
    page = complete(editor).fill(**{"sources-0-supports": ["parties", "signed", "clauses", fact]})
    page.send("published")
    assert not page.saved
    assert "ticked for a fact that the document does not state" in page.errors


def test_every_document_has_what_a_source_can_always_support(editor: Client) -> None:
    always = ["title", "kind", "status", "summary", "themes"]
    page = complete(editor).fill(**{"sources-0-supports": ["parties", "signed", "clauses", *always]})
    page.send("published")
    assert page.saved, page.errors


# --- what the files may hold, the form can save


@pytest.fixture
def loaded(tmp_path: Path) -> Agreement:
    """A document that came by a file before a title in Kazakh was asked for."""
    path = tmp_path / f"{MINIMAL_ID}.yaml"
    path.write_text(MINIMAL.replace("https://example.org/17", "https://my_site.kz/doc"), "utf-8")
    load(path)
    Agreement.objects.filter(record_id=MINIMAL_ID).update(title_kk="")
    return Agreement.objects.get(record_id=MINIMAL_ID)


def test_what_a_file_brought_can_be_corrected_without_completing_it(editor: Client, loaded: Agreement) -> None:
    page = DocumentPage(editor, loaded.pk).fill(**in_three("notes", "Test notes 17"))
    page.send()
    assert page.saved, page.errors
    loaded.refresh_from_db()
    assert loaded.notes_en == "Test notes 17"
    said = [str(message) for message in editor.get(reverse("admin:index")).context["messages"]]
    assert any("Still to be completed" in message and "missing in Kazakh" in message for message in said)


def test_what_a_file_brought_is_not_made_worse(editor: Client, loaded: Agreement) -> None:
    page = DocumentPage(editor, loaded.pk).fill(**{"sources-0-supports": ["parties", "clauses"]})
    page.send()
    assert not page.saved
    assert "No source supports this fact: date of signature" in page.errors
    page = DocumentPage(editor, loaded.pk).fill(**{"participations-1-DELETE": "on"})
    page.send()
    assert "All parties are on one side" in page.errors


def said(value: Any, path: str = "") -> set[str]:
    """What a file says, as far as a form may treat it otherwise: which fields, codes, shapes of dates."""
    if isinstance(value, dict):
        return {name for key, part in value.items() for name in said(part, f"{path}.{key}")}
    if isinstance(value, list):
        number = "none" if not value else "one" if len(value) == 1 else "several"
        return {f"{path}: {number}"} | {name for part in value for name in said(part, path)}
    text = str(value)
    if re.fullmatch(r"[\d\[\].?~%/X-]+", text):
        return {f"{path}: {re.sub('[0-9]+', '0', text)}"}
    return {f"{path}: {text}" if re.fullmatch("[a-z-]{1,30}", text) else path}


def saying_everything() -> set[str]:
    """Documents of the carried record that between them say all that any of them says."""
    files = {
        file.stem: said(yaml.load(file.read_text("utf-8"), yaml.CSafeLoader))
        for file in (DATA / "documents").glob("*.yaml")
    }
    chosen: set[str] = set()
    while files:
        best = max(sorted(files), key=lambda name: len(files[name]))
        chosen.add(best)
        known = files.pop(best)
        files = {name: rest - known for name, rest in files.items() if rest - known}
    return chosen


@pytest.mark.long
def test_what_the_carried_record_says_can_be_saved_and_stays_as_it_was(editor: Client, tmp_path: Path) -> None:
    """The forms refuse nothing that the files hold, and saving without a change changes nothing that is dumped."""
    for agreement in Agreement.objects.filter(record_id__in=saying_everything()).order_by("pk"):
        page = DocumentPage(editor, agreement.pk)
        page.send()
        assert page.saved, (agreement.record_id, page.errors)
    call_command("dump_record", str(tmp_path / "dump"), verbosity=0)
    for file in sorted((DATA / "documents").glob("*.yaml")):
        assert (tmp_path / "dump" / "documents" / file.name).read_bytes() == file.read_bytes(), file.name
