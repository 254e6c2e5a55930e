"""The environment of the archive: what an operator sets, leaves empty, or gets wrong."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from agreements.base.codes import COUNTRIES
from archive import variables
from archive.variables import BASE_DIR, SOURCES

# For the tests' own use.
NOT_FOR_OPERATORS = {"TEST_DATABASE"}
PRINT_SETTINGS = """
import json
from archive import settings
print(json.dumps({name: value for name, value in vars(settings).items() if name.isupper()}, default=str))
"""


def listed() -> set[str]:
    """The variables that docs/operate.md lists."""
    rows = re.findall(r"^\| (`[A-Z_`, ]+`) \|", (BASE_DIR / "docs" / "operate.md").read_text(), re.MULTILINE)
    return {name for row in rows for name in re.findall(r"[A-Z_]+", row)}


def run(*command: str, checkout: Path = BASE_DIR, cwd: Path | None = None, **environment: str) -> str:
    """What a command of a checkout says, or the one line with which it is refused."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=cwd or checkout,
        env=inherited | {"PYTHONPATH": str(checkout)} | environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1), done.stdout + done.stderr
        return done.stderr
    return done.stdout


def evaluated(**environment: str) -> dict[str, Any]:
    """The settings under an environment."""
    found: dict[str, Any] = json.loads(run("-c", PRINT_SETTINGS, checkout=BASE_DIR, cwd=None, **environment))
    return found


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of this checkout that may be spoilt; one of its parents is called “static”."""
    copy = tmp_path / "static" / "archive"
    for part in ("archive", "agreements", "templates", "static", "locale"):
        shutil.copytree(BASE_DIR / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(BASE_DIR / "manage.py", copy)
    return copy


def content(directory: Path) -> dict[Path, int]:
    return {path: path.stat().st_size for path in directory.rglob("*") if "__pycache__" not in path.parts}


@pytest.mark.parametrize("empty", ["", "  "])
def test_an_empty_variable_means_the_same_as_none(empty: str) -> None:
    assert {"VAR_DIR", "ALLOWED_HOSTS", "HTTPS", "PORT"} <= listed()
    assert evaluated(**dict.fromkeys(listed() | {"TEST_DATABASE"}, empty)) == evaluated()


def test_the_operators_list_holds_just_the_variables_that_are_read() -> None:
    read: set[str] = set()
    for path in [BASE_DIR / "manage.py", *BASE_DIR.glob("archive/**/*.py"), *BASE_DIR.glob("agreements/**/*.py")]:
        source = path.read_text()
        if path.name == "variables.py":
            read.update(re.findall(r"\btext\(\"([A-Z_]+)\"", source))
        else:
            read.update(re.findall(r"\bvariables\.\w+\(\"([A-Z_]+)\"", source))
            assert not re.search(r"getenv|environ\.get|environ\.setdefault|in os\.environ", source), path
    assert read - NOT_FOR_OPERATORS == listed()


def test_readers_have_a_database_of_their_own_only_where_one_is_named() -> None:
    assert list(evaluated()["DATABASES"]) == ["default"]
    databases = evaluated(DATABASE_URL="dbname=test_17", READER_DATABASE_URL="dbname=test_18")["DATABASES"]
    assert {name: one["NAME"] for name, one in databases.items()} == {"default": "test_17", "reader": "test_18"}
    line = run("manage.py", "diffsettings", READER_DATABASE_URL="nowhere at all")
    assert line.startswith("READER_DATABASE_URL is not a PostgreSQL address")


@pytest.mark.parametrize("var", [".", "agreements", "static", "static/deep/er", "tests", ".git", "../.."])
@pytest.mark.parametrize("command", [("manage.py", "collectstatic", "--clear", "--noinput"), ("-m", "archive.serve")])
def test_a_place_where_the_sources_lie_is_not_written_to(checkout: Path, command: tuple[str, ...], var: str) -> None:
    before = content(checkout.parent.parent)
    assert run(*command, checkout=checkout, VAR_DIR=var, PORT="0").startswith(f"VAR_DIR={var}: ")
    assert content(checkout.parent.parent) == before


@pytest.mark.parametrize("folder", ["static", "media", "locale"])
def test_a_link_to_the_sources_is_not_written_to(checkout: Path, folder: str) -> None:
    var = checkout / "var"
    var.mkdir()
    (var / folder).symlink_to(checkout / "static")
    before = content(checkout)
    assert run("manage.py", "collectstatic", "--clear", "--noinput", checkout=checkout).startswith("VAR_DIR=var: ")
    assert content(checkout) == before


def test_every_folder_of_the_checkout_is_known_as_source() -> None:
    listing = subprocess.run(["git", "ls-files"], cwd=BASE_DIR, capture_output=True, text=True)
    if listing.returncode:
        pytest.skip("not a checkout of git")
    assert {path.partition("/")[0] for path in listing.stdout.splitlines() if "/" in path} <= set(SOURCES)
    assert {Path(folder).relative_to(BASE_DIR).parts[0] for folder in settings.STATICFILES_DIRS} <= set(SOURCES)


def test_a_relative_place_is_the_same_for_every_process(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    for cwd in (checkout, tmp_path / "elsewhere"):
        found = json.loads(run("-c", PRINT_SETTINGS, checkout=checkout, cwd=cwd, VAR_DIR="data/of ours"))
        assert found["STATIC_ROOT"] == str(checkout / "data" / "of ours" / "static")
        found = json.loads(run("-c", PRINT_SETTINGS, checkout=checkout, cwd=cwd))
        assert found["MEDIA_ROOT"] == str(checkout / "var" / "media")


@pytest.mark.parametrize(
    "sides", ["RU", "RU,RU", "RU,KZ,BY", "ru,kz", "RU,XK", "EU,RU", "RU,ZZ", "Russia,KZ", ",", "RU;KZ", "RUS,KAZ"]
)
def test_anything_but_two_countries_is_refused(sides: str) -> None:
    assert "name two different countries" in run("manage.py", "diffsettings", ARCHIVE_SIDES=sides)


@pytest.mark.parametrize("zone", ["Almaty", "asia/nowhere", "../etc/passwd", "UTC+5", "/etc/localtime"])
def test_anything_but_a_time_zone_is_refused(zone: str) -> None:
    assert "name a zone as in Asia/Almaty" in run("manage.py", "diffsettings", ARCHIVE_TIME_ZONE=zone)


SHOW_TIME = """
import datetime
import django
django.setup()
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import override
for language in ("en", "ru", "kk"):
    with override(language):
        print(date_format(localtime(datetime.datetime(2026, 11, 25, 21, 52, tzinfo=datetime.UTC)), "DATETIME_FORMAT"))
