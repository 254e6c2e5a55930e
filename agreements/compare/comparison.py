"""Two documents side by side: their facts, and their clauses paired by theme.

A clause of one document is paired with at most one of the other. Only clauses with a theme in common can form a pair,
and the closest pairs are formed first. The closeness is the sum of two Jaccard indexes (shared / all of either): of the
themes, and of the words of heading and summary. The words are the English ones, which every clause has, so that the
pairs are the same in every language of the page.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from agreements.base.languages import Text, reading_order
from agreements.models import Agreement, Clause, Theme
from agreements.models.facts import DOCUMENT, Shown
from agreements.models.statements import Value, stated

# With a smaller share of common words, nothing is highlighted: nearly every word would be.
ALIKE = 0.5
# The time to compare grows with the product of the two lengths: in longer texts nothing is highlighted.
MOST_WORDS = 2000
_WORD = re.compile(r"(?:\w+(?:[-’']\w+)*|[^\w\s])\s*")


class Fate(TextChoices):
    """What becomes of a clause from the left document to the right one."""

    KEPT = "kept", _("in both")
    DROPPED = "dropped", _("only left")
    NEW = "new", _("only right")

    @property
    def sign(self) -> str:
        """One character for it."""
        return {"kept": "=", "dropped": "−", "new": "+"}[self.value]


@dataclass(frozen=True)
class ComparedFact:
    """The values of one fact in both documents."""

    label: str
    left: list[Value]
    right: list[Value]

    @property
    def same(self) -> bool:
        """Whether both documents say the same."""
        return self.left == self.right

    @property
    def columns(self) -> tuple[list[Value], list[Value]]:
        """Left and right."""
        return self.left, self.right


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
    """A pair of clauses, or a clause that only one of the documents has; then the other is None."""

    fate: Fate
    themes: list[Theme]
    left: ComparedClause | None
    right: ComparedClause | None

    @property
    def columns(self) -> tuple[ComparedClause | None, ComparedClause | None]:
        """Left and right."""
        return self.left, self.right


@dataclass(frozen=True)
class Comparison:
    """Two documents side by side: what the page shows of them."""

    left: Agreement
    right: Agreement
    facts: list[ComparedFact]
    rows: list[ClauseRow]

    @property
    def documents(self) -> tuple[Agreement, Agreement]:
        """Left and right."""
        return self.left, self.right

    @property
    def without_clauses(self) -> list[Agreement]:
        """The documents of which no clauses are coded."""
        return [document for document in self.documents if not document.clauses.all()]

    @property
    def counts(self) -> list[tuple[Fate, int]]:
        """How many clauses are kept, dropped and new."""
        return [(fate, sum(row.fate == fate for row in self.rows)) for fate in Fate]

    @property
    def backwards(self) -> bool:
        """Whether the document on the left is certainly the later one."""
        earliest_left, latest_right = self.left.signed_lower, self.right.signed_upper
        return bool(earliest_left and latest_right and earliest_left > latest_right)


def compare(left: Agreement, right: Agreement) -> Comparison:
    """``left`` and ``right``, fetched with ``for_readers()``, side by side."""
    return Comparison(left, right, _facts(left, right), _rows(list(left.clauses.all()), list(right.clauses.all())))


def _facts(left: Agreement, right: Agreement) -> list[ComparedFact]:
    """The facts that at least one of the two documents states."""
    on_left, on_right = (
        {(row.fact.key, row.label): row.values for row in stated(document, Shown.COMPARISON)}
        for document in (left, right)
    )
    order = [fact.key for fact in DOCUMENT]
    names = sorted(on_left | on_right, key=lambda name: order.index(name[0]))
    return [ComparedFact(name[1], on_left.get(name, []), on_right.get(name, [])) for name in names]


def _rows(left: list[Clause], right: list[Clause]) -> list[ClauseRow]:
    """The clauses in the order of the left document; a new clause follows the pair that it follows on the right."""
    partners = _pairs(left, right)
    paired = set(partners.values())
    new_after: dict[int | None, list[ClauseRow]] = {}  # by the primary key of the paired clause before them
    previous: int | None = None
    for clause in right:
        if clause.pk in paired:
            previous = clause.pk
        else:
            new_after.setdefault(previous, []).append(_alone(Fate.NEW, clause))
    right_by_key = {clause.pk: clause for clause in right}
    rows = new_after.pop(None, [])
    for clause in left:
        if (key := partners.get(clause.pk)) is None:
            rows.append(_alone(Fate.DROPPED, clause))
        else:
            rows += [_together(clause, right_by_key[key]), *new_after.get(key, [])]
    return rows


def _pairs(left: list[Clause], right: list[Clause]) -> dict[int, int]:
    """The clause of the right document that each clause of the left is paired with, by primary keys."""
    right_by_theme: dict[str, list[Clause]] = {}
    for clause in right:
        for theme in clause.themes.all():
            right_by_theme.setdefault(theme.pk, []).append(clause)
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


def _alone(fate: Fate, clause: Clause) -> ClauseRow:
    only = ComparedClause(clause, _plain(clause.summary), [_plain(text) for text in clause.texts])
    left, right = (only, None) if fate == Fate.DROPPED else (None, only)
    return ClauseRow(fate, list(clause.themes.all()), left, right)


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
        Fate.KEPT,
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
