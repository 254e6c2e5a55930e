"""Citations that stand together in one list: one form for all of them, and what tells works of one year apart."""

import datetime
import string
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from agreements.base.languages import page_language
from agreements.citations.english import apa_rank, apa_series
from agreements.citations.facts import CitationFacts, citation_facts
from agreements.citations.formats.items import Cited
from agreements.citations.styles import NAMES, STYLES, Citation, cite
from agreements.models import Entry

Together = tuple[Citation, ...]
"""What stands in the place of one entry or clause: most often one citation."""


def in_list(
    cited: Sequence[Cited], style: str, *, language: str | None = None, accessed: datetime.date, base_url: str
) -> list[Together]:
    """How each is cited in a list of these entries and clauses, in their order.

    APA has one reference for a work, and the place in it in the text only (8.13): a clause has its citation in the
    text, and the reference of its document stands before the first of them if the document is not in the list itself.
    In Chicago a bibliography names whole documents and no treaties, so a list with a clause or a treaty is of notes
    (14.269–305), all others a bibliography. Documents of the same authors and year have the letters of `letters`.
    """
    told_apart = letters((one.entry for one in cited), style, language=language)

    def forms(one: Cited, *, whole: bool = False) -> dict[str, Citation]:
        found = cite(
            one.entry,
            clause=None if whole else one.clause,
            language=language,
            accessed=accessed,
            base_url=base_url,
            styles=(style,),
            letter=told_apart.get(one.entry.record_id, ""),
        )
        return {citation.form: citation for citation in found}

    if style == "apa":
        named = {one.entry.record_id for one in cited if not one.clause}
        shown: list[Together] = []
        for one in cited:
            is_first = not one.clause or one.entry.record_id not in named
            named.add(one.entry.record_id)
            reference = (forms(one, whole=True)["reference"],) if is_first else ()
            shown.append((*reference, forms(one)["in-text"]) if one.clause else reference)
        return shown
    written = [forms(one) for one in cited]
    of_whole = not any(one.clause for one in cited) and all("bibliography" in one for one in written)
    wanted = ("reference", "bibliography" if of_whole else "note")
    return [tuple(found[form] for form in wanted if form in found) for found in written]


def name_in_list(style: str, shown: Iterable[Together]) -> str:
    """The name of the style, with the form that it has in this list where it has two."""
    form = next((citation.form for together in shown for citation in together), "")
    if style != "chicago" or not form:
        return NAMES[style]
    words = _("%(style)s (bibliography)") if form == "bibliography" else _("%(style)s (footnotes)")
    return words % {"style": NAMES[style]}


def letters(entries: Iterable[Entry], style: str, *, language: str | None = None) -> dict[str, str]:
    """The letters that entries of one list need, by id: in APA, where authors and year are the same (8.19, 9.47).

    The order of the letters is that of a list of references in APA, whatever the order of this one. An entry of which
    several clauses are cited is one work.
    """
    if style != "apa":
        return {}
    reader = language or page_language()
    series: dict[tuple[str, ...], dict[str, CitationFacts]] = {}
    for entry in entries:
        wording = STYLES[style][1](entry, reader)
        facts = citation_facts(entry, wording=wording, base_url="", accessed=datetime.date.min)
        if same := apa_series(facts):
            series.setdefault(same, {})[entry.record_id] = facts
    return {
        record_id: letter(number)
        for works in series.values()
        if len(works) > 1
        for number, record_id in enumerate(sorted(works, key=lambda one: apa_rank(works[one])))
    }


def letter(number: int) -> str:
    """Letters in their order, after z with a second one.

    >>> [letter(number) for number in (0, 25, 26, 27)]
    ['a', 'z', 'aa', 'ab']
    """
    before, last = divmod(number, 26)
    return (letter(before - 1) if before else "") + string.ascii_lowercase[last]
