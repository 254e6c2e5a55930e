"""In which order what was found is shown.

Up to a few thousand hits, each is weighed: how heavy the places are where the words are (title > parties, people,
places > headings and summaries > texts > notes and vocabulary), and how rare the words are. Beyond that a reader
cannot tell the hundredth from the thousandth, and three tiers do: all words in the title, all among title and names,
the others; within a tier the latest first. The index answers that without reading a single document.
"""

from collections.abc import Iterator
from functools import reduce
from itertools import chain
from operator import and_, or_
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
from agreements.models import SearchEntry, SearchPassage
from agreements.models.order import by_signature
from agreements.search.question import Question
from agreements.search.words import NAME, NOTE, TITLE, VOCABULARY, Word, weighing

WEIGHED = 2000
WISHED = 200  # hits that are weighed by what was read as well, and not by the words alone

Rows = TypeVar("Rows", bound=QuerySet[Any])

_WEIGHTS = "{0.08,0.25,0.6,1}"  # D, C, B, A
_WEIGHTS_OF_PARTS = "{0.08,0.25,0.25,0.25}"  # in the rank of an entry, headings of its parts are no titles
_DAYS = ("earliest", "latest")
_FAMILIES = ((VOCABULARY, 0.03), (NOTE, 0.04))
_OFTEN = 0.15  # how much more a term is worth in e times as many passages
_TOGETHER = 0.5
_REPEATED = 0.03  # how much of its rank a term has by how often it is there
_HEAVIEST = "ABCD"
_CODED = 0.4  # coded with a theme that the words name together: more than the words scattered over a text


class Rank(Expression):
    """How well a passage answers a question, as a number that only compares."""

    output_field = FloatField()

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.vector: Any = F("vector")
        self.question = question

    def get_source_expressions(self) -> list[Any]:
        """The column of the index that is weighed."""
        return [self.vector]

    def set_source_expressions(self, exprs: Any) -> None:
        """The column of the index that is weighed."""
        (self.vector,) = exprs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The sum, over the terms, of their weight times where they are."""
        vector, _params = compiler.compile(self.vector)
        terms = list(_terms(self.question, vector, f"'{_WEIGHTS}'::real[]"))
        return " + ".join(sql for sql, _given in terms), tuple(chain.from_iterable(given for _sql, given in terms))


class RankOfEntry(Expression):
    """How well an entry answers a question: each term by the passage that has most of it, and somewhat by the others.

    A term is worth more the more passages have it, but no more than by the logarithm of their number.
    """

    output_field = FloatField()

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.pk: Any = F("pk")
        self.facets: Any = F("facets")
        self.question = question

    def get_source_expressions(self) -> list[Any]:
        """The columns of the index that are weighed."""
        return [self.pk, self.facets]

    def set_source_expressions(self, exprs: Any) -> None:
        """The columns of the index that are weighed."""
        self.pk, self.facets = exprs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Over the passages of the entry, so that each is weighed once (OFFSET 0 keeps it so)."""
        pk, _params = compiler.compile(self.pk)
        facets, _params = compiler.compile(self.facets)
        weights = f"(CASE part WHEN 'head' THEN '{_WEIGHTS}' ELSE '{_WEIGHTS_OF_PARTS}' END)::real[]"
        terms = list(_terms(self.question, "vector", weights))
        weighed = ", ".join(f"{sql} AS term{number}" for number, (sql, _given) in enumerate(terms))
        together = " + ".join(
            f"coalesce(max(term{number}) * (1 + {_OFTEN} * ln(sum(term{number}) / nullif(max(term{number}), 0))), 0)"
            for number in range(len(terms))
        )
        rank = f"""(
            SELECT {together} FROM (
                SELECT {weighed} FROM search_passage passage
                WHERE passage.entry_id = {pk} AND vector @@ %s::tsquery OFFSET 0
            ) weighed
        )"""
        params = [*chain.from_iterable(given for _sql, given in terms), self.question.any]
        if self.question.themes:
            rank += f" + %s * ({facets} && %s)::integer"
            themes = [f"theme:{key}" for key in self.question.themes]
            params += [_CODED * sum(self.question.weights), themes]
        return rank, tuple(params)


def _terms(question: Question, vector: str, weights: str) -> Iterator[tuple[str, list[Any]]]:
    """What each term, and each family of lexemes, is worth in a passage: SQL with its parameters."""
    ranked = f"%s * ts_rank({weights}, {vector}, %s::tsquery)"
    for term, weight in zip(question.needed, question.weights, strict=True):
        for main in term.by_language():
            # The heaviest place where it is in a language, and a little for how often it is there in whatever form.
            heaviest = " ".join(
                f"WHEN {vector} @@ %s::tsquery THEN ({weights})[{number}]" for number in range(len(_HEAVIEST), 0, -1)
            )
            yield (
                f"%s * (CASE {heaviest} ELSE 0 END)",
                [weight, *(weighing(main, letter) for letter in _HEAVIEST)],
            )
            # ts_rank() divides by the number of lexemes asked for, which differs from term to term.
            size = 1 if term.phrase else main.count("'") // 2
            yield ranked, [_REPEATED * weight * size, main]
        for prefix, worth in _FAMILIES:
            if query := term.placed(prefix):
                yield f"%s * ({vector} @@ %s::tsquery)::integer", [weight * worth, query]
    if question.together:
        yield ranked, [_TOGETHER * sum(question.weights), question.together]


def latest_first(path: str = "") -> tuple[Any, ...]:
    """By date, the latest first, for the rows of the index."""
    return by_signature(path, latest_first=True, days=_DAYS)


def earliest_first(path: str = "") -> tuple[Any, ...]:
    """By date, the earliest first, for the rows of the index."""
    return by_signature(path, days=_DAYS)


def tier(question: Question) -> Case:
    """2 for entries that have all words in the title, 1 for those with all in title and names, else 0."""
    return Case(
        When(_in_every(question, TITLE), then=Value(2)),
        When(_in_every(question, TITLE, NAME), then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )


def _in_every(question: Question, *families: str) -> Q:
    """That an entry has every term in the title, or in names as well.

    Its own row says so, which is quicker than its passages; but for beginnings of words.
    """
    terms = [term for term in question.needed if any(term.prefixed(family) for family in families)]
    if not terms:
        return Q(pk__in=())
    if any(word.beginning for term in terms for each in term.spellings for word in each.words):
        query = " & ".join(term.prefixed(*families) for term in terms)
        return Q(pk__in=SearchPassage.objects.filter(vector__matches=query).values("entry"))
    entries = SearchEntry.objects.all()
    for term in terms:
        rows = ([_with_word(family, word) for word in each.words] for family in families for each in term.spellings)
        entries = entries.filter(reduce(or_, (reduce(and_, words) for words in rows)))
    return Q(pk__in=entries.values("pk"))


def _with_word(family: str, word: Word) -> Q:
    return Q(lexemes__overlap=[family + lexeme for lexeme in word.known])


def by_title(path: str = "") -> tuple[Any, ...]:
    """In the reader's alphabet, by the title that the reader sees; the id makes the order total."""
    return F(f"{path}title_key_{reading_order()[0]}").asc(), F(f"{path}record_id").asc()


def in_order(found: Rows, ids: list[int]) -> Rows:
    """The rows in the order of their keys."""
    position = Func(Value(ids, ArrayField(BigIntegerField())), F("pk"), function="array_position")
    return found.order_by(position)
