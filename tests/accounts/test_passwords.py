"""What a password must be; and the lane in which it is hashed."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from archive.accounts.hashing import PASSWORDS
from tests.accounts.conftest import LOGIN, PASSWORD, try_password

AIGUL = User(username="test-aigul", first_name="Aigul", last_name="Testova", email="aigul@example.org")


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "қызғалдақ тауда гүлдейді",
        "904638275160",  # digits alone are allowed: nothing is asked of the kinds of characters
        "qzvmtrwplxnk",
        "🦊🐻 в лесу живут",
        "x9#kLm2$vQ8w" + "t" * 116,
    ],
)
def test_any_password_that_is_long_and_not_obvious_will_do(password: str) -> None:
    validate_password(password, AIGUL)


@pytest.mark.parametrize(
    "password",
    [
        "elevenchars",
        "x9#kLm2$vQ8w" + "t" * 117,
        "manchesterunited",  # among the common ones of Django's list
        "Liverpool-2019-2020",
        "passwordpassword",
        "qwertyqwerty",
        "aaaaaaaaaaaaaaaa",
        "zq7zq7zq7zq7zq7",
        "Archive-Agreement-2026",
        "Мұрағат-Келісім-2026",
        "Aigul.Testova.1987",
        "test-aigul-test-aigul",
    ],
)
def test_short_endless_common_and_own_words_are_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, AIGUL)


@pytest.mark.django_db
def test_a_long_password_is_not_cut_off(cataloguer: User) -> None:
    long = "x9#kLm2$vQ8w" + "t" * 116
    cataloguer.set_password(long)
    cataloguer.save()
    assert try_password(long[:-1]).status_code == 200
    assert try_password(long).status_code == 302


@pytest.mark.django_db
def test_no_weak_password_makes_an_administrator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "password1234")
    with pytest.raises(CommandError):
        call_command("createsuperuser", interactive=False, username="test-admin", email="")
    assert not User.objects.exists()
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, username="test-admin", email="", verbosity=0)
    assert User.objects.get().is_superuser


@pytest.mark.django_db
def test_nobody_is_offered_to_take_a_weak_password_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["password1234", "password1234", PASSWORD, PASSWORD])
    asked: list[str] = []

    class Terminal:
        def isatty(self) -> bool:
            return True

    def answer(prompt: str = "") -> str:
        asked.append(prompt)
        return "y"

    monkeypatch.setattr("getpass.getpass", lambda *_prompt: next(typed))
    monkeypatch.setattr("builtins.input", answer)
    call_command("createsuperuser", username="test-admin", email="", stdin=Terminal(), verbosity=0)
    assert not asked
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.django_db
@pytest.mark.parametrize("data", [{}, {"groups": "role"}, {"is_superuser": "on"}])
def test_a_role_makes_an_account_staff(admin_client: Client, data: dict[str, Any]) -> None:
    page = admin_client.get("/admin/auth/user/add/").content.decode()
    assert "user_permissions" not in page
    assert "is_staff" not in page
    role = page.split('name="groups" value="')[1].split('"')[0]
    given = {name: role if value == "role" else value for name, value in data.items()}
    form = {"username": "test-new", "password1": PASSWORD, "password2": PASSWORD}
    assert admin_client.post("/admin/auth/user/add/", {**form, **given}).status_code == 302
    assert User.objects.get(username="test-new").is_staff is bool(data)


@pytest.mark.django_db
def test_an_administrator_does_not_shut_themselves_out(admin_client: Client) -> None:
    admin = User.objects.get(username="admin")
    for data in ({"is_superuser": "on"}, {"is_active": "on"}):
        admin_client.post(f"/admin/auth/user/{admin.pk}/change/", {"username": "admin", **data})
        admin.refresh_from_db()
        assert admin.is_superuser
        assert admin.is_active


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Iterator[ExitStack]:
    """The lane with all its places taken, until it is closed."""
    monkeypatch.setattr(PASSWORDS, "patience", 0)
    with ExitStack() as stack:
        while PASSWORDS.free:
            stack.enter_context(PASSWORDS.place())
        yield stack


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["test-cataloguer", "nobody"])
def test_a_full_lane_sends_away_at_once_and_counts_nothing(
    settings: Any, cataloguer: User, full: ExitStack, name: str
) -> None:
    settings.PASSWORD_HASHERS = ["archive.accounts.hashing.Hasher", *settings.PASSWORD_HASHERS]
    User.objects.filter(pk=cataloguer.pk).update(password="pbkdf2_sha256$1$test$test")
    for _ in range(7):
        response = try_password(PASSWORD, name)
        assert response.status_code == 503
        assert response["Retry-After"] == "2"
    assert Client().get(LOGIN).status_code == 200
    full.close()
    assert try_password(PASSWORD, name).status_code == 200


def test_other_threads_go_on_while_a_password_is_hashed(settings: Any) -> None:
    """Hashing lets go of Python's global lock: with it held, the loop would hardly turn before the hash is there."""
    settings.PASSWORD_HASHERS = ["archive.accounts.hashing.Hasher"]
    hashing_thread = threading.Thread(target=make_password, args=(PASSWORD,))
    turns = 0
    hashing_thread.start()
    while hashing_thread.is_alive():
        turns += 1
    assert turns > 1000
