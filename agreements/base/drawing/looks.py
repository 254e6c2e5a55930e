"""How what is drawn looks in a file that no style sheet reaches.

``static/css/drawings.css`` says it once, in rules like ``.drawing .bar { fill: var(--accent); }``. A page uses the
rules; for a file they are read here and written as attributes, in the colours of a light page.
"""

import re
from functools import cache

from agreements.base.palette import palette, style_sheet

_SECTION = re.compile(r"/\* Looks\..*?\*/(.*?)/\*", re.DOTALL)
_RULE = re.compile(r"^ *\.drawing \.([a-z-]+) \{ ([^}]+) \}$", re.MULTILINE)
_TOKEN = re.compile(r"var\(--([a-z-]+)\)")


def look(role: str) -> dict[str, str]:
    """The attributes of a role (``bar bar--open``); the later of its classes overrules. A KeyError: no such class."""
    attributes: dict[str, str] = {}
    for name in role.split():
        attributes |= _looks()[name]
    return attributes


@cache
def _looks() -> dict[str, dict[str, str]]:
    colours = palette()
    section = _SECTION.search(style_sheet("drawings.css"))
    assert section, "drawings.css has no section of looks"

    def attributes(declarations: str) -> dict[str, str]:
        literal = _TOKEN.sub(lambda token: colours[token[1]].light, declarations)
        pairs = (declaration.split(":") for declaration in literal.split(";") if declaration.strip())
        return {name.strip(): value.strip() for name, value in pairs}

    return {name: attributes(declarations) for name, declarations in _RULE.findall(section[1])}
