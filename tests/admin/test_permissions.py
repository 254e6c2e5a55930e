"""Who may do what in the admin, as tables; docs/catalogue.md and rules/roles.py say the same.

login    leads to the page where one logs in
typed    refused with a page that asks to log in and shows what was typed
403      refused
read     shown, with nothing to save
form     shown, and can be saved
done     has happened
refused  answered with a page, and nothing has changed
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from agreements.models import Agreement, Attachment, Party, Person, Place, Region, State, Term
from agreements.rules.merging import Merger
from agreements.rules.roles import CATALOGUERS, EDITORS
from archive.accounts.models import Session
from tests.admin.page import LIST, DocumentPage, FormReader, complete, saved
from tests.artificial import artificial
from tests.uploaded import pdf

pytestmark = pytest.mark.usefixtures("record")

STAFF = ("staff", "cataloguer", "editor", "superuser")
ROLES = ("anonymous", *STAFF)
Row = tuple[str, str, dict[str, str]]


def rows(table: str) -> list[Row]:
    """The lines of a table: what is done, to what, and what comes of it for each role of the staff."""
    lines = [line.split() for line in table.splitlines() if line.strip()]
    return [(action, state, dict(zip(STAFF, cells, strict=True))) for action, state, *cells in lines]


DOCUMENTS = rows("""
    list            -          403  read     read     read
    add             -          403  form     form     form
    create          -          403  done     done     done

    open            draft      403  form     form     form
    open            in-review  403  form     form     form
    open            published  403  read     form     form
    open            withdrawn  403  read     form     form
    save            draft      403  done     done     done
    save            in-review  403  done     done     done
    save            published  403  refused  done     done
    save            withdrawn  403  refused  done     done
    history         draft      403  read     read     read
    history         published  403  read     read     read
    file            draft      403  read     read     read
    file            in-review  403  read     read     read
    file            published  403  read     read     read
    file            withdrawn  403  read     read     read

    to-in-review    draft      403  done     done     done
    to-published    draft      403  refused  done     done
    to-withdrawn    draft      403  refused  refused  refused
    to-draft        in-review  403  done     done     done
    to-published    in-review  403  refused  done     done
    to-withdrawn    in-review  403  refused  refused  refused
    to-draft        published  403  refused  refused  refused
    to-in-review    published  403  refused  refused  refused
    to-withdrawn    published  403  refused  done     done
    to-draft        withdrawn  403  refused  refused  refused
    to-in-review    withdrawn  403  refused  refused  refused
    to-published    withdrawn  403  refused  done     done

    send_to_review  draft      403  done     done     done
    send_to_review  in-review  403  refused  refused  refused
    send_to_review  published  403  refused  refused  refused
    send_to_review  withdrawn  403  refused  refused  refused
    publish         draft      403  refused  done     done
    publish         in-review  403  refused  done     done
    publish         published  403  refused  refused  refused
    publish         withdrawn  403  refused  done     done

    ask-delete      draft      403  403      read     read
    ask-delete      published  403  403      403      403
    delete          draft      403  403      done     done
    delete          in-review  403  403      done     done
    delete          published  403  403      403      403
    delete          withdrawn  403  403      403      403
    delete_selected draft      403  refused  refused  refused
""")

# Parties, people and places, which cataloguers enter. What a draft names counts as in use, not as public.
NAMES = rows("""
    list            -          403  read     read     read
    add             -          403  form     form     form
    create          -          403  done     done     done
    open            unused     403  form     form     form
    open            draft      403  form     form     form
    open            public     403  read     form     form
    save            unused     403  done     done     done
    save            draft      403  done     done     done
    save            public     403  403      done     done
    move            unused     403  done     done     done
    move            draft      403  done     done     done
    move            public     403  403      refused  refused
    history         public     403  read     read     read
    ask-delete      unused     403  403      read     read
    delete          unused     403  403      done     done
    delete          draft      403  403      refused  refused
    delete          public     403  403      refused  refused
    delete_selected unused     403  refused  done     done
    delete_selected public     403  refused  refused  refused
    ask-merge       unused     403  403      read     read
    ask-merge       public     403  403      read     read
    merge           unused     403  403      done     done
    merge           draft      403  403      done     done
    merge           public     403  403      done     done
