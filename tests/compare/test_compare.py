"""Two documents side by side, clause by clause, and the way to choose them."""

import re
from html import unescape
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.models import Agreement, Clause, Region, Relation, State, Theme
from tests.artificial import artificial

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

THEATRES = "2017-memorandum-bolshoi-astana-opera"
SOLOISTS = "2019-02-09-agreement-bolshoi-astana-opera-astana-ballet"
TREATY = "1992-05-25-treaty-friendship-cooperation-mutual-assistance"
LANTERNS = ("Lanterns", "Paper lanterns are lit on the northern quay every spring.", "education")


def page(client: Client, query: str, status: int = 200, lang: str = "en") -> str:
    """The main part of the page of comparison, without its indentation."""
    response = client.get(f"/{lang}/compare/?{query}")
    assert response.status_code == status, query
    text = re.search(r"<main.*</main>", response.content.decode(), re.S)
    assert text is not None
    return re.sub(r"\s+", " ", unescape(text[0]))


def rows(text: str) -> list[tuple[str, str, str]]:
    """Which document has the theme of each clause, with its headings left and right."""
    body = text[text.index("compare--clauses") :]
    found = []
    for row in re.findall(r'<tr role="row" class="row--.*?</tr>', body):
        fate = re.search(r'class="row--(\w+)"', row)
        cells = re.findall(r"<td.*?</td>", row)
        headings = [re.search(r'class="compare__clause">.*?#clause-\d+">(.*?)</a>', cell) for cell in cells]
        assert fate is not None
        left, right = (heading[1] if heading else "" for heading in headings)
        found.append((fate[1], left, right))
    return found


def said(text: str) -> dict[str, str]:
    """What the key of the page calls each fate."""
    key = text[text.index("compare__key") : text.index("compare--clauses")]
    return {fate: words.strip() for fate, words in re.findall(r'fate--(\w+)"><span[^>]*>.</span>([^<]+)<', key)}


def compared(client: Client, left: Agreement, right: Agreement) -> str:
    return page(client, f"a={left.record_id}&b={right.record_id}")


def choices(text: str) -> list[str]:
    """The comparisons that the page offers."""
    return re.findall(r'<h3 class="card__title"><a href="\?([^"]+)"', text)


def test_clauses_on_the_same_theme_are_side_by_side(client: Client) -> None:
    text = page(client, f"a={THEATRES}&b={SOLOISTS}")
    assert ("both", "Exchange of artists and performances", "Soloists at the Bolshoi") in rows(text)


def test_each_clause_is_shown_once_in_its_best_pair(client: Client) -> None:
    kites = ("Kites", "Kites are flown from the southern tower.", "education")
    text = compared(client, artificial(1, LANTERNS, kites), artificial(2, kites, LANTERNS))
    assert rows(text) == [("both", "Lanterns", "Lanterns"), ("both", "Kites", "Kites")]


def test_a_clause_with_several_themes_is_shown_once(client: Client) -> None:
    left, right = artificial(1, LANTERNS), artificial(2, LANTERNS, ("Sport", "Games are held.", "sport"))
    left.clauses.get().themes.add(Theme.objects.get(pk="sport"))
    assert rows(compared(client, left, right)) == [("both", "Lanterns", "Lanterns"), ("both", "", "Sport")]


def test_clauses_on_other_themes_are_in_one_document_only(client: Client) -> None:
    left = artificial(1, LANTERNS, ("Archives", "Archives are opened.", "archives"), signed="2012")
    right = artificial(2, ("Sport", "Games are held.", "sport"), LANTERNS, signed="2018")
    text = compared(client, left, right)
    assert sorted(rows(text)) == [("both", "Lanterns", "Lanterns"), ("left", "Archives", ""), ("right", "", "Sport")]
    assert said(text) == {"both": "theme in both", "left": "only in 2012", "right": "only in 2018"}


def test_documents_of_one_year_are_told_apart_by_their_sides(client: Client) -> None:
    left = artificial(1, ("Archives", "Archives are opened.", "archives"))
    text = compared(client, left, artificial(2, ("Sport", "Games are held.", "sport")))
    assert said(text)["left"] == "only left"
    assert said(text)["right"] == "only right"


