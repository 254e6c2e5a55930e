"""The order in which documents were signed, for every query that has their dates."""

from django.db.models import F
from django.db.models.expressions import OrderBy


def by_signature(
    path: str = "", *, latest_first: bool = False, days: tuple[str, str] = ("signed_lower", "signed_upper")
) -> tuple[OrderBy, ...]:
    """Arguments for ``order_by()``; ``path`` leads to the document, as in ``agreement__``, and its first and last day.

    A set of dates is filed under its latest. One without a first day comes before those of the same last day. The id
    makes the order total.
    """
    first, last, record_id = (F(f"{path}{field}") for field in (*days, "record_id"))
    if latest_first:
        return last.desc(), first.desc(nulls_last=True), record_id.desc()
    return last.asc(), first.asc(nulls_first=True), record_id.asc()
