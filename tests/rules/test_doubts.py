"""What shakes a fact is said at the fact, in every document of the record, and “well established” never beside it."""

import re

import pytest
from django.test import Client
from django.utils import translation

from agreements.models import Agreement, Party, Place
from agreements.models.agreement import DATE_FIELDS
from agreements.rules.doubts import Cause, doubts, sentences, unsigned
from agreements.rules.standing import has_text, texts
from tests.artificial import artificial
from tests.markup import markup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

# Read in the notes, document by document: which facts they shake, and why.
READ = {
    "1992-05-25-treaty-friendship-cooperation-mutual-assistance": {"clauses": Cause.PARTLY, "status": Cause.INFERRED},
    "1993-04-14-agreement-culture-ministries": {"clauses": Cause.PARTLY},
    "1994-03-28-agreement-culture-science-education": {"clauses": Cause.PARTLY, "status": Cause.INFERRED},
    "1995-12-23-agreement-status-baikonur-city": {
        "level": Cause.DISAGREE, "parties": Cause.DISAGREE, "status": Cause.INFERRED,
    },
    "1996-11-25-agreement-broadcasting": {"clauses": Cause.PARTLY, "status": Cause.OPEN},
    "1996-11-25-agreement-science-technology": {"clauses": Cause.UNSEEN},
    "1998-07-06-declaration-eternal-friendship": {"clauses": Cause.UNSEEN},
    "1998-07-06-joint-statement-presidents": {
        "clauses": Cause.PARTLY, "signatories": Cause.OPEN, "title": Cause.OPEN,
    },
    "2001-agreement-tyumen-north-kazakhstan": {"signed": Cause.INFERRED},
    "2003-agreement-kurgan-north-kazakhstan-libraries": {},
    "2006-11-21-agreement-baikonur-kazakh-schools": {"signed": Cause.DISAGREE, "clauses": Cause.PARTLY},
    "2006-12-26-protocol-libraries-accession-meetings-at-the-boundaries": {
        "kind": Cause.INFERRED, "parties": Cause.PARTLY, "clauses": Cause.PARTLY,
    },
    "2008-04-02-agreement-saint-petersburg-astana": {"signed": Cause.INFERRED},
    "2010-memorandum-tyumen-north-kazakhstan": {"signed": Cause.INFERRED, "parties": Cause.INFERRED},
    "2011-09-15-agreement-altai-reserve": {"clauses": Cause.PARTLY, "status": Cause.INFERRED},
    "2011-09-programme-interregional-2012-2017": {"level": Cause.INFERRED},
    "2012-06-07-protocol-amending-1992-treaty": {"status": Cause.INFERRED},
    "2012-agreement-kurgan-akmola": {"signed": Cause.INFERRED, "status": Cause.OPEN},
    "2013-10-agreement-gumilyov-university-bashkir-universities": {},
    "2013-11-11-treaty-good-neighbourliness": {
        "signatories": Cause.INFERRED, "status": Cause.INFERRED, "clauses": Cause.UNSEEN,
    },
    "2013-11-plan-culture-orenburg-west-kazakhstan": {"kind": Cause.BOTH, "signatories": Cause.OPEN},
    "2013-agreement-kazakh-language-centre-barnaul": {"signed": Cause.INFERRED, "clauses": Cause.UNSEEN},
    "2014-09-memorandum-tatarstan-kyzylorda": {"kind": Cause.BOTH, "signed": Cause.INFERRED},
    "2015-10-programme-moscow-astana-2016-2018": {},
    "2015-memorandum-hermitage-national-museum-kazakhstan": {"signed": Cause.INFERRED},
    "2015-plan-chelyabinsk-kostanay-to-2018": {"signed": Cause.INFERRED},
    "2016-05-16-memorandum-cinematography": {"kind": Cause.BOTH, "clauses": Cause.UNSEEN},
    "2016-09-programme-culture-ministries-2017-2019": {"title": Cause.OPEN},
    "2017-02-plan-culture-ministries-2017": {"clauses": Cause.UNSEEN, "term": Cause.DISAGREE},
    "2017-08-memorandum-saint-petersburg-astana": {"term": Cause.DISAGREE, "kind": Cause.DISAGREE},
    "2017-11-09-joint-statement-25-years": {"signatories": Cause.INFERRED, "place": Cause.INFERRED},
    "2017-11-09-protocol-kurgan-akmola": {},
    "2017-memorandum-bolshoi-astana-opera": {"clauses": Cause.UNSEEN},
    "2017-memorandum-kazinform-bashinform": {
        "signed": Cause.DISAGREE, "title": Cause.OPEN, "clauses": Cause.UNSEEN,
    },
    "2018-02-27-agreement-historians-working-group": {"kind": Cause.INFERRED, "clauses": Cause.UNSEEN},
    "2018-03-05-memorandum-saratov-muslims-nur-mubarak": {"signed": Cause.INFERRED, "clauses": Cause.UNSEEN},
    "2018-03-agreement-saratov-muslims-kazakhstan-muslims": {
        "kind": Cause.INFERRED, "signed": Cause.INFERRED, "clauses": Cause.UNSEEN,
    },
    "2018-04-11-plan-altai-krai-pavlodar": {"clauses": Cause.REPORT},
    "2018-05-08-agreement-rzhev-memorial-transfer": {"clauses": Cause.UNSEEN},
    "2018-05-memorandum-orenburg-aktobe": {"title": Cause.OPEN},
    "2018-09-agreement-almaty-region-assembly-tatarstan-house-of-friendship": {
        "kind": Cause.BOTH, "signed": Cause.INFERRED,
    },
    "2018-11-09-plan-interregional-programme": {"title": Cause.INFERRED},
    "2018-11-09-plan-joint-action-2019-2021": {},
    "2018-11-memorandum-tyumen-pavlodar": {"kind": Cause.DISAGREE},
    "2018-memorandum-national-libraries-yakutia-kazakhstan": {"parties": Cause.BOTH},
    "2018-memorandum-rosturizm-kazakh-tourism": {"kind": Cause.BOTH, "signed": Cause.INFERRED},
    "2019-02-09-agreement-bolshoi-astana-opera-astana-ballet": {
        "kind": Cause.DISAGREE, "parties": Cause.DISAGREE, "signatories": Cause.OPEN, "relations": Cause.INFERRED,
        "clauses": Cause.UNSEEN,
    },
    "2019-06-04-agreement-astana-opera-saint-petersburg-music-house": {
        "kind": Cause.BOTH, "clauses": Cause.UNSEEN,
    },
    "2019-10-memorandum-friendship-houses-chelyabinsk-kostanay": {},
    "2019-11-07-agreement-volunteer-projects": {
        "level": Cause.INFERRED, "parties": Cause.INFERRED, "title": Cause.OPEN,
    },
    "2019-11-agreement-volunteer-council": {
        "parties": Cause.OPEN, "signatories": Cause.MISSING, "signed": Cause.INFERRED, "title": Cause.OPEN,
    },
    "2019-memorandum-altai-krai-east-kazakhstan-culture": {},
    "2019-minutes-intergovernmental-commission-21": {
        "title": Cause.INFERRED, "kind": Cause.INFERRED, "parties": Cause.INFERRED,
    },
    "2020-02-20-memorandum-novosibirsk-archive-valikhanov-institute": {"signatories": Cause.MISSING},
    "2020-05-07-memorandum-search-movements": {"signed": Cause.INFERRED, "clauses": Cause.REPORT},
}  # fmt: skip

