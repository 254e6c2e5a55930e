"""Ways out where nothing is found: what leaving one thing aside would find."""

from collections.abc import Callable, Iterator
from itertools import islice
from time import monotonic as clock
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from agreements.base.database import TooSlow
from agreements.search.choices import Choices
from agreements.search.results import Loosening
from agreements.search.tokens import leave_out

# Each way is a search of its own: no more than so many are tried, and none after so many seconds.
MOST = 8
SECONDS = 0.5


def loosen(choices: Choices, total: Callable[[str], int]) -> list[Loosening]:
    """Each way that finds something, most first, as far as there is time to look.

    ``total`` says how much the list of a query string has.
    """
    found = []
    begun = clock()
    for label, query in islice(_ways(choices), MOST):
        if clock() - begun > SECONDS:
            break
        try:
            count = total(query)
        except TooSlow:
            break
        found.append(Loosening(label, query, count))
    return sorted((way for way in found if way.count), key=lambda way: -way.count)


def _ways(choices: Choices) -> Iterator[tuple[str, str]]:
    """The label and the query string of each way to try."""
    reading = choices.reading
    if choices.words and choices.are_filters:
        yield _("without the words"), choices.asking(reading.pieces, words="", sort=None)
    if choices.text and (choices.facets or choices.has_years or choices.signed):
        yield _("without any filter"), urlencode({"q": choices.text})
    if len(reading.unknown) > 1:
        known = choices.asking([piece for piece in reading.pieces if piece not in reading.unknown])
        if known:
            yield _("without what the archive does not have"), known
    for piece in reading.pieces:
        yield _("without “%s”") % piece.written, choices.asking([one for one in reading.pieces if one is not piece])
    for chip in choices.chips():
        label = _("without %(facet)s: %(value)s") % {"facet": chip.facet_label, "value": chip.value_label}
        yield label, chip.query
    for name, rest in leave_out(choices.words):
        query = choices.asking(reading.pieces, words=rest) if reading.is_read else choices.query(q=rest)
        yield _("without “%s”") % name, query
