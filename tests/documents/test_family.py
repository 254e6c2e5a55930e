"""The family of a document: a diagram whose boxes are links, and the same as a nested list."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from itertools import combinations, pairwise, permutations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.documents.family import GENERATIONS, MOST, family
from agreements.documents.tags import DRAWN
from agreements.models import Agreement, Relation, State
from tests.artificial import artificial

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

TREATY = "1992-05-25-treaty-friendship-cooperation-mutual-assistance"
CENTRES = "1998-10-12-agreement-information-cultural-centres"


def diagram(client: Client, record_id: str, lang: str = "en") -> str:
    """The diagram on a document's page, its lines of text joined; empty where there is none."""
    text = client.get(f"/{lang}/agreements/{record_id}/").content.decode()
    found = re.search(r'<svg class="drawing lanes".*?</svg>', text, re.S)
    return unescape(re.sub(r"</text>\s*<text[^>]*>", " ", found[0])) if found else ""


def listed(client: Client, record_id: str) -> str:
    """The list beside the diagram."""
    text = client.get(f"/en/agreements/{record_id}/").content.decode()
    found = re.search(r'<div class="family-list">.*?</div>', text, re.S)
    return unescape(found[0]) if found else ""


def links(text: str) -> list[str]:
    return re.findall(r'href="/en/agreements/([^/"]+)/"', text)


def relate(source: Agreement, kind: str, target: Agreement) -> None:
    Relation.objects.create(entry=source, type_id=kind, to=target)


def test_what_a_document_builds_on_is_above_it_in_the_order_of_time(client: Client) -> None:
    assert links(diagram(client, CENTRES)) == [
        TREATY,
        "1994-03-28-agreement-culture-science-education",
        "1998-07-06-declaration-eternal-friendship",
    ]
    assert diagram(client, CENTRES).count("This document is based on") == 1, "one lane for them"


def test_what_was_built_on_a_document_is_below_it_with_the_relation_in_words(client: Client) -> None:
    text = diagram(client, TREATY)
    lane = text[text.index("This document is amended by, is extended by") :]
    assert links(lane)[0] == "2012-06-07-protocol-amending-1992-treaty"


def test_the_list_names_the_same_documents_as_the_diagram(client: Client) -> None:
    assert sorted(links(listed(client, TREATY))) == sorted(links(diagram(client, TREATY)))
    assert len(links(diagram(client, TREATY))) == 8


def test_a_document_without_relations_has_no_diagram(client: Client) -> None:
    assert diagram(client, "2018-memorandum-rosturizm-kazakh-tourism") == ""


def test_the_family_reaches_beyond_the_next_document(client: Client) -> None:
    child, parent, grandparent = (artificial(number) for number in (1, 2, 3))
    relate(child, "implements", parent)
    relate(parent, "based-on", grandparent)
    assert links(diagram(client, child.record_id)) == [parent.record_id, grandparent.record_id]
    assert links(diagram(client, grandparent.record_id)) == [parent.record_id, child.record_id]
    lane = diagram(client, child.record_id)
    lane = lane[lane.index("Related through other documents") :]
    assert "Agreement, 2015: is based on" in lane
    nested = r"is implemented by|is the basis of"
    assert re.findall(nested, listed(client, grandparent.record_id)) == ["is the basis of", "is implemented by"]


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.WITHDRAWN])
def test_documents_that_are_not_public_are_neither_shown_nor_passed_through(state: str, client: Client) -> None:
    child, parent, grandparent = artificial(1), artificial(2, state=state), artificial(3)
    relate(child, "implements", parent)
    relate(parent, "based-on", grandparent)
    for one in (child, grandparent):
        text = client.get(one.get_absolute_url()).content.decode()
        assert "Test Agreement 2" not in text
        assert "drawing lanes" not in text


def test_a_circle_of_relations_ends(client: Client) -> None:
    first, second, third = (artificial(number) for number in (1, 2, 3))
    relate(first, "cites", second)
    relate(second, "cites", third)
    relate(third, "cites", first)
    assert sorted(links(diagram(client, first.record_id))) == [second.record_id, third.record_id]


