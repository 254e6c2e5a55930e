"""What is pasted into the search box leads to the documents that it names."""

import datetime
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.translation import override

from agreements.citations import FORMATS, cite, export
from agreements.models import Agreement, Clause, Source, State
from agreements.search import Search
from agreements.search.pasted import ids_in
from tests.artificial import artificial
from tests.searching import found, keys, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

BASE = "https://archive.example"
TODAY = datetime.date(2026, 11, 23)
TREATY = "2013-11-11-treaty-good-neighbourliness"
OTHER = "1992-05-25-treaty-friendship-cooperation-mutual-assistance"
LANGUAGES = ("en", "ru", "kk")


def documents() -> Iterator[Agreement]:
    yield from Agreement.objects.for_readers()


def citations(document: Agreement, language: str, clause: Clause | None = None) -> dict[str, str]:
    """The ready citations of all styles as plain text, and the files for reference managers."""
    with override(language):
        ready = cite(document, clause=clause, accessed=TODAY, base_url=BASE)
        files = {fmt: export(document, fmt, clause=clause, base_url=BASE, accessed=TODAY) for fmt in FORMATS}
    return {one.key: one.text for one in ready} | files


def searched(text: str, **others: str) -> Search:
    return Search(QueryDict(urlencode({"q": text, **others})))


def ids(search: Search) -> list[str]:
    return [document.record_id for document in found(search)]


def named(text: str) -> list[str]:
    return [document.record_id for document in ids_in(text).documents]


def page(client: Client, text: str, lang: str = "en") -> str:
    return unescape(client.get(f"/{lang}/agreements/", {"q": text}).content.decode())


