"""Drawing in SVG that fits any width without scaling its letters.

Places across are percentages, places down are in the size of the text (``em``): so one drawing is as
readable on a phone as on a wide screen, and grows with the reader's text. The same marks are written twice:
with classes for the page, whose stylesheet gives them colours, and with literal colours for the file.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from textwrap import wrap

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

TEXT_PX = 13
FILE_WIDTH = 720
FILE_MARGIN = 24
LINE = 1.4  # of a label, in em

# What the stylesheet says in the page, said literally in the file: light colours on paper.
FILE_STYLE = {
    "bar": {"fill": "#1c5d63"},
    "bar bar--second": {"fill": "#8a4b08"},
    "bar bar--third": {"fill": "#8d8574"},
    "bar bar--open": {"fill": "#ffffff", "stroke": "#1c5d63", "stroke-width": "2"},
    "cell": {"fill": "#1c5d63"},
    "hit": {"fill": "#ffffff", "fill-opacity": "0"},
    "axis": {"stroke": "#8d8574"},
    "rule": {"stroke": "#ddd6c8"},
    "label": {"fill": "#211f1b"},
    "note": {"fill": "#5b564d"},
}
PAPER = "#ffffff"
FONT = "'Source Sans 3', 'Source Sans Pro', 'Noto Sans', Arial, sans-serif"


@dataclass(frozen=True)
class Drawing:
    """A drawing of known height (in em), to be written with one pen or the other."""

    height: float
    draw: "Callable[[Pen], None]"

    def page(self) -> SafeString:
        """The inside of the drawing, for the page."""
        pen = Pen()
        self.draw(pen)
        return pen.written()

    def height_em(self) -> str:
        """The height as an attribute."""
        return _em(self.height)


class Pen:
    """Writes shapes; with ``base`` (the address of the site), for a file that stands alone."""

    def __init__(self, base: str | None = None) -> None:
        self._base = base
        self._parts: list[SafeString] = []
        self._closing = mark_safe("</a>")

    def written(self) -> SafeString:
        """All that was drawn."""
        return mark_safe("".join(self._parts))  # parts are escaped one by one

    def _look(self, role: str) -> SafeString:
        if self._base is None:
            return format_html(' class="{}"', role)
        return format_html_join("", ' {}="{}"', FILE_STYLE[role].items())

    def open_link(self, url: str, name: str) -> None:
        """Begin a mark that leads to its documents, or has a name only where ``url`` is empty.

        Crawlers are asked not to follow it to every filtered list.
        """
        self._closing = mark_safe("</a>" if url else "</g>")
        if not url:
            named = mark_safe("") if self._base is not None else format_html(' role="img" aria-label="{}"', name)
            self._parts.append(format_html("<g{}><title>{}</title>", named, name))
        elif self._base is None:
            rel = mark_safe(' rel="nofollow"') if "?" in url else SafeString()
            self._parts.append(format_html('<a href="{}" aria-label="{}"{}><title>{}</title>', url, name, rel, name))
        else:
            self._parts.append(format_html('<a href="{}{}"><title>{}</title>', self._base, url, name))

    def close_link(self) -> None:
        """End the mark."""
        self._parts.append(self._closing)

    def rect(
        self, role: str, x: float, y: float, width: float, height: float, *, strength: float | None = None
    ) -> None:
        """A rectangle; ``strength`` thins its colour."""
        thin = format_html(' fill-opacity="{}"', _number(strength)) if strength is not None else SafeString()
        self._parts.append(
            format_html(
                '<rect{} x="{}" y="{}" width="{}" height="{}"{}/>',
                self._look(role), _pct(x), _em(y), _pct(width), _em(height), thin,
            )
        )  # fmt: skip

    def line(self, role: str, x1: float, y1: float, x2: float, y2: float) -> None:
        """A straight line."""
        self._parts.append(
            format_html(
                '<line{} x1="{}" y1="{}" x2="{}" y2="{}"/>',
                self._look(role),
                _pct(x1),
                _em(y1),
                _pct(x2),
                _em(y2),
            )
        )

    def text(
        self,
        role: str,
        x: float,
        y: float,
        words: object,
        *,
        anchor: str = "start",
        shift: float = 0,
        lang: str | None = None,
        hidden: bool = True,
    ) -> None:
        """A line of text on the baseline ``y``; ``hidden`` from listeners where a mark's name says it."""
        attributes = {}
        if anchor != "start":
            attributes["text-anchor"] = anchor
        if shift:
            attributes["dx"] = _em(shift)
        if lang:
            attributes["lang"] = lang
        if hidden and self._base is None:
            attributes["aria-hidden"] = "true"
        more = format_html_join("", ' {}="{}"', attributes.items())
        self._parts.append(
            format_html(
                '<text{} x="{}" y="{}"{}>{}</text>',
                self._look(role), _pct(x), _em(y), more, words,
            )
        )  # fmt: skip

    def upright(self, role: str, x: float, y: float, words: object) -> None:
        """A line of text that reads from the bottom up and begins at ``y``."""
        hidden = SafeString() if self._base is not None else mark_safe(' aria-hidden="true"')
        self._parts.append(
            format_html(
                '<svg x="{}" y="{}" overflow="visible">'
                '<text{} transform="rotate(-90)" dy="0.35em"{}>{}</text></svg>',
                _pct(x), _em(y), self._look(role), hidden, words,
            )
        )  # fmt: skip