TREATY_1992 = "treaty-friendship-cooperation-mutual-assistance"

# Documents without signatories whose notes say that the sources, read as far as they go, do not name who signed.
NOBODY_NAMED = {
    "2004-memorandum-kazan-astana",
    "2012-joint-statement-presidents",
    "2012-plan-omsk-north-kazakhstan-2013-2015",
    "2013-10-agreement-gumilyov-university-bashkir-universities",
    "2013-11-plan-culture-orenburg-west-kazakhstan",
    "2014-01-17-agreement-tatars-bashkirs-association-kazan-technological-university",
    "2015-09-05-memorandum-orenburg-uralsk",
    "2016-10-25-agreement-finno-ugric-centres-mordovia-pavlodar",
    "2017-11-memorandum-toraighyrov-university-ural-universities",
    "2017-memorandum-aktyubinsky-vestnik-orenburzhye",
    "2018-02-27-agreement-historians-working-group",
    "2018-03-05-memorandum-saratov-muslims-nur-mubarak",
    "2018-05-08-agreement-rzhev-memorial-transfer",
    "2018-09-agreement-almaty-region-assembly-tatarstan-house-of-friendship",
    "2018-11-09-plan-joint-action-2019-2021",
    "2018-memorandum-rosturizm-kazakh-tourism",
    "2019-02-09-agreement-bolshoi-astana-opera-astana-ballet",
    "2019-11-07-agreement-volunteer-projects",
    "2019-11-15-memorandum-moscow-almaty-2020-2023",
    "2019-memorandum-writers-unions-yakutia-kazakhstan",
}


