"""No answer of any address tells a reader anything of a document that is not public.

Every address that the resolver knows is asked twice, with documents in every hidden state in the database and
without them: with public values in every language, with hidden ones in one language after the other. The answers are
the same to the last byte, so that not even a number betrays them; only the address of a withdrawn document answers
otherwise, with its title and the reason. The terms of the vocabulary are public by themselves: what may not be seen of
them is that a hidden document uses one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus, urlencode

import pytest
from django.conf import settings as project
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern
from django.utils.regex_helper import normalize

from agreements.base.database import settle
from agreements.entries.representations import TYPES
from agreements.exports.tags import FORMATS as EXPORTS
from agreements.insights.charts import CHARTS
from agreements.kept.views import FORMATS as KEPT_FILES
from agreements.models import Agreement, Attachment, Party, Person, Place, Region, State
from agreements.pages.sitemaps import sections
from tests.hidden import HIDDEN_STATES, WORD, Hidden, hide, models_with_text
from tests.uploaded import pdf

PUBLIC = "2013-11-11-treaty-good-neighbourliness"
PARTS = 2  # in which the addresses are asked, by as many processes as there are
WORDS = 16  # to a question: as many as it may have
LANGUAGES = [code for code, _name in project.LANGUAGES]


@dataclass(frozen=True)
class Pattern:
    """Addresses of one kind, below a language or not."""

    name: str
    path: str
    parameters: tuple[str, ...]
    in_languages: bool

    def addresses(self, values: dict[str, str]) -> list[str]:
        """The addresses with these values, in each language."""
        path = self.path % values
        return [f"/{language}/{path}" for language in LANGUAGES] if self.in_languages else [f"/{path}"]


def patterns(resolver: URLResolver, before: str = "", in_languages: bool = False) -> Iterator[Pattern]:
    """All that the resolver knows but the admin, which tests/admin/test_permissions.py asks."""
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            if one.app_name != "admin":
                localized = isinstance(one.pattern, LocalePrefixPattern)
                path = "" if localized else _path(one)[0]
                yield from patterns(one, before + path, in_languages or localized)
        else:
            path, parameters = _path(one)
            yield Pattern(one.name or before + path, before + path, tuple(parameters), in_languages)


def _path(one: Any) -> tuple[str, list[str]]:
    """The path of a pattern with places for its parameters, as Django's own reverse() makes it."""
    path, parameters = normalize(one.pattern.regex.pattern.removeprefix("^"))[0]
    return path, list(parameters)


@dataclass
class Scene:
    """Two public documents and what is tied to them but hidden."""

    public: Agreement
    further: Agreement
    scan: Attachment
    hidden: Hidden

    def examples(self, pattern: Pattern) -> Iterator[dict[str, str]]:
        """Arguments for the pattern: public ones first, then those of everything hidden."""
        values = [self._values(pattern, parameter) for parameter in pattern.parameters]
        for chosen in product(*values):
            yield dict(zip(pattern.parameters, map(str, chosen), strict=True))

    def _values(self, pattern: Pattern, parameter: str) -> Iterable[object]:
        hidden = self.hidden
        match parameter, pattern.name:
            case "record_id", _:
                return [self.public.record_id, self.further.record_id, *(a.record_id for a in hidden.of(Agreement))]
            case "pk", "attachment":
                return [self.scan.pk, *(attachment.pk for attachment in hidden.of(Attachment))]
            case "slug", "party":
                return [*self._slugs(self.public.parties.all()), *self._slugs(hidden.of(Party))]
            case "slug", "person":
                signed = Person.objects.filter(signatories__agreement=self.public)
                return [*self._slugs(signed), *self._slugs(hidden.of(Person))]
            case "slug", "place":
                place = self.public.place
                assert place
                return [place.slug, place.region.slug, *self._slugs(hidden.of(Place)), *self._slugs(hidden.of(Region))]
            case "slug", "theme":
                return [theme.key for theme in self.public.themes.all()]
            case "fmt", "cite":
                return TYPES
            case "fmt", "export":
                return EXPORTS
            case "fmt", "kept-file":
                return KEPT_FILES
            case "chart", _:
                return CHARTS
            case "section", "sitemap":
                return sections()
        pytest.fail(f"{pattern.path}: say in Scene._values() which examples of “{parameter}” this test shall ask for")

    @staticmethod
    def _slugs(entries: Iterable[Any]) -> list[str]:
        """The addresses of entries, with those that they had before a merger."""
        return [address for entry in entries for address in (entry.slug, *entry.formerly)]

    def queries(self) -> Iterator[str]:
        """Parameters that lead to what is hidden, for every kind of page: one that does not know them ignores them."""
        hidden, public = self.hidden, self.public
        place = public.place
        assert place
        party, other = public.parties.all()[:2]
        words = list(hidden.owners)
        ids = [public.record_id, *(document.record_id for document in hidden.of(Agreement))]
        for chosen in (
            {"q": " ".join(words[::60])},
            {"q": "cooperation", "view": "clauses"},
            {"party": self._slugs(hidden.of(Party)), "signatory": self._slugs(hidden.of(Person))},
            {"place": self._slugs(hidden.of(Place)), "region": self._slugs(hidden.of(Region))},
            {"side": "UZ", "language": "uz", "year_from": 1870, "year_to": 1890},
            {"party": party.slug, "place": place.slug},
            {"mark": f"pair.{party.slug}.{other.slug}"},
            {"mark": f"pair.{party.slug}.{hidden.of(Party)[0].slug}"},
            {"mark": ["sources.many", "term.none"]},
            {"cite": 1, "clause": 1, "page": 2, "sort": "signed"},
            {"a": ids[0], "b": ids[1], "ids": ",".join(ids)},
        ):
            yield urlencode(chosen, doseq=True)

    def addresses(self) -> list[str]:
        """Every address that may tell something, once."""
        return list(dict.fromkeys(self._addresses()))

    def _addresses(self) -> Iterator[str]:
        queries = list(self.queries())
        for pattern in patterns(get_resolver()):
            for number, example in enumerate(self.examples(pattern)):
                asked = pattern.addresses(example)
                if number:
                    yield asked[number % len(asked)]
                else:
                    yield from asked
                    yield from (f"{asked[0]}?{query}" for query in queries)
        ids = [self.further.record_id, *(document.record_id for document in self.hidden.of(Agreement))]
        for fmt in KEPT_FILES:
            yield f"/en/kept/list.{fmt}?ids={','.join(ids)}"
        for one in ids:
            yield f"/en/unapi/?id={one}&format=rdf_zotero"
            yield f"/ru/kept/?ids={one[:-3]}"
            yield f"/en/compare/?a={self.public.record_id}&b={one}"
            yield f"/ru/compare/?b={one}"
        words = list(self.hidden.owners)
        for number, word in enumerate(words):
            yield f"/{LANGUAGES[number % len(LANGUAGES)]}/suggest/?q={word[:5]}"
        for number, asked in enumerate(words[first : first + WORDS] for first in range(0, len(words), WORDS)):
            view = ("documents", "clauses")[number % 2]
            yield f"/{LANGUAGES[number % len(LANGUAGES)]}/agreements/?q={'+OR+'.join(asked)}&view={view}"
        for view in ("documents", "clauses"):
            yield f"/en/agreements/?q={words[0]}&view={view}"

    def tells_reasons(self, address: str, status: int) -> bool:
        """Whether the answer may tell why a document was withdrawn: at its address, and where a reader has kept it."""
        withdrawn = (one for one in self.hidden.of(Agreement) if one.withdrawal_reason_en in self.hidden.told)
        is_list = "/kept/?" in address or "/kept/list." in address
        return status == 410 or (is_list and any(one.record_id in address for one in withdrawn))

    def told(self, address: str, status: int, body: bytes) -> set[str]:
        """Whose words the answer says that the address does not say itself."""
        told = words(body.decode("utf-8", "replace")) - words(unquote_plus(address))
        if self.tells_reasons(address, status):
            told -= self.hidden.told
            withdrawn = (one for one in self.hidden.of(Agreement) if one.withdrawal_reason_en in self.hidden.told)
            assert any(one.record_id in address for one in withdrawn), address
        return {self.hidden.owners[word] for word in told}


