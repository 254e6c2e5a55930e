"""A reading list as an address: ids of documents, and of clauses as ``<id>.clause-<n>``, divided by commas.

Addresses are sent by mail, broken by programs, and put together by hand. Whatever can be understood is.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote

from agreements.base.requests import path_here

MOST = 200
"""Documents and clauses of one list: ten times a bibliography, and an address that browsers and servers still carry."""
LONG = 2000  # characters of an address that every mail program carries
LONGEST = 100_000  # characters of an address that are looked at
SHOWN = 80  # characters of what is no id

_ID = r"[a-z0-9]+(?:-[a-z0-9]+)*?"
_KEY = re.compile(rf"({_ID})(?:[./#-]*clause-(\d{{1,4}}))?", re.ASCII)
_CUT_CLAUSE = re.compile(r"(?:[./#]{1,3}(c(?:l(?:a(?:u(?:se?)?)?)?)?)?|[./#-]{0,3}(clause-.*))\Z", re.ASCII)
_WITH_HOST = re.compile(r"(?:https?:)?//|(?:[\w-]+(?:\.[\w-]+)+|localhost)(?::\d+)?/", re.ASCII)
_BEGINS_INSIDE = re.compile(r"(?<=\S)(?=https?://)", re.IGNORECASE)
_IN_PATH = re.compile(r"/(?:id|agreements)/([a-z0-9-]+)", re.ASCII)
_CLAUSE_IN_PATH = re.compile(r"(?:#clause-|[?&](?:cite|clause)=)(\d{1,4})(?!\d)")
_NOTES = re.compile(rf"#{_ID}(?:\.clause-\d+)?=.*", re.IGNORECASE | re.ASCII | re.DOTALL)
_DIVIDERS = re.compile(r"[\s,;|]+")
_BROKEN_LINE = re.compile(r"=\r?\n|(?<=[a-z0-9]-)\s+(?=[a-z0-9])", re.IGNORECASE)
_CUT_ESCAPE = re.compile(r"%[0-9a-f]?\Z", re.IGNORECASE)
AROUND = ".,;:!?()[]{}<>«»“”„’'\"…=*_-—\ufffd "
"""What a sentence, a program or a reader's markup leaves at the ends of a word."""
_TAG = re.compile(r"</?[a-z]{1,4}\s*/?>", re.IGNORECASE)
_HYPHENS = str.maketrans("\u2010\u2011\u2012\u2013\u2212", "-----")


@dataclass(frozen=True)
class Key:
    """A document, or one clause of it."""

    record_id: str
    clause: int | None = None

    def __str__(self) -> str:
        return f"{self.record_id}.clause-{self.clause}" if self.clause else self.record_id


@dataclass
class Asked:
    """What an address asks for: keys in order, each once, and what was left aside."""

    keys: list[Key] = field(default_factory=list)
    repeated: int = 0
    beyond: list[Key] = field(default_factory=list)
    """The keys that a list has no room for."""
    unreadable: list[str] = field(default_factory=list)
    """What has not the form of an id."""
    unclear: list[Key] = field(default_factory=list)
    """Documents of which a clause was asked for that no number names."""


def asked(values: Iterable[str]) -> Asked:
    """The keys that the values of the parameter ``ids`` name, or pasted lines, addresses and keys of BibTeX.

    >>> asked(["2013-11-11-test,2014-test.clause-2,2013-11-11-test"]).keys
    [Key(record_id='2013-11-11-test', clause=None), Key(record_id='2014-test', clause=2)]
    >>> asked(["https://archive.example/ru/agreements/2014-test/#clause-2,"]).keys
    [Key(record_id='2014-test', clause=2)]
    """
    found = Asked()
    seen: set[Key] = set()
    # A mail program may have escaped what was escaped already, cut an escape, and broken the line at a hyphen.
    text = without_notes(",".join(values)[:LONGEST]).translate(_HYPHENS)
    text = joined(_TAG.sub(" ", _CUT_ESCAPE.sub("", text)))
    text = _BEGINS_INSIDE.sub(
        " ", text
    )  # other programs lead to ours by way of their own: https://their.example/?url=https://…
    for part in _DIVIDERS.split("".join(letter for letter in text if letter.isprintable() or letter.isspace())):
        token = part.strip(AROUND)
        if not token:
            continue
        key, is_unclear = _key(token.lower())
        if key and is_unclear:
            found.unclear.append(key)
        if key is None:
            found.unreadable.append(printable(token))
        elif key in seen:
            found.repeated += 1
        else:
            seen.add(key)
            (found.keys if len(seen) <= MOST else found.beyond).append(key)
    found.unreadable = list(dict.fromkeys(found.unreadable))
    return found


def without_notes(value: str) -> str:
    """The value of a parameter without the reader's notes, which stand behind it where a program has escaped the ``#``.

    They are never to be shown: the script takes them back from the address (static/js/reading_list.js).

    >>> without_notes("2014-test#2014-test=Test%20note")
    '2014-test'
    """
    return _NOTES.sub("", unquote(value))


def joined(text: str) -> str:
    """A text whose lines a mail program has broken within a word, in one again."""
    return _BROKEN_LINE.sub("", text)


def has_host(word: str) -> bool:
    """Whether a word is an address with the name of a site."""
    return bool(_WITH_HOST.match(word))


def written(keys: Iterable[Key]) -> str:
    """The keys as the value of ``ids``: no character of it needs to be escaped."""
    return ",".join(map(str, keys))


def _key(token: str) -> tuple[Key | None, bool]:
    """The key that a word names, and whether it asks for a clause without saying which; none in another site."""
    if has_host(token) and not path_here(token):
        return None, False
    if in_path := _IN_PATH.search(token):
        clause = _CLAUSE_IN_PATH.search(token, in_path.end())
        number = int(clause[1]) if clause else 0
        return Key(in_path[1].strip("-"), number or None), bool(clause and not number)
    token = token.rstrip("/")
    if "/" in token and "clause" not in token:
        return None, False
    whole = _KEY.fullmatch(token)
    if whole and (not whole[2] or int(whole[2])):
        return Key(whole[1], int(whole[2]) if whole[2] else None), False
    cut = _CUT_CLAUSE.search(token)
    rest = _KEY.fullmatch(token[: cut.start()].rstrip("-")) if cut else None
    if rest:
        return Key(rest[1]), bool(cut and cut[0].strip("./#"))
    before, mark, _place = token.partition("#")  # a place on a page
    return _key(before) if mark else (None, False)


def printable(text: str) -> str:
    """The first characters of what is no id, without those that a message cannot show."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text[:SHOWN]) + "…" * (len(text) > SHOWN)
