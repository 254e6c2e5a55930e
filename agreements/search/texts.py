"""The texts that entries are found by, each said once: where it is, and how heavy it weighs.

From a declaration come the lexemes of the index, the words of the record, and the columns that the index watches. What
an entry itself states is declared in its table of facts (agreements/models/facts.py), with its weight.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from agreements.models import Entry
from agreements.search.words import NAME, NOTE, TITLE, VOCABULARY

#: The families of lexemes by the weight of a text of the entry. Titles and names are found in theirs once more, notes
#: and vocabulary in theirs only. In a part, A and B are no titles and names of the entry.
FAMILIES = {"A": TITLE, "B": NAME, "N": NOTE, "V": VOCABULARY}
PARTS_FAMILIES = {"N": NOTE, "V": VOCABULARY}


@dataclass(frozen=True)
class Text:
    """A text of an entry, or of one of its parts."""

    path: str
    """From the entry or the part to a field, over Django's models. A field in three languages is called without any."""

    weight: str
    """A to D, as agreements/search/ranking.py weighs them; N for notes, V for words of the vocabulary."""

    said: str = ""
    """The database function of a value and a language that says it in words."""

    words: tuple[str, str, str] | None = None
    """What is found in English, Russian and Kazakh wherever the path leads to a row, whatever the row holds."""

    compared: bool = False
    """Whether the part is compared by it with other parts."""


@dataclass(frozen=True)
class Part:
    """Something that an entry has several of, each found by itself."""

    name: str
    path: str
    """The relation from the entry."""

    order: str
    """The field with its position among the others."""

    texts: tuple[Text, ...]
    facets: Mapping[str, str] = field(default_factory=dict)
    """By which facet, and over which path, it has values of its own: it is found by what they are called."""


def stated(model: type[Entry]) -> Iterator[Text]:
    """The texts in the table of facts of a kind of entry."""
    for fact in model.facts:
        yield from (Text(column.name, column.weight) for column in fact.columns if column.weight)


#: Of documents, besides what their facts state.
TEXTS = (
    Text("participations__party__name", "B"),
    Text("signatories__person__name", "B"),
    # A place under all its names, and the territory that it lies in.
    Text("place__name", "B"),
    Text("place__same_as__name", "B"),
    Text("place__other_names__name", "B"),
    Text("place__region__name", "B"),
    Text("place_region__name", "B"),
    Text("regions__name", "B"),
    Text("signed", "B", said="search_date"),
    Text("signatories__office", "C"),
    Text("signatories", "V", words=("signed by signatory", "подписал подписано подписант", "қол қойған қойды")),
)

CLAUSES = Part(
    "clause",
    "clauses",
    "position",
    texts=(
        Text("heading", "A", compared=True),
        Text("ref", "B", said="search_reference"),
        Text("summary", "C", compared=True),
        Text("text", "D"),
    ),
    facets={"theme": "themes"},
)
