"""The menus above the charts: one value of a facet, or all. Whoever wants several chooses them in the list."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from django.utils.translation import gettext as _

from agreements.base.alphabet import in_alphabet
from agreements.models import Kind, Level, Theme
from agreements.models.vocabulary import Term
from agreements.search.choices import Choices

MENUS: dict[str, type[Term]] = {"level": Level, "kind": Kind, "theme": Theme}


@dataclass(frozen=True)
class Menu:
    """A facet with its values (key and label), of which one can be chosen."""

    name: str
    label: str
    everything: str
    values: list[tuple[str, str]]
    chosen: str


def menus(choices: Choices) -> list[Menu]:
    """The menus, but for facets of which several values are chosen: those stay among the chips."""
    chosen: dict[str, list[str]] = {}
    for name, value in parse_qsl(choices.query()):
        chosen.setdefault(name, []).append(value)
    words = {
        "level": (_("Level"), _("All levels")),
        "kind": (_("Kind of document"), _("All kinds")),
        "theme": (_("Theme"), _("All themes")),
    }
    return [
        Menu(name, *words[name], _values(scheme), "".join(chosen.get(name, [])))
        for name, scheme in MENUS.items()
        if len(chosen.get(name, [])) < 2
    ]


def kept(choices: Choices, shown: list[Menu]) -> list[tuple[str, str]]:
    """The other parameters of the address, which the form of the menus and the years keeps as they are."""
    own = {"year_from", "year_to", *(menu.name for menu in shown)}
    return [(name, value) for name, value in parse_qsl(choices.query()) if name not in own]


def _values(scheme: type[Term]) -> list[tuple[str, str]]:
    terms: Iterable[Term] = scheme._default_manager.all()
    return [(term.key, str(term.label)) for term in (in_alphabet(terms, _label) if scheme is Theme else terms)]


def _label(term: Term) -> str:
    return str(term.label)