def test_documents_of_one_year_are_called_by_their_dates(client: Client) -> None:
    left, right = artificial(1, LANTERNS, signed="2015-03"), artificial(2, LANTERNS, signed="2015-09-12")
    text = compared(client, left, right)
    assert re.findall(r"</span> <b>([^<]+)</b>", text)[:2] == ["March 2015", "12 September 2015"]


@pytest.mark.parametrize(
    ("relation", "word"), [("replaces", "new in 2018"), ("amends", "new in 2018"), ("cites", "only in 2018")]
)
def test_a_clause_is_new_only_in_a_document_that_changes_the_other(client: Client, relation: str, word: str) -> None:
    earlier = artificial(1, ("Archives", "Archives are opened.", "archives"), signed="2012")
    later = artificial(2, ("Sport", "Games are held.", "sport"), signed="2018")
    Relation.objects.create(entry=later, type_id=relation, to=earlier)
    text = compared(client, earlier, later)
    assert said(text)["right"] == word
    assert said(text)["left"] == "only in 2012"
    assert f"Agreement, 2018, {relation}: Agreement, 2012" in text


def test_no_theme_is_said_to_be_missing_in_a_document_whose_clauses_are_not_known(client: Client) -> None:
    earlier = artificial(1, signed="2012")
    later = artificial(2, LANTERNS, signed="2018")
    Relation.objects.create(entry=later, type_id="replaces", to=earlier)
    text = compared(client, earlier, later)
    for claim in ("new in 2018", "only in 2018", "no clause on this theme"):
        assert claim not in text
    assert "known of one document only" in text


def test_a_clause_without_a_partner_is_no_difference_where_the_other_document_has_its_theme(client: Client) -> None:
    tours = ("Tours", "Orchestras travel across the border.", "performing-arts")
    soloists = ("Soloists", "Dancers train at the southern stage.", "performing-arts")
    left, right = artificial(1, tours, signed="2012"), artificial(2, soloists, tours, signed="2018")
    text = compared(client, left, right)
    assert rows(text) == [("both", "", "Soloists"), ("both", "Tours", "Tours")]
    row = text[text.index("compare--clauses") :]
    assert re.search(r'on the same theme here: <a href="[^"]+test-1/#clause-1">Tours</a>', row)


def test_words_that_differ_are_marked_and_said_to_screen_readers(client: Client) -> None:
    changed = ("Lanterns", "Paper lanterns are lit on the southern quay every spring.", "education")
    text = compared(client, artificial(1, LANTERNS), artificial(2, changed))
    for word in ("northern", "southern"):
        assert f'<mark class="differs"><span class="visually-hidden">[only here: </span>{word} ' in text
    assert text.count("<mark") == 2


def test_texts_that_have_little_in_common_are_not_marked(client: Client) -> None:
    other = ("Lamps", "A committee convenes at the request of either party.", "education")
    text = compared(client, artificial(1, LANTERNS), artificial(2, other))
    assert rows(text) == [("both", "Lanterns", "Lamps")]
    assert "<mark" not in text


def test_texts_in_different_languages_are_not_marked(client: Client) -> None:
    left, right = artificial(1, LANTERNS), artificial(2, LANTERNS)
    right.clauses.update(summary_ru="Paper lanterns зажигают на северном берегу каждой весной.")
    text = page(client, f"a={left.record_id}&b={right.record_id}", lang="ru")
    assert "<del>" not in text
    assert '<p lang="en">' in text


def test_official_texts_in_the_same_language_are_compared_word_by_word(client: Client) -> None:
    left, right = artificial(1, LANTERNS), artificial(2, LANTERNS)
    left.clauses.update(text_ru="Стороны обмениваются пробными фонарями ежегодно.")
    right.clauses.update(text_ru="Стороны обмениваются пробными фонарями ежемесячно.")
    text = compared(client, left, right)
    assert re.search(r"<mark[^>]*>.*?ежегодно<", text)
    assert re.search(r"<mark[^>]*>.*?ежемесячно<", text)


def test_a_very_long_text_is_shown_whole(client: Client) -> None:
    left, right = artificial(1, LANTERNS), artificial(2, LANTERNS)
    Clause.objects.filter(agreement__in=(left, right)).update(text_en="lantern quay " * 20_000)
    assert compared(client, left, right).count("lantern quay") == 40_000


