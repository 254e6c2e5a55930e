"""Documents that are plainly artificial, for what the record has no case of."""

from agreements.models import Agreement, Clause, State, Theme


def artificial(
    number: int, *clauses: tuple[str, str, str], state: str = State.PUBLISHED, signed: str = "2015"
) -> Agreement:
    """“Test Agreement <number>”, with clauses of (heading, summary, theme)."""
    agreement = Agreement(
        record_id=f"2015-agreement-test-{number}",
        title_en=f"Test Agreement {number}",
        kind_id="agreement",
        level_id="interstate",
        signed=signed,
        status_id="unknown",
        summary_en="Test summary",
        confidence_id="low",
    )
    if state == State.WITHDRAWN:
        agreement.publish()
        agreement.withdrawal_reason_en = f"Test reason {number}"
    agreement.state = state
    agreement.save()
    for number, (heading, summary, theme) in enumerate(clauses, 1):
        clause = Clause.objects.create(
            agreement=agreement, number=number, position=number, heading_en=heading, summary_en=summary
        )
        clause.themes.add(Theme.objects.get(pk=theme))
    agreement.refresh_from_db()
    return agreement
