"""The reading list as a page, and as files to take away."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from agreements.base.edtf import show
from agreements.base.requests import site_address
from agreements.base.texts import tidy
from agreements.citations.styles import NAMES as STYLES
from agreements.exports.files import NAMES, file_answer, file_name, of_list, refusal
from agreements.exports.parts import whole
from agreements.kept.address import AROUND, MOST, Key, asked, written
from agreements.kept.files import as_file, cited
from agreements.kept.reading_list import ReadingList, keys_of
from agreements.search.costs import in_lane

FORMATS = ("docx", "bib", "ris", "json", "csv")
DEFAULT = next(iter(STYLES))
PARAMETERS = ("ids", "style", "add", "remove", "up", "down", "notes")


class Wanted:
    """What the parameters ask for: which list, in which style, and which change of it."""

    def __init__(self, params: QueryDict) -> None:
        self._params = params
        self.ids = asked(params.getlist("ids"))
        given = params.get("style", "")
        named = given.strip(AROUND).lower()
        self.style = named if named in STYLES else DEFAULT
        self.wrong_style = given[:40] if named and named not in STYLES else ""

    @property
    def is_changed(self) -> bool:
        """Whether the list is to be changed first."""
        return any(self._params.get(name) for name in ("add", "remove", "up", "down"))

    def changed(self) -> list[Key]:
        """The keys with those that are added, without the one that is removed, with one moved up or down.

        More than fit are kept in the address, whose page says so.
        """
        keys = list(self.ids.keys)
        keys = [*keys, *(key for key in asked(self._params.getlist("add")).keys if key not in keys)]
        named = {name: [key for key in keys if str(key) == self._params.get(name)] for name in ("remove", "up", "down")}
        for key in named["remove"]:
            keys.remove(key)
        for name, step in (("up", -1), ("down", 1)):
            for key in named[name]:
                place = keys.index(key)
                keys.insert(max(0, place + step), keys.pop(place))
        return keys


def _has_ids(params: QueryDict) -> bool:
    return bool(params.get("ids"))


@require_safe
@in_lane(costly=_has_ids)
def kept(request: HttpRequest) -> HttpResponse:
    """The list that the address names (``ids``), each line cited in ``style``.

    Without script a form changes the list: ``add`` has more ids or addresses, ``remove``, ``up`` and ``down`` a line.
    That leads to the address of the changed list.
    """
    asked_for = Wanted(request.GET)
    style = asked_for.style
    if asked_for.is_changed:
        return HttpResponseRedirect(_address(asked_for.changed(), style))
    reading_list = ReadingList(asked_for.ids)
    site, today = site_address(), timezone.localdate()
    lines = cited(reading_list.lines, style, site, today)
    address = _address(reading_list.keys, style)
    context: dict[str, Any] = {
        "list": reading_list,
        "lines": lines,
        "style": style,
        "chosen_style": style if style != DEFAULT else "",
        "styles": STYLES,
        "wrong_style": asked_for.wrong_style,
        "address": site + address,
        "query": address[len(reverse("kept")) :],
        "style_name": STYLES[style],
        "today": show(today.isoformat()),
        "most": MOST,
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
        return refusal(request, search.errors, of_list(request))
    return HttpResponseRedirect(_address(keys_of(search.keys(0, MOST), search.choices.view), DEFAULT))


@csrf_exempt  # nothing is changed by it: a POST only carries notes that are too long, and too much one's own, for a log
@require_http_methods(["GET", "HEAD", "POST"])
@in_lane(costly=_has_ids)
def download(request: HttpRequest, fmt: str) -> HttpResponse:
    """The list as a file; ``notes`` in the body of a POST are those of the reader, by key, as JSON.

    400, with the reason, where the list has nothing that the archive has.
    """
    asked_for = Wanted(request.POST) if request.method == "POST" else Wanted(request.GET)
    reading_list, style = ReadingList(asked_for.ids), asked_for.style
    lines = reading_list.noted(_notes(request.POST.get("notes", "")))
    if not any(line.item for line in lines):
        none = _("The archive has none of the documents of this list.")
        return refusal(request, {"ids": [none]}, _address(reading_list.keys, style))
    site, day = site_address(), timezone.localdate()
    content = as_file(lines, fmt, style, address=_address(reading_list.keys, style), site=site, day=day)
    return file_answer(content, fmt, file_name([_("reading-list")], day, fmt))


def _address(keys: list[Key], style: str) -> str:
    params = [f"ids={written(keys)}"] if keys else []
    params += [f"style={style}"] if style != DEFAULT else []
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
