"""The reading list over HTTP: what an address says, whatever has happened to it, and the files of it."""

import csv
import io
import json
import re
from html import unescape
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import Client
from django.utils.html import escape
from docx import Document

from agreements.base.database import settle
from agreements.exports.tags import CITED
from agreements.kept.address import MOST, Key, asked
from agreements.models import Agreement, State
from agreements.search import Search
from tests.artificial import artificial
from tests.no_breaks import NO_BREAK

pytestmark = pytest.mark.usefixtures("record")

TREATY = "2013-11-11-treaty-good-neighbourliness"
MEMORANDUM = "2004-memorandum-kazan-astana"
FILES = ("docx", "csv", "bib", "ris", "json")
FULL = ",".join(f"2014-test-{number}" for number in range(MOST))


def page(client: Client, ids: str, lang: str = "en", **params: str) -> str:
    """The page of a list."""
    response = client.get(f"/{lang}/kept/", {"ids": ids, **params})
    assert response.status_code == 200
    return response.content.decode()


def keys(html: str) -> list[str]:
    """The keys of the lines on a page, in their order."""
    return re.findall(r'<li class="kept" data-key="([^"]+)">', html)


def citations(html: str) -> list[str]:
    """The citations on a page, as HTML."""
    return re.findall(r"data-kept-citation>(.*?)</p>", html, re.S)


def public(number: int) -> list[str]:
    """The ids of so many documents of the record."""
    return list(Agreement.objects.published().order_by("record_id").values_list("record_id", flat=True)[:number])


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_the_same_list_is_shown_in_every_language_in_its_order(client: Client, lang: str) -> None:
    ids = [MEMORANDUM, f"{TREATY}.clause-2", TREATY]
    html = page(client, ",".join(ids), lang)
    assert keys(html) == ids
    for record_id in (MEMORANDUM, TREATY):
        document = Agreement.objects.get(record_id=record_id)
        assert escape(getattr(document, f"title_{lang}").strip("[]")) in html
    assert len(citations(html)) == 3


def test_what_shows_a_link_to_a_list_keeps_the_list(client: Client) -> None:
    html = page(client, f"{TREATY},{MEMORANDUM}", style="apa")
    [address] = re.findall(r'<meta property="og:url" content="([^"]+)">', html)
    assert unescape(address).endswith(f"/en/kept/?ids={TREATY},{MEMORANDUM}&style=apa")
    assert '<meta property="og:title" content="Reading list (2)">' in html


def test_every_line_is_cited_in_the_chosen_style(client: Client) -> None:
    gost, oscola = (citations(page(client, f"{TREATY},{MEMORANDUM}", style=style)) for style in ("gost", "oscola"))
    assert all("Электронный ресурс" in one for one in gost)
    assert all("accessed" in one and "Электронный" not in one for one in oscola)
    assert "(Russia–Kazakhstan)" in oscola[0]


def test_in_apa_documents_of_the_same_authors_and_year_are_told_apart_by_letters(client: Client) -> None:
    """APA 8.19, 9.47. A document and its clauses are one work, and a citation that stands alone has no letter."""
    agreement, plan = "2012-agreement-altai-krai-pavlodar", "2018-04-11-plan-altai-krai-pavlodar"
    Agreement.objects.filter(record_id=agreement).update(signed="2018")
    ids = ",".join([f"{plan}.clause-1", plan, TREATY, agreement])
    shown = [unescape(one) for one in citations(page(client, ids, style="apa"))]
    dates = [re.findall(r"(?: \(|, )(20\d\d\w[^),]*)[),]", one) for one in shown]
    assert dates == [["2018b"], ["2018b"], [], ["2018a"]]
    assert [f"/id/{plan}" in one for one in shown] == [False, True, False, False], "one reference for one work"
    [alone] = citations(page(client, plan, style="apa"))
    assert "(2018, April 11)." in alone
    document = Document(io.BytesIO(taken(client, "docx", f"{plan},{agreement}", style="apa").content))
    text = "".join(paragraph.text for paragraph in document.paragraphs)
    assert "(2018b, April 11)." in text
    assert "(2018a)." in text


def test_a_list_in_chicago_has_one_form_and_says_which(client: Client) -> None:
    """Chicago 17, 14.269-305: no treaty and no clause stands in a bibliography."""
    other = "2012-agreement-kurgan-akmola"
    for ids, name in (
        (f"{MEMORANDUM},{other}", "Chicago 17 (bibliography)"),
        (f"{MEMORANDUM},2018-memorandum-kazinform-tatar-inform.clause-1", "Chicago 17 (footnotes)"),
        (f"{MEMORANDUM},{TREATY}", "Chicago 17 (footnotes)"),
    ):
        html = page(client, ids, style="chicago")
        assert f'<option value="chicago" selected>{name}</option>' in html
        word = Document(io.BytesIO(taken(client, "docx", ids, style="chicago").content))
        assert word.paragraphs[1].text.endswith(f"· {name}")


