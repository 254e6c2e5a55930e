"""Many entries in one file for reference managers, in BibTeX, RIS or CSL-JSON, with their texts in all languages.

The main fields are in the language of the page, as in the file of one entry. What the formats have no second field
for stands beside them in every language: BibTeX ignores fields that it does not know, CSL-JSON keeps such values in
``custom`` (CSL 1.0.2), RIS has translated titles (TT) and one note (N1) for each other language, with labels for
people, because programs show notes to their readers. Level, status and signatories have no field in any of them; in
the main language they are one sentence each, where programs keep remarks and no style prints them: in BibTeX
``comment`` (a note of Zotero's), in RIS one note, in CSL-JSON ``note``.
"""

import datetime
import json
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext, override

from agreements.base.languages import LANGUAGES, language_name, page_language
from agreements.citations.formats import Cited, export_all
from agreements.citations.formats.bibtex import tex
from agreements.exports.rows import Item


def references(items: Iterable[Item], fmt: str, *, base_url: str, accessed: datetime.date) -> str:
    """The items as one file of the format ``fmt`` ("bib", "ris", "json"), with the notes of the reader."""

    def written(item: Item) -> str:
        cited = Cited(item.agreement, item.clause, item.note)
        return "".join(export_all([cited], fmt, base_url=base_url, accessed=accessed))

    return _JOINED[fmt]((item, written(item)) for item in items)


TERMS = ("kind", "level", "status")
REMARKS = ("level", "status", "signatories")
Written = Iterable[tuple[Item, str]]
Texts = dict[str, dict[str, str]]


def _texts(item: Item) -> Texts:
    """What is stated of an item, by its name, in every language that has it; of a clause also its document's title.

    The title of a clause is its heading, as in the main fields.
    """
    agreement: Any = item.agreement
    described: Any = item.clause or agreement
    texts = {
        "title": {lang: getattr(described, f"{'heading' if item.clause else 'title'}_{lang}") for lang in LANGUAGES},
        "document": {lang: getattr(agreement, f"title_{lang}") for lang in LANGUAGES} if item.clause else {},
        "summary": {lang: getattr(described, f"summary_{lang}") for lang in LANGUAGES},
        "parties": {lang: _parties(item, lang) for lang in LANGUAGES},
        "signatories": {lang: _signatories(item, lang) for lang in LANGUAGES},
        **{name: {lang: getattr(getattr(agreement, name), f"label_{lang}") for lang in LANGUAGES} for name in TERMS},
        "themes": {
            lang: "; ".join(getattr(theme, f"label_{lang}") for theme in described.themes.all()) for lang in LANGUAGES
        },
    }
    return {name: {lang: text for lang, text in versions.items() if text} for name, versions in texts.items()}


def _parties(item: Item, lang: str) -> str:
    with override(lang):
        return "; ".join(participation.party.name for participation in item.agreement.participations.all())


def _signatories(item: Item, lang: str) -> str:
    with override(lang):
        return "; ".join(
            f"{one.person.name} ({one.office})" if one.office else str(one.person.name)
            for one in item.agreement.signatories.all()
        )


def _told(stated: Texts, lang: str, names: Iterable[str] = REMARKS) -> str:
    """What is stated of an item in one language, with its labels, for people to read."""
    with override(lang):
        labels = {
            "summary": gettext("Summary"),
            "parties": gettext("Parties"),
            "themes": gettext("Themes"),
            "kind": gettext("Kind of document"),
            "level": gettext("Level"),
            "status": gettext("Status"),
            "signatories": gettext("Signed by"),
        }
        told = [f"{labels[name]}: {stated[name][lang].rstrip('.')}." for name in names if lang in stated[name]]
    return " ".join(told)


def _bibtex(written: Written) -> str:
    entries = []
    for item, text in written:
        stated = _texts(item)
        fields = {f"{name}_{lang}": value for name, texts in stated.items() for lang, value in texts.items()}
        fields["comment"] = _told(stated, item.agreement.title.lang)
        more = "".join(f",\n  {name} = {{{tex(value)}}}" for name, value in fields.items())
        entries.append(text.rstrip().removesuffix("}").rstrip() + more + "\n}\n")
    return "\n".join(entries)


def _ris(written: Written) -> str:
    entries = []
    for item, text in written:
        stated, others = _texts(item), [lang for lang in LANGUAGES if lang != page_language()]
        lines = [f"TT  - {stated['title'][lang]}" for lang in others if lang in stated["title"]]
        lines.append(f"N1  - {_told(stated, item.agreement.title.lang)}")
        for lang in others:
            told = _told(stated, lang, ("summary", "parties", "themes", "kind", *REMARKS))
            lines.append(f"N1  - {language_name(lang, lang).capitalize()}. {' '.join(told.split())}")
        body, _end, _nothing = text.rpartition("ER  - ")
        entries.append(body + "".join(f"{line}\r\n" for line in lines) + "ER  - \r\n")
    return "\r\n".join(entries)


def _csl(written: Written) -> str:
    entries = []
    for item, text in written:
        [entry] = json.loads(text)
        stated = _texts(item)
        entry["note"] = "\n".join(filter(None, (entry.get("note"), _told(stated, item.agreement.title.lang))))
        entries.append({**entry, "custom": {name: texts for name, texts in stated.items() if texts}})
    return json.dumps(entries, ensure_ascii=False, indent=2) + "\n"


_JOINED = {"bib": _bibtex, "ris": _ris, "json": _csl}