""")

# Regions are a closed list, which editors keep.
REGIONS = rows("""
    list            -          403  read     read     read
    add             -          403  403      form     form
    create          -          403  403      done     done
    open            unused     403  read     form     form
    open            public     403  read     form     form
    save            unused     403  403      done     done
    save            public     403  403      done     done
    move            unused     403  403      done     done
    move            draft      403  403      done     done
    move            public     403  403      refused  refused
    history         public     403  read     read     read
    ask-delete      unused     403  403      403      read
    delete          unused     403  403      403      done
    delete          public     403  403      403      refused
    delete_selected unused     403  refused  refused  done
    delete_selected public     403  refused  refused  refused
    ask-merge       unused     403  403      read     read
    merge           unused     403  403      done     done
    merge           draft      403  403      done     done
    merge           public     403  403      done     done
""")

# The key of a term never changes: it is part of addresses and of the record's files.
VOCABULARY = rows("""
    list            -          403  read     read     read
    add             -          403  403      form     form
    create          -          403  403      done     done
    open            unused     403  read     form     form
    save            unused     403  403      done     done
    move            unused     403  403      refused  refused
    history         unused     403  read     read     read
    ask-delete      unused     403  403      403      read
    delete          unused     403  403      403      done
    delete          public     403  403      403      refused
    delete_selected unused     403  refused  refused  done
    delete_selected public     403  refused  refused  refused
""")

# Words for readers' questions: no document has them.
OF_QUESTIONS = [row for row in VOCABULARY if row[1] != "public"]

ACCOUNTS = rows("""
    list            -          403  403      403      read
    add             -          403  403      403      form
    create          -          403  403      403      done
    open            unused     403  403      403      form
    save            unused     403  403      403      done
    history         unused     403  403      403      read
    ask-delete      unused     403  403      403      read
    delete          unused     403  403      403      done
    delete_selected unused     403  403      403      done
    end_sessions    unused     403  403      403      done
    reset_second_factor unused 403  403      403      done
