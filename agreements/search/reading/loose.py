"""Names that stand apart from their cue: a question says that something was signed, and elsewhere where, or by whom.

«Астанада 2015 жылы қандай меморандумдарға қол қойылды?» "What did Sobyanin sign in Astana?"
"""

from collections.abc import Iterator

from agreements.search.reading.cued import Cued, Part
from agreements.search.reading.knowledge import Knowledge
from agreements.search.reading.pieces import UNKNOWN, Piece
from agreements.search.reading.slots import PARTY, SIGNATORY
from agreements.search.words import fold

_FEWEST = 3  # letters of a name that stands alone
_LONGEST = 4  # words of a name that a suffix ends


def loose_parts(cued: Cued, known: Knowledge) -> Iterator[Part]:
    """What is named in such a way, to be read of words that nothing else is read of."""
    for start, found in enumerate(cued.slots.names):
        for end, name in found:
            if name.facet == "place" and (begun := _before(cued, known, start, end)) is not None:
                yield _part(cued, begun, end, "place", name.values, "there")
        if not found and (begun := _before(cued, known, start, start + 1)) == start - 1 and _is_strange(cued, start):
            yield _part(cued, begun, start + 1, UNKNOWN, (cued.written(start, start + 1),), "there")
        said = cued.asked[start].token.text
        people = cued.slots.named("signed", start, start + 1) if len(said) >= _FEWEST else None
        if people and people.facet == SIGNATORY and not _is_within_name(cued, start):
            yield _part(cued, start, start + 1, SIGNATORY, people.values, "signing")


def with_suffix(cued: Cued, known: Knowledge) -> Iterator[Part]:
    """Who is named as having taken part by an ending alone: «Башқұртстанмен»."""
    for end in range(1, len(cued.asked) + 1):
        if not _ends_with(cued, end, known.suffixes.get("by", ())):
            continue
        for start in range(max(0, end - _LONGEST), end):
            found = cued.slots.named("signed", start, end)
            whole = cued.slots.whole("where", start, end) or (found and cued.slots.whole(found.facet, start, end))
            if found and whole and found.facet in (PARTY, SIGNATORY):
                yield _part(cued, start, end, found.facet, found.values, "by")
                break


def _is_strange(cued: Cued, at: int) -> bool:
    """Whether a word may be the name of a place that the archive does not have."""
    one = cued.asked[at]
    return one.token.is_capital and not one.like and not one.skipped


def _before(cued: Cued, known: Knowledge, start: int, end: int) -> int | None:
    """Where the place begins with its preposition; None where neither that nor an ending says that it is one."""
    if start and known.single["there"] & cued.asked[start - 1].like:
        return start - 1
    return start if _ends_with(cued, end, known.suffixes.get("there", ())) else None


def _ends_with(cued: Cued, end: int, suffixes: tuple[str, ...]) -> bool:
    return fold(cued.asked[end - 1].token.text).endswith(suffixes) if suffixes else False


def _is_within_name(cued: Cued, at: int) -> bool:
    """Whether a word beside it with a capital makes a longer name of it: Nazarbayev University."""
    after = cued.asked[at + 1].token if at + 1 < len(cued.asked) else None
    return bool(after and after.is_capital and not after.breaks)


def _part(cued: Cued, start: int, end: int, facet: str, values: tuple[str, ...], cue: str) -> Part:
    said = cued.written(start, end)
    role = "place" if facet == UNKNOWN else ""
    return Part(start, end, "loose", (Piece(facet, values, (cued.span(start, end),), said, said, cue, role=role),))
