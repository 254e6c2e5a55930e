"""What stands above a result that is not quite what was asked for: that, and then what is shown instead."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.search.results import Catalogued


@dataclass(frozen=True)
class Introduction:
    """The words that no document has, and how documents were found all the same."""

    missing: Sequence[str] = ()
    """Words that were left aside."""
    aside: Sequence[str] = ()
    """Words that were left aside because none of what was asked for besides has them."""
    respelled: Sequence[str] = ()
    """Words that were looked for in the nearest spelling."""
    nearest: Sequence[str] = ()
    """What was looked for instead of them."""
    nearest_query: str = ""
    """The query that asks for that."""
    unsaid: Sequence[str] = ()
    """Words by which documents are found in the vocabulary only."""
    catalogued: Sequence[Catalogued] = ()
    """The terms of the vocabulary that have them."""
    is_partial: bool = False
    """Whether no document has all the words together."""

    def __bool__(self) -> bool:
        return bool(self._nowhere or self.aside) or self.is_partial

    @property
    def _nowhere(self) -> list[str]:
        return list(dict.fromkeys([*self.missing, *self.respelled, *self.unsaid]))

    @property
    def said(self) -> str:
        """What the archive does not have."""
        if not self._nowhere and self.aside:
            return _("None of these documents contains %(words)s") % {"words": quoted(self.aside)}
        if not (words := self._nowhere):
            return _("No document contains all these words")
        said = ngettext("No document contains %(words)s", "No document contains any of %(words)s", len(words))
        return said % {"words": quoted(words)}

    @property
    def ways(self) -> Iterator[SafeString]:
        """How what is shown was found."""
        if left := [*self.missing, *self.aside]:
            yield format_html(_("Without {}"), quoted(left))
        if self.nearest:
            link = format_html('<a href="?{}" rel="nofollow">{}</a>', self.nearest_query, ", ".join(self.nearest))
            yield format_html(_("By the closest spelling, {}"), link)
        if self.catalogued:
            yield format_html(
                _("Catalogued under {}"), format_html_join(", ", "{}", ((term.link,) for term in self.catalogued))
            )
        if self.is_partial:
            yield format_html("{}", _("With most of the words"))


def quoted(words: Iterable[str]) -> str:
    """Words as they were asked for, each in quotation marks."""
    return ", ".join(_("“%(words)s”") % {"words": word} for word in words)
