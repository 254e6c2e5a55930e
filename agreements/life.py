"""The life of a document, from signature to expiry, as far as it is known."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agreements.dates import Edtf
from agreements.models import Agreement, Relation

# The other document changed what became of this one.
CHANGES = {"amends", "replaces", "extends", "ratifies"}
WIDTH = 1000  # units of the drawing's own scale


@dataclass(frozen=True)
class Event:
    """One point or span in the life; ``x`` and ``width`` in units of the drawing (0 to WIDTH)."""

    label: str | Promise
    date: Edtf
    agreement: Agreement | None
    x: float
    width: float

    @property
    def right(self) -> float:
        """The end of the span."""
        return self.x + self.width

    @property
    def middle(self) -> float:
        """The middle of what the date may mean."""
        return self.x + self.width / 2


@dataclass(frozen=True)
class Life:
    """The events in order, the years they span, and the stated term as a bar."""

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
        step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 500, 9999) if years / step <= 8)
        first = -(-self.first_year // step) * step
        return [(year, (year - self.first_year) / years * WIDTH) for year in range(first, self.last_year + 1, step)]


def life(agreement: Agreement, incoming: Iterable[Relation]) -> Life:
    """What happened to ``agreement`` and when; ``incoming`` are the relations of others to it."""
    dated: list[tuple[str | Promise, Edtf, Agreement | None]] = [(_("Signed"), agreement.signed_date, None)]
    known = (("in_force", _("In force")), ("term_from", _("Term begins")), ("term_until", _("Term ends")))
    dated += [(name, date, None) for field, name in known if (date := agreement.date(field))]
    dated += [
        (relation.type.inverse or relation.type.label, relation.agreement.signed_date, relation.agreement)
        for relation in incoming
        if relation.type_id in CHANGES
    ]
    dated.sort(
        key=lambda item: (
            item[1].upper or item[1].lower or datetime.date.max,
            item[1].lower or datetime.date.min,
        )
    )
    until = agreement.date("term_until")
    in_force = agreement.status_id == "in-force"
    ends = [day for _label, date, _other in dated for day in (date.lower, date.upper) if day]
    if in_force and not until:
        ends.append(timezone.localdate())
    first_year, last_year = min(ends).year, min(max(ends).year + 1, datetime.MAXYEAR)

    def place(day: datetime.date) -> float:
        start = datetime.date(first_year, 1, 1)
        whole = datetime.date(last_year, 12, 31) - start
        return (day - start) / whole * WIDTH

    events = []
    for label, date, other in dated:
        lower = place(date.lower or date.upper or ends[0])
        upper = place(date.upper or date.lower or ends[0])
        events.append(Event(label, date, other, lower, upper - lower))
    starts = agreement.date("term_from") or agreement.date("in_force")
    term = None
    if until and until.upper:
        begin = (starts and starts.lower) or agreement.signed_date.lower or until.upper
        term = (place(begin), place(until.upper))
    elif in_force:
        begin = (starts and starts.lower) or agreement.signed_date.lower or ends[0]
        term = (place(begin), float(WIDTH))
    return Life(events, first_year, last_year, term, in_force and not until)
