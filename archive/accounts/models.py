"""What is kept of sign-ins: sessions, attempts, recovery codes."""

import hashlib
import secrets
from base64 import b32encode

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _


class Session(AbstractBaseSession):
    """A session of somebody of the staff, also while only the password has been given.

    The user is a number and no foreign key: sessions are nobody's property that a form of the admin should list.
    """

    user_id = models.BigIntegerField(null=True, db_index=True)
    begun = models.DateTimeField(null=True)

    class Meta(AbstractBaseSession.Meta):
        pass

    @classmethod
    def get_session_store_class(cls) -> type:
        from archive.accounts.sessions import SessionStore

        return SessionStore


class Attempt(models.Model):
    """One password or code that somebody tried, for a name from an address.

    Of the name only a keyed digest is kept: people type passwords into the wrong field.
    """

    of = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    at = models.DateTimeField()
    succeeded = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["of", "address", "at"], name="attempt_of_pair"),
            models.Index(fields=["address", "at"], name="attempt_of_address"),
            models.Index(fields=["at"], name="attempt_at"),
        ]

    def __str__(self) -> str:
        return f"{self.address} {self.at}"


class RecoveryCode(models.Model):
    """A code that stands in once for the one of the app. Its 120 random bits make a plain digest enough."""

    LENGTH = 24  # letters of base 32

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_of_user")]

    def __str__(self) -> str:
        return str(_("recovery code"))

    @classmethod
    def draw(cls) -> str:
        """A new code, in groups of four letters."""
        letters = b32encode(secrets.token_bytes(15)).decode().lower()
        return "-".join(letters[start : start + 4] for start in range(0, cls.LENGTH, 4))

    @staticmethod
    def digest_of(code: str) -> str:
        """What is kept of a code, however it was typed: with blanks, hyphens, capitals."""
        letters = "".join(letter for letter in code.lower() if letter.isalnum())
        return hashlib.sha256(letters.encode()).hexdigest()