def test_in_apa_clauses_are_cited_in_the_text_below_the_one_reference_of_their_document(client: Client) -> None:
    """APA 8.13."""
    ids = f"{MEMORANDUM},{TREATY}.clause-1,{TREATY}.clause-2"
    shown = [unescape(re.sub("<[^>]+>", "", one)) for one in citations(page(client, ids, style="apa"))]
    assert len(shown) == 4
    assert shown[1].endswith(f"/id/{TREATY}")
    assert all(one.startswith("(") and "2013" in one for one in shown[2:])
    assert len(set(shown)) == 4, "each clause is told from the other"
    word = Document(io.BytesIO(taken(client, "docx", ids, style="apa").content))
    assert [one.text for one in word.paragraphs[2:]] == [
        f"1.\t{shown[0]}",
        f"2.\t{shown[1]}",
        shown[2],
        f"3.\t{shown[3]}",
    ]


def test_a_style_that_there_is_not_is_said_and_another_shown(client: Client) -> None:
    html = page(client, TREATY, style="mla")
    assert "There is no style “mla”" in html
    assert citations(html) == citations(page(client, TREATY, style="apa"))


@pytest.mark.parametrize(("lang", "first"), [("en", "apa"), ("ru", "gost"), ("kk", "gost")])
def test_the_style_that_readers_of_the_language_need_most_comes_first(client: Client, lang: str, first: str) -> None:
    html = page(client, TREATY, lang)
    offered = re.findall(r'<option value="(gost|apa|chicago|oscola)"', html)
    rest = [style for style in ("gost", "apa", "chicago", "oscola") if style != first]
    assert offered == [first, *rest]
    assert f'<option value="{first}" selected>' in html
    document = client.get(f"/{lang}/agreements/{TREATY}/").content.decode()
    shown = re.findall(r'<h3 class="cite__style" id="cite-(\w+)"', document)
    assert shown == offered, "as on the page of a document"


def test_a_chosen_style_stays_in_the_address_whatever_comes_first(client: Client) -> None:
    response = client.get("/en/kept/", {"ids": TREATY, "style": "apa", "add": MEMORANDUM})
    assert response["Location"] == f"/en/kept/?ids={TREATY},{MEMORANDUM}&style=apa"
    assert "style=" not in client.get("/en/kept/", {"ids": TREATY, "add": MEMORANDUM})["Location"]


def test_a_withdrawn_document_is_named_with_its_title_and_reason(client: Client) -> None:
    artificial(1, state=State.WITHDRAWN)
    settle()
    html = page(client, f"{TREATY},2015-agreement-test-1,{MEMORANDUM}")
    assert keys(html) == [TREATY, "2015-agreement-test-1", MEMORANDUM]
    assert "Test Agreement 1" in html
    assert "Test reason 1" in html
    assert len(citations(html)) == 2
    # What the list has no room for is linked, which one that was withdrawn is not.
    [named] = re.findall(r'<ol class="kept-left".*?</ol>', page(client, f"{FULL},2015-agreement-test-1"), re.S)
    assert re.sub("<.*?>", "", named).strip() == "2015-agreement-test-1"


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW])
def test_of_an_unpublished_document_no_word_is_said(client: Client, state: str) -> None:
    artificial(1, ("Test heading", "Test clause summary", "libraries"), state=state)
    settle()
    html = page(client, f"{TREATY},2015-agreement-test-1,2015-agreement-test-1.clause-1")
    assert "Test " not in html
    assert html.count("The archive has no document with this id.") == 2
    assert "Test " not in page(client, f"{FULL},2015-agreement-test-1"), "nor where the list has no room for it"
    # Nor is its id completed where an address is cut.
    assert "2015-agreement-test-1" not in page(client, "2015-agreement-te")


def test_what_is_added_to_a_full_list_is_not_dropped_in_silence(client: Client) -> None:
    for params in ({"ids": FULL, "add": "2014-other"}, {"add": f"/en/kept/?ids={FULL},2014-other"}):
        html = client.get("/en/kept/", params, follow=True).content.decode()
        assert f"A list holds {MOST} entries: 1 more was left out." in " ".join(html.split())
        assert f'name="ids" value="{FULL},2014-other"' in html


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_of_a_list_of_500_what_has_no_room_is_named_and_in_lists_of_its_own(client: Client, lang: str) -> None:
    found = public(99)
    clauses = [f"{one}.clause-{number}" for number in range(1, 6) for one in found]
    ids = [*[*found, *clauses][:499], "2013-nothing"]
    html = page(client, ",".join(ids), lang, style="oscola")
    assert keys(html) == ids[:MOST]
    if lang == "en":
        assert "A list holds 200 entries: 300 more were left out." in html
    links = re.findall(r'<a href="([^"]+)"\s+rel="nofollow" data-kept-part>(.*?)</a>', html)
    assert [name for _address, name in links] == ["201–400", "401–500"]
    following = [keys(client.get(unescape(address)).content.decode()) for address, _name in links]
    assert [key for part in following for key in part] == ids[MOST:]
    assert all("style=oscola" in address for address, _name in links)
    [named] = re.findall(r'<ol class="kept-left" start="201">(.*?)</ol>', html, re.S)
    assert named.count("<li>") == 300
    assert "<li>2013-nothing</li>" in named
    title = Agreement.objects.get(record_id=found[1]).title_en
    assert lang != "en" or escape(title) in named
    # Nothing of it is lost by what is done with the list, whose address is longer than one may lead to.
    moved = client.get(f"/{lang}/kept/", {"ids": ",".join(ids), "down": ids[0], "add": "2013-other"}, follow=True)
    expected = ",".join([ids[1], ids[0], *ids[2:], "2013-other"])
    assert f'name="ids" value="{expected}"' in moved.content.decode()
    assert html.count(f'name="ids" value="{",".join(ids)}"') == 3, "to change it, to add to it, for another style"
    rows = list(csv.DictReader(io.StringIO(taken(client, "csv", ",".join(ids), lang).content.decode("utf-8-sig"))))
    assert len(rows) == 500
    assert all(row["note"] for row in rows[MOST:]), "a file says of each that there was no room for it"


