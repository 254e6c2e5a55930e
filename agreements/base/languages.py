"""The languages of the record, and which one is shown when the reader's own is missing."""

from collections.abc import Collection
from typing import Any, overload

from babel import Locale
from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LANGUAGES = ("en", "ru", "kk")
IN_LANGUAGE = {"en": _("in English"), "ru": _("in Russian"), "kk": _("in Kazakh")}

# The declared order of fallback: what is shown to a reader of the first language.
FALLBACK = {"en": ("en", "ru", "kk"), "ru": ("ru", "en", "kk"), "kk": ("kk", "ru", "en")}


def page_language() -> str:
    """The language of the page that is being made, as a code of two letters; English outside any request."""
    return (get_language() or "en")[:2]


def reading_order() -> tuple[str, ...]:
    """The languages to try for the reader of the current page, best first."""
    return FALLBACK.get(page_language(), LANGUAGES)


LANGUAGE_CODES = tuple(sorted(code for code in map(str, Locale("en").languages) if len(code) == 2))
"""The languages that have a code of two letters (ISO 639-1, as far as Unicode CLDR has them)."""


def language_name(code: str, lang: str = "") -> str:
    """The name of a language in ``lang``, else in the page's language (Unicode CLDR); its code if CLDR has none."""
    return str(Locale.parse(lang or page_language()).languages.get(code, code))


def country_name(code: str, lang: str = "") -> str:
    """The name of a country in ``lang``, else in the page's language (Unicode CLDR); its code if CLDR has none."""
    return str(Locale.parse(lang or page_language()).territories.get(code, code))


class Text(str):
    """A text of the record with the language it is in.

    ``supplied`` is true where the archive itself supplied the wording, which the record marks with
    [square brackets] around the whole; the brackets are not part of the text.
    """

    lang: str
    supplied: bool

    def __new__(cls, value: str, lang: str) -> "Text":
        supplied = value.startswith("[") and value.endswith("]") and value.count("[") == 1
        text = super().__new__(cls, value[1:-1] if supplied else value)
        text.lang = lang
        text.supplied = supplied
        return text


class Translated:
    """A text in the languages of the record: declares one column a language, and reads them as one `Text`.

    >>> class Party(models.Model):
    ...     name = Translated(models.CharField, _("name"), max_length=250, required=("en",))

    makes ``name_en``, ``name_ru``, ``name_kk``; ``party.name`` is the first that is filled in, in the reader's order.
    """

    def __init__(
        self,
        field: type[models.Field],
        label: Any,
        *,
        required: Collection[str] = (),
        unique: Collection[str] = (),
        **options: Any,
    ) -> None:
        self._field, self._label, self._options = field, label, options
        self._required, self._unique = required, unique

    def contribute_to_class(self, model: type[models.Model], name: str) -> None:
        """Called by Django when the model is made."""
        self.name = name
        for lang in LANGUAGES:
            column = self._field(
                format_lazy("{} {}", self._label, IN_LANGUAGE[lang]),
                blank=lang not in self._required,
                unique=lang in self._unique,
                **self._options,
            )
            column.contribute_to_class(model, f"{name}_{lang}")
        setattr(model, name, self)

    @overload
    def __get__(self, instance: None, owner: type) -> "Translated": ...
    @overload
    def __get__(self, instance: object, owner: type) -> Text: ...
    def __get__(self, instance: Any, owner: type) -> "Translated | Text":
        if instance is None:
            return self
        for lang in reading_order():
            if value := getattr(instance, f"{self.name}_{lang}"):
                return Text(value, lang)
        return Text("", reading_order()[0])


def columns(name: str) -> tuple[str, ...]:
    """The three columns that hold the translated field ``name``, which may be a path: ``party__name``."""
    return tuple(f"{name}_{lang}" for lang in LANGUAGES)
