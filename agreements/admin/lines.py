"""The lines of a document's form: their order, and what happens when two people edit them at once."""

import re
from typing import Any

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.forms.models import BaseInlineFormSet, ModelForm
from django.utils.translation import gettext_lazy as _

from agreements.admin.fields import HIGHEST, AutocompleteMultiple, FetchedChoices, InOrderField, linked_in_order
from agreements.base.addresses import same_address

Line = ModelForm


def _unwrapped(widget: forms.Widget) -> forms.Widget:
    return widget.widget if isinstance(widget, RelatedFieldWidgetWrapper) else widget


class Lines(BaseInlineFormSet):
    """Lines of one kind in a document.

    A line that somebody else removed while this form was open, or that a forged form makes up, becomes a new line:
    nothing that was typed is lost. Choices of all lines are fetched together.
    """

    order_names: tuple[str, ...] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.is_bound and self.management_form.is_valid():
            self._renew_lost_lines()

    # --- what was posted

    def _renew_lost_lines(self) -> None:
        """Turn the posted lines that the database does not have (any more) into new ones."""
        total = min(self.total_form_count(), self.absolute_max)
        initial = min(self.initial_form_count(), total)
        stored = {str(line.pk) for line in self.get_queryset()}
        seen: set[str] = set()
        kept = []
        for index in range(initial):
            key = self.data.get(f"{self.prefix}-{index}-id", "")
            if key in stored - seen:
                kept.append(index)
                seen.add(key)
        if len(kept) == initial:
            return
        rest = [
            index
            for index in range(total)
            if index not in kept and not (index < initial and self.data.get(f"{self.prefix}-{index}-DELETE"))
        ]
        new_index = {old: new for new, old in enumerate(kept + rest)}
        data = self._moved(self.data, new_index, set(kept))
        data[f"{self.prefix}-TOTAL_FORMS"] = str(len(new_index))
        data[f"{self.prefix}-INITIAL_FORMS"] = str(len(kept))
        self.data, self.files = data, self._moved(self.files, new_index, set(kept))
        del self.__dict__["management_form"]

    def _moved(self, data: Any, new_index: dict[int, int], kept: set[int]) -> Any:
        pattern = re.compile(rf"{re.escape(str(self.prefix))}-(\d+)-(.+)", re.DOTALL)
        if not data:
            return data
        moved = data.copy()
        moved.clear()
        for name, values in data.lists():
            if match := pattern.fullmatch(name):
                index, field = int(match[1]), match[2]
                if index in new_index and (field != "id" or index in kept):
                    moved.setlist(f"{self.prefix}-{new_index[index]}-{field}", values)
            else:
                moved.setlist(name, values)
        return moved

    # --- what is shown

    @property
    def forms(self) -> list[Line]:
        """The lines, with their choices fetched."""
        if "_lines" not in self.__dict__:
            self._lines: list[Line] = super().forms
            self._fetch_choices()
        return self._lines

    def _fetch_choices(self) -> None:
        if not self._lines:
            return
        stored = [form for form in self._lines if form.instance.pk]
        for name, field in self._lines[0].fields.items():
            widget = _unwrapped(field.widget)
            if isinstance(field, InOrderField):
                model_field = self.model._meta.get_field(name)  # type: ignore[union-attr]
                linked = linked_in_order(model_field, [form.instance.pk for form in stored])
                for form in stored:
                    form.initial[name] = linked.get(form.instance.pk, [])
            if isinstance(widget, FetchedChoices):
                chosen = [form[name].value() for form in self._lines]
                many = isinstance(widget, AutocompleteMultiple)
                widget.fetch(key for value in chosen for key in ((value or ()) if many else (value,)) if key)
            elif isinstance(field, forms.ModelChoiceField) and isinstance(widget, forms.Select):
                choices: list[Any] = list(field.choices)  # type: ignore[arg-type]
                for form in self._lines:
                    _unwrapped(form.fields[name].widget).choices = choices  # type: ignore[attr-defined]

    # --- what is saved

    def remaining(self) -> list[Line]:
        """The lines that remain when this form is saved."""
        return [
            form
            for form in self.forms
            if hasattr(form, "cleaned_data")
            and not form.cleaned_data.get("DELETE")
            and (form.instance.pk or form.has_changed())
        ]

    def clean(self) -> None:
        """Number each new line after the others."""
        for name in self.order_names:
            self._fill_in(name)
        super().clean()

    def _taken(self, name: str, *, elsewhere: bool = False) -> set[int]:
        """What lines of the database have in the column ``name``.

        With ``elsewhere`` only the lines that somebody else has added since this form was opened.
        """
        shown = {form.instance.pk for form in self.initial_forms} if elsewhere else set()
        return {getattr(line, name) for line in self.get_queryset() if line.pk not in shown}

    def _fill_in(self, name: str) -> None:
        """Number the lines that have no number; none gets that of a line which is removed in the same save."""
        entered = [form.cleaned_data.get(name) for form in self.remaining()]
        taken = {number for number in (*entered, *self._taken(name)) if number is not None}
        for form, number in zip(self.remaining(), entered, strict=True):
            if number is None and name not in form.errors:
                following = max(taken, default=0) + 1
                if following > HIGHEST:
                    following = next(free for free in range(1, HIGHEST) if free not in taken)
                taken.add(following)
                form.cleaned_data[name] = following
                setattr(form.instance, name, following)

    def get_unique_error_message(self, unique_check: Any) -> str:
        """The same thing twice."""
        return str(_("The same entry stands here twice. Remove one of the two lines."))


class OrderedLines(Lines):
    """Lines with a position, which is filled in when left empty."""

    order_names = ("position",)


class SourceLines(OrderedLines):
    """Sources: each address once, however it is written."""

    def clean(self) -> None:
        """Refuse two addresses that are the same page."""
        super().clean()
        seen: set[str] = set()
        for form in self.remaining():
            if url := form.cleaned_data.get("url"):
                if (address := same_address(url)) in seen:
                    form.add_error("url", _("This address stands among the sources twice. Join the two lines."))
                seen.add(address)

    def validate_unique(self) -> None:
        """Checked by `clean`, which knows equivalent addresses."""


class ClauseLines(Lines):
    """Clauses: each has a number of its own in the document, and a position."""

    order_names = ("number", "position")

    def clean(self) -> None:
        """Number the new clauses; refuse a number that two clauses share."""
        super().clean()
        taken = self._taken("number", elsewhere=True)
        for form in self.remaining():
            number = form.cleaned_data.get("number")
            if number is None:
                continue
            if number in taken:
                form.add_error(
                    "number",
                    _("Another clause has the number %(number)s. Change one; left empty, it becomes the next one.")
                    % {"number": number},
                )
            taken.add(number)

    def validate_unique(self) -> None:
        """Checked by `clean`, whose message names the number."""
