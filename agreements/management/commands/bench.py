"""``manage.py bench``: how fast the search is, at three sizes, beside other engines."""

import gc
import logging
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.models import Agreement
from agreements.record import DATA
from agreements.record.loading import load
from benchmarks import artificial
from benchmarks.rivals import CHOICES, Cases, datasette_cases, tantivy_cases

SCRATCH = "archive_bench"
SIZES = (1_000, 10_000, 100_000)


class Command(BaseCommand):
    """Measure whole pages, as a reader gets them, over a plainly artificial record in a database of its own."""

    help = "Measure the search over artificial records of several sizes, beside Datasette and tantivy if installed."

    def add_arguments(self, parser: CommandParser) -> None:
        """How much to measure."""
        parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="documents, for example 1000,10000")
        parser.add_argument("--repeat", type=int, default=20, help="measurements of each case")
        parser.add_argument("--alone", action="store_true", help="leave the other engines out")

    def handle(self, *, sizes: str, repeat: int, alone: bool, **options: Any) -> None:
        """Build, measure, print."""
        logging.getLogger("httpx").setLevel(logging.WARNING)
        settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        settings.ALLOWED_HOSTS.append("testserver")
        settings.SECURE_SSL_REDIRECT = False
        with scratch_database():
            call_command("migrate", verbosity=0)
            load(DATA)
            self.stdout.write(f"The real record: {Agreement.objects.count()} documents")
            self._table(pages(rare="libraries", common="culture", typed="libr", asked="libraries"), repeat)
            with connection.cursor() as cursor:
                cursor.execute("TRUNCATE agreements_entry, agreements_party, agreements_person CASCADE")
            done = 1
            for size in sorted(int(size) for size in sizes.split(",")):
                start = time.perf_counter()
                artificial.fill(done, size + 1)
                self.stdout.write(f"\n{size} documents, written and indexed in {time.perf_counter() - start:.0f} s")
                done = size + 1
                self._table(pages(), repeat)
                if not alone:
                    self._rivals(size, repeat)
        self.stdout.write(f"\nPeak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")

    def _rivals(self, size: int, repeat: int) -> None:
        vocabulary = artificial.Vocabulary.of_database()
        engines: tuple[tuple[str, Callable[..., Cases]], ...] = (
            ("datasette", datasette_cases),
            ("tantivy", tantivy_cases),
        )
        for name, cases in engines:
            if find_spec(name) is None:
                self.stdout.write(f"{name} is not installed: pip install -r requirements-bench.txt")
                continue
            with tempfile.TemporaryDirectory() as directory:
                made = artificial.documents(1, size + 1, vocabulary)
                self.stdout.write(f"{name}:")
                self._table(cases(Path(directory, name + ".db"), made), max(3, repeat // 4))

    def _table(self, cases: Cases, repeat: int) -> None:
        self.stdout.write(f"  {'':24}{'median':>10}{'p95':>10}{'SQL':>6}")
        for name, ask in cases.items():
            ask()
            with CaptureQueriesContext(connection) as captured:
                ask()
                queries = len(captured)
            times = sorted(_timed(ask) for _ in range(repeat))
            p95 = times[min(len(times) - 1, int(len(times) * 0.95))]
            median = statistics.median(times)
            self.stdout.write(f"  {name:24}{median:7.1f} ms{p95:7.1f} ms{queries or '':>6}")


def pages(
    rare: str = artificial.RARE,
    common: str = artificial.COMMON,
    typed: str = artificial.word(40, "en")[:4],
    asked: str = artificial.COMMON,
) -> Cases:
    """The cases as whole pages of the site."""
    client = Client()

    def get(path: str, **params: str) -> Callable[[], Any]:
        address = f"/en/{path}?{urlencode(params)}"

        def ask() -> Any:
            response = client.get(address)
            assert response.status_code == 200, address
            return response

        return ask

    return {
        "plain list": get("agreements/"),
        "rare word": get("agreements/", q=rare),
        "common word": get("agreements/", q=common),
        "word and three facets": get("agreements/", q=common, **CHOICES),
        "clauses": get("agreements/", q=common, view="clauses"),
        "question": get("agreements/", q=f"what do memoranda say about {asked} between 2012 and 2016"),
        "suggestions": get("suggest/", q=typed),
    }


def _timed(ask: Callable[[], Any]) -> float:
    gc.collect()
    start = time.perf_counter()
    ask()
    return (time.perf_counter() - start) * 1000


@contextmanager
def scratch_database() -> Iterator[None]:
    """A database of its own beside the archive's, dropped afterwards."""
    name = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {SCRATCH}")
        cursor.execute(f"CREATE DATABASE {SCRATCH} TEMPLATE template0")
    connection.close()
    connection.settings_dict["NAME"] = SCRATCH
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {SCRATCH}")
