"""Watches who signs in and out, and every change of an account: each is logged, and ends the sessions that it should.

Django's signals tell of changes on every way in: the admin, commands, the shell.
"""

from typing import Any

from django.contrib.auth.models import Group, User
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.dispatch import Signal

from agreements.rules import steps
from archive.accounts import events, sessions

RIGHTS = ("is_active", "is_staff", "is_superuser")
NAMES = ("username", "email")
_BEFORE = "_before_saving"


def connect() -> None:
    """Begin to watch."""
    user_logged_in.connect(_signed_in)
    user_logged_out.connect(_signed_out)
    pre_save.connect(_saving, sender=User)
    post_save.connect(_saved, sender=User)
    post_delete.connect(_deleted, sender=User)
    for through in (User.groups.through, User.user_permissions.through):
        m2m_changed.connect(_given, sender=through)
    m2m_changed.connect(_role_changed, sender=Group.permissions.through)
    steps.taken.connect(_step)


def _signed_in(sender: Any, request: Any, user: Any, **_options: Any) -> None:
    sessions.begin(request.session)
    sessions.sweep()
    events.log("signed-in", user=user.get_username(), by=user.get_username())


def _signed_out(sender: Any, request: Any, user: Any, **_options: Any) -> None:
    if user is not None:
        events.log("signed-out", user=user.get_username(), by=user.get_username())


def _saving(sender: Any, instance: User, update_fields: Any = None, raw: bool = False, **_options: Any) -> None:
    """Keep what is stored, where it may be changed."""
    watched = {*RIGHTS, *NAMES, "password"}
    if raw or (update_fields is not None and not watched & {*update_fields}):
        before = None
    else:
        before = User.objects.filter(pk=instance.pk).first() if instance.pk else None
    setattr(instance, _BEFORE, before)
    # Django hashes a password anew at sign-in without that being a change: `_password` holds only one that was set.
    instance._password_was_set = getattr(instance, "_password", None) is not None  # type: ignore[attr-defined]


def _saved(sender: Any, instance: User, created: bool, raw: bool = False, **_options: Any) -> None:
    name = instance.get_username()
    if created:
        given = [right for right in RIGHTS if getattr(instance, right)]
        events.log_when_saved("account-made", user=name, rights=",".join(given))
        return
    before: User | None = getattr(instance, _BEFORE, None)
    if before is None:
        return
    changes = [right for right in RIGHTS if getattr(before, right) != getattr(instance, right)]
    for right in changes:
        events.log_when_saved("rights-changed", user=name, right=right, now=getattr(instance, right))
    if before.password != instance.password and instance._password_was_set:  # type: ignore[attr-defined]
        changes.append("password")
        events.log_when_saved("password-changed", user=name)
    for what in NAMES:
        if getattr(before, what) != getattr(instance, what):
            events.log_when_saved("account-changed", user=name, what=what, before=before.get_username())
    if changes:
        _end_sessions(instance)


def _deleted(sender: Any, instance: User, **_options: Any) -> None:
    events.log_when_saved("account-deleted", user=instance.get_username())
    if instance.pk:
        sessions.end_all(instance.pk)


def _given(sender: Any, instance: Any, action: str, reverse: bool, model: Any, pk_set: Any, **_options: Any) -> None:
    """Roles or permissions of a user, whichever side they were given from."""
    if action not in ("post_add", "post_remove", "pre_clear") or (pk_set is not None and not pk_set):
        return
    users, given = [instance], model.objects.filter(pk__in=pk_set or ())
    if action == "pre_clear":
        given = _all_of(instance, model) if not reverse else ()
    if reverse:
        users = list(User.objects.filter(pk__in=pk_set)) if pk_set else list(instance.user_set.all())
        given = [instance]
    if not given:
        return
    what = ", ".join(sorted(str(one) for one in given))
    for user in users:
        way = "given" if action == "post_add" else "taken"
        events.log_when_saved("rights-changed", user=user.get_username(), **{way: what})
        _end_sessions(user)


def _all_of(user: User, model: Any) -> Any:
    return user.groups.all() if model is Group else user.user_permissions.all()


def _role_changed(sender: Any, instance: Any, action: str, reverse: bool, pk_set: Any, **_options: Any) -> None:
    """The permissions of a role."""
    if reverse or not isinstance(instance, Group) or action not in ("post_add", "post_remove", "post_clear"):
        return
    if pk_set is not None and not pk_set:
        return
    events.log_when_saved("role-changed", role=instance.name, action=action.removeprefix("post_"))
    for user in instance.user_set.all():
        _end_sessions(user)


def _end_sessions(user: User) -> None:
    """What a user may do has changed: whoever is signed in with it signs in again."""
    if ended := sessions.end_all(user.pk):
        events.log_when_saved("sessions-ended", user=user.get_username(), count=ended)


def _step(sender: Signal, entry: Any, before: str, after: str, by: Any, **_options: Any) -> None:
    events.log_when_saved(
        "step-taken", entry=entry.record_id, kind=type(entry)._meta.model_name, before=before, after=after,
        by=by.get_username(),
    )  # fmt: skip
