"""The static files: collected once for each release, and never taken away from a server that is running."""

import json
import os
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import Http404
from django.test import RequestFactory

from archive.middleware import StaticFiles
from archive.serve import Refused, collect_static_files


@pytest.fixture
def release(tmp_path: Path, settings: Any) -> Path:
    """A checkout with one style sheet, whose files are collected as on a server."""
    sources = tmp_path / "sources"
    sources.mkdir()
    settings.VAR_DIR, settings.STATIC_ROOT = tmp_path / "var", tmp_path / "var" / "static"
    settings.STATICFILES_DIRS = [sources]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    (sources / "look.css").write_text("a { color: red }")
    return sources


def collected(settings: Any, release: Path, text: str) -> str:
    """Collect a release with this style sheet; its name."""
    look = release / "look.css"
    look.write_text(text)
    os.utime(look, (1_700_000_000, 1_700_000_000))  # as tar, rsync and the layers of an image keep it
    collect_static_files()
    names = json.loads((settings.STATIC_ROOT / "staticfiles.json").read_text())["paths"]
    return str(names["look.css"])


class Server:
    """A server that has begun with the files that are there now."""

    def __init__(self) -> None:
        self.middleware = StaticFiles(lambda request: None)

    def answer(self, name: str) -> str:
        response = self.middleware(RequestFactory().get(f"/static/{name}"))
        with closing(response):
            return b"".join(response.streaming_content).decode()


def test_a_running_server_and_open_pages_keep_the_files_of_the_release_before(release: Path, settings: Any) -> None:
    first = collected(settings, release, "a { color: red }")
    running = Server()
    second = collected(settings, release, "a { color: tan }")  # of the same size and time
    assert first != second
    assert running.answer(first) == "a { color: red }"
    assert Server().answer(first) == "a { color: red }"
    assert Server().answer(second) == "a { color: tan }"
    third = collected(settings, release, "a { color: sky }")
    assert {path.name for path in settings.STATIC_ROOT.iterdir()} == {second, third, "staticfiles.json"}


def test_two_releases_that_share_a_folder_keep_their_files(release: Path, settings: Any) -> None:
    first = collected(settings, release, "a { color: red }")
    second = collected(settings, release, "a { color: tan }")
    for _again in range(2):
        assert collected(settings, release, "a { color: red }") == first
        assert collected(settings, release, "a { color: tan }") == second
        assert Server().answer(first) == "a { color: red }"


def test_a_file_that_is_gone_is_not_found(release: Path, settings: Any) -> None:
    name = collected(settings, release, "a { color: red }")
    running = Server()
    (settings.STATIC_ROOT / name).unlink()
    with pytest.raises(Http404):
        running.answer(name)


def test_a_folder_that_others_filled_is_left_as_it_is(release: Path, settings: Any) -> None:
    settings.STATIC_ROOT.mkdir(parents=True)
    others = settings.STATIC_ROOT / "index.html"
    others.write_text("Test page 17")
    with pytest.raises(Refused, match="the archive did not put there"):
        collect_static_files()
    assert [others] == list(settings.STATIC_ROOT.iterdir())
    others.unlink()
    assert collected(settings, release, "a { color: red }")


def test_a_collection_that_broke_off_is_made_again(
    release: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = collected(settings, release, "a { color: red }")

    def fail(*arguments: Any, **options: Any) -> str:
        raise OSError("No room")

    with monkeypatch.context() as patch:
        patch.setattr(StaticFilesStorage, "save", fail)
        with pytest.raises(OSError, match="No room"):
            collected(settings, release, "a { color: tan }")
    replace = os.replace

    def replace_none_of_them(source: Any, target: Any) -> None:
        fail() if Path(target).is_relative_to(settings.STATIC_ROOT) else replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", replace_none_of_them)
        with pytest.raises(OSError, match="No room"):
            collected(settings, release, "a { color: tan }")
    second = collected(settings, release, "a { color: tan }")
    assert {path.name for path in settings.STATIC_ROOT.iterdir()} == {first, second, "staticfiles.json"}
    assert not list(settings.VAR_DIR.glob("static-*"))


def test_what_is_there_already_is_not_collected_again(
    release: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    collected(settings, release, "a { color: red }")
    monkeypatch.setattr(StaticFilesStorage, "save", None)
    collect_static_files()
