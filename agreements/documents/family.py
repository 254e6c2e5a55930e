"""The family of a document: what it builds on, and what was built on it.

The family is a tree in both directions. Upwards are the documents to which it relates (it implements, amends, is
based on… them), the documents to which those relate, and so on; downwards are those that relate to it. A document that
can be reached on several ways is there once, where it is nearest, even if relations run in a circle; what is reached
through it hangs on it there. Its other relations inside the family are said in words.
Both ends of every relation are public.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field

from agreements.base import database
from agreements.models import Agreement, Relation
from agreements.models.visibility import public_sql

GENERATIONS = 4
#: In each direction this many documents are in the family, the nearest.
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


@dataclass
class Member:
    """A document of the family, and what hangs on it.

    ``relation`` reads from the document it hangs on, its ``parent``: "is implemented by", "is based on"; with ``up``
    it is what that one builds on, else it builds on that one; ``others`` are its own further relations inside the
    family.
    """

    agreement: Agreement
    up: bool = False
    depth: int = 0
    relation: str = ""
    parent: Agreement | None = None
    others: list[tuple[str, Agreement]] = field(default_factory=list)
    children: list["Member"] = field(default_factory=list)


@dataclass(frozen=True)
class Family:
    """A document among its relations; ``cut`` if there are documents farther away that are not shown."""

    here: Member
    keys: frozenset[int]
    cut: bool

    @property
    def members(self) -> Iterator[Member]:
        """The members in reading order: a document after what hangs on it upwards, and before what does downwards."""
        return _in_order(self.here)

    def shows(self, key: int) -> bool:
        """Whether the entry of this primary key is in the family."""
        return key in self.keys


def family(agreement: Agreement) -> Family | None:
    """The published family of ``agreement``, None where it has none; always four queries."""
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
    return Family(members[agreement.pk], frozenset(members), cut)


def _reach(agreement: Agreement, *, up: bool) -> dict[int, int]:
    """The documents above or below, nearest first, with their distance: so many that what is left out shows."""
    near, far = ("entry_id", "to_id") if up else ("to_id", "entry_id")
    with database.cursor() as cursor:
        cursor.execute(
            _REACH.format(near=near, far=far, public=public_sql("other")),
            {"start": agreement.pk, "generations": FAR, "most": 2 * MOST + 1},
        )
        return dict(cursor.fetchall())


def _nearest(reached: dict[int, int]) -> dict[int, int]:
    """Those of them that are in the family."""
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

    A step nearer on a document's own side is never farther on the other side, so what it hangs on is hung up
    before it. Takes the labels that it uses out of ``labels``.
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
        members[key] = Member(documents[key], above, parent.depth + 1, words, parent.agreement)
        parent.children.append(members[key])
    for member in members.values():
        member.children.sort(key=lambda child: not child.up)
    return members


def _in_order(member: Member) -> Iterator[Member]:
    above = [child for child in member.children if child.up]
    for child in above:
        yield from _in_order(child)
    yield member
    for child in member.children[len(above) :]:
        yield from _in_order(child)
