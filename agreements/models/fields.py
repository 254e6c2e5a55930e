"""Fields that normalise their values on every write; migrations see Django's own fields."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.sql.compiler import SQLCompiler

from agreements.base.addresses import tidy_address, validate_address
from agreements.base.texts import tidy, tidy_line, validate_readable


class _TidyFormField(forms.CharField):
    """What somebody typed, in the form in which it is kept."""

    multiline = False

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        return tidy(text) if self.multiline else tidy_line(text)


class LineFormField(_TidyFormField):
    """A text of one line."""


class TextFormField(_TidyFormField):
    """A text of several lines."""

    multiline = True


class AddressFormField(forms.URLField):
    """The address of a page; without a scheme, https is meant."""

    default_validators = [validate_address]

    def to_python(self, value: Any) -> Any:
        text = tidy_address(tidy_line(str(value or "")))
        if text and "://" not in text:
            text = f"https://{text}"
        return text


class PlainDecimalFormField(forms.DecimalField):
    """A number in digits from 0 to 9, as files have it: Python would take those of every script."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and not value.strip().isascii():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class DegreesField(models.DecimalField):
    """Decimal degrees."""

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{**options, "form_class": PlainDecimalFormField})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DecimalField", args, kwargs


class _Tidy:
    """Keeps a text tidy: on validation, on every write, and in what it is compared with."""

    django_class: type[models.Field]
    form_class: type[forms.CharField]
    tidy: Callable[[str], str]
    default_validators: list[Callable[[Any], None]] = [validate_readable]

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)  # type: ignore[misc]
        return self.tidy(text) if isinstance(text, str) else text

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)  # type: ignore[misc]
        return self.tidy(text) if isinstance(text, str) else text

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{**options, "form_class": self.form_class})  # type: ignore[misc]

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()  # type: ignore[misc]
        return name, f"django.db.models.{self.django_class.__name__}", args, kwargs


class LineField(_Tidy, models.CharField):
    """A text of one line."""

    django_class = models.CharField
    form_class = LineFormField
    tidy = staticmethod(tidy_line)


class TextField(_Tidy, models.TextField):
    """A text of several lines."""

    django_class = models.TextField
    form_class = TextFormField
    tidy = staticmethod(tidy)


class AddressField(_Tidy, models.URLField):
    """The address of a page."""

    django_class = models.URLField
    form_class = AddressFormField
    default_validators: list[Callable[[Any], None]] = [validate_address]

    @staticmethod
    def tidy(text: str) -> str:
        """The address as it is kept."""
        return tidy_address(tidy_line(text))


@models.CharField.register_lookup
@models.TextField.register_lookup
class Folded(models.Lookup):
    """``name__folded=words``: whether the text contains the words as the search of the archive reads letters."""

    lookup_name = "folded"

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Folded texts have no character that LIKE reads in another way."""
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return (
            f"search_fold({left}) LIKE '%%' || search_fold({right}) || '%%'",
            (*left_params, *right_params),
        )


class DeferredUnique(models.UniqueConstraint):
    """Uniqueness of the result: the database checks it at commit, so that lines can exchange their values in one save.

    Forms check it over all their lines at once; a check of one line against the rows still in the table would refuse
    every exchange.
    """

    def __init__(self, *, fields: tuple[str, ...], name: str, **options: Any) -> None:
        options["deferrable"] = models.Deferrable.DEFERRED
        super().__init__(fields=fields, name=name, **options)

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Checked by the formset and by the database."""
