"""What the admin publishes, the files hold: random documents travel through a dump into an empty database."""

import datetime
from io import StringIO
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from agreements.models import Agreement, Clause, Party, Person
from agreements.record.forms import Territories, document_forms, place_forms, region_forms
from agreements.rules.roles import EDITORS
from tests.admin.page import DocumentPage, draft, saved
from tests.emptied import clear

pytestmark = pytest.mark.usefixtures("record")

# Letters of three languages among everything that has broken a file, a form or a page before.
NASTY = "#:,-'\"[]{}&*!|>%@`~?=<>\\/\n\r\t \u00a0\u2028\u0085\x00\x0b\x1b\x92\u200b\u00ad\ufeff\u0306\u0301\u3164😀«»—…"
LETTERS = "abcXYZабвЯЖёйқәіҢ0123456789"
words = st.text(st.sampled_from(NASTY + LETTERS), max_size=40).map(lambda text: f"Т{text}")
long_words = st.lists(words, min_size=1, max_size=8).map(" ".join)
dates = st.sampled_from(["2015", "2015-05", "2015-05-17", "2015?", "2014~", "2013%", "[2013..2015]", "[..2015-05]"])
addresses = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,2}", fullmatch=True)
paths = st.text(st.sampled_from("abcйқ%?#=&;()'\"[]~.:@!$*+,-_/"), max_size=20)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """What a cataloguer types: fields of the document, its parties and people, clauses with numbers, sources."""

    def three(name: str, texts: st.SearchStrategy[str]) -> dict[str, Any]:
        return {f"{name}_{lang}": draw(texts) for lang in ("en", "ru", "kk")}

    fields = three("title", words) | three("summary", long_words) | three("notes", long_words)
    fields["signed"] = draw(dates)
    supports = {"parties", "signatories", "signed", "clauses"}
    if draw(st.booleans()):
        fields |= three("occasion", words)
        supports.add("occasion")
    if draw(st.booleans()):
        fields |= three("renewal", words) | {"term_until": "2030", "term_from": draw(st.sampled_from(["", "2016"]))}
        supports.add("term")
    if draw(st.booleans()):
        fields["languages"] = draw(st.sampled_from(["ru, kk", "kk", "en ru"]))
        supports.add("languages")
    numbers = draw(st.lists(st.integers(1, 12), min_size=1, max_size=4, unique=True))
    clauses = [
        three("heading", words)
        | three("summary", long_words)
        | {"number": number, "position": position, "ref": draw(words), "text_en": draw(long_words)}
        for position, number in enumerate(numbers)
    ]
    sources = [
        {"url": f"https://example.org/{number}/{draw(paths)}", "publisher": draw(words), "title": draw(words)}
        for number in range(draw(st.integers(1, 3)))
    ]
    names = [three("name", words) for _ in range(3)]
    slugs = draw(st.lists(addresses, min_size=3, max_size=3, unique=True))
    return {
        "fields": fields,
        "supports": sorted(supports),
        "clauses": clauses,
        "sources": sources,
        "names": names,
        "slugs": [draw(st.sampled_from(["", slug])) for slug in slugs],
        "office": three("office", words),
        "published": draw(st.dates(datetime.date(2016, 1, 1), datetime.date(2026, 1, 1))),
    }


def enter(client: Client, typed: dict[str, Any]) -> Agreement:
    """Enter and publish a document, with parties and a person of its own, as an editor does."""
    keys = []
    for (model, extra), names, slug in zip(
        (("party", {"side": "RU", "kind": "state"}), ("party", {"side": "KZ", "kind": "region"}), ("person", {})),
        typed["names"],
        typed["slugs"],
        strict=True,
    ):
        values = {**names, **extra, "slug": slug, "is_another": "on"}
        answer = client.post(reverse(f"admin:agreements_{model}_add"), values)
        assert answer.status_code == 302, answer.context["adminform"].form.errors
        keys.append((Party if model == "party" else Person).objects.latest("pk").pk)
    page = draft(client, **typed["fields"], themes=["science", "archives"])
    page.add_line("participations", party=keys[0]).add_line("participations", party=keys[1])
    page.add_line("signatories", person=keys[2], side="KZ", **typed["office"])
    for clause in typed["clauses"]:
        page.add_line("clauses", themes=["libraries", "archives"], **clause)
    for source in typed["sources"]:
        page.add_line("sources", kind="news", language="kk", supports=typed["supports"], **source)
    page.send("published")
    agreement = saved(page)
    moment = timezone.make_aware(datetime.datetime.combine(typed["published"], datetime.time(23, 30)))
    Agreement.objects.filter(pk=agreement.pk).update(first_published=moment)
    return agreement


def contents() -> dict[str, Any]:
    """All that readers can see or cite of the published documents."""
    found = Agreement.objects.published()
    return {
        "documents": document_forms(found, Territories()),
        "places": place_forms(),
        "regions": region_forms(),
        "anchors": list(
            Clause.objects.order_by("agreement__record_id", "position").values_list(
                "agreement__record_id", "number", "ref", "heading_en", "heading_ru", "heading_kk", "text_en"
            )
        ),
        "parties": sorted(Party.objects.values_list("slug", "side", "name_en", "name_ru", "name_kk", "region__slug")),
        "people": sorted(Person.objects.values_list("slug", "name_en", "name_ru", "name_kk")),
        "days": {
            record_id: timezone.localtime(moment).date()
            for record_id, moment in found.values_list("record_id", "first_published")
        },
    }


@pytest.mark.long
@settings(
    max_examples=12,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
    derandomize=True,
)
@given(typed=documents())
def test_what_is_published_here_is_the_same_after_a_dump_into_an_empty_database(
    only_vocabulary: None, typed: dict[str, Any]
) -> None:
    with transaction.atomic():
        editor = User.objects.create(username="test-editor", is_staff=True)
        editor.groups.add(Group.objects.get(name=EDITORS))
        client = Client()
        client.force_login(editor)
        agreement = enter(client, typed)
        before = contents()
        with TemporaryDirectory() as directory:
            call_command("dump_record", directory, verbosity=0, stdout=StringIO())
            clear()
            call_command("load_record", directory, stdout=StringIO())
        assert contents() == before
        page = DocumentPage(client, Agreement.objects.get(record_id=agreement.record_id).pk)
        page.send()
        assert page.saved, page.errors
        assert contents() == before
        transaction.set_rollback(True)
