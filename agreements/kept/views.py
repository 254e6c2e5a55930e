"""The reading list as a page, and as files to take away."""

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import MAX_URL_REDIRECT_LENGTH
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from agreements.base.edtf import show
from agreements.base.languages import page_language
from agreements.base.requests import site_address
from agreements.base.texts import tidy
from agreements.citations import name_in_list
from agreements.citations.styles import NAMES as STYLES
from agreements.citations.styles import in_order
from agreements.exports.files import NAMES, file_answer, file_name, of_list, refusal
from agreements.exports.parts import whole
from agreements.kept.adding import RESULTS, Added, added
from agreements.kept.address import AROUND, LONG, MOST, Asked, Key, asked, printable, without_notes, written
from agreements.kept.files import ENTRIES_ONLY, as_file, cited
from agreements.kept.reading_list import ReadingList, keys_of
from agreements.search.costs import in_lane

FORMATS = ("docx", "bib", "ris", "json", "csv")
TELLING = ("unread", "unclear", "cut", "unsearched")
PARAMETERS = ("ids", "style", "add", "remove", "up", "down", "notes", *TELLING)
TOLD = 10  # lines that a message names

Told = Mapping[str, Sequence[str]]
"""What a page has to say of what was added: lines by the names of parameters."""
NOTHING: Told = MappingProxyType({})


class Wanted:
    """What the parameters ask for: which list, in which style, and which change of it."""

    def __init__(self, params: QueryDict) -> None:
        self._params = params
        self.ids = asked(params.getlist("ids"))
        given = without_notes(params.get("style", ""))
        named = given.strip(AROUND).lower()
        self.chosen_style = named if named in STYLES else ""
        self.style = self.chosen_style or in_order(page_language())[0]
        self.wrong_style = given[:40] if named and named not in STYLES else ""

    @property
    def is_changed(self) -> bool:
        """Whether the list is to be changed first."""
        return any(self._params.get(name) for name in ("add", "remove", "up", "down"))

    @cached_property
    def added(self) -> Added:
        """What is to be added."""
        return added("\n".join(self._params.getlist("add")))

    def told(self, name: str) -> list[str]:
        """Lines that the page has to name.

        Those that could not be read (``unread``), not wholly added (``cut``) or not searched (``unsearched``), and
        documents of which a clause was asked for that no number names (``unclear``).
        """
        return [printable(line) for line in self._params.getlist(name)]

    def changed(self) -> list[Key]:
        """The keys with those that are added, without the one that is removed, with one moved up or down.

        More than fit are kept in the address, whose page says so.
        """
        keys = [*self.ids.keys, *self.ids.beyond]
        keys = list(dict.fromkeys([*keys, *self.added.keys]))
        named = {name: [key for key in keys if str(key) == self._params.get(name)] for name in ("remove", "up", "down")}
        for key in named["remove"]:
            keys.remove(key)
        for name, step in (("up", -1), ("down", 1)):
            for key in named[name]:
                place = keys.index(key)
                keys.insert(max(0, place + step), keys.pop(place))
        return keys


def _has_ids(params: QueryDict) -> bool:
    return bool(params.get("ids") or params.get("add"))


@require_safe
@in_lane(costly=_has_ids)
def kept(request: HttpRequest) -> HttpResponse:
    """The list that the address names (``ids``), each line cited in ``style``.

    Without script a form changes the list: ``add`` has more ids or addresses, ``remove``, ``up`` and ``down`` a line.
    That leads to the address of the changed list.
    """
    wanted = Wanted(request.GET)
    if wanted.is_changed:
        return _led_to(request, wanted, wanted.changed(), {name: getattr(wanted.added, name) for name in TELLING})
    return _page(request, wanted, wanted.ids, {name: wanted.told(name) for name in TELLING})


def _led_to(request: HttpRequest, wanted: Wanted, keys: list[Key], told: Told = NOTHING) -> HttpResponse:
    """Leads to the list of these keys, or, where its address is longer than Django lets one lead to, is its page."""
    address = _address(keys, wanted.chosen_style, told)
    if len(address) <= MAX_URL_REDIRECT_LENGTH:
        return HttpResponseRedirect(address)
    return _page(request, wanted, Asked(keys[:MOST], beyond=keys[MOST:]), told)


