"""What a reader pastes: addresses, ids and citations, or a list of several, lead to the documents that they name.

Whatever stands around it, the id of a public document names it: ``/id/<id>`` of any host,
``/en/agreements/<id>/#clause-2``, ``<id>-clause-2`` (the key of a clause in BibTeX), each with the stop or bracket
behind it. An id does not change, so none leads on to another; that of a withdrawn document is still known.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import islice

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse

from agreements.base.addresses import same_address
from agreements.base.database import asking_index
from agreements.base.languages import Text
from agreements.base.requests import path_here
from agreements.models import Clause, Entry, SearchEntry, Source
from agreements.models.visibility import GONE, gone, public
from agreements.search.question import Question
from agreements.search.reading.phrases import SIGNS
from agreements.search.tokens import OR

LONGEST = 20_000  # characters that are looked through
MOST = 50  # ids that are looked up, and addresses
_ID = r"[a-z0-9]+(?:-[a-z0-9]+)+"
_NAMED = re.compile(rf"(?<![\w-]){_ID}(?!\w)", re.IGNORECASE | re.ASCII)
_IN_PATH = re.compile(rf"/(?:id|[a-z]{{2}}/([a-z]+))/({_ID})(?![\w-])", re.IGNORECASE | re.ASCII)
_OF_CLAUSE = re.compile(r"(.+)-clause-(\d{1,4})")
_CLAUSE_BEHIND = re.compile(r"[^\s#?]{0,20}?(?:\?[^\s#]{0,80}?\b(?:cite|clause)=(\d{1,4})|#clause-(\d{1,4}))(?!\d)")
# An id as they are proposed for new documents: the date, the kind, and words of the title.
_LIKE_OURS = re.compile(r"\d{4}(?:-\d\d){0,2}-[a-z]+(?:-[a-z0-9]+)+")
_ADDRESS = re.compile(
    r"(?<![\w.@-])(?:https?://|www\.)[^\s<>\"«»{}|\\^`]+|(?<![\w.@/-])(?:[a-z0-9-]+\.)+[a-z]{2,}/\S*", re.I
)
_BEHIND = ".,;:!?)]}>»”’'\"…"


@dataclass(frozen=True)
class Document:
    """A document that is named: with the numbers of its clauses that are, and where in the text it is."""

    record_id: str
    type: str
    title: Text
    url: str
    is_withdrawn: bool
    clauses: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]

    @property
    def keys(self) -> list[str]:
        """Its id, or that of each of its clauses."""
        return [f"{self.record_id}-clause-{number}" for number in self.clauses] or [self.record_id]


@dataclass(frozen=True)
class Foreign:
    """An address of another site or of a page of this one, or an id like ours that the archive does not have."""

    text: str
    start: int
    end: int
    is_address: bool
    record_id: str = ""
    """The id that it has the shape of."""
    path: str = ""
    """Of an address of this site: its path, with what is behind it."""

    @property
    def words(self) -> str:
        """The words of the id, after its date: one that is misremembered has words of the right one."""
        return re.sub(r"^\d{4}(?:-\d\d){0,2}-", "", self.record_id).replace("-", " ")


@dataclass(frozen=True)
class Pasted:
    """What is named in a text, in its order: public documents, withdrawn ones, and what is not the archive's."""

    text: str = ""
    documents: tuple[Document, ...] = ()
    withdrawn: tuple[Document, ...] = ()
    foreign: tuple[Foreign, ...] = ()

    def of(self, entry_type: str) -> list[Document]:
        """The public documents of a type of entries."""
        return [document for document in self.documents if document.type == entry_type]

    @property
    def is_telling(self) -> bool:
        """Whether there is more to say of it than what the list shows: a reader who typed an id alone knows."""
        alone = len(self.documents) == 1 and self.text.strip().lower() == self.documents[0].record_id
        return bool(self.documents or self.withdrawn or self.foreign) and not alone

    def words_of(self, text: str) -> str:
        """The text, or what is used of it, without what is not the archive's; everything else is where it was."""
        given = text
        for one in self.foreign:
            if self.text.startswith(given[: one.end]):
                text = text[: one.start] + " " * (min(one.end, len(text)) - one.start) + text[one.end :]
        return text

    @property
    def are_words_left(self) -> bool:
        """Whether words are searched beside what is not the archive's."""
        return not self.documents and any(letter.isalnum() for letter in self.words_of(self.text))


@dataclass(frozen=True)
class NamedDocuments(Question):
    """The question for documents that are named: nothing else is asked of them, and their order is that of the text."""

    documents: tuple[Document, ...] = ()

    @property
    def asks(self) -> bool:
        """It does."""
        return True

    def found(self, entries: QuerySet[SearchEntry]) -> QuerySet[SearchEntry]:
        """Those of the entries that are named."""
        return entries.filter(record_id__in=[document.record_id for document in self.documents])

    def order(self) -> Case:
        """By which the rows of the index are in the order of the text."""
        places = (When(record_id=one.record_id, then=Value(number)) for number, one in enumerate(self.documents))
        return Case(*places, default=Value(len(self.documents)))

    def clauses(self) -> Q:
        """Of passages of clauses: that the clause is named, or its document as a whole."""
        condition = Q(pk=None)
        for document in self.documents:
            numbered = {"clause__number__in": document.clauses} if document.clauses else {}
            condition |= Q(record_id=document.record_id, **numbered)
        return condition


