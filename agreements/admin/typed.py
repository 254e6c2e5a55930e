"""What was typed into a form of the admin, in words: for pages that have to say that it was not saved."""

import re
from typing import Any, cast

from django.contrib.admin.options import BaseModelAdmin
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agreements.admin.base import ArchiveAdmin
from agreements.admin.fields import as_key
from agreements.models import Term

_LINE = re.compile(r"(\w+)-(\d+)-(\w+)", re.ASCII)
_FORMS = re.compile(r"_(add|change)\Z")


def typed(request: HttpRequest, *, look_up: bool) -> list[tuple[str, str]]:
    """The fields that were sent to a form of the archive, each with its label and its text; empty ones are left out.

    Nothing for any other form (one for passwords, say), and nothing that another site has sent. With ``look_up`` a
    chosen entry is told by its name, for which the database is asked: by that of any entry to whom may see it, and of
    a public one to everybody else, since whose session is over is a stranger.
    """
    model_admin = _form_of(request)
    if request.method != "POST" or model_admin is None or not _is_own(request):
        return []
    told = []
    for name, values in request.POST.lists():
        label, field = _field_of(model_admin, name)
        named = _named(field, request) if look_up else None
        text = ", ".join(_words(field, value, named) for value in values if value.strip())
        if field is not None and text:
            told.append((label, text))
    for name, files in request.FILES.lists():
        label, field = _field_of(model_admin, name)
        told += [(label, _("file to be chosen again: %(name)s") % {"name": file.name}) for file in files if field]
    return told


def _form_of(request: HttpRequest) -> ArchiveAdmin | None:
    try:
        match = request.resolver_match or resolve(request.path_info)
    except Resolver404:
        return None
    model_admin = getattr(match.func, "model_admin", None)
    is_form = match.url_name and _FORMS.search(match.url_name)
    return model_admin if is_form and isinstance(model_admin, ArchiveAdmin) else None


def _is_own(request: HttpRequest) -> bool:
    """Whether a page of ours has sent the form; what another site sends is never shown as what the user typed."""
    origin = request.headers.get("Origin")
    return origin is None or origin == f"{request.scheme}://{request.get_host()}"


def _field_of(model_admin: BaseModelAdmin, name: str) -> tuple[str, models.Field | None]:
    """The label of a field of the form or of a line, and the column; no column for what nobody types."""
    line = _LINE.fullmatch(name)
    owner, where = model_admin.model, ""
    if line:
        links = {link.get_accessor_name(): link for link in owner._meta.related_objects}
        link, name = links.get(line[1]), line[3]
        if link is None or name == link.field.name:
            return "", None
        owner = link.related_model
        where = f"{capfirst(owner._meta.verbose_name)} {int(line[2]) + 1}: "
        if name == "DELETE":
            return where + _("to be removed"), models.BooleanField()
    try:
        field: Any = owner._meta.get_field(name)
    except FieldDoesNotExist:
        return "", None
    if field.auto_created or not getattr(field, "verbose_name", ""):
        return "", None
    label = str(field.verbose_name)
    return where + (label if where else capfirst(label)), field


def _named(field: Any, request: HttpRequest) -> models.QuerySet | None:
    """The entries that may be chosen in the field and named to whoever sent the form."""
    if field is None or not field.is_relation:
        return None
    model = field.related_model
    user = getattr(request, "user", None)
    if user and user.is_staff and user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}"):
        return models.QuerySet(model)
    if issubclass(model, Term):
        return models.QuerySet(model)
    published: Any = getattr(model._default_manager, "published", model._default_manager.none)
    return cast(models.QuerySet, published())


def _words(field: Any, value: str, named: models.QuerySet | None) -> str:
    """A value as the form shows it: the label of a choice, the name of an entry among those that may be named."""
    if field is None:
        return ""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.BooleanField):
        return _("yes")
    if named is not None and (key := as_key(named.model, value)) is not None:
        row = named.filter(pk=key).first()
        return str(row) if row else value
    return value.replace("\r\n", "\n")
