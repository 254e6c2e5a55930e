"""How good the search is, measured by what knowledgeable readers would want to find.

Two judged sets: queries of a few words, whose answers are graded, and questions, whose answers are complete.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.http import QueryDict

from agreements.base.database import asking_index
from agreements.search.search import Search

GOOD = 2  # from this grade on a document is what was meant; a lower one may be there
DEPTH = 10


@dataclass(frozen=True)
class Judged:
    """A query, and the documents it ought to find with their grades (3 best, 1 acceptable)."""

    query: str
    language: str
    kind: str
    grades: Mapping[str, int]


@dataclass(frozen=True)
class Score:
    """How one query did."""

    judged: Judged
    found: list[str]

    @property
    def recall(self) -> float:
        """The part of the good documents that is among the first ten."""
        good = {record_id for record_id, grade in self.judged.grades.items() if grade >= GOOD}
        return len(good & set(self.found)) / min(len(good), DEPTH) if good else 1.0

    @property
    def reciprocal_rank(self) -> float:
        """One divided by the rank of the first good document."""
        ranks = (rank for rank, record_id in enumerate(self.found, 1) if self.judged.grades.get(record_id, 0) >= GOOD)
        return next((1 / rank for rank in ranks), 0.0)

    @property
    def ndcg(self) -> float:
        """Discounted gain by all grades, as a part of the best possible (Järvelin and Kekäläinen 2002)."""
        best = _gain(sorted(self.judged.grades.values(), reverse=True)[:DEPTH])
        return _gain(self.judged.grades.get(record_id, 0) for record_id in self.found) / best if best else 1.0


def _gain(grades: Iterable[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))


def _entries(path: Path, loader: type[yaml.CSafeLoader | yaml.CBaseLoader]) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = yaml.load(path.read_text(encoding="utf-8"), loader)
    return entries


def read(path: Path) -> list[Judged]:
    """The judged queries of a YAML file."""
    entries = _entries(path, yaml.CSafeLoader)
    return [
        Judged(
            str(entry["query"]),
            entry["language"],
            entry["kind"],
            {document["id"]: document["grade"] for document in entry["expect"]},
        )
        for entry in entries
    ]


def measure(queries: Iterable[Judged]) -> list[Score]:
    """Ask each query, through the same object as every page."""
    scores = []
    for judged in queries:
        search = _asked(judged.query)
        with asking_index():
            scores.append(Score(judged, _first(search, DEPTH)))
    return scores


def _asked(text: str) -> Search:
    params = QueryDict(mutable=True)
    params["q"] = text
    return Search(params)


def _first(search: Search, number: int) -> list[str]:
    return list(search.hits.in_order().values_list("record_id", flat=True)[:number])


@dataclass(frozen=True)
class Average:
    """What a group of queries reaches together."""

    name: str
    queries: int
    recall: float
    mrr: float
    ndcg: float


def average(name: str, scores: list[Score]) -> Average:
    """Recall@10, MRR and nDCG@10 of a group."""
    number = len(scores) or 1
    return Average(
        name,
        len(scores),
        sum(score.recall for score in scores) / number,
        sum(score.reciprocal_rank for score in scores) / number,
        sum(score.ndcg for score in scores) / number,
    )


def averages(scores: list[Score]) -> list[Average]:
    """All together, then by language, then by kind of query."""
    groups: dict[str, list[Score]] = {"all": scores}
    for score in sorted(scores, key=lambda score: score.judged.language):
        groups.setdefault(f"language {score.judged.language}", []).append(score)
    for score in sorted(scores, key=lambda score: score.judged.kind):
        groups.setdefault(f"kind {score.judged.kind}", []).append(score)
    return [average(name, group) for name, group in groups.items()]


@dataclass(frozen=True)
class Piece:
    """One thing that a question asks for: the name of a filter, and its values as in addresses."""

    name: str
    values: frozenset[str]

    def __str__(self) -> str:
        return f"{self.name}: {', '.join(sorted(self.values))}"


def pieces(named: Iterable[tuple[str, Iterable[str]]]) -> Counter[Piece]:
    """Pieces as they compare: the values of one filter together, but each party of several by itself; no plain words.

    A name that the archive does not have is the same in whatever case it is written.
    """
    together: dict[str, set[str]] = {}
    read: Counter[Piece] = Counter()
    for name, values in named:
        if name == "party":
            read[Piece(name, frozenset(values))] += 1
        elif name != "words":
            together.setdefault(name, set()).update(map(str.casefold, values) if name == "unknown" else values)
    read.update(Piece(name, frozenset(values)) for name, values in together.items())
    return read


@dataclass(frozen=True)
class Question:
    """A question, the kinds of its pieces, its right reading, and all documents that answer it."""

    text: str
    language: str
    kinds: tuple[str, ...]
    pieces: Counter[Piece]
    expect: frozenset[str]


@dataclass(frozen=True)
class Answered:
    """What came of one question: as far as is counted, the documents found in their order; and how it was read."""

    question: Question
    found: Sequence[str]
    pieces: Counter[Piece]

    @property
    def r_precision(self) -> float:
        """The part of the first R documents that is right, where R is how many are right."""
        return self._right_among(len(self.question.expect))

    @property
    def recall(self) -> float:
        """The part of the right documents that is among the first ten."""
        return self._right_among(DEPTH)

    @property
    def is_read(self) -> bool:
        """Whether every piece was read, rightly, and no other."""
        return self.pieces == self.question.pieces

    def _right_among(self, number: int) -> float:
        expect = self.question.expect
        if not expect:
            return float(not self.found)
        return len(expect & set(self.found[:number])) / min(number, len(expect))


def read_questions(path: Path) -> list[Question]:
    """The judged questions of a YAML file; its scalars are texts, a year no number and a day no date."""
    return [
        Question(
            entry["question"],
            entry["language"],
            tuple(entry["kinds"]),
            pieces(_judged_pieces(entry["pieces"])),
            frozenset(entry["expect"]),
        )
        for entry in _entries(path, yaml.CBaseLoader)
    ]


def _judged_pieces(judged: Mapping[str, Any]) -> Iterable[tuple[str, Iterable[str]]]:
    for name, values in judged.items():
        match name:
            case "signed":
                yield name, [values]
            case "party":
                yield from ((name, inner) for inner in values)
            case _:
                yield name, values


def ask(questions: Iterable[Question]) -> list[Answered]:
    """Ask each question, through the same object as every page."""
    answers = []
    for question in questions:
        search = _asked(question.text)
        with asking_index():
            found = _first(search, max(DEPTH, len(question.expect)))
            read = pieces((piece.name, piece.values) for piece in search.reading.pieces)
            answers.append(Answered(question, found, read))
    return answers


@dataclass(frozen=True)
class Share:
    """What a group of questions reaches together."""

    name: str
    questions: int
    r_precision: float
    recall: float
    is_read: float


def share(name: str, answers: Sequence[Answered]) -> Share:
    """R-precision and recall@10 of a group, and the share of its questions whose pieces were all read right."""
    number = len(answers) or 1
    return Share(
        name,
        len(answers),
        sum(answer.r_precision for answer in answers) / number,
        sum(answer.recall for answer in answers) / number,
        sum(answer.is_read for answer in answers) / number,
    )


def shares(answers: Sequence[Answered]) -> list[Share]:
    """All together, then by language, then by kind of piece; a question counts under each of its kinds."""
    groups: dict[str, list[Answered]] = {"all": list(answers)}
    for language in sorted({answer.question.language for answer in answers}):
        groups[f"language {language}"] = [answer for answer in answers if answer.question.language == language]
    for kind in sorted({kind for answer in answers for kind in answer.question.kinds}):
        groups[f"kind {kind}"] = [answer for answer in answers if kind in answer.question.kinds]
    return [share(name, group) for name, group in groups.items()]


def worst(answers: Iterable[Answered]) -> list[Answered]:
    """Those that fall short, the worst first."""
    short = [answer for answer in answers if answer.r_precision < 1 or answer.recall < 1 or not answer.is_read]
    return sorted(short, key=lambda answer: (answer.r_precision, answer.recall, answer.is_read))
