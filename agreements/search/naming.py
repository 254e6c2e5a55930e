"""Where the values of a facet have their names: the tables at the ends of its paths."""

from collections.abc import Collection, Iterator

from agreements.base.languages import LANGUAGES
from agreements.models.addresses import Addressed, moved
from agreements.search.entry_types import declared, entry_types
from agreements.search.facets import Facet
from agreements.search.paths import BETWEEN, Column, Path


def named(facet: Facet) -> Iterator[tuple[Path, Column]]:
    """The tables whose rows are values of the facet, each once, with the column that has the value."""
    seen = set()
    for entry_type in entry_types():
        for key, names in entry_type.value_paths():
            if key == facet.key and facet.names:
                path, value = Path.of(entry_type.model).named(names)
                if path.model not in seen:
                    seen.add(path.model)
                    yield path, value


def moved_values(facet: Facet, values: Collection[str]) -> dict[str, str]:
    """Those of the values that are former addresses, with the value that each is now."""
    found: dict[str, str] = {}
    for path, _column in named(facet):
        if issubclass(path.model, Addressed):
            found |= moved(path.model, values)
    return found


def all_names(key: str) -> str:
    """A query for the values of a facet with all that they are called: ``key``, ``en``, ``ru``, ``kk``."""
    facet = declared(key)
    queries = []
    for path, value in named(facet):
        fields = [path.texts(names) for names in facet.all_names]
        words = [
            f"concat_ws({BETWEEN}, {', '.join(column.text for column in called)}) AS {lang}"
            for lang, called in zip(LANGUAGES, zip(*fields, strict=True), strict=True)
        ]
        queries.append(f"SELECT {value.text} AS key, {', '.join(words)} FROM {path.table} {path.end}")
    return " UNION ALL ".join(queries)
