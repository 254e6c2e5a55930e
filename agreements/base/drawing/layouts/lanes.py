"""Boxes along a line of years, in lanes one below another."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agreements.base.drawing.letters import lines
from agreements.base.drawing.outputs import Drawing
from agreements.base.drawing.pen import Pen
from agreements.base.drawing.scales import year_ticks

LINE, PAD, BASE, CORNER = 1.27, 0.6, 0.93, 0.27  # of a line of text, within a box, its letters, its corners, in em
BOX, BESIDE, ABREAST = 32.0, 2.0, 3  # how wide a box is, and what is between two, in per cent; so many fit
HEAD, DOTS, BELOW, BETWEEN = 1.7, 1.5, 0.5, 1.0  # of a label, of the line of dots, below a row and below a lane, in em
INSET = 1.0  # per cent on either side of the years
DOT = 0.34  # half as wide as a point, in em
YEARS = 10  # at most so many are written above
SEEN = 1.0  # per cent: what a date may mean is drawn beside its point where it is longer than this
TOP = 3.0  # of the lanes, below the years and what is here, in em
NARROWEST = 4.0  # room for words in the narrowest box, in em

Days = tuple[datetime.date, datetime.date]


@dataclass(frozen=True)
class Line:
    """Some words in a box, in a language of their own where one is named."""

    words: str
    role: str = "label"
    lang: str | None = None


@dataclass(frozen=True)
class Box:
    """A box: its words, the first and the last day that its date may mean, and where it leads."""

    content: Sequence[Line]
    days: Days
    url: str = ""
    role: str = "box"


@dataclass(frozen=True)
class Lane:
    """Boxes that have the same in common: the words above them say what."""

    label: str
    boxes: Sequence[Box]


@dataclass(frozen=True)
class _Placed:
    """A box with its lines of text, and where it is: its left edge, and its top below that of its lane."""

    box: Box
    texts: list[tuple[Line, str]]
    left: float
    top: float

    @property
    def height(self) -> float:
        return _height(self.texts)

    @property
    def bottom(self) -> float:
        return self.top + self.height


def lanes(content: Sequence[Lane], here: tuple[str, Days], first: int, last: int, room: float) -> Drawing:
    """Boxes in their order, each under a point on the years from ``first`` to ``last``; a line marks what is ``here``.

    ``room`` is how wide the drawing is at its narrowest, in em: words are broken so that they fit there, and none is
    cut off. A box is joined to its point by a line.
    """
    start = datetime.date(first, 1, 1)
    whole = max((datetime.date(last, 12, 31) - start).days, 1)

    def at(day: datetime.date) -> float:
        return INSET + (day - start).days / whole * (100 - 2 * INSET)

    def middle(days: Days) -> float:
        return (at(days[0]) + at(days[1])) / 2

    placed = [_placed(lane.boxes, middle, room) for lane in content]
    heights = [HEAD + DOTS + max((one.bottom for one in found), default=0.0) + BETWEEN for found in placed]
    ticks = [(year, at(datetime.date(year, 1, 1))) for year in year_ticks(first, last, YEARS)]

    def draw_point(pen: Pen, days: Days, y: float) -> None:
        if at(days[1]) - at(days[0]) > SEEN:
            pen.line("span", at(days[0]), y, at(days[1]), y)
        pen.circle("point", middle(days), y, DOT)

    def draw_box(pen: Pen, one: _Placed, y: float) -> None:
        with pen.link(one.box.url, ""):
            pen.rect(one.box.role, one.left, y + one.top, BOX, one.height, corner=CORNER)
            for number, (line, words) in enumerate(one.texts):
                below = y + one.top + PAD + LINE * number + BASE
                pen.text(line.role, one.left, below, words, shift=PAD, lang=line.lang, hidden=False)

    def draw(pen: Pen) -> None:
        for year, x in ticks:
            pen.text("note", x, 1.0, year, anchor="start" if x < 5 else "end" if x > 95 else "middle")
        x = middle(here[1])
        pen.text("label label--here", x, 2.5, here[0], anchor="start" if x < 15 else "end" if x > 85 else "middle")
        y = TOP
        for lane, found, height in zip(content, placed, heights, strict=True):
            pen.text("note", 0, y + 1.2, lane.label, hidden=False)
            draw_lane(pen, found, y + HEAD + DOT, y + height - BETWEEN)
            y += height

    def draw_lane(pen: Pen, found: list[_Placed], axis: float, end: float) -> None:
        for _year, x in ticks:
            pen.line("rule", x, axis, x, end)
        pen.line("span", middle(here[1]), axis, middle(here[1]), end)
        pen.line("axis", 0, axis, 100, axis)
        y = axis - DOT + DOTS
        for one in found:  # all lines first: a box covers those that pass behind it
            x = middle(one.box.days)
            pen.line("edge", x, axis, min(max(x, one.left + 1), one.left + BOX - 1), y + one.top)
        for one in found:
            draw_box(pen, one, y)
            draw_point(pen, one.box.days, axis)

    return Drawing("lanes", TOP + sum(heights), draw)


def _placed(boxes: Sequence[Box], at: Callable[[Days], float], room: float) -> list[_Placed]:
    """As many boxes abreast as fit, each as near to its point as its neighbours allow, and as high as there is room."""
    width = max(room * BOX / 100 - 2 * PAD, NARROWEST)
    found: list[_Placed] = []
    for begin in range(0, len(boxes), ABREAST):
        row = boxes[begin : begin + ABREAST]
        for box, left in zip(row, _lefts([at(box.days) for box in row]), strict=True):
            texts = [(line, words) for line in box.content for words in lines(line.words, width)]
            over = [one.bottom + BELOW for one in found if abs(one.left - left) < BOX]
            found.append(_Placed(box, texts, left, max(over, default=0.0)))
    return found


def _lefts(points: Sequence[float]) -> list[float]:
    """Where boxes begin that are near their points and do not overlap, in the order of the points."""
    lefts: list[float] = []
    for x in points:
        lefts.append(max(x - 1, lefts[-1] + BOX + BESIDE if lefts else 0.0))
    limit = 100 - BOX
    for number in reversed(range(len(lefts))):
        lefts[number] = min(lefts[number], limit)
        limit = lefts[number] - BOX - BESIDE
    return lefts


def _height(texts: Sequence[tuple[Line, str]]) -> float:
    return 2 * PAD + LINE * len(texts)
