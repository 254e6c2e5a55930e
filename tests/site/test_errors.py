"""What a reader, a proxy and a scanner are told when something is wrong, and what every answer carries."""

import itertools
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import DisallowedHost
from django.db import close_old_connections, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client, RequestFactory
from django.utils import translation

from agreements.models import Agreement, State
from archive import errors

TREATY = "2013-11-11-treaty-good-neighbourliness"
EVIL = {"host": "evil.example"}
PATHS = (
    "/",
    "/en/",
    "/ru/agreements/?q=museums",
    f"/kk/agreements/{TREATY}/",
    f"/id/{TREATY}",
    "/en/no-such-page/",
    "/no-such-page",
    "/en/suggest/?q=a",
    "/admin/",
    "/admin/login/",
    "/static/css/archive.css",
    "/robots.txt",
    "/sitemap.xml",
    "/healthz",
    "/readyz",
    "/%00",
)


def client(**defaults: Any) -> Client:
    """A client that is shown the page for a fault, as a browser is."""
    return Client(raise_request_exception=False, **defaults)


def text(response: Any) -> str:
    return response.content.decode() if not response.streaming else ""


@contextmanager
def database_that(fails: Callable[[str], bool], sqlstate: str) -> Iterator[None]:
    """The server refuses some statements with a SQLSTATE, in its own words."""

    def execute(run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if fails(sql):
            sql = f"DO $$ BEGIN RAISE EXCEPTION 'Test fault 17' USING ERRCODE = '{sqlstate}'; END $$"
            return run(sql, None, False, context)
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute):
        yield


@contextmanager
def connection_lost_at(words: str) -> Iterator[None]:
    """The connection is found closed by a statement with these words."""

    def execute(run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if words in sql:
            connection.connection.close()
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute):
        yield
    connection.close()


def everything(sql: str) -> bool:
    return True


# The host


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_a_request_for_another_host_is_refused_everywhere(method: str, caplog: pytest.LogCaptureFixture) -> None:
    for path in PATHS:
        response = Client().generic(method, path, headers=EVIL)
        assert response.status_code == 400, path
        assert method == "HEAD" or "<span>400</span>" in text(response), path
    assert {record.name for record in caplog.records} <= {"django.security.DisallowedHost"}
    assert not [record for record in caplog.records if record.exc_info], "a line for each is enough"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:port", "a b", "[::1", "127.0.0.1@evil.example", "é", ","])
def test_a_host_that_is_none_is_refused(host: str) -> None:
    assert Client().get("/en/", headers={"host": host}).status_code == 400


def test_a_request_for_a_static_file_of_another_host_is_refused(settings: Any, tmp_path: Path) -> None:
    """Such files are answered before anything else looks at the host."""
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "test.txt").write_text("Test text 17")
    with closing(Client().get("/static/test.txt")) as response:
        assert b"".join(response) == b"Test text 17"
    assert Client().get("/static/test.txt", headers=EVIL).status_code == 400


