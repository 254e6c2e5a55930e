"""Two documents side by side, the older on the left: their facts, and their clauses paired by theme.

A clause of one document is paired with at most one of the other. Only clauses with a theme in common can form a pair,
and the closest pairs are formed first. The closeness is the sum of two Jaccard indexes (shared / all of either): of the
themes, and of the words of heading and summary. The words are the English ones, which every clause has, so that the
pairs are the same in every language of the page. Beside a clause without a partner stands which clauses of the other
document are on its theme, if there are any: only a theme that the other does not have is a difference.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import Enum

from django.utils.translation import gettext as _

from agreements.base.languages import Text, reading_order
from agreements.models import Agreement, Clause, Effect, Relation, RelationType, Theme
from agreements.models.facts import DOCUMENT, Shown
from agreements.models.statements import Value, stated
from agreements.rules.doubts import Doubt, doubts

# With a smaller share of common words, nothing is highlighted: nearly every word would be.
ALIKE = 0.5
# The time to compare grows with the product of the two lengths: in longer texts nothing is highlighted.
MOST_WORDS = 2000
_UNORDERED = ("themes", "regions")  # facts of which the order says nothing
_WORD = re.compile(r"(?:\w+(?:[-’']\w+)*|[^\w\s])\s*")


class Fate(Enum):
    """Which of the documents has the theme of a clause."""

    BOTH = "both"
    LEFT = "left"
    RIGHT = "right"

    @property
    def sign(self) -> str:
        """One character for it."""
        return {"both": "=", "left": "←", "right": "→"}[self.value]


@dataclass(frozen=True)
class ComparedFact:
    """The values of one fact in both documents, and what is not certain of them.

    It is ``known`` unless the values only say that something is not known.
    """

    label: str
    left: list[Value]
    right: list[Value]
    known: bool = True
    doubts: tuple[list[Doubt], list[Doubt]] = ([], [])

    @property
    def columns(self) -> Iterable[tuple[list[Value], list[Doubt]]]:
        """Left and right: the values, and what is not certain of them."""
        return zip((self.left, self.right), self.doubts, strict=True)

    @property
    def is_same(self) -> bool:
        """Whether the documents state it alike, and surely: of what is not certain nobody knows if it is the same."""
        return self.left == self.right and not any(self.doubts)


@dataclass(frozen=True)
class Piece:
    """A run of words, and whether only this document has it."""

    text: str
    differs: bool = False


@dataclass(frozen=True)
class ComparedText:
    """A text in its language, in pieces."""

    lang: str
    pieces: list[Piece]


@dataclass(frozen=True)
class ComparedClause:
    """A clause of one document; in its summary and official texts the words that differ are highlighted."""

    clause: Clause
    summary: ComparedText
    texts: list[ComparedText]


@dataclass(frozen=True)
class ClauseRow:
    """A pair of clauses on one theme or several, or a clause without a partner; then the other is None.

    ``elsewhere`` are the clauses of the other document that are on its theme and have another partner.
    """

    fate: Fate
    themes: list[Theme]
    left: ComparedClause | None
    right: ComparedClause | None
    elsewhere: list[Clause] = field(default_factory=list)

    @property
    def columns(self) -> tuple[ComparedClause | None, ComparedClause | None]:
        """Left and right."""
        return self.left, self.right


@dataclass(frozen=True)
class Comparison:
    """Two documents side by side: what the page shows of them. ``relations`` are read from the first to the second."""

    left: Agreement
    right: Agreement
    facts: list[ComparedFact]
    rows: list[ClauseRow]
    relations: list[tuple[Agreement, RelationType, Agreement]]

    @property
    def documents(self) -> tuple[Agreement, Agreement]:
        """Left and right."""
        return self.left, self.right

    @property
    def differing(self) -> list[ComparedFact]:
        """The facts in which the documents differ, or may differ."""
        return [fact for fact in self.facts if fact.known and not fact.is_same]

    @property
    def equal(self) -> list[ComparedFact]:
        """The facts that both documents state alike."""
        return [fact for fact in self.facts if fact.known and fact.is_same]

    @property
    def unknown(self) -> list[ComparedFact]:
        """The facts that no source tells of either document."""
        return [fact for fact in self.facts if not fact.known]

    @property
    def without_clauses(self) -> list[Agreement]:
        """The documents of which no clauses are recorded."""
        return [document for document in self.documents if not document.clauses.all()]

    @property
    def counts(self) -> list[tuple[Fate, int]]:
        """How many rows there are of each fate."""
        return [(fate, sum(row.fate == fate for row in self.rows)) for fate in Fate]

    @property
    def follows(self) -> bool:
        """Whether the right document is known to change the left one: then what it alone has is new."""
        changes = any(
            later == self.right and type_.effect == Effect.CHANGES for later, type_, _earlier in self.relations
        )
        return changes and not self.without_clauses


def compare(first: Agreement, second: Agreement) -> Comparison:
    """The two documents, fetched with ``for_readers()``, side by side: the older on the left, in whatever order."""
    left, right = sorted((first, second), key=lambda document: document.listing_key)
    rows = _rows(list(left.clauses.all()), list(right.clauses.all()))
    return Comparison(left, right, _facts(left, right), rows, _relations(left, right))


def _relations(left: Agreement, right: Agreement) -> list[tuple[Agreement, RelationType, Agreement]]:
    """What either document says of the other."""
    pair = {document.pk: document for document in (left, right)}
    found = Relation.objects.published().filter(entry__in=pair, to__in=pair).select_related("type")
    return [
        (pair[relation.entry_id], relation.type, pair[relation.to_id])
        for relation in found.order_by("type__position", "type__key")
        if relation.entry_id != relation.to_id
    ]


def _facts(left: Agreement, right: Agreement) -> list[ComparedFact]:
    """The facts that at least one of the two documents states."""
    on_left, on_right = (
        {(row.fact.key, row.label): row.values for row in stated(document, Shown.COMPARISON)}
        for document in (left, right)
    )
    for name in on_left.keys() & on_right.keys():
        if name[0] in _UNORDERED:
            on_left[name], on_right[name] = _in_one_order(on_left[name], on_right[name])
    shaken = [doubts(document) for document in (left, right)]
    order = [fact.key for fact in DOCUMENT]
    names = sorted(on_left | on_right, key=lambda name: order.index(name[0]))
    return [
        ComparedFact(
            # A country alone would read as if it were the fact that both documents state alike.
            _("Parties (%(country)s)") % {"country": label} if key == "parties" else label,
            on_left.get((key, label), []),
            on_right.get((key, label), []),
            # A status that says nothing of force says that nobody knows: two of them are not the same answer.
            known=key != "status" or bool(left.status.force or right.status.force),
            doubts=(shaken[0].get(key, []), shaken[1].get(key, [])),
        )
        for key, label in names
    ]


def _in_one_order(left: list[Value], right: list[Value]) -> tuple[list[Value], list[Value]]:
    """What both sides have, as the left has it, and then what only one has: equal sets are equal to the eye too."""
    shared = [value for value in left if value in right]
    alone_left, alone_right = ([value for value in side if value not in shared] for side in (left, right))
    return [*shared, *alone_left], [*shared, *alone_right]


def _rows(left: list[Clause], right: list[Clause]) -> list[ClauseRow]:
    """The clauses in the order of the left document; one alone on the right follows the pair it follows there."""
    partners = _pairs(left, right)
    paired = set(partners.values())
    on_left, on_right = _by_theme(left), _by_theme(right)
    alone_after: dict[int | None, list[ClauseRow]] = {}  # by the primary key of the paired clause before them
    previous: int | None = None
    for clause in right:
        if clause.pk in paired:
            previous = clause.pk
        else:
            alone_after.setdefault(previous, []).append(_alone(Fate.RIGHT, clause, on_left))
    right_by_key = {clause.pk: clause for clause in right}
    rows = alone_after.pop(None, [])
    for clause in left:
        if (key := partners.get(clause.pk)) is None:
            rows.append(_alone(Fate.LEFT, clause, on_right))
        else:
            rows += [_together(clause, right_by_key[key]), *alone_after.get(key, [])]
    return rows


def _by_theme(clauses: list[Clause]) -> dict[str, list[Clause]]:
    """The clauses on each theme, in their order."""
    found: dict[str, list[Clause]] = {}
    for clause in clauses:
        for theme in clause.themes.all():
            found.setdefault(theme.pk, []).append(clause)
    return found


def _pairs(left: list[Clause], right: list[Clause]) -> dict[int, int]:
    """The clause of the right document that each clause of the left is paired with, by primary keys."""
    right_by_theme = _by_theme(right)
    words = {clause.pk: _words(clause) for clause in (*left, *right)}
    themes = {clause.pk: {theme.pk for theme in clause.themes.all()} for clause in (*left, *right)}
    candidates = []
    for clause in left:
        for other in {other for theme in clause.themes.all() for other in right_by_theme.get(theme.pk, ())}:
            closeness = sum(_jaccard(features[clause.pk], features[other.pk]) for features in (themes, words))
            candidates.append((-closeness, clause.number, other.number, clause.pk, other.pk))
    partners: dict[int, int] = {}
    taken = set()
    for _closeness, _left_number, _right_number, left_key, right_key in sorted(candidates):
        if left_key not in partners and right_key not in taken:
            partners[left_key] = right_key
            taken.add(right_key)
    return partners


def _words(clause: Clause) -> set[str]:
    return set(re.findall(r"\w+", f"{clause.heading_en} {clause.summary_en}".casefold()))


def _jaccard(left: set[str], right: set[str]) -> float:
    return len(left & right) / (len(left | right) or 1)


def _alone(fate: Fate, clause: Clause, others: dict[str, list[Clause]]) -> ClauseRow:
    """A clause without a partner; ``others`` are those of the other document by theme."""
    only = ComparedClause(clause, _plain(clause.summary), [_plain(text) for text in clause.texts])
    left, right = (only, None) if fate == Fate.LEFT else (None, only)
    shared = [theme for theme in clause.themes.all() if theme.pk in others]
    elsewhere = {other.number: other for theme in shared for other in others[theme.pk]}
    themes = shared or list(clause.themes.all())
    return ClauseRow(
        Fate.BOTH if shared else fate, themes, left, right, [elsewhere[number] for number in sorted(elsewhere)]
    )


def _together(left: Clause, right: Clause) -> ClauseRow:
    left_summary, right_summary = compare_texts(left.summary, right.summary)
    texts: tuple[list[ComparedText], list[ComparedText]] = ([], [])
    for lang in reading_order():
        left_text, right_text = (Text(getattr(clause, f"text_{lang}"), lang) for clause in (left, right))
        for column, text in zip(texts, compare_texts(left_text, right_text), strict=True):
            if text.pieces:
                column.append(text)
    right_themes = {theme.pk for theme in right.themes.all()}
    themes = [theme for theme in left.themes.all() if theme.pk in right_themes]
    return ClauseRow(
        Fate.BOTH,
        themes,
        ComparedClause(left, left_summary, texts[0]),
        ComparedClause(right, right_summary, texts[1]),
    )


def _plain(text: Text) -> ComparedText:
    return ComparedText(text.lang, [Piece(text)] if text else [])


def _is_word(token: str) -> bool:
    return token[0].isalnum()


def _bare(word: str) -> str:
    return word.strip().casefold()


def compare_texts(left: Text, right: Text) -> tuple[ComparedText, ComparedText]:
    """The two texts in pieces, of which those that differ are highlighted.

    Nothing is highlighted if they are in different languages, have too few words in common, or are too long to be
    compared while the reader waits.
    """
    left_words, right_words = _WORD.findall(left), _WORD.findall(right)
    if left.lang != right.lang or max(len(left_words), len(right_words)) > MOST_WORDS:
        return _plain(left), _plain(right)
    matcher = SequenceMatcher(None, [_bare(word) for word in left_words], [_bare(word) for word in right_words])
    runs = matcher.get_opcodes()
    common = sum(
        _is_word(word) for tag, start, end, *_right in runs if tag == "equal" for word in left_words[start:end]
    )
    if 2 * common < ALIKE * sum(_is_word(word) for word in (*left_words, *right_words)):
        return _plain(left), _plain(right)
    pieces: tuple[list[Piece], list[Piece]] = ([], [])
    for tag, left_start, left_end, right_start, right_end in runs:
        words = left_words[left_start:left_end], right_words[right_start:right_end]
        for column, run in zip(pieces, words, strict=True):
            if run:
                column.append(Piece("".join(run), differs=tag != "equal"))
    return ComparedText(left.lang, pieces[0]), ComparedText(right.lang, pieces[1])
