"""The life of a document, from signature to expiry, as far as it is known."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agreements.base.edtf import Edtf
from agreements.models import Agreement, Force, Relation


@dataclass(frozen=True)
class Event:
    """What happened and when; ``agreement`` is the other document, if one was the cause."""

    label: str | Promise
    date: Edtf
    agreement: Agreement | None

    @property
    def days(self) -> tuple[datetime.date, datetime.date]:
        """The first and the last day that the date may mean, as far as they are known."""
        return _first(self.date), _last(self.date)


@dataclass(frozen=True)
class Life:
    """The events in order, the years they span, and the first and the last day of the stated term.

    An ``open_ended`` term is in force without a stated end: its last day is the last of the years.
    """

    events: list[Event]
    first_year: int
    last_year: int
    term: tuple[datetime.date, datetime.date] | None
    open_ended: bool

    @property
    def has_length(self) -> bool:
        """Whether there is more to it than a single point in time."""
        return len(self.events) > 1 or self.term is not None


def life(agreement: Agreement, incoming: Iterable[tuple[Relation, Agreement]]) -> Life:
    """What happened to ``agreement`` and when; ``incoming`` are the relations of other documents to it."""
    events = [Event(_("Signed"), agreement.signed_date, None)]
    dates = (("in_force", _("In force")), ("term_from", _("Term begins")), ("term_until", _("Term ends")))
    events += [Event(name, date, None) for field, name in dates if (date := agreement.date_of(field))]
    events += [
        Event(relation.type.inverse_label, other.signed_date, other)
        for relation, other in incoming
        if relation.type.is_event
    ]
    events.sort(key=lambda event: (_last(event.date), event.date.lower or datetime.date.min))
    until = agreement.date_of("term_until")
    in_force = agreement.status.force == Force.IN
    open_ended = in_force and (until is None or until.upper is None)
    days = [day for event in events for day in event.days]
    if open_ended:
        days.append(timezone.localdate())
    first_year, last_year = min(days).year, min(max(days).year + 1, datetime.MAXYEAR)
    begin = _first(agreement.date_of("term_from") or agreement.date_of("in_force") or agreement.signed_date)
    end = datetime.date(last_year, 12, 31) if open_ended else _last(until) if until else None
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
