"""In which order what was found is shown.

Up to a few thousand hits, each is weighed: how heavy the places are where the words stand (title > parties, people,
places > headings and summaries > texts > notes and vocabulary), and how rare the words are. Beyond that a reader
cannot tell the hundredth from the thousandth, and three tiers do: all words in the title, all among title and names,
the others; within a tier the latest first. The index answers that without reading a single document.
"""

from typing import Any, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    Case,
    Expression,
    F,
    FloatField,
    Func,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)

from agreements.base.languages import reading_order
from agreements.models import SearchDocument
from agreements.models.order import by_signature
from agreements.search.question import Question
from agreements.search.words import NOTE, VOCABULARY

WEIGHED = 2000

Rows = TypeVar("Rows", bound=QuerySet[Any])

_WEIGHTS = "{0.08,0.25,0.6,1}"  # D, C, B, A
_FAMILIES = ((VOCABULARY, 0.03), (NOTE, 0.04))
_TOGETHER = 0.5
_CODED = 0.4  # coded with a theme that the words name together: more than the words scattered over a text


class Rank(Expression):
    """How well a vector answers a question, as a number that only compares."""

    output_field = FloatField()

    def __init__(self, question: Question, *, facets: bool = False) -> None:
        super().__init__()
        self.vector: Any = F("vector")
        self.facets: Any = F("facets") if facets else None
        self.question = question

    def get_source_expressions(self) -> list[Any]:
        """The columns of the index that are weighed."""
        return [self.vector, self.facets]

    def set_source_expressions(self, exprs: Any) -> None:
        """The columns of the index that are weighed."""
        self.vector, self.facets = exprs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The sum, over the terms, of their weight times where they stand."""
        vector, vector_params = compiler.compile(self.vector)
        parts: list[str] = []
        params: list[Any] = []
        for term, weight in zip(self.question.needed, self.question.weights, strict=True):
            if main := term.main():
                # ts_rank() divides by the number of lexemes asked for, which differs from term to term.
                size = 1 if term.phrase else main.count("'") // 2
                parts.append(f"%s * ts_rank(%s, {vector}, %s::tsquery)")
                params += [weight * size, _WEIGHTS, *vector_params, main]
            for mark, worth in _FAMILIES:
                if query := term.marked(mark):
                    parts.append(f"%s * ({vector} @@ %s::tsquery)::integer")
                    params += [weight * worth, *vector_params, query]
        if self.question.together:
            parts.append(f"%s * ts_rank(%s, {vector}, %s::tsquery)")
            params += [_TOGETHER * sum(self.question.weights), _WEIGHTS, *vector_params, self.question.together]
        if self.question.themes and self.facets:
            facets, facets_params = compiler.compile(self.facets)
            parts.append(f"%s * ({facets} && %s)::integer")
            themes = [f"theme:{key}" for key in self.question.themes]
            params += [_CODED * sum(self.question.weights), *facets_params, themes]
        return f"({' + '.join(parts) or '0'})", tuple(params)


def latest_first(path: str = "") -> tuple[Any, ...]:
    """By signature, the latest first; the rows of the index have the dates of their document."""
    return by_signature(path, latest_first=True)


def earliest_first(path: str = "") -> tuple[Any, ...]:
    """By signature, the earliest first."""
    return by_signature(path)


def document_tier(question: Question) -> Case:
    """2 where all words stand in the title, 1 where all stand in title and names, else 0."""
    return Case(
        When(_among(SearchDocument.objects.all(), question.title_tier), then=Value(2)),
        When(_among(SearchDocument.objects.all(), question.name_tier), then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )


def _among(rows: QuerySet[Any], query: str) -> Q:
    return Q(pk__in=rows.filter(vector__matches=query).values("pk")) if query else Q(pk__in=())


def by_title(path: str = "") -> tuple[Any, ...]:
    """In the reader's alphabet, by the title that the reader sees; the id makes the order total."""
    return F(f"{path}title_key_{reading_order()[0]}").asc(), F(f"{path}record_id").asc()


def in_order(found: Rows, ids: list[int]) -> Rows:
    """The rows in the order of their keys."""
    place = Func(Value(ids, ArrayField(BigIntegerField())), F("pk"), function="array_position")
    return found.order_by(place)
