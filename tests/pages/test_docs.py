"""What can be called, set or asked for is named in docs/, and what docs/ name is there."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand
from django.urls import LocalePrefixPattern, URLPattern, URLResolver, get_resolver

from agreements.compare.views import DOCUMENT_PARAMETERS, PICK
from agreements.kept.views import PARAMETERS as KEPT_PARAMETERS
from agreements.search.entry_types import DOCUMENTS
from agreements.search.parameters import Parameters

ROOT: Path = settings.BASE_DIR
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
BLOCKS = re.findall(r"```.*?```", TEXT, re.S)
CODE = {" ".join(code.split()) for code in re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", TEXT, flags=re.S))}
WORDS = {word for code in (*CODE, *BLOCKS) for word in re.split(r"[^\w-]+", code)}
READING = {"text", "flag", "values", "number", "set_default"}  # the functions of archive/variables.py that take a name
OURS = {"agreements", "archive.accounts"}  # the applications whose commands are the archive's own
OF_DJANGO = re.compile(r"/admin/.")  # below this, addresses are Django's


def sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).glob("**/*.py"))]


def addresses(patterns: list[URLPattern | URLResolver], prefix: str = "/") -> Iterator[str]:
    """Every address that the resolver knows, as docs/ write it; what is below a language without the first slash."""
    for pattern in patterns:
        route = re.sub(r"\(\?P<\w+>[^)]*\)|<(?:\w+:)?\w+>", "<>", str(pattern.pattern)).replace("\\", "").strip("^$")
        if isinstance(pattern, URLPattern):
            if not OF_DJANGO.match(prefix + route):
                yield prefix + route
        elif isinstance(pattern.pattern, LocalePrefixPattern):
            yield "/<>/"
            yield from (address for address in addresses(pattern.url_patterns, "") if address)
        else:
            yield from addresses(pattern.url_patterns, prefix + route)


def parameters() -> set[str]:
    """Every parameter that an address for readers may have. Another way to read them fails the test."""
    found = {*Parameters(DOCUMENTS).form.fields, *DOCUMENT_PARAMETERS, PICK, *KEPT_PARAMETERS}
    for path in {*sources("agreements", "archive")} - {*sources("agreements/admin", "archive/accounts")}:
        for use in re.findall(r"request\.GET\b[^\n]*", path.read_text(encoding="utf-8")):
            named = re.match(r'request\.GET(?:\.get\(|\[)"(\w+)"', use)
            if named:
                found.add(named[1])
            else:
                assert re.match(r"request\.GET(\)|\.get\(name,)", use), f"{path}: {use}"
    return found


def variables() -> set[str]:
    """Every environment variable that is read through archive/variables.py."""
    found = set()
    for path in sources("archive", "agreements", "benchmarks", "tests"):
        text = path.read_text(encoding="utf-8")
        if "variables" not in f"{path.stem} {text}":
            continue
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            function = node.func
            called = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            owner = getattr(function.value, "id", "") if isinstance(function, ast.Attribute) else path.stem
            if called in READING and owner == "variables":
                found.add(str(node.args[0].value))
    return found


def commands() -> dict[str, list[str]]:
    """The archive's own commands, each with its options and arguments as its help shows them."""
    found: dict[str, list[str]] = {}
    of_django = BaseCommand().create_parser("manage.py", "any")
    for name, app in get_commands().items():
        if app in OURS and name != "createsuperuser":  # which has the options of Django's
            found[name] = []
            parser = load_command_class(app, name).create_parser("manage.py", name)
            for action in parser._actions:
                if action.dest not in {known.dest for known in of_django._actions}:
                    found[name].append(str([*action.option_strings, action.metavar or action.dest.upper()][0]))
    return found


def targets() -> list[str]:
    return re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)


def paths() -> set[str]:
    """Files and folders of the checkout that docs/ name."""
    folders = "|".join(path.name for path in ROOT.iterdir() if path.is_dir() and path.name != "var")
    named = {code for code in CODE if re.fullmatch(rf"(?:{folders})/[\w./-]*", code)}
    return named | {link for page in PAGES for link in links(page)}


def links(page: Path) -> Iterator[str]:
    for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if "://" not in link:
            yield (page.parent / link).resolve().relative_to(ROOT).as_posix()


@pytest.mark.parametrize("address", sorted(set(addresses(get_resolver().url_patterns))))
def test_every_address_is_documented(address: str) -> None:
    assert address in {re.sub(r"<[^<>]*>", "<>", code) for code in CODE}


@pytest.mark.parametrize("parameter", sorted(parameters()))
def test_every_parameter_of_an_address_is_documented(parameter: str) -> None:
    assert any(code == parameter or code.startswith(f"{parameter}=") for code in CODE)


@pytest.mark.parametrize("parameter", sorted(Parameters(DOCUMENTS).form.fields))
def test_every_parameter_of_a_list_stands_in_its_table(parameter: str) -> None:
    [told] = re.findall(r"^## Parameters of a list$(.*?)(?:^## |\Z)", TEXT, re.M | re.S)
    assert re.search(rf"^\|[^|]*`{parameter}`", told, re.M)


@pytest.mark.parametrize("variable", sorted(variables()))
def test_every_environment_variable_is_documented(variable: str) -> None:
    assert variable in WORDS


@pytest.mark.parametrize(("command", "options"), commands().items())
def test_every_command_is_documented_with_its_options(command: str, options: list[str]) -> None:
    told = [code.split() for code in CODE if code.startswith(f"manage.py {command}")]
    assert any(all(option in re.sub(r"[\[\]]", "", " ".join(words)) for option in options) for words in told)


@pytest.mark.parametrize("target", targets())
def test_every_target_of_the_makefile_is_documented(target: str) -> None:
    assert target in CODE or re.search(rf"\bmake {target}\b", TEXT)


@pytest.mark.parametrize("path", sorted(paths()))
def test_what_is_named_is_there(path: str) -> None:
    assert (ROOT / path).exists()
