"""Every page of the admin with every parameter it reads and nonsense in it: refused, or answered without it."""

import itertools
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from agreements.models import Agreement, Entry, Party, Theme
from tests.admin.page import LIST

pytestmark = pytest.mark.usefixtures("record")

NONSENSE = (
    "",
    "None",
    "-1",
    "x",
    "9" * 30,
    "2013-13-99",
    "\x00",
    "'\"<>",
    "é" * 300,
    "a,b",
    "1e9",
    "[]",
    "%",
    "{",
    "__",
)


@pytest.fixture
def superuser(admin_client: Client) -> Client:
    admin_client.raise_request_exception = False
    return admin_client


MODELS = (Agreement, Party, Theme, Entry, User)  # a kind of entry, a name, a word, what has no form, Django's own


def pages(model: Any) -> list[str]:
    """The pages of one kind, of a row that there is and of one that there is not."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    if model._meta.model_name == "entry":
        return [reverse(f"{name}_change", args=[one]) for one in NONSENSE if one]
    row = model.objects.order_by("-pk").first()
    key = row.pk if row else "1"
    return [
        reverse(f"{name}_changelist"),
        reverse(f"{name}_add"),
        *(reverse(f"{name}_{page}", args=[key]) for page in ("change", "history", "delete")),
    ]


def faults(client: Client, addresses: list[str], caplog: Any) -> list[str]:
    """The addresses that are answered with a fault, or with a traceback in the log."""
    found = []
    for address in addresses:
        caplog.clear()
        answer = client.get(address)
        if answer.status_code >= 500 or any(record.exc_info for record in caplog.records):
            found.append(f"{answer.status_code} {address}")
    return found


def test_no_list_breaks_at_a_wrong_value_of_a_filter(superuser: Client, caplog: pytest.LogCaptureFixture) -> None:
    asked = []
    for model in MODELS:
        page: Any = admin.site._registry[model]
        if model._meta.model_name == "entry":
            continue
        names = {"q", "p", "o", "all", "e", "_popup", "_to_field", "_changelist_filters", "no_such_field", "pk__in"}
        for one in page.list_filter:
            name = getattr(one, "parameter_name", one)
            names |= {name, f"{name}__exact", f"{name}__isnull", f"{name}__id__exact", f"{name}__key__exact"}
        if page.date_hierarchy:
            names |= {f"{page.date_hierarchy}__{part}" for part in ("year", "month", "day", "gte", "lt")}
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        # Another few values for each name, so that all kinds of names are tried with all.
        values = itertools.cycle(NONSENSE)
        each = 2 if model is Agreement else 1
        asked += [f"{address}?{urlencode({name: next(values)})}" for name in sorted(names) for _value in range(each)]
    assert faults(superuser, asked, caplog) == []


@pytest.mark.parametrize(
    ("query", "leads_to_list"),
    [
        (f"signed_upper__year={'9' * 20}", True),
        ("signed_upper__year=9999", None),
        ("signed_upper__year=9999&signed_upper__month=12", None),
        ("signed_upper__year=2013&signed_upper__month=2&signed_upper__day=31", True),
        ("kind__key__exact=%27&p=x&o=99", None),
        ("no_such_field=1", True),
    ],
)
def test_a_wrong_value_leads_to_the_list(superuser: Client, query: str, leads_to_list: bool | None) -> None:
    answer = superuser.get(f"{reverse(LIST)}?{query}")
    if leads_to_list:
        assert (answer.status_code, answer["Location"].split("?")[1]) == (302, "e=1")
    assert superuser.get(f"{reverse(LIST)}?{query}", follow=True).status_code == 200


def test_no_form_breaks_at_a_wrong_value_in_its_address(superuser: Client, caplog: pytest.LogCaptureFixture) -> None:
    values = itertools.cycle(NONSENSE)
    names = itertools.cycle(("_popup", "_to_field", "_changelist_filters", "name_en", "kind", "themes", "themes__in"))
    addresses = [page for model in MODELS for page in pages(model) for _time in range(3)]
    asked = [f"{page}?{urlencode({next(names): next(values)})}" for page in addresses]
    assert faults(superuser, asked, caplog) == []


def test_autocomplete_refuses_what_it_does_not_know(superuser: Client, caplog: pytest.LogCaptureFixture) -> None:
    good = {"app_label": "agreements", "model_name": "participation", "field_name": "party", "term": "a", "page": "1"}
    assert superuser.get(f"/admin/autocomplete/?{urlencode(good)}").status_code == 200
    asked = [
        f"/admin/autocomplete/?{urlencode({**good, name: value})}" for name, value in itertools.product(good, NONSENSE)
    ]
    asked += ["/admin/autocomplete/", *(f"/admin/autocomplete/?{name}={value}" for name, value in good.items())]
    for address in asked:
        caplog.clear()
        answer = superuser.get(address)
        assert answer.status_code in {200, 400, 403, 404}, address
        assert not [record for record in caplog.records if record.exc_info], address


@pytest.mark.parametrize("action", ["publish", "send_to_review", "delete_selected", "no_such_action", ""])
def test_an_action_takes_only_keys_that_can_be_keys(superuser: Client, action: str) -> None:
    for chosen in ("None", "\x00", "9" * 30, list(NONSENSE), ["999999999", "None"]):
        for across in ("0", "1"):
            form = {"action": action, "_selected_action": chosen, "select_across": across, "index": "0"}
            answer = superuser.post(f"{reverse(LIST)}?kind__key__exact=treaty&state__exact=draft", form)
            assert answer.status_code < 500, (chosen, across)
    theme = reverse("admin:agreements_party_changelist")
    assert superuser.post(theme, {"action": "delete_selected", "_selected_action": "None"}).status_code < 500
    assert superuser.post(reverse(LIST), {"action": "publish", "index": "x", "_selected_action": "1"}).status_code < 500


@pytest.mark.parametrize("value", NONSENSE)
def test_no_form_breaks_at_a_wrong_value_of_what_nobody_types(superuser: Client, value: str) -> None:
    for name in ("_popup", "_to_field", "opened", "form_token", "_changelist_filters", "is_another", "_saveasnew"):
        row = {"name_en": "Test 17", name: value}
        assert superuser.post(reverse("admin:agreements_person_add"), row).status_code < 500, name
