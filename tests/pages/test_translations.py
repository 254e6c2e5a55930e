"""Three languages for real: catalogues are complete, and no English shows on Russian or Kazakh pages."""

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.db import models
from django.test import Client

from agreements.models import Agreement
from tests.no_breaks import CATALOGUES, NO_BREAK, bound, cured
from tests.pages.test_pages import PAGES, TREATY

LANGUAGES = ("ru", "kk")
ROOT = Path(settings.BASE_DIR)
# Names that are written in Latin letters in every language.
NAMES = {
    "apa",
    "bibtex",
    "chicago",
    "oscola",
    "ris",
    "url",
    "csl",
    "json",
    "doi",
    "html",
    "www",
    "http",
    "https",
    "svg",
    "csv",
    "edtf",
    "unapi",
    "mit",
    "excel",
    "iso",
    "word",
}
SAID_OF_PAGES = ("description", "og:title", "og:description", "og:site_name", "og:image:alt")
OUTSIDE = {"script", "style", "code", "title", "noscript"}
VOID = {"meta", "link", "input", "br", "hr", "img", "rect", "line", "circle", "path", "use"}


def catalogue(path: Path) -> list[Message]:
    """The messages of a .po file, without its header."""
    with path.open("rb") as file:
        return [message for message in read_po(file) if message.id]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_and_none_is_fuzzy(language: str) -> None:
    for path in ROOT.glob(f"locale/**/{language}/LC_MESSAGES/django.po"):
        for message in catalogue(path):
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
            assert all(strings), (path, message.id)
            assert not message.fuzzy, (path, message.id)
            assert not list(message.check()), (path, message.id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_messages_have_no_break_spaces_by_the_rule(language: str) -> None:
    for path in CATALOGUES[language]:
        catalogue = path.read_text(encoding="utf-8")
        assert cured(catalogue, language) == catalogue, f"python -m tests.no_breaks puts them into {path}"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Подписан␣— 11␣ноября 2013␣года, ст.␣5, №␣12, и␣др."),
        ("ru", "в␣2010–2020␣годах, и␣т.␣д., имени Л.␣Н.␣Гумилёва, а␣не так"),
        ("ru", "2013-11-11 или под Москвой, что-то с␣чем-то"),
        ("kk", "2013␣жылғы 11␣қараша, 25␣жылдығы, Л.␣Н.␣Гумилев, №␣12␣— бұл"),
        ("kk", "100␣және 101-жеке бригада, не со"),
        ("en", "11 November 2013 — L. N. Gumilyov, No 5"),
    ],
)
def test_a_line_is_not_broken_where_the_rule_says(language: str, text: str) -> None:
    assert bound(text.replace("␣", " "), language) == text.replace("␣", NO_BREAK)


def test_the_catalogues_hold_just_the_messages_of_the_sources(tmp_path: Path) -> None:
    for part in ("agreements", "archive", "templates", "locale"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "data", "*.mo"))
    shutil.copy(ROOT / "manage.py", tmp_path)
    subprocess.run(
        [
            sys.executable,
            "manage.py",
            "makemessages",
            "-l",
            "ru",
            "-l",
            "kk",
            "--no-obsolete",
            "--no-location",
            "--no-wrap",
        ],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    for language in LANGUAGES:
        path = Path("locale", language, "LC_MESSAGES", "django.po")
        kept = {(message.context, message.id) for message in catalogue(ROOT / path)}
        found = {(message.context, message.id) for message in catalogue(tmp_path / path)}
        assert found == kept, "Run make messages, and translate what is new."


def is_said(name: str, value: str) -> bool:
    """Whether readers are told what an attribute holds: a label, or a message for a script, which is no code."""
    if name in ("aria-label", "title", "placeholder", "alt"):
        return True
    return (
        name.startswith("data-")
        and bool(value[0].isupper() or re.search(r"\w \w", value))
        and not re.search("[#/{=[<]", value)
    )


class Visible(HTMLParser):
    """Collects the words of a page, and of its labels, that claim the page's own language."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        self.stack: list[tuple[str, str]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        lang = given.get("lang") or (self.stack[-1][1] if self.stack else self.language)
        if lang == self.language:
            self.texts += [value for name, value in attrs if value and is_said(name, value)]
            if tag == "meta" and (given.get("name") or given.get("property")) in SAID_OF_PAGES:
                self.texts.append(given.get("content") or "")
        if tag not in VOID:
            self.stack.append((tag, lang))

    def handle_endtag(self, tag: str) -> None:
        while self.stack and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.stack and self.stack[-1][1] == self.language and not OUTSIDE & {tag for tag, _lang in self.stack}:
            self.texts.append(data)


def words_of_the_record(language: str) -> set[str]:
    """Latin words in the record's own texts of a language: names of companies, addresses."""
    words: set[str] = set()
    for model in apps.get_app_config("agreements").get_models():
        names = [
            field.name
            for field in model._meta.get_fields()
            if isinstance(field, models.CharField | models.TextField)
            and (field.name.endswith(f"_{language}") or field.name in {"record_id", "slug", "url"})
        ]
        for row in model._default_manager.values_list(*names) if names else ():
            words |= set(re.findall(r"[a-z]+", " ".join(filter(None, row)).lower()))
    return words


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "path",
    [
        *PAGES,
        "insights/",
        "insights/?kind=treaty&year_from=2010",
        "compare/",
        f"compare/?a={TREATY}",
        f"compare/?a={TREATY}&b=1992-05-25-treaty-friendship-cooperation-mutual-assistance",
        f"compare/?a={TREATY}&b=123",
        "no-such-page/",
        "agreements/?q=12345678&year_from=x&kind=123",
        "agreements/?sort=0&view=0&also=0&mark=0&signed=0&reading=0&page=0&year_to=0",
        "agreements/?q=кітапхана+архив+-опера",
        "agreements/?q=цирк",
        "agreements/?q=2014+жылдан+бастап",
        "agreements/?page=9",
        f"agreements/{TREATY}/?cite=1",
        f"agreements/{TREATY}/languages/",
        "agreements/2006-12-26-protocol-libraries-accession-meetings-at-the-boundaries/",
        "kept/",
        f"kept/?ids={TREATY},123,{TREATY}.clause-1",
        "parties/state-hermitage-museum/",
        "people/?page=9",
        "places/omsk-oblast/",
        "places/moscow/",
    ],
)
def test_no_english_shows_on_a_page_of_another_language(record: None, client: Client, language: str, path: str) -> None:
    page = Visible(language)
    page.feed(client.get(f"/{language}/{path}").content.decode())
    known = words_of_the_record(language) | NAMES
    # A label cannot mark the language of a part of it, so it may hold a title that exists in English only.
    titles = re.compile("|".join(re.escape(title) for title in Agreement.objects.values_list("title_en", flat=True)))
    leaks = {
        text.strip()
        for text in page.texts
        for word in re.findall(r"[A-Za-z]{3,}", titles.sub("", re.sub(r"https?://\S+", "", text)))
        if word.lower() not in known
    }
    assert not leaks
