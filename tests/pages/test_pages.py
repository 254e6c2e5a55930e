"""What readers see: every page of the real record, in every language."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.base.database import settle
from agreements.models import Agreement, Clause, Participation, Party, PartyKind, State

pytestmark = pytest.mark.django_db

TREATY = "2013-11-11-treaty-good-neighbourliness"
LANGUAGES = ("en", "ru", "kk")
PAGES = (
    "",
    "about/",
    "about/style/",
    "agreements/",
    "agreements/?view=clauses&q=museum",
    f"agreements/{TREATY}/",
    "parties/",
    "parties/russian-federation/",
    "people/",
    "people/vladimir-putin/",
    "themes/",
    "themes/education/",
    "places/",
    "places/astana/",
)


def page(client: Client, path: str, status: int = 200) -> str:
    """The text of a page that answers with ``status``."""
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_in_every_language(record: None, client: Client, language: str, path: str) -> None:
    html = page(client, f"/{language}/{path}")
    assert f'<html lang="{language}">' in html
    for other in LANGUAGES:
        assert f'hreflang="{other}"' in html


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("kk,ru;q=0.8", "kk"), ("ru-RU", "ru"), ("de, en;q=0.1", "en"), ("de", "en"), ("", "en"),
     ("ru;q=abc, kk", "kk"), ("kk;q=0.5, ru;q=2, en;q=0.1", "kk"), (", kk,", "kk"), ("ru;q=", "en")],
)  # fmt: skip
def test_the_bare_address_leads_to_the_readers_language(client: Client, accepted: str, language: str) -> None:
    response = client.get("/", headers={"accept-language": accepted})
    assert response.status_code == 302
    assert response["Location"] == f"/{language}/"
    assert "Accept-Language" in response["Vary"]


def test_the_permanent_address_leads_to_the_readers_language(record: None, client: Client) -> None:
    response = client.get(f"/id/{TREATY}", headers={"accept-language": "kk"})
    assert response["Location"] == f"/kk/agreements/{TREATY}/"
    assert client.get("/id/no-such-document").status_code == 404


def test_the_language_switcher_keeps_the_page_and_the_filters(record: None, client: Client) -> None:
    html = page(client, "/en/agreements/?kind=treaty&year_from=2010")
    assert "/kk/agreements/?kind=treaty&amp;year_from=2010" in html


def test_a_clause_is_read_in_the_readers_language_with_its_own_anchor(record: None, client: Client) -> None:
    clause = Clause.objects.get(agreement__record_id=TREATY, number=1)
    for language in LANGUAGES:
        html = page(client, f"/{language}/agreements/{TREATY}/")
        assert 'id="clause-1"' in html
        assert getattr(clause, f"summary_{language}") in html


def test_a_text_in_another_language_says_so(record: None, client: Client) -> None:
    Agreement.objects.filter(record_id=TREATY).update(title_kk="", title_ru="")
    html = page(client, f"/kk/agreements/{TREATY}/")
    title = Agreement.objects.get(record_id=TREATY).title_en
    assert f'<h1><span lang="en">{title}</span></h1>' in html or f'<span lang="en">{title}</span></h1>' in html


@pytest.mark.parametrize(
    ("signed", "shown"),
    [
        ("2012-05", {"en": "May 2012", "ru": "май 2012\u00a0года", "kk": "2012\u00a0жылғы мамыр"}),
        ("2018?", {"en": "2018, inferred", "ru": "предположительно", "kk": "болжам"}),
        (
            "[..2015]",
            {"en": "not later than 2015", "ru": "не позднее 2015\u00a0года", "kk": "2015\u00a0жылдан кеш емес"},
        ),
        (
            "[2013..2015]",
            {
                "en": "between 2013 and 2015",
                "ru": "не ранее 2013\u00a0года и\u00a0не позднее 2015\u00a0года",
                "kk": "2013",
            },
        ),
        (
            "2013-11-11",
            {"en": "11 November 2013", "ru": "11\u00a0ноября 2013\u00a0года", "kk": "2013\u00a0жылғы 11\u00a0қараша"},
        ),
    ],
)
def test_a_date_is_shown_as_what_it_is(record: None, client: Client, signed: str, shown: dict[str, str]) -> None:
    Agreement.objects.filter(record_id=TREATY).update(signed=signed, in_force="")
    for language, words in shown.items():
        assert words in page(client, f"/{language}/agreements/{TREATY}/")


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW])
def test_an_unpublished_document_is_on_no_public_page(record: None, client: Client, state: State) -> None:
    """Its title, its parties and signatories that no other document names, its counts."""
    document = Agreement.objects.get(record_id="2019-memorandum-writers-unions-yakutia-kazakhstan")
    party = document.participations.exclude(
        party__participations__agreement__in=Agreement.objects.exclude(pk=document.pk)
    ).first()
    assert party is not None
    title, slug = document.title_en, party.party.slug
    assert document.record_id in page(client, "/en/agreements/?q=Yakutia")
    Agreement.objects.filter(pk=document.pk).update(state=state)
    settle()
    for path in (
        "",
        "agreements/?q=Yakutia",
        "agreements/?view=clauses&q=Yakutia",
        "parties/",
        "themes/literature-publishing/",
        "about/",
    ):
        html = page(client, f"/en/{path}")
        assert title not in html
        assert document.record_id not in html
    assert slug not in page(client, "/en/parties/")
    page(client, f"/en/agreements/{document.record_id}/", 404)
    page(client, f"/en/parties/{slug}/", 404)
    page(client, f"/id/{document.record_id}", 404)
    assert title not in client.get("/en/suggest/?q=Yakutia").content.decode()


def test_an_unpublished_relative_is_not_named(record: None, client: Client) -> None:
    relative = Agreement.objects.get(record_id="1992-05-25-treaty-friendship-cooperation-mutual-assistance")
    assert relative.record_id in page(client, f"/en/agreements/{TREATY}/")
    Agreement.objects.filter(pk=relative.pk).update(state=State.IN_REVIEW)
    assert relative.record_id not in page(client, f"/en/agreements/{TREATY}/")


def test_a_withdrawn_document_says_why_under_its_address(record: None, client: Client) -> None:
    Agreement.objects.filter(record_id=TREATY).update(state=State.WITHDRAWN, withdrawal_reason_en="Test reason 17")
    for path in (f"/en/agreements/{TREATY}/", f"/id/{TREATY}"):
        html = page(client, path, 410)
        assert "Test reason 17" in html
        assert "Good-Neighbourliness" in html


def test_the_number_of_queries_does_not_grow_with_the_record(record: None, client: Client) -> None:
    def queries(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    detail, whole_list = f"/en/agreements/{TREATY}/", "/en/agreements/"
    before = {path: queries(path) for path in (detail, whole_list)}
    document = Agreement.objects.get(record_id=TREATY)
    theme = document.clauses.all()[0].themes.all()[0]
    for number in range(10, 30):
        clause = Clause.objects.create(
            agreement=document, number=number, heading_en=f"Test clause {number}", summary_en=f"Test summary {number}"
        )
        clause.themes.add(theme)
    assert queries(detail) == before[detail]
    kept = Agreement.objects.order_by("-signed_upper").values("record_id")[:4]
    Agreement.objects.exclude(record_id__in=kept).update(state=State.IN_REVIEW)
    settle()
    assert queries(whole_list) == before[whole_list]


@pytest.mark.parametrize(
    "path",
    [
        "/en/agreements/%00/",
        "/en/agreements/" + "x" * 5000 + "/",
        "/en/parties/%27%3B--/",
        "/id/..%2f..%2fetc",
        "/en/themes/nothing/",
        "/en/places/atlantis/",
        "/en/agreements/" + TREATY + "/files/999999999999999999999/",
        "/xx/agreements/",
    ],
)
def test_an_address_that_is_nonsense_gets_a_page_that_helps(record: None, client: Client, path: str) -> None:
    html = page(client, path, 404)
    assert 'role="search"' in html


def test_a_result_of_one_does_not_say_that_all_are_shown(record: None, client: Client) -> None:
    assert "all shown" in client.get("/en/agreements/?place=astana").content.decode()
    assert "all shown" not in client.get("/en/agreements/?signatory=andrei-fursenko").content.decode()


def test_a_search_says_how_it_was_understood(record: None, client: Client) -> None:
    html = page(client, "/en/agreements/?q=libary")
    assert "No document contains “libary”" in html
    assert 'By the closest spelling, <a href="?q=library" rel="nofollow">library</a>:' in html
    html = page(client, "/en/agreements/?q=library+zzqxvw")
    assert "No document contains “zzqxvw”" in html
    assert "Without “zzqxvw”:" in html


def test_values_that_a_long_facet_does_not_list_are_not_passed_over_in_silence(record: None, client: Client) -> None:
    document = Agreement.objects.get(record_id=TREATY)
    options = {"side": "RU", "kind": PartyKind.objects.all()[0], "name_ru": "x"}
    for number in range(250):
        party = Party.objects.create(slug=f"test-party-{number}", name_en=f"Test Party {number}", **options)
        Participation.objects.create(agreement=document, party=party)
    settle()
    html = page(client, "/en/agreements/")
    listed = len(re.findall(r'id="f-party-', html))
    (said,) = re.findall(r"(\d+) more, on a separate page", html) or ["0"]
    assert listed + int(said) == Party.objects.published().count() > 250
