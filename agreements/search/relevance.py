"""How good the search is, measured by what knowledgeable readers would want to find."""

import math
from collections.abc import Iterable, Mapping
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


def read(path: Path) -> list[Judged]:
    """The judged queries of a YAML file."""
    entries: list[dict[str, Any]] = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
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
        params = QueryDict(mutable=True)
        params["q"] = judged.query
        with asking_index():
            found = Search(params).hits.in_order().values_list("record_id", flat=True)[:DEPTH]
            scores.append(Score(judged, list(found)))
    return scores


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
