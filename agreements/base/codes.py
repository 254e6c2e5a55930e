"""What a code, a key or an id may be, in forms and in files alike."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from babel import Locale
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

# Unicode CLDR names more regions than ISO 3166-1 has assigned: groupings, reservations and private use.
# fmt: off
_NO_COUNTRIES = frozenset({
    "AC", "AN", "CP", "CQ", "CS", "DD", "DG", "EA", "EU", "EZ", "FX", "IC", "NT", "QO", "SU", "TA", "TP", "UK", "UN",
    "XA", "XB", "XK", "YD", "YU", "ZR", "ZZ",
})
# fmt: on
# CLDR keeps names for withdrawn codes of ISO 639-1 too.
_NO_LANGUAGES = frozenset({"in", "iw", "ji", "jw", "mo", "sh"})


def _codes(pattern: str, named: Iterable[object], withdrawn: frozenset[str]) -> frozenset[str]:
    return frozenset(code for code in map(str, named) if re.fullmatch(pattern, code)) - withdrawn


COUNTRIES = _codes("[A-Z]{2}", Locale("en").territories, _NO_COUNTRIES)
"""The assigned codes of ISO 3166-1 (alpha-2)."""

LANGUAGE_CODES = _codes("[a-z]{2}", Locale("en").languages, _NO_LANGUAGES)
"""The codes of ISO 639-1."""

KEY_PATTERN = r"[a-z0-9]+(?:-[a-z0-9]+)*"

Validator = Callable[[str], None]


def _one_of(codes: frozenset[str], message: Any) -> Validator:
    def validate(value: str) -> None:
        if value not in codes:
            raise ValidationError(message, code="unknown", params={"value": value[:40]})

    return validate


def country_code(value: str) -> None:
    """Model validator: a country, by its code in ISO 3166-1."""
    _country(value)


def language_code(value: str) -> None:
    """Model validator: a language, by its code in ISO 639-1. A country's code is none: Kazakh is kk, not kz."""
    _language(value)


_country = _one_of(
    COUNTRIES, _("“%(value)s” is not a country. Write the two capital letters of ISO 3166-1: RU, KZ; GB, not UK.")
)
_language = _one_of(
    LANGUAGE_CODES,
    _("“%(value)s” is not a language. Write the two small letters of ISO 639-1: ru, en; Kazakh is kk, not kz."),
)

key_shape = RegexValidator(rf"^{KEY_PATTERN}\Z", _("A key is made of a-z, 0-9 and single hyphens."))
slug_shape = RegexValidator(rf"^{KEY_PATTERN}\Z", _("An address is made of a-z, 0-9 and single hyphens."))
record_id_shape = RegexValidator(
    rf"^{KEY_PATTERN}\Z",
    _("An id is made of a-z, 0-9 and single hyphens: <date of signature>-<kind>-<a few words>."),
)
subdivision_code = RegexValidator(r"^[A-Z]{2}-[A-Z0-9]{1,3}\Z", _("Write the code of ISO 3166-2: KZ-11."))
