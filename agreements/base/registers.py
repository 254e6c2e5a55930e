"""Registers that number documents: how their numbers are written, and where a number leads.

Columns, files, forms, pages, citations and search all take them from here.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.validators import RegexValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Register:
    """A register: its key in the files, its name, the pattern of its numbers, an example, the address of a number."""

    key: str
    label: Any  # a text, or one to be translated
    pattern: str
    example: str
    page: str  # with {} for the number; without it where a number has no address of its own
    official: bool = False  # whether what it publishes is an official text, and not a copy

    @property
    def column(self) -> str:
        """The column of a document that holds its number in this register."""
        return f"identifier_{self.key}"

    @property
    def validator(self) -> RegexValidator:
        """Refuses a number that this register cannot have given."""
        message = _("Write the number alone, as the register has it: {example}, for example.")
        return RegexValidator(rf"^(?:{self.pattern})\Z", format_lazy(message, example=self.example))

    def address(self, number: str) -> str:
        """The page of the document in the register, or the page on which the register is asked for a number."""
        return self.page.format(number)

    @property
    def has_pages(self) -> bool:
        """Whether each number has an address of its own."""
        return "{}" in self.page


REGISTERS = {
    register.key: register
    for register in (
        # The letter is the kind of act, then come year, place and number, eleven characters in all.
        Register(
            "adilet",
            _("Adilet"),
            "[A-Z][0-9]{2}[0-9A-Z]{7}[0-9_]",
            "Z1400000246",
            "https://adilet.zan.kz/rus/docs/{}",
        ),
        Register("cntd", _("Techexpert"), "[1-9][0-9]{4,11}", "499063345", "https://docs.cntd.ru/document/{}"),
        # The part of the series (I registered, II filed and recorded) and the number. The address of a treaty there
        # cannot be made of its number: the page leads to the search of the series, which takes it.
        Register(
            "unts",
            _("United Nations Treaty Series"),
            "I{1,2}-[1-9][0-9]{0,5}",
            "I-53034",
            "https://treaties.un.org/Pages/AdvanceSearch.aspx?tab=UNTS&clang=_en",
            official=True,
        ),
        Register("wikidata", _("Wikidata"), "Q[1-9][0-9]{0,11}", "Q42", "https://www.wikidata.org/wiki/{}"),
    )
}


def register_at(address: str) -> Register | None:
    """The register on whose host a page lies; None where it is another's.

    >>> register_at("http://www.adilet.zan.kz/eng/docs/P1100000922").key
    'adilet'
    """
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    return next((register for register in REGISTERS.values() if urlsplit(register.page).hostname == host), None)