"""


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("", ["Nov. 25, 2026, 9:52 p.m. UTC", "25 ноября 2026 г. 21:52 UTC", "2026 жылғы 25 қараша, 21:52 UTC"]),
        (
            "Asia/Almaty",
            ["Nov. 26, 2026, 2:52 a.m. UTC+05", "26 ноября 2026 г. 2:52 UTC+05", "2026 жылғы 26 қараша, 02:52 UTC+05"],
        ),
        (
            "Europe/Moscow",
            ["Nov. 26, 2026, 12:52 a.m. MSK", "26 ноября 2026 г. 0:52 MSK", "2026 жылғы 26 қараша, 00:52 MSK"],
        ),
    ],
)
def test_a_time_names_its_zone(zone: str, shown: list[str]) -> None:
    said = run("-c", SHOW_TIME, PYTHONUTF8="1", DJANGO_SETTINGS_MODULE="archive.settings", ARCHIVE_TIME_ZONE=zone)
    assert said.splitlines() == shown


@pytest.mark.parametrize("encoding", ["ascii", "iso-8859-1", "cp1251"])
def test_no_character_breaks_a_command_off(tmp_path: Path, encoding: str) -> None:
    """Under a locale that is not UTF-8, files with Cyrillic names are written, and what cannot be printed is told."""
    program = """
