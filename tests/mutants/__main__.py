"""Runs the tests against each mutant, and says which live: ``make mutants``, docs/develop.md.

Nothing on the disk is changed: each mutant is a process of its own that reads one file otherwise.
"""

import argparse
import ast
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from tempfile import NamedTemporaryFile

import psycopg2
import yaml

from archive import local
from tests.mutants.making import make
from tests.mutants.run import attempt

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
AT_ONCE = 2
OURS = f"test_mutants_{os.getpid()}"  # the databases of this run; several may run at once
TEMPLATE = f"{OURS}_template"
# What no mutant changes is imported once, in the process from which all others are forked.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.mutants.run", "babel.dates", "django.test", "django_filters", "psycopg2"])
LONGEST = 300  # seconds; longer than any of the tests takes
ENOUGH = 90  # per cent
# Modules from which the roles and the index in the database are made.
IN_THE_DATABASE = ("/roles.py", "/entry_types.py", "/facets.py", "/generate.py", "/paths.py", "/shown.py", "/texts.py")
PASSED, FAILED, INTERRUPTED, MISUSED = 0, 1, 2, 4  # pytest's exit codes; what cannot be imported is dead as well


@dataclass(frozen=True)
class Trial:
    """One changed file, the tests of which one must die, and how it is listed."""

    path: str
    source: str
    tests: tuple[str, ...]
    title: str
    by_hand: bool
    excused: str = ""

    @property
    def changes_database(self) -> bool:
        """Whether the database has to be made anew with the change in it."""
        return self.path.endswith((".sql", *IN_THE_DATABASE)) or "/migrations/" in self.path


def trials(chosen: str) -> Iterator[Trial]:
    """Every mutant whose file or title has ``chosen`` in it; the ones written by hand first."""
    plan = yaml.safe_load((HERE / "plan.yaml").read_text("utf-8"))
    for rule, entry in plan["by_hand"].items():
        text = (ROOT / entry["file"]).read_text("utf-8")
        if text.count(entry["old"]) != 1:
            sys.exit(f"{entry['file']}: “{entry['old']}” is not there exactly once; fix plan.yaml ({rule})")
        tests = tuple(entry["tests"].split())
        yield Trial(entry["file"], text.replace(entry["old"], entry["new"]), tests, f"{entry['file']}  {rule}", True)
    living = {(entry["file"], entry["in"], entry["old"], entry["new"]): entry["why"] for entry in plan["living"]}
    looked_at = set()
    for module in plan["modules"]:
        if chosen.partition(":")[0] not in module["file"]:
            continue
        looked_at.add(module["file"])
        tests, only = tuple(module["tests"].split()), frozenset(module.get("only", "").split())
        for mutant in make(module["file"], (ROOT / module["file"]).read_text("utf-8"), only):
            title = f"{mutant.path}:{mutant.line} {mutant.where}\n    - {mutant.old}\n    + {mutant.new}"
            yield Trial(mutant.path, mutant.source, tests, title, False, living.pop(mutant.identity, ""))
    for path, where, old, new in (identity for identity in living if identity[0] in looked_at):
        print(f"Listed as living in plan.yaml, and no mutant any more: {path} {where}\n    - {old}\n    + {new}")


def survives(trial: Trial, database: str) -> bool:
    """Whether all the tests pass although the file is changed."""
    variables = {"TEST_DATABASE": database, "TEST_TEMPLATE": "" if trial.changes_database else TEMPLATE}
    with NamedTemporaryFile() as output:
        process = PROCESSES.Process(
            target=attempt, args=(trial.path, trial.source, trial.tests, variables, output.name)
        )
        process.start()
        process.join(LONGEST)
        if process.exitcode is None:
            process.kill()
            process.join()
            sys.stderr.write(f"\nGiven up after {LONGEST} seconds: {trial.title}\n")
            return False
        if process.exitcode not in (PASSED, FAILED, INTERRUPTED, MISUSED) or (process.exitcode and not trial.title):
            sys.stderr.write(output.read().decode("utf-8", "replace")[-3000:])
        return process.exitcode == PASSED


