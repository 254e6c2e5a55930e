"""For templates of documents: drawings of a life and a family, what is not certain, what sources are to the text."""

from collections.abc import Iterator

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from agreements.base.drawing.layouts import Box, Line, timeline, tree
from agreements.base.drawing.outputs import fitted
from agreements.documents.doubts import Doubt
from agreements.documents.family import Family, Member
from agreements.documents.life import Life
from agreements.documents.standing import Standing
from agreements.documents.standing import standing as standing_of
from agreements.models import Source

register = template.Library()

TITLE_LINES = 5
# How wide the family is at its narrowest, in em: on a telephone, and where the style sheet shows the wide drawing.
NARROW, WIDE = 20.5, 40.0


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
    """The family as boxes that are links, for little room and for much."""
    members = list(family.members)
    parents = {child.agreement.pk: number for number, member in enumerate(members) for child in member.children}
    boxes = [_box(member, parents.get(member.agreement.pk)) for member in members]
    return fitted(tree(boxes, NARROW), tree(boxes, WIDE), _("Related documents: diagram"))


def _box(member: Member, parent: int | None) -> Box:
    agreement, here = member.agreement, parent is None
    name = f"{member.relation}: " if member.relation else ""
    name += f"{agreement.title}, {agreement.signed_date}"
    return Box(
        list(_lines(member, here=here)),
        "; ".join([name, *(f"{relation}: {other.title}" for relation, other in member.others)]),
        "" if here else agreement.get_absolute_url(),
        member.depth,
        parent,
        "box box--here" if here else "box",
    )


def _lines(member: Member, *, here: bool) -> Iterator[Line]:
    """What the box of a document says."""
    title = member.agreement.title
    yield Line(_("This document"), "label label--here") if here else Line(member.relation, "note")
    yield Line(title, "label" if here else "label label--link", title.lang, TITLE_LINES)
    yield Line(str(member.agreement.signed_date), "note")
    for relation, other in member.others:
        words = {"relation": relation, "kind": other.kind.label, "date": other.signed_date}
        yield Line(_("also %(relation)s: %(kind)s, %(date)s") % words, "note")
