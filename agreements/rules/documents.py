"""What a document needs before it goes to review or to readers, beside what every entry needs."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from agreements.base.languages import country_name
from agreements.models import Agreement, Clause, Party, Place, Region, Signatory, Theme
from agreements.rules.completeness import Problem, Whole, gaps_of, named_languages, whole_of


@dataclass(frozen=True)
class WholeDocument(Whole):
    """A document with all its parts."""

    entry: Agreement
    parties: Sequence[Party] = ()
    signatories: Sequence[Signatory] = ()
    clauses: Sequence[tuple[Clause, Collection[Theme]]] = ()
    regions: Collection[Region] = ()

    @classmethod
    def parts_of(cls, entry: Any) -> dict[str, Any]:
        """The parts of a document as the database has them; fetch it with ``for_record()``."""
        return super().parts_of(entry) | {
            "parties": [participation.party for participation in entry.participations.all()],
            "signatories": list(entry.signatories.all()),
            "clauses": [(clause, clause.themes.all()) for clause in entry.clauses.all()],
            "regions": entry.regions.all(),
        }

    def own_facts(self) -> dict[str, Any]:
        """The facts without columns, by key; empty where the document does not state one."""
        return super().own_facts() | {
            "parties": self.parties,
            "signatories": self.signatories,
            "place": self.entry.place_id or self.entry.place_region_id,
            "clauses": self.clauses,
            "regions": self.regions,
        }

    def own_problems(self) -> Iterator[Problem]:
        """What a document lacks of parties, signatories and clauses."""
        yield from _parties(self)
        yield from _signatories(self)
        yield from _clauses(self)


def _parties(whole: WholeDocument) -> Iterator[Problem]:
    sides = sorted({party.side for party in whole.parties})
    if not sides:
        yield Problem("participations", _("No party is named. Add at least one party on each side."))
    elif len(sides) == 1:
        yield Problem(
            "participations",
            _("All parties are on one side (%(side)s). Add at least one party of the other side.")
            % {"side": country_name(sides[0])},
        )


def _signatories(whole: WholeDocument) -> Iterator[Problem]:
    sides = {party.side for party in whole.parties}
    for signatory in whole.signatories:
        if sides and signatory.side not in sides:
            yield Problem(
                "signatories",
                _("%(person)s signs for a side that has no party (%(side)s). Correct the side, or add the party.")
                % {"person": signatory.person, "side": signatory.side},
            )
        if gaps := gaps_of(signatory, "office"):
            yield Problem(
                "signatories",
                _("The office of %(person)s is missing %(languages)s.")
                % {"person": signatory.person, "languages": named_languages(gaps)},
            )


def _clauses(whole: WholeDocument) -> Iterator[Problem]:
    for clause, themes in whole.clauses:
        label = {"number": clause.number}
        for name, message in (
            ("heading", _("The heading of clause %(number)s is missing %(languages)s.")),
            ("summary", _("The summary of clause %(number)s is missing %(languages)s.")),
        ):
            if gaps := gaps_of(clause, name, always=True):
                yield Problem("clauses", message % {**label, "languages": named_languages(gaps)})
        if not themes:
            yield Problem("clauses", _("Clause %(number)s has no theme. Choose at least one.") % label)


#: What the rules read of the entries that documents share.
READ_BY_RULES: dict[type[Model], frozenset[str]] = {
    Party: frozenset({"side"}),
    Place: frozenset({"name_en"}),
    Region: frozenset({"name_en"}),
}


def broken_by(entry: Model, documents: QuerySet[Agreement]) -> dict[str, str]:
    """The published ``documents`` that the unsaved changes of a shared entry would break, by id, each with the reason.

    The entry (a party, a person, a place, a region) is saved in a transaction that is rolled back.
    """

    def faults() -> dict[str, list[str]]:
        published = documents.published().for_record().prefetch_related("signatories__person")  # type: ignore[attr-defined]
        return {agreement.record_id: [*_inconsistent(agreement), *_messages(agreement)] for agreement in published}

    with transaction.atomic():
        before = faults()
        entry.save()
        after = faults()
        transaction.set_rollback(True)
    return {
        record_id: " ".join(new)
        for record_id, messages in after.items()
        if (new := [message for message in messages if message not in before.get(record_id, ())])
    }


def _messages(agreement: Agreement) -> list[str]:
    return [problem.message for problem in whole_of(agreement).problems()]


def _inconsistent(agreement: Agreement) -> list[str]:
    try:
        agreement.clean()
    except ValidationError as error:
        return error.messages
    return []