def test_two_documents_that_cite_each_other_are_drawn_once_with_both_relations(client: Client) -> None:
    first, second = artificial(1), artificial(2)
    relate(first, "cites", second)
    relate(second, "based-on", first)
    text = diagram(client, first.record_id)
    assert links(text) == [second.record_id]
    assert "This document cites" in text
    assert "also is based on: Agreement, 2015" in text


def test_a_further_relation_inside_the_family_is_said_in_words(client: Client) -> None:
    treaty, programme, plan = artificial(1, signed="2001"), artificial(2, signed="2005"), artificial(3, signed="2006")
    relate(programme, "based-on", treaty)
    relate(plan, "implements", programme)
    relate(plan, "cites", treaty)
    text = diagram(client, programme.record_id)
    assert links(text) == [treaty.record_id, plan.record_id]
    assert "also cites: Agreement, 2001" in text


def test_no_letter_of_the_titles_is_lost_on_the_way_to_a_screen_reader(client: Client) -> None:
    (words,) = re.findall(rf'<a href="/en/agreements/{TREATY}/">(.*?)</a>', diagram(client, CENTRES), re.S)
    assert f"Treaty, 25 May 1992 {Agreement.objects.get(record_id=TREATY).title_en}" in words
    assert "aria-" not in words, "the link is called what it shows"


def test_what_hangs_on_a_document_that_is_both_above_and_below_is_not_lost(client: Client) -> None:
    here, other, above, below = (artificial(number) for number in range(4))
    relate(here, "cites", other)
    relate(other, "cites", here)
    relate(other, "based-on", above)
    relate(below, "implements", other)
    shown = links(diagram(client, here.record_id))
    assert Counter(shown) == Counter([other.record_id, above.record_id, below.record_id])
    assert shown[0] == other.record_id, "what it is related to itself comes first"
    assert re.findall(r"is implemented by|is based on", listed(client, here.record_id)) == [
        "is based on",
        "is implemented by",
    ]


Graph = list[tuple[int, int]]


def graphs() -> Iterator[tuple[int, set[int], Graph]]:
    """Numbers of documents, which of them are drafts, and who relates to whom: all of three, and many larger ones."""
    pairs = list(permutations(range(3), 2))
    for size in range(1, len(pairs) + 1):
        yield from ((3, set(), list(some)) for some in combinations(pairs, size))
    chance = random.Random(17)
    for _ in range(150):
        documents = chance.randint(4, 9)
        pairs = list(permutations(range(documents), 2))
        graph = chance.sample(pairs, chance.randint(documents - 1, 2 * documents))
        yield documents, {number for number in range(1, documents) if chance.random() < 0.15}, graph


def reached(start: int, steps: Graph) -> dict[int, int]:
    """The documents that at most so many steps as there are generations lead to, and how many do."""
    found = {start: 0}
    for distance in range(1, GENERATIONS + 1):
        for target in [target for source, target in steps if source in found]:
            found.setdefault(target, distance)
    del found[start]
    return found


def test_each_document_above_or_below_is_in_the_family_once_for_any_relations() -> None:
    agreements = [artificial(number, signed=str(2001 + number)) for number in range(9)]
    number_of = {agreement.pk: number for number, agreement in enumerate(agreements)}
    pks = list(number_of)
    for documents, drafts, graph in graphs():
        Agreement.objects.filter(pk__in=pks).update(state=State.PUBLISHED)
        Agreement.objects.filter(pk__in=[pks[number] for number in drafts]).update(state=State.DRAFT)
        Relation.objects.filter(entry__in=pks).delete()
        Relation.objects.bulk_create(
            Relation(entry_id=pks[source], type_id="cites", to_id=pks[target]) for source, target in graph
        )
        public = [(source, target) for source, target in graph if not drafts & {source, target}]
        up, down = reached(0, public), reached(0, [(target, source) for source, target in public])
        expected = {*up, *down}
        found = family(agreements[0])
        shown = Counter(number_of[member.agreement.pk] for member in found.members) if found else Counter()
        assert shown == Counter({0, *expected} if expected else ()), (documents, drafts, graph)
        if not found:
            continue
        members = list(found.members)
        for parent, child in [(member, child) for member in members for child in member.children]:
            near, far = number_of[parent.agreement.pk], number_of[child.agreement.pk]
            side, other = (up, down) if child.up else (down, up)
            assert side[far] <= other.get(far, GENERATIONS)  # on the side where it is nearer,
            assert side[far] == (0 if near == 0 else side[near]) + 1  # on one that is a step nearer there
        said = [(member.agreement.pk, other.pk) for member in members for _words, other in member.others]
        inside = [(pks[source], pks[target]) for source, target in public if {source, target} <= {0, *expected}]
        assert len(said) + len(members) - 1 == len(inside)  # a relation is a line of the drawing or is said in words
        assert set(said) <= set(inside)


