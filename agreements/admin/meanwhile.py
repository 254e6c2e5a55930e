"""What happens when somebody else has saved a row while a form of it was open.

A form carries ``opened``: a mark of each value as it was in the database when the form was made. If the row has
changed by the time the form is sent, nothing is saved. Instead the form is shown again with every value compared three
ways: what its user left alone becomes what is stored now, what the user changed stays, and all that differs is listed.
To save it then is a decision that was made with both versions in view.
"""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from hashlib import blake2b
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.utils import quote
from django.core import signing
from django.core.exceptions import ValidationError
from django.forms.models import ModelForm
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.admin.fields import as_key, unwrapped
from agreements.rules import steps

OPENED = "opened"
_NOT_SEEN = "-"

Marks = dict[str, str]


class Whose(Enum):
    """Who changed a value since the form was opened."""

    THEIRS = gettext_lazy("Changed meanwhile. You had not changed it, so it is now in your form.")
    OURS = gettext_lazy("Changed by you. It is saved when you save again.")
    BOTH = gettext_lazy("Changed by both. Yours is in the form: it is saved when you save again.")
    ADDED = gettext_lazy("Added meanwhile. It is now in your form.")
    REMOVED = gettext_lazy("Removed meanwhile. You had not changed it, so it is no longer in your form.")
    RESTORED = gettext_lazy("Removed meanwhile, but changed by you: it is in your form as a new line.")
    DELETED = gettext_lazy("Changed meanwhile. You have marked it to be removed.")


@dataclass(frozen=True)
class Difference:
    """A value, or a whole line, that is not the same in the database and in what was sent."""

    label: str
    stored: str
    typed: str
    whose: Whose
    anchor: str = ""  # the id of the field on the page


# --- values


def plain(field: forms.Field, value: Any) -> Any:
    """A value, stored or sent, as text that can be compared; what the field cannot read stays as it is."""
    if isinstance(field, forms.FileField):
        return str(value or "")
    if isinstance(field, forms.ModelMultipleChoiceField):
        return [str(field.prepare_value(item)) for item in value or ()]
    if isinstance(field, forms.MultipleChoiceField):
        return sorted(str(item) for item in value or ())
    if isinstance(field, forms.ModelChoiceField):
        return str(field.prepare_value(value) or "")
    value = field.prepare_value(value)
    with suppress(ValidationError):
        value = field.to_python(value)
    return "" if value is None else "\n".join(str(value).splitlines())


def shown(field: forms.Field, value: Any) -> str:
    """A value in the words in which the form shows it."""
    text = plain(field, value)
    if isinstance(field, forms.BooleanField):
        return _("yes") if value else _("no")
    if not isinstance(field, forms.ChoiceField):
        return str(text)
    keys = [text] if isinstance(text, str) else text
    if isinstance(field, forms.ModelChoiceField):
        queryset: Any = field.queryset
        known = [key for key in (as_key(queryset.model, key) for key in keys if key) if key is not None]
        labels = {str(item.pk): str(item) for item in queryset.filter(pk__in=known)}
    else:
        choices: Any = field.choices
        labels = {str(key): str(label) for key, label in _flat(choices)}
    return ", ".join(labels.get(key, key) for key in keys if key)


