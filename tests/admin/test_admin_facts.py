"""Numbers in registers, the place of the original and the day of reading, as a cataloguer enters them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.base.registers import REGISTERS, Register
from agreements.models import Agreement
from tests.admin.page import LIST, DocumentPage, complete, draft, in_three, saved

pytestmark = pytest.mark.usefixtures("record")


def field_errors(page: DocumentPage) -> dict[str, Any]:
    """What the page complains about, field by field."""
    errors: dict[str, Any] = page.response.context["adminform"].form.errors
    return errors


def test_what_is_entered_is_kept(cataloguer: Client) -> None:
    archive = {"original_archive_en": "Test Archive 17"}
    page = draft(cataloguer, identifier_unts="I-17", original_fonds=" T-17 ", **archive, **in_three("notes"))
    page.add_line("sources", url="https://example.org/17", publisher="Test", kind="news", language="en",
                  supports=["signed"], accessed="2026-11-02")  # fmt: skip
    page.send()
    agreement = saved(page)
    assert (agreement.identifier_unts, agreement.original_fonds, agreement.notes_kk) == (
        "I-17", "T-17", "Сынақ сөздері 17",
    )  # fmt: skip
    assert str(agreement.sources.get().accessed) == "2026-11-02"
    again = DocumentPage(cataloguer, agreement.pk)
    assert (again.fields["identifier_unts"], again.fields["sources-0-accessed"]) == ("I-17", "2026-11-02")


@pytest.mark.parametrize("register", REGISTERS.values(), ids=REGISTERS)
def test_a_number_that_its_register_cannot_have_given_is_refused_at_its_field(
    cataloguer: Client, register: Register
) -> None:
    page = draft(cataloguer, **{register.column: register.page.format(register.example)})
    page.send()
    assert list(field_errors(page)) == [register.column]
    assert register.example in str(field_errors(page)[register.column])


@pytest.mark.parametrize("part", ["fonds", "inventory", "file", "sheets"])
def test_the_place_of_an_original_needs_its_archive(cataloguer: Client, part: str) -> None:
    page = draft(cataloguer, **{f"original_{part}": "17"})
    page.send()
    assert field_errors(page) == {"original_archive_en": ["Name the archive in which the original has this place."]}


def test_the_archive_is_named_in_all_languages_before_it_is_published(editor: Client) -> None:
    page = complete(editor, original_archive_ru="Проверочный архив 17")
    page.send("published")
    assert sorted(field_errors(page)) == ["original_archive_en", "original_archive_kk"]


def test_a_page_is_not_read_in_the_future(cataloguer: Client) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    page = draft(cataloguer)
    page.add_line("sources", url="https://example.org/17", publisher="Test", kind="news", language="en",
                  supports=["signed"], accessed=tomorrow.isoformat())  # fmt: skip
    page.send()
    sources = next(
        one.formset for one in page.response.context["inline_admin_formsets"] if one.formset.prefix == "sources"
    )
    assert sources.errors == [{"accessed": ["This day has not come yet. Give the day on which the page was read."]}]


def test_a_document_is_found_in_the_list_by_its_number(cataloguer: Client) -> None:
    Agreement.objects.filter(record_id__startswith="2013-11-11").update(identifier_unts="I-17")
    found = cataloguer.get(reverse(LIST), {"q": "I-17"})
    assert [agreement.record_id for agreement in found.context["cl"].result_list] == [
        "2013-11-11-treaty-good-neighbourliness"
    ]