def test_a_large_family_is_cut_where_it_is_farthest_and_the_page_says_so(client: Client) -> None:
    treaty = artificial(0)
    others = [artificial(number) for number in range(1, MOST + 2)]
    for other in others:
        relate(other, "based-on", treaty)
    relate(artificial(MOST + 2), "cites", others[0])
    text = client.get(treaty.get_absolute_url()).content.decode()
    assert "There are more related documents than the diagram can show" in text
    in_list = links(listed(client, treaty.record_id))
    assert len(in_list) == MOST
    (beside,) = re.findall(r'<ul class="related">.*?</ul>', text, re.S)
    assert Counter([*in_list, *links(beside)]) == Counter(other.record_id for other in others)
    drawn = links(diagram(client, treaty.record_id))
    assert len(drawn) == DRAWN - 1, "beside the document itself"
    assert set(drawn) <= set(in_list)
    assert "The diagram shows the nearest documents; more are in the list below." in text


def test_a_family_that_is_shown_in_full_is_not_said_to_be_cut() -> None:
    here = artificial(0)
    others = [artificial(number) for number in range(1, MOST + 2)]
    for other in others:
        relate(here, "cites", other)
    relate(others[-1], "cites", here)  # the last of those above finds its place below
    found = family(here)
    assert found is not None
    assert {member.agreement for member in found.members} == {here, *others}
    assert not found.cut
    relate(here, "cites", artificial(MOST + 2))
    found = family(here)
    assert found is not None
    assert found.cut


def test_the_chain_is_followed_for_some_generations_and_no_further() -> None:
    chain = [artificial(number) for number in range(GENERATIONS + 2)]
    for older, younger in pairwise(chain):
        relate(younger, "amends", older)
    for start, cut in ((0, True), (1, False)):
        found = family(chain[start])
        assert found is not None
        end = start + GENERATIONS + 1
        assert [member.agreement for member in found.members] == chain[max(0, start - GENERATIONS) : end]
        assert found.cut == cut


def test_a_larger_family_asks_no_more_queries() -> None:
    treaty, other = artificial(0), artificial(1)
    relate(other, "based-on", treaty)
    with CaptureQueriesContext(connection) as few:
        family(treaty)
    for number in range(2, 30):
        relate(artificial(number), "cites", other)
    with CaptureQueriesContext(connection) as more:
        family(treaty)
    assert len(few) == len(more)


def test_a_small_family_is_drawn_whole_and_each_box_is_joined_to_its_point(client: Client) -> None:
    svg = diagram(client, TREATY)
    assert "nearest documents" not in client.get(f"/en/agreements/{TREATY}/").content.decode()
    tops = re.findall(r'<rect class="box" x="([^"]+)%" y="([^"]+)em"', svg)
    ends = re.findall(r'<line class="edge" x1="[^"]+" y1="[^"]+" x2="([^"]+)%" y2="([^"]+)em"', svg)
    assert len(tops) == len(ends) == svg.count("<circle") == 8
    for (left, top), (x, y) in zip(tops, ends, strict=True):
        assert float(left) < float(x) < float(left) + 32
        assert top == y


@pytest.mark.parametrize("lang", ["ru", "kk"])
def test_the_diagram_speaks_the_language_of_the_page(lang: str, client: Client) -> None:
    assert {"ru": "основан на", "kk": "негізінде жасалған"}[lang] in diagram(client, CENTRES, lang)