def test_a_request_for_another_host_is_refused_over_plain_http_too(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    response = Client().get("/en/", headers=EVIL)
    assert response.status_code == 400
    assert "default-src 'self'" in response["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "accepted", "language"),
    [("/en/", "ru", "en"), ("/ru/", "kk", "ru"), ("/kk/x", "", "kk"), ("/healthz", "kk", "kk"), ("/x", "de", "en")],
)
def test_the_refusal_is_in_the_language_of_its_reader_and_not_of_the_last(
    path: str, accepted: str, language: str
) -> None:
    for last in ("/en/", "/ru/", "/kk/"):
        assert Client().get(last).status_code == 200
        html = text(Client().get(path, headers={"accept-language": accepted} | EVIL))
        assert f'<html lang="{language}">' in html


# The pages


def build(page: str, request: HttpRequest) -> HttpResponse:
    """Each page for an error, made for a request of which nothing else is known."""
    match page:
        case "400":
            return errors.bad_request(request, DisallowedHost())
        case "403":
            return errors.permission_denied(request, PermissionError())
        case "403 form":
            return errors.csrf_failure(request)
        case "403 session":
            return errors.signed_out(request)
        case "404":
            return errors.not_found(request, Http404())
        case "410":
            return render(request, "errors/410.html", {"agreement": Agreement()}, status=410)
        case "500":
            return errors.server_error(request)
        case "503":
            return errors.error_page(request, page, 503)
        case _:
            return errors.error_page(request, page.removeprefix("503 "), 503)


PAGES = ["400", "403", "403 form", "403 session", "404", "410", "500", "503", "503 slow", "503 interrupted"]
PAGES += ["503 read_only", "503 full"]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_for_an_error_can_be_made_for_any_request(page: str) -> None:
    """For another host, an address that leads nowhere, in no language or in that of somebody else."""
    asked = itertools.product(
        ("GET", "POST", "NONSENSE"), ("/", "/ru/agreements/", "//[/", "/\0/", "/en/" + "x" * 3000), (None, "kk")
    )
    for method, path, active in asked:
        headers = EVIL | {"accept-language": "ru;q=0.x,*"}
        request = RequestFactory().generic(method, "/", headers=headers, PATH_INFO=path)
        assert request.resolver_match is None
        with translation.override(active):
            response = build(page, request)
        assert response.status_code == int(page[:3])
        assert "<h1>" in text(response)
        assert 'class="wordmark"' in text(response)
        assert "/js/theme." in text(response), "the colours that the reader chose"
        if page != "410":  # made by a view, in the language that the middleware chose
            assert f'<html lang="{"ru" if path.startswith("/ru") else "en"}">' in text(response)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_for_an_error_has_the_name_of_the_archive_and_the_colours_that_were_chosen(page: str) -> None:
    html = text(build(page, RequestFactory().get("/ru/")))
    (wordmark,) = re.findall(r'<a class="wordmark" href="(/[^"]*)">(.*?)</a>', html, re.DOTALL)
    assert wordmark[0] in ("/", "/en/", "/ru/")
    assert re.sub("<[^>]+>", "", wordmark[1]).strip()
    assert re.search(r'<script src="[^"]*js/theme[^"]*"></script>', html)


@pytest.mark.parametrize("page", ["400", "403", "500", "503", "503 slow", "503 interrupted"])
def test_a_page_that_cannot_be_made_is_told_in_plain_text(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> str:
        raise ValueError

    monkeypatch.setattr(errors, "render_to_string", broken)
    response = build(page, RequestFactory().get("/"))
    assert response.status_code == int(page[:3])
    assert response["Content-Type"] == "text/plain"


# The database


AWAY = ["08000", "08003", "08006", "08P01", "53300", "57P01", "57P02", "57P03", "57P05"]
MET_ANOTHER = ["40001", "40P01", "55P03"]
FAULTS = ["22001", "42501", "53200", "54000", "58030", "XX000"]
CANCELLED = "57014"


@pytest.mark.django_db
@pytest.mark.parametrize("sqlstate", AWAY)
def test_a_database_that_is_away_is_a_503_that_says_so(sqlstate: str, caplog: pytest.LogCaptureFixture) -> None:
    with database_that(everything, sqlstate):
        response = client().get("/en/about/")
    assert response.status_code == 503
    assert not [record for record in caplog.records if record.exc_info], "a line for each is enough"
    assert int(response["Retry-After"]) >= 10
    assert "Its database is not responding" in text(response)


@pytest.mark.django_db
@pytest.mark.parametrize("sqlstate", MET_ANOTHER)
def test_a_request_that_met_another_change_is_a_503_that_asks_to_repeat_it(sqlstate: str) -> None:
    with database_that(everything, sqlstate):
        response = client().get("/en/about/")
    assert response.status_code == 503
    assert response["Retry-After"] == "1"
    assert "collided with another change" in text(response)
    assert "is not responding" not in text(response)


@pytest.mark.django_db
def test_a_page_whose_statement_is_cancelled_is_a_503_that_says_so(caplog: pytest.LogCaptureFixture) -> None:
    with database_that(lambda sql: "agreements_" in sql, CANCELLED):
        response = client().get("/en/about/")
        sent = client().post("/admin/login/", {"username": "test", "password": "test"})
    assert response.status_code == 503
    assert int(response["Retry-After"]) >= 10
    assert "This takes too long" in text(response)
    assert sent.status_code == 200, "only readers have a deadline"
    assert not [record for record in caplog.records if record.exc_info], "a line for each is enough"


@pytest.mark.django_db
@pytest.mark.parametrize("sqlstate", FAULTS)
def test_any_other_fault_of_the_database_is_a_500_in_the_log(sqlstate: str, caplog: pytest.LogCaptureFixture) -> None:
    with database_that(everything, sqlstate):
        response = client().get("/en/about/")
    assert response.status_code == 500
    assert "is not responding" not in text(response)
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR and record.exc_info]
    assert "Test fault 17" in str(record.exc_info and record.exc_info[1])


@pytest.mark.django_db
@pytest.mark.parametrize("sqlstate", ["57P01", "40P01", "XX000"])
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_no_page_promises_that_what_was_sent_is_not_lost(sqlstate: str, language: str) -> None:
    promise = re.compile(r"(is|be) lost|пропало|потеряно|жоғалған жоқ", re.IGNORECASE)
    reader = client(headers={"accept-language": language})
    with database_that(everything, sqlstate):
        read = text(reader.get(f"/{language}/about/"))
        sent = text(reader.post("/admin/login/", {"username": "test", "password": "test"}))
    for html in (read, sent):
        assert f'<html lang="{language}">' in html
        assert not promise.search(html)
    if language == "en":
        assert "may not have been saved" in sent
        assert "saved" not in read


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_lost_is_a_503_and_the_next_request_is_answered() -> None:
    assert client().get("/en/about/").status_code == 200
    with closing(psycopg2.connect(**connection.get_connection_params())) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
    response = client().get("/en/about/")
    assert response.status_code == 503
    assert "Its database is not responding" in text(response)
    close_old_connections()  # as the server does after each request
    assert client().get("/en/about/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_lost_outside_the_view_is_a_503_too() -> None:
    User.objects.create_superuser("test-editor", password="test-pass-17")
    with connection_lost_at('UPDATE "accounts_session"'):
        response = client().post("/admin/login/?next=/admin/", {"username": "test-editor", "password": "test-pass-17"})
    assert response.status_code == 503
    assert "may not have been saved" in text(response)


# What supervisors and caches are told


@pytest.mark.django_db
def test_ready_is_said_when_all_migrations_are_applied() -> None:
    response = Client().get("/readyz")
    assert (response.status_code, text(response)) == (200, "ready\n")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations)")
    response = Client().get("/readyz")
    assert (response.status_code, text(response)) == (503, "migrations are not applied\n")


@pytest.mark.django_db
def test_ready_is_not_said_while_the_index_is_another() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE search_installed SET fingerprint = 'test'")
    response = Client().get("/readyz")
    assert (response.status_code, text(response)) == (503, "the index is not installed\n")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sqlstate", "said"),
    [
        ("57P01", "the database does not answer\n"),
        ("53300", "the database does not answer\n"),
        ("42501", "the database answers with a fault\n"),
        ("53100", "the database answers with a fault\n"),
    ],
)
def test_not_ready_is_said_with_the_reason(sqlstate: str, said: str) -> None:
    with database_that(everything, sqlstate):
        response = client().get("/readyz")
    assert (response.status_code, text(response)) == (503, said)


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_gone_is_told_as_not_ready() -> None:
    with connection_lost_at("django_migrations"):
        response = client().get("/readyz")
    assert (response.status_code, text(response)) == (503, "the database does not answer\n")


