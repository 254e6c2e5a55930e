"""From the password to the admin, and one's own account.

Until the code was given nobody is signed in: the session only remembers, for ten minutes, whose password was right.
"""

import datetime
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import login, views
from django.contrib.auth import logout as sign_out
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from archive.accounts import events, second_factor, sessions
from archive.accounts.forms import AnyCodeForm, CodeForm, ConfirmForm, LoginForm, PasswordChangeForm, RecoveryForm

PENDING_FOR = datetime.timedelta(minutes=10)


def pending(request: HttpRequest) -> tuple[User, str] | None:
    """Who has given the right password a short while ago, and where they want to go."""
    kept = request.session.get(sessions.PENDING)
    if not kept or timezone.now() - datetime.datetime.fromisoformat(kept["at"]) > PENDING_FOR:
        return None
    user = User.objects.filter(pk=kept["user"], is_active=True, is_staff=True).first()
    if user is None or not constant_time_compare(user.get_session_auth_hash(), kept["hash"]):
        return None
    return user, kept["next"]


def remember(request: HttpRequest, user: Any, target: str) -> None:
    """Keep in a new session that the password was right."""
    request.session.flush()
    rotate_token(request)
    request.session[sessions.PENDING] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "at": timezone.now().isoformat(),
        "next": target,
    }


def sign_in(request: HttpRequest, user: Any) -> None:
    """Begin a session of its own for a user who has shown all that is asked for."""
    request.session.flush()
    user.otp_device = second_factor.device_of(user)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])


class Slowed(FormView):
    """A form that answers 429 while it is not looked at, and says for how long."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        if form.wait:
            response.status_code = 429
            response.headers["Retry-After"] = str(form.wait)
        return response


class LoginView(Slowed, views.LoginView):
    """The password, and with it the way in, or to the second factor."""

    authentication_form = LoginForm
    template_name = "admin/login.html"

    def form_valid(self, form: Any) -> HttpResponse:
        if not settings.SECOND_FACTOR:
            return super().form_valid(form)
        user = form.get_user()
        events.log("password-accepted", user=user.get_username())
        remember(self.request, user, self.get_success_url())
        return redirect("admin:second_factor")


@method_decorator([sensitive_post_parameters("code"), csrf_protect, never_cache], name="dispatch")
class CodeView(Slowed):
    """The code of the app, after the password."""

    form_class: type[Any] = CodeForm
    template_name = "accounts/code.html"
    title = gettext_lazy("Second step: a code")
    user: User
    target: str

    def dispatch(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        waiting = pending(request)
        if waiting is None:
            return redirect("admin:login")
        self.user, self.target = waiting
        return self.elsewhere() or super().dispatch(request, *args, **options)

    def elsewhere(self) -> HttpResponseBase | None:
        """Who has no app yet sets one up first."""
        return None if second_factor.device_of(self.user) else redirect("admin:second_factor_set_up")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.user, "request": self.request}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        shown = {"title": self.title, "name": self.user.get_username()}
        return super().get_context_data(**admin.site.each_context(self.request), **shown, **context)

    def form_valid(self, form: Any) -> HttpResponse:
        sign_in(self.request, self.user)
        return redirect(self.target)


class RecoveryView(CodeView):
    """A recovery code in the place of the app's."""

    form_class = RecoveryForm
    template_name = "accounts/recovery.html"
    title = gettext_lazy("Second step: a recovery code")

    def form_valid(self, form: Any) -> HttpResponse:
        left = self.user.recovery_codes.count()
        messages.warning(
            self.request,
            ngettext(
                "This recovery code has been used; %(count)s is left. If you have lost the phone, set up the second "
                "step again.",
                "This recovery code has been used; %(count)s are left. If you have lost the phone, set up the second "
                "step again.",
                left,
            )
            % {"count": left},
        )
        return super().form_valid(form)


class SetUpView(CodeView):
    """Setting up the app; recovery codes are shown once."""

    form_class = ConfirmForm
    template_name = "accounts/set_up.html"
    title = gettext_lazy("Set up the second step")

    def elsewhere(self) -> HttpResponseBase | None:
        """Who has an app gives its code."""
        return redirect("admin:second_factor") if second_factor.device_of(self.user) else None

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        device = second_factor.begin(self.user, self.request.session)
        shown = {"picture": second_factor.picture(device), "secret": second_factor.secret(device)}
        return super().get_context_data(**shown, **context)

    def form_valid(self, form: Any) -> HttpResponse:
        sign_in(self.request, self.user)
        context = {**admin.site.each_context(self.request), "title": _("Your recovery codes")}
        return TemplateResponse(
            self.request, "accounts/codes.html", {**context, "codes": form.codes, "target": self.target}
        )


class PasswordChangeView(Slowed, views.PasswordChangeView):
    """One's own password; all other sessions end."""

    form_class = PasswordChangeForm
    success_url = reverse_lazy("admin:password_change_done")
    template_name = "registration/password_change_form.html"

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.request = self.request
        return form


def account(request: HttpRequest, form: AnyCodeForm | None = None) -> HttpResponse:
    """One's own account: where one is signed in, and the second factor."""
    user: Any = request.user
    context = {
        **admin.site.each_context(request),
        "title": _("Your account"),
        "sessions": [
            {"begun": row.begun, "handle": _handle(row), "own": row.pk == request.session.session_key}
            for row in sessions.of(user.pk)
        ],
        "second_factor": settings.SECOND_FACTOR,
        "codes_left": user.recovery_codes.count(),
        "form": form or AnyCodeForm(user, request),
    }
    response = TemplateResponse(request, "accounts/account.html", context)
    if form and form.wait:
        response.status_code = 429
        response.headers["Retry-After"] = str(form.wait)
    return response


def _handle(row: Any) -> str:
    """What stands for a session on a page, which its key must not."""
    return salted_hmac("accounts.session", row.pk, algorithm="sha256").hexdigest()


@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End one of one's own sessions, or all of them with this one."""
    user: Any = request.user
    chosen = request.POST.get("session")
    rows = [row for row in sessions.of(user.pk) if not chosen or _handle(row) == chosen]
    for row in rows:
        row.delete()
    events.log("sessions-ended", user=user.get_username(), count=len(rows))
    if not chosen or any(row.pk == request.session.session_key for row in rows):
        sign_out(request)
        return redirect("admin:login")
    messages.success(request, _("That session is over."))
    return redirect("admin:account")


@require_POST
@sensitive_post_parameters("code")
def reset_second_factor(request: HttpRequest) -> HttpResponse:
    """Give up one's app and recovery codes, with a code as the proof, and set them up anew at once."""
    form = AnyCodeForm(request.user, request, request.POST)
    if not form.is_valid():
        return account(request, form)
    user = request.user
    second_factor.reset(user)
    remember(request, user, reverse("admin:index"))
    return redirect("admin:second_factor_set_up")
