"""The facts of an entry that citations need, in the languages that a style asks for."""

import datetime
import re
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from django.utils.translation import gettext, override

from agreements.base.edtf import Edtf
from agreements.base.languages import FALLBACK, LANGUAGES, Text, country_name
from agreements.base.registers import Register
from agreements.base.romanize import TABLES, romanize
from agreements.models import Agreement, Clause, Entry, Source
from agreements.rules.standing import standing

UNKNOWN = Text("", LANGUAGES[0])
# Where a title says what the document is: at its beginning, perhaps after an adjective, in Kazakh at its end. Documents
# are also called by names that are no kinds of the archive's vocabulary, and by those of another kind.
_NAMES = {
    "en": r"\A(?:\S+ )?(?:exchange of|treaty|treaties|memorand(?:um|ums|a)|minutes|communiqu[eé]"
    r"|(?:agreement|accord|arrangement|pact|contract|convention|protocol|programme|program|plan|roadmap|declaration"
    r"|statement|decision|regulation|charter|note)s?)\b",
    "ru": r"\A(?:\S+ )?(?:обмен|пакт|договор|договор[её]нност|соглашени|контракт|конвенци|протокол|программ|план|карт"
    r"|меморандум|деклараци|заявлени|коммюнике|решени|положени|устав|нот)\w{0,3}\b",
    "kk": r"(?:шарт|пакт|келісім|уағдаластық|алмасу|конвенция|хаттама|протокол|бағдарлама|жоспар|карта|меморандум"
    r"|декларация|мәлімдеме|коммюнике|шешім|ереже|жарғы|нота)\w{0,4}\W*\Z",
}
# What a city is called before or after its name, and a title leaves out.
_CITY = {"city", "город", "қаласы"}
_BETWEEN = re.compile(r"\b(?:between|между|арасын\w+)\b", re.IGNORECASE)


@dataclass(frozen=True)
class CitationFacts:
    """The facts of one entry in the words of one citation; see `Wording`.

    ``title`` is the title that is cited, ``english`` the English one; either is ``supplied`` where no source gives it.
    ``names_kind``: whether the title says what the document is, as one of ours always does. ``own_kind`` is what files
    may say of it beside the title (`_own_kind`). ``official`` is the source that has the text, whoever published it.
    ``clause`` and ``heading`` are of the cited clause, None where the whole document is cited. ``letter`` tells the
    document from others of the same authors and year in one list.
    """

    title: Text
    english: Text
    parties: tuple[Text, ...]
    kind: str
    names_kind: bool
    own_kind: str
    date: Edtf
    archive: str
    address: str
    official: Source | None
    clause: Clause | None
    heading: Text | None
    accessed: datetime.date
    latin: bool = False
    letter: str = ""
    sides: tuple[str, ...] = ()
    is_treaty: bool = False
    in_force: Edtf | None = None
    place: Text | None = None
    numbers: tuple[tuple[Register, str], ...] = ()
    held_in: Text = UNKNOWN
    location: tuple[str, str, str, str] = ("", "", "", "")  # fonds, inventory, file, sheets

    @property
    def authors(self) -> tuple[Text, ...]:
        """Whom every citation, file and head names as authors: nobody for a treaty, which is cited by its title."""
        return () if self.is_treaty else self.parties

    @property
    def is_cited_by_title(self) -> bool:
        """Whether a citation begins with the title: a treaty has no author, and some entries name nobody."""
        return not self.authors

    @property
    def romanized(self) -> Text:
        """The title in Latin letters (ALA-LC); as it is where it has no other."""
        latin = Text(romanize(self.title, self.title.lang), _latin(self.title.lang))
        latin.supplied = self.title.supplied
        return latin

    @property
    def treaty_series(self) -> str:
        """The number under which the treaty is registered in the United Nations Treaty Series, with its usual sign."""
        return next((f"UNTS {number}" for register, number in self.numbers if register.key == "unts"), "")

    @property
    def names_parties(self) -> bool:
        """Whether the title says between whom the document was concluded, or names each of them in any case."""
        return bool(_BETWEEN.search(self.title)) or all(_is_named(party, self.title) for party in self.parties)

    @property
    def clause_address(self) -> str:
        """The permanent address, of the clause where one is cited."""
        return f"{self.address}#{self.clause.anchor}" if self.clause else self.address


def _is_named(party: str, title: str) -> bool:
    """Whether a title names a party, each word of its name without the two letters in which its cases end.

    >>> _is_named("Город Оренбург", "Меморандум о сотрудничестве Оренбурга и Уральска")
    True
    >>> _is_named("Фонд «Русский мир»", "Договор о создании Русского центра")
    False
    """
    words = [word for word in re.findall(r"\w{3,}", party.lower()) if word not in _CITY]
    return bool(words) and all(re.search(rf"\b{word[: max(4, len(word) - 2)]}", title.lower()) for word in words)


def _latin(language: str) -> str:
    """The language of a text that was romanized, as BCP 47 has it."""
    return f"{language}-Latn" if language in TABLES else language


def is_treaty(agreement: Agreement) -> bool:
    """Whether styles cite the document as a treaty: by title and without an author.

    A treaty is concluded between states, governments or ministries, the three levels of a treaty in the law of both
    sides (article 3 of either law on international treaties). Plans, minutes and statements are not treaties.
    """
    return agreement.level.treaty and agreement.kind.treaty


def is_cited_as_treaty(entry: Entry) -> bool:
    """The same of any entry: other kinds are no treaties."""
    return isinstance(entry, Agreement) and is_treaty(entry)


