"""Write the record back as YAML files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agreements.record.validation import InvalidRecord, read_record
from agreements.record.writing import Dump, dump, is_record_directory


class Command(BaseCommand):
    """``manage.py dump_record DIR``"""

    help = (
        "Writes the published record as YAML files: vocabulary, regions, places and one file per document. "
        "DIR is new, empty or an earlier dump, whose files of the same names are overwritten."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIR", help="where to write")

    def handle(self, *args: Any, **options: Any) -> None:
        directory: Path = options["directory"]
        try:
            if directory.is_dir() and any(directory.iterdir()) and not is_record_directory(directory):
                raise CommandError(f"{directory} is not empty and holds no record; name a new or empty directory.")
            result = dump(directory)
        except OSError as error:
            where = error.filename or directory
            raise CommandError(f"{where} cannot be written: {error.strerror}.") from error
        self._tell(result)
        try:
            read_record(directory)
        except InvalidRecord as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            raise CommandError(
                "These files cannot be loaded as they are: mend the documents and dump them again."
            ) from error

    def _tell(self, result: Dump) -> None:
        written = ", ".join(f"{count} {name}" for name, count in result.written.items())
        self.stdout.write(f"{written} written to {result.directory}, with vocabulary, regions and places.")
        for state, count in sorted(result.unpublished.items()):
            self.stdout.write(f"left out: {count} documents (state: {state})")
        if result.relations:
            self.stdout.write(f"left out: {result.relations} relations to documents that are not published")
        if result.attachments:
            self.stdout.write(f"left out: {result.attachments} attachments, which `backup` saves")
        if result.other_files:
            self.stdout.write(f"not of this dump, left as they are: {', '.join(result.other_files)}")
