"""A page of the admin as a cataloguer sees it: its form is read from the HTML, filled in and sent."""

from collections.abc import Iterable
from copy import copy
from html.parser import HTMLParser
from secrets import token_urlsafe
from typing import Any, ClassVar

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from agreements.models import Agreement, Party

LIST = "admin:agreements_agreement_changelist"
THREE = {"en": "Test words 17", "ru": "Проверочные слова 17", "kk": "Сынақ сөздері 17"}


class FormReader(HTMLParser):
    """Collects what a browser would send for the form that has the id ``form_id``."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id = form_id
        self.inside = False
        self.fields: MultiValueDict[str, Any] = MultiValueDict()
        self.steps: list[str] = []
        self._select: str | None = None
        self._select_many = False
        self._first_option: str | None = None
        self._textarea: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            self.inside = given.get("id") == self.form_id
        if not self.inside:
            return
        if tag == "input" and name and given.get("type") not in {"submit", "file"}:
            if given.get("type") not in {"checkbox", "radio"} or "checked" in given:
                unsaid = "on" if given.get("type") == "checkbox" else ""
                self.fields.appendlist(name, given.get("value") or unsaid)
        elif tag == "button" and name == "_state":
            self.steps.append(given.get("value") or "")
        elif tag == "select":
            self._select, self._select_many, self._first_option = name, "multiple" in given, None
        elif tag == "option" and self._select:
            if "selected" in given:
                self.fields.appendlist(self._select, given.get("value") or "")
            elif self._first_option is None:
                self._first_option = given.get("value") or ""
        elif tag == "textarea":
            self._textarea, self._text = name, ""

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select" and self._select:
            if self._select not in self.fields and not self._select_many:
                self.fields.appendlist(self._select, self._first_option or "")
            self._select = None
        elif tag == "textarea" and self._textarea is not None:
            self.fields.appendlist(self._textarea, self._text.removeprefix("\n"))
            self._textarea = None


class DocumentPage:
    """The page on which a document is entered or changed."""

    _empty: ClassVar[dict[str, "DocumentPage"]] = {}

    def __init__(self, client: Client, pk: int | None = None) -> None:
        self.client = client
        self.url = (
            reverse("admin:agreements_agreement_change", args=[pk]) if pk else reverse("admin:agreements_agreement_add")
        )
        self.response: Any = client.get(self.url)
        assert self.response.status_code == 200
        self._read()

    @classmethod
    def empty(cls, client: Client) -> "DocumentPage":
        """The page of a new document, before anything is typed; each user asks for it once."""
        name = User.objects.get(pk=client.session[SESSION_KEY]).username
        if name not in cls._empty:
            cls._empty[name] = cls(client)
        return cls._empty[name].handed_to(client)

    def handed_to(self, client: Client) -> "DocumentPage":
        """The same page, as filled in, for another user."""
        page = copy(self)
        page.client, page.fields = client, self.fields.copy()
        return page.fill(form_token=token_urlsafe(24)) if page.url.endswith("/add/") else page

    def _read(self) -> None:
        reader = FormReader("agreement_form")
        reader.feed(self.response.content.decode())
        self.fields, self.steps = reader.fields, reader.steps

    def fill(self, **values: Any) -> "DocumentPage":
        """Type into fields, by name; a list chooses several."""
        for name, value in values.items():
            self.fields.setlist(name, value if isinstance(value, list) else [value])
        return self

    def add_line(self, prefix: str, **values: Any) -> "DocumentPage":
        """“Add another”: a new line in the list ``prefix``."""
        index = int(str(self.fields[f"{prefix}-TOTAL_FORMS"]))
        blank = [name for name in self.fields if name.startswith(f"{prefix}-__prefix__-")]
        for name in blank:
            self.fields.setlist(name.replace("__prefix__", str(index)), self.fields.getlist(name))
        self.fields[f"{prefix}-TOTAL_FORMS"] = str(index + 1)
        return self.fill(**{f"{prefix}-{index}-{name}": value for name, value in values.items()})

    def send(self, step: str = "", files: dict[str, Any] | None = None) -> Any:
        """Press “Save”, or the button of a step; shows the form again on errors."""
        data: dict[str, Any] = {name: values for name, values in self.fields.lists() if "__prefix__" not in name}
        data.update({"_state": step} if step else {"_save": "Save"}, **(files or {}))
        self.response = self.client.post(self.url, data)
        if self.response.status_code == 200:
            self._read()
        return self.response

    @property
    def saved(self) -> bool:
        """Whether the last press of a button saved the document."""
        return bool(self.response.status_code == 302)

    @property
    def errors(self) -> str:
        """All that the page complains about, in one text."""
        context: Any = self.response.context
        return "\n".join(_messages(context["errors"])) if context else ""


def _messages(errors: Iterable[Any]) -> Iterable[str]:
    for error in errors:
        if isinstance(error, str):
            yield error
        else:
            yield from _messages(error)


def party(side: str) -> Party:
    return Party.objects.filter(side=side).order_by("pk")[0]


def in_three(name: str, text: str = "") -> dict[str, str]:
    return {f"{name}_{lang}": text or words for lang, words in THREE.items()}


def draft(client: Client, **values: Any) -> DocumentPage:
    """A page with as much as a draft needs, which says that it is no document that is there already."""
    start = {"title_en": "Test Agreement 17", "kind": "agreement", "level": "interstate", "signed": "2015-05"}
    start["is_another"] = "on"
    return DocumentPage.empty(client).fill(**{**start, "status": "unknown", "confidence": "medium", **values})


def complete(client: Client, **values: Any) -> DocumentPage:
    """A page with all that a published document needs."""
    titles = {"title_ru": "[Проверочное соглашение 17]", "title_kk": "[Сынақ келісімі 17]"}
    page = draft(client, **{**in_three("summary"), **titles, "themes": ["science", "archives"], **values})
    page.add_line("participations", party=party("RU").pk).add_line("participations", party=party("KZ").pk)
    page.add_line("clauses", ref="Article 1", themes=["libraries"], **in_three("heading"), **in_three("summary"))
    page.add_line(
        "sources",
        url="https://example.org/test-17",
        publisher="Test Publisher 17",
        kind="news",
        language="en",
        supports=["parties", "signed", "clauses"],
    )
    return page


def saved(page: DocumentPage) -> Agreement:
    assert page.saved, page.errors
    return Agreement.objects.order_by("-pk")[0]
