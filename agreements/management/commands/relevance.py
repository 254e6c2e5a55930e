"""``manage.py relevance``: how good the search is."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from agreements.search.relevance import averages, measure, read


class Command(BaseCommand):
    """Print recall@10, MRR and nDCG@10 of the judged queries, by language and by kind."""

    help = "Print recall@10, MRR and nDCG@10 of judged queries, by language and by kind of query."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which queries, and whether to name those that fall short."""
        parser.add_argument(
            "path", nargs="?", type=Path, default=Path(settings.BASE_DIR, "tests", "relevance", "queries.yaml")
        )
        parser.add_argument("--failures", action="store_true", help="name every query that falls short")

    def handle(self, *, path: Path, failures: bool, **options: Any) -> None:
        """Ask, and print a table."""
        scores = measure(read(path))
        self.stdout.write(f"{'':24}{'queries':>8}{'recall@10':>11}{'MRR':>8}{'nDCG@10':>9}")
        for group in averages(scores):
            self.stdout.write(f"{group.name:24}{group.queries:8}{group.recall:11.3f}{group.mrr:8.3f}{group.ndcg:9.3f}")
        for score in scores if failures else ():
            if score.recall < 1 or score.reciprocal_rank < 1:
                judged = score.judged
                self.stdout.write(f"\n{judged.query}  ({judged.language}, {judged.kind})")
                for rank, record_id in enumerate(score.found, 1):
                    self.stdout.write(f"  {rank:2} [{judged.grades.get(record_id, ' ')}] {record_id}")
                for record_id, grade in judged.grades.items():
                    if record_id not in score.found:
                        self.stdout.write(f"   - [{grade}] {record_id}")
