"""The languages of the record, and which one is shown when the reader's own is missing."""

from typing import Any, overload

from django.utils.translation import get_language

LANGUAGES = ("en", "ru", "kk")

# The declared order of fallback: what is shown to a reader of the first language.
FALLBACK = {"en": ("en", "ru", "kk"), "ru": ("ru", "en", "kk"), "kk": ("kk", "ru", "en")}


def reading_order() -> tuple[str, ...]:
    """The languages to try for the reader of the current page, best first."""
    return FALLBACK.get((get_language() or "en")[:2], LANGUAGES)


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
    """Reads the columns ``<name>_en``, ``<name>_ru``, ``<name>_kk`` as one `Text` in the reader's language.

    >>> class Party(models.Model):
    ...     name_en, name_ru, name_kk = …
    ...     name = Translated()
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

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
    """The three columns that hold the translated field ``name``."""
    return tuple(f"{name}_{lang}" for lang in LANGUAGES)
