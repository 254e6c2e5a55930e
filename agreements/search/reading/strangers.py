"""Names in no cue that the archive does not have: "memoranda in Vladivostok", "agreement with Tashkent".

Nothing answers them; that something has the other words is no answer. A name is told by its capital letter, by the
dictionary or, where a question has no capitals, by what it stands behind. Whatever the record has in any form, or
nearly so, is no strange name.
"""

from collections.abc import Iterator, Sequence

from agreements.search import russian
from agreements.search.forms import same_words
from agreements.search.reading.cued import Cued, Part, unread
from agreements.search.reading.cues import Pattern
from agreements.search.reading.knowledge import Knowledge
from agreements.search.reading.pieces import UNKNOWN, Piece
from agreements.search.spelling import corrections
from agreements.search.words import analyse, fold

_FEWEST = 4  # letters
_MOST_CAPITALS = 4  # words; more, and nothing else, are a title
_BEFORE = ("by", "party", "signed-by", "signed-in")  # cues of one word behind which a name may stand in small letters


def strange_parts(cued: Cued, known: Knowledge, parts: Sequence[Part], entry_type: str) -> Iterator[Part]:
    """The strange names among the words that no part is read of."""
    if _is_title(cued):
        return
    free = unread(parts, len(cued.asked))
    likely = [at for at, is_free in enumerate(free) if is_free and _may_be_name(cued, known, at)]
    for at in _unheard(cued, likely, entry_type):
        if not free[at]:
            continue
        start, end = at, at + 1
        if cued.asked[at].token.is_capital:
            while start > 1 and free[start - 1] and _goes_with(cued, start - 1, start):
                start -= 1
            while end < len(free) and free[end] and _goes_with(cued, end, end):
                end += 1
        free[start:end] = [False] * (end - start)
        said = cued.written(start, end)
        piece = Piece(UNKNOWN, (said,), (cued.span(start, end),), said, said, role=_role(cued, known, start))
        yield Part(start, end, "stranger", (piece,))


def _is_title(cued: Cued) -> bool:
    """Whether all words that say something have capitals, and are too many for a name."""
    said = [one.token for one in cued.asked if len(one.token.text) >= _FEWEST]
    return len(said) > _MOST_CAPITALS and all(token.is_capital for token in said)


def _may_be_name(cued: Cued, known: Knowledge, at: int) -> bool:
    one = cued.asked[at]
    folded = fold(one.token.text)
    if len(folded) < _FEWEST or not folded.isalpha() or one.like or one.skipped or one.token.hyphen:
        return False
    if russian.is_name(folded):
        return True
    if cued.slots.has_capitals or at == 0:
        is_with = folded.endswith(known.suffixes.get("by") or ("\0",))
        return one.token.is_capital and (at > 0 or (is_with and len(cued.asked) > 1))
    return any(pattern.key in _BEFORE for pattern in _alone_before(cued, known, at))


def _alone_before(cued: Cued, known: Knowledge, at: int) -> Iterator[Pattern]:
    """The cues of one word that stand before a word."""
    for number in cued.asked[at - 1].like if at else ():
        yield from (one for one in known.patterns.get(number, ()) if one.parts[0] == one.opening and one.length == 1)


def _unheard(cued: Cued, likely: Sequence[int], entry_type: str) -> list[int]:
    """Those of the words that the record does not have in any form, and none that is nearly so."""
    if not likely:
        return []
    read = analyse([cued.asked[at].token.text for at in likely])
    words = [(at, word) for at, found in zip(likely, read, strict=True) for word in found]
    same = same_words([word for _at, word in words], entry_type)
    known = {at for (at, _word), found in zip(words, same, strict=True) if found}
    near = corrections([word for at, word in words if at not in known], entry_type)
    known |= {at for at, word in words if word.folded in near}
    return [at for at in likely if at not in known]


def _goes_with(cued: Cued, at: int, second: int) -> bool:
    """Whether a word beside a name belongs to it: the British Museum, Sergei Lavrov."""
    return cued.asked[at].token.is_capital and not cued.asked[second].token.breaks


def _role(cued: Cued, known: Knowledge, start: int) -> str:
    """What a name was most likely looked for as, by the word before it."""
    before = start - 1
    while before > 0 and cued.asked[before].skipped:
        before -= 1
    is_there = before >= 0 and bool(known.single["there"] & cued.asked[before].like)
    return "place" if is_there else "party"
