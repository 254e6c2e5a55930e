"""Ways out where nothing is found: what leaving one thing aside would find."""

from collections.abc import Callable, Iterator
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from agreements.base.database import TooSlow
from agreements.search.choices import Choices
from agreements.search.question import leave_out
from agreements.search.results import Loosening

# So many choices, and so many words, are tried without: each is a search of its own.
MOST = 8


def loosen(choices: Choices, total: Callable[[str], int]) -> list[Loosening]:
    """Each way that finds something, most first, as far as there is time to look.

    ``total`` says how much the list of a query string has.
    """
    found = []
    for label, query in _ways(choices):
        try:
            count = total(query)
        except TooSlow:
            break
        found.append(Loosening(label, query, count))
    return sorted((way for way in found if way.count), key=lambda way: -way.count)


def _ways(choices: Choices) -> Iterator[tuple[str, str]]:
    """The label and the query string of each way to try."""
    for chip in choices.chips()[:MOST]:
        label = _("without %(facet)s: %(value)s") % {"facet": chip.facet_label, "value": chip.value_label}
        yield label, chip.query
    for name, rest in leave_out(choices.text)[:MOST]:
        yield _("without “%s”") % name, choices.query(q=rest)
    if choices.text and (choices.facets or choices.has_years):
        yield _("without the words"), choices.query(q=None, sort=None)
        yield _("without any filter"), urlencode({"q": choices.text})
