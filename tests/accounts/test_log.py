"""The security log: every event in one line, which nothing from outside can forge."""

import logging
import re
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client

from agreements.models import Agreement, State
from agreements.rules import steps
from agreements.rules.roles import EDITORS
from archive.logs import Lines
from tests.accounts.conftest import PASSWORD, Clock, apps_of, code_of, device, try_password
from tests.admin.page import DocumentPage
from tests.artificial import artificial

pytestmark = pytest.mark.django_db
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z [A-Z]+ [\w.]+: \S.*")
Log = Callable[[], list[str]]
HOSTILE = {
    "line break": "x\n2026-01-01T00:00:00.000Z INFO archive.security: signed-in user=admin",
    "carriage return": "x\rsigned-in",
    "colours": "x\x1b[31mred\x1b[0m",
    "direction": "x\u202enimda\u2066",
    "line separator": "x\u2028y\u2029z",
    "next line": "x\x85y",
    "nothing to see": "x\u200b\ufeff\u00ad",
    "quotes": 'x" by="admin',
    "surrogate": "x\ud800",
}


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Any:
    """What is logged when a transaction is committed, which that of a test never is."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def events(lines: list[str]) -> list[str]:
    """The events among the lines; each line is as it should be."""
    for line in lines:
        assert LINE.fullmatch(line), line
        assert line.isprintable(), line
    return [line.split(": ", 1)[1] for line in lines if " archive.security: " in line]


def test_signing_in_and_out_is_logged(cataloguer: User, log: Log) -> None:
    client = Client()
    try_password(PASSWORD, client=client)
    client.post("/admin/logout/", REMOTE_ADDR="192.0.2.1")
    who = 'user="test-cataloguer" by="test-cataloguer" address="192.0.2.1"'
    assert events(log()) == [f"signed-in {who}", f"signed-out {who}"]


def test_refusals_are_logged_without_the_password(cataloguer: User, log: Log, clock: Clock) -> None:
    for _ in range(6):
        try_password("words that were mistyped")
    lines = log()
    who = 'user="test-cataloguer"'
    assert events(lines) == [
        *[f'password-refused {who} address="192.0.2.1"'] * 5,
        f'password-throttled {who} seconds="900" address="192.0.2.1"',
    ]
    assert "mistyped" not in "".join(lines)


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_name_forges_a_line(log: Log, kind: str) -> None:
    name = HOSTILE[kind]
    if kind == "surrogate":
        log_line = logging.LogRecord("archive.security", 20, "", 0, "%s", (name,), None)
        assert Lines().format(log_line).endswith(r"x\ud800")
        return
    try_password(PASSWORD, name)
    [event] = events(log())
    assert re.fullmatch(r'password-refused user="(?:[^"\\]|\\.)*" address="192\.0\.2\.1"', event)


@pytest.mark.parametrize("kind", [kind for kind in HOSTILE if kind != "surrogate"])
def test_no_address_forges_a_line(client: Client, log: Log, kind: str) -> None:
    client.get(f"/en/no-such-page/{HOSTILE[kind]}/")
    lines = log()
    assert lines
    events(lines)


def test_a_traceback_holds_no_line_that_looks_like_a_record() -> None:
    try:
        raise ValueError(HOSTILE["line break"])
    except ValueError:
        record = logging.LogRecord("django.request", 40, "", 0, "wrong", (), sys.exc_info())
    first, *others = Lines().format(record).split("\n")
    assert LINE.fullmatch(first)
    assert len(others) > 2
    assert all(line.startswith("    ") for line in others)


def test_the_second_step_is_logged_without_codes(two_steps: None, cataloguer: User, log: Log, clock: Clock) -> None:
    app, client = device(cataloguer), Client()
    try_password(PASSWORD, client=client)
    code = code_of(app, clock)
    client.post("/admin/second-factor/", {"code": "x"}, REMOTE_ADDR="192.0.2.1")
    client.post("/admin/second-factor/", {"code": code}, REMOTE_ADDR="192.0.2.1")
    lines = log()
    who = 'user="test-cataloguer"'
    assert events(lines) == [
        f'password-accepted {who} address="192.0.2.1"',
        f'code-refused {who} address="192.0.2.1"',
        f'signed-in {who} by="test-cataloguer" address="192.0.2.1"',
    ]
    assert code not in "".join(lines)


def test_a_second_factor_that_is_set_used_or_reset_is_logged(
    two_steps: None, cataloguer: User, log: Log, clock: Clock, committed: Any
) -> None:
    client = Client()
    try_password(PASSWORD, client=client)
    client.get("/admin/second-factor/set-up/")
    with committed():
        shown = client.post("/admin/second-factor/set-up/", {"code": code_of(apps_of(cataloguer).get(), clock)})
    client.post("/admin/logout/")
    try_password(PASSWORD, client=client)
    code = shown.content.decode().split("<code>")[1].split("</code>")[0]
    with committed():
        client.post("/admin/second-factor/recovery/", {"code": code})
        call_command("reset_second_factor", "test-cataloguer")
    names = [event.split()[0] for event in events(log())]
    assert names == [
        *("password-accepted", "signed-in", "second-factor-set", "signed-out"),
        *("password-accepted", "signed-in", "recovery-code-used", "second-factor-reset"),
    ]


def test_accounts_and_their_rights_are_logged_with_who_changed_them(
    admin_client: Client, log: Log, committed: Any
) -> None:
    form = {"username": "test-new", "password1": PASSWORD, "password2": PASSWORD}
    by = 'by="admin" address="127.0.0.1"'
    role = Group.objects.get(name=EDITORS)
    log()
    with committed():
        admin_client.post("/admin/auth/user/add/", {**form, "groups": [role.pk]})
    user = User.objects.get(username="test-new")
    assert events(log()) == [
        f'account-made user="test-new" rights="is_active,is_staff" {by}',
        f'rights-changed user="test-new" given="Editors" {by}',
    ]
    change = f"/admin/auth/user/{user.pk}/change/"
    with committed():
        admin_client.post(change, {"username": "test-new", "is_active": "on", "is_superuser": "on"})
    assert sorted(events(log())) == [
        f'rights-changed user="test-new" right="is_superuser" now="True" {by}',
        f'rights-changed user="test-new" taken="Editors" {by}',
    ]
    new = {"password1": "other words for a test", "password2": "other words for a test", "usable_password": "true"}
    with committed():
        admin_client.post(f"/admin/auth/user/{user.pk}/password/", new)
        admin_client.post(f"/admin/auth/user/{user.pk}/delete/", {"post": "yes"})
    assert events(log()) == [f'password-changed user="test-new" {by}', f'account-deleted user="test-new" {by}']


def test_what_a_command_does_is_logged_as_such(cataloguer: User, log: Log, committed: Any) -> None:
    with committed():
        cataloguer.is_active = False
        cataloguer.save()
    assert events(log()) == ['rights-changed user="test-cataloguer" right="is_active" now="False" by="command"']


def test_hashing_a_password_anew_is_no_change_of_it(settings: Any, cataloguer: User, log: Log, committed: Any) -> None:
    settings.PASSWORD_HASHERS = ["archive.accounts.hashing.Hasher", *settings.PASSWORD_HASHERS]
    before = cataloguer.password
    with committed():
        try_password(PASSWORD)
    cataloguer.refresh_from_db()
    assert cataloguer.password != before
    assert cataloguer.password.startswith("pbkdf2_sha256$1000000$")
    assert [event.split()[0] for event in events(log())] == ["signed-in"]


def test_what_somebody_may_not_do_is_logged(cataloguer: User, log: Log) -> None:
    client = Client()
    client.force_login(cataloguer)
    log()
    assert client.get("/admin/auth/user/").status_code == 403
    assert events(log()) == [
        'access-refused method="GET" path="/admin/auth/user/" by="test-cataloguer" address="127.0.0.1"'
    ]


def test_sessions_that_are_ended_are_logged(cataloguer: User, log: Log) -> None:
    client = Client()
    client.force_login(cataloguer)
    log()
    client.post("/admin/account/sessions/")
    assert [event.split()[0] for event in events(log())] == ["sessions-ended", "signed-out"]


def test_every_step_of_a_document_is_logged(record: None, admin_client: Client, log: Log, committed: Any) -> None:
    agreement = Agreement.objects.published()[0]
    log()
    with committed():
        DocumentPage(admin_client, agreement.pk).fill(withdrawal_reason_en="Test reason").send("withdrawn")
    [event] = events(log())
    assert event == (
        f'step-taken entry="{agreement.record_id}" kind="agreement" before="published" after="withdrawn" '
        'by="admin" address="127.0.0.1"'
    )


def test_steps_of_several_documents_at_once_are_logged_each(record: None, log: Log, committed: Any) -> None:
    editor = User.objects.create_superuser("test-admin")
    agreement = Agreement.objects.published()[0]
    Agreement.objects.filter(pk=agreement.pk).update(withdrawal_reason_en="Test reason")
    log()
    with committed():
        assert steps.take(Agreement, agreement.pk, State.WITHDRAWN, editor) == []
        assert steps.take(Agreement, agreement.pk, State.DRAFT, editor), "refused, and not logged"
    [event] = events(log())
    assert event.endswith('before="published" after="withdrawn" by="test-admin"')


def test_a_change_that_is_not_saved_is_no_step(record: None, admin_client: Client, log: Log, committed: Any) -> None:
    draft = artificial(17, state=State.DRAFT)
    log()
    with committed():
        DocumentPage(admin_client, draft.pk).fill(title_en="").send("published")
    assert not events(log())
