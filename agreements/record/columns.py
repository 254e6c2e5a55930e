"""Columns of a row in the form of the files: what is allowed, how a row is written, how it is read back.

What each column holds is said in `agreements.models.facts`.
"""

from collections.abc import Callable
from typing import Any

from django.core.validators import MaxLengthValidator
from django.db.models import Field, Model
from django.utils import timezone

from agreements.base.addresses import tidy_address, validate_address
from agreements.base.edtf import PARTIAL, Edtf
from agreements.base.languages import LANGUAGES
from agreements.models.facts import Column, Fact, Holds
from agreements.record.reading import KeyPath
from agreements.record.shapes import Report, Shape, mapping, one_of, sequence, text, words

Terms = dict[str, set[str]]
"""The keys of the vocabulary by its sections."""

# --- what is allowed


def fact_shape(model: type[Model], fact: Fact, terms: Terms) -> Shape:
    """The shape of what a file says under the key of ``fact``."""
    alone, *others = fact.columns
    if not others and not alone.key:
        return column_shape(model, alone, terms, always=fact.always)
    shapes = {column: column_shape(model, column, terms) for column in fact.columns}
    return mapping(
        {column.key: shape for column, shape in shapes.items() if column.required},
        {column.key: shape for column, shape in shapes.items() if not column.required},
        at_least_one=True,
    )


def columns_shape(model: type[Model], columns: tuple[Column, ...], own: dict[str, Shape]) -> Shape:
    """The shape of a row all of whose columns have a key; ``own`` are those that the column does not know."""
    shapes = {column: own.get(column.name) or column_shape(model, column, {}) for column in columns}
    return mapping(
        {column.name: shape for column, shape in shapes.items() if column.required},
        {column.name: shape for column, shape in shapes.items() if not column.required},
    )


def column_shape(model: type[Model], column: Column, terms: Terms, *, always: bool = False) -> Shape:
    """The shape of what a file says of one column; a text that is ``always`` there is so in English."""
    field: Any = model._meta.get_field(column.names[0])
    if column.translated:
        return words(field.max_length, ("en",) if always else (), one_line=column.holds is Holds.LINE)
    match column.holds:
        case Holds.TERM:
            return one_of(terms[column.name], column.name)
        case Holds.CHOICE:
            return one_of([value for value, _label in field.choices], f"{column.name} of {model._meta.model_name}")
        case Holds.CODES:
            return sequence(_code(field.base_field), unique=True)
        case Holds.CODE:
            return _code(field)
        case Holds.LINE | Holds.TEXT:
            return text(field.max_length, rule=_rule(field), one_line=column.holds is Holds.LINE)
        case Holds.ADDRESS:
            return address(field.max_length)
    return {Holds.DATE: edtf, Holds.PAST: past_date, Holds.DAY: day}[column.holds]


def _code(field: Any) -> Shape:
    if field.choices:
        return one_of([value for value, _label in field.choices], "key")
    return text(rule=_rule(field))


def _rule(field: Field) -> Callable[[str], None]:
    """What a column asks of its values besides their length."""
    validators = [validator for validator in field.validators if not isinstance(validator, MaxLengthValidator)]

    def rule(value: str) -> None:
        for validator in validators:
            validator(value)

    return rule


def edtf(value: Any, path: KeyPath, report: Report) -> str | None:
    """A date as the record has it."""
    if isinstance(value, list):
        report(path, "is a list where a date belongs; put a set of dates in quotes: '[2013..2015]'")
        return None
    date: str | None = text(hint="write 2013, 2013-11 or 2013-11-11")(value, path, report)
    if date:
        try:
            Edtf.parse(date)
        except ValueError as error:
            report(path, str(error))
            return None
    return date


def past_date(value: Any, path: KeyPath, report: Report) -> str | None:
    """A plain year, month or day that there was, not in the future."""
    date = text(pattern=PARTIAL, hint="write YYYY, YYYY-MM or YYYY-MM-DD")(value, path, report)
    date = edtf(date, path, report) if date else None
    if date and Edtf.parse(date).reaches_beyond(timezone.localdate()):
        report(path, f"“{date}” is later than today; check the year")
        return None
    return date


def day(value: Any, path: KeyPath, report: Report) -> str | None:
    """A plain day that is not in the future."""
    date = past_date(value, path, report)
    if date and len(date) < len("2013-11-11"):
        report(path, f"“{date}” is not a day; write YYYY-MM-DD")
        return None
    return date


def address(limit: int) -> Shape:
    """The address of a page, with scheme and host in small letters."""
    written = text(limit, rule=lambda url: validate_address(tidy_address(url)))

    def check(value: Any, path: KeyPath, report: Report) -> str | None:
        url: str | None = written(value, path, report)
        if url and url != tidy_address(url):
            report(path, f"scheme and host have capital letters; write {tidy_address(url)}")
            return None
        return url

    return check


# --- from a row


def fact_form(row: Model, fact: Fact) -> Any:
    """What a file says under the key of ``fact``; something empty where the row states nothing."""
    form = {column.key: column_form(row, column) for column in fact.columns}
    return form[""] if "" in form else without_empty(form)


def column_form(row: Model, column: Column) -> Any:
    """What a file says of one column."""
    if column.translated:
        return words_of(row, column.name)
    match column.holds:
        case Holds.TERM | Holds.CODES:
            return getattr(row, column.attribute)
        case Holds.DAY:
            date = getattr(row, column.name)
            return date.isoformat() if date else ""
    return as_saved(row, column.name)


def words_of(row: Model, column: str) -> dict[str, str]:
    """The languages of a translated column that are filled in."""
    return {lang: value for lang in LANGUAGES if (value := as_saved(row, f"{column}_{lang}"))}


def as_saved(row: Model, column: str) -> str:
    """A text as its column would save it now; older rows may hold it otherwise."""
    value: str = row._meta.get_field(column).to_python(getattr(row, column))  # type: ignore[union-attr]
    return value


def without_empty(form: dict[str, Any]) -> dict[str, Any]:
    """The keys that have a value: files leave out all others."""
    return {key: value for key, value in form.items() if value not in (None, "", [], {})}


# --- and back


def fact_values(fact: Fact, form: Any) -> dict[str, Any]:
    """The columns of ``fact`` with what the file says; ``form`` is None where it says nothing."""
    values: dict[str, Any] = {}
    for column in fact.columns:
        values |= column_values(column, (form or {}).get(column.key) if column.key else form)
    return values


def column_values(column: Column, form: Any) -> dict[str, Any]:
    """The columns of the table with what the file says."""
    if column.translated:
        return texts(column.name, form or {})
    match column.holds:
        case Holds.TERM:
            return {column.attribute: form}
        case Holds.DAY:
            return {column.name: form or None}
        case Holds.CODES:
            return {column.name: form or []}
    return {column.name: form or ""}


def texts(name: str, form: dict[str, str]) -> dict[str, str]:
    """The columns of a translated field, empty where the form has nothing."""
    return {f"{name}_{lang}": form.get(lang, "") for lang in LANGUAGES}