@pytest.mark.django_db
def test_every_answer_carries_the_policy() -> None:
    Agreement.objects.filter(record_id=TREATY).update(state=State.WITHDRAWN, withdrawal_reason_en="Test reason 17")
    asked = {path: Client().get(path) for path in PATHS}
    asked |= {
        "400": Client().get("/en/", headers=EVIL),
        "403": Client(enforce_csrf_checks=True).post("/admin/login/"),
        "405": Client().post("/sitemap.xml"),
        "410": Client().get(f"/en/agreements/{TREATY}/"),
    }
    with database_that(everything, "57P01"):
        asked["503"] = client().get("/en/about/")
    with database_that(everything, "XX000"):
        asked["500"] = client().get("/en/about/")
    assert {response.status_code for response in asked.values()} >= {200, 302, 400, 403, 404, 410, 500, 503}
    for path, response in asked.items():
        policy = dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == "'self'", path
        assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'", path
        assert policy["form-action"] == "'self'", path
        assert response["X-Content-Type-Options"] == "nosniff", path
        assert response["Referrer-Policy"] == "strict-origin-when-cross-origin", path
        assert "unsafe" not in response["Content-Security-Policy"], path
        assert not {name for name in policy if name.startswith(("script-src", "style-src"))}, path
    for answer in asked.values():
        answer.close()  # a file that was collected is open until then


@pytest.mark.django_db
def test_a_file_that_is_opened_by_itself_may_fetch_nothing() -> None:
    response = Client().get("/en/insights/years.csv")
    assert response.status_code == 200
    assert response["Content-Security-Policy"] == "default-src 'none'"


@pytest.mark.django_db
@pytest.mark.parametrize("withdrawn", [False, True])
def test_caches_are_told_that_the_language_was_chosen_for_the_reader(withdrawn: bool) -> None:
    if withdrawn:
        Agreement.objects.filter(record_id=TREATY).update(state=State.WITHDRAWN, withdrawal_reason_en="Test reason 17")
    for path in ("/", f"/id/{TREATY}", f"/id/{TREATY}/", "/id/no-such-document", "/no-such-page"):
        chosen = set()
        for language in ("en", "ru", "kk"):
            by_browser = Client().get(path, headers={"accept-language": language})
            reader = Client()
            reader.cookies[settings.LANGUAGE_COOKIE_NAME] = language
            by_cookie = reader.get(path)
            for response in (by_browser, by_cookie):
                assert {"Accept-Language", "Cookie"} <= set(re.split(r",\s*", response["Vary"])), path
            chosen.add(by_browser.get("Location") or re.findall('<html lang="..">', text(by_browser))[0])
            assert (by_browser.status_code, by_browser.get("Location")) == (
                by_cookie.status_code,
                by_cookie.get("Location"),
            )
        assert len(chosen) == 3, path


@pytest.mark.django_db
def test_a_page_whose_address_names_the_language_is_the_same_for_all() -> None:
    assert "Accept-Language" not in Client().get("/en/about/").get("Vary", "")