@pytest.mark.parametrize("record_id", READ)
def test_the_rule_finds_what_a_reader_of_the_notes_finds(record_id: str) -> None:
    found = doubts(Agreement.objects.for_readers().get(record_id=record_id))
    assert {fact: about[0].cause for fact, about in found.items()} == READ[record_id]


def test_of_every_document_the_notes_are_in_step_and_a_marked_date_has_its_sentence_in_each_language() -> None:
    for document in Agreement.objects.for_readers():
        in_english = doubts(document)
        for language in ("en", "ru", "kk"):
            with translation.override(language):
                found = doubts(document)
            for about in found.values():
                assert all(one.said and one.said.lang == language for one in about), (document.record_id, language)
            assert found.keys() == in_english.keys()
        marked = {field for field in DATE_FIELDS if re.search(r"[?~%\[]", getattr(document, field))}
        facts = {"term" if field.startswith("term") else field for field in marked}
        assert facts <= in_english.keys(), document.record_id


def test_of_every_document_each_word_of_doubt_in_the_notes_is_said_at_a_fact() -> None:
    telling = re.compile(
        r"\b(?:inferred|disagree|differ|judgement|by analogy|hence the (?:year|month)"
        r"|both an? \w+ and|nearer kind|nearest kind|without a year|note of termination"
        r"|their names and)\b"
    )
    for document in Agreement.objects.for_readers():
        said = {one.said for about in doubts(document).values() for one in about}
        for sentence in sentences(document.notes_en):
            if telling.search(sentence):
                assert any(sentence in str(one) for one in said), (document.record_id, sentence)


def test_that_no_source_names_who_signed_is_said_only_where_the_notes_say_so_of_what_was_read_whole() -> None:
    nobody = Agreement.objects.for_readers().filter(signatories=None)
    said = {document.record_id: unsigned(document) for document in nobody}
    assert {one for one, words in said.items() if words == "No source names the signatories."} == NOBODY_NAMED
    assert {words for one, words in said.items() if one not in NOBODY_NAMED} == {
        "The archive has not found who signed."
    }


def test_a_part_of_the_text_was_seen_only_where_there_is_a_text_and_no_text_was_unseen_where_there_is() -> None:
    for document in Agreement.objects.for_readers():
        causes = {one.cause for one in doubts(document).get("clauses", [])}
        assert not (causes & {Cause.UNSEEN, Cause.REPORT} if texts(document) else Cause.PARTLY in causes), document


def test_a_document_has_a_text_in_lists_and_charts_where_its_head_says_where_to_read_it() -> None:
    public = Agreement.objects.for_readers()
    read = {document.record_id for document in public if texts(document)}
    assert set(public.filter(has_text()).values_list("record_id", flat=True)) == read
    assert len(read) == 15
    for number, field in enumerate(("text_kk", "summary_kk"), 1):
        one = artificial(number)
        one.clauses.create(number=17, heading_en="Test", **{"summary_en": "Test", field: "Мәтін"})
        assert Agreement.objects.filter(has_text(), pk=one.pk).exists() == (field == "text_kk")


