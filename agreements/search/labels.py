"""What the values of every facet are called: one query for all of them, and only for what is public."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from agreements.base import database
from agreements.base.languages import LANGUAGES, Text, country_name, language_name, reading_order
from agreements.models import Term

# The facets in the order of the panel, with what they are called.
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
# The pages that list all values of those that can have very many.
INDEXES = {"theme": "themes", "party": "parties", "signatory": "people", "place": "places", "region": "places"}
VOCABULARIES = {facet: model for facet, model in Term.schemes().items() if facet in FACETS}
CODES = ("side", "language")

# A place of signature can be a city or a region; where both have one address, the city lends its name.
_NAMED = (("party", "party"), ("signatory", "person"), ("place", "place"), ("place", "region"), ("region", "region"))
_SQL = " UNION ALL ".join(
    [
        *(
            f"SELECT '{facet}', key, label_en, label_ru, label_kk FROM {model._meta.db_table}"
            for facet, model in VOCABULARIES.items()
        ),
        *(
            f"SELECT '{facet}', slug, name_en, name_ru, name_kk FROM agreements_{table} "
            f"WHERE slug IN (SELECT value FROM search_facet WHERE facet = '{facet}')"
            for facet, table in _NAMED
        ),
        "SELECT DISTINCT facet, value, '', '', '' FROM search_facet WHERE facet IN ('side', 'language')",
    ]
)

# The themes by all their names.
_NAMES = (f"concat_ws(' ', label_{lang}, array_to_string(alt_{lang}, ' ')) AS {lang}" for lang in LANGUAGES)
THEMES = f"SELECT key, {', '.join(_NAMES)} FROM agreements_theme"


@dataclass(frozen=True)
class Label:
    """A value of a facet: its key in addresses, and its names in the languages of the record."""

    facet: str
    key: str
    names: Sequence[str]

    @property
    def text(self) -> Text:
        """What it is called, for the reader of the page."""
        if self.facet == "side":
            return Text(country_name(self.key), reading_order()[0])
        if self.facet == "language":
            return Text(capfirst(language_name(self.key)), reading_order()[0])
        names = dict(zip(LANGUAGES, self.names, strict=True))
        lang = next((lang for lang in reading_order() if names[lang]), LANGUAGES[0])
        return Text(names[lang], lang)


def labels() -> dict[str, dict[str, Label]]:
    """All values that the facets have, by facet and key."""
    found: dict[str, dict[str, Label]] = {facet: {} for facet in FACETS}
    with database.cursor() as cursor:
        cursor.execute(_SQL)
        for facet, key, *names in cursor:
            found[facet].setdefault(key, Label(facet, key, names))
    return found
