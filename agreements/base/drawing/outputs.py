"""A drawing and its outputs: a picture in a page, a pair for narrow and wide pages, or a file of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from textwrap import wrap

from django.utils.safestring import SafeString, mark_safe

from agreements.base.drawing.pen import FilePen, PagePen, Pen, down, element, words
from agreements.base.palette import palette

LETTERS = 13  # the size of letters in a file, in pixels
WIDTH, MARGIN = 720, 24  # of a file, in pixels
FONT = "'Source Sans 3', 'Source Sans Pro', 'Noto Sans', Arial, sans-serif"


@dataclass(frozen=True)
class Drawing:
    """A drawing of a known height (in em) that is as wide as there is room.

    ``kind`` is its class in the page, where the style sheet sets the size of its letters.
    """

    kind: str
    height: float
    draw: Callable[[Pen], None]

    def page(self, label: str = "", *, fits: str = "") -> SafeString:
        """The drawing for a page. Without a ``label`` it is hidden from listeners: the page says the same in words.

        ``fits`` is ``narrow`` or ``wide`` for one of two that are `fitted`.
        """
        pen = PagePen()
        self.draw(pen)
        accessibility = {"role": "group", "aria-label": label} if label else {"aria-hidden": "true"}
        look = " ".join(filter(None, ("drawing", self.kind, fits)))
        size = {"width": "100%", "height": down(self.height)}
        return element("svg", {"class": look, **size, **accessibility}, pen.written())


def fitted(narrow: Drawing, wide: Drawing, label: str) -> SafeString:
    """The same drawn twice, for little room and for much: the style sheet shows the one that fits."""
    both = narrow.page(label, fits="narrow") + wide.page(label, fits="wide")
    return element("div", {"class": f"fitted fitted--{wide.kind}"}, both)


def drawing_file(drawing: Drawing, base: str, title: str, paragraphs: Sequence[str]) -> SafeString:
    """The drawing as an SVG file of its own, with its title above and the ``paragraphs`` below.

    ``base`` is the address of the site (``https://host``): addresses in a file are whole.
    """
    pen = FilePen(base)
    drawing.draw(pen)
    colours = palette()
    heads, notes = wrap(title, 72), [line for paragraph in paragraphs for line in wrap(paragraph, 108)]
    top = MARGIN + len(heads) * 24 + 12
    height = top + round(drawing.height * LETTERS) + 20 + len(notes) * 18 + MARGIN
    width = WIDTH + 2 * MARGIN

    def line(y: int, text: str, **looks: object) -> SafeString:
        attributes = {name.replace("_", "-"): value for name, value in looks.items()}
        return element("text", {"x": MARGIN, "y": y, **attributes}, words(text))

    parts = [
        element("title", {}, words(title)),
        element("rect", {"width": "100%", "height": "100%", "fill": colours["sheet"].light}),
        *(
            line(MARGIN + 14 + row * 24, head, font_size=18, font_weight=600, fill=colours["ink"].light)
            for row, head in enumerate(heads)
        ),
        *(
            line(height - MARGIN - row * 18, note, fill=colours["ink-soft"].light)
            for row, note in enumerate(reversed(notes))
        ),
        element(
            "svg",
            {"x": MARGIN, "y": top, "width": WIDTH, "height": down(drawing.height), "overflow": "visible"},
            pen.written(),
        ),
    ]
    whole = element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "width": width,
            "height": height,
            "font-family": FONT,
            "font-size": LETTERS,
        },
        "".join(parts),
    )
    return mark_safe(f'<?xml version="1.0" encoding="UTF-8"?>\n{whole}\n')  # of escaped parts
