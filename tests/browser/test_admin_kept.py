"""The browser keeps what is typed into a form of the admin until it has been saved."""

import pytest
from django.contrib.auth.models import Group, User
from playwright.sync_api import Dialog, Page, expect
from pytest_django.live_server_helper import LiveServer

from agreements.models import Agreement
from agreements.rules.roles import EDITORS
from archive.accounts.models import Session
from tests.browser.test_admin_entry import choose, in_three, log_in

pytestmark = [pytest.mark.usefixtures("record"), pytest.mark.django_db(transaction=True)]

ADD = "/admin/agreements/agreement/add/"


@pytest.fixture(autouse=True)
def editor(transactional_db: None) -> User:
    user = User.objects.create_user("test-editor", password="test-pass-17", is_staff=True)
    user.groups.add(Group.objects.get(name=EDITORS))
    return user


def expect_kept(page: Page, number: int) -> None:
    """So many forms are kept in the browser: now, or when the script of the page has run."""
    page.wait_for_function(
        "number => Object.keys(localStorage).filter((key) => key.startsWith('archive-form:')).length === number",
        arg=number,
    )


def type_a_document(page: Page) -> None:
    page.locator("#id_title_en").fill("Test Agreement 17")
    page.locator("#id_kind").select_option("agreement")
    page.locator("#id_level").select_option("institutional")
    page.locator("#id_signed").fill("2016-05?")
    page.locator("#id_confidence").select_option("medium")
    page.locator("#participations-group .add-row a").click()
    choose(page, "id_participations-0-party", "Republic of Kazakhstan")
    for number in range(2):
        page.locator("#clauses-group .add-row a").click()
        in_three(page, f"clauses-{number}-heading", f"Test heading {number}")
    choose(page, "id_clauses-0-themes", "Libraries")
    choose(page, "id_clauses-0-themes", "Exhibitions")
    page.locator("#sources-group .add-row a").click()
    page.locator("#id_sources-0-url").fill("https://example.org/test-17")
    page.locator("#id_sources-0-publisher").fill("Test Publisher 17")
    page.locator("#id_sources-0-kind").select_option("news")
    page.locator("#id_sources-0-language").fill("en")
    page.locator("#sources-0").get_by_label("clauses", exact=True).check()


def test_all_that_was_typed_is_put_back_after_the_session_has_ended(page: Page, live_server: LiveServer) -> None:
    log_in(page, live_server, "test-editor")
    page.goto(live_server.url + ADD)
    type_a_document(page)
    Session.objects.all().delete()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("h1")).to_have_text("You are no longer logged in")
    expect(page.locator("dl")).to_contain_text("Test heading 1 (kk)")
    assert not Agreement.objects.filter(title_en="Test Agreement 17").exists()

    page.get_by_role("link", name="Log in").click()
    page.get_by_label("Username").fill("test-editor")
    page.get_by_label("Password").fill("test-pass-17")
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("#kept")).to_be_visible()
    expect(page.locator("#id_title_en")).to_have_value("")
    page.get_by_role("button", name="Put it back").click()
    expect(page.locator("#kept")).to_be_hidden()
    expect(page.locator("#id_title_en")).to_have_value("Test Agreement 17")
    expect(page.locator("#id_clauses-1-heading_kk")).to_have_value("Test heading 1 (kk)")
    expect(page.locator("#sources-0").get_by_label("clauses", exact=True)).to_be_checked()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_contain_text("Test Agreement 17")

    agreement = Agreement.objects.get(title_en="Test Agreement 17")
    assert [clause.heading_kk for clause in agreement.clauses.all()] == ["Test heading 0 (kk)", "Test heading 1 (kk)"]
    themes = [theme.pk for theme in agreement.clauses.all()[0].themes.all()]
    assert themes == ["libraries", "exhibitions-museums"], "in the order in which they were chosen"
    assert agreement.participations.get().party.name_en.endswith("Republic of Kazakhstan")
    assert agreement.sources.get().supports == ["clauses"]
    expect_kept(page, 0)  # what has been saved is kept no longer


def test_what_was_typed_is_put_back_into_lines_that_somebody_else_has_changed_meanwhile(
    page: Page, live_server: LiveServer
) -> None:
    agreement = Agreement.objects.filter(clauses__number=2, state="published")[0]
    log_in(page, live_server, "test-editor")
    address = f"{live_server.url}/admin/agreements/agreement/{agreement.pk}/change/"
    page.goto(address)
    page.locator("#id_clauses-1-ref").fill("Test reference 17")
    page.locator("#id_notes_en").fill("Test note 17")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{live_server.url}/admin/")
    agreement.clauses.order_by("position", "number")[0].delete()
    agreement.summary_en = "Test summary 18"
    agreement.save()

    page.goto(address)
    page.get_by_role("button", name="Put it back").click()
    expect(page.locator("#id_clauses-0-ref")).to_have_value("Test reference 17")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".errornote")).to_be_visible()
    expect(page.locator(".differences")).to_contain_text("Test summary 18")
    expect(page.locator("#id_summary_en")).to_have_value("Test summary 18")
    expect(page.locator("#id_notes_en")).to_have_value("Test note 17")


def test_who_leaves_with_something_unsaved_is_asked_and_who_logs_out_leaves_nothing(
    page: Page, live_server: LiveServer
) -> None:
    log_in(page, live_server, "test-editor")
    page.goto(live_server.url + "/admin/agreements/person/add/")
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.get_by_role("link", name="Home").click()
    expect(page.locator("#at-work")).to_be_visible()
    assert asked == [], "nothing was typed"
    page.goto(live_server.url + "/admin/agreements/person/add/")
    page.locator("#id_name_en").fill("Test Person 17")
    page.get_by_role("link", name="Home").click()
    expect(page.locator("#at-work")).to_be_visible()
    assert asked == ["beforeunload"]
    expect_kept(page, 1)
    page.get_by_role("button", name="Log out").click()
    expect(page.locator("#content")).to_contain_text("Thanks")
    expect_kept(page, 0)


def test_the_button_is_pressed_once(page: Page, live_server: LiveServer) -> None:
    log_in(page, live_server, "test-editor")
    page.goto(live_server.url + "/admin/agreements/person/add/")
    page.locator("#id_name_en").fill("Test Person 17")
    page.locator("#id_name_ru").fill("Проверка 17")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.get_by_role("button", name="Save", exact=True).dblclick()
    expect(page.locator(".messagelist .success")).to_contain_text("Test Person 17")
    assert len(sent) == 1