def titles(entry: Entry) -> dict[str, Text]:
    """The titles of an entry by language, each ``supplied`` where it is the archive's own wording.

    The record brackets its own Russian and Kazakh titles. An English one always stands in the record, so it is the
    archive's own where no source in English is evidence for the title (docs/record.md).
    """
    found = {lang: Text(title, lang) for lang in LANGUAGES if (title := getattr(entry, f"title_{lang}"))}
    if "en" in found and not any(one.language == "en" and "title" in one.supports for one in entry.sources.all()):
        found["en"].supplied = True
    return found


def original_title(entry: Entry, cited: Text) -> Text:
    """The title that a source gives, where the cited one is ours; in Russian, else in Kazakh; empty where none is."""
    given = titles(entry)
    found = (given[lang] for lang in ("ru", "kk") if lang in given and not given[lang].supplied)
    return next(found, UNKNOWN) if cited.supplied else UNKNOWN


def official_texts(entry: Entry) -> list[Source]:
    """Sources that have the text itself, whoever publishes it: those that the head of a page names."""
    return [source for source in entry.sources.all() if standing(source).is_text]


def archive_name() -> str:
    """The name of the archive in the language of the page."""
    return gettext("Archive of Cultural Agreements")


def bracketed(text: Text) -> str:
    """A text, in [square brackets] if the archive supplied its words."""
    return f"[{text}]" if text.supplied else str(text)


@singledispatch
def parties_of(entry: Entry) -> tuple[Text, ...]:
    """Who is responsible for the entry, in the language of the page; a kind that names parties says so here."""
    return ()


@parties_of.register
def _(agreement: Agreement) -> tuple[Text, ...]:
    return tuple(participation.party.name for participation in agreement.participations.all())


@singledispatch
def details_of(entry: Entry) -> dict[str, Any]:
    """The fields of `CitationFacts` that only one kind of entry has, in the language of the page."""
    return {}


@details_of.register
def _(agreement: Agreement) -> dict[str, Any]:
    codes = dict.fromkeys(participation.party.side for participation in agreement.participations.all())
    return {
        "sides": tuple(country_name(code) for code in codes),
        "is_treaty": is_treaty(agreement),
        "in_force": agreement.date_of("in_force"),
        "place": agreement.where.name if agreement.where else None,
        "numbers": tuple(agreement.numbers()),
        "held_in": agreement.original_archive,
        "location": (
            agreement.original_fonds,
            agreement.original_inventory,
            agreement.original_file,
            agreement.original_sheets,
        ),
    }


@dataclass(frozen=True)
class Wording:
    """In which languages a citation is written.

    ``terms`` is the language of what is the archive's own: other words, and a title where none is cited from a source.
    ``own`` are the languages in which the title that a source gives is cited, best first; without any, the title is in
    ``terms``. ``names`` is the language of the parties, "" for that of the cited title: a citation is in one language.
    ``latin``: a title in another alphabet is romanized, and the English one follows it.
    """

    terms: str
    own: tuple[str, ...] = ()
    names: str = ""
    latin: bool = False

    def title(self, given: dict[str, Text]) -> Text:
        """Which of the titles is cited."""
        for lang in self.own:
            if lang in given and not given[lang].supplied:
                return given[lang]
        title = next(given[lang] for lang in (self.terms, *self.own, *FALLBACK[self.terms]) if lang in given)
        if self.own and title.lang not in self.own:  # a source gives it, but as a translation
            title = Text(str(title), title.lang)
            title.supplied = True
        return title


def _says_what_it_is(title: Text, kind_words: list[str]) -> bool:
    """Whether the words of its kind, or other words for a document, stand in the title of a source."""
    return any(word in title.lower() for word in kind_words) or bool(re.search(_NAMES[title.lang], title.lower()))


def _own_kind(title: Text, label: str, kind_words: list[str]) -> str:
    """What files may say that the document is, beside its title: the kind of the archive is not its own name.

    The kind, where the title of a source calls the document so. Nothing, where that calls it by another name, or where
    the title is ours, which says it. Where the title says nothing, the kind in brackets, as what is not taken from the
    document has them in citations.
    """
    if title.supplied:
        return ""
    if named := re.search(_NAMES[title.lang], title.lower()):
        return label if any(word[:-2] in named[0] for word in kind_words) else ""
    return label if any(word in title.lower() for word in kind_words) else f"[{label}]"


def citation_facts(
    entry: Entry,
    *,
    wording: Wording,
    base_url: str,
    accessed: datetime.date,
    clause: Clause | None = None,
    letter: str = "",
) -> CitationFacts:
    """The facts of a dated entry, one with its parties and sources, in the languages of ``wording``."""
    assert entry.date is not None
    given = titles(entry)
    title = wording.title(given)
    with override(title.lang):
        kind_words = [word for word in entry.description.lower().split() if len(word) > 3]
    with override(wording.names or title.lang):
        parties = parties_of(entry)
    preferred = (title.lang, *FALLBACK[wording.terms])
    with override(wording.terms):
        return CitationFacts(
            title=title,
            english=given.get("en", title),
            parties=parties,
            kind=entry.description,
            names_kind=title.supplied or _says_what_it_is(title, kind_words),
            own_kind=_own_kind(title, entry.description, kind_words),
            date=entry.date,
            archive=archive_name(),
            address=base_url.rstrip("/") + entry.permanent_path(),
            official=min(
                official_texts(entry),
                key=lambda text: (
                    preferred.index(text.language) if text.language in preferred else len(preferred),
                    "title" not in text.supports,  # a page that has the title too is cited rather than one of a part
                ),
                default=None,
            ),
            clause=clause,
            heading=clause.heading if clause else None,
            accessed=accessed,
            latin=wording.latin,
            letter=letter,
            **details_of(entry),
        )
