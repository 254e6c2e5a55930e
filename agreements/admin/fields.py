"""Form fields and widgets that suit a cataloguer: lists as lines, choices in their order, autocomplete."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple, RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.base.codes import language_code
from agreements.base.texts import tidy, tidy_line, validate_readable

HIGHEST = 32767  # of a PositiveSmallIntegerField


def _distinct(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(line for word in words if (line := tidy_line(word))))


def as_key(model: type[models.Model], key: Any) -> Any:
    """``key`` as a primary key of ``model``, None where it cannot be one (forged, out of range)."""
    if "\x00" in str(key):
        return None
    field: Any = model._meta.pk
    while field.remote_field:  # of a kind of entry: the entry's own
        field = field.target_field
    try:
        return field.clean(key, None)
    except ValidationError:
        return None


def unwrapped(widget: forms.Widget) -> Any:
    """The widget itself, without the links that the admin puts beside it."""
    return widget.widget if isinstance(widget, RelatedFieldWidgetWrapper) else widget


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})

    def __init__(self, *, item_length: int, **options: Any) -> None:
        super().__init__(**options)
        self.item_length = item_length

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        words = _distinct(tidy(super().clean(value) or "").splitlines())
        for word in words:
            MaxLengthValidator(self.item_length)(word)
            validate_readable(word)
        return words

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _distinct(initial or ()) != _distinct((data or "").splitlines())


class LanguagesField(forms.CharField):
    """Language codes in one line: ru, kk."""

    @staticmethod
    def _codes(text: str | None) -> list[str]:
        return _distinct(re.split(r"[,;\s]+", (text or "").lower()))

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        codes = self._codes(super().clean(value))
        for code in codes:
            language_code(code)
        return codes

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or ()) != self._codes(data)


class InOrderField(forms.ModelMultipleChoiceField):
    """A choice of several things in the order in which they were chosen: the first theme is the main one."""

    def clean(self, value: Any) -> Any:
        for key in value or ():
            if as_key(self.queryset.model, key) is None:  # type: ignore[union-attr]
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": str(key)[:40]}
                )
        position = {str(key): index for index, key in enumerate(value or ())}
        return sorted(super().clean(value), key=lambda item: position[str(item.pk)])

    def has_changed(self, initial: Any, data: Any) -> bool:
        return [str(self.prepare_value(item)) for item in initial or ()] != [str(key) for key in data or ()]


def keep_order(manager: Any, chosen: Sequence[models.Model]) -> None:
    """Link ``chosen`` through ``manager`` so that the rows of the link table are in their order."""
    rows = manager.through.objects.filter(**{manager.source_field_name: manager.instance}).order_by("pk")
    if [*rows.values_list(manager.target_field_name, flat=True)] != [item.pk for item in chosen]:
        manager.clear()
        for item in chosen:
            manager.add(item)


def linked_in_order(field: Any, owners: Iterable[Any]) -> dict[Any, list[Any]]:
    """The keys that ``field`` links to each of ``owners`` (given by their keys), in the order of the link table."""
    rows = field.remote_field.through.objects.filter(**{f"{field.m2m_field_name()}__in": list(owners)})
    linked: dict[Any, list[Any]] = {}
    for owner, item in rows.order_by("pk").values_list(field.m2m_column_name(), field.m2m_reverse_name()):
        linked.setdefault(owner, []).append(item)
    return linked


class FetchedChoices:
    """An autocomplete that shows what is chosen, in its order, without a query of its own where it can.

    ``fetched`` is shared by the copies of the widget in all lines of a form, so that the choices of a hundred
    clauses are fetched at once. A key that no object has (a forged one) is not shown.
    """

    field: Any
    choices: Any
    is_required: bool
    allow_multiple_selected: bool

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fetched: dict[str, models.Model] = {}

    def fetch(self, keys: Iterable[Any]) -> None:
        """Fetch the objects with these keys that have not been fetched yet."""
        queryset = self.choices.queryset
        missing = {str(key) for key in keys} - self.fetched.keys()
        wanted = [key for key in (as_key(queryset.model, key) for key in missing) if key is not None]
        if wanted:
            self.fetched.update((str(item.pk), item) for item in queryset.filter(pk__in=wanted))

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        keys = [str(key) for key in value if str(key)]
        self.fetch(keys)
        options = []
        if not self.is_required and not self.allow_multiple_selected:
            options.append(self.create_option(name, "", "", False, 0))  # type: ignore[attr-defined]
        options += [
            self.create_option(name, key, str(self.fetched[key]), True, index)  # type: ignore[attr-defined]
            for index, key in enumerate(keys, 1)
            if key in self.fetched
        ]
        return [(None, options, 0)]


class Autocomplete(FetchedChoices, AutocompleteSelect):  # type: ignore[misc]
    """One of many."""


class AutocompleteMultiple(FetchedChoices, AutocompleteSelectMultiple):  # type: ignore[misc]
    """Several of many, in the order chosen."""


def order_field(**options: Any) -> forms.IntegerField:
    """The position of a line in its list; filled in when left empty."""
    return forms.IntegerField(
        required=False,
        min_value=options.pop("min_value", 0),
        max_value=HIGHEST,
        label=options.pop("label", _("Order")),
        widget=forms.NumberInput(attrs={"class": "order"}),
        **options,
    )
