"""What a chart is made of: numbers that lead to their documents, a table, and a drawing of the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import ngettext

from agreements.insights.figures import Figure
from agreements.models import Agreement, AgreementQuerySet
from agreements.search import Search
from agreements.search.subsets import MOST, PARAMETER


@dataclass(frozen=True)
class Cell:
    """One number of a chart: what it counts, and the list of exactly the documents it counts.

    ``url`` is empty where no address can say it.
    """

    label: str
    count: int
    url: str

    @property
    def unit(self) -> str:
        """What is counted, in the number of this one: for listeners, behind the number."""
        return ngettext("document", "documents", self.count)

    @property
    def name(self) -> str:
        """The number in words, for those who do not see the drawing."""
        text = ngettext("%(label)s: %(count)s document", "%(label)s: %(count)s documents", self.count)
        return text % {"label": self.label, "count": self.count}


@dataclass(frozen=True)
class Linked:
    """The name of one document, which leads to its page."""

    text: str
    url: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Table:
    """The numbers of a chart: each row begins with its heading, a `Cell` is a number with its list.

    ``foot`` is the row of what all others are parts of.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[Any]]
    foot: Sequence[Any] = ()

    @property
    def all_rows(self) -> list[Sequence[Any]]:
        """The rows, the last of them the foot."""
        return [*self.rows, *([self.foot] if self.foot else [])]

    def plain(self) -> list[list[Any]]:
        """The same without links, heading first: what is downloaded."""
        plain = [[value.count if isinstance(value, Cell) else str(value) for value in row] for row in self.all_rows]
        return [list(self.head), *plain]


@dataclass(frozen=True)
class Chart:
    """One picture of the archive: its name, the finding it shows, the numbers, and how they were counted."""

    slug: str
    name: str
    title: str
    subtitle: str
    method: str
    table: Table
    figure: Figure


class Result:
    """The documents that the filters in the address leave, and the addresses of parts of them."""

    def __init__(self, search: Search) -> None:
        self.search = search
        self.total = search.entries
        self._chosen = QueryDict(search.choices.query())

    @cached_property
    def documents(self) -> AgreementQuerySet:
        """The documents as a set: without order, ready to be counted and grouped."""
        return Agreement.objects.published().filter(pk__in=self.search.hits.rows().values("pk")).order_by()

    def chosen(self, facet: str) -> list[str]:
        """What the reader chose in ``facet``: values of one facet are alternatives, so numbers keep to them."""
        return self._chosen.getlist(facet)

    def within(self, facet: str, values: QuerySet[Any], column: str) -> QuerySet[Any]:
        """Of ``values`` (rows that link a document to a value of ``facet``), those of these documents."""
        values = values.filter(agreement__in=self.documents.values("pk")).order_by()
        chosen = self.chosen(facet)
        return values.filter(**{f"{column}__in": chosen}) if chosen else values

    def cell(self, label: str, count: int, **part: Any) -> Cell:
        """A number with the list of what it counts: these documents, narrowed to a ``part`` of them."""
        return Cell(label, count, self.address(**part))

    def address(self, **part: Any) -> str:
        """The list of these documents, narrowed to a ``part``; a subset is added to those chosen before.

        Empty if the list takes no further subset.
        """
        query = QueryDict(self.search.choices.query(page=None, view=None, sort=None), mutable=True)
        for name, value in part.items():
            values = [str(item) for item in value] if isinstance(value, list) else [str(value)]
            if name == PARAMETER:
                values = list(dict.fromkeys([*query.getlist(name), *values]))
                if len(values) > MOST:
                    return ""
            query.setlist(name, values)
        chosen = urlencode(sorted(query.lists()), doseq=True)
        return f"{reverse('agreements')}{'?' if chosen else ''}{chosen}"


ChartBuilder = Callable[[Result], Chart | None]
