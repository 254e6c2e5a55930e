"""What the values of every facet are called: one query for all of them, and only for what is public."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agreements.base import database
from agreements.base.languages import LANGUAGES, Text, page_language, reading_order
from agreements.search.entry_types import DOCUMENTS, EntryType
from agreements.search.facets import Facet
from agreements.search.naming import named


@dataclass(frozen=True)
class Label:
    """A value of a facet: its key in addresses, and its names in the languages of the record."""

    facet: Facet
    key: str
    names: Sequence[str]

    @property
    def text(self) -> Text:
        """What it is called, for the reader of the page."""
        if self.facet.called:
            return Text(self.facet.called(self.key, page_language()), reading_order()[0])
        names = dict(zip(LANGUAGES, self.names, strict=True))
        lang = next((lang for lang in reading_order() if names[lang]), LANGUAGES[0])
        return Text(names[lang], lang)


def labels(entry_type: EntryType = DOCUMENTS) -> dict[str, dict[str, Label]]:
    """All values that the facets of a type have, by facet and key."""
    queries = [query for facet in entry_type.panel.values() for query in _queries(facet)]
    found: dict[str, dict[str, Label]] = {key: {} for key in entry_type.panel}
    with database.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(queries), {"type": entry_type.name})
        for facet, key, *names in cursor:
            found[facet].setdefault(key, Label(entry_type.panel[facet], key, names))
    return found


def _queries(facet: Facet) -> Iterator[str]:
    used = f"FROM search_facet WHERE type = %(type)s AND facet = '{facet.key}'"
    if facet.called:
        yield f"SELECT DISTINCT facet, value, '', '', '' {used}"
    for path, value in named(facet):
        names = ", ".join(column.text for column in path.texts(facet.names))
        rows, condition = f"{path.table} {path.end}", "true"
        if path.is_of_entries:  # others than public ones may have the same value, and call it otherwise
            rows, condition = path.joined(), f"{path.key} IN (SELECT entry_id FROM search_entry)"
        if not facet.vocabulary:
            condition += f" AND {value.sql} IN (SELECT value {used})"
        yield f"SELECT DISTINCT '{facet.key}', {value.text}, {names} FROM {rows} WHERE {condition}"
