"""A form that makes something is sent once: a double click, an impatient reload, two processes make one thing."""

import hashlib
import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib.admin.utils import quote
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from agreements.admin.meanwhile import HeldBack
from agreements.models import SentForm

TOKEN = "form_token"
SAVED = "archive_saved"
_KEPT = timedelta(days=30)
_NOT_TYPED = {TOKEN, "csrfmiddlewaretoken"}


def token_for(request: HttpRequest) -> str:
    """The token of the form that is shown: its own if it comes back, else a new one."""
    token = str(request.POST.get(TOKEN, ""))
    return token if _is_token(token) and not getattr(request, "token_spent", False) else secrets.token_urlsafe(24)


def once(request: HttpRequest, model_admin: Any, save: Callable[[], HttpResponse]) -> HttpResponse:
    """What ``save`` answers, or, if this form has been saved before, what was answered then. In a transaction.

    Whoever sends the form a second time waits here until the first is done.
    """
    token = str(request.POST.get(TOKEN, ""))
    if not _is_token(token):
        return save()
    digest = _digest(request)
    form, is_first = SentForm.objects.get_or_create(token=token, defaults={"digest": digest})
    if is_first:
        answer = save()
        _remember(form, getattr(request, "saved", None))
        return answer
    made = model_admin.get_object(request, form.key) if form.kind == model_admin.opts.label else None
    if made is None:
        return save()
    if form.digest == digest:
        request.saved = made  # type: ignore[attr-defined]
        return cast(HttpResponse, model_admin.response_add(request, made))
    request.token_spent = True  # type: ignore[attr-defined]
    raise HeldBack(
        format_html(
            '{} <a href="{}" target="_blank" rel="noopener">{}</a>. {}',
            _("This form has been saved already, with other values, as"),
            reverse(f"admin:{made._meta.app_label}_{made._meta.model_name}_change", args=[quote(made.pk)]),
            made,
            _("Save again to make another one of what is here, or make the change there."),
        )
    )


def acknowledged(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """The answer; if the form was saved, it tells the browser so, which then forgets what was typed into it.

    The script of the forms reads the cookie (static/js/desk.js); forms saved since it last did stay named in it.
    """
    token = str(request.POST.get(TOKEN, ""))
    if getattr(request, "saved", None) is not None and _is_token(token):
        before = [one for one in request.COOKIES.get(SAVED, "").split(".") if _is_token(one)]
        answer.set_cookie(
            SAVED,
            ".".join([*before[-9:], token]),
            path=reverse("admin:index"),
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
    return answer


def _remember(form: SentForm, made: Any) -> None:
    """Keep what was made, or nothing if the form was refused; forget what is long past."""
    if made is None:
        form.delete()
        return
    form.kind, form.key = made._meta.label, str(made.pk)
    form.save()
    SentForm.objects.filter(at__lt=timezone.now() - _KEPT).delete()


def _is_token(token: str) -> bool:
    return bool(re.fullmatch(r"[\w-]{16,64}", token, re.ASCII))


def _digest(request: HttpRequest) -> str:
    """What was typed and chosen, in short."""
    typed = sorted((name, values) for name, values in request.POST.lists() if name not in _NOT_TYPED)
    files = sorted((name, [(file.name, file.size) for file in files]) for name, files in request.FILES.lists())
    return hashlib.sha256(repr([typed, files]).encode(errors="backslashreplace")).hexdigest()
