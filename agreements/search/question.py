"""The reader's words in terms of the index.

What no document has is looked for in other spellings; what is still not there is left aside and said so.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise

from agreements.base import database
from agreements.models import SearchPassage
from agreements.search import kazakh
from agreements.search.forms import same_words, words_known
from agreements.search.letters import doubles, unmixed
from agreements.search.matching import (
    ENOUGH,
    ENOUGH_TO_WEIGH,
    Entries,
    are_any,
    how_many,
    most_terms,
    of_type,
    with_some,
    with_term,
    with_terms,
)
from agreements.search.naming import all_names
from agreements.search.spelling import corrections
from agreements.search.synonyms import Replaced, short_names
from agreements.search.tokens import GRAMMAR, Token, parts_of, tokens_of
from agreements.search.words import KAZAKH, TITLE, WORD, Term, Word, analyse, fold

SPARED = 3  # terms that an entry may lack where none has all
_HYPHEN = re.compile("[-\u2010\u2011]")
_FEWEST_OF_TITLE = 5  # words
_MOST_TITLED = 20  # entries
_FEWEST_MISSPELT = 5  # letters
_FEWEST_DIVIDED = 6  # letters of a word that may be written as two
_MOST_APART = 2  # words of what a short name stands for; more make sense only together
_FEWEST_BEFORE, _FEWEST_BEFORE_KAZAKH = 2, 4  # letters of the first of them
_FEWEST_BEHIND = 3  # letters of the second of them


@dataclass(frozen=True)
class Question:
    """A question in terms of the index: all of ``needed``, none of ``excluded``."""

    needed: tuple[Term, ...]
    excluded: tuple[Term, ...] = ()
    weights: tuple[float, ...] = ()
    missing: tuple[str, ...] = ()  # words that the record does not have
    aside: tuple[str, ...] = ()  # words that nothing has of what was asked for besides
    respelled: tuple[tuple[int, int, str], ...] = ()  # where there is a word that it has in another spelling, and which
    themes: tuple[str, ...] = ()  # themes that several words name together, like "days of culture"
    partly: int = 0  # how many of the needed terms a document must have, where none has them all

    @property
    def asks(self) -> bool:
        """Whether there is anything to look for, were it only left aside."""
        return bool(self.needed or self.excluded or self.missing or self.aside)

    def found(self, entries: Entries) -> Entries:
        """Those of the entries that answer it."""
        if self.partly:
            return with_some(entries, self.needed, self.partly, self.excluded)
        return with_terms(entries, self.needed, self.excluded)

    @cached_property
    def any(self) -> str:
        """The query for passages that have something of what was asked."""
        return " | ".join(query for term in self.needed if (query := term.everywhere()))

    @cached_property
    def together(self) -> str:
        """The words in a row, as in a title."""
        words = [word for term in self.needed for word in term.words]
        if len(words) < 2 or len(self.needed) < 2:
            return ""
        return " <-> ".join(f"({' | '.join(word.lexemes())})" for word in words)


def ask(text: str, entry_type: str, *, only_weighs: bool = False) -> Question:
    """Understand ``text`` by what entries of the type have; ``only_weighs``: entries are ordered by it, not found."""
    needed, excluded = _parse(text, entry_type, as_divided=only_weighs)
    if not (needed or excluded):
        return Question(())
    enough = ENOUGH_TO_WEIGH if only_weighs else ENOUGH
    counts, total = how_many([*needed, *excluded], entry_type, enough)
    unknown = [number for number, count in enumerate(counts) if not count]
    terms = [*needed, *excluded]
    respelled: tuple[tuple[int, int, str], ...] = ()
    missing: list[str] = []
    if unknown:
        respelled = _respell(terms, unknown, entry_type)
        again, _total = how_many([terms[number] for number in unknown], entry_type)
        for number, count in zip(unknown, again, strict=True):
            counts[number] = count
        needed, excluded = terms[: len(needed)], terms[len(needed) :]
        missing = [term.text for term, count in zip(needed, counts, strict=False) if not count and not term.phrase]
    kept = [(term, count) for term, count in zip(needed, counts, strict=False) if term.text not in missing]
    if kept:
        needed, counts = [term for term, _count in kept], [count for _term, count in kept]
    counts = counts[: len(needed)]
    weights = tuple(math.log(1 + (total + 1) / (count + 0.5)) for count in counts)
    question = Question(
        tuple(needed),
        tuple(excluded),
        weights,
        missing=tuple(dict.fromkeys(missing)),
        respelled=respelled,
        themes=tuple(_themes(needed)),
    )
    if len(needed) > 1 and not only_weighs and not any(term.phrase for term in needed) and all(counts):
        question = _relaxed(question, entry_type)
    return question


def _relaxed(question: Question, entry_type: str) -> Question:
    """The question itself or, where no entry has all of it, with as many of its terms as one has."""
    wanted = len(question.needed)
    number = most_terms(question.needed, question.excluded, of_type(entry_type))
    return replace(question, partly=number) if max(wanted - SPARED, 1) <= number < wanted else question


def among(question: Question, entries: Entries) -> Question:
    """The question, asked of entries that have what else was said: words that none of them has are left aside.

    Where none has all the others, as many are wanted as one has.
    """
    if not question.needed:
        return question
    found = are_any(with_term(entries, term) for term in question.needed)
    asked = list(zip(question.needed, question.weights, found, strict=True))
    known = [(term, weight) for term, weight, some in asked if some]
    missing = [term.text for term, _weight, some in asked if not some and term.text not in question.missing]
    kept = replace(
        question,
        needed=tuple(term for term, _weight in known),
        weights=tuple(weight for _term, weight in known),
        aside=tuple(dict.fromkeys(missing)),
        partly=0,
    )
    number = most_terms(kept.needed, kept.excluded, entries) if len(known) > 1 else len(known)
    return replace(kept, partly=number) if 0 < number < len(known) else kept


def _themes(needed: list[Term]) -> list[str]:
    """The themes of whose names each of several terms is a part."""
    if len(needed) < 2 or not all(term.words for term in needed):
        return []
    with database.cursor() as cursor:
        cursor.execute(all_names("theme"))
        named = [(key, _words_of(en, "") | _words_of(ru, "") | _words_of(kk, KAZAKH)) for key, en, ru, kk in cursor]
    return [key for key, words in named if all(_is_among(term, words) for term in needed)]


@lru_cache(maxsize=4096)
def _words_of(names: str, prefix: str) -> frozenset[str]:
    return frozenset(prefix + fold(word) for word in WORD.findall(names or ""))


def _is_among(term: Term, words: frozenset[str]) -> bool:
    return any(all(not words.isdisjoint(word.known) for word in each.words) for each in term.spellings)


# --- Words that the record does not have ---


def titled(text: str, entry_type: str) -> list[int]:
    """The entries in whose title all words of a text of some length stand, as of a title that is pasted."""
    if len(text.split()) < _FEWEST_OF_TITLE:
        return []
    needed, excluded = _parse(text, entry_type, as_divided=True)
    if excluded or len(needed) < _FEWEST_OF_TITLE:
        return []
    query = " & ".join(term.prefixed(TITLE) for term in needed)
    found = SearchPassage.objects.filter(type=entry_type, vector__matches=query)  # only heads have words of titles
    return list(found.values_list("entry", flat=True)[:_MOST_TITLED])


def stands(text: str, entry_type: str) -> bool:
    """Whether the words of a text follow each other anywhere."""
    query = " & ".join(term.main() for term in _parse(text, entry_type, as_divided=True)[0])
    return bool(query) and SearchPassage.objects.filter(type=entry_type, vector__matches=query).exists()


def _respell(terms: list[Term], unknown: Sequence[int], entry_type: str) -> tuple[tuple[int, int, str], ...]:
    """Give the unknown among the terms other spellings; where they are in the question, and the words put for them.

    First letters that look alike, which need not be told; then the nearest words.
    """
    words = {number: terms[number] for number in unknown if _is_word(terms[number])}
    alike = [(number, other) for number, term in words.items() for other in doubles(term.text)]
    read = with_forms(analyse([other for _number, other in alike]), entry_type)
    for (number, other), known in zip(alike, read, strict=True):
        if number in words and any(word.forms for word in known):
            terms[number] = _or(terms[number], Term(other, tuple(known)))
            del words[number]
    respelled = []
    wrong = {number: term for number, term in words.items() if _may_be_misspelt(term)}
    found = corrections([term.words[0] for term in wrong.values()], entry_type) if wrong else {}
    for number, term in wrong.items():
        if nearest := found.get(term.words[0].folded):
            read = with_forms(analyse(nearest), entry_type)
            others = [Term(word, tuple(known)) for word, known in zip(nearest, read, strict=True)]
            terms[number] = _or(term, *others)
            respelled.append((term.start, term.start + len(term.text), nearest[0]))
    return tuple(respelled)


def _is_word(term: Term) -> bool:
    one = len(term.words) == 1 and not (term.phrase or term.only_so)
    return one and not term.words[0].beginning and term.words[0].folded.isalpha()


def _may_be_misspelt(term: Term) -> bool:
    """Shorter words are a letter away from too many others."""
    return len(term.words[0].folded) >= _FEWEST_MISSPELT


# --- From tokens to terms ---


def _parse(text: str, entry_type: str, *, as_divided: bool = False) -> tuple[list[Term], list[Term]]:
    """Terms that are needed (their ORs in ``others``), and terms that must not be there."""
    needed: list[tuple[Term, bool]] = []
    excluded: list[Term] = []
    for token, terms in terms_of(tokens_of(unmixed(text)), entry_type, as_divided=as_divided):
        if token.minus:
            excluded += terms if len(terms) == 1 else [Term(token.content, (), start=token.start, all_of=tuple(terms))]
        elif token.either and needed:
            last, telling = needed[-1]
            needed[-1] = _or(last, *terms), telling or token.is_telling
        else:
            needed += [(term, token.is_telling) for term in terms]
    wanted = [term for term, is_telling in needed if is_telling]
    return wanted or [term for term, _is_telling in needed], excluded


def terms_of(tokens: Sequence[Token], entry_type: str, *, as_divided: bool = False) -> list[tuple[Token, list[Term]]]:
    """What each token asks for: a short name, as a whole, each word of what it is short for.

    ``as_divided``: words are neither joined nor divided otherwise than they are, which takes less time.
    """
    apart = [part for token in tokens for part in (parts_of(token) if token.glued else [token])]
    return list(_joined(_Read(apart, entry_type, as_divided).terms(), tokens)) if tokens else []


def _joined(terms: Iterable[tuple[Token, list[Term]]], tokens: Sequence[Token]) -> Iterator[tuple[Token, list[Term]]]:
    """With what is glued together behind a minus as one token again."""
    glued = [token for token in tokens if token.glued]
    whole: dict[int, tuple[Token, list[Term]]] = {}
    for token, found in terms:
        of = next((one for one in glued if one.start <= token.start < one.start + len(one.content)), None)
        if of is None:
            yield token, found
        elif token.is_part_telling:
            whole.setdefault(of.start, (of, []))[1].extend(found)
    yield from whole.values()


def _or(term: Term, *others: Term) -> Term:
    return replace(term, others=(*term.others, *(each for other in others for each in (other, *other.others))))


class _Read:
    """The words of all tokens, and other ways to write them, looked up together."""

    def __init__(self, tokens: Sequence[Token], entry_type: str, as_divided: bool) -> None:
        self._tokens = tokens
        self._names = {replaced.first: replaced for replaced in short_names(tokens)}
        labels = {label for replaced in self._names.values() for label in replaced.labels}
        joined = [
            _HYPHEN.sub("", token.content) if not token.phrase and _HYPHEN.search(token.content) else ""
            for token in tokens
        ]
        together = [
            one.content + next_one.content if not as_divided and _may_be_one(one, next_one) else ""
            for one, next_one in pairwise(tokens)
        ]
        contents = [token.content for token in tokens]
        texts = list(dict.fromkeys([*contents, *filter(None, joined), *filter(None, together), *sorted(labels)]))
        read = analyse(texts)
        self._words = dict(zip(texts, with_forms(read, entry_type), strict=True))
        self._joined = joined
        self._together = [*together, ""]
        self._divided = {} if as_divided else self._divide(entry_type)

    def _divide(self, entry_type: str) -> dict[str, list[tuple[Word, ...]]]:
        """Words that may be written as two, each with the two words of the record."""
        long = {
            # What stands before a Kazakh ending may be a short word itself: көрменің is not «көр менің».
            words[0].folded: _FEWEST_BEFORE_KAZAKH if kazakh.ONLY_KAZAKH.search(token.content) else _FEWEST_BEFORE
            for token in self._tokens
            if not (token.phrase or token.only_so or token.content.endswith("*"))
            and len(words := self._words[token.content]) == 1
            and len(words[0].folded) >= _FEWEST_DIVIDED
            and words[0].folded.isalpha()
        }
        halves = [
            (word, word[:at], word[at:])
            for word, first in sorted(long.items())
            for at in range(first, len(word) - _FEWEST_BEHIND + 1)
        ]
        known = words_known({before for _word, before, _behind in halves}, entry_type)
        halves = [half for half in halves if half[1] in known and half[1] not in GRAMMAR]
        texts = [text for _word, before, behind in halves for text in (before, behind)]
        read = with_forms(analyse(texts), entry_type) if texts else []
        found: dict[str, list[tuple[Word, ...]]] = {}
        for (word, _before, _behind), first, second in zip(halves, read[::2], read[1::2], strict=True):
            if len(first) == len(second) == 1 and second[0].forms:
                found.setdefault(word, []).append((first[0], second[0]))
        return found

    def terms(self) -> Iterator[tuple[Token, list[Term]]]:
        """Each token with what it asks for; a short name as a whole, with each word of what it is short for."""
        number = 0
        while number < len(self._tokens):
            token = self._tokens[number]
            if replaced := self._names.get(number):
                yield token, self._called(replaced)
                number = replaced.after
                continue
            term = self._term(number)
            if term.words:
                yield token, [term]
            number += 1

    def _term(self, number: int) -> Term:
        token = self._tokens[number]
        words = self._words[token.content]
        if token.content.endswith("*") and len(words) == 1 and len(words[0].folded) > 1:
            words = [replace(words[0], beginning=True)]
        if token.only_so:
            words = [replace(word, forms=()) for word in words]
        term = Term(
            token.content, tuple(words), token.phrase and len(words) > 1, token.exact, (), token.start, token.only_so
        )
        if token.phrase or token.only_so:
            return term
        if joined := self._joined[number]:
            term = _or(term, Term(joined, tuple(self._words[joined])))
        beside = [self._together[number], self._together[number - 1] if number else ""]
        for text in filter(None, beside):
            word, *more = self._words[text]
            if word.forms and not more:
                term = _or(term, Term(text, (word,)))
        for halves in self._divided.get(words[0].folded, ()) if len(words) == 1 else ():
            term = _or(term, Term(token.content, halves))
        return term

    def _called(self, replaced: Replaced) -> list[Term]:
        """The short name in a row, or what it is short for: a few words wherever they stand, more of them in a row."""
        tokens = self._tokens[replaced.first : replaced.after]
        first = tokens[0]
        text = " ".join(token.content for token in tokens)
        words = tuple(word for token in tokens for word in self._words[token.content])
        short = Term(text, words, first.phrase, start=first.start)
        label, *others = (Term(label, tuple(self._words[label])) for label in replaced.labels)
        telling = [word for word in label.words if word.folded not in GRAMMAR]
        if first.phrase or first.either or len(telling) > _MOST_APART:
            return [_or(short, label, *others)]
        return [Term(text, (word,), others=(short, *others), start=first.start) for word in telling]


def _may_be_one(token: Token, after: Token) -> bool:
    """Whether two tokens may be a word that was divided."""
    return all(
        each.is_telling
        and not (each.phrase or each.minus or each.only_so or each.either or each.exact)
        and fold(each.content).isalpha()
        for each in (token, after)
    )


def with_forms(texts: Sequence[Sequence[Word]], entry_type: str) -> list[list[Word]]:
    """The words of each text with the words of the record that are the same."""
    words = [word for text in texts for word in text]
    known = iter(same_words(words, entry_type) if words else ())
    return [[replace(word, forms=tuple(each.indexed for each in next(known))) for word in text] for text in texts]