import sys
from archive.local import in_utf8
in_utf8()
open(sys.argv[1] + "/\\u0443\\u0433\\u043e\\u0434\\u0430-\\u04b1.txt", "w").close()
print(chr(0x4B1))
"""
    arguments = ("-c", program, str(tmp_path))
    run(*arguments, PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", LC_ALL="C", PYTHONIOENCODING=encoding)
    assert [path.name for path in tmp_path.iterdir()] == ["угода-ұ.txt"]


def test_just_the_countries_of_the_standard_are_countries() -> None:
    codes = COUNTRIES
    assert {"RU", "KZ", "GB", "TW", "VA", "SS"} <= codes
    assert len(codes) == 249


@pytest.mark.parametrize(
    "host",
    [
        "https://archive.example",
        "archive.example/",
        "archive.example:8000",
        "[::1]:8000",
        "::1",
        "*.archive.example",
        "archive example",
        "archive.example;other.example",
        "архив.қаз",
        "my_host",
    ],
)
def test_what_is_no_name_of_a_host_is_refused(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", f"localhost,{host}")
    with pytest.raises(ImproperlyConfigured, match=f"^ALLOWED_HOSTS={re.escape(host)}: write names of hosts only"):
        variables.hosts("ALLOWED_HOSTS", "")


def test_names_of_hosts_are_taken_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["archive.example", ".archive.example", "[::1]", "127.0.0.1", "xn--80aax3b.example", "Archive-2", "*"]
    monkeypatch.setenv("ALLOWED_HOSTS", " , ".join(names))
    assert variables.hosts("ALLOWED_HOSTS", "") == names


@pytest.mark.parametrize(
    "origin",
    [
        "archive.example",
        "https://archive.example/",
        "https://archive.example/admin",
        "ftp://archive.example",
        "https://",
    ],
)
def test_what_is_no_origin_is_refused(origin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSRF_TRUSTED_ORIGINS", origin)
    with pytest.raises(ImproperlyConfigured, match=f"^CSRF_TRUSTED_ORIGINS={re.escape(origin)}: write whole origins"):
        variables.origins("CSRF_TRUSTED_ORIGINS")


def test_origins_are_taken_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    origins = ["https://archive.example", "https://archive.example:8443", "http://127.0.0.1:8000", "https://*.example"]
    monkeypatch.setenv("CSRF_TRUSTED_ORIGINS", ",".join(origins))
    assert variables.origins("CSRF_TRUSTED_ORIGINS") == origins


@pytest.mark.parametrize("prefix", ["archive", "/archive/", "https://host/archive", "//archive", "/a b", "/a?b"])
def test_what_is_no_path_is_refused(prefix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRIPT_NAME", prefix)
    with pytest.raises(ImproperlyConfigured, match=f"^SCRIPT_NAME={re.escape(prefix)}: write the path"):
        variables.path_prefix("SCRIPT_NAME")


@pytest.mark.parametrize(("given", "prefix"), [("", ""), ("/", ""), ("/archive", "/archive"), ("/a/b-c", "/a/b-c")])
def test_a_path_is_taken_as_it_is(given: str, prefix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRIPT_NAME", given)
    assert variables.path_prefix("SCRIPT_NAME") == prefix


@pytest.mark.parametrize(
    "environment",
    [
        {"DEBUG": "maybe"},
        {"ALLOWED_HOSTS": "https://archive.example"},
        {"CSRF_TRUSTED_ORIGINS": "archive.example"},
        {"SCRIPT_NAME": "archive/"},
        {"DJANGO_SETTINGS_MODULE": "no_such.settings"},
        {"VAR_DIR": "/"},
    ],
)
def test_a_command_says_in_a_line_what_cannot_be_meant(environment: dict[str, str], tmp_path: Path) -> None:
    [(name, value)] = environment.items()
    given: dict[str, Any] = {"VAR_DIR": str(tmp_path), **environment}
    said = run("manage.py", "findstatic", "css/archive.css", **given)
    assert said.startswith(f"{name}=")
    assert value in said


def test_an_emptied_secret_key_is_told(tmp_path: Path) -> None:
    (tmp_path / "secret_key").touch()
    assert "secret_key is empty: put it back from a backup" in run("manage.py", "diffsettings", VAR_DIR=str(tmp_path))