def test_what_is_in_the_words_of_a_clause_is_text_and_not_markup(client: Client) -> None:
    odd = ("<b>Bold</b>", "Paper <script>lanterns</script> are lit on the quay.", "education")
    response = client.get(f"/en/compare/?a={artificial(1, odd).record_id}&b={artificial(2, odd).record_id}")
    assert b"<script>lanterns" not in response.content
    assert b"<b>Bold" not in response.content


def test_the_facts_of_both_are_named_and_those_they_share_are_folded(client: Client) -> None:
    text = page(client, f"a={THEATRES}&b={SOLOISTS}")
    assert re.search(r"Kind of document ?</th>.*?Memorandum.*?Agreement", text)
    assert re.search(r"Signed ?</th>.*?2017.*?9 February 2019", text)
    equal = text[text.index("The same in both:") : text.index("</details>")]
    summary = equal[: equal.index("</summary>")]
    assert "Parties" not in summary  # of the second the sources disagree on them
    assert re.search(r"Parties \(Russia\) ?</th>.*?Bolshoi.*?Bolshoi.*?#fact-parties", text)
    assert not re.search(r"(?<!Parties \()Russia", summary)
    assert re.search(r"Level</th> <td>.*?Between institutions", equal)
    assert "Kind of document" not in equal


def test_themes_of_both_are_in_one_order_and_the_same_whatever_their_order(client: Client) -> None:
    left, right = artificial(1, signed="2001"), artificial(2, signed="2002")
    first, second, third = Theme.objects.all()[:3]
    left.themes.set([first, second])
    for theme in (second, first):
        right.themes.add(theme)
    regions = Region.objects.all()[:2]
    for document, named in ((left, regions), (right, reversed(regions))):
        for region in named:
            document.regions.add(region)
    same = re.search(r"The same in both:(.*?)</summary>", compared(client, left, right), re.DOTALL)
    assert same
    assert "Themes" in same[1]
    assert "Regions" in same[1]
    right.themes.clear()
    for theme in (third, second, first):
        right.themes.add(theme)
    text = compared(client, left, right)
    shown = [theme.label for theme in (first, second, first, second, third)]
    row = text[text.index(">Themes<") :]
    cells = re.findall(r"<a [^>]*themes/[^>]*>(.*?)</a>", row[: row.index("</tr>")])
    assert [unescape(cell) for cell in cells] == list(map(str, shown))


def test_what_nobody_knows_of_either_document_is_not_called_the_same(client: Client) -> None:
    first, second = artificial(1), artificial(2)
    text = compared(client, first, second)
    assert re.search(r"Not known in either: Status ?<", text)
    assert "Status" not in text[text.index("The same in both:") : text.index("</details>")]
    Agreement.objects.filter(pk__in=(first.pk, second.pk)).update(status="expired")
    text = compared(client, first, second)
    assert "Not known in either" not in text
    assert "Status" in text[text.index("The same in both:") : text.index("</details>")]


def test_documents_without_clauses_are_compared_by_their_facts_and_the_page_says_so(client: Client) -> None:
    text = compared(client, artificial(1), artificial(2))
    assert "No clauses of either document are recorded here" in text
    assert "Kind of document" in text
    text = compared(client, artificial(3, LANTERNS), artificial(4))
    assert "No clauses of “Test Agreement 4” are recorded here" in text
    assert rows(text) == [("left", "Lanterns", "")]


def test_the_older_document_is_on_the_left_whichever_is_named_first(client: Client) -> None:
    forwards, backwards = (page(client, f"a={a}&b={b}") for a, b in ((THEATRES, SOLOISTS), (SOLOISTS, THEATRES)))
    assert forwards == backwards
    assert forwards.index(f"agreements/{THEATRES}/") < forwards.index(f"agreements/{SOLOISTS}/")
    for known, other in ((THEATRES, "2019"), (SOLOISTS, "2017")):
        assert f'href="?a={known}"' in forwards, f"the one of {other} can be exchanged"


def test_two_ticked_documents_are_led_to_their_comparison(client: Client) -> None:
    answer = client.get("/kk/compare/", {"pick": [SOLOISTS, THEATRES, SOLOISTS]})
    assert answer.status_code == 302
    assert answer["Location"] == f"/kk/compare/?a={SOLOISTS}&b={THEATRES}"


