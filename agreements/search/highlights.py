"""Found words, highlighted: escaped first, then wrapped in <mark>, in the language in which they were found."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from agreements.base.languages import LANGUAGES, Text, reading_order
from agreements.models import Clause, SearchPassage
from agreements.search import ranking
from agreements.search.hits import coded_with, shown
from agreements.search.question import Question
from agreements.search.results import ClauseHit
from agreements.search.words import KAZAKH, WORD, analyse, fold

_SNIPPET = 280
CLAUSES_SHOWN = 3


class Highlighter:
    """Highlights the words of a question in whatever texts are shown."""

    def __init__(self, question: Question) -> None:
        asked = [word for term in question.needed for each in (term, *term.others) for word in each.words]
        whole = [word for word in asked if not word.beginning]
        self.beginnings = tuple(word.folded for word in asked if word.beginning)
        # A Kazakh word has to be one of the forms that are asked for, another has to have one of their lexemes.
        lexemes = [lexeme for word in whole for lexeme in (word.lexeme, KAZAKH + word.folded, *word.forms)]
        self.lexemes = {lexeme for lexeme in lexemes if not lexeme.startswith(KAZAKH)}
        self.kazakh = {lexeme[1:] for lexeme in lexemes if lexeme.startswith(KAZAKH)}
        # Words that can be meant begin alike; only those are looked up.
        self._starts = {text[:2] for text in self.lexemes}
        self._known: dict[str, str] = {}

    def learn(self, texts: Iterable[str]) -> None:
        """Look up, all at once, the words of texts that are going to be highlighted."""
        words = {fold(word) for text in texts for word in WORD.findall(text)}
        new = [word for word in words if word[:2] in self._starts and word not in self._known]
        for word, read in zip(new, analyse(new), strict=True):
            if read:
                self._known[word] = read[0].lexeme

    def found(self, word: str, lang: str) -> bool:
        """Whether the word was asked for."""
        folded = fold(word)
        if self.beginnings and folded.startswith(self.beginnings):
            return True
        if lang == "kk":
            return folded in self.kazakh
        return self._known.get(folded) in self.lexemes

    def highlight(self, text: str, lang: str) -> tuple[SafeString, int]:
        """The text, safe to show, and how many words in it are highlighted."""
        parts: list[str] = []
        end = count = 0
        for match in WORD.finditer(text):
            if self.found(match[0], lang):
                parts += [escape(text[end : match.start()]), "<mark>", escape(match[0]), "</mark>"]
                end = match.end()
                count += 1
        parts.append(escape(text[end:]))
        return mark_safe("".join(parts)), count

    def snippet(self, text: str, lang: str) -> tuple[SafeString, int]:
        """The part of the text where the first highlighted words are, cut between words."""
        if len(text) <= _SNIPPET:
            return self.highlight(text, lang)
        starts = [match.start() for match in WORD.finditer(text) if self.found(match[0], lang)]
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


def texts_of(thing: Any, *names: str) -> list[str]:
    """The plain texts of translated fields, to be learned before they are highlighted."""
    return [text for name in names for lang in LANGUAGES if (text := getattr(thing, f"{name}_{lang}"))]


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
    highlighter.learn(text for entry in entries for text in texts_of(entry, "title"))
    highlighter.learn(text for clause in clauses for text in texts_of(clause, "heading", "summary", "text"))
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
    highlighter.learn(text for clause in clauses for text in texts_of(clause, "heading", "summary", "text"))
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
