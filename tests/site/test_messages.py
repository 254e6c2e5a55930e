"""The words of the pages are those of this checkout, which nothing is written to."""

import gettext
import os
from pathlib import Path

import pytest

from archive import messages

SAMPLE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Documents"
msgstr "{}"
"""


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The catalogue of a checkout with one message."""
    catalogue = tmp_path / "checkout" / "ru" / "LC_MESSAGES" / "django.po"
    catalogue.parent.mkdir(parents=True)
    monkeypatch.setattr(messages, "SOURCE", tmp_path / "checkout")
    return catalogue


def shown(var: Path, language: str = "ru") -> str:
    """The word of the pages after a start."""
    return gettext.translation("django", messages.compile_messages(var), [language]).gettext("Documents")


@pytest.mark.parametrize("age", [0, 1_000_000_000])
def test_what_the_files_say_is_shown_whatever_their_times(source: Path, tmp_path: Path, age: int) -> None:
    for word in ("Документы", "Бумаги, изменено", "Документы"):  # a release, the next, and the first unpacked over it
        source.write_text(SAMPLE.format(word), encoding="utf-8")
        os.utime(source, (age, age))
        assert shown(tmp_path / "var") == word


def test_nothing_is_written_beside_the_sources(source: Path, tmp_path: Path) -> None:
    source.write_text(SAMPLE.format("Документы"), encoding="utf-8")
    stale = source.with_suffix(".mo")
    stale.write_bytes(b"of an older release")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "checkout").rglob("*")}
    assert shown(tmp_path / "var") == "Документы"
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "checkout").rglob("*")} == before


def test_what_was_compiled_before_is_not_written_again(source: Path, tmp_path: Path) -> None:
    """So that a user who may only read ``VAR_DIR`` can start too."""
    source.write_text(SAMPLE.format("Документы"), encoding="utf-8")
    folder = messages.compile_messages(tmp_path / "var")
    [compiled] = folder.rglob("*.mo")
    before = compiled.stat().st_mtime_ns
    assert messages.compile_messages(tmp_path / "var") == folder
    assert compiled.stat().st_mtime_ns == before


def test_the_messages_of_the_release_before_are_kept_and_no_older_ones(source: Path, tmp_path: Path) -> None:
    folders = []
    for number in range(4):
        source.write_text(SAMPLE.format(f"Документы {number}"), encoding="utf-8")
        folders.append(messages.compile_messages(tmp_path / "var"))
        os.utime(folders[-1], (number, number))
    assert set((tmp_path / "var" / "locale").iterdir()) == set(folders[-2:])


def test_one_that_broke_off_leaves_nothing_behind(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source.write_text(SAMPLE.format("Документы"), encoding="utf-8")

    def no_room(*arguments: object) -> None:
        raise OSError("No room")

    with monkeypatch.context() as patch:
        patch.setattr("babel.messages.mofile.write_mo", no_room)
        with pytest.raises(OSError, match="No room"):
            messages.compile_messages(tmp_path / "var")
    assert list((tmp_path / "var" / "locale").iterdir()) == []
    assert shown(tmp_path / "var") == "Документы"


def test_what_somebody_removed_is_compiled_again(source: Path, tmp_path: Path) -> None:
    source.write_text(SAMPLE.format("Документы"), encoding="utf-8")
    folder = messages.compile_messages(tmp_path / "var")
    [compiled] = folder.rglob("*.mo")
    compiled.unlink()
    assert shown(tmp_path / "var") == "Документы"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_what_root_compiles_belongs_to_the_owner_of_var(source: Path, tmp_path: Path) -> None:
    source.write_text(SAMPLE.format("Документы"), encoding="utf-8")
    (tmp_path / "var").mkdir()
    os.chown(tmp_path / "var", 54321, 54321)
    messages.compile_messages(tmp_path / "var")
    assert {path.stat().st_uid for path in (tmp_path / "var").rglob("*")} == {54321}


def test_every_catalogue_of_the_checkout_is_compiled(tmp_path: Path) -> None:
    folder = messages.compile_messages(tmp_path)
    catalogues = {path.relative_to(messages.SOURCE).with_suffix("") for path in messages.SOURCE.rglob("*.po")}
    assert {path.relative_to(folder).with_suffix("") for path in folder.rglob("*.mo")} == catalogues
