"""The citations of documents of the record, on a day on which no source was read."""

import datetime
from collections.abc import Iterator

from django.utils.translation import override

from agreements.citations import Citation, cite
from agreements.models import Agreement, Clause
from tests.citations.examples import BASE, INFERRED, document

TODAY = datetime.date(2026, 11, 27)
LANGUAGES = ("en", "ru", "kk")


def changed(record_id: str = INFERRED, **columns: object) -> Agreement:
    """A document of the record with other, plainly artificial, values."""
    Agreement.objects.filter(record_id=record_id).update(**columns)
    return document(record_id)


def cited(agreement: Agreement, clause: Clause | None = None, language: str = "en") -> dict[str, Citation]:
    with override(language):
        citations = cite(agreement, clause=clause, accessed=TODAY, base_url=BASE)
    return {citation.key: citation for citation in citations}


def everything() -> Iterator[tuple[Agreement, Clause | None, str]]:
    """Every document and every clause, on the pages of each language."""
    for agreement in Agreement.objects.published().for_record():
        for language in LANGUAGES:
            yield agreement, None, language
            for clause in agreement.clauses.all():
                yield agreement, clause, language