def test_what_stands_twice_is_shown_once_and_this_is_said(client: Client) -> None:
    html = page(client, f"{TREATY},{MEMORANDUM},{TREATY},,")
    assert keys(html) == [TREATY, MEMORANDUM]
    assert "the address repeats" in html
    assert "the address repeats" not in page(client, f"{TREATY},{MEMORANDUM}")


@pytest.mark.parametrize(
    "ids",
    [
        f"{TREATY},{MEMORANDUM}.",
        f"{TREATY},{MEMORANDUM}).",
        f"{TREATY}%2C{MEMORANDUM}%",
        f"{TREATY}%2C{MEMORANDUM}%2",
        f"{TREATY},{MEMORANDUM}%2C",
        f"{TREATY},\n {MEMORANDUM}>",
        f" {TREATY.upper()} ;{MEMORANDUM}",
        f"http://testserver/ru/agreements/{TREATY}/,http://testserver/id/{MEMORANDUM}",
        f"testserver:8000/kk/agreements/{TREATY}/?kind=treaty {MEMORANDUM}",
        f"{TREATY},{MEMORANDUM[:-4]}",
        f"{TREATY},{MEMORANDUM}.cla",
        f"{TREATY},{MEMORANDUM}.clause-",
        f"{TREATY}*,{MEMORANDUM}_",
        f"{TREATY}—,{MEMORANDUM}%D0",
        f"{TREATY}<br>{MEMORANDUM}</p>",
        f"{TREATY.replace('-', chr(0x2011))},{MEMORANDUM.replace('-', chr(0x2013))}",
        f"\0{TREATY},\u200b{MEMORANDUM}",
        f"{TREATY.replace('good-', 'good-%0A ')},{MEMORANDUM}",
        f"{TREATY},2004-=\r\nmemorandum-kazan-astana",
        f"{TREATY},{MEMORANDUM}#{TREATY}=Test secret, 100%, &, #1",
        f"{TREATY},{MEMORANDUM}#n=1",
        f"{TREATY},{MEMORANDUM}%23{TREATY}.clause-1%3DTest%20secret%2C%20none",
        f"{TREATY}#main,{MEMORANDUM}#n",
    ],
)
def test_an_address_that_was_broken_on_its_way_shows_what_it_can(client: Client, ids: str) -> None:
    html = page(client, ids)
    assert keys(html) == [TREATY, MEMORANDUM]
    assert "secret" not in re.sub('href="[^"]*"', "", html), "a note that has come with the address is not printed"


def test_a_note_that_an_escaped_mark_has_put_behind_the_style_is_not_printed(client: Client) -> None:
    html = page(client, TREATY, style="oscola#2014-test=Test secret")
    assert '<option value="oscola" selected>' in html
    assert "secret" not in re.sub('href="[^"]*"', "", html)


def test_the_cut_end_of_an_address_is_completed_only_where_it_is_certain_and_this_is_said(client: Client) -> None:
    html = page(client, f"{TREATY},{MEMORANDUM[:-4]}")
    assert "The end of the address was cut off." in html
    assert keys(page(client, f"{MEMORANDUM[:-4]},{TREATY}")) == [MEMORANDUM[:-4], TREATY], "only the end is cut"
    assert keys(page(client, f"{MEMORANDUM},{MEMORANDUM[:-4]}")) == [MEMORANDUM], "it stands in the list already"
    assert keys(page(client, f"{MEMORANDUM[:-4]}.clause-1")) == [f"{MEMORANDUM[:-4]}.clause-1"], "its end is there"
    artificial(1)
    artificial(2)
    artificial(20, state=State.WITHDRAWN)
    artificial(200)
    settle()
    assert keys(page(client, "2015-agreement-test-20")) == ["2015-agreement-test-20"], "it is the id of another"
    assert keys(page(client, f"{TREATY},2015-agreement-te")) == [TREATY, "2015-agreement-te"], "two begin so"
    assert keys(page(client, f"{TREATY},2013-")) == [TREATY, "2013"]


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        (f"{TREATY}.clause-2", 2),
        (f"{TREATY}#clause-2", 2),
        (f"{TREATY}-clause-2", 2),
        (f"http://testserver/en/agreements/{TREATY}/#clause-2", 2),
        (f"http://testserver/en/agreements/{TREATY}/?cite=2#cite", 2),
        (f"http://testserver/en/agreements/{TREATY}/cite.bib?clause=2", 2),
        (f"{TREATY}.clause-0", None),
        (TREATY, None),
    ],
)
def test_a_clause_is_named_in_every_way_in_which_addresses_name_it(text: str, clause: int | None) -> None:
    assert asked([text]).keys == [Key(TREATY, clause)]