def _flat(choices: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label


def _mark(field: forms.Field, value: Any) -> str:
    return blake2b(json.dumps(plain(field, value)).encode(), digest_size=6).hexdigest()


def compared(form: Any) -> dict[str, forms.Field]:
    """The fields whose values are compared: those of the row that one sees."""
    meta = form._meta.model._meta
    own = {column.name for column in (*meta.fields, *meta.many_to_many)}
    return {name: field for name, field in form.fields.items() if name in own and not field.widget.is_hidden}


def marks(form: forms.BaseForm) -> Marks:
    """The mark of each value of the row that the form is for."""
    return {name: _mark(field, form.get_initial_for_field(field, name)) for name, field in compared(form).items()}


# --- what the form was opened at


def written(form: forms.BaseForm, formsets: Iterable[Any]) -> str:
    """What the form is to carry: the marks of its row and, by the names of the lists, of their lines."""
    lists = {
        formset.prefix: {str(line.instance.pk): marks(line) for line in formset.initial_forms} for formset in formsets
    }
    return signing.dumps([marks(form), lists], salt=OPENED, compress=True)


def opened(data: Mapping[str, Any]) -> tuple[Marks, dict[str, dict[str, Marks]]] | None:
    """What the sent form carries; None if it carries nothing. A forged value is a form that nobody has opened."""
    if OPENED not in data:
        return None
    try:
        own, lists = signing.loads(data[OPENED], salt=OPENED)
    except signing.BadSignature:
        return {}, {}
    return own, lists


# --- comparing


def is_touched(fields: dict[str, forms.Field], prefix: str, data: Any, files: Any, base: Marks) -> bool:
    """Whether the sent values (of a line that is stored no more) are others than those it was opened with."""
    for name, field in fields.items():
        value = field.widget.value_from_datadict(data, files, f"{prefix}-{name}")
        if isinstance(field, forms.FileField):
            if value is not None:
                return True
        elif _mark(field, value) != base.get(name):
            return True
    return False


def meet(form: forms.BaseForm, base: Marks, *, label: str = "", theirs: bool = False) -> list[Difference]:
    """Bring a sent form, not yet validated, up to what is stored; say what differs.

    ``form.data`` has to be a copy that may be changed. Of a line that is not in what was sent, all is ``theirs``.
    """
    found = []
    removed = bool(form.data.get(form.add_prefix("DELETE")))
    for name, field in compared(form).items():
        key = form.add_prefix(name)
        stored = form.get_initial_for_field(field, name)
        sent = field.widget.value_from_datadict(form.data, form.files, key)
        now, before = _mark(field, stored), base.get(name, _NOT_SEEN)
        if isinstance(field, forms.FileField):
            ours = sent is not None
            same = not ours and now == before
        else:
            mine = _mark(field, sent)
            absent = before == _NOT_SEEN and field.widget.value_omitted_from_data(form.data, form.files, key)
            ours = not theirs and not absent and mine != before
            same = mine == now
            if not same and not ours and not removed:
                _take_over(form, field, key, stored)
        if same or (removed and now == before):
            continue
        whose = Whose.DELETED if removed else Whose.THEIRS if not ours else Whose.OURS if now == before else Whose.BOTH
        words = f"{label}: {form[name].label}" if label else str(form[name].label)
        found.append(Difference(words, shown(field, stored), shown(field, sent), whose, form[name].auto_id))
    return found


def _take_over(form: Any, field: forms.Field, key: str, stored: Any) -> None:
    """Put the stored value into what was sent, in the form in which the browser would send it."""
    value = unwrapped(field.widget).format_value(field.prepare_value(stored))
    if isinstance(field, forms.BooleanField):
        form.data.pop(key, None)
        if stored:
            form.data[key] = "on"
    elif isinstance(value, list | tuple):
        form.data.setlist(key, [str(item) for item in value])
    else:
        form.data[key] = "" if value is None else str(value)


def at_fields(form: Any, differences: Iterable[Difference]) -> None:
    """Show beside each value that both changed what is stored; the form has been validated."""
    ids = {form[name].auto_id: name for name in form.fields}
    for difference in differences:
        if difference.whose is Whose.BOTH and difference.anchor in ids:
            stored = difference.stored
            words = _("Stored now: %(value)s") % {"value": f"“{stored}”"} if stored else _("Stored now: nothing")
            form.add_error(ids[difference.anchor], words)


class HeldBack(Exception):
    """What was sent is not saved, for a reason that only came to light while it was being saved."""

    def __init__(self, message: Any) -> None:
        super().__init__(message)
        self.message = message


class MeetingForm(ModelForm):
    """A form of a row that somebody else may save while it is open, and that may be refused for any other reason."""

    #: Set by the admin for each request: why nothing may be saved now, whatever the form says of itself.
    held_back: ClassVar[Any] = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.meanwhile: list[Difference] = []

    def full_clean(self) -> None:
        """Validate what was sent, brought up to date with what is stored if that has changed since."""
        if self.is_bound and self.instance.pk and (base := self.outdated()) is not None:
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.meanwhile = meet(self, base)
        super().full_clean()
        if self.is_bound:
            if self.held_back:
                self.add_error(None, self.held_back)
            at_fields(self, self.meanwhile)

    def outdated(self) -> Marks | None:
        """What the form was opened with, if somebody else has changed the row since; None if nobody has."""
        base = opened(self.data)
        return base[0] if base and any(base[0].get(name) != mark for name, mark in marks(self).items()) else None

    def clean(self) -> dict[str, Any] | None:
        """Refuse to save over what somebody else has saved, before both versions have been seen."""
        cleaned = super().clean()
        if self.meanwhile:
            raise self.conflict(*steps.last_change(self.instance))
        return cleaned

    def conflict(self, who: str, when: datetime | None) -> ValidationError:
        """Who saved the row meanwhile, with the way to what was saved, and what to do."""
        moment = when and date_format(timezone.localtime(when), "DATETIME_FORMAT")
        meta = self.instance._meta
        return ValidationError(
            format_html(
                '{} <a href="{}" target="_blank" rel="noopener">{}</a>. {}',
                _("While you were editing, %(who)s saved this (%(when)s). What you entered is below, unsaved.")
                % {"who": who, "when": moment or "?"},
                reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[quote(self.instance.pk)]),
                _("Open it as it is now in a new window"),
                _("What you had not changed is up to date now. Save again to save what is here."),
            ),
            code="conflict",
        )
