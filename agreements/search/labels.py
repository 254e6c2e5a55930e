"""What the values of every facet are called: one query for all of them, and only for what is public."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agreements.base import database
from agreements.base.languages import LANGUAGES, Text, page_language, reading_order
from agreements.search.entry_types import DOCUMENTS, entry_type
from agreements.search.facets import Facet
from agreements.search.naming import named

#: The facets of documents that the panel shows, in its order.
FACETS = {facet.key: facet for facet in DOCUMENTS.facets if facet.listed}


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


def labels(type_name: str = DOCUMENTS.name) -> dict[str, dict[str, Label]]:
    """All values that the facets of a type have, by facet and key."""
    listed = {facet.key: facet for facet in entry_type(type_name).all_facets() if facet.listed}
    queries = [query for facet in listed.values() for query in _queries(facet)]
    found: dict[str, dict[str, Label]] = {key: {} for key in listed}
    with database.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(queries), {"type": type_name})
        for facet, key, *names in cursor:
            found[facet].setdefault(key, Label(listed[facet], key, names))
    return found


def _queries(facet: Facet) -> Iterator[str]:
    used = f"FROM search_facet WHERE type = %(type)s AND facet = '{facet.key}'"
    if facet.called:
        yield f"SELECT DISTINCT facet, value, '', '', '' {used}"
    for path, value in named(facet):
        names = ", ".join(column.text for column in path.texts(facet.names))
        condition = "" if facet.vocabulary else f" WHERE {value.sql} IN (SELECT value {used})"
        yield f"SELECT '{facet.key}', {value.text}, {names} FROM {path.table} {path.end}{condition}"
