"""Plays the scenarios and prints what came of them: ``make faults``, docs/develop.md."""

import argparse
import os
import shutil
import sys
import tempfile
import traceback
from pathlib import Path
from time import monotonic

import django

LIMIT = 10 * 60  # seconds for all of them
LINE = "{:34} {:>12} {:>6} {:>9} {:>7}  {}"


def main() -> int:
    """Play those that are named, or all; return 1 if anything was lost or took too long."""
    os.environ.update(DJANGO_SETTINGS_MODULE="archive.settings", DJANGO_SECRET_KEY="faults", DATABASE_URL="")
    django.setup()  # for the forms that are read; nothing here is asked of a database by Django

    from tests.faults.archives import Bench, Skipped
    from tests.faults.scenarios import SCENARIOS

    parser = argparse.ArgumentParser(prog="make faults", description="What becomes of the archive under faults.")
    parser.add_argument("names", nargs="*", help="parts of the names of the faults to try; all, if none is given")
    parser.add_argument("--seconds", type=float, default=30, help="how long each load lasts (30)")
    given = parser.parse_args()
    names = given.names
    began, failed = monotonic(), 0
    folder = Path(tempfile.mkdtemp(prefix="archive-faults-"))
    folder.chmod(0o755)
    bench = Bench(folder, given.seconds)
    try:
        print(f"An archive to copy: first page after {bench.prepare():.1f} s.\n")
        print(LINE.format("fault", "acknowledged", "found", "seconds", "within", ""), flush=True)
        for scenario in SCENARIOS:
            if names and not any(name in scenario.name for name in names):
                continue
            if monotonic() - began > LIMIT:
                print(f"{scenario.name}: not tried, {LIMIT // 60} minutes are over")
                failed += 1
                continue
            try:
                outcome = scenario.play(bench)
            except Skipped as reason:
                print(f"{scenario.name}: not tried, it {reason}", flush=True)
                continue
            except Exception as error:
                failed += 1
                print(f"{scenario.name}: FAILED, {error}", flush=True)
                traceback.print_exc()
                bench.clear()
                continue
            lost, late = outcome.acknowledged - outcome.found, outcome.seconds > scenario.within
            failed += bool(lost or late)
            found = f"{outcome.seconds:.1f}"
            note = " ".join([*(["LOST"] * bool(lost)), *(["LATE"] * late), outcome.note])
            columns = (scenario.name, outcome.acknowledged, outcome.found, found, scenario.within, note)
            print(LINE.format(*columns), flush=True)
    finally:
        bench.clear()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"\n{'All is well' if not failed else f'{failed} went wrong'}, after {monotonic() - began:.0f} s.")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
