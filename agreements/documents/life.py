"""The life of a document, from signature to expiry, as far as it is known."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agreements.base.edtf import Edtf
from agreements.models import Agreement, Relation

# The other document changed what became of this one.
CHANGES = {"amends", "replaces", "extends", "ratifies"}
WIDTH = 100.0  # the drawing is as wide as there is room: places on it are per cent


@dataclass(frozen=True)
class Event:
    """One point or span in the life; ``x`` and ``right`` in per cent of the drawing."""

    label: str | Promise
    date: Edtf
    agreement: Agreement | None
    x: float
    right: float

    @property
    def width(self) -> float:
        """How much of the drawing the date may mean."""
        return self.right - self.x

    @property
    def middle(self) -> float:
        """The middle of what the date may mean."""
        return (self.x + self.right) / 2


@dataclass(frozen=True)
class Life:
    """The events in order, the years they span, and the stated term as a bar from its first to its last day."""

    events: list[Event]
    first_year: int
    last_year: int
    term: tuple[float, float] | None
    open_ended: bool

    @property
    def is_drawn(self) -> bool:
        """Whether there is more to draw than a single point."""
        return len(self.events) > 1 or self.term is not None

    @property
    def ticks(self) -> list[tuple[int, float]]:
        """Years to write under the line, at most about eight, with their place."""
        years = self.last_year - self.first_year + 1
        step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000) if years / step <= 8)
        first = -(-self.first_year // step) * step
        return [(year, (year - self.first_year) / years * WIDTH) for year in range(first, self.last_year + 1, step)]


def life(agreement: Agreement, incoming: Iterable[tuple[Relation, Agreement]]) -> Life:
    """What happened to ``agreement`` and when; ``incoming`` are the relations of other documents to it."""
    dated: list[tuple[str | Promise, Edtf, Agreement | None]] = [(_("Signed"), agreement.signed_date, None)]
    known = (("in_force", _("In force")), ("term_from", _("Term begins")), ("term_until", _("Term ends")))
    dated += [(name, date, None) for field, name in known if (date := agreement.date_of(field))]
    dated += [
        (relation.type.inverse_label, other.signed_date, other)
        for relation, other in incoming
        if relation.type_id in CHANGES
    ]
    dated.sort(key=lambda item: (_last(item[1]), item[1].lower or datetime.date.min))
    until = agreement.date_of("term_until")
    in_force = agreement.status_id == "in-force"
    open_ended = in_force and (until is None or until.upper is None)
    ends = [end for _label, date, _other in dated for end in (_first(date), _last(date))]
    if open_ended:
        ends.append(timezone.localdate())
    first_year, last_year = min(ends).year, min(max(ends).year + 1, datetime.MAXYEAR)

    def place(day: datetime.date) -> float:
        start = datetime.date(first_year, 1, 1)
        whole = datetime.date(last_year, 12, 31) - start
        return round((day - start) / whole * WIDTH, 2)

    events = [Event(label, date, other, place(_first(date)), place(_last(date))) for label, date, other in dated]
    begin = place(_first(agreement.date_of("term_from") or agreement.date_of("in_force") or agreement.signed_date))
    end = WIDTH if open_ended else place(_last(until)) if until else None
    term = (begin, end) if end is not None and begin <= end else None
    return Life(events, first_year, last_year, term, open_ended)


def _first(date: Edtf) -> datetime.date:
    """The first day that a date may mean, as far as one is known."""
    day = date.lower or date.upper
    assert day is not None  # a date has a beginning or an end
    return day


def _last(date: Edtf) -> datetime.date:
    """The last day that a date may mean, as far as one is known."""
    day = date.upper or date.lower
    assert day is not None
    return day
