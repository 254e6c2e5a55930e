"""Boxes below each other, each joined to the one it hangs on."""

from collections.abc import Sequence
from dataclasses import dataclass

from agreements.base.drawing.letters import lines
from agreements.base.drawing.outputs import Drawing
from agreements.base.drawing.pen import Pen, Point

LINE, PAD, GAP = 1.27, 0.67, 0.8  # of a line of text, within a box, between boxes, in em
BASE, CORNER = 0.93, 0.27  # how far below its top a line of text is written, and how round a box is, in em
NARROWEST = 4.0  # room for words in the narrowest box, in em
INDENT = 6.25  # how far each generation is set in, in per cent; less where there are very many of them
DEEPEST = 50.0
ARROW: tuple[Point, ...] = ((-0.33, -0.27), (0.0, 0.0), (-0.33, 0.27))  # from its tip, in em


@dataclass(frozen=True)
class Line:
    """Some words in a box: at most so many lines of them, in a language of their own where one is named."""

    words: str
    role: str = "label"
    lang: str | None = None
    most: int | None = None


@dataclass(frozen=True)
class Box:
    """A box with its words, its name for those who do not see it, and where it leads.

    ``depth`` is how far it is set in, ``hangs_on`` the number of the box that it is joined to, above it or below.
    """

    content: Sequence[Line]
    name: str
    url: str = ""
    depth: int = 0
    hangs_on: int | None = None
    role: str = "box"


def tree(boxes: Sequence[Box], room: float) -> Drawing:
    """Boxes from the top down, with a line from each to the one it hangs on.

    ``room`` is how wide the drawing is at its narrowest, in em: words are broken so that they fit there.
    """
    deepest = max((box.depth for box in boxes), default=0)
    indent = min(INDENT, DEEPEST / deepest) if deepest > 0 else 0.0
    lefts = [max(box.depth, 0) * indent for box in boxes]
    rows = [_rows(box, room * (1 - left / 100)) for box, left in zip(boxes, lefts, strict=True)]
    heights = [2 * PAD + LINE * len(texts) for texts in rows]
    tops = [sum(heights[:number]) + GAP * number for number in range(len(boxes))]

    def edge(number: int, parent: int) -> list[Point]:
        x = lefts[parent] + indent / 2
        start = tops[parent] if number < parent else tops[parent] + heights[parent]
        middle = tops[number] + heights[number] / 2
        return [(x, start), (x, middle), (lefts[number], middle)]

    def draw(pen: Pen) -> None:
        edges = [edge(number, box.hangs_on) for number, box in enumerate(boxes) if box.hangs_on is not None]
        if edges:
            pen.path("edge", *edges)
        for way in edges:
            pen.path("edge", ARROW, at=way[-1])
        for box, left, top, height, texts in zip(boxes, lefts, tops, heights, rows, strict=True):
            with pen.link(box.url, box.name):
                pen.rect(box.role, left, top, 100 - left, height, corner=CORNER)
                for number, (line, words) in enumerate(texts):
                    pen.text(line.role, left, top + PAD + LINE * number + BASE, words, shift=PAD, lang=line.lang)

    return Drawing("tree", tops[-1] + heights[-1] if boxes else 0.0, draw)


def _rows(box: Box, width: float) -> list[tuple[Line, str]]:
    """Every line of text in a box of such a width, in em."""
    room = max(width - 2 * PAD, NARROWEST)
    return [(line, words) for line in box.content for words in lines(line.words, room, line.most)]