def test_an_inferred_year_is_quoted_with_its_reason_where_that_is_in_the_next_sentence() -> None:
    document = Agreement.objects.for_readers().get(record_id="2020-05-07-memorandum-search-movements")
    assert "so 7 May fell in 2020 or 2021" in str(doubts(document)["signed"][0].said)


def test_that_others_signed_too_is_said_on_the_page_of_the_document_and_of_the_person(client: Client) -> None:
    others = "not all who signed are known"
    for record_id in (
        "2020-02-20-memorandum-novosibirsk-archive-valikhanov-institute", "2019-11-agreement-volunteer-council",
    ):  # fmt: skip
        document = Agreement.objects.get(record_id=record_id)
        person = document.signatories.get().person
        assert f'href="#fact-signatories">{others}</a>' in markup(client.get(document.get_absolute_url()).content)
        beside = f'href="{document.get_absolute_url()}#fact-signatories">{others}</a>'
        assert beside in markup(client.get(person.get_absolute_url()).content)


def test_every_page_that_says_in_force_of_a_document_says_that_it_is_inferred(client: Client) -> None:
    inferred = "inferred by the archive</a>"
    document = Agreement.objects.for_readers().get(record_id="2013-11-11-treaty-good-neighbourliness")
    mark = f'href="{document.get_absolute_url()}#fact-status">{inferred}'
    html = markup(client.get(document.get_absolute_url()).content)
    today = html[html.index(">Today<") :]
    assert f'href="#fact-status">{inferred}' in today[: today.index("</li>")]
    for page in (
        "/en/agreements/?status=in-force", f"/en/kept/?ids={document.record_id}",
        f"/en/compare/?a={document.record_id}&b=2015-09-05-memorandum-orenburg-uralsk",
    ):  # fmt: skip
        assert mark in markup(client.get(page).content), page
    same = markup(client.get(f"/en/compare/?a={document.record_id}&b=1992-05-25-{TREATY_1992}").content)
    assert same.count('#fact-status">') == 2


def test_the_date_below_the_title_is_marked_where_sources_disagree_on_it(client: Client) -> None:
    for record_id, marked in (
        ("2006-11-21-agreement-baikonur-kazakh-schools", True),
        ("2017-memorandum-bolshoi-astana-opera", False),
    ):
        html = markup(client.get(f"/en/agreements/{record_id}/").content)
        below = html[html.index("</h1>") : html.index("</header>", html.index("</h1>"))]
        assert ('href="#fact-signed">the sources disagree</a>' in below) == marked


def test_no_page_says_well_established_beside_what_is_not_certain(client: Client) -> None:
    high = [one for one in Agreement.objects.for_readers() if one.confidence.needs == "proof"]
    shaken = [one for one in high if doubts(one)]
    assert len(shaken) > len(high) / 2
    for document in high:
        page = client.get(document.get_absolute_url()).content.decode()
        assert ("Well established" in page) == (document not in shaken), document.record_id


def test_what_the_notes_say_of_a_fact_stands_in_its_row_in_the_language_of_the_page(client: Client) -> None:
    address = "agreements/2017-08-memorandum-saint-petersburg-astana/"
    for language, said in (("en", "The sources disagree on the term"), ("ru", "расходятся"), ("kk", "2017–2020")):
        html = markup(client.get(f"/{language}/{address}").content)
        row = re.search(r'<tr id="fact-term">.*?</tr>', html)
        assert row is not None
        assert said in row[0]
        head = html[html.index('class="answers"') : html.index("</section>", html.index('class="answers"'))]
        assert 'href="#fact-term"' in head


