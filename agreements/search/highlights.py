"""Found words, highlighted: escaped first, then wrapped in <mark>, in the language in which they were found."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from agreements.base.languages import Text, reading_order
from agreements.models import Clause, SearchPassage
from agreements.search import ranking
from agreements.search.hits import coded_with, shown
from agreements.search.question import Question
from agreements.search.results import ClauseHit
from agreements.search.words import KAZAKH, WORD, Word, fold

_SNIPPET = 280
CLAUSES_SHOWN = 3
_HYPHEN = re.compile("[-\u2010\u2011]")


@dataclass(frozen=True)
class Marked:
    """A text, safe to show, with what was asked for in <mark>."""

    html: SafeString
    lang: str
    terms: frozenset[int] = frozenset()
    """Which of the needed terms are in it, by number."""


@dataclass(frozen=True)
class _Row:
    """Words in a row that will do for a term."""

    term: int
    words: tuple[Word, ...]


class Highlighter:
    """Highlights the words of a question in whatever texts are shown, and the names that were read in it as a whole.

    ``names`` gives each of these a number, as if it were a term.
    """

    def __init__(self, question: Question, names: Mapping[str, int] | None = None) -> None:
        self._names = names or {}
        self._rows = [
            _Row(number, each.words) for number, term in enumerate(question.needed) for each in term.spellings
        ]
        self._known = {word: _Known(word) for row in self._rows for word in row.words}
        self._read: dict[tuple[str, str], Marked] = {}
        first = [self._known[row.words[0]] for row in self._rows]
        #: What a row can begin with; a text has many words, and few of them are any of these.
        self._first = _Known.together(first)

    def found(self, text: str, lang: str) -> list[tuple[int, int, set[int]]]:
        """Where in the text, from and to, something stands that was asked for, and of which terms it is.

        Words in a row are one, and so are the parts of a word with hyphens that was asked for without.
        """
        words = list(WORD.finditer(text))
        folded = [fold(match[0]) for match in words]
        marked: list[tuple[int, int, set[int]]] = []
        are_joined = bool(_HYPHEN.search(text))
        first = 0
        while first < len(words):
            joined = _joined(text, words, folded, first) if are_joined else folded[first : first + 1]
            length, terms = self._at(joined, folded, first, lang)
            if length:
                marked.append((words[first].start(), words[first + length - 1].end(), terms))
            first += length or 1
        return marked

    def _at(self, joined: Sequence[str], folded: Sequence[str], first: int, lang: str) -> tuple[int, set[int]]:
        """How many words of the text, from the first on, were asked for, and in which terms."""
        most, terms = 0, set[int]()
        for word in joined:
            if self._first.has(word, lang):
                break
        else:
            return most, terms
        for row in self._rows:
            if length := self._stands(row.words, joined, folded, first, lang):
                most = max(most, length)
                terms.add(row.term)
        return most, terms

    def _stands(self, row: Sequence[Word], joined: Sequence[str], folded: Sequence[str], first: int, lang: str) -> int:
        """How many words of the text, from the first on, are those of the row; 0 if they are not."""
        if len(row) == 1:
            lengths = [number for number, word in enumerate(joined, 1) if self._known[row[0]].has(word, lang)]
            return max(lengths, default=0)
        stands = first + len(row) <= len(folded) and all(
            self._known[word].has(folded[place], lang) for place, word in enumerate(row, first)
        )
        return len(row) if stands else 0

    def marked(self, text: str, lang: str) -> Marked:
        """The text with what was asked for; labels and names, which many entries share, are read once."""
        known = self._read.get((text, lang))
        if known is None:
            known = self._read[text, lang] = Marked(*self._mark(text, lang, self.found(text, lang)))
        return known

    def _mark(
        self, text: str, lang: str, found: Iterable[tuple[int, int, set[int]]]
    ) -> tuple[SafeString, str, frozenset[int]]:
        parts: list[str] = []
        terms: set[int] = set()
        end = 0
        for start, stop, of_terms in found:
            parts += [escape(text[end:start]), "<mark>", escape(text[start:stop]), "</mark>"]
            terms |= of_terms
            end = stop
        if text in self._names:
            return _whole(text), lang, frozenset({*terms, self._names[text]})
        parts.append(escape(text[end:]))
        return mark_safe("".join(parts)), lang, frozenset(terms)

    def snippet(self, text: str, lang: str) -> Marked:
        """The part of the text where the first highlighted words are, cut between words."""
        if len(text) <= _SNIPPET:
            return self.marked(text, lang)
        starts = [start for start, _stop, _terms in self.found(text, lang)]
        start = max(0, (starts[0] if starts else 0) - _SNIPPET // 4)
        end = min(len(text), start + _SNIPPET)
        start = max(0, end - _SNIPPET)
        if start:
            start = text.find(" ", start) + 1
        if end < len(text):
            end = max(text.rfind(" ", start, end), start + 1)
        part = self.marked(text[start:end], lang)
        before, after = "… " if start else "", " …" if end < len(text) else ""
        return Marked(mark_safe(f"{before}{part.html}{after}"), lang, part.terms)


class _Known:
    """The words of a text that are a word of the question."""

    def __init__(self, word: Word | None = None) -> None:
        known = word.known if word else []
        self._kazakh = {lexeme[1:] for lexeme in known if lexeme.startswith(KAZAKH)}
        self._others = {lexeme for lexeme in known if not lexeme.startswith(KAZAKH)}
        self._beginnings: tuple[str, ...] = (word.folded,) if word and word.beginning else ()

    @classmethod
    def together(cls, several: Iterable["_Known"]) -> "_Known":
        """The words that are any of several words of the question."""
        known = cls()
        for one in several:
            known._kazakh |= one._kazakh
            known._others |= one._others
            known._beginnings += one._beginnings
        return known

    def has(self, folded: str, lang: str) -> bool:
        """Whether a word of a text in this language is the word that was asked for."""
        return folded in (self._kazakh if lang == "kk" else self._others) or folded.startswith(self._beginnings)


def _whole(text: str) -> SafeString:
    return mark_safe(f"<mark>{escape(text)}</mark>")


def _joined(text: str, words: Sequence[re.Match[str]], folded: Sequence[str], first: int) -> list[str]:
    """The word of this number, and it with each of those that hyphens join to it: co, cooperation."""
    joined = [folded[first]]
    last = first
    while last + 1 < len(words) and _HYPHEN.fullmatch(text[words[last].end() : words[last + 1].start()]):
        last += 1
        joined.append(joined[-1] + folded[last])
    return joined


def languages_of(thing: Any, name: str) -> list[Text]:
    """A translated field in every language it has, in the reader's order."""
    return [Text(text, lang) for lang in reading_order() if (text := getattr(thing, f"{name}_{lang}"))]


