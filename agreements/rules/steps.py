"""The steps of an entry to its readers: who may take which, and the code that takes them.

Draft → in review → published → withdrawn. What was published once is never a draft again: its address has been
cited, and answers with the entry or with the reason of its withdrawal. Every way in (admin, files)
asks here: `check` before it saves what somebody entered, `take` to change the state alone.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _
from django.utils.translation import override

from agreements.models import Entry, State
from agreements.rules.completeness import problems_of

User = AbstractBaseUser | AnonymousUser | PermissionsMixin

#: Sent with ``entry``, ``before``, ``after`` and ``by`` (who) for every step that was taken.
taken = Signal()

# State → the states that a cataloguer, and those that only an editor can give it.
_CATALOGUERS_STEPS = {State.DRAFT: (State.IN_REVIEW,), State.IN_REVIEW: (State.DRAFT,)}
_EDITORS_STEPS = {
    State.DRAFT: (State.PUBLISHED,),
    State.IN_REVIEW: (State.PUBLISHED,),
    State.PUBLISHED: (State.WITHDRAWN,),
    State.WITHDRAWN: (State.PUBLISHED,),
}


def is_editor(user: User) -> bool:
    """Whether ``user`` decides what readers see of any kind of entry."""
    return any(may_publish(user, kind) for kind in Entry.kinds().values())


def may_publish(user: User, kind: type[Entry]) -> bool:
    """Whether ``user`` decides what readers see of the entries of this kind."""
    permission = f"{kind._meta.app_label}.publish_{kind._meta.model_name}"
    return bool(getattr(user, "has_perm", lambda _permission: False)(permission))


def open_steps(entry: Entry, user: User, state: str | None = None) -> tuple[State, ...]:
    """The states that ``user`` can give to ``entry``, which is now in ``state`` (its own unless told otherwise)."""
    now = State(state or entry.state)
    return _CATALOGUERS_STEPS.get(now, ()) + (_EDITORS_STEPS[now] if may_publish(user, type(entry)) else ())


def may_edit(user: User, entry: Entry) -> bool:
    """Whether ``user`` may change ``entry``: what readers see is an editor's matter."""
    return State(entry.state) in _CATALOGUERS_STEPS or may_publish(user, type(entry))


@dataclass
class Conflict(ValidationError):
    """Somebody else saved the entry since it was read."""

    entry: Entry
    who: str
    when: datetime.datetime

    def __post_init__(self) -> None:
        super().__init__(
            _("%(who)s saved this meanwhile (%(when)s).") % {"who": self.who, "when": self.when.isoformat()},
            code="conflict",
        )


def version(entry: Entry) -> str:
    """The version of a stored entry, which a form sends back with its changes."""
    return entry.changed.isoformat()


def check(entry: Entry, user: User, *, wanted: str, seen: str | None) -> None:
    """Whether ``user`` may save changes of ``entry`` (as it is stored, in its state) and take it to ``wanted``.

    ``seen`` is the version that the changes were made to, None for a new entry. Whoever asks has locked the stored row
    before reading it, until the end of the transaction. Raises `Conflict`, or ValidationError with the code
    ``forbidden``.
    """
    if not may_edit(user, entry):
        raise ValidationError(
            _("This document has been published; only editors change it. What you entered is below, unsaved."),
            code="forbidden",
        )
    if seen is not None:
        stored = Entry.objects.only("changed").get(pk=entry.pk)
        if seen != version(stored):
            raise Conflict(entry, last_change(entry)[0], stored.changed)
    if wanted != entry.state and wanted not in open_steps(entry, user):
        raise ValidationError(
            _("You cannot take this document from “%(now)s” to that state. Save it, and ask an editor."),
            code="forbidden",
            params={"now": State(entry.state).label},
        )


def last_change(row: Any) -> tuple[str, datetime.datetime | None]:
    """Who saved the row last, and when, from the history of the admin; commands leave no trace there."""
    history = LogEntry.objects.filter(content_type=get_content_type_for_model(row), object_id=row.pk)
    last = history.select_related("user").order_by("-action_time").first()
    return (last.user.get_username(), last.action_time) if last else (_("somebody else"), None)


@transaction.atomic
def take(kind: type[Entry], pk: int, state: State, by: Any) -> list[str]:
    """Take one entry to ``state``, or say what keeps it from there: no message when it is done.

    Raises ``kind.DoesNotExist`` where somebody deleted it meanwhile.
    """
    Entry.objects.select_for_update().get(pk=pk)
    entry = kind._default_manager.get(pk=pk)
    if state not in open_steps(entry, by):
        return [_("this is not possible from “%(state)s”") % {"state": entry.get_state_display()}]
    if lacks := [problem.message for problem in problems_of(entry)]:
        return lacks
    before, entry.state = entry.state, state
    entry.save()
    LogEntry.objects.log_actions(
        by.pk, [entry], CHANGE, change_message=[step_message(before, state)], single_object=True
    )
    taken.send(kind, entry=entry, before=before, after=state, by=by)
    return []


def step_message(before: str, after: str) -> dict[str, Any]:
    """A step as the history of the admin has it."""
    with override(None):
        return {"changed": {"fields": [f"State ({State(before).label} → {State(after).label})"]}}
