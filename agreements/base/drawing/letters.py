"""How wide words are, and how they are broken into lines: SVG does not wrap text."""

import re
from unicodedata import east_asian_width

NARROWEST = 22.4  # the width of a label in a chart on the narrowest screen, in em, by the widths below

# Widths of letters in Source Sans 3, in em, rounded up. The style sheet sets the fonts that replace it to the same.
_WIDTHS = {
    0.27: " .,;:'!|ijlIіІ",
    0.36: "-()[]ftr/",
    0.43: 'szгғ«»“”"',
    0.48: "xcvyзстэхуұүJҰҮ–",
    0.51: "aegkаеёкь0123456789FLГә",
    0.64: "BCDGKPRVБВКРСЬЭЯҚһңмлҺҢ",
    0.68: "HNOQUжыДЦНПИЙОӘӨЛ",
    0.76: "wMюшщфМФЪ",
    0.96: "mWЖШЩЮЫ№%—…@",
}
_OTHER = 0.57
_WIDTH = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
# A piece is a word, or a part of one up to its hyphen, and the space before it; no line begins with a dash or a point.
_PIECE = re.compile(r"(\s*)([^\s-]*-+|[^\s-]+(?: [—–·](?=\s))?)")


def width(text: str) -> float:
    """How wide a text is, in em, rather too much than too little."""
    return sum(_WIDTH.get(letter) or (1.0 if east_asian_width(letter) in "WF" else _OTHER) for letter in text)


def lines(text: str, room: float = NARROWEST, most: int | None = None) -> list[str]:
    """A text in lines that fit ``room`` (in em), at most so many; where more is cut off, it ends in “…”. Never none."""
    broken, line = [], ""
    for space, piece in _PIECE.findall(text):
        longer = f"{line} {piece}" if space and line else line + piece
        if width(longer) <= room:
            line = longer
            continue
        if line:
            broken.append(line)
        *full, line = _cut(piece, room)
        broken += full
    if line or not broken:
        broken.append(line)
    if most is not None and len(broken) > most:
        broken = [*broken[: most - 1], _shortened(broken[most - 1], room - width("…")) + "…"]
    return broken


def _shortened(line: str, room: float) -> str:
    """As many words of a line as fit, or as many letters of its first word."""
    while width(line) > room and " " in line:
        line = line.rpartition(" ")[0]
    return _cut(line, room)[0]


def _cut(text: str, room: float) -> list[str]:
    """A text in pieces that fit ``room``, each of at least one letter."""
    pieces = [""]
    for letter in text:
        if pieces[-1] and width(pieces[-1] + letter) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces
