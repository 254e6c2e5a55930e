"""For templates of documents: drawings of a life and a family, what is not certain, what sources are to the text."""

import datetime
from collections.abc import Iterator

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from agreements.base.drawing.layouts import Box, Lane, Line, lanes, timeline
from agreements.documents.family import Family, Member
from agreements.documents.life import Life
from agreements.models import Source
from agreements.rules.doubts import Doubt
from agreements.rules.standing import Standing
from agreements.rules.standing import standing as standing_of

register = template.Library()

#: How wide the family is at its narrowest, in em: narrower, the style sheet shows the list instead.
ROOM = 52.0
#: Documents that are drawn, the nearest; the list has all.
DRAWN = 12


@register.filter
def of(doubts: dict[str, list[Doubt]], fact: str) -> list[Doubt]:
    """What is not certain of a fact."""
    return doubts.get(fact, [])


@register.filter
def standing(source: Source) -> Standing:
    """What a source is to the text of its document."""
    return standing_of(source)


@register.simple_tag
def draw_life(life: Life) -> SafeString:
    """The life as a line of years; hidden from listeners, as the list beside it says the same."""
    days = [event.days for event in life.events]
    return timeline(days, life.first_year, life.last_year, life.term, unending=life.open_ended).page()


@register.simple_tag
def draw_family(family: Family) -> SafeString:
    """The family along a line of years: a lane for each relation, and the boxes in it are links."""
    nearest = sorted(family.members, key=lambda member: (member.depth, member.agreement.listing_key))[:DRAWN]
    here = family.here
    by_label: dict[str, list[Member]] = {}
    for member in sorted(nearest, key=_order):
        if member is not here:
            by_label.setdefault(_lane(member), []).append(member)
    drawn = [Lane(label, [_box(member) for member in members]) for label, members in by_label.items()]
    days = [day for member in nearest for day in _days(member)]
    mark = (_("This document"), _days(here))
    return lanes(drawn, mark, min(days).year, max(days).year, ROOM).page(_("Related documents: diagram"))


@register.filter
def is_drawn_whole(family: Family) -> bool:
    """Whether the drawing has everything that the list has."""
    return len(family.keys) <= DRAWN


def _order(member: Member) -> tuple[bool, bool, int, tuple[datetime.date, str]]:
    """The document's own relations come first, what it builds on before what builds on it; each by date."""
    return member.depth > 1, not member.up, member.depth, member.agreement.listing_key


def _lane(member: Member) -> str:
    """What the documents of a lane have in common."""
    if member.depth == 1:
        return f"{_('This document')} {member.relation}"
    return _("Related through other documents")


def _days(member: Member) -> tuple[datetime.date, datetime.date]:
    """The first and the last day that the date of signature may mean; where one is open, the other."""
    date = member.agreement.signed_date
    first, last = date.lower or date.upper, date.upper or date.lower
    assert first
    assert last
    return first, last


def _box(member: Member) -> Box:
    return Box(list(_lines(member)), _days(member), member.agreement.get_absolute_url())


def _lines(member: Member) -> Iterator[Line]:
    """What the box of a document says."""
    title = member.agreement.title
    yield Line(f"{member.agreement.kind.label}, {member.agreement.signed_date}", "note")
    yield Line(title, "label label--link", title.lang)
    if member.depth > 1 and member.parent:
        parent = member.parent
        words = {"kind": parent.kind.label, "date": parent.signed_date, "relation": member.relation}
        yield Line(_("%(kind)s, %(date)s: %(relation)s") % words, "note")
    for relation, other in member.others:
        words = {"relation": relation, "kind": other.kind.label, "date": other.signed_date}
        yield Line(_("also %(relation)s: %(kind)s, %(date)s") % words, "note")
