"""Shapes of data: each checks a value, reports what is wrong in words, and returns what can be worked with.

A shape returns None for a value that is unusable; keys and items that are unusable become None in their turn,
so that later checks go on with the rest and everything is reported at once.
"""

import re
from collections.abc import Callable, Collection
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError

from agreements.base.languages import LANGUAGES
from agreements.base.texts import fault, tidy_line, validate_readable
from agreements.record.reading import KeyPath, type_names

Report = Callable[[KeyPath, str], None]
Shape = Callable[[Any, KeyPath, Report], Any]
Rule = Callable[[str], None]

MOST_LISTED = 30


def unknown(value: str, choices: Collection[str], what: str) -> str:
    """The message for a word that is not one of the ``choices``."""
    if close := get_close_matches(value, choices, n=1) or [word for word in sorted(choices) if value in word]:
        return f"unknown {what} “{value}”; did you mean “{close[0]}”?"
    if len(choices) > MOST_LISTED:
        return f"unknown {what} “{value}”, and none is called like it; correct it or add it first"
    return f"unknown {what} “{value}”; known are: {', '.join(sorted(choices))}"


def text(
    limit: int | None = None,
    pattern: str = "",
    hint: str = "",
    *,
    rule: Rule = validate_readable,
    one_line: bool = True,
    may_be_empty: bool = False,
) -> Shape:
    """A text of at most ``limit`` characters that matches ``pattern``; ``hint`` says how to write it.

    ``rule`` is the validator of the column in which the text is kept.
    """
    regex = re.compile(pattern)

    def check(value: Any, path: KeyPath, report: Report) -> str | None:
        if not value and may_be_empty and not isinstance(value, dict | list):
            return ""
        if value is None or value == "":
            report(path, "is empty; give a value or remove the key")
        elif not isinstance(value, str):
            report(path, f"is {type_names[type(value)]} where a text belongs{hint and '; ' + hint}")
        elif limit and len(value) > limit:
            report(path, f"has {len(value)} characters, at most {limit} have room; shorten it")
        elif pattern and not regex.fullmatch(value):
            report(path, f"“{value[:60]}” is not right; {hint}")
        elif one_line and (wrong := fault(value, tidy_line(value))):
            report(path, wrong)
        else:
            try:
                rule(value)
            except ValidationError as error:
                report(path, " ".join(error.messages))
            else:
                return value
        return None

    return check


def one_of(choices: Collection[str], what: str) -> Shape:
    """One of the words in ``choices``."""
    plain = text(rule=lambda word: None)

    def check(value: Any, path: KeyPath, report: Report) -> str | None:
        word: str | None = plain(value, path, report)
        if word and word not in choices:
            report(path, unknown(word, choices, what))
            return None
        return word

    return check


def sequence(item: Shape, *, unique: bool = False) -> Shape:
    """A list of at least one item; ``unique`` forbids repetitions."""

    def check(value: Any, path: KeyPath, report: Report) -> list[Any] | None:
        if not isinstance(value, list):
            type_name = type_names[type(value)]
            report(path, f"is {type_name} where a list belongs; write each item on a line of its own, after “- ”")
            return None
        if not value:
            report(path, "is an empty list; add an item or remove the key")
            return None
        if unique:
            for index, entry in enumerate(value):
                if entry in value[:index]:
                    report((*path, index), f"“{entry}” stands here twice; remove one")
        return [item(entry, (*path, index), report) for index, entry in enumerate(value)]

    return check


def mapping(
    required: dict[str, Shape], optional: dict[str, Shape] | None = None, *, at_least_one: bool = False
) -> Shape:
    """Keys and values: those ``required``, and those that may be left out."""
    shapes = required | (optional or {})

    def check(value: Any, path: KeyPath, report: Report) -> dict[str, Any] | None:
        if value is None:
            report(path, "is empty; give a value or remove the key")
            return None
        if not isinstance(value, dict):
            type_name = type_names[type(value)]
            report(path, f"is {type_name} where keys and values belong; keys are: {', '.join(shapes)}")
            return None
        for key in value.keys() - shapes.keys():
            report((*path, key), unknown(key, list(shapes), "key"))
        for key in required:
            if key not in value:
                report(path, f"the key “{key}” is missing; add it")
        if at_least_one and not value:
            report(path, f"is empty; give at least one of: {', '.join(shapes)}")
        return {key: shape(value[key], (*path, key), report) for key, shape in shapes.items() if key in value}

    return check


def words(limit: int | None = None, required: Collection[str] = ("en",), *, one_line: bool = True) -> Shape:
    """The same text in the languages of the record."""
    shape = text(limit, one_line=one_line)
    return mapping(
        {lang: shape for lang in LANGUAGES if lang in required},
        {lang: shape for lang in LANGUAGES if lang not in required},
        at_least_one=True,
    )
