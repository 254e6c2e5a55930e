"""The readers' transaction: one for each request, read-only, with one deadline, and perhaps in another database."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import Error, connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from agreements.base import database
from agreements.base.database import READER, TooSlow, reading
from agreements.models import Agreement, Attachment, State, Theme
from tests.hidden import Hidden
from tests.site.test_leaks import Scene, patterns, public  # noqa: F401 - a fixture

TREATY = "2013-11-11-treaty-good-neighbourliness"
TOO_LONG = "This takes too long"
ASK_NOTHING = {"root", "robots", "favicon", "apple-touch-icon", "unapi"}
FOR_OPERATORS = {"healthz", "readyz"}


@contextmanager
def statements(alias: str = "default") -> Iterator[list[tuple[str, dict[str, str]]]]:
    """What a database is asked, each statement with the settings that it was under; none of the transaction itself."""
    seen: list[tuple[str, dict[str, str]]] = []
    names = ("transaction_read_only", "statement_timeout")

    def spy(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        answer = execute(sql, params, many, context)
        if "SET CONSTRAINTS" not in sql and "set_config" not in sql and "RELEASE" not in sql and "ROLLBACK" not in sql:
            with context["connection"].connection.cursor() as cursor:
                cursor.execute(f"SELECT {', '.join('current_setting(%s)' for _ in names)}", names)
                seen.append((sql, dict(zip(names, cursor.fetchone(), strict=True))))
        return answer

    with connections[alias].execute_wrapper(spy):
        yield seen


def addresses(scene: Scene) -> dict[str, str]:
    """An address of every kind, by the name of its pattern: of the parts of the sitemap one that is of the record."""
    found: dict[str, str] = {}
    for one in patterns(get_resolver()):
        examples = list(scene.examples(one))
        example = examples[-1 if one.name == "sitemap" else 0]
        found[one.name] = f"{one.addresses(example)[0]}?q=culture&ids={TREATY}"
    return found


def status(client: Client, address: str) -> int:
    """The status of an answer that is read to its end."""
    answer: Any = client.get(address)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return int(answer.status_code)


@pytest.fixture
def scene(public: tuple[Agreement, Agreement, Attachment]) -> Scene:  # noqa: F811
    return Scene(*public, Hidden())


@pytest.fixture
def reader(transactional_db: None) -> Iterator[None]:
    """A second connection to the test database, under the name of the readers' one."""
    connections.settings[READER] = {**connections.settings["default"]}
    connections[READER].connect()
    yield
    connections[READER].close()
    del connections[READER], connections.settings[READER]


