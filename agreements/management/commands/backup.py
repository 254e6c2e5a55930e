"""Back up the whole archive while it runs: ``manage.py backup DIR``."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError

from archive.backup import DATABASE, FILES, Refused, back_up
from archive.cluster import Unavailable


class Command(BaseCommand):
    """Everything: drafts, what was withdrawn, versions, accounts and the history of the admin too."""

    help = "Backs up the whole archive while it runs: database, files, secret key, and a manifest with their sums."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder."""
        parser.add_argument("directory", type=Path, metavar="DIR", help="a new or empty folder, outside of VAR_DIR")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was saved, and what could not be."""
        begun, directory = time.monotonic(), options["directory"]
        try:
            manifest = back_up(directory)
        except (Refused, Unavailable) as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(f"The database refused: {str(error).partition(chr(10))[0]}") from error
        for name in manifest.lost:
            self.stderr.write(f"lost before, and not in the backup: {name}")
        for name in manifest.changed:
            self.stderr.write(f"not what was uploaded, and backed up as it is: {name}")
        files = sum(copy.path.startswith(f"{FILES}/") for copy in manifest.copies)
        self.stdout.write(
            f"Backed up to {directory} in {time.monotonic() - begun:.1f} s: the database "
            f"({manifest.size(DATABASE):,} bytes), {files} files ({manifest.size(FILES + '/'):,} bytes) and the key."
        )
