"""Sessions end when nobody has used them for a while, after a working day at the latest, and when an account changes.

What ends them is the row: a session without one is over, in every process and at once.
"""

import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.db import InternalError, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

from archive.accounts import models

IDLE = datetime.timedelta(minutes=45)
LONGEST = datetime.timedelta(hours=12)
# How much of the idle time may pass before the row is written again: not each page of the admin writes.
GRAIN = datetime.timedelta(minutes=1)
PENDING = "accounts.pending"  # who has given the password and not yet the code
BEGUN = "accounts.begun"


RANDOM, SIGNED = 24, 16  # letters of a key: 124 bits that nobody guesses, and 64 that show whose they are


def signature(random: str) -> str:
    """What the archive puts after the random part of a session's key."""
    return salted_hmac("archive.accounts.session", random, algorithm="sha256").hexdigest()[:SIGNED]


def is_made_here(key: str) -> bool:
    """Whether the archive has given this key to somebody once; whether the session still lasts, the database knows."""
    return len(key) == RANDOM + SIGNED and constant_time_compare(key[RANDOM:], signature(key[:RANDOM]))


class SessionStore(db.SessionStore):
    """Django's sessions in the database, with the user beside them and an end that moves on with use.

    Their keys are signed, so that the server can tell a stranger before it has asked the database.
    """

    def _get_new_session_key(self) -> str:
        random = get_random_string(RANDOM, VALID_KEY_CHARS)
        return random + signature(random)

    @classmethod
    def get_model_class(cls) -> type[models.Session]:
        return models.Session

    def get_expiry_date(self, **options: Any) -> datetime.datetime:
        """When the session ends if nobody uses it any more."""
        end = timezone.now() + IDLE
        if begun := self.get(BEGUN):
            end = min(end, datetime.datetime.fromisoformat(begun) + LONGEST)
        return end

    def create_model_instance(self, data: dict[str, Any]) -> models.Session:
        row: Any = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY) or data.get(PENDING, {}).get("user")
        row.begun = data.get(BEGUN)
        return row  # type: ignore[no-any-return]

    def load(self) -> dict[str, Any]:
        """What the session holds; its end moves on."""
        row: Any = self._get_session_from_db()  # type: ignore[attr-defined]
        if row is None:
            return {}
        end = timezone.now() + IDLE
        if row.begun:
            end = min(end, row.begun + LONGEST)
        if end - row.expire_date >= GRAIN:
            try:
                with transaction.atomic():
                    models.Session.objects.filter(pk=row.pk).update(expire_date=end)
            except InternalError:
                pass  # a database that is only read for the moment: the session is as good as it was
        return self.decode(row.session_data)


def begin(session: Any) -> None:
    """Let the longest time of a session count from now."""
    session[BEGUN] = timezone.now().isoformat()


def of(user_id: int) -> Any:
    """The sessions of a user that are not over, the one used last first."""
    return models.Session.objects.filter(user_id=user_id, expire_date__gt=timezone.now()).order_by("-expire_date")


def end_all(user_id: int) -> int:
    """End every session of a user; how many there were."""
    return models.Session.objects.filter(user_id=user_id).delete()[0]


def sweep() -> None:
    """Remove sessions that are over, a bounded number at a time; whoever signs in does so."""
    with transaction.atomic():
        over = models.Session.objects.filter(expire_date__lt=timezone.now()).select_for_update(skip_locked=True)
        models.Session.objects.filter(pk__in=list(over.values_list("pk", flat=True)[:1000])).delete()
