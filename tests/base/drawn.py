"""Pictures of SVG, read again."""

import re
from xml.etree import ElementTree

from agreements.base.drawing.outputs import Drawing, drawing_file

SVG = "{http://www.w3.org/2000/svg}"
SITE = "https://archive.example"
SIZES = ("width", "height", "r", "rx")
LENGTH = re.compile(r"-?\d+(?:\.\d\d?)?(?:em|%)?")


def parsed(svg: str) -> list[ElementTree.Element]:
    """Every element of a picture, which has to be well-formed."""
    return list(ElementTree.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{svg}</svg>').iter())[1:]


def named(elements: list[ElementTree.Element], name: str) -> list[ElementTree.Element]:
    """Those with such a tag."""
    return [element for element in elements if element.tag == f"{SVG}{name}"]


def sound(drawing: Drawing) -> list[ElementTree.Element]:
    """The elements of a drawing on a page; there and in a file, every length is finite and no size is negative."""
    page = parsed(drawing.page("Test drawing"))
    alone = list(ElementTree.fromstring(drawing_file(drawing, SITE, "Test title", ["Test note"]).encode()).iter())
    for element in page + alone:
        for attribute in ("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "dx", *SIZES):
            if (value := element.get(attribute)) is not None:
                assert LENGTH.fullmatch(value), (element.tag, attribute, value)
                assert attribute not in SIZES or not value.startswith("-"), (element.tag, attribute, value)
        assert re.fullmatch(r"[ML0-9. -]*", element.get("d", "")), element.get("d")
    assert not [element for element in page if set(element.keys()) & {"style", "fill", "stroke"}]
    assert not [element for element in alone if set(element.keys()) & {"style", "class"}]
    return page


def within(elements: list[ElementTree.Element]) -> None:
    """No rectangle is outside of its drawing."""
    for rect in named(elements, "rect"):
        x, width = (float(rect.attrib[name].removesuffix("%")) for name in ("x", "width"))
        assert -0.01 <= x <= x + width <= 100.02
