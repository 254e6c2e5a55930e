"""What the two documents of a comparison are called in few words, and what is said of clauses that only one has."""

from django.utils.translation import gettext as _

from agreements.compare.comparison import Comparison, Fate


def short_names(comparison: Comparison) -> tuple[str, str]:
    """The years of both documents; their dates where the years are the same, and else their sides of the page."""
    left, right = (document.signed_date for document in comparison.documents)
    if left.year != right.year:
        return str(left.year), str(right.year)
    if str(left) != str(right):
        return str(left), str(right)
    return _("Left"), _("Right")


def fate_label(comparison: Comparison, fate: Fate) -> str:
    """Which of the documents has a theme, in words that claim no more than is known.

    Only where one document is known to change the other is what it alone has called new.
    """
    if fate == Fate.BOTH:
        return _("theme in both")
    left, right = (document.signed_date.year for document in comparison.documents)
    if comparison.without_clauses:
        return _("known of one document only")
    if left == right:
        return _("only left") if fate == Fate.LEFT else _("only right")
    if fate == Fate.RIGHT and comparison.follows:
        return _("new in %(year)s") % {"year": right}
    return _("only in %(year)s") % {"year": left if fate == Fate.LEFT else right}
