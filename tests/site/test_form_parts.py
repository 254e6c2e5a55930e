"""The small parts of forms are the same, letter by letter, whether a template of Django writes them or the archive."""

from typing import Any

import pytest
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorList
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe

from archive.form_parts import _PARTS, Renderer

VALUES = (None, "", 0, 1.5, True, False, "<b>\"'&ё", mark_safe("a&amp;b"), lazystr("<i>"), ("a", "b"))
INPUTS = sorted(name for name in _PARTS if "/widgets/" in name)


def same(name: str, context: dict[str, Any]) -> None:
    assert Renderer().render(name, context) == TemplatesSetting().render(name, context), context


@pytest.mark.parametrize("name", INPUTS)
def test_a_field_is_what_the_template_makes_of_it(name: str) -> None:
    for value in VALUES:
        attributes = {"id": "x", "data-<>": value if value is not None else "", "required": True, "disabled": False}
        for attrs in ({}, attributes):
            same(name, {"widget": {"type": 'te"xt', "name": "a<b", "value": value, "attrs": attrs}})


def test_a_label_is_what_the_template_makes_of_it() -> None:
    for label in VALUES:
        for use_tag in (True, False):
            for attrs in ({}, {"for": 'a"b', "class": "required"}):
                same("django/forms/label.html", {"label": label, "tag": "label", "use_tag": use_tag, "attrs": attrs})


def test_errors_are_listed_where_there_are_some() -> None:
    for errors in (ErrorList(), ErrorList(["<b>"], renderer=TemplatesSetting())):
        for name in ("django/forms/errors/list/default.html", "django/forms/errors/list/ul.html"):
            same(name, {"errors": errors, "error_class": errors.error_class})
