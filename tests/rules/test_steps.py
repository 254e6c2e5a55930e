"""The way of a document to its readers, as docs/catalogue.md describes it: who may take which step."""

import pytest
from django.contrib.auth.models import AnonymousUser, User

from agreements.models import Agreement, State
from agreements.rules import steps

NOBODY, EDITOR = AnonymousUser(), User(is_superuser=True)


@pytest.mark.parametrize(
    ("state", "others", "editors"),
    [
        (State.DRAFT, {State.IN_REVIEW}, {State.IN_REVIEW, State.PUBLISHED}),
        (State.IN_REVIEW, {State.DRAFT}, {State.DRAFT, State.PUBLISHED}),
        (State.PUBLISHED, set(), {State.WITHDRAWN}),
        (State.WITHDRAWN, set(), {State.PUBLISHED}),
    ],
)
def test_steps_lead_as_the_buttons_say(state: State, others: set[State], editors: set[State]) -> None:
    assert set(steps.open_steps(Agreement(state=state), NOBODY)) == others
    assert set(steps.open_steps(Agreement(state=state), EDITOR)) == editors


@pytest.mark.parametrize("state", State)
def test_what_readers_have_seen_is_an_editors_to_change(state: State) -> None:
    assert steps.may_edit(NOBODY, Agreement(state=state)) is (state in (State.DRAFT, State.IN_REVIEW))
    assert steps.may_edit(EDITOR, Agreement(state=state))


def test_somebody_without_any_permissions_is_no_editor() -> None:
    assert not steps.is_editor(object())  # type: ignore[arg-type]
    assert not steps.is_editor(NOBODY)
    assert steps.is_editor(EDITOR)


@pytest.mark.parametrize("state", State)
def test_who_may_edit_takes_some_step(state: State) -> None:
    for user in (NOBODY, EDITOR):
        assert steps.may_edit(user, Agreement(state=state)) is bool(steps.open_steps(Agreement(state=state), user))
