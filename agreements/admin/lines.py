"""The lines of a document's form: their order, and what happens when two people edit them at once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as column
from typing import Any

from django import forms
from django.forms.models import BaseInlineFormSet, ModelForm
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from agreements.admin.fields import (
    HIGHEST,
    AutocompleteMultiple,
    FetchedChoices,
    InOrderField,
    linked_in_order,
    unwrapped,
)
from agreements.admin.meanwhile import (
    Difference,
    Marks,
    Whose,
    at_fields,
    compared,
    is_touched,
    marks,
    meet,
    opened,
    plain,
    shown,
)
from agreements.base.addresses import same_address
from agreements.models.fields import DeferredUnique
from agreements.rules import steps

Line = ModelForm


@dataclass
class _Row:
    """A line that is to stand in the form."""

    index: int | None  # where it stood in what was sent; None for one that somebody else has added
    key: str = ""  # of the stored line; empty for a new one
    base: Marks = column(default_factory=dict)  # what it was opened with


class Lines(BaseInlineFormSet):
    """Lines of one kind in a document.

    A line that somebody else removed while this form was open, or that a forged form makes up, becomes a new line:
    nothing that was typed is lost. If the document was saved meanwhile, the lines are brought up to date with what is
    stored (see `agreements.admin.meanwhile`). Choices of all lines are fetched together.
    """

    order_names: tuple[str, ...] = ()
    #: Whether a new line is the one that somebody else has added with the same value.
    same_by_value = True

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.meanwhile: list[Difference] = []
        self._rows: list[_Row] | None = None  # where the document was saved meanwhile
        if self.is_bound and self.management_form.is_valid():
            self._arrange()

    # --- what was posted

    def _arrange(self) -> None:
        """Put what was sent in the order of a form: lines that are stored, then new ones."""
        rows = self._posted()
        if self.instance.pk and self.data.get("version") != steps.version(self.instance):
            _own, lists = opened(self.data) or ({}, {})
            rows, new = self._up_to_date(rows, lists.get(str(self.prefix), {}))
            self._rows = [*rows, *new]
        else:
            rows, new = [row for row in rows if row.key], [row for row in rows if not row.key]
        initial = min(self.initial_form_count(), self.total_form_count(), self.absolute_max)
        as_sent = [(index, self.data.get(f"{self.prefix}-{index}-id")) for index in range(initial)]
        if [(row.index, row.key) for row in rows] == as_sent:
            self.data = self.data.copy()  # type: ignore[attr-defined] # which may then be changed
            return
        new_index = {row.index: number for number, row in enumerate((*rows, *new)) if row.index is not None}
        data = self._moved(self.data, new_index)
        for number, row in enumerate(rows):
            data[f"{self.prefix}-{number}-id"] = row.key
        data[f"{self.prefix}-TOTAL_FORMS"] = str(len(rows) + len(new))
        data[f"{self.prefix}-INITIAL_FORMS"] = str(len(rows))
        self.data, self.files = data, self._moved(self.files, new_index)
        del self.__dict__["management_form"]

    @cached_property
    def _stored(self) -> dict[str, Any]:
        return {str(line.pk): line for line in self.get_queryset()}

    def _posted(self) -> list[_Row]:
        """The lines that were sent; those that the database does not have (any more) are new, or gone if removed."""
        total = min(self.total_form_count(), self.absolute_max)
        initial = min(self.initial_form_count(), total)
        seen: set[str] = set()
        rows = []
        for index in range(total):
            key = self.data.get(f"{self.prefix}-{index}-id", "") if index < initial else ""
            if key in self._stored.keys() - seen:
                seen.add(key)
                rows.append(_Row(index, key))
            elif index >= initial or not self.data.get(f"{self.prefix}-{index}-DELETE"):
                rows.append(_Row(index))
        return rows

    def _moved(self, data: Any, new_index: dict[int, int]) -> Any:
        pattern = re.compile(rf"{re.escape(str(self.prefix))}-(\d+)-(.+)", re.DOTALL)
        if not data:
            return data.copy() if hasattr(data, "copy") else data
        moved = data.copy()
        moved.clear()
        for name, values in data.lists():
            if match := pattern.fullmatch(name):
                index, field = int(match[1]), match[2]
                if index in new_index and field != "id":
                    moved.setlist(f"{self.prefix}-{new_index[index]}-{field}", values)
            else:
                moved.setlist(name, values)
        return moved

    # --- what somebody else has saved meanwhile

    @cached_property
    def _blank(self) -> Line:
        return self.empty_form

    @cached_property
    def _fields(self) -> dict[str, forms.Field]:
        return compared(self._blank)

    @cached_property
    def _unique(self) -> tuple[str, ...]:
        """The fields that no two lines of a document share."""
        constraints: Any = self.model._meta.constraints  # type: ignore[union-attr]
        unique = next((one for one in constraints if isinstance(one, DeferredUnique)), None)
        return tuple(name for name in unique.fields if name != self.fk.name) if unique else ()

    def _value_of(self, line: Any) -> tuple[str, ...]:
        """What no other line has, of a stored line."""
        return self._same(plain(self._fields[name], line.serializable_value(name)) for name in self._unique)

    def _value_in(self, row: _Row) -> tuple[str, ...]:
        """The same, of a line that was sent."""
        return self._same(plain(self._fields[name], self._sent(row, name)) for name in self._unique)

    def _same(self, values: Iterable[str]) -> tuple[str, ...]:
        return tuple(values)

    def _sent(self, row: _Row, name: str) -> Any:
        widget = self._fields[name].widget
        return widget.value_from_datadict(self.data, self.files, f"{self.prefix}-{row.index}-{name}")

    def _words_in(self, row: _Row) -> str:
        """A line that was sent, as short as it can be told."""
        texts = {
            name: field
            for name, field in self._fields.items()
            if not isinstance(field, forms.IntegerField | forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
        }
        words = (shown(field, self._sent(row, name)) for name, field in texts.items())
        return " · ".join([text for text in words if text][:3])

    def _note(self, whose: Whose, *, stored: str = "", typed: str = "") -> None:
        self.meanwhile.append(Difference(self._label(), stored, typed, whose))

    def _label(self, number: int | None = None) -> str:
        name = capfirst(self.model._meta.verbose_name)  # type: ignore[union-attr]
        return str(name) if number is None else f"{name} {number}"

    def _meet(self) -> None:
        """Bring each line up to date; ``data`` is a copy of what was sent."""
        for number, row in enumerate(self._rows or ()):
            if row.key:
                added = row.index is None
                differences = meet(self._lines[number], row.base, label=self._label(number + 1), theirs=added)
                self.meanwhile += [] if added else differences

    def full_clean(self) -> None:
        """Validate; beside what both have changed, show what is stored."""
        super().full_clean()
        for form in self.forms:
            if hasattr(form, "cleaned_data"):
                at_fields(form, self.meanwhile)

    def _up_to_date(self, posted: list[_Row], lists: dict[str, Marks]) -> tuple[list[_Row], list[_Row]]:
        """The lines that are stored now, and the new ones, of a form that was opened with ``lists``."""
        free = {key: self._value_of(line) for key, line in self._stored.items()}
        for row in posted:
            free.pop(row.key, None)
        rows, new = [], []
        for row in posted:
            if row.key:
                row.base = lists.get(row.key, {})
                rows.append(row)
                continue
            key = self.data.get(f"{self.prefix}-{row.index}-id", "")
            lost = bool(key) and key in lists
            value = self._value_in(row)
            same = next((key for key, other in free.items() if any(value) and other == value), None)
            if same and (lost or self.same_by_value):
                del free[same]
                rows.append(_Row(row.index, same, lists[key] if lost else marks(self._blank)))
            elif not lost:
                new.append(row)
            elif is_touched(self._fields, f"{self.prefix}-{row.index}", self.data, self.files, lists[key]):
                new.append(row)
                self._note(Whose.RESTORED, typed=self._words_in(row))
            else:
                self._note(Whose.REMOVED, typed=self._words_in(row))
        for key in free:
            rows.append(_Row(None, key))
            self._note(Whose.ADDED, stored=str(self._stored[key]))
        return rows, new

    # --- what is shown

    @property
    def forms(self) -> list[Line]:
        """The lines, with their choices fetched."""
        if "_lines" not in self.__dict__:
            self._lines: list[Line] = super().forms
            if self._lines:
                self._fetch_links()
                self._meet()
                self._fetch_choices()
        return self._lines

    def _fetch_links(self) -> None:
        stored = [form for form in self._lines if form.instance.pk]
        for name, field in self._lines[0].fields.items():
            if isinstance(field, InOrderField):
                model_field = self.model._meta.get_field(name)  # type: ignore[union-attr]
                linked = linked_in_order(model_field, [form.instance.pk for form in stored])
                for form in stored:
                    form.initial[name] = linked.get(form.instance.pk, [])

    def _fetch_choices(self) -> None:
        for name, field in self._lines[0].fields.items():
            widget = unwrapped(field.widget)
            if isinstance(widget, FetchedChoices):
                chosen = [form[name].value() for form in self._lines]
                many = isinstance(widget, AutocompleteMultiple)
                widget.fetch(key for value in chosen for key in ((value or ()) if many else (value,)) if key)
            elif isinstance(field, forms.ModelChoiceField) and isinstance(widget, forms.Select):
                choices: list[Any] = list(field.choices)  # type: ignore[arg-type]
                for form in self._lines:
                    unwrapped(form.fields[name].widget).choices = choices

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
        if self.same_by_value and self._unique:
            self._refuse_added_elsewhere()

    def _refuse_added_elsewhere(self) -> None:
        """Refuse what another way in has added to the stored lines without saving the document."""
        shown_here = {form.instance.pk for form in self.initial_forms}
        others = [self._value_of(line) for line in self._stored.values() if line.pk not in shown_here]
        for number, form in enumerate(self.forms) if others else ():
            if form in self.remaining() and self._value_in(_Row(number)) in others:
                form.add_error(self._unique[0], _("Someone else has just added the same. Remove this line."))

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
        return str(_("The same entry is here twice. Remove one of the two lines."))


class OrderedLines(Lines):
    """Lines with a position, which is filled in when left empty."""

    order_names = ("position",)


class SourceLines(OrderedLines):
    """Sources: each address once, however it is written."""

    def _same(self, values: Iterable[str]) -> tuple[str, ...]:
        return tuple(same_address(address) for address in values)

    def clean(self) -> None:
        """Refuse two addresses that are the same page."""
        super().clean()
        seen: set[str] = set()
        for form in self.remaining():
            if url := form.cleaned_data.get("url"):
                if (address := same_address(url)) in seen:
                    form.add_error("url", _("This address is listed among the sources twice. Join the two lines."))
                seen.add(address)

    def validate_unique(self) -> None:
        """Checked by `clean`, which knows equivalent addresses."""


class ClauseLines(Lines):
    """Clauses: each has a number of its own in the document, and a position."""

    order_names = ("number", "position")
    same_by_value = False  # two new clauses of one number are two clauses

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