def test_one_ticked_document_or_none_leads_to_a_choice(client: Client) -> None:
    assert client.get("/en/compare/", {"pick": THEATRES})["Location"] == f"/en/compare/?a={THEATRES}"
    assert client.get("/en/compare/", {"pick": ""})["Location"] == "/en/compare/"
    cut = client.get("/en/compare/", {"pick": "x" * 130})["Location"]
    assert cut == f"/en/compare/?a={'x' * 121}", "one letter more than an id can have: it is that of no document"
    answer = client.get("/en/compare/", {"pick": ["é" * 6000, "ä" * 6000]}, follow=True)
    assert answer.status_code == 404, "what is much too long is no id, as any other"


def test_of_three_ticked_documents_two_can_be_left(client: Client) -> None:
    text = page(client, f"pick={TREATY}&pick={THEATRES}&pick={SOLOISTS}&pick=nope")
    assert "You ticked 3 documents" in text
    assert "no public document with the id “nope”" in text
    boxes = re.findall(r'name="pick" value="([^"]+)"( checked)?', text)
    assert boxes == [(TREATY, " checked"), (THEATRES, " checked"), (SOLOISTS, "")]


def test_hundreds_of_ticks_are_cut(client: Client) -> None:
    text = page(client, "&".join(f"pick=nope-{number}" for number in range(500)))
    assert text.count("no public document with the id") == 40


def test_no_ticked_document_is_told_that_readers_may_not_see(client: Client) -> None:
    hidden = artificial(1, state=State.DRAFT)
    text = page(client, f"pick={TREATY}&pick={THEATRES}&pick={hidden.record_id}")
    assert "Test Agreement 1" not in text
    assert "You ticked 2 documents" in text


def test_every_document_of_a_list_can_be_ticked_for_the_comparison(client: Client) -> None:
    text = client.get("/en/agreements/").content.decode()
    assert (
        len(re.findall(r'<input type="checkbox" id="pick-[^"]+" name="pick" value="[^"]+" form="compare-form">', text))
        == 20
    )
    assert re.search(r'<form class="compare-bar" id="compare-form" action="/en/compare/" method="get"', text)
    assert "compare-form" not in client.get("/en/agreements/?view=clauses").content.decode()


@pytest.mark.parametrize("given", ["a", "b"])
def test_with_one_document_the_other_is_chosen_from_related_ones_first(given: str, client: Client) -> None:
    offered = choices(page(client, f"{given}={TREATY}"))
    other = "b" if given == "a" else "a"
    amending = {given: TREATY, other: "2012-06-07-protocol-amending-1992-treaty"}
    query = f"a={amending['a']}&b={amending['b']}"
    assert query in offered[:8]
    page(client, query)


def test_why_a_related_document_is_offered_is_said_from_the_first_document_to_it(client: Client) -> None:
    earlier, later = artificial(1), artificial(2)
    Relation.objects.create(entry=later, type_id="amends", to=earlier)
    assert "<span>The first document is amended by</span>" in page(client, f"a={earlier.record_id}")
    assert "<span>The first document amends</span>" in page(client, f"a={later.record_id}")


def test_with_no_document_the_first_is_chosen_from_the_list(client: Client) -> None:
    offered = choices(page(client, ""))
    assert len(offered) == 20
    assert choices(page(client, "page=2"))[0] not in offered
    assert choices(page(client, offered[0]))


def test_search_words_lead_to_a_choice_without_javascript(client: Client) -> None:
    text = page(client, f"a={TREATY}&q=cinematography")
    assert f'<input type="hidden" name="a" value="{TREATY}">' in text
    assert choices(text)[0] == f"a={TREATY}&b=2016-05-16-memorandum-cinematography"
    assert "No documents match these words" in page(client, f"a={TREATY}&q=qqqqzzzz")
    assert f"a={TREATY}&b={TREATY}" not in choices(page(client, f"a={TREATY}&q={TREATY}"))


