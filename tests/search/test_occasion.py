"""An occasion joins what was signed there: one parameter of lists, the same in the page, its counts and its chips."""

import re
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client

from agreements.models import Agreement, State
from agreements.search import Search, suggest
from tests.artificial import artificial
from tests.markup import markup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

FORUM = "xiv-forum-of-interregional-cooperation-between-russia-and-kazakhstan"
# Counted in the files of the record: `occasion: en: XIV Forum of Interregional Cooperation…`
SIGNED_THERE = 6


def signed_at(number: int, occasion: str, **more: str) -> Agreement:
    document = artificial(number, state=more.pop("state", State.PUBLISHED))
    Agreement.objects.filter(pk=document.pk).update(occasion_en=occasion, **more)
    document.refresh_from_db()
    return document


def test_all_that_was_signed_at_a_forum_is_one_list(client: Client) -> None:
    assert Search(QueryDict(f"occasion={FORUM}")).total == SIGNED_THERE
    for language, name in (("en", "XIV Forum of"), ("ru", "XIV Форум меж"), ("kk", "XIV өңіраралық")):
        html = markup(client.get(f"/{language}/agreements/?occasion={FORUM}").content)
        assert f"{SIGNED_THERE} " in re.search(r"data-result-count>([^<]*)<", html)[1]  # type: ignore[index]
        chips = html[html.index('class="chips"') :]
        assert name in chips[: chips.index("</ul>")]


def test_a_document_and_its_card_lead_to_all_that_was_signed_on_the_same_occasion(client: Client) -> None:
    document = Agreement.objects.filter(occasion_key=FORUM).first()
    assert document is not None
    address = f'href="/en/agreements/?occasion={FORUM}"'
    page = client.get(document.get_absolute_url()).content.decode()
    assert re.findall(rf"<a {re.escape(address)}([^>]*)>", page)[0] == ' rel="nofollow"'
    cards = client.get(f"/en/agreements/?q={document.record_id}").content.decode()
    assert address in cards[cards.index("result-list") :]


def test_texts_that_differ_in_case_spaces_and_punctuation_are_one_occasion() -> None:
    writings = ["Test–Forum of “Friends”, 2015", "TEST FORUM of Friends 2015", "test-forum of friends (2015)"]
    documents = {signed_at(number, text) for number, text in enumerate(writings, 1)}
    assert {document.occasion_key for document in documents} == {"test-forum-of-friends-2015"}
    assert set(Search(QueryDict("occasion=test-forum-of-friends-2015")).page()) == documents


def test_an_occasion_is_counted_beside_other_choices_and_joined_with_them() -> None:
    one, other = signed_at(1, "Test forum"), signed_at(2, "Test fair")
    search = Search(QueryDict("occasion=test-forum&q=test"))
    [facet] = [facet for facet in search.facets() if facet.name == "occasion"]
    counts = {value.key: value.count for value in facet.values if value.key.startswith("test-")}
    assert counts == {"test-forum": 1, "test-fair": 1}, "its counts ignore its own selection"
    assert list(search.page()) == [one]
    assert set(Search(QueryDict("occasion=test-forum&occasion=test-fair")).page()) == {one, other}


def test_an_occasion_that_the_record_does_not_have_is_named_and_hidden_ones_are_unknown() -> None:
    signed_at(1, "Zyxhidden forum", state=State.IN_REVIEW)
    for key in ("zyxhidden-forum", "no-such-forum"):
        assert Search(QueryDict(f"occasion={key}")).errors["occasion"]
    assert suggest("zyxhidden") == []


def test_documents_without_an_occasion_have_no_such_link(client: Client) -> None:
    document = artificial(1)
    assert document.occasion_url == ""
    assert "occasion=" not in client.get(document.get_absolute_url()).content.decode()


def test_of_all_public_documents_one_writing_of_an_occasion_has_one_key() -> None:
    keys: dict[str, set[str]] = {}
    for document in Agreement.objects.exclude(occasion_en=""):
        keys.setdefault(document.occasion_key, set()).add(document.occasion_en)
    assert all(len(writings) == 1 for writings in keys.values())


def test_a_card_says_once_on_which_occasion_it_was(client: Client) -> None:
    document = signed_at(1, "A zyxforum of the test")
    html = markup(client.get("/en/agreements/?q=zyxforum").content)
    card = html[html.index("result-list") :]
    assert document.title in card
    assert card.count("Occasion:") == 1


# By the files of the record: two documents at the VIII Forum and the X, three at the XI and the XV, one at the XVI.
ALL_FORUMS = 17


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("XIV Forum of Interregional Cooperation", SIGNED_THERE),
        ("what was signed at the XIV Forum?", SIGNED_THERE),
        ("XIV форум межрегионального сотрудничества", SIGNED_THERE),
        ("документы XIV Форума межрегионального сотрудничества России и Казахстана", SIGNED_THERE),
        ("XIV өңіраралық ынтымақтастық форумы", SIGNED_THERE),
        ("XIV форумда қол қойылған құжаттар", SIGNED_THERE),
        ("14th forum", SIGNED_THERE),
        ("what was signed at the 14th Forum of Interregional Cooperation?", SIGNED_THERE),
        ("14-й форум", SIGNED_THERE),
        ("14 форум", SIGNED_THERE),
        ("документы 14-го форума межрегионального сотрудничества", SIGNED_THERE),
        ("14-форум", SIGNED_THERE),
        ("14-форумда қол қойылған құжаттар", SIGNED_THERE),
        ("14-ші форум", SIGNED_THERE),
        ("форум межрегионального сотрудничества", ALL_FORUMS),
        ("өңіраралық ынтымақтастық форумы", ALL_FORUMS),
    ],
)
def test_an_occasion_is_understood_by_its_name_or_number(text: str, total: int) -> None:
    search = Search(QueryDict(urlencode({"q": text})))
    assert [piece.name for piece in search.choices.reading.pieces] == ["occasion"]
    assert search.total == total


@pytest.mark.parametrize(
    "text",
    [
        "international festival",
        "XIV",
        "XIV Kazakhstan",
        "14",
        "14-й",
        "forum",
        "форум межрегионального",
        "5th forum",
        "14 museums",
        "forum in Chelyabinsk",
    ],
)
def test_words_that_are_a_part_of_an_occasion_only_stay_words(text: str) -> None:
    assert "occasion" not in {piece.name for piece in Search(QueryDict(urlencode({"q": text}))).choices.reading.pieces}


@pytest.mark.parametrize("typed", ["xiv foru", "форум XIV", "XIV форумы"])
def test_an_occasion_is_suggested_while_its_name_is_typed(typed: str) -> None:
    [first, *_others] = suggest(typed)
    assert (first.kind, first.url) == ("occasion", f"/en/agreements/?occasion={FORUM}")


def test_an_occasion_stays_a_link_where_its_words_were_looked_for(client: Client) -> None:
    html = client.get("/en/agreements/?q=XIV+Forum&reading=words").content.decode()
    cards = html[html.index("result-list") :]
    [link] = set(
        re.findall(rf"""<a href="/en/agreements/\?occasion={FORUM}"\s+rel="nofollow" lang="en">(.*?)</a>""", cards)
    )
    assert link.startswith("<mark>XIV</mark> <mark>Forum</mark>")
