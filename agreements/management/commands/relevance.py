"""``manage.py relevance``: how good the search is."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from agreements.search.relevance import Answered, Score, ask, averages, measure, read, read_questions, shares, worst

JUDGED = Path(settings.BASE_DIR, "tests", "relevance")


class Command(BaseCommand):
    """Print how well the judged queries and the judged questions are answered, by language and by kind."""

    help = (
        "Print recall@10, MRR and nDCG@10 of judged queries, and R-precision, recall@10 and the share rightly read of "
        "judged questions, by language and by kind."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which queries and questions, and whether to name those that fall short."""
        parser.add_argument("path", nargs="?", type=Path, default=JUDGED / "queries.yaml", help="the judged queries")
        parser.add_argument(
            "--questions", type=Path, default=JUDGED / "questions.yaml", metavar="PATH", help="the judged questions"
        )
        parser.add_argument("--failures", action="store_true", help="name every query and question that falls short")

    def handle(self, *, path: Path, questions: Path, failures: bool, **options: Any) -> None:
        """Ask, and print two tables."""
        scores = measure(read(path))
        self.stdout.write(f"{'':24}{'queries':>9}{'recall@10':>13}{'MRR':>11}{'nDCG@10':>9}")
        for group in averages(scores):
            self.stdout.write(f"{group.name:24}{group.queries:9}{group.recall:13.3f}{group.mrr:11.3f}{group.ndcg:9.3f}")
        answers = ask(read_questions(questions))
        self.stdout.write(f"\n{'':24}{'questions':>9}{'R-precision':>13}{'recall@10':>11}{'read':>9}")
        for part in shares(answers):
            self.stdout.write(
                f"{part.name:24}{part.questions:9}{part.r_precision:13.3f}{part.recall:11.3f}{part.is_read:9.3f}"
            )
        if failures:
            for score in scores:
                if score.recall < 1 or score.reciprocal_rank < 1:
                    self._tell_query(score)
            for answered in worst(answers):
                self._tell_question(answered)

    def _tell_query(self, score: Score) -> None:
        judged = score.judged
        self.stdout.write(f"\n{judged.query}  ({judged.language}, {judged.kind})")
        for rank, record_id in enumerate(score.found, 1):
            self.stdout.write(f"  {rank:2} [{judged.grades.get(record_id, ' ')}] {record_id}")
        for record_id, grade in judged.grades.items():
            if record_id not in score.found:
                self.stdout.write(f"   - [{grade}] {record_id}")

    def _tell_question(self, answered: Answered) -> None:
        """The question; what was read (+ beside what is right, - what is right and was not read); what was found."""
        question = answered.question
        self.stdout.write(f"\n{question.text}  ({question.language}, {', '.join(question.kinds)})")
        self.stdout.write(f"  R-precision {answered.r_precision:.3f}, recall@10 {answered.recall:.3f}")
        marked = (
            (" ", answered.pieces & question.pieces),
            ("+", answered.pieces - question.pieces),
            ("-", question.pieces - answered.pieces),
        )
        for mark, some in marked:
            for piece in some.elements():
                self.stdout.write(f"   {mark} {piece}")
        for rank, record_id in enumerate(answered.found, 1):
            self.stdout.write(f"  {rank:2} [{'x' if record_id in question.expect else ' '}] {record_id}")
        for record_id in sorted(question.expect - set(answered.found)):
            self.stdout.write(f"   - [x] {record_id}")
