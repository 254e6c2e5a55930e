"""Where in a document the cited clause is, as each style says it."""

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from agreements.base.languages import Text
from agreements.base.references import pinpoint
from agreements.citations.facts import CitationFacts
from agreements.citations.markup import chicago_case, in_language

# A clause without a number in any source has the heading that the archive gave it, and nobody should look for that in
# the text: the words say whose it is. The number in our address is no number of the document.
# APA 8.13 and Chicago 14.160 cite what has no number by its heading ("…" section; under "…").
HEADINGS = {
    "gost-ru": "Положение «{}» [заголовок архива]",
    "gost-kk": "«{}» ережесі [тақырыбын архив қойған]",
    "apa": "“{}” section [archive’s heading]",
    "chicago": "under “{}” [archive’s heading]",
    "oscola": "‘{}’ [archive’s heading]",
}

# Quotation marks within others: single ones in America (OSCOLA has single ones outside), „“ in Russian and Kazakh.
INSIDE = str.maketrans("“”«»", "‘’„“")


@dataclass(frozen=True)
class Locator:
    """How a style names an article or point; ``begins``: it begins a part of the citation, with a capital."""

    style: str
    begins: bool = False

    def show(self, facts: CitationFacts, language: str) -> SafeString:
        """The number of the cited clause; the archive's heading, called so, if no source gives a number."""
        if not facts.clause:
            return SafeString("")
        if not facts.clause.ref:
            assert facts.heading is not None
            return format_html(
                HEADINGS[self.style], in_language(facts.heading, language, shown=self._heading(facts.heading))
            )
        number = pinpoint(facts.clause.ref, self.style)
        return format_html("{}", number[:1].upper() + number[1:] if self.begins else number)

    def _heading(self, heading: Text) -> str:
        """A heading within quotation marks, with others inside; in Chicago in headline style as titles are."""
        shown = chicago_case(heading) if self.style == "chicago" and heading.lang == "en" else str(heading)
        return shown if self.style == "oscola" else shown.translate(INSIDE)
