"""Found words, highlighted: escaped first, then wrapped in <mark>, in the language in which they were found."""

from collections.abc import Sequence
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


class Highlighter:
    """Highlights the words of a question in whatever texts are shown."""

    def __init__(self, question: Question) -> None:
        spellings = [each for term in question.needed for each in (term, *term.others) if each.words]
        #: What is asked for, each as its words in a row.
        self._rows = [each.words for each in spellings]
        self._words: dict[Word, tuple[set[str], set[str]]] = {}

    def _is(self, word: Word, folded: str, lang: str) -> bool:
        """Whether a word of a text in this language is the word that was asked for."""
        if word not in self._words:
            kazakh = {lexeme[1:] for lexeme in word.known if lexeme.startswith(KAZAKH)}
            self._words[word] = ({lexeme for lexeme in word.known if not lexeme.startswith(KAZAKH)}, kazakh)
        if word.beginning and folded.startswith(word.folded):
            return True
        return folded in self._words[word][lang == "kk"]

    def found(self, text: str, lang: str) -> list[tuple[int, int]]:
        """Where in the text, from and to, something stands that was asked for: words in a row are one."""
        words = list(WORD.finditer(text))
        folded = [fold(match[0]) for match in words]
        marked: list[tuple[int, int]] = []
        first = 0
        while first < len(words):
            most = max((len(row) for row in self._rows if self._stands(row, folded, first, lang)), default=0)
            if most:
                marked.append((words[first].start(), words[first + most - 1].end()))
            first += most or 1
        return marked

    def _stands(self, row: Sequence[Word], folded: Sequence[str], first: int, lang: str) -> bool:
        return first + len(row) <= len(folded) and all(
            self._is(word, folded[place], lang) for place, word in enumerate(row, first)
        )

    def highlight(self, text: str, lang: str) -> tuple[SafeString, int]:
        """The text, safe to show, and how much in it is highlighted."""
        parts: list[str] = []
        end = 0
        marked = self.found(text, lang)
        for start, stop in marked:
            parts += [escape(text[end:start]), "<mark>", escape(text[start:stop]), "</mark>"]
            end = stop
        parts.append(escape(text[end:]))
        return mark_safe("".join(parts)), len(marked)

    def snippet(self, text: str, lang: str) -> tuple[SafeString, int]:
        """The part of the text where the first highlighted words are, cut between words."""
        if len(text) <= _SNIPPET:
            return self.highlight(text, lang)
        starts = [start for start, _stop in self.found(text, lang)]
        start = max(0, (starts[0] if starts else 0) - _SNIPPET // 4)
        end = min(len(text), start + _SNIPPET)
        start = max(0, end - _SNIPPET)
        if start:
            start = text.find(" ", start) + 1
        if end < len(text):
            end = max(text.rfind(" ", start, end), start + 1)
        highlighted, count = self.highlight(text[start:end], lang)
        before, after = "… " if start else "", " …" if end < len(text) else ""
        return mark_safe(f"{before}{highlighted}{after}"), count


def languages_of(thing: Any, name: str) -> list[Text]:
    """A translated field in every language it has, in the reader's order."""
    return [Text(text, lang) for lang in reading_order() if (text := getattr(thing, f"{name}_{lang}"))]


def _clause_hit(clause: Clause, highlighter: Highlighter) -> ClauseHit:
    """The clause as a hit, in the first of the reader's languages in which something is highlighted."""
    best = None
    for heading in languages_of(clause, "heading"):
        lang = heading.lang
        highlighted, count = highlighter.highlight(heading, lang)
        summary = Text(getattr(clause, f"summary_{lang}"), lang)
        snippet, more = highlighter.snippet(summary, lang)
        text = getattr(clause, f"text_{lang}")
        if text and not more:
            in_text, more = highlighter.snippet(text, lang)
            snippet = in_text if more or not summary else snippet
        hit = ClauseHit(clause, highlighted, snippet, lang, clause.get_absolute_url())
        best = best or hit
        if count or more:
            return hit
    assert best is not None  # a clause has a heading in English
    return best


def highlight(entries: list[Any], question: Question, themes: Sequence[str]) -> None:
    """Highlight words in the titles of entries (``title_highlighted``) and name their best clauses."""
    clauses = _best_clauses([entry.pk for entry in entries], question, themes)
    highlighter = Highlighter(question)
    hits: dict[int, list[ClauseHit]] = {}
    for clause in clauses:
        hits.setdefault(clause.agreement_id, []).append(_clause_hit(clause, highlighter))
    for entry in entries:
        highlighted, count = highlighter.highlight(entry.title, entry.title.lang)
        entry.title_highlighted = highlighted if count else None
        entry.clause_hits = hits.get(entry.pk, [])


def clause_hits(clauses: list[Clause], question: Question) -> list[ClauseHit]:
    """Clauses with the words highlighted."""
    highlighter = Highlighter(question)
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