def test_where_the_languages_are_not_in_step_the_reader_is_led_to_the_notes(client: Client) -> None:
    document = artificial(1)
    document.notes_en = "The year is inferred from the test. The sources disagree on the term."
    document.notes_ru = "Год выведен."
    document.save()
    assert [one.said for one in doubts(document)["signed"]] == ["The year is inferred from the test."]
    html = markup(client.get(f"/ru/agreements/{document.record_id}/").content)
    row = re.search(r'<tr id="fact-signed">.*?</tr>', html)
    assert row is not None
    assert "inferred" not in row[0]
    assert '<a href="#confidence">' in row[0]


def test_a_marked_date_is_doubted_without_any_notes() -> None:
    document = artificial(1, signed="2015?")
    document.term_until = "[..2019]"
    document.save()
    assert doubts(document).keys() == {"signed", "term"}
    assert not doubts(artificial(2, signed="2015-03"))


@pytest.mark.parametrize(
    ("notes", "shaken"),
    [
        ("The place is inferred from the report.", {"place": Cause.INFERRED}),
        ("The list of parties could not be read in full.", {"parties": Cause.PARTLY}),
        ("Of the term, the first year is entered.", {}),
    ],
)
def test_a_sentence_shakes_the_fact_that_it_is_about_and_no_other(notes: str, shaken: dict[str, Cause]) -> None:
    document = artificial(1, ("Test heading", "Test provision", "libraries"))
    document.place, document.notes_en = Place.objects.all()[0], notes
    document.save()
    assert {fact: about[0].cause for fact, about in doubts(document).items()} == shaken


def test_a_doubt_is_said_once_at_a_fact_that_is_stated_and_in_the_order_of_the_facts(client: Client) -> None:
    document = artificial(1, signed="2015?")
    document.term_until = "2019?"
    document.notes_en = (
        "The term of the test is inferred. The year is inferred from the test. The month is inferred. "
        "The sources disagree on the place. The sources disagree on the entry into force. "
        "Only the preamble was available."
    )
    document.save()
    html = markup(client.get(document.get_absolute_url()).content)
    told = html[html.index("Not certain in this entry:") :]
    assert re.findall(r'<li><a href="([^"]+)">[^<]+</a>: ([^<]+)</li>', told[: told.index("</ul>")]) == [
        ("#fact-signed", "inferred by the archive"),
        ("#fact-term", "inferred by the archive"),
    ]


def test_what_shakes_the_parties_is_said_below_the_last_of_them(client: Client) -> None:
    document = artificial(1)
    for slug in ("russian-federation", "republic-of-kazakhstan"):
        document.participations.create(party=Party.objects.get(slug=slug))
    document.notes_en = "The sources disagree on the parties."
    document.save()
    html = markup(client.get(document.get_absolute_url()).content)
    facts = html[html.index('<table class="facts">') : html.index("</table>")]
    assert facts.count("disagree on the parties") == 1
    assert facts.index("Republic of Kazakhstan") < facts.index("disagree on the parties")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Seen in No. 5666 of the M. N. Test paper. It was.", 2),
        ("Журнал (2017, № 10, с. 15) называет год. Иначе — газета.", 2),
        ("«Бірінші.» № 2 бетте. Үшінші!", 3),
        ("", 0),
    ],
)
def test_a_sentence_ends_at_its_stop_and_not_at_that_of_an_abbreviation(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_what_shakes_the_kind_or_the_relations_is_said_where_the_page_has_them(client: Client) -> None:
    html = markup(client.get("/en/agreements/2019-02-09-agreement-bolshoi-astana-opera-astana-ballet/").content)
    head = html[html.index('class="kicker"') : html.index("<h1")]
    assert 'href="#fact-kind">the sources disagree</a>' in head
    assert re.search(r'<tr id="fact-kind">.*?Agreement.*?Sputnik .*? speaks of memoranda.*?</tr>', html)
    related = html[html.index('id="related"') : html.index('id="sources"')]
    assert "the relation is entered on that ground" in related
    assert '<a href="#related">Related documents</a>: inferred by the archive' in html
