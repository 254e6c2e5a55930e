"""Documents that may be one and the same, entered twice."""

from collections.abc import Iterable

from agreements.base.languages import columns
from agreements.base.texts import skeleton
from agreements.models import Agreement, Party


def alike(agreement: Agreement, parties: Iterable[Party]) -> Agreement | None:
    """Another document of the same date and kind that has the same parties, or in some language the same title."""
    own = {party.pk for party in parties}
    titles = {name: skeleton(str(getattr(agreement, name))) for name in columns("title")}
    others = Agreement.objects.filter(signed=agreement.signed, kind=agreement.kind).exclude(pk=agreement.pk)
    for other in others.for_list().order_by("pk"):
        if own and own == {participation.party_id for participation in other.participations.all()}:
            return other
        if any(title and title == skeleton(getattr(other, name)) for name, title in titles.items()):
            return other
    return None
