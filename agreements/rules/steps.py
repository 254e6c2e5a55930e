"""The way of a document to the reader: who may take which step.

Draft → in review → published → withdrawn. What was published once is never a draft again: its address has been
cited, and answers with the document or with the reason of its withdrawal.
"""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin

from agreements.models import Agreement, State

PUBLISH = "agreements.publish_agreement"
CHANGE = "agreements.change_agreement"

User = AbstractBaseUser | AnonymousUser | PermissionsMixin

# State → the states that a cataloguer, and those that only an editor can give it.
_CATALOGUERS_STEPS = {State.DRAFT: (State.IN_REVIEW,), State.IN_REVIEW: (State.DRAFT,)}
_EDITORS_STEPS = {
    State.DRAFT: (State.PUBLISHED,),
    State.IN_REVIEW: (State.PUBLISHED,),
    State.PUBLISHED: (State.WITHDRAWN,),
    State.WITHDRAWN: (State.PUBLISHED,),
}


def is_editor(user: User) -> bool:
    """Whether ``user`` decides what readers see."""
    return bool(getattr(user, "has_perm", lambda _permission: False)(PUBLISH))


def steps(state: str, user: User) -> tuple[State, ...]:
    """The states that ``user`` can give to a document that is now in ``state``."""
    known = State(state)
    return _CATALOGUERS_STEPS.get(known, ()) + (_EDITORS_STEPS[known] if is_editor(user) else ())


def may_edit(user: User, agreement: Agreement) -> bool:
    """Whether ``user`` may change ``agreement``: what readers see is an editor's matter."""
    return State(agreement.state) in _CATALOGUERS_STEPS or is_editor(user)