@pytest.mark.parametrize(
    "nonsense", ["nope", "%00", "a%00b", "../../etc/passwd", "%F0%9F%A6%84", "ÿ" * 50, "9" * 5000, "%FF", "a b", "<b>"]
)
@pytest.mark.parametrize("other", ["", f"&b={THEATRES}"])
def test_an_id_that_is_none_is_said_on_the_page(nonsense: str, other: str, client: Client) -> None:
    value = nonsense if "%" in nonsense else quote(nonsense)
    text = page(client, f"a={value}{other}", status=404)
    assert "The archive has no public document with the id" in text
    assert "<b>”" not in client.get(f"/en/compare/?a={value}").content.decode()
    assert choices(text)


@pytest.mark.parametrize("words", ["%00", "'", "((((", "%", "\\", "ы" * 3000, "-", "a:*"])
def test_no_search_words_break_the_page(words: str, client: Client) -> None:
    page(client, f"a={TREATY}&q={quote(words) if words != '%00' else words}")


@pytest.mark.parametrize("number", ["-1", "0", "abc", "9" * 40, "1e9"])
def test_no_page_number_breaks_the_page(number: str, client: Client) -> None:
    assert choices(page(client, f"page={number}"))


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW])
def test_documents_that_are_not_public_cannot_be_compared_or_chosen(state: str, client: Client) -> None:
    hidden, shown = artificial(1, LANTERNS, state=state), artificial(2, LANTERNS)
    Relation.objects.create(entry=shown, type_id="cites", to=hidden)
    for query in (f"a={hidden.record_id}&b={shown.record_id}", f"a={shown.record_id}&b={hidden.record_id}"):
        text = page(client, query, status=404)
        assert "no public document with the id" in text
        assert "Test Agreement 1" not in text
    for query in (f"a={shown.record_id}", "", f"a={shown.record_id}&q=Test"):
        assert "Test Agreement 1" not in page(client, query)


def test_a_withdrawn_document_is_named_with_the_reason(client: Client) -> None:
    gone = artificial(1, LANTERNS, state=State.WITHDRAWN)
    for query in (f"a={gone.record_id}", f"a={THEATRES}&b={gone.record_id}", f"a={gone.record_id}&b={gone.record_id}"):
        text = page(client, query, status=410)
        assert "“Test Agreement 1” has been withdrawn" in text
        assert "Test reason 1" in text
        assert "Paper lanterns" not in text
    page(client, f"a={gone.record_id}&b=nope", status=404)


def test_one_document_on_both_sides_is_said_and_another_can_be_chosen(client: Client) -> None:
    text = page(client, f"a={THEATRES}&b={THEATRES}")
    assert "You chose the same document twice" in text
    assert choices(text)[0].startswith(f"a={THEATRES}&b=")


def test_longer_documents_ask_no_more_queries(client: Client) -> None:
    counts = []
    for number, length in ((1, 1), (3, 12)):
        left, right = artificial(number, *[LANTERNS] * length), artificial(number + 1, *[LANTERNS] * length)
        with CaptureQueriesContext(connection) as queries:
            compared(client, left, right)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_every_pair_of_neighbours_in_time_can_be_compared(lang: str, client: Client) -> None:
    ids = list(Agreement.objects.published().by_signature().values_list("record_id", flat=True))
    for left, right in zip(ids[::6], ids[1::6], strict=False):
        page(client, f"a={left}&b={right}", lang=lang)


def test_a_document_page_leads_to_its_comparison(client: Client) -> None:
    text = client.get(f"/en/agreements/{THEATRES}/").content.decode()
    assert f'href="/en/compare/?a={THEATRES}"' in text


def test_every_fact_of_the_page_is_compared(client: Client) -> None:
    left, right = artificial(1), artificial(2)
    values = {"identifier_unts": "I-17", "occasion_en": "Test occasion", "original_archive_en": "Test Archive 17"}
    Agreement.objects.filter(pk=left.pk).update(**values, original_fonds="T-17")
    Agreement.objects.filter(pk=right.pk).update(original_archive_en="Test Archive 17")
    text = compared(client, left, right)
    assert re.search(r"Numbers in registers ?</th>.*?treaties\.un\.org.*?United Nations Treaty Series I-17", text)
    assert re.search(r"Occasion ?</th>.*?Test occasion.*?not stated", text)
    assert re.search(r"Held in ?</th>.*?Test Archive 17,.*?fonds T-17.*?Test Archive 17", text)
    assert "Held in" not in text[text.index("The same in both:") :]