def _page(request: HttpRequest, wanted: Wanted, ids: Asked, told: Told) -> HttpResponse:
    reading_list, style = ReadingList(ids), wanted.style
    site, today = site_address(), timezone.localdate()
    address = _address(reading_list.all_keys, wanted.chosen_style)
    lines = cited(reading_list.lines, style, site, today)
    names = {key: STYLES[key] for key in in_order(page_language())}
    names[style] = name_in_list(style, (together for _line, together in lines))
    context: dict[str, Any] = {
        "list": reading_list,
        "lines": lines,
        "style": style,
        "chosen_style": wanted.chosen_style,
        "styles": names,
        "wrong_style": wanted.wrong_style,
        "address": site + address,
        "query": address[len(reverse("kept")) :],
        "style_name": names[style],
        "today": show(today.isoformat()),
        "told": told,
        "unclear": [*map(str, ids.unclear), *told.get("unclear", ())],
        "most": MOST,
        "searches": RESULTS,
        "long": LONG,
        "files": [(NAMES[fmt], reverse("kept-file", args=[fmt])) for fmt in FORMATS],
    }
    return render(request, "kept/kept.html", context)


@require_safe
@in_lane(costly=lambda _params: True)
def found(request: HttpRequest) -> HttpResponse:
    """Leads to a reading list of all that a list finds, to be cited as one; the parameters are those of the list.

    400 where one of them is wrong, nothing is found, or a reading list cannot hold so much.
    """
    search = whole(request.GET)
    if not search.errors and search.total > MOST:
        search.errors["q"] = [_("A reading list holds %(most)s entries, and this is more. Narrow it.") % {"most": MOST}]
    elif not search.errors and not search.total:
        search.errors["q"] = [_("Nothing is found, so there is nothing to cite.")]
    if search.errors:
        return refusal(request, search.errors, of_list(request), _("This list cannot be cited"))
    return _led_to(request, Wanted(QueryDict()), keys_of(search.keys(0, MOST), search.choices.view))


@csrf_exempt  # nothing is changed by it: a POST only carries notes that are too long, and too much one's own, for a log
@require_http_methods(["GET", "HEAD", "POST"])
@in_lane(costly=_has_ids)
def download(request: HttpRequest, fmt: str) -> HttpResponse:
    """The list as a file; ``notes`` in the body of a POST are those of the reader, by key, as JSON.

    400, with the reason, where the list is empty, or has nothing that the format has room for.
    """
    asked_for = Wanted(request.POST) if request.method == "POST" else Wanted(request.GET)
    reading_list, style = ReadingList(asked_for.ids), asked_for.style
    lines = reading_list.noted(_notes(request.POST.get("notes", "")))
    if not lines or (fmt in ENTRIES_ONLY and not any(line.item for line in lines)):
        none = [_("The archive has none of the documents of this list.")]
        none += [_("Files for Word, CSV and BibTeX name them with your notes.")] if lines else []
        return refusal(request, {"ids": none}, _address(reading_list.all_keys, asked_for.chosen_style))
    site, day = site_address(), timezone.localdate()
    content = as_file(
        lines, fmt, style, address=_address(reading_list.all_keys, asked_for.chosen_style), site=site, day=day
    )
    return file_answer(content, fmt, file_name([_("reading-list")], day, fmt))


def _address(keys: list[Key], style: str = "", told: Told = NOTHING) -> str:
    """The address of the list in the ``style``, if one was chosen, with what is told of what was added to it."""
    params = [f"ids={written(keys)}"] if keys else []
    params += [f"style={style}"] if style else []
    params += [urlencode({name: lines[: TOLD + 1]}, doseq=True) for name, lines in told.items() if lines]
    return reverse("kept") + (f"?{'&'.join(params)}" if params else "")


def _notes(text: str) -> dict[str, str]:
    """The notes by key; nothing where it is no such thing."""
    try:
        given = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    if not isinstance(given, dict):
        return {}
    return {key: tidy(note) for key, note in given.items() if isinstance(note, str) and note.strip()}
