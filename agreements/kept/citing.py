"""The citations of a reading list: of each line that one which belongs into a list of references."""

import datetime

from agreements.citations import Citation, cite
from agreements.citations.styles import NAMES
from agreements.exports.rows import Item

STYLES = NAMES
DEFAULT = next(iter(NAMES))
# A treaty is cited in notes only by some styles; a bibliography does not say which clause.
FORMS = ("reference", "bibliography", "note")
FORMS_OF_CLAUSES = ("note", "reference", "bibliography")


def citation(item: Item, style: str, *, base_url: str, accessed: datetime.date) -> Citation:
    """The citation of a document or clause in a style, in the form that lists of references have."""
    citations = [
        one
        for one in cite(item.agreement, clause=item.clause, accessed=accessed, base_url=base_url)
        if one.style == style
    ]
    forms = FORMS_OF_CLAUSES if item.clause else FORMS
    return min(citations, key=lambda one: forms.index(one.form) if one.form in forms else len(forms))
