"""What a reader pastes to be added to a list: ids, and addresses of documents, lists, results and comparisons."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import TooManyFieldsSent
from django.http import QueryDict
from django.urls import get_script_prefix

from agreements.base.requests import path_here, without_language
from agreements.exports.parts import whole
from agreements.kept.address import AROUND, LONGEST, MOST, Key, asked, has_host, joined, printable
from agreements.kept.reading_list import keys_of
from agreements.models import Agreement

RESULTS = 5  # that are searched for at once
_DIVIDERS = re.compile(r"\s+|[,;|]+(?=(?:https?:)?//)", re.IGNORECASE)
_RESULT = re.compile(r"agreements|insights|kept/found|agreements/export\.[a-z]+")
_NOT_ASKED = re.compile(r"(?:https?:)?//|\??ids=|\d{4}(?:-\d\d)*-[a-z]", re.IGNORECASE)
"""Begins an address or an id, behind the address of a result whose question has spaces."""
_REST_OF_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.IGNORECASE | re.ASCII)


@dataclass
class Added:
    """The keys that are added, each once, and what has to be said of them."""

    keys: list[Key] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    """What was not understood."""
    unclear: list[str] = field(default_factory=list)
    """Documents of which a clause was asked for that no number names."""
    cut: list[str] = field(default_factory=list)
    """The results that have more than was added."""
    unsearched: list[str] = field(default_factory=list)
    """The results beyond those that are searched for."""


def added(text: str) -> Added:
    """What the pasted lines name.

    Of the address of a reading list its entries, of a comparison its documents, of a result what it finds, as far as
    a list holds it. A note is behind the ``#`` of an address and the reader's own: the script takes it.
    """
    found, results = Added(), 0
    torn: dict[str, tuple[Key, str]] = {}  # by the id that a key and the word behind it make together
    for word in _words(joined(text[:LONGEST])):
        room, params = _list_here(word)
        if room == "result":
            results += 1
            if results > RESULTS:
                found.unsearched.append(printable(word))
                continue
            keys, total = _found(params)
            if total > len(keys):
                found.cut.append(printable(word))
        else:
            ids = asked(_ids(room, params) if room else [word])
            keys = [key for key in (*ids.keys, *ids.beyond) if "-" in key.record_id]
            # The parameters of a page are no ids that were meant.
            named = asked([word.partition("?")[0]]) if not room and has_host(word) else ids
            no_ids = [str(key) for key in (*named.keys, *named.beyond) if "-" not in key.record_id]
            found.unread += [*named.unreadable, *no_ids] if keys else []
            found.unclear += map(str, ids.unclear)
        if not room and found.keys and not found.keys[-1].clause and _REST_OF_ID.fullmatch(word):
            torn[found.keys[-1].record_id + word.lower()] = (found.keys[-1], word)
        found.keys += keys
        if not keys:
            found.unread.append(printable(word))
    _mend(found, torn)
    found.keys = list(dict.fromkeys(found.keys))
    found.unread = list(dict.fromkeys(found.unread))
    found.unclear = list(dict.fromkeys(found.unclear))
    found.unsearched = list(dict.fromkeys(found.unsearched))
    return found


def _words(text: str) -> Iterator[str]:
    """What spaces and lines divide; the address of a result stays whole, because its question may have spaces."""
    for line in text.splitlines():
        words: list[list[str]] = []
        is_result = False
        for word in filter(None, map(_target, _DIVIDERS.split(line))):
            if is_result and not _NOT_ASKED.match(word.strip(AROUND)):
                words[-1].append(word)
            else:
                words.append([word])
                is_result = "?" in word and _list_here(word.strip(AROUND))[0] == "result"
        yield from filter(None, (" ".join(parts).strip(AROUND) for parts in words))


def _target(word: str) -> str:
    """The address of ours that a link of another site leads to by way of its own; any other word as it is."""
    given = word.strip(AROUND)
    if has_host(given) and not path_here(given):
        try:
            values = parse_qsl(urlsplit(given).query, max_num_fields=MOST)
        except ValueError:
            return word
        return next((value for _name, value in values if has_host(value) and path_here(value)), word)
    return word


def _mend(found: Added, torn: dict[str, tuple[Key, str]]) -> None:
    """Put the ids together again that the end of a line has broken, where a public document has the whole."""
    wanted = dict(list(torn.items())[:MOST])
    whole_ids = Agreement.objects.published().filter(record_id__in=wanted)
    for record_id in whole_ids.values_list("record_id", flat=True):
        before, behind = wanted[record_id]
        found.keys = [Key(record_id) if key == before else key for key in found.keys if str(key) != behind.lower()]
        found.unread = [text for text in found.unread if text != behind]


def _list_here(word: str) -> tuple[str, QueryDict]:
    """Which list a word is the address of ("kept", "compare", "result"), with its parameters; empty for none."""
    if word.startswith(("?ids=", "ids=")):
        word = f"/kept/?{word.lstrip('?')}"
    path = path_here(word) if has_host(word) else f"/{word.lstrip('/')}"
    if "/" not in word or not path:
        return "", QueryDict()
    try:
        parts = urlsplit(path)
        params = QueryDict(parts.query.replace("&amp;", "&"))
    except (ValueError, TooManyFieldsSent):
        return "", QueryDict()
    page = without_language(parts.path).removeprefix(get_script_prefix()).strip("/").lower()
    if page == "kept" or page.startswith("kept/list."):
        return "kept", params
    if page == "compare":
        return "compare", params
    return ("result" if _RESULT.fullmatch(page) else ""), params


def _ids(room: str, params: QueryDict) -> Iterator[str]:
    for name in ("ids", "add") if room == "kept" else ("a", "b", "pick"):
        yield from params.getlist(name)


def _found(params: QueryDict) -> tuple[list[Key], int]:
    """What a result has, as far as a list holds it, and how much there is; nothing where a parameter of it is wrong."""
    search = whole(params)
    if search.errors:
        return [], 0
    keys: list[Key] = search.attempt(lambda: keys_of(search.keys(0, MOST), search.choices.view), [])
    return keys, search.attempt(lambda: search.total, 0)
