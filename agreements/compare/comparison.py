"""Two documents side by side: their facts, and their clauses paired by theme.

A clause of one document is paired with at most one of the other. Only clauses with a theme in common can
form a pair; among those, the pairs that share most are formed first: themes and words (of heading and
summary, in English, which every clause has) count alike, each as shared / all of either (Jaccard). So the
pairs do not depend on the language of the page.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from babel import Locale
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from agreements.base.edtf import Edtf
from agreements.base.languages import Text, reading_order
from agreements.models import Agreement, Clause, Party, Place, Region, Theme, country_name

# Below this share of common words two texts are simply different: nearly every word would be marked.
ALIKE = 0.5
# Comparing takes time with the product of the two lengths: beyond a long article, texts are shown unmarked.
MOST_WORDS = 2000
_WORD = re.compile(r"(?:\w+(?:[-’']\w+)*|[^\w\s])\s*")


class Fate(TextChoices):
    """What becomes of a clause from the left document to the right one."""

    KEPT = "kept", _("kept")
    DROPPED = "dropped", _("dropped")
    NEW = "new", _("new")

    @property
    def sign(self) -> str:
        """The fate as one character."""
        return {"kept": "=", "dropped": "−", "new": "+"}[self.value]


@dataclass(frozen=True)
class Value:
    """One value of a fact, with the address and the remark that belong to it."""

    text: str
    url: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Fact:
    """The values of one fact in both documents."""

    label: str | Promise
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
    """A run of words, and whether it stands on this side only."""

    text: str
    differs: bool = False


@dataclass(frozen=True)
class Marked:
    """A text in pieces, in its language."""

    lang: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Side:
    """A clause in one of the two documents, with what differs in its summary and official texts marked."""

    clause: Clause
    summary: Marked
    texts: list[Marked]


@dataclass(frozen=True)
class Row:
    """A clause that both documents have, or one of them."""

    fate: Fate
    themes: list[Theme]
    left: Side | None
    right: Side | None

    @property
    def columns(self) -> tuple[Side | None, Side | None]:
        """Left and right."""
        return self.left, self.right


@dataclass(frozen=True)
class Comparison:
    """All that is shown of two documents side by side."""

    left: Agreement
    right: Agreement
    facts: list[Fact]
    rows: list[Row]

    @property
    def documents(self) -> tuple[Agreement, Agreement]:
        """Left and right."""
        return self.left, self.right

    @property
    def without_clauses(self) -> list[Agreement]:
        """The documents of which no clauses are coded."""
        return [one for one in self.documents if not one.clauses.all()]

    @property
    def counts(self) -> list[tuple[Fate, int]]:
        """How many clauses are kept, dropped and new."""
        return [(fate, sum(row.fate == fate for row in self.rows)) for fate in Fate]

    @property
    def backwards(self) -> bool:
        """Whether the document on the left is certainly the later one."""
        first, second = self.left.signed_lower, self.right.signed_upper
        return bool(first and second and first > second)


def compare(left: Agreement, right: Agreement) -> Comparison:
    """``left`` and ``right``, fetched with ``for_readers()``, side by side."""
    return Comparison(left, right, _facts(left, right), _rows(list(left.clauses.all()), list(right.clauses.all())))


def _facts(left: Agreement, right: Agreement) -> list[Fact]:
    """The facts that at least one of the two documents states."""
    sides = dict.fromkeys([*left.sides(), *right.sides()])
    asked: list[tuple[str | Promise, Callable[[Agreement], list[Value]]]] = [
        (_("Kind of document"), lambda one: [Value(one.kind.label)]),
        (_("Level"), lambda one: [Value(one.level.label)]),
        (_("Signed"), lambda one: [Value(str(one.signed_date))]),
        (_("Place of signature"), lambda one: _linked([one.where] if one.where else [])),
        *((country_name(side), _parties_of(side)) for side in sides),
        (
            _("Signed by"),
            lambda one: [
                Value(signatory.person.name, signatory.person.get_absolute_url(), signatory.office)
                for signatory in one.signatories.all()
            ],
        ),
        (_("In force since"), lambda one: [Value(str(Edtf.parse(one.in_force)))] if one.in_force else []),
        (_("Term"), _term),
        (_("Renewal"), lambda one: [Value(one.renewal)] if one.renewal else []),
        (_("Status"), lambda one: [Value(one.status.label)]),
        (_("Languages of the text"), lambda one: [Value(_language(code)) for code in one.languages]),
        (
            _("Themes"),
            lambda one: [Value(theme.label, theme.get_absolute_url()) for theme in one.themes.all()],
        ),
    ]
    facts = [Fact(label, values(left), values(right)) for label, values in asked]
    return [fact for fact in facts if fact.left or fact.right]


def _linked(things: Iterable[Party | Place | Region]) -> list[Value]:
    return [Value(thing.name, thing.get_absolute_url()) for thing in things]


def _parties_of(side: str) -> Callable[[Agreement], list[Value]]:
    return lambda one: _linked(one.sides().get(side, []))


def _term(agreement: Agreement) -> list[Value]:
    first, last = agreement.date_of("term_from"), agreement.date_of("term_until")
    if first and last:
        return [Value(gettext("from %(first)s to %(last)s") % {"first": first, "last": last})]
    if first:
        return [Value(gettext("from %(first)s") % {"first": first})]
    return [Value(gettext("until %(last)s") % {"last": last})] if last else []


def _language(code: str) -> str:
    return str(Locale.parse((get_language() or "en")[:2]).languages.get(code, code))


def _rows(left: list[Clause], right: list[Clause]) -> list[Row]:
    """The clauses in the order of the left document, each new one behind what it follows on the right."""
    partner = _pairs(left, right)
    partnered = set(partner.values())
    follows: dict[int | None, list[Row]] = {}
    last: int | None = None
    for other in right:
        if other.pk in partnered:
            last = other.pk
        else:
            follows.setdefault(last, []).append(_alone(Fate.NEW, other))
    by_key = {clause.pk: clause for clause in right}
    rows = follows.pop(None, [])
    for clause in left:
        if (key := partner.get(clause.pk)) is None:
            rows.append(_alone(Fate.DROPPED, clause))
        else:
            rows += [_together(clause, by_key[key]), *follows.get(key, [])]
    return rows


def _pairs(left: list[Clause], right: list[Clause]) -> dict[int, int]:
    """The clauses of the right document by their partners on the left (primary keys)."""
    by_theme: dict[str, list[Clause]] = {}
    for other in right:
        for theme in other.themes.all():
            by_theme.setdefault(theme.pk, []).append(other)
    words = {clause.pk: _words(clause) for clause in (*left, *right)}
    themes = {clause.pk: {theme.pk for theme in clause.themes.all()} for clause in (*left, *right)}
    found = []
    for clause in left:
        candidates = {other for theme in clause.themes.all() for other in by_theme.get(theme.pk, ())}
        for other in candidates:
            closeness = sum(_shared(what[clause.pk], what[other.pk]) for what in (themes, words))
            found.append((-closeness, clause.number, other.number, clause.pk, other.pk))
    partner: dict[int, int] = {}
    taken = set()
    for _closeness, _number, _other_number, key, other_key in sorted(found):
        if key not in partner and other_key not in taken:
            partner[key] = other_key
            taken.add(other_key)
    return partner


def _words(clause: Clause) -> set[str]:
    return set(re.findall(r"\w+", f"{clause.heading_en} {clause.summary_en}".casefold()))


def _shared(one: set[str], other: set[str]) -> float:
    return len(one & other) / (len(one | other) or 1)


def _alone(fate: Fate, clause: Clause) -> Row:
    side = Side(clause, _plain(clause.summary), [_plain(text) for text in clause.texts])
    left, right = (side, None) if fate == Fate.DROPPED else (None, side)
    return Row(fate, list(clause.themes.all()), left, right)


def _together(one: Clause, other: Clause) -> Row:
    first, second = mark(one.summary, other.summary)
    texts: tuple[list[Marked], list[Marked]] = ([], [])
    for lang in reading_order():
        ours, theirs = (Text(getattr(clause, f"text_{lang}"), lang) for clause in (one, other))
        for column, text in zip(texts, mark(ours, theirs), strict=True):
            if text.pieces:
                column.append(text)
    shared = {theme.pk for theme in other.themes.all()}
    themes = [theme for theme in one.themes.all() if theme.pk in shared]
    return Row(Fate.KEPT, themes, Side(one, first, texts[0]), Side(other, second, texts[1]))


def _plain(text: Text) -> Marked:
    return Marked(text.lang, [Piece(text)] if text else [])


def _is_word(token: str) -> bool:
    return token[0].isalnum()


def _bare(word: str) -> str:
    return word.strip().casefold()


def mark(left: Text, right: Text) -> tuple[Marked, Marked]:
    """The two texts with the words that differ marked.

    Unmarked if they are in different languages, have little in common, or are too long to be compared while
    the reader waits.
    """
    ours, theirs = _WORD.findall(left), _WORD.findall(right)
    if left.lang != right.lang or max(len(ours), len(theirs)) > MOST_WORDS:
        return _plain(left), _plain(right)
    matcher = SequenceMatcher(None, [_bare(word) for word in ours], [_bare(word) for word in theirs])
    runs = matcher.get_opcodes()
    common = sum(_is_word(word) for what, start, end, *_other in runs if what == "equal" for word in ours[start:end])
    if 2 * common < ALIKE * sum(_is_word(word) for word in (*ours, *theirs)):
        return _plain(left), _plain(right)
    pieces: tuple[list[Piece], list[Piece]] = ([], [])
    for what, start, end, other_start, other_end in runs:
        differs = what != "equal"
        for side, run in zip(pieces, (ours[start:end], theirs[other_start:other_end]), strict=True):
            if run:
                side.append(Piece("".join(run), differs))
    return Marked(left.lang, pieces[0]), Marked(right.lang, pieces[1])
