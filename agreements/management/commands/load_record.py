"""Load the record, or one document, from its YAML files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agreements.record import DATA
from agreements.record.loading import load
from agreements.record.validation import InvalidRecord


class Command(BaseCommand):
    """``manage.py load_record [PATH] [--replace ID]…``"""

    help = (
        "Loads the record from YAML files. Every file is checked before anything is written; what was edited "
        "here since it was loaded is refused and stays."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "path",
            nargs="?",
            type=Path,
            default=DATA,
            metavar="PATH",
            help="a record directory, or the file of one document (default: what the archive carries)",
        )
        parser.add_argument(
            "--replace",
            action="append",
            default=[],
            metavar="ID",
            help="let the file win over what was edited here, for this document "
            "(or theme/education, places/Omsk, regions/Astana); may be repeated",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = load(options["path"], options["replace"])
        except InvalidRecord as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            count = len(error.problems)
            raise CommandError(
                f"Nothing was loaded: {count} problem{'s' if count > 1 else ''} to mend first."
            ) from error
        for section, outcome in report.items():
            counts = outcome.counts()
            if sum(counts.values()):
                shown = ", ".join(f"{number} {what}" for what, number in counts.items())
                self.stdout.write(f"{section}: {shown}")
        for warning in report.warnings:
            self.stdout.write(f"warning: {warning}")
        for section, outcome in report.items():
            for key, reason in outcome.refused.items():
                self.stdout.write(f"refused: {section}/{key}: {reason}")
        if any(outcome.refused for outcome in report.values()):
            self.stdout.write("What was refused stays as it is here. Let a file win with --replace ID.")
