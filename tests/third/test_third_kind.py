"""A third kind of entry is loaded, shown, cited and dumped, with nothing changed in the archive for it."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from agreements.record import DATA
from tests.databases import database, manage

NAME = f"{settings.DATABASES['default']['NAME']}_third"
NOTICE = """\
id: 2015-05-01-notice-test-17
title:
  en: Test Notice 17
  ru: Тестовое объявление 17
  kk: Сынақ хабарландыруы 17
posted: 2015-05-01
board:
  en: Test board zyxboard
  ru: Тестовая доска
  kk: Сынақ тақтасы
summary:
  en: Test summary.
  ru: Тестовое содержание.
  kk: Сынақ түйіндемесі.
themes:
  - science
sources:
  - url: https://example.org/17
    publisher: Test Publisher
    kind: news
    language: ru
    supports:
      - posted
confidence: low
"""
ASK = """
import json
from django.test import Client
client = Client(SERVER_NAME="localhost")
def ask(path):
    answer = client.get(path)
    return [answer.status_code, answer.content.decode()]
print(json.dumps([ask(path) for path in {paths!r}]))
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record with one notice."""
    directory = tmp_path_factory.mktemp("third")
    for name in ("vocabulary", "regions", "places"):
        shutil.copy(DATA / f"{name}.yaml", directory)
    (directory / "notices").mkdir()
    (directory / "notices/2015-05-01-notice-test-17.yaml").write_text(NOTICE, "utf-8")
    return directory


@pytest.fixture(scope="module")
def archive(files: Path) -> Iterator[str]:
    """A database of an archive that has notices, with the one of the files loaded."""
    with pytest.MonkeyPatch.context() as patch, database(NAME) as name:
        patch.setenv("DJANGO_SETTINGS_MODULE", "tests.third.settings")
        manage(name, "migrate", "--verbosity=0")
        assert "notices: 1 created" in manage(name, "load_record", str(files))
        yield name


def ask(archive: str, *paths: str) -> list[tuple[int, str]]:
    """What the archive answers: status and content."""
    said = manage(archive, "shell", "--verbosity=0", "-c", ASK.format(paths=paths))
    return [(status, content) for status, content in json.loads(said.splitlines()[-1])]


def test_it_has_a_page_a_permanent_address_and_citations(archive: str) -> None:
    page, permanent, bibtex = ask(
        archive,
        "/en/notices/2015-05-01-notice-test-17/",
        "/id/2015-05-01-notice-test-17",
        "/en/agreements/2015-05-01-notice-test-17/cite.bib",
    )
    assert page[0] == 200
    for words in ("Test Notice 17", "1 May 2015", "zyxboard", "ГОСТ", "APA", '"@type": "CreativeWork"'):
        assert words in page[1]
    assert permanent[0] == 302
    assert bibtex[0] == 200
    assert "Test Notice 17" in bibtex[1]


def test_it_is_dumped_as_it_was_loaded(archive: str, tmp_path: Path) -> None:
    manage(archive, "dump_record", str(tmp_path / "dump"))
    assert (tmp_path / "dump/notices/2015-05-01-notice-test-17.yaml").read_text("utf-8") == NOTICE


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("posted: 2015-05-01\n", "", "the key “posted” is missing"),
        ("      - posted\n", "      - title\n", "posted: no source supports it"),
        ("posted: 2015-05-01\n", "posted: soon\n", "posted: “soon” is not a date"),
        ("  kk: Сынақ түйіндемесі.\n", "", "The summary is missing in Kazakh."),
    ],
)
def test_its_files_are_held_to_the_same_rules(
    archive: str, files: Path, tmp_path: Path, old: str, new: str, message: str
) -> None:
    shutil.copytree(files, tmp_path / "record")
    file = tmp_path / "record/notices/2015-05-01-notice-test-17.yaml"
    assert NOTICE.count(old) == 1
    file.write_text(NOTICE.replace(old, new), "utf-8")
    with pytest.raises(AssertionError, match=message):
        manage(archive, "load_record", str(tmp_path / "record"))
