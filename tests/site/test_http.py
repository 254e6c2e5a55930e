"""What HTTP itself asks of every page: methods, conditional requests, caches, one address."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from agreements.models import PublicChange
from archive import variables
from archive.server import without_body_for_head

TREATY = "2013-11-11-treaty-good-neighbourliness"
PAGES = (
    "/",
    "/en/",
    "/ru/agreements/?q=музей",
    f"/kk/agreements/{TREATY}/",
    f"/en/agreements/{TREATY}/cite.bib",
    f"/id/{TREATY}",
    "/en/parties/russian-federation/",
    "/en/insights/",
    "/en/suggest/?q=a",
    "/robots.txt",
    "/sitemap.xml",
    "/sitemap-pages.xml",
    "/healthz",
    "/no-such-page",
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_readers_only_read_and_are_told_so(method: str) -> None:
    for path in PAGES:
        response = Client(enforce_csrf_checks=True).generic(method, path)
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS"), path
        assert "<span>405</span>" in response.content.decode()


def test_what_may_be_asked_is_told_without_a_body() -> None:
    for path in PAGES:
        response = Client().options(path)
        assert (response.status_code, response["Allow"], response.content) == (204, "GET, HEAD, OPTIONS", b""), path
    assert Client().options("/admin/login/")["Allow"] == "GET, HEAD, POST, OPTIONS"
    assert Client().delete("/admin/login/").status_code == 405
    assert Client().options("/en/kept/")["Allow"] == "GET, HEAD, OPTIONS", "a file of the list may carry notes, it not"
    assert Client().options("/en/kept/list.csv")["Allow"] == "GET, HEAD, POST, OPTIONS"


def test_head_has_the_headers_of_get() -> None:
    for path in PAGES:
        for encoding in ("identity", "gzip"):
            got = Client().get(path, headers={"accept-encoding": encoding})
            headed = Client().head(path, headers={"accept-encoding": encoding})
            assert headed.status_code == got.status_code, path
            changing = {"Content-Length", "Date", "Expires", "Set-Cookie"}
            assert {k: v for k, v in headed.headers.items() if k not in changing} == {
                k: v for k, v in got.headers.items() if k not in changing
            }, path


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_copy_that_is_still_the_same_is_not_sent_again(method: str) -> None:
    for path in (f"/en/agreements/{TREATY}/", "/sitemap.xml", "/sitemap-entries.xml"):
        tag = Client().get(path)["ETag"]
        response = getattr(Client(), method)(path, headers={"if-none-match": tag})
        assert (response.status_code, response["ETag"]) == (304, tag)


def test_a_file_of_the_sitemap_has_another_tag_when_a_document_has_changed() -> None:
    tags = {Client().get("/sitemap-entries.xml")["ETag"], Client().get("/sitemap-people.xml")["ETag"]}
    PublicChange.objects.filter(entry__record_id=TREATY).update(at=datetime(2024, 2, 29, tzinfo=UTC))
    assert Client().get("/sitemap-entries.xml")["ETag"] not in tags


def test_what_is_the_same_for_all_readers_says_no_language() -> None:
    for path in ("/robots.txt", "/sitemap.xml", "/sitemap-entries.xml", "/favicon.ico"):
        response = Client().get(path, headers={"accept-language": "kk"})
        assert "Content-Language" not in response, path
        assert set(re.split(r",\s*", response.get("Vary", ""))) <= {"", "Accept-Encoding"}, path
    assert "Accept-Language" in Client().get("/sitemap-nothing.xml")["Vary"]


def test_head_says_the_length_of_what_is_sent_while_it_is_written() -> None:
    """The server in front of the application would say that nothing comes."""

    def streams(_environ: Any, start_response: Any) -> Iterator[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return iter((b"test ", b"17"))

    def told(method: str) -> tuple[list[tuple[str, str]], bytes]:
        begun: list[Any] = []

        def begin(_status: str, headers: list[tuple[str, str]], _exc_info: Any = None) -> Any:
            begun.extend(headers)

        content = without_body_for_head(streams)({"REQUEST_METHOD": method}, begin)
        return begun, b"".join(content)

    assert told("GET") == ([("Content-Type", "text/plain")], b"test 17")
    assert told("HEAD") == ([("Content-Type", "text/plain"), ("Content-Length", "7")], b"")


def test_caches_keep_what_readers_get_and_ask_each_time_and_keep_nothing_of_the_admin() -> None:
    for path in PAGES:
        assert path == "/healthz" or Client().get(path)["Cache-Control"] == "no-cache", path
    assert "no-store" in Client().get("/admin/login/")["Cache-Control"]


# One address


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "testserver"])
def test_the_archive_has_one_address_whatever_host_served_the_page(host: str, settings: Any) -> None:
    settings.SITE_URL = "https://archive.example"
    for path in (*PAGES, f"/en/agreements/{TREATY}/?cite=1", "/sitemap-pages.xml", f"/ru/agreements/{TREATY}/cite.ris"):
        response = Client().get(path, headers={"host": host, "accept-encoding": "identity"})
        body = b"".join(response) if response.streaming else response.content
        assert host not in body.decode(), path
    page = Client().get(f"/en/agreements/{TREATY}/", headers={"host": host}).content.decode()
    assert f'<link rel="canonical" href="https://archive.example/en/agreements/{TREATY}/">' in page
    assert f'"@id": "https://archive.example/id/{TREATY}"' in page
    assert f"https://archive.example/id/{TREATY}" in re.sub(r"<head>.*</head>", "", page, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("hosts", "https", "port", "address"),
    [
        (["127.0.0.1", "localhost"], False, "8017", "http://127.0.0.1:8017"),
        (["127.0.0.1", "localhost"], False, "", "http://127.0.0.1:8000"),
        (["localhost", "Archive.example"], True, "8017", "https://archive.example"),
        (["localhost", "192.168.1.5"], False, "8017", "http://192.168.1.5:8017"),
        (["*"], False, "", "http://127.0.0.1:8000"),
        ([".archive.example", "www.archive.example"], True, "", "https://www.archive.example"),
    ],
)
def test_without_a_setting_the_address_is_that_of_the_first_host_that_others_know(
    hosts: list[str], https: bool, port: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SITE_URL", raising=False)
    monkeypatch.setenv("PORT", port)
    assert variables.site("SITE_URL", hosts, https=https) == address


@pytest.mark.parametrize(
    "given", ["archive.example", "https://archive.example/", "https://a b", "ftp://archive.example"]
)
def test_what_is_no_address_is_refused(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_URL", given)
    with pytest.raises(ImproperlyConfigured, match=r"SITE_URL=.+: write the address of the archive"):
        variables.site("SITE_URL", [], https=True)


def test_the_address_that_is_named_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_URL", "https://Archive.example:8443")
    assert variables.site("SITE_URL", ["localhost"], https=False) == "https://archive.example:8443"