def ids_in(text: str) -> Pasted:
    """What is named in the text. The database is asked where something has the shape of an id."""
    text = text[:LONGEST]
    plain = text.translate(SIGNS)
    addresses = [_trimmed(found) for found in islice(_ADDRESS.finditer(plain), MOST)]
    mentions = list(_mentions(plain, addresses))
    known = _known({mention.record_id for mention in mentions} | {mention.whole for mention in mentions})
    found: dict[str, list[_Mention]] = {}
    unknown: list[_Mention] = []
    for mention in mentions:
        if mention.whole in known:  # the id itself may end like the key of a clause
            found.setdefault(mention.whole, []).append(mention)
        elif mention.record_id in known:
            found.setdefault(mention.record_id, []).append(mention)
        else:
            unknown.append(mention)
    documents = [_document(known[record_id], named) for record_id, named in found.items()]
    foreign = list(_foreign(plain, addresses, [mention for named in found.values() for mention in named], unknown))
    if documents and any(one.is_address for one in foreign):
        foreign = _without_sources(foreign, [known[record_id].pk for record_id in found])
    return Pasted(
        text,
        tuple(document for document in documents if not document.is_withdrawn),
        tuple(document for document in documents if document.is_withdrawn),
        tuple(foreign),
    )


@dataclass(frozen=True)
class _Mention:
    """Something with the shape of an id."""

    start: int
    end: int
    whole: str
    record_id: str
    clause: int | None = None
    in_address: bool = False


def _trimmed(found: "re.Match[str]") -> tuple[int, int]:
    """An address without the signs behind it."""
    return found.start(), found.start() + len(found[0].rstrip(_BEHIND))


def _mentions(text: str, addresses: list[tuple[int, int]]) -> Iterable[_Mention]:
    number = 0
    for found in _NAMED.finditer(text):
        start, end, whole = found.start(), found.end(), found[0].lower()
        in_path = text[max(start - 1, 0) : start] == "/"
        if not (whole[:4].isdigit() or in_path) or _is_part_of_a_question(text, start, end):
            continue
        if (number := number + 1) > MOST:
            return
        named = _OF_CLAUSE.fullmatch(whole)
        behind = _CLAUSE_BEHIND.match(text, end)
        clause = named[2] if named else next(filter(None, behind.groups()), None) if behind else None
        is_inside = any(first <= start < last for first, last in addresses)
        yield _Mention(start, end, whole, named[1] if named else whole, int(clause) if clause else None, is_inside)


def _is_part_of_a_question(text: str, start: int, end: int) -> bool:
    """Whether an OR joins it to what is beside it: then it is one of several things that are asked for."""
    before, behind = text[:start].split(" ")[-2:-1], text[end : end + 20].split(" ")[1:2]
    return any(word in OR for word in (*before, *behind))


@asking_index()
def _known(ids: set[str]) -> dict[str, Entry]:
    """The public and the withdrawn entries among these ids, with the numbers of their clauses."""
    if not ids:
        return {}
    numbers = Clause.objects.filter(agreement=OuterRef("pk")).order_by("number").values("number")
    entries = Entry.objects.filter(public() | gone(), record_id__in=ids).annotate(numbers=ArraySubquery(numbers))
    return {entry.record_id: entry for entry in entries}


def _document(entry: Entry, mentions: list[_Mention]) -> Document:
    has: list[int] = entry.numbers  # type: ignore[attr-defined]
    clauses = tuple(dict.fromkeys(mention.clause for mention in mentions if mention.clause in has))
    is_withdrawn = entry.state == GONE
    return Document(
        entry.record_id,
        entry.type,
        entry.title,
        entry.permanent_path() if is_withdrawn else entry.get_absolute_url(),
        is_withdrawn,
        () if is_withdrawn else clauses,
        tuple((mention.start, mention.end) for mention in mentions),
    )


def _foreign(
    text: str, addresses: list[tuple[int, int]], known: list[_Mention], unknown: list[_Mention]
) -> Iterable[Foreign]:
    for start, end in addresses:
        address = text[start:end]
        if any(start <= mention.start < end for mention in known):
            continue
        record_id = _id_like_ours(address)
        yield Foreign(address, start, end, not record_id, record_id, "" if record_id else path_here(address))
    for mention in unknown:
        if not mention.in_address and _LIKE_OURS.fullmatch(mention.record_id):
            yield Foreign(text[mention.start : mention.end], mention.start, mention.end, False, mention.record_id)


def _id_like_ours(address: str) -> str:
    """The id in an address of which the path is one of this site; empty where it is none."""
    found = _IN_PATH.search(address)
    if not found or not _LIKE_OURS.fullmatch(found[2].lower()):
        return ""
    return found[2].lower() if found[1] is None or found[1] in _rooms() else ""


@cache
def _rooms() -> frozenset[str]:
    """What is behind the language in the addresses of entries: agreements, activities."""
    return frozenset(reverse(kind.route, args=["a"]).split("/")[-3] for kind in Entry.kinds().values())


def _without_sources(foreign: list[Foreign], entries: list[int]) -> list[Foreign]:
    """Without the addresses of sources of the documents: citations name these too, in BibTeX cut by escapes."""
    rows = Source.objects.filter(entry__in=entries).values_list("url", flat=True)
    sources = tuple(same_address(url) for url in rows if url)
    return [
        one
        for one in foreign
        if not one.is_address or not any(url.startswith(same_address(one.text)) for url in sources)
    ]