def pasted_part(html: str) -> str:
    found = re.search(r'<div class="understood" data-pasted>.*?</div>', html, re.S)
    return found[0] if found else ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_citation_of_every_document_names_it(language: str) -> None:
    for document in documents():
        lacking = set()
        for form, text in citations(document, language).items():
            if document.record_id not in text:
                lacking.add(form)
            else:
                one_line = " ".join(text.split())
                pasted = ids_in(one_line)
                assert [one.record_id for one in pasted.documents] == [document.record_id], (form, text)
                assert not pasted.foreign, (form, text)
        assert lacking == {"apa-in-text"}, document  # an author and a year, and no address


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_citation_finds_its_document_first_and_names_it(client: Client, language: str) -> None:
    sample = [*Agreement.objects.for_readers()][::29]
    for document in sample:
        for form, text in citations(document, language).items():
            if document.record_id in text:
                response = client.get(f"/{language}/agreements/", {"q": text})
                assert [one.pk for one in response.context["page"].object_list] == [document.pk], (form, text)
                assert response.context["search"].errors == {}
                part = pasted_part(unescape(response.content.decode()))
                assert f'href="/{language}/agreements/{document.record_id}/"' in part, (form, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_citation_of_a_clause_names_the_clause(language: str) -> None:
    for clause in Clause.objects.published().select_related("agreement")[::17]:
        document = Agreement.objects.for_readers().get(pk=clause.agreement_id)
        for form, text in citations(document, language, clause).items():
            if document.record_id in text:
                (one,) = ids_in(" ".join(text.split())).documents
                assert one.record_id == document.record_id
                assert set(one.clauses) <= {clause.number}, (form, text)
                if f"clause-{clause.number}" in text:
                    assert one.clauses == (clause.number,), (form, text)


@pytest.mark.parametrize(
    "form",
    [
        *("https://archive.example/id/{}", "http://127.0.0.1:8000/id/{}", "/id/{}", "id/{}", "archive.example/id/{}"),
        *("https://archive.example/ru/agreements/{}/", "/kk/agreements/{}/", "en/agreements/{}", "HTTPS://Archive.Example/ID/{}"),
        *("{}", "({})", "{}.", "{},", "«{}»", '"{}"', "<https://archive.example/id/{}>", "[{}]", "{{{}}}"),
        *("https://archive.example/id/{}.", "(https://archive.example/id/{}).", "https://archive.example/id/{}#clause-2"),
        *("https://archive.example/en/agreements/{}/?q=museums", "see {} please", "музеи и {} вместе", "@misc{{{},"),
        *("https://archive.example/en/agreements/{}/cite.bib?clause=2", "{}-clause-2", "{}#clause-2", "{}-clause-999"),
    ],
)  # fmt: skip
def test_an_id_names_its_document_whatever_stands_around_it(form: str) -> None:
    for written in (form.format(TREATY), form.format(TREATY.upper()), form.format(TREATY.replace("-", "‑"))):
        search = searched(written)
        assert ids(search) == [TREATY], written
        assert not search.errors, written


def test_the_spans_are_where_the_ids_stand() -> None:
    text = f"First https://archive.example/id/{OTHER}, then ({TREATY}-clause-2) and again {OTHER}."
    for document in ids_in(text).documents:
        assert [text[start:end].removesuffix("-clause-2") for start, end in document.spans] == [document.record_id] * (
            2 if document.record_id == OTHER else 1
        )


@pytest.mark.parametrize(
    "form", ["{}-clause-{}", "/id/{}#clause-{}", "https://a.example/en/agreements/{}/?cite={}#x", "{}#clause-{}."]
)
def test_a_clause_is_named_with_its_document(client: Client, form: str) -> None:
    (document,) = ids_in(form.format(TREATY, 2)).documents
    assert document.clauses == (2,)
    part = pasted_part(page(client, form.format(TREATY, 2)))
    assert f'href="/en/agreements/{TREATY}/#clause-2"' in part
    clauses = shown(searched(form.format(TREATY, 2), view="clauses"))
    assert [hit.clause.number for hit in clauses] == [2]


def test_a_clause_that_a_document_does_not_have_is_not_named() -> None:
    (document,) = ids_in(f"{TREATY}-clause-999").documents
    assert document.clauses == ()


def test_a_list_of_several_is_found_in_the_order_in_which_it_stands(client: Client) -> None:
    wanted = [document.record_id for document in documents()][::5][:15]
    for text in (
        " ".join(wanted),
        "\n".join(f"{n}. https://archive.example/id/{one}." for n, one in enumerate(wanted, 1)),
    ):
        search = searched(text)
        assert ids(search) == wanted
        assert search.total == len(wanted)
        assert not search.errors
    part = pasted_part(page(client, " ".join(wanted)))
    assert re.findall(r'href="/en/agreements/([^/"]+)/"', part) == wanted
    assert keys(searched(" ".join(wanted), sort="signed")) != keys(searched(" ".join(wanted)))


def test_an_id_like_the_key_of_a_clause_is_itself() -> None:
    one = artificial(1, state=State.DRAFT)
    one.record_id = f"{TREATY}-clause-2"
    one.publish()
    one.save()
    assert named(f"{TREATY}-clause-2") == [f"{TREATY}-clause-2"]


def test_an_id_alone_needs_no_message(client: Client) -> None:
    assert pasted_part(page(client, TREATY)) == ""
    assert ids(searched(TREATY)) == [TREATY]


def test_the_address_of_the_list_says_the_ids_and_no_more() -> None:
    text = citations(Agreement.objects.for_readers().get(record_id=TREATY), "ru")
    for citation in text.values():
        if TREATY in citation:
            query = searched(citation, kind="treaty").choices.query()
            assert query == f"q={TREATY}&kind=treaty"
            assert ids(Search(QueryDict(query))) == [TREATY]
    assert searched(f"see /id/{TREATY}#clause-2").choices.query() == f"q={TREATY}-clause-2"


def test_other_choices_narrow_what_is_named() -> None:
    assert ids(searched(f"/id/{TREATY} /id/{OTHER}", year_from="2013")) == [TREATY]
    nothing = searched(f"/id/{TREATY}", kind="memorandum")
    assert nothing.total == 0
    assert any(way.count == 1 for way in nothing.loosen())


@pytest.mark.parametrize("sign", ["OR", "ИЛИ", "НЕМЕСЕ", "|"])
def test_operators_before_an_id_mean_what_they_say(sign: str) -> None:
    assert named(f"-{TREATY}") == named(f"culture -{TREATY}") == []
    either = set(ids(searched(f"hermitage {sign} {TREATY}")))
    assert either == {*ids(searched("hermitage")), TREATY}
    assert set(ids(searched(f"{OTHER} {sign} {TREATY}"))) == {OTHER, TREATY}


def test_a_withdrawn_document_is_said_to_be_withdrawn(client: Client) -> None:
    gone = artificial(17, state=State.WITHDRAWN)
    for lang in LANGUAGES:
        part = pasted_part(page(client, f"https://archive.example/id/{gone.record_id}", lang))
        assert f'href="/id/{gone.record_id}"' in part
        assert gone.record_id in part
        assert "Test Agreement" not in part  # only its own address tells what it was
    draft = artificial(18, state=State.DRAFT)
    html = page(client, f"https://archive.example/id/{draft.record_id}")
    assert "Test Agreement 18" not in html
    assert f"no document with the id {draft.record_id}" in pasted_part(html)


ANOTHER_SITE = (
    "https://adilet.example/rus/docs/Z1200000001", "www.example.org/2013", "example.org/treaties/2013-11-11-x",
    "https://example.org/?id=5#a", "http://[::1", "https://user:secret@example.org/", "https://example.org/en/news/some-long-title",
)  # fmt: skip


@pytest.mark.parametrize("address", ANOTHER_SITE)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_address_of_another_site_is_said_to_be_one_and_the_other_words_are_searched(
    client: Client, address: str, lang: str
) -> None:
    html = page(client, f"hermitage {address}", lang)
    said = {"en": "not an address of this archive", "ru": "адрес не этого архива", "kk": "бұл архивтің мекенжайы емес"}
    assert said[lang] in pasted_part(html)
    assert ids(searched(f"hermitage {address}")) == ids(searched("hermitage")) != []
    alone = searched(address)
    assert alone.total == 0
    assert ids_in(address).foreign[0].is_address


def test_an_id_that_the_archive_does_not_have_is_named_and_its_words_are_one_step_away(client: Client) -> None:
    wrong = "2013-11-11-treaty-good-neighborliness"
    for text in (
        wrong,
        f"/id/{wrong}",
        f"https://archive.example/id/{wrong}.",
        f"https://archive.example/en/agreements/{wrong}/",
    ):
        html = page(client, text)
        assert f"no document with the id {wrong}" in pasted_part(html), text
        assert ids(searched(text)) == [], text
        (words,) = re.findall(r'href="\?(q=[^"]*)"', pasted_part(html))
        assert TREATY in ids(Search(QueryDict(words)))
        assert ids(searched(f"hermitage {text}")) == ids(searched("hermitage")) != []


def test_what_a_document_rests_on_is_no_address_of_another_site_in_its_citation() -> None:
    document = Agreement.objects.for_readers().get(record_id=TREATY)
    source = Source.objects.filter(entry=document)[0]
    pasted = ids_in(f"Official text: {source.url} https://archive.example/id/{TREATY} https://example.org/other")
    assert [one.text for one in pasted.foreign] == ["https://example.org/other"]
    assert named(f"{source.url} /id/{TREATY}") == [TREATY]


@pytest.mark.parametrize(
    "text",
    [
        "co-operation",
        "2012-2016",
        "2013-11-11",
        "11-11-2013",
        "кино-фестиваль",
        "inter-regional trade",
        "a-b-c",
        "2020-expo",
        "and/or-else",
    ],
)
def test_other_words_with_hyphens_are_words(text: str) -> None:
    pasted = ids_in(text)
    assert (pasted.documents, pasted.withdrawn, pasted.foreign) == ((), (), ())
    assert searched(text).choices.text == text


@pytest.mark.parametrize(
    "text",
    [
        *(
            "a-" * 20_000,
            "2013-" * 5000,
            "a." * 20_000,
            "/id/" * 8000,
            "https://" * 4000,
            f"{TREATY}-" * 500,
            "www." * 5000,
        ),
        *(f"{TREATY} " * 1000, "2013-11-11-treaty-x " * 2000, "\0".join(TREATY), "«" * 30_000, "http://" + "[" * 100),
    ],
)
def test_hostile_texts_are_answered(client: Client, text: str) -> None:
    assert client.get("/en/agreements/", {"q": text}).status_code == 200


def test_no_more_ids_are_looked_up_than_a_list_has(django_assert_max_num_queries: object) -> None:
    many = " ".join(f"2001-01-01-agreement-none-{number}" for number in range(500))
    assert len(ids_in(f"{many} {TREATY}").foreign) == 50


def test_a_text_without_ids_asks_the_database_nothing(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        ids_in("museums in the North Kazakhstan region, co-operation")


@pytest.mark.parametrize("behind", [".", ",", ").", "».", ";", "]", "!", "…", "/", "./"])
def test_a_permanent_address_may_have_the_stop_of_a_sentence_behind_it(client: Client, behind: str) -> None:
    response = client.get(f"/id/{TREATY}{behind}", headers={"Accept-Language": "ru"})
    assert response.status_code == 302
    assert response["Location"] == f"/ru/agreements/{TREATY}/"
    gone = artificial(17, state=State.WITHDRAWN)
    assert client.get(f"/id/{gone.record_id}{behind}").status_code == 410
    assert client.get(f"/id/2013-no-such{behind}").status_code == 404


def test_the_permanent_address_itself_is_as_it_was() -> None:
    assert Agreement.objects.get(record_id=TREATY).permanent_path() == f"/id/{TREATY}"


def test_an_address_of_the_archive_that_names_no_document_leads_to_its_page(client: Client) -> None:
    host = "http://testserver"
    (one,) = ids_in(f"see {host}/en/parties/?page=2 and 2013").foreign
    assert (one.path, one.record_id) == ("/en/parties/?page=2", "")
    page = client.get("/en/agreements/", {"q": f"{host}/en/themes/libraries/"}).content.decode()
    assert 'href="/en/themes/libraries/"' in page
    assert "is not an address of this archive" not in page


@pytest.mark.parametrize("address", ["http://testserver//evil.example/en/", "http://testserver/\\evil.example"])
def test_no_pasted_address_leads_to_another_site(address: str) -> None:
    for one in ids_in(address).foreign:
        assert not one.path.startswith(("//", "/\\"))


def test_an_address_with_a_dash_is_searched_no_more_than_others(client: Client) -> None:
    page = client.get("/en/agreements/?q=https://example.org/wiki/Kazakhstan–Russia_relations")
    assert page.context["search"].choices.words.strip() == ""


def test_an_address_of_another_site_is_one_also_where_it_ends_like_an_id() -> None:
    (one,) = ids_in("https://example.org/en/news/2013-11-11-treaty-some-title").foreign
    assert one.is_address


def test_of_a_withdrawn_document_no_clause_is_told() -> None:
    gone = artificial(17, ("Test heading", "Test summary", "media"), state=State.WITHDRAWN)
    (named,) = ids_in(f"{gone.record_id}-clause-1").withdrawn
    assert named.clauses == ()
