"""Forms from templates, but for their smallest parts, which a form of the admin has a thousand of."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.safestring import SafeData

Context = Mapping[str, Any]
_INPUTS = ("text", "hidden", "number", "email", "url", "password", "date", "datetime", "time", "checkbox")


def _safe(value: object) -> str:
    """What a template makes of a text or, with ``stringformat``, of anything else."""
    return value if isinstance(value, str) and isinstance(value, SafeData) else escape(str(value))


def _attributes(attributes: Mapping[str, Any]) -> str:
    stated = ((_safe(name), value) for name, value in attributes.items() if value is not False)
    return "".join(f" {name}" if value is True else f' {name}="{_safe(value)}"' for name, value in stated)


def _input(context: Context) -> str:
    widget = context["widget"]
    value = "" if widget["value"] is None else f' value="{_safe(widget["value"])}"'
    return f'<input type="{_safe(widget["type"])}" name="{_safe(widget["name"])}"{value}{_attributes(widget["attrs"])}>'


def _label(context: Context) -> str | None:
    label, tag = context["label"], context["tag"]
    if not context["use_tag"] or not isinstance(label, (str, Promise)):
        return None
    return f"<{tag}{_attributes(context['attrs'])}>{_safe(label if isinstance(label, str) else str(label))}</{tag}>"


def _no_errors(context: Context) -> str | None:
    return None if context["errors"] else ""


_PARTS: dict[str, Callable[[Context], str | None]] = {
    **{f"django/forms/widgets/{name}.html": _input for name in _INPUTS},
    "django/forms/label.html": _label,
    "django/forms/errors/list/default.html": _no_errors,
    "django/forms/errors/list/ul.html": _no_errors,
}


class Renderer(TemplatesSetting):
    """Writes fields, their labels and lists of no errors by itself, letter by letter as Django's templates do.

    Whatever else there is, and those parts where it is not sure, it leaves to the templates.
    """

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """The part of a form as HTML."""
        part = _PARTS.get(template_name)
        made = part(context) if part else None
        return super().render(template_name, context, request) if made is None else made
