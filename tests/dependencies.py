"""What the archive is made of: ``make sbom`` writes it down, ``make lint`` holds it against what is there.

``sbom.cdx.json`` is a bill of materials in CycloneDX 1.6: each package of requirements.txt with its licence and the
sums of its files. Known weaknesses are asked of a public service; where none answers, that is said, and is no error.
"""

import json
import re
import subprocess
import sys
import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata, version
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
SBOM = ROOT / "sbom.cdx.json"
LOCKED = ("requirements.txt", "requirements-dev.txt")
SECONDS = 20  # for the service; what takes longer counts as no answer
# What is carried along in the checkout itself.
CARRIED = (
    ("Literata", "OFL-1.1", "static/fonts/literata-LICENSE.txt"),
    ("Source Sans 3", "OFL-1.1", "static/fonts/source-sans-3-LICENSE.txt"),
)


@dataclass(frozen=True)
class Locked:
    """A line of a file of requirements."""

    name: str
    version: str
    hashes: tuple[str, ...]
    wanted: bool  # on this machine


def locked(path: Path) -> Iterator[Locked]:
    """The requirements of a file; whatever is not of one version is an error."""
    text = re.sub(r"\\\n", " ", path.read_text(encoding="utf-8"))
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        hashes = tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", line))
        requirement = Requirement(line.partition(" --hash")[0])
        pin = re.fullmatch(r"==([^*,]+)", str(requirement.specifier))
        if pin is None or not hashes:
            raise SystemExit(
                f"{path.name}: {requirement.name} is not of one version with sums: run `make requirements`."
            )
        marker = requirement.marker
        yield Locked(canonicalize_name(requirement.name), pin[1], hashes, marker is None or marker.evaluate())


def licence(name: str) -> list[dict[str, Any]]:
    """The licence that an installed package states, in the form of CycloneDX."""
    try:
        stated: Any = metadata(name)  # a message of email.message, which its declared type does not say
    except PackageNotFoundError:
        return []
    if expression := stated.get("License-Expression"):
        return [{"expression": expression}]
    classified = [
        classifier.rpartition(" :: ")[2]
        for classifier in stated.get_all("Classifier") or []
        if classifier.startswith("License :: ")
    ]
    short = (stated.get("License") or "").strip()
    names = classified or ([short] if short and "\n" not in short else [])
    return [{"license": {"name": name}} for name in names]


def bill(requirements: Path = ROOT / LOCKED[0]) -> dict[str, Any]:
    """The bill of materials, the same for the same requirements."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    components = []
    for package in sorted(locked(requirements), key=lambda package: package.name):
        purl = f"pkg:pypi/{package.name}@{package.version}"
        found: dict[str, Any] = {
            "type": "library",
            "bom-ref": purl,
            "name": package.name,
            "version": package.version,
            "purl": purl,
            "externalReferences": [
                {
                    "type": "distribution",
                    "url": f"https://pypi.org/project/{package.name}/{package.version}/#files",
                    "hashes": [{"alg": "SHA-256", "content": content} for content in sorted(package.hashes)],
                }
            ],
        }
        if licences := licence(package.name):
            found["licenses"] = licences
        components.append(found)
    for name, identifier, path in CARRIED:
        components.append(
            {
                "type": "file",
                "bom-ref": path,
                "name": name,
                "licenses": [{"license": {"id": identifier}}],
                "externalReferences": [{"type": "license", "url": path}],
            }
        )
    root = {
        "type": "application",
        "bom-ref": project["name"],
        "name": project["name"],
        "version": project["version"],
        "licenses": [{"license": {"id": "MIT"}}],
    }
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps([root, components], sort_keys=True))
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {"component": root},
        "components": components,
        "dependencies": [{"ref": root["bom-ref"], "dependsOn": [found["bom-ref"] for found in components]}],
    }


def written(found: dict[str, Any]) -> str:
    """The bill as it stands in its file."""
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def stale() -> list[str]:
    """What the bill says otherwise than the requirements do: packages, versions and sums, in words."""
    if not SBOM.exists():
        return [f"{SBOM.name} is missing: run `make sbom`."]
    told = {
        part["name"]: (part.get("version"), part["externalReferences"])
        for part in json.loads(SBOM.read_text(encoding="utf-8"))["components"]
    }
    true = {part["name"]: (part.get("version"), part["externalReferences"]) for part in bill()["components"]}
    names = sorted(name for name in told.keys() | true.keys() if told.get(name) != true.get(name))
    return [f"{SBOM.name} does not hold what is locked of {', '.join(names)}: run `make sbom`."] if names else []


def not_as_locked() -> list[str]:
    """What is installed otherwise than it is locked."""
    found = []
    for name in LOCKED:
        for package in locked(ROOT / name):
            try:
                installed = version(package.name)
            except PackageNotFoundError:
                installed = "nothing"
            if package.wanted and installed != package.version:
                found.append(
                    f"{name} locks {package.name} {package.version}, installed is {installed}: make .venv anew."
                )
    return found


def weaknesses() -> tuple[list[str], str]:
    """The known weaknesses of what is locked, and in a line what could not be asked."""
    command = [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off", "--timeout", "5"]
    files = [part for name in LOCKED for part in ("--requirement", str(ROOT / name))]
    unasked = "Known weaknesses: not checked, no database of them answered."
    try:
        done = subprocess.run(
            [*command, "--disable-pip", "--require-hashes", *files],
            capture_output=True, text=True, timeout=SECONDS,
        )  # fmt: skip
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return [], unasked
    found = [
        f"{package['name']} {package['version']}: {weakness['id']}, mended in {', '.join(weakness['fix_versions'])}"
        for package in answer["dependencies"]
        for weakness in package.get("vulns", ())
    ]
    skipped = [package["name"] for package in answer["dependencies"] if "skip_reason" in package]
    if len(skipped) == len(answer["dependencies"]):
        return [], unasked
    return found, f"Known weaknesses: not checked of {', '.join(skipped)}." if skipped else ""


def main(task: str) -> int:
    """Do what the target of the Makefile says; return the exit code."""
    if task == "sbom":
        SBOM.write_text(written(bill()), encoding="utf-8")
        return 0
    found, unasked = weaknesses()
    faults = [*stale(), *not_as_locked(), *found]
    print(
        "\n".join([*faults, *([unasked] if unasked else [])])
        or "What is installed is locked, listed and not known as weak."
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