def _clause_hit(clause: Clause, highlighter: Highlighter) -> ClauseHit:
    """The clause as a hit, in the first of the reader's languages that it has; with it, where nothing is highlighted
    there, the first in which something is.
    """
    hits = _in_each_language(clause, highlighter)
    first = next(hits)
    other = None if first.terms else next((hit for hit in hits if hit.terms), None)
    return replace(first, other=other, terms=other.terms) if other else first


def _in_each_language(clause: Clause, highlighter: Highlighter) -> Iterator[ClauseHit]:
    for lang in reading_order():
        heading: Text = languages_of(clause, "heading")[0]
        own = getattr(clause, f"heading_{lang}")
        called = highlighter.marked(own, lang) if own else highlighter.marked(heading, heading.lang)
        summary, text = (getattr(clause, f"{name}_{lang}") for name in ("summary", "text"))
        if not (own or summary or text):
            continue
        snippet = highlighter.snippet(summary, lang)
        if text and not snippet.terms:
            in_text = highlighter.snippet(text, lang)
            snippet = in_text if in_text.terms or not summary else snippet
        terms = snippet.terms | (called.terms if own else frozenset())
        address = clause.get_absolute_url()
        yield ClauseHit(clause, called.html, snippet.html, lang, address, called.lang, terms)


def highlight(entries: list[Any], highlighter: Highlighter, question: Question, themes: Sequence[str]) -> None:
    """Highlight words in the titles of entries (``title_highlighted``) and name their best clauses."""
    clauses = _best_clauses([entry.pk for entry in entries], question, themes)
    hits: dict[int, list[ClauseHit]] = {}
    for clause in clauses:
        hits.setdefault(clause.agreement_id, []).append(_clause_hit(clause, highlighter))
    for entry in entries:
        title = highlighter.marked(entry.title, entry.title.lang)
        entry.title_highlighted = title.html if title.terms else None
        entry.clause_hits = hits.get(entry.pk, [])


def clause_hits(clauses: list[Clause], highlighter: Highlighter) -> list[ClauseHit]:
    """Clauses with the words highlighted."""
    return [_clause_hit(clause, highlighter) for clause in clauses]


def _best_clauses(documents: list[int], question: Question, themes: Sequence[str]) -> list[Clause]:
    """Of each document the clauses that match best, a few at most."""
    if not question.any and not themes:
        return []
    matching = SearchPassage.objects.of_clauses().filter(entry__in=documents)
    if themes:
        matching = matching.filter(clause__in=coded_with(themes))
    order: tuple[Any, ...] = ()
    if question.any:
        matching = matching.filter(vector__matches=question.any)
        order = (ranking.Rank(question).desc(),)
    best: dict[int, dict[int, int]] = {}
    ranked = matching.order_by(*order, "clause_id", "piece").values_list("entry", "clause", "piece")
    for entry, clause, piece in ranked:
        best.setdefault(entry, {}).setdefault(clause, piece)
    wanted = dict(hit for clauses in best.values() for hit in islice(clauses.items(), CLAUSES_SHOWN))
    found = shown(Clause.objects.published().select_related("agreement").prefetch_related("themes"), wanted)
    return [found[pk] for pk in wanted if pk in found]
