"""Long lists in pages: no more rows are fetched than are shown."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PAGE_SIZE = 20


class PageNumber(forms.IntegerField):
    """The number of a page in an address; none is the first."""

    def __init__(self, **options: Any) -> None:
        message = gettext_lazy("A page is a number from 1.")
        options = {
            "min_value": 1,
            "required": False,
            "error_messages": {"invalid": message, "min_value": message},
            **options,
        }
        super().__init__(**options)


def no_such_page(number: int) -> str:
    """The message for a page after the last."""
    return _("There is no page %(page)d; this is the last one.") % {"page": number}


class PagePart(Sequence[Any]):
    """The part of a list that is on the page, and how many there are in all."""

    def __init__(self, rows: QuerySet[Any], total: int) -> None:
        self._rows = list(rows)
        self.total = total

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: Any) -> Any:
        return self._rows[index]


class Pages:
    """The lists on one page of the archive, in parts of ``size`` rows: of each the part of one number.

    The longest list decides how many pages there are; the last ones have no rows of shorter lists. A number that is
    invalid, or beyond the last, gives a message in ``errors`` and the page nearest to it.
    """

    def __init__(self, requested: str | None, size: int = PAGE_SIZE, **lists: QuerySet[Any]) -> None:
        self.errors: list[str] = []
        totals = {name: rows.count() for name, rows in lists.items()}
        self.last = max(1, -(-max(totals.values()) // size))
        self.number = min(self._valid_number(requested), self.last)
        shown = slice((self.number - 1) * size, self.number * size)
        self.parts = {
            name: PagePart(rows[shown] if totals[name] > shown.start else rows.none(), totals[name])
            for name, rows in lists.items()
        }

    def _valid_number(self, requested: str | None) -> int:
        try:
            number: int = PageNumber().clean(requested) or 1
        except ValidationError as error:
            self.errors += error.messages
            return 1
        if number > self.last:
            self.errors.append(no_such_page(number))
        return number

    @property
    def previous(self) -> int | None:
        """The number of the page before this one."""
        return self.number - 1 if self.number > 1 else None

    @property
    def following(self) -> int | None:
        """The number of the page after this one."""
        return self.number + 1 if self.number < self.last else None