def one_second_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock by which each statement takes a second: it is read before and after."""
    ticks = count()
    monkeypatch.setattr(database, "clock", lambda: float(next(ticks)))


@pytest.mark.django_db
def test_all_that_readers_ask_for_is_asked_in_one_transaction_that_is_read_only_and_limited(
    scene: Scene, client: Client
) -> None:
    asked = addresses(scene)
    assert len(asked) > 20
    for name, address in asked.items():
        if name in FOR_OPERATORS:
            continue
        with statements() as seen:
            assert status(client, address) in (200, 302), address
        begun = [sql for sql, _settings in seen if sql.startswith("SAVEPOINT")]
        rest = [(sql, under) for sql, under in seen if not sql.startswith("SAVEPOINT")]
        assert bool(rest) is (name not in ASK_NOTHING), address
        assert len(begun) == bool(rest), address
        for sql, under in rest:
            assert under["transaction_read_only"] == "on", (address, sql)
            assert under["statement_timeout"] != "0", (address, sql)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("address", "transactions"), [("/en/", 1), (f"/en/agreements/{TREATY}/", 1), ("/", 0)])
def test_a_request_has_one_transaction_or_none_and_it_is_rolled_back(
    client: Client, address: str, transactions: int
) -> None:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    control = [query["sql"] for query in captured if query["sql"] in ("BEGIN", "COMMIT", "ROLLBACK")]
    assert control == ["BEGIN", "ROLLBACK"] * transactions
    assert not [query["sql"] for query in captured if "SAVEPOINT" in query["sql"]]


@pytest.mark.django_db
def test_editors_and_operators_are_not_readers(client: Client) -> None:
    editor = User.objects.create_superuser("test-editor", password="test-pass-17")
    client.force_login(editor)
    for address in ("/admin/", "/admin/agreements/agreement/", "/readyz"):
        with statements() as seen:
            assert client.get(address).status_code == 200
        asked = [under for sql, under in seen if "SAVEPOINT" not in sql]
        assert asked
        assert {under["transaction_read_only"] for under in asked} == {"off"}, address


@pytest.mark.django_db
def test_what_readers_ask_for_changes_nothing(record: None) -> None:
    with pytest.raises(Error, match="read-only transaction"), reading():
        Agreement.objects.filter(record_id=TREATY).update(notes_en="Test note 17")
    Agreement.objects.filter(record_id=TREATY).update(notes_en="Test note 18")
    assert Agreement.objects.get(record_id=TREATY).notes == "Test note 18"


@pytest.mark.django_db
def test_inside_a_transaction_its_own_rows_are_seen_and_found(record: None, client: Client) -> None:
    Agreement.objects.filter(record_id=TREATY).update(title_en="Test Treaty zyxword")
    assert "Test Treaty zyxword" in client.get(f"/en/agreements/{TREATY}/").content.decode()
    assert TREATY in client.get("/en/agreements/?q=zyxword").content.decode()
    Agreement.objects.filter(record_id=TREATY).update(state=State.DRAFT)
    assert TREATY not in client.get("/en/agreements/?q=zyxword").content.decode()


# The deadline


@pytest.mark.django_db
def test_all_that_a_page_asks_has_one_deadline(record: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "SECONDS", 3)
    one_second_each(monkeypatch)
    for address in ("/en/", "/en/about/", "/en/parties/russian-federation/", f"/en/agreements/{TREATY}/"):
        with statements() as seen:
            answer = client.get(address)
        assert (answer.status_code, answer["Retry-After"]) == (503, "30")
        assert TOO_LONG in answer.content.decode()
        assert len([sql for sql, _settings in seen if "SAVEPOINT" not in sql]) == 3


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_a_page_that_takes_too_long_says_so_in_the_readers_language(
    record: None, client: Client, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(database, "SECONDS", 0)
    answer = client.get(f"/{language}/about/")
    html = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert f'<html lang="{language}">' in html
    assert (TOO_LONG in html) is (language == "en")
    assert client.get(f"/{language}/no-such-page/").status_code == 404, "it asks nothing"


@pytest.mark.django_db
def test_who_joins_a_transaction_can_shorten_its_time_but_not_prolong_it(record: None) -> None:
    with reading(4) as outer:
        with reading(9) as inner:
            assert inner is outer
            assert inner.left == 4
        with reading(1):
            assert outer.left == 1
        assert outer.left == 1, "what comes after has no more"
        outer.left = 0
        with pytest.raises(TooSlow):
            Theme.objects.count()
    assert Theme.objects.count()


@pytest.mark.django_db
def test_as_many_settings_as_change_are_set_and_all_at_once(record: None) -> None:
    def settings_of(by_index: tuple[bool, ...]) -> int:
        with CaptureQueriesContext(connection) as captured, reading() as transaction:
            for one in by_index:
                with transaction.planned(by_index=one):
                    Theme.objects.count()
        return len([query for query in captured if "set_config" in query["sql"]])

    assert settings_of(()) == 0
    assert settings_of((True, True, True)) == settings_of((False, False)) == 1
    assert settings_of((False, True, True)) == 2
    assert settings_of((True, False, True)) == 3


# Another database


def test_readers_are_sent_to_the_database_that_is_named_for_them(reader: None, scene: Scene, client: Client) -> None:
    for name, address in addresses(scene).items():
        if name in FOR_OPERATORS:
            continue
        with statements() as others, statements(READER) as readers:
            assert status(client, address) in (200, 302), address
        assert others == [], address
        assert bool(readers) is (name not in ASK_NOTHING), address
        assert {under["transaction_read_only"] for _sql, under in readers} <= {"on"}


def test_editors_stay_where_they_can_write(reader: None, client: Client) -> None:
    client.force_login(User.objects.create_superuser("test-editor", password="test-pass-17"))
    with statements(READER) as readers:
        assert client.get("/admin/agreements/agreement/").status_code == 200
    assert readers == []


def test_what_is_read_for_readers_is_not_written_anywhere(reader: None) -> None:
    with pytest.raises(Error, match="read-only transaction"), reading():
        Agreement.objects.filter(record_id=TREATY).update(notes_en="Test note 17")
    assert not Agreement.objects.filter(notes_en="Test note 17").exists()


def test_the_archive_is_not_ready_while_the_readers_database_is_away(reader: None, client: Client) -> None:
    assert client.get("/readyz").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [connections[READER].connection.info.backend_pid])
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"the database does not answer\n")
    assert client.get("/en/about/").status_code == 503


def test_sql_for_readers_goes_through_the_readers_transaction() -> None:
    """Only what writes, checks all for operators, or makes artificial records may take a connection of its own."""
    takes_its_own = {
        str(path.relative_to(settings.BASE_DIR))
        for path in Path(settings.BASE_DIR, "agreements").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "django.db"
        if {"connection", "connections"} & {name.name for name in node.names}
    }
    assert takes_its_own == {
        "agreements/base/database.py",
        "agreements/management/commands/bench.py",
        "agreements/record/loading.py",
        "agreements/search/install.py",
        "agreements/search/settling.py",
        "agreements/search/verifying.py",
    }
