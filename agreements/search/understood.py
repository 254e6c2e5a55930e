"""How a question was read, as the page shows it: piece by piece, to be dropped or changed to something else."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from agreements.base.intervals import Interval
from agreements.base.languages import Text, reading_order
from agreements.search.choices import Choices
from agreements.search.conditions import mark_of
from agreements.search.entry_types import DOCUMENTS
from agreements.search.reading.knowledge import BORDER, Knowledge, knowledge
from agreements.search.reading.pieces import HAVING, LACKING, SIGNED, UNKNOWN, Piece, cut_out
from agreements.search.reading.slots import PARTY, SIGNATORY, Slots
from agreements.search.reading.spoken import literals
from agreements.search.results import Alternative, PieceShown
from agreements.search.subsets import subset

MOST = 8  # other values that one piece can be changed to

#: What else the words of a piece may be meant as.
_OTHERWISE = {"place": (PARTY,), PARTY: ("place", "region"), "region": (PARTY,), SIGNATORY: (PARTY,)}
_ROLES = {"place": ("place",), "signed": (SIGNATORY, PARTY), "party": (PARTY, SIGNATORY), "language": ("language",)}
"""The facets of which a piece is that the archive does not have, by how it was looked for."""


def shown(choices: Choices) -> list[PieceShown]:
    """The pieces of the question, in their order."""
    pieces = choices.reading.pieces
    if not pieces:
        return []
    shower = _Shower(choices, knowledge(choices.entry_type.name))
    return [shower.shown(piece) for piece in pieces]


def literally(choices: Choices) -> str:
    """The query that takes the words as they are; empty where they are taken so already."""
    return choices.query(reading="words") if choices.reading.is_read else ""


def offers(choices: Choices) -> list[Alternative]:
    """The themes that words of the question name, each instead of the words."""
    words = choices.words
    if not words or choices.entry_type is not DOCUMENTS:
        return []
    known, pieces = knowledge(choices.entry_type.name), choices.reading.pieces
    slots = Slots.of(known, words, literals(words))
    found: dict[str, Alternative] = {}
    for start in range(len(slots.asked)):
        end, themes = slots.longest("theme", start, len(slots.asked))
        for theme in themes if end > start else ():
            first, last = slots.asked[start].token.start, slots.asked[end - 1].token.end
            said = words[first:last]
            named = Piece("theme", (theme,), ((first, last),), said, said)
            label = choices.labels["theme"][theme].text
            query = choices.asking([*pieces, named], words=cut_out(words, [(first, last)]))
            found.setdefault(theme, Alternative(f"{choices.entry_type.panel['theme'].label}: {label}", query))
    return list(found.values())[:MOST]


class _Shower:
    def __init__(self, choices: Choices, known: Knowledge) -> None:
        self._choices, self._known = choices, known
        self._pieces = choices.reading.pieces

    def shown(self, piece: Piece) -> PieceShown:
        """A piece with what it can be changed to."""
        others = [one for one in self._pieces if one is not piece]
        return PieceShown(
            piece.name,
            self._label_of(piece),
            self._values(piece),
            piece.written,
            self._choices.asking(others),
            [] if piece.is_excluded else list(self._alternatives(piece, others)),
            is_excluded=piece.is_excluded,
            is_unknown=piece.name == UNKNOWN,
            near=list(self._near(piece, others)) if piece.name == UNKNOWN else [],
            facet=_ROLES[piece.role][0] if piece.name == UNKNOWN else "",
            years=_years(piece),
        )

    def _label_of(self, piece: Piece) -> str:
        label = self._label(piece.name, piece.role)
        return _("%(facet)s, except") % {"facet": label} if piece.is_excluded else label

    def _label(self, name: str, role: str = "") -> str:
        """What kind of thing it is read as, in the language of the page."""
        match name:
            case "signed":
                return str(self._choices.entry_type.dates or self._choices.entry_type.years)
            case "with" | "without":
                return _("What is known")
            case "unknown":
                return self._label(_ROLES[role][0])
        return str(self._choices.entry_type.panel[name].label)

    def _values(self, piece: Piece) -> list[Text]:
        match piece.name:
            case "signed":
                return [_ours(Interval.parse(value).in_words()) for value in piece.values]
            case "with" | "without":
                return [_ours(subset(mark_of(piece)).label())]
            case "unknown":
                return [_ours(value) for value in piece.values]
        if piece.cue == BORDER:
            return [_ours(_("regions on the border"))]
        return [self._named(piece.name, value) for value in piece.values]

    def _named(self, facet: str, value: str) -> Text:
        label = self._choices.labels.get(facet, {}).get(value)
        return label.text if label else _ours(value)

    def _alternatives(self, piece: Piece, others: Sequence[Piece]) -> Iterator[Alternative]:
        """Each of its values alone, what else the words may name, and the words as words."""
        if piece.is_of_facet and len(piece.values) > 1:
            for value in piece.values[:MOST]:
                yield self._as(piece.name, (value,), others)
        for facet in _OTHERWISE.get(piece.name, ()):
            if values := self._read_as(facet, piece.said):
                yield self._as(facet, values, others)
        if piece.name not in (SIGNED, HAVING, LACKING):
            # In quotation marks, where other pieces have to stay in the question and what is beside them would be read.
            said = piece.said if self._choices.are_literal(others) else f'"{piece.said}"'
            words = " ".join(filter(None, [self._choices.words, said]))
            yield Alternative(_("the words “%s”") % piece.said, self._choices.asking(others, words=words))

    def _as(self, facet: str, values: tuple[str, ...], others: Sequence[Piece]) -> Alternative:
        names = ", ".join(self._named(facet, value) for value in values[:3]) + ("…" if len(values) > 3 else "")
        changed = Piece(facet, values, ((0, 0),), names, names)
        return Alternative(f"{self._label(facet)}: {names}", self._choices.asking([*others, changed]))

    def _read_as(self, facet: str, said: str) -> tuple[str, ...]:
        """The values of a facet that these words are a name of."""
        slots = Slots.of(self._known, said)
        if not slots.asked:
            return ()
        if facet in ("place", "region"):
            return slots.whole(facet, 0, len(slots.asked))
        found = slots.named("party" if facet == PARTY else "signed", 0, len(slots.asked))
        return found.values if found and found.facet == facet else ()

    def _near(self, piece: Piece, others: Sequence[Piece]) -> Iterator[Alternative]:
        """Names that differ from what is not known by a letter."""
        for facet in _ROLES[piece.role]:
            for value in self._known.lexicon.near(facet, piece.said)[:MOST]:
                yield self._as(facet, (value,), others)


def _years(piece: Piece) -> tuple[int | None, int | None]:
    """The first and the last year of a time that is named."""
    if piece.name != SIGNED or len(piece.values) != 1:
        return None, None
    return Interval.parse(piece.values[0]).years or (None, None)


def _ours(words: str) -> Text:
    return Text(words, reading_order()[0])
