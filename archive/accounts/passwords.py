"""What a password must be, with Django's list of common ones: long enough, and not made of words everybody tries."""

import re
import unicodedata
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SHORTEST, LONGEST = 12, 128
# Words that whoever attacks this archive tries first, in its three languages.
WORDS = (
    *("archive", "agreement", "treaty", "catalogue", "catalog", "cataloguer", "editor", "culture", "cultural"),
    *("admin", "administrator", "password", "welcome", "letmein", "russia", "kazakhstan", "moscow", "astana", "almaty"),
    *("архив", "соглашение", "договор", "культура", "пароль", "россия", "казахстан", "москва", "астана", "алматы"),
    *("мұрағат", "келісім", "шарт", "мәдениет", "құпиясөз", "ресей", "қазақстан", "мәскеу"),
)
_TOO_LITTLE = 6  # letters and digits that must be left without those words


class Length:
    """From 12 to 128 characters, of whatever kind."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError if the password is too short, or longer than is kept."""
        if len(password) < SHORTEST:
            raise ValidationError(
                ngettext(
                    "This password is too short: it needs at least %(count)s character.",
                    "This password is too short: it needs at least %(count)s characters.",
                    SHORTEST,
                )
                % {"count": SHORTEST},
                code="password_too_short",
            )
        if len(password) > LONGEST:
            raise ValidationError(
                ngettext(
                    "This password is too long: it may have %(count)s character.",
                    "This password is too long: it may have %(count)s characters.",
                    LONGEST,
                )
                % {"count": LONGEST},
                code="password_too_long",
            )

    def get_help_text(self) -> str:
        """What is asked for, as the form says it."""
        return _(
            "From %(least)s to %(most)s characters of any kind, best several words that nobody else would put together."
        ) % {
            "least": SHORTEST,
            "most": LONGEST,
        }


class Guessable:
    """Not made of the archive's words or one's own names; no common password, with numbers around it or repeated."""

    def __init__(self) -> None:
        self.common = {_folded(password) for password in CommonPasswordValidator().passwords} - {""}

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError if little is left without what everybody would try."""
        rest = _folded(password)
        if repeated := re.fullmatch(r"(.+?)\1+", rest):
            rest = repeated[1]
        names = (getattr(user, name, "") or "" for name in ("username", "first_name", "last_name", "email"))
        own = {part for name in names for part in re.split(r"[\W_]+", name.casefold()) if len(part) >= 3}
        for word in sorted({*WORDS, *own}, key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(rest) < _TOO_LITTLE or not self.common.isdisjoint({rest, rest.strip("0123456789")}):
            raise ValidationError(
                _(
                    "This password is easy to guess: it is a common one, or made of words of the archive or of your "
                    "name."
                ),
                code="password_guessable",
            )

    def get_help_text(self) -> str:
        """What is asked for, as the form says it."""
        return _("Not a common password, and not made of your name or the name of the archive.")


def _folded(password: str) -> str:
    """Its letters and digits, without case."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", password).casefold() if sign.isalnum())
