"""The pen: writes shapes, words and links as SVG, for a page or for a file of its own.

Lengths across are per cent of the width, lengths down are in the size of the text (``em``). So one drawing fits a
telephone and a wide screen, letters are never scaled, and it grows with the reader's text.

A *role* (``bar``, ``label``) says what a shape is. `PagePen` writes it as a class, for which the style sheet has
colours, light and dark; `FilePen` writes the same looks as attributes. Both escape everything they are given.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import isfinite

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from agreements.base.drawing.looks import look

Point = tuple[float, float]

# What XML cannot hold, even escaped: control characters and halves of surrogate pairs.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def number(value: float) -> str:
    """A number as SVG writes it, with at most two decimals; a ValueError for what is no finite number."""
    if not isfinite(value):
        raise ValueError(f"{value} cannot be drawn.")
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def across(value: float) -> str:
    """A length across: per cent of the width."""
    return f"{number(value)}%"


def down(value: float) -> str:
    """A length down: in the size of the text."""
    return f"{number(value)}em"


def element(name: str, attributes: Mapping[str, object], content: str | None = None) -> SafeString:
    """One element. Attributes without a value are left out; ``content`` must be safe, and None closes at once."""
    end = "/>" if content is None else f">{content}</{name}>"
    return mark_safe(f"<{name}{_attributes_text(attributes)}{end}")  # the rest is escaped or safe


def words(text: object) -> SafeString:
    """Words as they can be written into a page or a file: always escaped, even where somebody called them safe."""
    return escape(_UNWRITABLE.sub("\ufffd", str(text)))


def _attributes_text(attributes: Mapping[str, object]) -> str:
    return "".join(f' {name}="{words(value)}"' for name, value in attributes.items() if value not in (None, ""))


class Pen(ABC):
    """Writes shapes one after another; a later one covers an earlier one."""

    def __init__(self) -> None:
        self._parts: list[SafeString] = []

    def written(self) -> SafeString:
        """All that was drawn."""
        return mark_safe("".join(self._parts))  # parts are escaped one by one

    @abstractmethod
    def _look(self, role: str) -> Mapping[str, object]:
        """The attributes that give a shape its looks."""

    @abstractmethod
    def _link(self, url: str, name: str, key: str, current: bool) -> tuple[str, Mapping[str, object]]:
        """The element of a link, and its attributes."""

    @abstractmethod
    def _hidden(self, hidden: bool) -> Mapping[str, object]:
        """The attributes of words that listeners need not hear."""

    def _draw(self, name: str, attributes: Mapping[str, object], content: str | None = None) -> None:
        self._parts.append(element(name, attributes, content))

    @contextmanager
    def link(self, url: str, name: str, *, key: str = "", current: bool = False) -> Iterator[None]:
        """What is drawn within leads to ``url``; where that is empty, it only has its ``name``.

        Without a ``name`` its name are the words within, which then must not be ``hidden``. ``key`` is its id in the
        page; ``current`` says that the reader has chosen it.
        """
        tag, attributes = self._link(url, name, key, current)
        title = element("title", {}, words(name)) if name else ""
        self._parts.append(mark_safe(f"<{tag}{_attributes_text(attributes)}>{title}"))
        yield
        self._parts.append(mark_safe(f"</{tag}>"))

    def rect(
        self, role: str, x: float, y: float, width: float, height: float,
        *, strength: float | None = None, corner: float = 0,
    ) -> None:  # fmt: skip
        """A rectangle, of no size where one is negative; ``strength`` thins its colour, ``corner`` rounds it."""
        self._draw(
            "rect",
            {
                **self._look(role),
                "x": across(x),
                "y": down(y),
                "width": across(max(width, 0)),
                "height": down(max(height, 0)),
                "rx": down(corner) if corner else None,
                **({"fill-opacity": number(strength)} if strength is not None else {}),
            },
        )

    def line(self, role: str, x1: float, y1: float, x2: float, y2: float) -> None:
        """A straight line."""
        ends = {"x1": across(x1), "y1": down(y1), "x2": across(x2), "y2": down(y2)}
        self._draw("line", {**self._look(role), **ends})

    def circle(self, role: str, x: float, y: float, radius: float) -> None:
        """A circle; its radius is in the size of the text, however wide the drawing is."""
        self._draw("circle", {**self._look(role), "cx": across(x), "cy": down(y), "r": down(max(radius, 0))})

    def path(self, role: str, *ways: Sequence[Point], at: Point | None = None) -> None:
        """Lines from point to point, several ways at once.

        Points are across and down like everything else. With ``at`` they are counted from there, both ways in the size
        of the text: for signs that keep their shape at every width.
        """
        data = "".join("M" + "L".join(f"{number(x)} {number(y)}" for x, y in way) for way in ways if way)
        if at is None:
            deep = number(max(1.0, *(y for way in ways for _x, y in way)) if any(ways) else 1.0)
            frame = {"width": "100%", "height": f"{deep}em", "viewBox": f"0 0 100 {deep}"}
        else:
            frame = {"x": across(at[0]), "y": down(at[1]), "width": "1em", "height": "1em", "viewBox": "0 0 1 1"}
        drawn = element("path", {**self._look(role), "d": data, "vector-effect": "non-scaling-stroke"})
        self._draw("svg", {**frame, "preserveAspectRatio": "none", "overflow": "visible"}, drawn)

    def text(
        self, role: str, x: float, y: float, text: object,
        *, anchor: str = "start", shift: float = 0, lang: str | None = None, hidden: bool = True,
    ) -> None:  # fmt: skip
        """A line of text on the baseline ``y``, moved by ``shift`` letters' sizes to the right.

        ``hidden`` from listeners where the name of a link, or the page, says the same.
        """
        self._draw(
            "text",
            {
                **self._look(role),
                "x": across(x),
                "y": down(y),
                "text-anchor": anchor if anchor != "start" else None,
                "dx": down(shift) if shift else None,
                "lang": lang,
                **self._hidden(hidden),
            },
            words(text),
        )
        if not hidden:
            self._parts.append(mark_safe(" "))  # between two lines that are heard one after the other


class PagePen(Pen):
    """Writes for a page: classes, names for listeners, and links that crawlers need not follow to every list."""

    def _look(self, role: str) -> Mapping[str, object]:
        return {"class": role}

    def _link(self, url: str, name: str, key: str, current: bool) -> tuple[str, Mapping[str, object]]:
        if not url:
            return "g", {"role": "img" if name else None, "aria-label": name, "id": key}
        rel = "nofollow" if "?" in url else None
        chosen = "true" if current else None
        return "a", {"href": url, "aria-label": name, "rel": rel, "id": key, "aria-current": chosen}

    def _hidden(self, hidden: bool) -> Mapping[str, object]:
        return {"aria-hidden": "true"} if hidden else {}


class FilePen(Pen):
    """Writes for a file of its own: literal colours, and whole addresses below ``base`` (``https://host``)."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = base

    def _look(self, role: str) -> Mapping[str, object]:
        return look(role)

    def _link(self, url: str, name: str, key: str, current: bool) -> tuple[str, Mapping[str, object]]:
        return ("a", {"href": f"{self._base}{url}"}) if url else ("g", {})

    def _hidden(self, hidden: bool) -> Mapping[str, object]:
        return {}
