"""What the layouts share: sizes in em, and what a number that is drawn must tell of itself."""

from typing import Protocol

LINE = 1.4  # of a label
BAR = 1.05  # thickness of a bar, and height of the line of text beside it
GAP = 0.85  # between rows


class Counted(Protocol):
    """One number: its label, its name in words for those who do not see it, and the address of what it counts.

    A number below zero is drawn as zero; ``url`` is empty where there is no address.
    """

    @property
    def label(self) -> str: ...
    @property
    def count(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def url(self) -> str: ...


def language(label: str) -> str | None:
    """The language of a label, where it knows one (`agreements.base.languages.Text`)."""
    return getattr(label, "lang", None)
