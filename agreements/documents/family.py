"""The family of a document: what it builds on, and what was built on it, as a diagram and as a list.

The family is a tree in both directions. Upwards stand the documents to which it relates (it implements,
amends, is based on… them), the documents to which those relate, and so on; downwards those that relate to
it. A document that can be reached on several ways stands once, where it is nearest, even where relations run in
a circle; what is reached through it hangs on it there. Its other relations inside the family are said in words.
Both ends of every relation are public.

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
FAR = GENERATIONS + 1

# UNION forgets what was already reached at the same distance, and the number of generations ends any circle.
_REACH = """
WITH RECURSIVE reached(id, distance) AS (
    SELECT %(start)s::bigint, 0
    UNION
    SELECT other.id, reached.distance + 1
    FROM reached
    JOIN agreements_relation relation ON relation.{near} = reached.id
    JOIN agreements_agreement document ON document.entry_id = relation.{far}
    JOIN agreements_entry other ON other.id = document.entry_id AND {public}
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

    ``relation`` reads from the document it hangs on: "is implemented by", "is based on"; with ``up`` it stands
    above that one, else below; ``others`` are its own further relations inside the family.
    """

    agreement: Agreement
    up: bool = False
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
    """A document among its relations; ``cut`` if there are documents farther away that are not shown."""

    here: Member
    keys: frozenset[int]
    cut: bool
    width: int = WIDTH

    @property
    def members(self) -> Iterator[Member]:
        """Everyone, from the top of the drawing to its foot."""
        return _from_the_top(self.here)

    @property
    def height(self) -> int:
        """The height of the drawing."""
        *_above, last = self.members
        return last.y + last.height

    def shows(self, key: int) -> bool:
        """Whether the entry of this primary key is in the drawing."""
        return key in self.keys


def family(agreement: Agreement) -> Family | None:
    """The published family of ``agreement``, None where it stands alone: four queries, whatever its size."""
    reached_up, reached_down = _reach(agreement, up=True), _reach(agreement, up=False)
    if not reached_up and not reached_down:
        return None
    up, down = _nearest(reached_up), _nearest(reached_down)
    documents = Agreement.objects.published().select_related("kind").in_bulk({*up, *down})
    documents[agreement.pk] = agreement
    relations = (
        Relation.objects.published()
        .filter(entry__in=documents, to__in=documents)
        .select_related("type")
        .order_by("type__position", "type__key")
    )
    labels: dict[tuple[int, int], list[Relation]] = {}
    for relation in relations:
        labels.setdefault((relation.entry_id, relation.to_id), []).append(relation)
    members = _hang(agreement, up, down, documents, labels)
    for (source, target), left in labels.items():  # _hang() took those that the tree is made of
        members[source].others.append((_forwards(left), documents[target]))
    cut = not reached_up.keys() | reached_down.keys() <= members.keys()
    found = Family(members[agreement.pk], frozenset(members), cut)
    _draw(found)
    return found


def _reach(agreement: Agreement, *, up: bool) -> dict[int, int]:
    """The documents above or below, nearest first, with their distance: so many that what is left out shows."""
    near, far = ("entry_id", "to_id") if up else ("to_id", "entry_id")
    with connection.cursor() as cursor:
        cursor.execute(
            _REACH.format(near=near, far=far, public=public_sql("other")),
            {"start": agreement.pk, "generations": FAR, "most": 2 * MOST + 1},
        )
        return dict(cursor.fetchall())


def _nearest(reached: dict[int, int]) -> dict[int, int]:
    """Those of them that are drawn."""
    near = [(key, distance) for key, distance in reached.items() if distance <= GENERATIONS]
    return dict(near[:MOST])


def _forwards(relations: list[Relation]) -> str:
    return ", ".join(relation.type.label for relation in relations)


def _backwards(relations: list[Relation]) -> str:
    return ", ".join(relation.type.inverse_label for relation in relations)


def _hang(
    agreement: Agreement,
    up: dict[int, int],
    down: dict[int, int],
    documents: dict[int, Agreement],
    labels: dict[tuple[int, int], list[Relation]],
) -> dict[int, Member]:
    """Hang every document on the oldest of those that are a step nearer.

    A step nearer on the side where a document stands is never farther on the other side, so what it hangs on has
    its place before it. Takes the labels that it uses out of ``labels``.
    """
    here = Member(agreement)
    members = {agreement.pk: here}
    up, down = up | {agreement.pk: 0}, down | {agreement.pk: 0}

    def order(key: int) -> tuple[int, datetime.date, str]:
        return min(up.get(key, FAR), down.get(key, FAR)), documents[key].signed_upper, documents[key].record_id

    for key in sorted(documents.keys() - members.keys(), key=order):
        above = up.get(key, FAR) <= down.get(key, FAR)
        distances = up if above else down
        ways = {
            nearer: (nearer, key) if above else (key, nearer)
            for nearer in members
            if distances.get(nearer) == distances[key] - 1
        }
        nearer = next(nearer for nearer, way in ways.items() if way in labels)
        relations = labels.pop(ways[nearer])
        parent = members[nearer]
        words = _forwards(relations) if above else _backwards(relations)
        members[key] = Member(documents[key], above, parent.depth + 1, words)
        parent.children.append(members[key])
    for member in members.values():
        member.children.sort(key=lambda child: not child.up)
    return members


def _from_the_top(member: Member) -> Iterator[Member]:
    above = [child for child in member.children if child.up]
    for child in above:
        yield from _from_the_top(child)
    yield member
    for child in member.children[len(above) :]:
        yield from _from_the_top(child)


def _draw(found: Family) -> None:
    """Place the boxes below each other, and draw the line from each to the one it hangs on."""
    y = 0
    for member in found.members:
        member.write()
        member.y = y
        y += member.height + GAP
    for parent in found.members:
        for child in parent.children:
            x, start, end = parent.x + STEP // 2, parent.y if child.up else parent.y + parent.height, child.x
            child.edge = f"M{x} {start}V{child.middle}H{end}m-5-4l5 4l-5 4"