""")

TABLES: dict[str, list[Row]] = {
    "agreement": DOCUMENTS,
    **dict.fromkeys(("party", "person", "place"), NAMES),
    "region": REGIONS,
    "entry": [],  # only to choose one: see the test of its own below
    **dict.fromkeys(("kind", "level", "status", "partykind", "confidence", "relationtype", "theme"), VOCABULARY),
    **dict.fromkeys(("synonym", "cue"), OF_QUESTIONS),
    "user": ACCOUNTS,
}
# What sends a form that somebody has typed into. To delete, to merge and to act in bulk nothing is typed.
TYPED = {"create", "save", "move", *(f"to-{state}" for state in State)}


def for_a_stranger(name: str, action: str) -> str:
    """Who is not logged in is sent to log in, whatever they ask, and gets back what they typed; never a password."""
    return "typed" if action in TYPED and name != "user" else "login"


def expected_of(name: str, state: str) -> dict[str, dict[str, str]]:
    """What comes of each action on one thing in this state, for each role."""
    return {
        action: {"anonymous": for_a_stranger(name, action), **for_staff}
        for action, of_state, for_staff in TABLES[name]
        if of_state == state
    }


# Which address each action asks for; what is not here is asked of the list, as a bulk action.
ADDRESSES = {
    "list": "changelist", "add": "add", "create": "add", "open": "change", "save": "change", "move": "change",
    "history": "history", "ask-delete": "delete", "delete": "delete", "file": "file",
    "ask-merge": "merge", "merge": "merge",
}  # fmt: skip
# Addresses of the admin as a whole, and one that serves the form of accounts: for those who are in, or superusers.
ELSEWHERE = {
    "index", "login", "logout", "password_change", "password_change_done", "autocomplete", "jsi18n", "view_on_site",
    "app_list", "auth_user_password_change", "agreements_entry_change", None,
    "second_factor", "second_factor_recovery", "second_factor_set_up",
    "account", "account_sessions", "account_second_factor",
}  # fmt: skip


@pytest.fixture
def clients(db: None) -> dict[str, Client]:
    """A client for each role, logged in."""
    clients = {role: Client() for role in ROLES}
    for role, client in clients.items():
        if role != "anonymous":
            user = User.objects.create(username=f"test-{role}", is_staff=True, is_superuser=role == "superuser")
            if role in ("cataloguer", "editor"):
                user.groups.add(Group.objects.get(name=CATALOGUERS if role == "cataloguer" else EDITORS))
            client.force_login(user)
    return clients


@pytest.fixture
def storage(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def of_each_role(clients: dict[str, Client], ask: Callable[[Client], Any], now: Callable[[], Any]) -> dict[str, str]:
    """What comes of it when each role does the same from the same start; the database tells whether it has happened."""
    found = {}
    for role, client in clients.items():
        with transaction.atomic():
            before = now()
            response = ask(client)
            found[role] = outcome(response, changed=now() != before)
            transaction.set_rollback(True)
    return found


def outcome(response: Any, *, changed: bool) -> str:
    """What has come of it, in the words of the tables."""
    if response.status_code == 302 and response["Location"].startswith(reverse("admin:login")):
        assert not changed
        return "login"
    if response.status_code == 403:
        assert not changed
        html = response.content.decode()
        if "You are no longer logged in" not in html:
            return "403"
        assert "What you sent has not been saved." in html
        assert re.search(r"<dd>test\b", html, re.IGNORECASE)
        return "typed"
    assert response.status_code in (200, 302), response.status_code
    if response.request["REQUEST_METHOD"] == "POST":
        return "done" if changed else "refused"
    assert not changed
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return "form" if b'name="_save"' in content else "read"


# --- documents


def document(editor: Client, state: str) -> Agreement:
    """A complete document in this state, with a file."""
    page = complete(editor, title_en="Test Agreement 17", withdrawal_reason_en="Test reason 17")
    page.send()
    agreement = saved(page)
    file = ContentFile(pdf(), "test.pdf")
    Attachment.objects.create(entry=agreement, title_en="Test scan", rights="Test right", file=file)
    agreement.sources.update(supports=["parties", "signed", "clauses"])
    if state in (State.PUBLISHED, State.WITHDRAWN):
        agreement.first_published, agreement.withdrawal_reason_en = timezone.now(), "Test reason 17"
    agreement.state = state
    agreement.save()
    return agreement


@pytest.mark.parametrize("state", sorted({state for _action, state, _expected in DOCUMENTS}))
def test_documents(clients: dict[str, Client], storage: None, state: str) -> None:
    superuser = clients["superuser"]
    agreement = document(superuser, state) if state != "-" else None
    found = {}
    expected = expected_of("agreement", state)
    for action in expected:
        with transaction.atomic():
            ask = asking_of(superuser, agreement, action) if agreement else asking_for_documents(superuser, action)
            found[action] = of_each_role(clients, ask, partial(in_database, agreement))
            transaction.set_rollback(True)
    assert found == expected


def in_database(agreement: Agreement | None) -> object:
    """What a change of the document would change, or how many there are."""
    columns = Agreement.objects.filter(pk__in=[agreement.pk] if agreement else []).values(
        "state", "title_en", "changed"
    )
    return Agreement.objects.count(), list(columns)


def asking_for_documents(reader: Client, action: str) -> Callable[[Client], Any]:
    """How the action is asked for that is about no document that there is."""
    address = reverse(f"admin:agreements_agreement_{ADDRESSES[action]}")
    page = complete(reader)
    return lambda client: page.handed_to(client).send() if action == "create" else client.get(address)


def asking_of(reader: Client, agreement: Agreement, action: str) -> Callable[[Client], Any]:
    """How the action is asked for; the form that is sent is as a superuser has it before them."""
    if action in ("save", *(f"to-{state}" for state in State)):
        page = DocumentPage(reader, agreement.pk).fill(title_en="Test Agreement 18")
        if action == "to-withdrawn":
            page.fill(withdrawal_reason_en="Test reason 17")
        return lambda client: page.handed_to(client).send(action.removeprefix("to-") if action != "save" else "")
    return lambda client: ask_of_document(client, agreement, action)


def ask_of_document(client: Client, agreement: Agreement, action: str) -> Any:
    """One attempt at an action that needs no form."""
    if action == "file":
        return client.get(agreement.attachments.get().file.url)
    if action in ADDRESSES:
        address = reverse(f"admin:agreements_agreement_{ADDRESSES[action]}", args=[agreement.pk])
        return client.post(address, {"post": "yes"}) if action == "delete" else client.get(address)
    data = {"action": action, "_selected_action": [agreement.pk], "post": "yes"}
    return client.post(reverse(LIST), data)


# --- everything else


def entry(name: str, state: str) -> Any:
    """An entry that nothing names, that a draft names, or that a public document names."""
    if state == "public" and issubclass(model_of(name), Term):
        return term_in_use(name)
    if state == "public":
        named = {
            "party": Party.objects.published(),
            "person": Person.objects.published(),
            "place": Place.objects.published(),
            "region": Region.objects.published(),
        }
        return named[name].order_by("pk")[0]
    made = make(name)
    if state == "draft":
        agreement = artificial(17, state=State.DRAFT)
        match made:
            case Party():
                agreement.participations.create(party=made)
            case Person():
                agreement.signatories.create(person=made, side="RU")
            case Place():
                Agreement.objects.filter(pk=agreement.pk).update(place=made)
            case Region():
                agreement.regions.add(made)
    return made


def term_in_use(name: str) -> Any:
    """The term that the first published document has, or a line of it."""
    document = Agreement.objects.published().filter(relations__isnull=False)[0]
    match name:
        case "relationtype":
            return document.relations.all()[0].type
        case "partykind":
            return document.participations.all()[0].party.kind
        case "theme":
            return document.themes.all()[0]
    return getattr(document, name)


def make(name: str) -> Any:
    """An artificial entry."""
    names = {f"name_{lang}": f"Test {name} 17 {lang}" for lang in ("en", "ru", "kk")}
    match name:
        case "party":
            return Party.objects.create(slug="test-17", side="RU", kind_id="ministry", **names)
        case "person":
            return Person.objects.create(slug="test-17", **names)
        case "place":
            region = Region.objects.order_by("pk")[0]
            return Place.objects.create(slug="test-17", country="RU", region=region, lat=1, lon=1, **names)
        case "region":
            return Region.objects.create(slug="test-17", country="RU", **names)
        case "user":
            user = User.objects.create_user(username="test-17", password="test-17-secret")
            TOTPDevice.objects.create(user=user, name="test-17")
            Session.objects.create(session_key="test-17", user_id=user.pk, expire_date=timezone.now())
            return user
    labels = {f"label_{lang}": f"Test {name} 17 {lang}" for lang in ("en", "ru", "kk")}
    return model_of(name)._default_manager.create(key="test-17", **labels)


def model_of(name: str) -> type[models.Model]:
    return next(model for model in admin.site._registry if model._meta.model_name == name)


# What is typed to add one, to change one, and to give it another address.
NEW = {
    **dict.fromkeys(
        ("party", "person", "place", "region"),
        {"name_en": "Test 18", "name_ru": "Test 18", "name_kk": "Test 18", "country": "RU", "lat": "1", "lon": "1"}
        | {"side": "RU", "kind": "ministry"},
    ),
    "user": {
        "username": "test-18",
        "password1": "four words that were made up",
        "password2": "four words that were made up",
    },
}
NEW_TERM = {"key": "test-18", "label_en": "Test 18", "label_ru": "Test 18", "label_kk": "Test 18"}
CHANGED = {"user": {"first_name": "Test 19"}}
MOVED = {"slug": "test-20", "key": "test-20"}


OTHERS = [
    (name, state)
    for name in TABLES
    if name != "agreement"
    for state in sorted({state for _action, state, _expected in TABLES[name]})
]


@pytest.mark.parametrize(("name", "state"), OTHERS)
def test_entries(clients: dict[str, Client], name: str, state: str) -> None:
    model: Any = model_of(name)
    thing = entry(name, state) if state != "-" else None
    found = {}
    expected = expected_of(name, state)
    for action in expected:
        with transaction.atomic():
            address, data = asked(clients["superuser"], model, thing, action)
            rows = model.objects.filter(pk=thing.pk if thing else None).values()
            found[action] = of_each_role(
                clients,
                lambda client, address=address, data=data: send(client, address, data),  # type: ignore[misc]
                lambda rows=rows: (model.objects.count(), list(rows.all()), of_account(thing)),  # type: ignore[misc]
            )
            transaction.set_rollback(True)
    assert found == expected


def of_account(thing: Any) -> list[bool]:
    """Whether an account has a session and a second factor; of anything else nothing."""
    if not isinstance(thing, User):
        return []
    return [one.objects.filter(user_id=thing.pk).exists() for one in (Session, TOTPDevice)]


def asked(reader: Client, model: Any, thing: Any, action: str) -> tuple[str, dict[str, Any] | None]:
    """The address that an action asks for, and what it sends; the form is as a superuser has it before them."""
    name = model._meta.model_name
    prefix = f"admin:{model._meta.app_label}_{name}"
    of_one = [thing.pk] if thing and action in ADDRESSES else []
    address = reverse(f"{prefix}_{ADDRESSES.get(action, 'changelist')}", args=of_one)
    match action:
        case "create":
            region = {"region": str(Region.objects.all()[0].pk)} if name == "place" else {}
            return address, typed(reader, address, name, NEW.get(name, NEW_TERM) | region)
        case "save":
            return address, typed(
                reader, address, name, CHANGED.get(name, {"name_ru": "Test 19", "label_ru": "Test 19"})
            )
        case "move":
            return address, typed(reader, address, name, MOVED)
        case "delete":
            return address, {"post": "yes"}
        case "merge":
            into = model.objects.get(pk=thing.pk)  # another just like it
            into.pk, into.slug, into.name_en = None, "test-21", "Test 21"
            into.save()
            return address, {"into": str(into.pk), "seen": Merger.of(thing, into).version}
        case "delete_selected" | "end_sessions" | "reset_second_factor":
            return address, {"action": action, "_selected_action": [thing.pk], "post": "yes"}
    return address, None


def typed(reader: Client, address: str, name: str, values: dict[str, str]) -> dict[str, Any]:
    """The form of the page, filled in by a user who may do everything."""
    form = FormReader(f"{name}_form")
    form.feed(reader.get(address).content.decode())
    return {**dict(form.fields.lists()), **values, "_save": "Save"}


def send(client: Client, address: str, data: dict[str, Any] | None) -> Any:
    return client.get(address) if data is None else client.post(address, data)


# --- nothing is left out of the tables


@pytest.mark.parametrize(
    ("role", "status"),
    [("anonymous", 302), ("staff", 403), ("cataloguer", 302), ("editor", 302), ("superuser", 302)],
)
def test_the_entry_at_the_other_end_of_a_relation_leads_to_its_own_form(
    clients: dict[str, Client], role: str, status: int
) -> None:
    agreement = artificial(17)
    answer = clients[role].get(reverse("admin:agreements_entry_change", args=[agreement.pk]))
    assert answer.status_code == status
    if status == 302:
        own = reverse("admin:agreements_agreement_change", args=[agreement.pk])
        assert answer["Location"] == own or "login" in answer["Location"]
        assert ("login" in answer["Location"]) is (role == "anonymous")
    if role == "editor":
        for nonsense in ("99999", "x"):
            assert clients[role].get(reverse("admin:agreements_entry_change", args=[nonsense])).status_code == 404


def test_every_table_of_the_admin_is_in_a_table_above() -> None:
    assert {model._meta.model_name for model in admin.site._registry} == set(TABLES)


def test_every_address_of_the_admin_is_asked_above() -> None:
    asked = set(ELSEWHERE)
    for model in admin.site._registry:
        name = str(model._meta.model_name)
        asked |= {
            f"{model._meta.app_label}_{name}_{ADDRESSES.get(action, 'changelist')}" for action, *_ in TABLES[name]
        }

    def names(patterns: Any) -> Iterator[str | None]:
        for one in patterns:
            if hasattr(one, "url_patterns"):
                yield from names(one.url_patterns)
            else:
                yield one.name

    sites: list[Any] = [one for one in get_resolver().url_patterns if getattr(one, "app_name", "") == "admin"]
    assert set(names(sites)) <= asked


def test_every_bulk_action_is_tried_above(clients: dict[str, Client]) -> None:
    request = RequestFactory().get("/")
    request.user = User.objects.get(username="test-superuser")
    for model, options in admin.site._registry.items():
        tried = {action for action, *_ in TABLES[str(model._meta.model_name)]}
        assert set(options.get_actions(request)) <= tried, model


def autocompleted() -> Iterator[tuple[str, str]]:
    for model, options in admin.site._registry.items():
        for part in (options, *options.inlines):
            for name in part.autocomplete_fields:
                yield str((part.model if part is not options else model)._meta.model_name), name


@pytest.mark.parametrize(("model", "name"), sorted(autocompleted()))
def test_choices_are_offered_to_cataloguers_and_editors_only(clients: dict[str, Client], model: str, name: str) -> None:
    query = {"app_label": "agreements", "model_name": model, "field_name": name, "term": ""}
    address = reverse("admin:autocomplete")
    expected = {"anonymous": "login", "staff": "403", "cataloguer": "read", "editor": "read", "superuser": "read"}
    assert of_each_role(clients, lambda client: client.get(address, query), lambda: 0) == expected


def test_only_superusers_set_the_password_of_another(clients: dict[str, Client]) -> None:
    user = make("user")
    address = reverse("admin:auth_user_password_change", args=[user.pk])
    data = {
        "password1": "four words that were made up",
        "password2": "four words that were made up",
        "usable_password": "true",
    }
    expected = {"anonymous": "login", "staff": "403", "cataloguer": "403", "editor": "403", "superuser": "done"}
    passwords = User.objects.filter(pk=user.pk).values_list("password", flat=True)
    assert of_each_role(clients, lambda client: client.post(address, data), lambda: passwords.all()[0]) == expected


def test_staff_without_a_role_see_no_document_on_the_first_page(clients: dict[str, Client]) -> None:
    artificial(17, state=State.IN_REVIEW)
    for role, client in clients.items():
        shown = b"Test Agreement 17" in client.get(reverse("admin:index")).content
        assert shown is (role in ("cataloguer", "editor", "superuser")), role
