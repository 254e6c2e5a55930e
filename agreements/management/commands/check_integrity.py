"""Read everything again that the archive keeps: ``manage.py check_integrity``."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from archive.integrity import Report, check, last_report


class Command(BaseCommand):
    """The exit code is 1 where anything was found."""

    help = (
        "Reads everything again: files and their sums, the published record, the index of the search against it, the "
        "rules and the pages of the database. Prints what is wrong, one line each; the exit code is 1 then."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say when it was done last and what was found, and do it."""
        if last := last_report():
            self.stdout.write(f"Last checked at {last.at}: {self._count(last)}.")
        else:
            self.stdout.write("Never checked before.")
        report = check()
        for finding in report.findings:
            self.stdout.write(finding)
        for reason in report.unchecked:
            self.stdout.write(f"not checked: {reason}")
        self.stdout.write(f"Checked in {report.seconds} s: {self._count(report)}.")
        if report.findings:
            sys.exit(1)

    @staticmethod
    def _count(report: Report) -> str:
        number = len(report.findings)
        return f"{number} finding{'' if number == 1 else 's'}" if number else "nothing was found"
