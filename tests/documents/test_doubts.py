"""What shakes a fact is said at the fact, in every document of the record, and “well established” never beside it."""

import re

import pytest
from django.test import Client
from django.utils import translation

from agreements.documents.doubts import Cause, doubts, sentences
from agreements.models import Agreement, Party, Place
from agreements.models.agreement import DATE_FIELDS
from tests.artificial import artificial
from tests.markup import markup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

# Read in the notes, document by document: which facts they shake, and why.
READ = {
    "1992-05-25-treaty-friendship-cooperation-mutual-assistance": {"clauses": Cause.PARTLY, "status": Cause.INFERRED},
    "1993-04-14-agreement-culture-ministries": {"clauses": Cause.PARTLY},
    "1994-03-28-agreement-culture-science-education": {"clauses": Cause.PARTLY, "status": Cause.INFERRED},
    "1995-12-23-agreement-status-baikonur-city": {"parties": Cause.DISAGREE, "status": Cause.INFERRED},
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
    "2011-09-programme-interregional-2012-2017": {"signed": Cause.INFERRED, "level": Cause.INFERRED},
    "2012-06-07-protocol-amending-1992-treaty": {"status": Cause.INFERRED},
    "2012-agreement-kurgan-akmola": {"signed": Cause.INFERRED, "status": Cause.INFERRED},
    "2013-11-11-treaty-good-neighbourliness": {
        "signatories": Cause.INFERRED, "status": Cause.INFERRED, "clauses": Cause.UNSEEN,
    },
    "2013-11-plan-culture-orenburg-west-kazakhstan": {
        "kind": Cause.DISAGREE, "level": Cause.INFERRED, "signed": Cause.INFERRED, "signatories": Cause.OPEN,
    },
    "2013-agreement-kazakh-language-centre-barnaul": {"signed": Cause.INFERRED, "clauses": Cause.UNSEEN},
    "2014-09-memorandum-tatarstan-kyzylorda": {"kind": Cause.DISAGREE, "signed": Cause.INFERRED},
    "2015-memorandum-hermitage-national-museum-kazakhstan": {"signed": Cause.INFERRED},
    "2015-plan-chelyabinsk-kostanay-to-2018": {"signed": Cause.INFERRED},
    "2016-05-16-memorandum-cinematography": {
        "kind": Cause.DISAGREE, "level": Cause.INFERRED, "clauses": Cause.UNSEEN,
    },
    "2016-09-programme-culture-ministries-2017-2019": {"title": Cause.OPEN, "parties": Cause.INFERRED},
    "2017-02-plan-culture-ministries-2017": {"clauses": Cause.UNSEEN, "term": Cause.DISAGREE},
    "2017-08-memorandum-saint-petersburg-astana": {
        "term": Cause.DISAGREE, "status": Cause.INFERRED, "signed": Cause.INFERRED, "kind": Cause.DISAGREE,
    },
    "2017-11-09-joint-statement-25-years": {"signatories": Cause.INFERRED, "place": Cause.INFERRED},
    "2017-memorandum-kazinform-bashinform": {
        "signed": Cause.DISAGREE, "title": Cause.OPEN, "clauses": Cause.UNSEEN,
    },
    "2018-02-27-agreement-historians-working-group": {"kind": Cause.INFERRED, "clauses": Cause.UNSEEN},
    "2018-03-05-memorandum-saratov-muslims-nur-mubarak": {"signed": Cause.INFERRED, "clauses": Cause.UNSEEN},
    "2018-03-agreement-saratov-muslims-kazakhstan-muslims": {
        "kind": Cause.INFERRED, "signed": Cause.INFERRED, "clauses": Cause.UNSEEN,
    },
    "2018-05-08-agreement-rzhev-memorial-transfer": {"level": Cause.INFERRED, "clauses": Cause.UNSEEN},
    "2018-05-memorandum-orenburg-aktobe": {},
    "2018-11-memorandum-tyumen-pavlodar": {"kind": Cause.DISAGREE, "signed": Cause.INFERRED},
    "2018-memorandum-national-libraries-yakutia-kazakhstan": {"parties": Cause.DISAGREE},
    "2018-memorandum-rosturizm-kazakh-tourism": {
        "kind": Cause.DISAGREE, "level": Cause.INFERRED, "signed": Cause.INFERRED,
    },
    "2019-02-09-agreement-bolshoi-astana-opera-astana-ballet": {
        "kind": Cause.DISAGREE, "parties": Cause.DISAGREE, "signatories": Cause.OPEN, "relations": Cause.INFERRED,
        "clauses": Cause.UNSEEN,
    },
    "2019-06-04-agreement-astana-opera-saint-petersburg-music-house": {
        "kind": Cause.DISAGREE, "clauses": Cause.UNSEEN,
    },
    "2019-10-memorandum-friendship-houses-chelyabinsk-kostanay": {},
    "2019-11-07-agreement-volunteer-projects": {
        "level": Cause.INFERRED, "parties": Cause.INFERRED, "title": Cause.OPEN,
    },
    "2019-11-agreement-volunteer-council": {
        "parties": Cause.OPEN, "signed": Cause.INFERRED, "title": Cause.OPEN,
    },
    "2019-minutes-intergovernmental-commission-21": {
        "title": Cause.INFERRED, "kind": Cause.INFERRED, "parties": Cause.INFERRED, "signed": Cause.INFERRED,
    },
    "2020-05-07-memorandum-search-movements": {"signed": Cause.INFERRED, "clauses": Cause.PARTLY},
}  # fmt: skip


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
        r"\b(?:inferred|disagree|differ|judgement|by analogy|hence the (?:year|month|status)"
        r"|both an? \w+ and|nearer kind|nearest kind|the \w+ level|without a year|note of termination"
        r"|their names and)\b"
    )
    for document in Agreement.objects.for_readers():
        said = {one.said for about in doubts(document).values() for one in about}
        for sentence in sentences(document.notes_en):
            if telling.search(sentence):
                assert sentence in said, (document.record_id, sentence)


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
