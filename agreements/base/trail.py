"""The pages above a page, from the outermost to the next: ``trail`` of ``templates/parts/breadcrumb.html``."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Step:
    """A page above this one: what it is called (a text of the record keeps its language), and its address."""

    label: Any
    url: str

    @property
    def is_result(self) -> bool:
        """Whether it is a list with filters, which crawlers are kept from."""
        return "?" in self.url