def forget_databases() -> None:
    """Drop the databases of this run."""
    with closing(psycopg2.connect(os.environ["DATABASE_URL"])) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"{OURS}_"])
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def main() -> int:
    """Run them two at a time, and say what lives."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("chosen", nargs="?", default="", help="only mutants with this in their file or title")
    parser.add_argument("--list", action="store_true", help="list them, and run nothing")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--by-hand", action="store_true", help="only those that were written by hand")
    kind.add_argument("--by-machine", action="store_true", help="only those that the machine makes")
    options = parser.parse_args()
    left_out = {True: options.by_machine, False: options.by_hand}
    found = [trial for trial in trials(options.chosen) if options.chosen in trial.title and not left_out[trial.by_hand]]
    if options.list:
        print("\n".join(trial.title for trial in found))
        return 0
    with local.environment():
        try:
            return try_all(found)
        finally:
            forget_databases()


def try_all(found: list[Trial]) -> int:
    """Run everything that is not excused, and report."""
    databases: SimpleQueue[str] = SimpleQueue()
    for number in range(AT_ONCE):
        databases.put(f"{OURS}_{number}")

    def run(trial: Trial) -> bool:
        database = databases.get()
        try:
            return survives(trial, database)
        finally:
            databases.put(database)

    started, survivors = time.monotonic(), []
    to_try = [trial for trial in found if not trial.excused]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        as_it_is = unchanged(to_try)
        passing = [run(trial) for trial in as_it_is[:1]]  # makes the template
        passing += pool.map(run, as_it_is[1:])
        if failing := [trial for trial, passes in zip(as_it_is, passing, strict=True) if not passes]:
            sys.exit(f"Without any mutant these fail: {' '.join(failing[0].tests)}")
        for number, (trial, lives) in enumerate(zip(to_try, pool.map(run, to_try), strict=True), 1):
            if lives:
                survivors.append(trial)
                print(f"\nLIVES {trial.title}", flush=True)
            elif sys.stdout.isatty():
                print(f"\r{number} of {len(to_try)}", end="", flush=True)
    return report(found, survivors, time.monotonic() - started)


def unchanged(found: list[Trial]) -> list[Trial]:
    """Each set of tests with nothing changed, and each file that the machine changes as it would write it."""
    same = {("manage.py", trial.tests) if trial.by_hand else (trial.path, trial.tests) for trial in found}
    sources = {path: (ROOT / path).read_text("utf-8") for path, _tests in same}
    return [Trial(path, ast.unparse(ast.parse(sources[path])), tests, "", True) for path, tests in sorted(same)]


def report(found: list[Trial], survivors: list[Trial], seconds: float) -> int:
    """The numbers by file; 1 where too many live, or one that was written by hand."""
    print()
    for by_hand in (True, False):
        for path in sorted({trial.path for trial in found if trial.by_hand is by_hand}):
            mutants = [trial for trial in found if trial.path == path and trial.by_hand is by_hand]
            listed = sum(bool(trial.excused) for trial in mutants)
            lives = sum(trial in survivors for trial in mutants)
            dead = len(mutants) - listed - lives
            print(
                f"{path}: {len(mutants)} made {'by hand' if by_hand else 'by machine'}, {dead} dead, {lives} live",
                end="",
            )
            print(f", {listed} change nothing that matters" if listed else "")
    made = [trial for trial in found if not trial.by_hand and not trial.excused]
    killed = 100 * (1 - sum(not trial.by_hand for trial in survivors) / len(made)) if made else 100
    print(f"{killed:.1f} % of those made by machine die; {seconds / 60:.0f} minutes")
    return int(killed < ENOUGH or any(trial.by_hand for trial in survivors))


if __name__ == "__main__":
    sys.exit(main())
