"""The family of a document: what it builds on, and what was built on it, as a diagram and as a list.

The family is a tree in both directions. Upwards stand the documents to which it relates (it implements,
amends, is based on… them), the documents to which those relate, and so on; downwards those that relate to
it. A document that can be reached on several ways hangs where it is nearest; its other relations inside the
family are said in words. Both ends of every relation are public.

The diagram is drawn in pixels of its own, narrow enough for a phone, so that its letters are never scaled.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from textwrap import wrap

from django.db import connection
from django.utils.translation import gettext

from agreements.models import Agreement, Relation
from agreements.models.visibility import public_sql

GENERATIONS = 4
#: In each direction this many documents are drawn, the nearest.
MOST = 40

# UNION forgets what was already reached at the same distance, and the number of generations ends any circle.
_REACH = """
WITH RECURSIVE reached(id, distance) AS (
    SELECT %(start)s::bigint, 0
    UNION
    SELECT other.id, reached.distance + 1
    FROM reached
    JOIN agreements_relation relation ON relation.{near} = reached.id
    JOIN agreements_agreement other ON other.id = relation.{far} AND {public}
    WHERE reached.distance < %(generations)s
)
SELECT id, min(distance) FROM reached WHERE id <> %(start)s
GROUP BY id ORDER BY min(distance), id LIMIT %(most)s
"""

# The drawing, in pixels.
WIDTH = 320
STEP = 20  # how far each generation is set in
PAD = 10
LINE = 19
GAP = 12
LETTER = 7.7  # a generous average width of a letter, so that no line leaves its box
TITLE_LINES = 5


@dataclass
class Member:
    """A document of the family, what hangs on it, and its box in the drawing.

    ``relation`` reads from the document it hangs on: "is implemented by", "is based on";
    ``others`` are its own further relations inside the family.
    """

    agreement: Agreement
    depth: int = 0
    relation: str = ""
    others: list[tuple[str, Agreement]] = field(default_factory=list)
    children: list["Member"] = field(default_factory=list)
    lines: list[tuple[str, str]] = field(default_factory=list)
    y: int = 0
    edge: str = ""

    @property
    def x(self) -> int:
        """The left edge of the box."""
        return self.depth * STEP

    @property
    def width(self) -> int:
        """The width of the box."""
        return WIDTH - self.x

    @property
    def height(self) -> int:
        """The height of the box."""
        return 2 * PAD + LINE * len(self.lines)

    @property
    def middle(self) -> int:
        """Half its height, where its line ends."""
        return self.y + self.height // 2

    @property
    def text_x(self) -> int:
        """Where its text begins."""
        return self.x + PAD

    @property
    def rows(self) -> list[tuple[int, str, str]]:
        """The base of each line of text, what the line is, and its words."""
        return [(self.y + PAD + LINE * place + 14, *line) for place, line in enumerate(self.lines)]

    def write(self) -> None:
        """Break what the box says into lines."""
        letters = int((self.width - 2 * PAD) / LETTER)
        also = [
            gettext("also %(relation)s: %(kind)s, %(date)s")
            % {"relation": relation, "kind": other.kind.label, "date": other.signed_date}
            for relation, other in self.others
        ]
        title = wrap(self.agreement.title, letters, max_lines=TITLE_LINES, placeholder="…")
        self.lines = [
            *(("relation", line) for line in wrap(self.relation or gettext("This document"), letters)),
            *(("title", line) for line in title),
            *(("date", line) for line in wrap(str(self.agreement.signed_date), letters)),
            *(("also", line) for words in also for line in wrap(words, letters)),
        ]


@dataclass(frozen=True)
class Family:
    """A document among its relations; ``cut`` if there are more than are shown."""

    here: Member
    ancestors: list[Member]
    descendants: list[Member]
    cut: bool
    width: int = WIDTH

    @property
    def members(self) -> Iterator[Member]:
        """Everyone, from the top of the drawing to its foot."""
        for member in self.ancestors:
            yield from _upwards(member)
        yield self.here
        for member in self.descendants:
            yield from _downwards(member)

    @property
    def height(self) -> int:
        """The height of the drawing."""
        *_above, last = self.members
        return last.y + last.height


def family(agreement: Agreement) -> Family | None:
    """The published family of ``agreement``, None where it stands alone: four queries, whatever its size."""
    up, down = _reach(agreement, up=True), _reach(agreement, up=False)
    if not up and not down:
        return None
    cut = max(len(up), len(down)) > MOST
    up, down = dict(list(up.items())[:MOST]), dict(list(down.items())[:MOST])
    for key in up.keys() & down.keys():  # a circle: the document stands where it is nearer
        del (up if up[key] > down[key] else down)[key]
    documents = Agreement.objects.published().select_related("kind").in_bulk({*up, *down})
    documents[agreement.pk] = agreement
    relations = (
        Relation.objects.published()
        .filter(agreement__in=documents, to__in=documents)
        .select_related("type")
        .order_by("type__position", "type__key")
    )
    labels: dict[tuple[int, int], list[Relation]] = {}
    for relation in relations:
        labels.setdefault((relation.agreement_id, relation.to_id), []).append(relation)
    here = Member(agreement)
    ancestors = _hang(here, up, documents, labels, up=True)
    descendants = _hang(here, down, documents, labels, up=False)
    found = Family(here, ancestors, descendants, cut)
    by_key = {member.agreement.pk: member for member in found.members}
    for (source, target), left in labels.items():  # _hang() took those that the tree is made of
        if source in by_key and target in by_key:
            by_key[source].others.append((_forwards(left), by_key[target].agreement))
    _draw(found)
    return found


def _reach(agreement: Agreement, *, up: bool) -> dict[int, int]:
    """The documents above or below, nearest first, with their distance."""
    near, far = ("agreement_id", "to_id") if up else ("to_id", "agreement_id")
    with connection.cursor() as cursor:
        cursor.execute(
            _REACH.format(near=near, far=far, public=public_sql("other")),
            {"start": agreement.pk, "generations": GENERATIONS, "most": MOST + 1},
        )
        return dict(cursor.fetchall())


def _forwards(relations: list[Relation]) -> str:
    return ", ".join(relation.type.label for relation in relations)


def _backwards(relations: list[Relation]) -> str:
    return ", ".join(relation.type.inverse or relation.type.label for relation in relations)


def _hang(
    here: Member,
    distances: dict[int, int],
    documents: dict[int, Agreement],
    labels: dict[tuple[int, int], list[Relation]],
    *,
    up: bool,
) -> list[Member]:
    """Hang every document on the oldest that is a step nearer, and give back those on ``here``.

    Takes the labels that it uses out of ``labels``.
    """

    def by_signature(key: int) -> tuple[datetime.date, str]:
        return documents[key].signed_upper, documents[key].record_id

    generations: list[list[Member]] = [[here]]
    top: list[Member] = []
    for distance in range(1, GENERATIONS + 1):
        generation = []
        there = {key for key in documents if distances.get(key) == distance}
        for key in sorted(there, key=by_signature):
            for parent in generations[-1]:
                pair = (parent.agreement.pk, key) if up else (key, parent.agreement.pk)
                if pair in labels:
                    relations = labels.pop(pair)
                    words = _forwards(relations) if up else _backwards(relations)
                    member = Member(documents[key], distance, words)
                    (top if parent is here else parent.children).append(member)
                    generation.append(member)
                    break
        generations.append(generation)
    return top


def _upwards(member: Member) -> Iterator[Member]:
    for child in member.children:
        yield from _upwards(child)
    yield member


def _downwards(member: Member) -> Iterator[Member]:
    yield member
    for child in member.children:
        yield from _downwards(child)


def _draw(found: Family) -> None:
    """Place the boxes below each other, and draw the line from each to the one it hangs on."""
    y = 0
    for member in found.members:
        member.write()
        member.y = y
        y += member.height + GAP

    def connect(parent: Member, children: list[Member], *, up: bool) -> None:
        start = parent.y if up else parent.y + parent.height
        for child in children:
            x, end = parent.x + STEP // 2, child.x
            child.edge = f"M{x} {start}V{child.middle}H{end}m-5-4l5 4l-5 4"
            connect(child, child.children, up=up)

    connect(found.here, found.ancestors, up=True)
    connect(found.here, found.descendants, up=False)