def test_a_clause_that_the_document_does_not_have_shows_the_document_and_says_so(client: Client) -> None:
    html = page(client, f"{TREATY}.clause-999")
    assert keys(html) == [f"{TREATY}.clause-999"]
    assert "This document has no clause 999" in html


@pytest.mark.parametrize("end", [".clau", ".clause-", ".clause-0", ".clause--1", ".clause-1.clause-2", ".clause-99999"])
def test_a_clause_that_is_not_named_shows_the_document_and_says_so(client: Client, end: str) -> None:
    html = page(client, f"{TREATY}{end},{MEMORANDUM}")
    assert keys(html) == [TREATY, MEMORANDUM]
    assert re.search(f"does not say which; the whole document is shown:\\s+<b>{TREATY}</b>\\s+</p>", html)


@pytest.mark.parametrize("style", ["apa.", "APA", " Apa),"])
def test_a_style_is_understood_in_capitals_and_at_the_end_of_a_sentence(client: Client, style: str) -> None:
    html = page(client, TREATY, style=style)
    assert '<option value="apa" selected>' in html
    assert "There is no style" not in html


def test_what_is_no_id_is_named_and_left_out(client: Client) -> None:
    html = page(client, f"{TREATY},<script>alert(1)</script>,Қазақстан,a/b/c")
    assert keys(html) == [TREATY]
    assert "Left out, because it is no id of a document:" in html
    assert "<script>alert" not in html
    assert escape("қазақстан") in html.lower()


@pytest.mark.parametrize(
    "ids",
    ["", ",", "%", "%2", "....", "-", "a" * 200_000, "1," * 30_000, f"a{'-' * 99_000}a", "💥", "\ud800", "id[]=1"],
)
@pytest.mark.parametrize("lang", ["en", "kk"])
def test_nothing_breaks_the_page(client: Client, ids: str, lang: str) -> None:
    page(client, ids.encode("utf-8", "replace").decode(), lang)


def test_a_list_without_ids_says_how_to_begin(client: Client) -> None:
    html = page(client, "")
    assert "Nothing is kept yet." in html
    assert "noindex" in html


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"up": MEMORANDUM}, [MEMORANDUM, TREATY]),
        ({"down": TREATY}, [MEMORANDUM, TREATY]),
        ({"up": TREATY}, [TREATY, MEMORANDUM]),
        ({"down": MEMORANDUM}, [TREATY, MEMORANDUM]),
        ({"remove": TREATY}, [MEMORANDUM]),
        ({"remove": "2013-nothing"}, [TREATY, MEMORANDUM]),
        ({"add": f"http://testserver/id/{TREATY}#clause-1\n{TREATY}"}, [TREATY, MEMORANDUM, f"{TREATY}.clause-1"]),
    ],
)
def test_a_list_is_changed_without_script(client: Client, change: dict[str, str], expected: list[str]) -> None:
    response = client.get("/ru/kept/", {"ids": f"{TREATY},{MEMORANDUM}", "style": "apa", **change})
    assert response.status_code == 302
    assert response["Location"] == f"/ru/kept/?ids={','.join(expected)}&style=apa"


def is_added(client: Client, text: str, lang: str = "en") -> tuple[list[str], str]:
    """The keys of a list to which this was added, and the message of its page."""
    response = client.get(f"/{lang}/kept/", {"add": text}, follow=True)
    html = response.content.decode()
    return keys(html), told_in(html)


def told_in(html: str) -> str:
    """The message of a page, in one line without markup."""
    said = re.findall(r'<div class="message kept-message" role="status">(.*?)</div>', html, re.S)
    return " ".join(unescape(re.sub("<.*?>", "", " ".join(said))).split())


NEW = "\n"
NOT_READ = "Nothing was added for this, because no document of the archive was found by it:"


@pytest.mark.parametrize(
    "address",
    [
        "http://testserver/ru/kept/?ids={0},{1}&style=apa#{0}=Test%20note",
        "<http://testserver/ru/kept/?ids={0}%2C{1}&amp;style=apa>.",
        "http://testserver/en/kept/?style=apa&amp;ids={0},{1}",
        "http://testserver/en/kept/?ids={0}&add={1}",
        "http://testserver/en/KEPT/?ids={0},{1}",
        "/kk/kept/?ids={0},{1}",
        "ids={0},{1}",
        "http://testserver/en/kept/list.csv?ids={0},{1}",
        "http://testserver/en/compare/?a={0}&b={1}",
        "http://testserver/Compare/?a={0}&amp;b={1}",
        "http://testserver/en/compare/?pick={0}&pick={1}",
        "http://testserver/id/{0},http://testserver/kk/agreements/{1}/?from=list",
        "http://testserver/id/{0}\nhttp://testserver/ru/kept/?ids={1}",
        "https://links.invalid/?url=http%3A%2F%2Ftestserver%2Fid%2F{0}|{1}",
        "https://www.google.com/url?q=http://testserver/id/{0}&sa=D {1}",
        "https://eur.safelinks.example/?url=http%3A%2F%2Ftestserver%2Fkk%2Fkept%2F%3Fids%3D{0}%2C{1}&data=05%7C01",
        "http://testserver/en/agreements/{0}/languages/?in=ru,kk\n{1}",
        "{0}\n2013-11-11-treaty-good-ne\nighbourliness",
        "http://testserver/ru/kept/?ids={0}%2C{1}%23n",
        "http://testserver/ru/kept/?ids={0}%2C{1}%23{0}%3DTest",
    ],
)
def test_of_a_pasted_list_or_comparison_its_documents_are_added(client: Client, address: str) -> None:
    assert is_added(client, address.format(MEMORANDUM, TREATY)) == ([MEMORANDUM, TREATY], "")


