"""What a reader pastes to be added to a list: ids, and addresses of documents, lists, results and comparisons."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.core.exceptions import TooManyFieldsSent
from django.http import QueryDict
from django.urls import get_script_prefix

from agreements.base.requests import path_here, without_language
from agreements.exports.parts import whole
from agreements.kept.address import AROUND, LONGEST, MOST, Key, asked, has_host, joined, printable
from agreements.kept.reading_list import keys_of

RESULTS = 5  # that are searched for at once
_DIVIDERS = re.compile(r"\s+|[,;|]+(?=(?:https?:)?//)", re.IGNORECASE)
_RESULT = re.compile(r"agreements|insights|kept/found|agreements/export\.[a-z]+")


@dataclass
class Added:
    """The keys that are added, each once, and what was not understood; results that have more, or were not searched."""

    keys: list[Key] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    unsearched: list[str] = field(default_factory=list)


def added(text: str) -> Added:
    """What the pasted lines name.

    Of the address of a reading list its entries, of a comparison its documents, of a result what it finds, as far as
    a list holds it. A note is behind the ``#`` of an address and the reader's own: the script takes it.
    """
    found, results = Added(), 0
    for word in filter(None, (word.strip(AROUND) for word in _DIVIDERS.split(joined(text[:LONGEST])))):
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
            no_ids = [str(key) for key in (*ids.keys, *ids.beyond) if "-" not in key.record_id]
            found.unread += [*ids.unreadable, *no_ids] if keys else []
        found.keys += keys
        if not keys:
            found.unread.append(printable(word))
    found.keys = list(dict.fromkeys(found.keys))
    found.unread = list(dict.fromkeys(found.unread))
    found.unsearched = list(dict.fromkeys(found.unsearched))
    return found


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
