"""On a public site nobody is in before the code was given."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from agreements.rules.roles import EDITORS
from archive.accounts.models import RecoveryCode, Session
from tests.accounts.conftest import PASSWORD, Clock, apps_of, code_of, device, is_in, try_password

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_steps")]
CODE, RECOVERY, SET_UP = (f"/admin/second-factor/{page}" for page in ("", "recovery/", "set-up/"))
WANTED = "/admin/agreements/party/"


@pytest.fixture
def app(cataloguer: User, clock: Clock) -> Any:
    return device(cataloguer)


@pytest.fixture
def half(app: Any) -> Client:
    """The password was given, the code was not."""
    client = Client()
    response = try_password(PASSWORD, client=client, next=WANTED)
    assert (response.status_code, response["Location"]) == (302, CODE)
    return client


def addresses(patterns: list[URLPattern | URLResolver], prefix: str = "/") -> Iterator[str]:
    """Every address of the admin, with a number in the place of each parameter."""
    for pattern in patterns:
        route = re.sub(r"\(\?P<app_label>([^|)]*)[^)]*\)|<[^>]*>", r"\g<1>", str(pattern.pattern).strip("^$"))
        route = route.replace("//", "/1/").replace("(?P.*)", "x")
        if isinstance(pattern, URLPattern):
            if prefix.startswith("/admin/"):
                yield f"{prefix}{route}"
        elif prefix != "/" or route.startswith("admin/"):
            yield from addresses(pattern.url_patterns, f"{prefix}{route}")


def test_no_page_of_the_admin_is_open_to_who_has_given_the_password_alone(half: Client) -> None:
    asked = [address for address in addresses(get_resolver().url_patterns) if address not in ("/admin/login/", CODE)]
    assert len(asked) > 60
    for address in asked:
        for answer in (half.get(address), half.post(address)):
            assert answer.status_code in (302, 301, 404, 405) or address == RECOVERY, address
            if answer.status_code == 302:
                to = answer["Location"]
                assert to.startswith(("/admin/login/", CODE)) or address == "/admin/logout/", (address, to)
    assert not is_in(half)


def test_the_code_opens_the_page_that_was_wanted(half: Client, app: Any, clock: Clock) -> None:
    response = half.post(CODE, {"code": code_of(app, clock)})
    assert (response.status_code, response["Location"]) == (302, WANTED)
    assert half.get(WANTED).status_code == 200


def test_a_code_may_be_typed_in_groups(half: Client, app: Any, clock: Clock) -> None:
    code = code_of(app, clock)
    assert half.post(CODE, {"code": f" {code[:3]} {code[3:]} "}).status_code == 302


def test_a_code_is_good_once(half: Client, app: Any, clock: Clock) -> None:
    code = code_of(app, clock)
    assert half.post(CODE, {"code": code}).status_code == 302
    other = Client()
    try_password(PASSWORD, client=other)
    assert other.post(CODE, {"code": code}).status_code == 200
    assert not is_in(other)


def test_codes_cannot_be_tried_one_after_another(half: Client, app: Any, clock: Clock) -> None:
    right = code_of(app, clock)
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    for _ in range(5):
        assert half.post(CODE, {"code": wrong}).status_code == 200
    refused = half.post(CODE, {"code": right})
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) == 15 * 60
    clock.move(minutes=15)
    try_password(PASSWORD, client=half)
    assert half.post(CODE, {"code": code_of(app, clock)}).status_code == 302


def test_the_password_counts_for_ten_minutes(half: Client, app: Any, clock: Clock) -> None:
    clock.move(minutes=10, seconds=1)
    assert half.post(CODE, {"code": code_of(app, clock)})["Location"] == "/admin/login/"
    assert not is_in(half)


@pytest.mark.parametrize("change", ["password", "is_active", "is_staff"])
def test_who_is_changed_between_the_steps_begins_anew(
    half: Client, app: Any, clock: Clock, cataloguer: User, change: str
) -> None:
    if change == "password":
        cataloguer.set_password("other words for a test")
    else:
        setattr(cataloguer, change, False)
    cataloguer.save()
    half.post(CODE, {"code": code_of(app, clock)})
    assert not is_in(half)


def test_a_session_that_began_without_a_code_is_not_let_in(cataloguer: User) -> None:
    client = Client()
    client.force_login(cataloguer)  # as a session from before the second factor was asked for
    assert not is_in(client)
    assert client.get("/admin/autocomplete/").status_code == 302


def test_who_else_has_the_password_is_shown_another_secret(cataloguer: User, clock: Clock) -> None:
    owner, other = Client(), Client()
    apps = []
    for client in (other, owner):
        try_password(PASSWORD, client=client)
        client.get(SET_UP)
        client.get(SET_UP)
        apps.append(apps_of(cataloguer).latest("pk"))
    assert apps_of(cataloguer).count() == 2, "in one session it stays the same"
    assert apps[0].bin_key != apps[1].bin_key
    assert owner.post(SET_UP, {"code": code_of(apps[0], clock)}).status_code == 200
    assert not is_in(owner)
    clock.move(minutes=1)
    owner.post(SET_UP, {"code": code_of(apps[1], clock)})
    assert is_in(owner)
    assert apps_of(cataloguer).get() == apps[1]


def test_who_has_no_app_sets_one_up_and_is_given_recovery_codes_once(cataloguer: User, clock: Clock) -> None:
    client = Client()
    try_password(PASSWORD, client=client, next=WANTED)
    assert client.get(CODE)["Location"] == SET_UP
    page = client.get(SET_UP).content.decode()
    assert 'src="data:image/svg+xml' in page
    assert "<style" not in page
    assert " style=" not in page
    app = apps_of(cataloguer).get()
    assert not app.confirmed
    assert client.post(SET_UP, {"code": "000000"}).status_code == 200
    assert not is_in(client)

    shown = client.post(SET_UP, {"code": code_of(app, clock)}).content.decode()
    codes = re.findall(r"<code>([a-z2-7-]{29})</code>", shown)
    assert len(codes) == len(set(codes)) == 8
    assert f'href="{WANTED}"' in shown
    assert is_in(client)
    kept = str(list(RecoveryCode.objects.values()))
    assert not [code for code in codes if code in kept or code.replace("-", "") in kept]


def test_the_second_step_is_set_up_once(half: Client) -> None:
    assert half.get(SET_UP)["Location"] == CODE


def test_a_recovery_code_opens_the_door_once(half: Client, cataloguer: User) -> None:
    code = RecoveryCode.draw()
    RecoveryCode.objects.create(user=cataloguer, digest=RecoveryCode.digest_of(code))
    assert half.post(RECOVERY, {"code": code.upper().replace("-", " ")}).status_code == 302
    assert "0 are left" in half.get("/admin/").content.decode()
    other = Client()
    try_password(PASSWORD, client=other)
    assert other.post(RECOVERY, {"code": code}).status_code == 200
    assert not is_in(other)


def test_the_recovery_code_of_another_opens_nothing(half: Client) -> None:
    code = RecoveryCode.draw()
    other = User.objects.create_user("test-other")
    RecoveryCode.objects.create(user=other, digest=RecoveryCode.digest_of(code))
    assert half.post(RECOVERY, {"code": code}).status_code == 200


def test_one_sets_the_second_step_up_anew_with_a_code(half: Client, app: Any, clock: Clock, cataloguer: User) -> None:
    half.post(CODE, {"code": code_of(app, clock)})
    assert half.post("/admin/account/second-factor/", {"code": "000000"}).status_code == 200
    assert apps_of(cataloguer).get() == app
    clock.move(seconds=30)
    answer = half.post("/admin/account/second-factor/", {"code": code_of(app, clock)})
    assert answer["Location"] == SET_UP
    assert not is_in(half)
    assert not apps_of(cataloguer).exists()
    assert half.get(SET_UP).status_code == 200


def test_an_administrator_resets_the_second_step_of_somebody(half: Client, app: Any, clock: Clock) -> None:
    half.post(CODE, {"code": code_of(app, clock)})
    call_command("reset_second_factor", "test-cataloguer")
    assert not is_in(half)
    assert not Session.objects.exists()
    try_password(PASSWORD, client=half)
    assert half.get(CODE)["Location"] == SET_UP
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "nobody")


def test_an_administrator_resets_it_from_the_list_of_accounts(
    settings: Any, app: Any, cataloguer: User, admin_client: Client
) -> None:
    settings.SECOND_FACTOR = False  # for the administrator's own session
    data = {"action": "reset_second_factor", "_selected_action": [cataloguer.pk]}
    assert "1 account" in admin_client.post("/admin/auth/user/", data, follow=True).content.decode()
    assert not apps_of(cataloguer).exists()


def test_an_editor_cannot_reset_it(settings: Any, app: Any, cataloguer: User) -> None:
    settings.SECOND_FACTOR = False
    editor, client = User.objects.create(username="test-editor", is_staff=True), Client()
    editor.groups.add(Group.objects.get(name=EDITORS))
    client.force_login(editor)
    data = {"action": "reset_second_factor", "_selected_action": [cataloguer.pk]}
    assert client.post("/admin/auth/user/", data).status_code == 403
    assert apps_of(cataloguer).exists()


def test_no_page_shows_the_secrets_of_apps(settings: Any, app: Any, admin_client: Client) -> None:
    settings.SECOND_FACTOR = False
    assert admin_client.get("/admin/otp_totp/totpdevice/").status_code == 404
    assert app.key not in admin_client.get(f"/admin/auth/user/{app.user_id}/change/").content.decode()