def lines(text: str, width: int = 44) -> list[str]:
    """A label broken into lines that fit the narrowest screen."""
    return wrap(text, width, break_long_words=True) or [""]


def nice_ticks(most: int, at_most: int = 5) -> list[int]:
    """Round numbers from zero up to or over ``most``: steps of 1, 2 or 5 and their tens."""
    step = next(
        factor * 10**power
        for power in range(12)
        for factor in (1, 2, 5)
        if -(-max(most, 1) // (factor * 10**power)) <= at_most
    )
    return list(range(0, -(-max(most, 1) // step) * step + 1, step))


def year_ticks(first: int, last: int, at_most: int = 7) -> list[int]:
    """Round years between two years, both included."""
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000, 10000) if (last - first) // step < at_most)
    return list(range(-(-first // step) * step, last + 1, step))


def file(drawing: Drawing, base: str, title: str, paragraphs: Sequence[str]) -> SafeString:
    """The drawing as a file that stands alone, with its title, and what it says of itself below."""
    pen = Pen(base)
    drawing.draw(pen)
    heads, notes = wrap(title, 72), [line for paragraph in paragraphs for line in wrap(paragraph, 108)]
    top = FILE_MARGIN + len(heads) * 24 + 12
    height = top + round(drawing.height * TEXT_PX) + 20 + len(notes) * 18 + FILE_MARGIN
    words = [
        format_html(
            '<text x="{}" y="{}" font-size="18" font-weight="600" fill="#211f1b">{}</text>',
            FILE_MARGIN, FILE_MARGIN + 14 + place * 24, line,
        )
        for place, line in enumerate(heads)
    ]  # fmt: skip
    words += [
        format_html(
            '<text x="{}" y="{}" fill="#5b564d">{}</text>',
            FILE_MARGIN,
            height - FILE_MARGIN - place * 18,
            line,
        )
        for place, line in enumerate(reversed(notes))
    ]
    return format_html(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        ' font-family="{font}" font-size="{px}">'
        '<title>{title}</title><rect width="100%" height="100%" fill="{paper}"/>{words}'
        '<svg x="{margin}" y="{top}" width="{inner}" height="{drawn}" overflow="visible">{drawing}</svg>'
        "</svg>\n",
        width=FILE_WIDTH + 2 * FILE_MARGIN,
        height=height,
        font=FONT,
        px=TEXT_PX,
        title=title,
        paper=PAPER,
        words=mark_safe("".join(words)),  # parts are escaped one by one
        margin=FILE_MARGIN,
        top=top,
        inner=FILE_WIDTH,
        drawn=drawing.height_em(),
        drawing=pen.written(),
    )


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _pct(value: float) -> str:
    return f"{_number(value)}%"


def _em(value: float) -> str:
    return f"{_number(value)}em"
