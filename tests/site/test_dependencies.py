"""The bill of materials, and what ``make lint`` says of what the archive depends on."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests import dependencies

REQUIREMENTS = (dependencies.ROOT / "requirements.txt").read_text()


def components() -> dict[str, Any]:
    bill = json.loads(dependencies.SBOM.read_text(encoding="utf-8"))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    return {part["name"]: part for part in bill["components"]}


def test_the_bill_holds_what_is_locked_with_sums_and_licences() -> None:
    pins = dict(re.findall(r"^([\w.-]+)==([^\s;]+)", REQUIREMENTS, re.MULTILINE))
    libraries = {name: part for name, part in components().items() if part["type"] == "library"}
    assert {name: part["version"] for name, part in libraries.items()} == pins
    assert all(part["licenses"] for part in components().values())
    sums = {found["content"] for part in libraries.values() for found in part["externalReferences"][0]["hashes"]}
    assert sums == set(re.findall(r"--hash=sha256:(\w+)", REQUIREMENTS))


def test_every_font_of_the_checkout_is_in_the_bill() -> None:
    fonts = {path.name.rpartition("-LICENSE")[0] for path in (dependencies.ROOT / "static/fonts").glob("*-LICENSE.txt")}
    carried = {part["name"].lower().replace(" ", "-") for part in components().values() if part["type"] == "file"}
    assert carried == fonts


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"^django==[\d.]+", "django==5.2.0"),
        (r"^gunicorn==", "gunicorn2=="),
        (r"--hash=sha256:[0-9a-f]{64}", "--hash=sha256:" + "0" * 64),
    ],
)
def test_a_bill_of_other_requirements_is_stale(
    old: str, new: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert dependencies.stale() == []
    changed = tmp_path / "requirements.txt"
    changed.write_text(re.sub(old, new, REQUIREMENTS, count=1, flags=re.MULTILINE))
    bill = dependencies.bill(changed)
    monkeypatch.setattr(dependencies, "bill", lambda: bill)
    [told] = dependencies.stale()
    assert "run `make sbom`" in told


@pytest.mark.parametrize(
    "line", ["django>=5.2 --hash=sha256:" + "0" * 64, "django==5.2.19", "django==5.* --hash=sha256:" + "0" * 64]
)
def test_what_is_not_of_one_version_with_sums_is_refused(line: str, tmp_path: Path) -> None:
    file = tmp_path / "requirements.txt"
    file.write_text(f"{line}\n")
    with pytest.raises(SystemExit, match="django is not of one version with sums"):
        list(dependencies.locked(file))


def answering(monkeypatch: pytest.MonkeyPatch, output: str) -> None:
    """Replace the asking of the service by its answer."""
    done = subprocess.CompletedProcess([], 1, output, "")
    monkeypatch.setattr(subprocess, "run", lambda *arguments, **options: done)
    for check in ("stale", "not_as_locked"):
        monkeypatch.setattr(dependencies, check, list)


def test_no_answer_is_told_and_no_error(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    answering(monkeypatch, "")
    assert dependencies.main("check") == 0
    assert capsys.readouterr().out == "Known weaknesses: not checked, no database of them answered.\n"


def test_a_known_weakness_is_an_error(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    weak = {"name": "django", "version": "5.2", "vulns": [{"id": "TEST-2026-17", "fix_versions": ["5.2.99"]}]}
    answering(monkeypatch, json.dumps({"dependencies": [weak, {"name": "babel", "version": "2", "vulns": []}]}))
    assert dependencies.main("check") == 1
    assert capsys.readouterr().out == "django 5.2: TEST-2026-17, mended in 5.2.99\n"


def test_a_package_that_is_not_as_locked_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    other = dependencies.Locked("django", "1.0", ("0",), True)
    elsewhere = dependencies.Locked("not-for-this-machine", "1.0", ("0",), False)
    monkeypatch.setattr(dependencies, "locked", lambda path: iter([other, elsewhere]))
    assert {fault.partition(",")[0] for fault in dependencies.not_as_locked()} == {
        f"{name} locks django 1.0" for name in dependencies.LOCKED
    }
