"""Sessions end by themselves, with what changes an account, and at wish."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from agreements.models import Agreement
from agreements.rules.roles import CATALOGUERS, EDITORS
from archive.accounts import sessions
from archive.accounts.models import Session
from archive.server import Server
from tests.accounts.conftest import PASSWORD, Clock, is_in, try_password
from tests.pages.test_pages import PAGES
from tests.uploaded import pdf

pytestmark = pytest.mark.django_db
NEW = "other words for a test"


@pytest.fixture
def signed_in(cataloguer: User, clock: Clock) -> Client:
    client = Client()
    assert try_password(PASSWORD, client=client).status_code == 302
    return client


def test_a_session_that_nobody_uses_ends(signed_in: Client, clock: Clock) -> None:
    clock.move(minutes=44)
    assert is_in(signed_in)
    clock.move(minutes=44)
    assert is_in(signed_in), "it goes on with every page"
    clock.move(minutes=45)
    answer = signed_in.get("/admin/agreements/agreement/add/")
    assert answer["Location"] == "/admin/login/?next=/admin/agreements/agreement/add/"


def test_a_session_ends_after_twelve_hours_however_it_is_used(signed_in: Client, clock: Clock) -> None:
    for _ in range(23):
        clock.move(minutes=30)
        assert is_in(signed_in)
    clock.move(minutes=29, seconds=59)
    assert is_in(signed_in)
    clock.move(seconds=1)
    assert not is_in(signed_in)


def test_a_page_does_not_write_the_session_again_within_a_minute(
    signed_in: Client, clock: Clock, django_assert_max_num_queries: Any
) -> None:
    clock.move(seconds=59)
    before = list(Session.objects.values())
    assert is_in(signed_in)
    assert list(Session.objects.values()) == before


def test_the_cookie_goes_with_the_browser_and_no_script_reads_it(signed_in: Client) -> None:
    cookie = signed_in.cookies["sessionid"]
    assert (cookie["max-age"], cookie["expires"], cookie["httponly"], cookie["samesite"]) == ("", "", True, "Lax")


def change(user: User, **values: Any) -> None:
    for name, value in values.items():
        setattr(user, name, value)
    user.save()


def change_password(user: User) -> None:
    user.set_password(NEW)
    user.save()


CAUSES: dict[str, Callable[[User], Any]] = {
    "password": change_password,
    "staff": lambda user: change(user, is_staff=False),
    "active": lambda user: change(user, is_active=False),
    "superuser": lambda user: change(user, is_superuser=True),
    "role given": lambda user: user.groups.add(Group.objects.get(name=EDITORS)),
    "role taken": lambda user: user.groups.remove(Group.objects.get(name=CATALOGUERS)),
    "roles cleared": lambda user: user.groups.clear(),
    "roles set": lambda user: user.groups.set([Group.objects.get(name=EDITORS)]),
    "role given from the other side": lambda user: Group.objects.get(name=EDITORS).user_set.add(user),
    "role cleared from the other side": lambda user: Group.objects.get(name=CATALOGUERS).user_set.clear(),
    "permission": lambda user: user.user_permissions.add(Permission.objects.all()[0]),
    "permission of the role": lambda _user: Group.objects.get(name=CATALOGUERS).permissions.clear(),
    "deleted": lambda user: user.delete(),
    "at wish": lambda user: sessions.end_all(user.pk),
}


@pytest.mark.parametrize("cause", CAUSES)
def test_what_changes_an_account_ends_its_sessions(signed_in: Client, cataloguer: User, cause: str) -> None:
    other = Client()
    other.force_login(User.objects.create_superuser("test-admin"))
    assert is_in(signed_in)
    CAUSES[cause](cataloguer)
    assert not is_in(signed_in)
    assert is_in(other)


def test_what_changes_nothing_ends_no_session(signed_in: Client, cataloguer: User) -> None:
    cataloguer.first_name = "Test"
    cataloguer.save()
    cataloguer.groups.set([Group.objects.get(name=CATALOGUERS)])
    assert is_in(signed_in)


def test_who_changes_the_password_stays_and_all_other_sessions_end(signed_in: Client, cataloguer: User) -> None:
    other = Client()
    try_password(PASSWORD, client=other)
    data = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert signed_in.post("/admin/password_change/", data).status_code == 302
    assert is_in(signed_in)
    assert not is_in(other)


def test_one_signs_out_everywhere(signed_in: Client, cataloguer: User) -> None:
    other = Client()
    try_password(PASSWORD, client=other)
    assert signed_in.get("/admin/account/sessions/").status_code == 405
    assert signed_in.post("/admin/account/sessions/")["Location"] == "/admin/login/"
    assert not is_in(signed_in)
    assert not is_in(other)


def test_one_ends_another_session_of_ones_own(signed_in: Client, cataloguer: User) -> None:
    other, stranger = Client(), Client()
    try_password(PASSWORD, client=other)
    stranger.force_login(User.objects.create_superuser("test-admin"))
    page = signed_in.get("/admin/account/").content.decode()
    keys = {client.cookies["sessionid"].value for client in (signed_in, other, stranger)}
    assert not [key for key in keys if key in page]
    [handle] = [part.split('"')[0] for part in page.split('name="session" value="')[1:]]
    assert stranger.post("/admin/account/sessions/", {"session": handle}).status_code == 302
    assert is_in(other), "nobody ends a session of somebody else"
    signed_in.post("/admin/account/sessions/", {"session": handle})
    assert is_in(signed_in)
    assert not is_in(other)


def test_an_administrator_signs_somebody_out_everywhere(
    signed_in: Client, cataloguer: User, admin_client: Client
) -> None:
    data = {"action": "end_sessions", "_selected_action": [cataloguer.pk]}
    assert admin_client.post("/admin/auth/user/", data).status_code == 302
    assert not is_in(signed_in)
    assert is_in(admin_client)


def test_sessions_that_are_over_are_removed_when_somebody_signs_in(cataloguer: User, clock: Clock) -> None:
    for _ in range(3):
        Client().force_login(cataloguer)
    clock.move(hours=1)
    Client().force_login(cataloguer)
    assert Session.objects.count() == 1


def test_logging_out_ends_the_session_on_the_server(signed_in: Client) -> None:
    key = signed_in.cookies["sessionid"].value
    signed_in.post("/admin/logout/")
    signed_in.cookies["sessionid"] = key
    assert not is_in(signed_in)


@pytest.mark.parametrize("path", [*PAGES, "no-such-page/", "agreements/?q=x&page=999"])
def test_readers_get_no_cookie(record: None, client: Client, path: str) -> None:
    assert "Set-Cookie" not in client.get(f"/en/{path}").headers


@pytest.mark.parametrize("path", ["/", "/robots.txt", "/sitemap.xml", "/healthz", "/readyz", "/id/no-such-document/"])
def test_neither_do_crawlers_and_supervisors(record: None, client: Client, path: str) -> None:
    assert "Set-Cookie" not in client.get(path).headers


def test_who_is_signed_in_gets_no_cookie_on_readers_pages(record: None, signed_in: Client) -> None:
    agreement = Agreement.objects.published()[0]
    answer = signed_in.get(f"/en/agreements/{agreement.record_id}/")
    assert "Set-Cookie" not in answer.headers
    assert answer.content == Client().get(f"/en/agreements/{agreement.record_id}/").content


def test_a_key_that_the_archive_has_not_given_is_told_without_the_database(
    signed_in: Client, settings: Any, django_assert_num_queries: Any
) -> None:
    key = signed_in.cookies["sessionid"].value
    changed = key[:-1] + ("0" if key[-1] != "0" else "1")
    with django_assert_num_queries(0):
        assert sessions.is_made_here(key)
        assert Server.is_staff(f"a=b; sessionid={key}")
        for made_up in ("", "a" * 40, changed, key + "a", key[:24], key.upper(), "ж" * 40):
            assert not sessions.is_made_here(made_up)
            assert not Server.is_staff(f"sessionid={made_up}")
        settings.SECRET_KEY = "another key for a test"
        assert not sessions.is_made_here(key)


@pytest.mark.parametrize("end", ["over", "logged out"])
def test_after_its_session_a_browser_stays_known_and_a_form_with_a_scan_is_taken(signed_in: Client, end: str) -> None:
    key = signed_in.cookies["sessionid"].value
    if end == "over":
        Session.objects.all().delete()
    else:
        signed_in.post("/admin/logout/")
    signed_in.get("/admin/")  # another tab
    assert signed_in.cookies["sessionid"].value == key
    assert Server.is_staff(f"sessionid={key}")
    assert not is_in(signed_in)
    scan = SimpleUploadedFile("test.pdf", pdf(mark="x" * 100_000))
    answer = signed_in.post("/admin/agreements/agreement/add/", {"title_en": "Test Agreement 17", "scan": scan})
    assert "Test Agreement 17" in answer.content.decode(), "what was typed is given back"


def test_a_key_that_was_not_made_here_is_taken_back(db: None) -> None:
    client = Client()
    client.cookies["sessionid"] = "a" * 40
    assert client.get("/admin/").cookies["sessionid"].value == ""


def test_the_times_of_ones_sessions_name_their_zone_once(signed_in: Client) -> None:
    assert signed_in.get("/admin/account/").content.decode().count("UTC") == 1