@pytest.fixture
def public(record: None, settings: Any, tmp_path: Path) -> tuple[Agreement, Agreement, Attachment]:
    """Two public documents, one of them with a file."""
    settings.MEDIA_ROOT = tmp_path
    public = Agreement.objects.get(record_id=PUBLIC)
    further = Agreement.objects.published().exclude(pk=public.pk).filter(place__isnull=False)[0]
    file = ContentFile(pdf(), "test.pdf")
    scan = Attachment.objects.create(entry=public, title_en="Test scan", rights="Test right", file=file)
    settle()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # no page changes because the statistics do
    return public, further, scan


def answer(client: Client, address: str) -> tuple[int, bytes]:
    """All that is answered: the status, and the headers (but the one that is the time of day) with the body."""
    response: Any = client.get(address, headers={"accept-language": "en"})
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.items() if name != "Expires")
    return response.status_code, headers.encode() + body


def words(text: str) -> set[str]:
    return {word.lower() for word in WORD.findall(text)}


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_tells_of_a_document_that_is_not_public(
    public: tuple[Agreement, Agreement, Attachment], client: Client, part: int
) -> None:
    with_hidden: dict[str, tuple[int, bytes]] = {}
    with transaction.atomic():
        scene = Scene(*public, hide(*public[:2]))
        for address in scene.addresses()[part::PARTS]:
            with_hidden[address] = answer(client, address)
            assert not scene.told(address, *with_hidden[address]), address
        transaction.set_rollback(True)
    different = [
        address
        for address, (status, body) in with_hidden.items()
        if not scene.tells_reasons(address, status) and answer(client, address) != (status, body)
    ]
    assert not different, "these addresses answer otherwise because of documents that readers must not see"


def test_the_address_of_what_was_withdrawn_tells_title_and_reason(
    public: tuple[Agreement, Agreement, Attachment], client: Client
) -> None:
    hidden = hide(*public[:2])
    for document in hidden.of(Agreement):
        document.refresh_from_db()
        expected = 410 if document.state == State.WITHDRAWN else 404
        for address in (f"/en/agreements/{document.record_id}/", f"/id/{document.record_id}"):
            status, body = answer(client, address)
            assert status == expected, address
            for word in (document.title_en, document.withdrawal_reason_en):
                assert (word in body.decode()) is (expected == 410), address


def test_every_model_that_belongs_to_documents_has_its_words(public: tuple[Agreement, Agreement, Attachment]) -> None:
    hidden = hide(*public[:2])
    for model in models_with_text():
        assert len(hidden.of(model)) >= len(HIDDEN_STATES), f"{model.__name__}: let hide() make one in each state"
    assert len(hidden.owners) > 300


def test_the_public_pages_are_among_those_that_are_asked(
    public: tuple[Agreement, Agreement, Attachment], client: Client
) -> None:
    """Were the examples wrong, everything would be a 404, and nothing could leak."""
    scene = Scene(*public, Hidden())
    for pattern in patterns(get_resolver()):
        address = pattern.addresses(next(scene.examples(pattern)))[0]
        address += f"?ids={PUBLIC}" if pattern.name == "kept-file" else ""
        assert answer(client, address)[0] in (200, 302), address