@pytest.mark.parametrize("end", ["#clause-0", ".clause-0", ".clause-", "/?cite=0"])
def test_of_a_clause_that_no_number_names_the_document_is_added_and_this_is_said(client: Client, end: str) -> None:
    found, said = is_added(client, f"http://testserver/id/{TREATY}{end}" if "/" in end else f"{TREATY}{end}")
    assert found == [TREATY]
    assert said == (
        f"The address asks for a clause of these and does not say which; the whole document is shown: {TREATY}"
    )


@pytest.mark.parametrize(
    ("room", "query"),
    [
        ("agreements/", "kind=treaty&sort=title"),
        ("agreements/", "q=museums&view=clauses&page=2"),
        ("agreements/", "also=party:city-of-omsk,omsk-oblast"),
        ("agreements/", "q=музей театр"),
        ("insights/", "kind=treaty"),
        ("kept/found/", "kind=treaty"),
        ("agreements/export.bib", "kind=agreement&q=museum, theatre"),
    ],
)
def test_of_a_pasted_result_all_that_it_finds_is_added(client: Client, room: str, query: str) -> None:
    """Some browsers copy an address with its spaces."""
    rows = csv.DictReader(io.StringIO(client.get(f"/ru/agreements/export.csv?{query}").content.decode("utf-8-sig")))
    expected = [row["address"].rpartition("/")[2].replace("#", ".") for row in rows]
    assert expected
    assert is_added(client, f"http://testserver/kk/{room}?{query}") == (expected, "")
    more = [key for key in (MEMORANDUM, TREATY) if key not in expected]
    told = f"http://testserver/kk/{room}?{query} http://testserver/id/{MEMORANDUM} {TREATY}"
    assert is_added(client, told) == ([*expected, *more], "")


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_of_a_pasted_result_no_more_is_added_than_a_list_holds_and_this_is_said(
    client: Client, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agreements.kept.adding.MOST", 5)
    address = "http://testserver/en/agreements/?sort=title"
    found, said = is_added(client, address, lang)
    assert len(found) == 5
    assert said.endswith(address)
    assert lang != "en" or said == f"This finds more than a list can hold; only the first {MOST} were added: {address}"


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_of_many_pasted_results_five_are_searched_and_the_others_named(client: Client, lang: str) -> None:
    said = {
        "en": "At most 5 searches are made at once. These were not made yet; add them again: ",
        "ru": "За один раз выполняется не больше 5 поисков. ",
        "kk": "Бір ретте 5 іздеуден артық орындалмайды. ",
    }
    addresses = [f"/en/agreements/?q={record_id}" for record_id in public(7)]
    found, told = is_added(client, "\n".join([*addresses, addresses[6], TREATY]), lang)
    assert found == [*public(5), TREATY]
    assert told.replace(NO_BREAK, " ").startswith(said[lang])
    assert told.endswith(f": {addresses[5]}, {addresses[6]}")


def test_of_many_lines_that_were_not_read_ten_are_named(client: Client) -> None:
    lines = [f"museum{number}" for number in range(50)]
    told = f"{NOT_READ} {', '.join(lines[:10])} …"
    assert is_added(client, " ".join(lines)) == ([], told)
    answer = client.get("/en/kept/", {"add": " ".join(lines)})
    assert len(QueryDict(answer["Location"].partition("?")[2]).getlist("unread")) == 11, "no longer than it has to be"
    assert told_in(client.get("/en/kept/", {"unread": lines}).content.decode()) == told


@pytest.mark.parametrize(
    ("hosts", "line"), [(["testserver"], f"localhost:8000/id/{TREATY}"), (["*"], f"https://other.example/id/{TREATY}")]
)
def test_an_address_of_another_host_is_none_of_ours_whichever_are_served(
    client: Client, settings: Any, hosts: list[str], line: str
) -> None:
    settings.ALLOWED_HOSTS, settings.SITE_URL = hosts, "http://testserver"
    assert is_added(client, f"{line}\nhttp://testserver/id/{MEMORANDUM}") == ([MEMORANDUM], f"{NOT_READ} {line}")


@pytest.mark.parametrize(
    "line",
    [
        f"https://other.example/id/{TREATY}",
        f"other.example/en/agreements/{TREATY}/",
        f"//other.example/id/{TREATY}#clause-2",
        f"https://other.example/en/kept/?ids={TREATY}",
        f"https://testserver.example/id/{TREATY}",
        f"https://testserver@other.example/id/{TREATY}",
        "http://testserver/en/about/",
        "http://testserver/en/agreements/?kind=nonsense",
        "http://testserver/en/agreements/?q=nonsensewordxyz&reading=words",
        "http://testserver/en/compare/",
        "http://[testserver/en/kept/?ids=x-1",
        "museums",
    ],
)
def test_what_names_no_document_of_ours_is_named_and_not_added(client: Client, line: str) -> None:
    assert is_added(client, line) == ([], f"{NOT_READ} {line}")
    found, said = is_added(client, f"{MEMORANDUM}\n{line}\n")
    assert found == [MEMORANDUM]
    assert said == f"{NOT_READ} {line}"


def test_an_id_at_the_address_of_another_site_is_none_of_ours_in_a_list_either(client: Client) -> None:
    html = page(client, f"{MEMORANDUM},https://other.example/id/{TREATY}")
    assert keys(html) == [MEMORANDUM]
    assert f"https://other.example/id/{TREATY}" in html


def test_two_documents_of_a_list_can_be_compared(client: Client) -> None:
    html = page(client, f"{TREATY}.clause-1,{MEMORANDUM},{TREATY}")
    [form] = re.findall(r'<form method="get" action="/en/compare/"[^>]*>.*?</form>', html, re.S)
    assert re.findall(r'<option value="([^"]+)"', form) == 2 * [TREATY, MEMORANDUM]
    assert "/en/compare/" not in re.sub(r"<header.*?</header>", "", page(client, TREATY), flags=re.S)


@pytest.mark.parametrize(
    "path", ["agreements/", "agreements/?view=clauses", f"agreements/{TREATY}/", "themes/libraries/"]
)
def test_every_card_document_and_clause_can_be_kept(client: Client, path: str) -> None:
    """Without script, Keep leads to a list of that alone; each has a name of its own."""
    html = client.get(f"/en/{path}").content.decode()
    found = re.findall(r'<a class="keep" href="([^"]+)" rel="nofollow"\s+data-keep="([^"]+)">(.*?)</a>', html, re.S)
    assert found
    assert all(address == f"/en/kept/?ids={key}" for address, key, _name in found)
    assert len({key for _address, key, _name in found}) == len(found)
    assert keys(page(client, ",".join(key for _address, key, _name in found))) == [key for _address, key, _ in found]
    names = [" ".join(unescape(re.sub(r"<.*?>", "", name)).split()) for _address, _key, name in found]
    assert all(re.fullmatch("Keep: .{5,}", name) for name in names)
    if path == f"agreements/{TREATY}/":
        document = Agreement.objects.get(record_id=TREATY)
        assert len(found) == 1 + document.clauses.count()


def test_a_list_holds_as_many_as_the_script_and_the_lists_say() -> None:
    assert f'data-most="{MOST}"' in render_to_string("parts/kept_link.html")
    assert MOST == CITED


@pytest.mark.parametrize("query", ["theme=libraries&sort=title", "q=museums&view=clauses", "kind=treaty", ""])
def test_a_whole_result_is_cited_as_one_list_in_its_order(client: Client, query: str) -> None:
    html = client.get(f"/ru/agreements/?{query}").content.decode()
    [address] = re.findall(r'href="(/ru/kept/found/[^"]*)" rel="nofollow"', html)
    response = client.get(unescape(address), follow=True)
    rows = csv.DictReader(io.StringIO(client.get(f"/ru/agreements/export.csv?{query}").content.decode("utf-8-sig")))
    expected = [row["address"].rpartition("/")[2].replace("#", ".") for row in rows]
    assert keys(response.content.decode()) == expected
    assert len(citations(response.content.decode())) == len(expected)


@pytest.mark.parametrize("query", ["view=clauses", "kind=nonsense", "q=nonsensewordxyz"])
def test_what_a_reading_list_cannot_hold_is_refused_with_the_reason(
    client: Client, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agreements.kept.views.MOST", 50)
    monkeypatch.setattr("agreements.exports.tags.CITED", 50)
    assert "/kk/kept/found/" not in client.get("/kk/agreements/?view=clauses").content.decode()
    response = client.get(f"/kk/kept/found/?{query}")
    assert response.status_code == 400
    html = response.content.decode()
    [said] = re.findall(r'<p class="lede">(.*?)</p>', html)
    assert "<h1>Бұл тізімге сілтеме жасауға болмайды</h1>" in html.replace(NO_BREAK, " "), "no file was asked for"
    assert re.fullmatch("[^a-z]{5,}(?:nonsense[^a-z]*)?", said), "a sentence in Kazakh, without names of parameters"
    assert f'href="/kk/agreements/?{query}"' in html


def test_a_result_that_just_fits_is_a_reading_list(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    total = Search(QueryDict("kind=treaty")).total
    for most, status in ((total, 302), (total - 1, 400)):
        monkeypatch.setattr("agreements.kept.views.MOST", most)
        assert client.get("/en/kept/found/?kind=treaty").status_code == status


# --- files ---


def taken(client: Client, fmt: str, ids: str, lang: str = "en", **params: str) -> Any:
    """A file of a list."""
    response = client.get(f"/{lang}/kept/list.{fmt}", {"ids": ids, **params})
    assert response.status_code == 200, response.content
    return response


def with_notes(client: Client, fmt: str, ids: str, notes: Any) -> Any:
    """A file with notes, which are in the body of the request."""
    text = notes if isinstance(notes, str) else json.dumps(notes)
    response = client.post(f"/en/kept/list.{fmt}", {"ids": ids, "notes": text})
    assert response.status_code == 200, response.content
    return response


def test_a_word_file_has_the_citations_with_italics_and_the_notes_in_order(client: Client) -> None:
    ids = f"{MEMORANDUM},{TREATY}"
    notes = {TREATY: "First line\nSecond line", MEMORANDUM: "=Test note"}
    response = client.post("/en/kept/list.docx", {"ids": ids, "style": "apa", "notes": json.dumps(notes)})
    document = Document(io.BytesIO(response.content))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[0] == "Reading list"
    html = citations(page(client, ids, style="apa"))
    cited = [" ".join(unescape(re.sub(r"<.*?>", "", one)).split()) for one in html]
    assert texts[2:] == [f"1.\t{cited[0]}", "=Test note", f"2.\t{cited[1]}", "First line", "Second line"]
    slanted = ["".join(run.text for run in paragraph.runs if run.italic) for paragraph in document.paragraphs]
    expected = ["".join(unescape(part) for part in re.findall(r"<i[^>]*>(.*?)</i>", one)) for one in html]
    assert [slanted[2], slanted[4]] == expected
    assert f"/en/kept/?ids={ids}&style=apa" in document.sections[0].footer.paragraphs[0].text


def test_a_word_file_says_the_language_of_its_words_and_has_a_short_foot(client: Client) -> None:
    ids = ",".join([TREATY, *(f"2013-nothing-{number}" for number in range(30))])
    document = Document(io.BytesIO(taken(client, "docx", ids, "ru", style="apa").content))
    assert document.core_properties.comments == "", "not the program that made it"
    [cited] = [paragraph for paragraph in document.paragraphs if paragraph.text.startswith("1.")]
    assert cited._p.xpath(".//w:lang/@w:val")[:2] == ["ru-Latn", "en-GB"]
    foot = document.sections[0].footer.paragraphs[0].text
    assert f"/ru/kept/?ids={TREATY},2013-nothing-0" in foot
    assert len(foot) <= 300


def test_every_file_has_every_entry_with_its_note(client: Client) -> None:
    ids = f"{TREATY},{MEMORANDUM},{TREATY}.clause-1"
    notes = {TREATY: "Test note ä", f"{TREATY}.clause-1": "On {clause} 1 & more"}
    rows = list(csv.DictReader(io.StringIO(with_notes(client, "csv", ids, notes).content.decode("utf-8-sig"))))
    assert [(row["id"], row["clause"], row["note"]) for row in rows] == [
        (TREATY, "", "Test note ä"),
        (MEMORANDUM, "", ""),
        (TREATY, "1", "On {clause} 1 & more"),
    ]
    entries = json.loads(with_notes(client, "json", ids, notes).content)
    assert [entry.get("annote", "") for entry in entries] == ["Test note ä", "", "On {clause} 1 & more"]
    assert [entry["id"] for entry in entries] == [TREATY, MEMORANDUM, f"{TREATY}-clause-1"]
    bib = with_notes(client, "bib", ids, notes).content.decode()
    assert re.findall(r"annote = \{(.*)\}", bib) == [
        "Test note ä",
        r"On {\textbraceleft}clause{\textbraceright} 1 \& more",
    ]
    assert bib.count("{") == bib.count("}")
    ris = with_notes(client, "ris", ids, notes).content.decode()
    assert [note for note in re.findall(r"^N1  - (.*)\r$", ris, re.M) if note in notes.values()] == [*notes.values()]


@pytest.mark.parametrize("fmt", FILES)
def test_a_full_list_is_a_file_too(client: Client, fmt: str) -> None:
    ids = [*public(99), *(f"{one}.clause-1" for one in public(99))]
    notes = dict.fromkeys(ids, "Test note. " * 20)
    assert len(with_notes(client, fmt, ",".join(ids), notes).content) > 30_000


@pytest.mark.parametrize("notes", ["", "nonsense", "[1]", '{"a": 1}', "null", "[" * 20_000, '{"x": "\\ud800"}'])
def test_notes_that_are_none_are_left_out(client: Client, notes: str) -> None:
    for fmt in FILES:
        with_notes(client, fmt, TREATY, notes)


def test_a_note_of_a_novels_length_is_whole_in_every_file(client: Client) -> None:
    note = "Test 💥" * 8_000
    for fmt in FILES:
        content = with_notes(client, fmt, TREATY, {TREATY: note}).content
        if fmt == "docx":
            text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)
        else:
            text = json.loads(content)[0]["annote"] if fmt == "json" else content.decode()
        assert note in text, fmt


def test_what_the_archive_does_not_have_is_named_in_files_with_its_note(client: Client) -> None:
    artificial(1, state=State.WITHDRAWN)
    settle()
    gone, missing, clause = "2015-agreement-test-1", "2013-nothing.clause-2", f"{TREATY}.clause-99"
    ids = f"{gone},{clause},{missing}"
    notes = {gone: "Test note 1", clause: "Test note 2", missing: "Test @note{3"}
    told = {
        gone: "[Withdrawn from the archive. Reason: Test reason 1.]\nTest note 1",
        clause: "[This document has no clause 99; the whole document is shown.]\nTest note 2",
        missing: "[Not in the archive.]\nTest @note{3",
    }
    rows = list(csv.DictReader(io.StringIO(with_notes(client, "csv", ids, notes).content.decode("utf-8-sig"))))
    assert [(row["id"], row["clause"], row["title_en"], row["note"]) for row in rows] == [
        (gone, "", "Test Agreement 1", told[gone]),
        (TREATY, "", Agreement.objects.get(record_id=TREATY).title_en, told[clause]),
        ("2013-nothing", "2", "", told[missing]),
    ]
    word = Document(io.BytesIO(with_notes(client, "docx", ids, notes).content))
    texts = [paragraph.text for paragraph in word.paragraphs][2:]
    assert texts[:3] == [f"1.\tTest Agreement 1 ({gone})", *told[gone].splitlines()]
    assert texts[4:] == [*told[clause].splitlines(), f"3.\t{missing}", *told[missing].splitlines()]
    bib = with_notes(client, "bib", ids, notes).content.decode()
    assert bib.count("@") == 1, "a comment begins no entry"
    assert f"% {missing}: [Not in the archive.]\n% Test (at)note{{3\n" in bib
    assert f"% Test Agreement 1 ({gone}): {told[gone].replace(NEW, f'{NEW}% ')}\n" in bib
    for fmt in ("bib", "ris", "json"):
        content = with_notes(client, fmt, ids, notes).content.decode()
        assert "This document has no clause 99" in content, fmt


def test_every_line_of_a_list_has_room_for_a_note(client: Client) -> None:
    artificial(1, state=State.WITHDRAWN)
    settle()
    html = page(client, f"{TREATY},2015-agreement-test-1,2013-nothing")
    assert html.count("data-kept-note ") == html.count("data-kept-note-printed") == 3
    assert "maxlength" not in html[html.index("kept-list") : html.index("kept-more")]


@pytest.mark.parametrize("fmt", FILES)
def test_a_file_says_in_its_name_what_it_is_and_is_stored_nowhere(client: Client, fmt: str) -> None:
    response = taken(client, fmt, f"{TREATY},2013-nothing")
    assert re.fullmatch(
        rf'attachment; filename="reading-list-\d{{4}}-\d\d-\d\d\.{fmt}"', response["Content-Disposition"]
    )
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies


@pytest.mark.parametrize("fmt", ["ris", "json"])
def test_a_file_of_nothing_is_refused_with_the_reason(client: Client, fmt: str) -> None:
    response = client.get(f"/ru/kept/list.{fmt}", {"ids": "2013-nothing"})
    assert response.status_code == 400
    html = response.content.decode().replace(NO_BREAK, " ")
    assert "В архиве нет ни одного документа из этого списка." in html
    assert "Файлы для Word, CSV и BibTeX" in html, "which files name it"
    assert 'href="/ru/kept/?ids=2013-nothing"' in html
    refused = client.get(f"/ru/kept/list.{fmt}", {"ids": f"{FULL},2014-other"}).content.decode()
    assert f'href="/ru/kept/?ids={FULL},2014-other"' in refused, "the way back has what the list has no room for"


@pytest.mark.parametrize("fmt", ["docx", "csv", "bib"])
def test_notes_on_what_the_archive_does_not_have_can_be_taken_away(client: Client, fmt: str) -> None:
    content = with_notes(client, fmt, "2013-nothing", {"2013-nothing": "Test note"}).content
    if fmt == "docx":
        text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)
    else:
        text = content.decode()
    assert "2013-nothing" in text
    assert "Test note" in text


def test_which_files_leave_out_what_is_no_entry_is_said_before_they_are_made(client: Client) -> None:
    artificial(1, state=State.WITHDRAWN)
    settle()
    said = "RIS and CSL-JSON leave out what the archive does not have"
    for ids in (f"{TREATY},2015-agreement-test-1", "2013-nothing"):
        assert said in page(client, ids)
    assert said not in page(client, f"{TREATY},{TREATY}.clause-99")


def test_a_file_of_no_ids_is_refused(client: Client) -> None:
    for fmt in FILES:
        assert client.get(f"/en/kept/list.{fmt}").status_code == 400


def test_notes_are_asked_for_in_no_address(client: Client) -> None:
    """What is in an address is in logs: notes come in the body of a request or not at all."""
    response = client.get("/en/kept/list.csv", {"ids": TREATY, "notes": json.dumps({TREATY: "Test secret"})})
    assert "Test secret" not in response.content.decode()
