"""What the values of every facet are called: one query for all of them, and only of what is public."""

from collections.abc import Iterator
from dataclasses import dataclass

from babel import Locale
from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agreements.languages import LANGUAGES, Text, reading_order
from agreements.models import country_name

#: The facets in the order of the panel, with what they are called.
FACETS = {
    "kind": _("Kind of document"),
    "level": _("Level"),
    "status": _("Status"),
    "theme": _("Theme"),
    "side": _("Side"),
    "party": _("Party"),
    "signatory": _("Signatory"),
    "place": _("Place of signature"),
    "region": _("Region"),
    "language": _("Language of the text"),
    "confidence": _("Confidence"),
}
VOCABULARIES = ("kind", "level", "status", "theme", "confidence")

_VOCABULARY = "SELECT '{0}', key, label_en, label_ru, label_kk, position FROM agreements_{0}"
_NAMED = """
SELECT '{facet}', thing.slug, thing.name_en, thing.name_ru, thing.name_kk, 0
FROM agreements_{table} thing JOIN search_facet used ON used.facet = '{facet}' AND used.value = thing.slug
"""
_CODES = "SELECT facet, value, '', '', '', 0 FROM search_facet WHERE facet IN ('side', 'language')"
_SQL = " UNION ".join([
    *(_VOCABULARY.format(facet) for facet in VOCABULARIES),
    *(
        _NAMED.format(facet=facet, table=table)
        for facet, table in (
            ("party", "party"),
            ("signatory", "person"),
            ("place", "place"),
            ("place", "region"),
            ("region", "region"),
        )
    ),
    _CODES,
])


@dataclass(frozen=True)
class Label:
    """One value of a facet: its key in addresses, what it is called, and its place in its vocabulary."""

    key: str
    text: Text
    position: int


def language_name(code: str) -> str:
    """The name of a language in the language of the page (Unicode CLDR); its code where CLDR has none."""
    name = Locale.parse((get_language() or "en")[:2]).languages.get(code, code)
    return name[:1].upper() + name[1:]


def labels() -> dict[str, dict[str, Label]]:
    """All values that facets can have, by facet and key."""
    found: dict[str, dict[str, Label]] = {facet: {} for facet in FACETS}
    with connection.cursor() as cursor:
        cursor.execute(_SQL)
        for facet, key, *names, position in cursor:
            # A place of signature can be a city and a region of the same name, which share one page: the first stays.
            found[facet].setdefault(key, Label(key, _name(facet, key, names), position))
    return found


def _name(facet: str, key: str, names: list[str]) -> Text:
    if facet == "side":
        return Text(country_name(key), reading_order()[0])
    if facet == "language":
        return Text(language_name(key), reading_order()[0])
    return next(_read(names))


def _read(names: list[str]) -> Iterator[Text]:
    by_language = dict(zip(LANGUAGES, names, strict=True))
    for lang in reading_order():
        if by_language[lang]:
            yield Text(by_language[lang], lang)
