"""Restore a backup into an empty archive: ``manage.py restore DIR``."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError

from archive.backup import FILES, Refused
from archive.cluster import Unavailable
from archive.restoring import has_other_key, restore


class Command(BaseCommand):
    """All or nothing; what is there already is never touched."""

    help = (
        "Restores what `backup` wrote into an empty archive: a new VAR_DIR, or an empty database in DATABASE_URL. "
        "Everything is read and compared with the sums before anything is written."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder."""
        parser.add_argument("directory", type=Path, metavar="DIR", help="a folder that `backup` has written")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was restored, and what is to be known of it."""
        begun, directory = time.monotonic(), options["directory"]
        try:
            manifest = restore(directory)
        except (Refused, Unavailable) as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(f"The database refused: {str(error).partition(chr(10))[0]}") from error
        for name in manifest.lost:
            self.stderr.write(f"lost before the backup: {name}")
        if has_other_key(directory):
            self.stderr.write(
                f"DJANGO_SECRET_KEY is not the key of the backup ({directory}/keys/secret_key): what was signed or "
                "encrypted with that one is not valid here."
            )
        files = sum(copy.path.startswith(f"{FILES}/") for copy in manifest.copies)
        self.stdout.write(
            f"Restored the backup of {manifest.made} in {time.monotonic() - begun:.1f} s: the database, {files} files "
            f"({manifest.size(FILES + '/'):,} bytes). Everybody signs in anew."
        )
