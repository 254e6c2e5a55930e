"""Name and password: who gets in, who is slowed down, and that nobody is locked out for ever."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from archive.accounts import throttle
from archive.accounts.models import Attempt
from tests.accounts.conftest import LOGIN, PASSWORD, Clock, is_in, try_password
from tests.no_breaks import NO_BREAK

pytestmark = pytest.mark.django_db
WRONG = "not the test words at all"


def refused(response: Any) -> bool:
    return response.status_code == 200 and b"errornote" in response.content


def fail(times: int, **attempt: Any) -> None:
    for _ in range(times):
        assert refused(try_password(WRONG, **attempt))


def test_the_right_password_opens_the_admin(cataloguer: User) -> None:
    client = Client()
    response = try_password(PASSWORD, client=client)
    assert (response.status_code, response["Location"]) == (302, "/admin/")
    assert is_in(client)


@pytest.mark.parametrize("how", ["wrong", "unknown", "inactive", "not staff", "without password"])
def test_whoever_is_refused_reads_the_same(cataloguer: User, how: str) -> None:
    user = User.objects.create_user("test-other", password=PASSWORD, is_staff=True)
    if how == "inactive":
        User.objects.filter(pk=user.pk).update(is_active=False)
    elif how == "not staff":
        User.objects.filter(pk=user.pk).update(is_staff=False)
    elif how == "without password":
        user.set_unusable_password()
        user.save()
    response = try_password(WRONG if how == "wrong" else PASSWORD, "nobody" if how == "unknown" else "test-other")
    assert refused(response)
    told = try_password(WRONG).content.decode()
    assert told.split("errornote")[1].split("</p>")[0] in response.content.decode()


@pytest.mark.parametrize("name", ["test-cataloguer", "nobody"])
def test_the_sixth_attempt_within_a_quarter_of_an_hour_is_not_looked_at(
    cataloguer: User, clock: Clock, name: str
) -> None:
    fail(5, name=name)
    response = try_password(PASSWORD, name)
    assert response.status_code == 429
    assert response["Retry-After"] == str(15 * 60)
    assert "Please wait 15 minutes" in response.content.decode()
    assert not response.wsgi_request.user.is_authenticated


@pytest.mark.parametrize(("language", "words"), [("ru", "Подождите 15 минут"), ("kk", "15 минут күтіңіз")])
def test_it_is_said_in_the_language_of_the_reader(clock: Clock, language: str, words: str) -> None:
    fail(5)
    response = try_password(WRONG, HTTP_ACCEPT_LANGUAGE=language)
    assert response.status_code == 429
    assert words in response.content.decode().replace(NO_BREAK, " ")


def test_it_is_over_when_the_time_has_passed(cataloguer: User, clock: Clock) -> None:
    fail(5)
    clock.move(minutes=14, seconds=59)
    response = try_password(PASSWORD)
    assert (response.status_code, response["Retry-After"]) == (429, "1")
    clock.move(seconds=1)
    assert try_password(PASSWORD).status_code == 302


def test_attempts_that_are_not_looked_at_do_not_make_it_longer(cataloguer: User, clock: Clock) -> None:
    fail(5)
    for _ in range(5):
        clock.move(minutes=2)
        assert try_password(WRONG).status_code == 429
    clock.move(minutes=5)
    assert try_password(PASSWORD).status_code == 302


def test_the_right_password_from_another_address_gets_in_meanwhile(cataloguer: User, clock: Clock) -> None:
    fail(5)
    assert try_password(PASSWORD, address="192.0.2.2").status_code == 302


def test_another_name_from_the_same_address_gets_in_meanwhile(cataloguer: User, clock: Clock) -> None:
    fail(5, name="nobody")
    assert try_password(PASSWORD).status_code == 302


def test_the_right_password_takes_the_failures_back(cataloguer: User, clock: Clock) -> None:
    fail(4)
    assert try_password(PASSWORD).status_code == 302
    fail(5)


def test_guesses_at_one_account_from_many_addresses_are_slowed_down(cataloguer: User, clock: Clock) -> None:
    assert try_password(PASSWORD, address="192.0.2.200").status_code == 302  # where the person works
    for host in range(throttle.OF_NAME):
        fail(1, address=f"192.0.2.{host}")
    assert try_password(WRONG, address="192.0.2.100").status_code == 429
    assert try_password(PASSWORD, address="192.0.2.200").status_code == 302, "where they sign in otherwise"
    clock.move(minutes=15)
    assert try_password(PASSWORD, address="192.0.2.100").status_code == 302


def test_guesses_at_many_accounts_from_one_address_are_slowed_down(cataloguer: User, clock: Clock) -> None:
    assert try_password(PASSWORD).status_code == 302
    for number in range(throttle.FROM_ADDRESS):
        fail(1, name=f"nobody-{number}")
    assert try_password(WRONG, "nobody-else").status_code == 429
    assert try_password(PASSWORD).status_code == 302, "a colleague who works there"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
    ],
)
def test_of_ipv6_the_network_counts(clock: Clock, one: str, other: str, same: bool) -> None:
    fail(5, address=one)
    assert (try_password(WRONG, address=other).status_code == 429) is same


def test_of_attempts_neither_name_nor_password_is_kept_and_old_ones_go(cataloguer: User, clock: Clock) -> None:
    fail(3, name="my secret password")
    assert "secret" not in str(list(Attempt.objects.values()))
    clock.move(minutes=16)
    fail(1, name="nobody")
    assert Attempt.objects.count() == 1


def test_the_present_password_cannot_be_guessed_in_a_session_that_was_left_open(cataloguer: User, clock: Clock) -> None:
    client = Client()
    client.force_login(cataloguer)
    new = {"new_password1": "other words for a test", "new_password2": "other words for a test"}
    for _ in range(5):
        answer = client.post("/admin/password_change/", {"old_password": WRONG, **new})
        assert answer.status_code == 200
    answer = client.post("/admin/password_change/", {"old_password": PASSWORD, **new})
    assert answer.status_code == 429
    cataloguer.refresh_from_db()
    assert cataloguer.check_password(PASSWORD)


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil", ""])
def test_signing_in_leads_nowhere_else(cataloguer: User, target: str) -> None:
    response = try_password(PASSWORD, next=target)
    assert (response.status_code, response["Location"]) == (302, "/admin/")


def test_signing_in_leads_to_where_one_was_going(cataloguer: User) -> None:
    client = Client()
    wanted = "/admin/agreements/agreement/add/"
    asked = client.get(wanted)
    assert asked["Location"] == f"{LOGIN}?next={wanted}"
    assert try_password(PASSWORD, client=client, next=wanted)["Location"] == wanted


def test_signing_in_without_a_form_that_names_a_target_leads_to_the_admin(cataloguer: User) -> None:
    response = Client().post(LOGIN, {"username": "test-cataloguer", "password": PASSWORD})
    assert response["Location"] == "/admin/"


def test_the_key_of_the_session_is_another_one_after_signing_in(cataloguer: User) -> None:
    client = Client()
    client.cookies["sessionid"] = "a" * 32
    try_password(PASSWORD, client=client)
    assert client.cookies["sessionid"].value != "a" * 32


@pytest.mark.parametrize("name", ["a\x00b", "x" * 10_000, "‮\n\x1b[31m", " "])
def test_no_name_breaks_the_door(name: str) -> None:
    assert try_password(WRONG, name).status_code == 200
