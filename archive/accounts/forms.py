"""What one types to sign in, to change a password, and to keep accounts."""

import logging
from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm, UserCreationForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from agreements.rules.roles import CATALOGUERS, EDITORS
from archive.accounts import events, second_factor, throttle

PASSWORD, CODE = "password", "code"  # the kinds of attempts
# What the roles are called here, and what they are for.
ROLES = {
    CATALOGUERS: (_("Cataloguer"), _("enters documents and sends them to review")),
    EDITORS: (_("Editor"), _("also publishes and withdraws documents, and manages the vocabulary")),
}


class TooMany(ValidationError):
    """The attempt was not looked at: there were too many."""

    def __init__(self, refused: throttle.Throttled) -> None:
        self.seconds = max(1, round(refused.wait.total_seconds()))
        minutes = -(-self.seconds // 60)
        super().__init__(
            ngettext(
                "There were too many failed attempts to sign in. Please wait %(count)s minute, then try again.",
                "There were too many failed attempts to sign in. Please wait %(count)s minutes, then try again.",
                minutes,
            )
            % {"count": minutes},
            code="throttled",
        )


class attempt:  # noqa: N801 - read as a statement
    """``with attempt(…)``: counted as a failure if a ValidationError leaves it, as a success if none does."""

    def __init__(self, kind: str, name: str, request: HttpRequest) -> None:
        self.kind, self.name, self.request = kind, name, request

    def __enter__(self) -> None:
        try:
            self.counted = throttle.begin(self.kind, self.name, self.request)
        except throttle.Throttled as refused:
            too_many = TooMany(refused)
            events.log(f"{self.kind}-throttled", level=logging.WARNING, user=self.name, seconds=too_many.seconds)
            raise too_many from None

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        if error is None:
            throttle.succeed(self.counted)
        elif isinstance(error, ValidationError):
            events.log(f"{self.kind}-refused", level=logging.WARNING, user=self.name)
        else:
            throttle.forget(self.counted)


class Waiting(forms.Form):
    """A form that knows when it was refused without being looked at."""

    @property
    def wait(self) -> int | None:
        """The seconds to wait, where the form was refused for too many attempts."""
        for errors in self.errors.as_data().values():
            for error in errors:
                if isinstance(error, TooMany):
                    return error.seconds
        return None


class LoginForm(Waiting, AdminAuthenticationForm):
    """Name and password; unknown names are treated as known ones, in words and in time."""

    request: HttpRequest

    def clean(self) -> dict[str, Any]:
        """Look at the password, unless too many were tried."""
        if not self.cleaned_data.get("username") or not self.cleaned_data.get("password"):
            return super().clean()
        with attempt(PASSWORD, self.cleaned_data["username"], self.request):
            return super().clean()


class _Code(Waiting):
    """A code that proves the second factor."""

    def __init__(self, user: Any, request: HttpRequest, *args: Any, **options: Any) -> None:
        self.user, self.request = user, request
        super().__init__(*args, **options)

    def clean_code(self) -> str:
        """Look at the code, unless too many were tried."""
        code = str(self.cleaned_data["code"])
        with attempt(CODE, self.user.get_username(), self.request):
            if not self.accepts(code):
                raise ValidationError(self.refusal, code="wrong")
        return code

    refusal = _(
        "This is not the code that your app shows now. Wait for the next one, and check that the phone’s clock is "
        "right."
    )

    def accepts(self, code: str) -> bool:
        """Whether the code is right."""
        return second_factor.accepts(self.user, code)


class CodeForm(_Code):
    """The code that the app shows."""

    code = forms.CharField(
        label=_("Code from your app"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        """Digits, however they are grouped."""
        self.cleaned_data["code"] = "".join(self.cleaned_data["code"].split())
        return super().clean_code()


class ConfirmForm(CodeForm):
    """The first code of an app that is being set up; ``codes`` are the recovery codes then."""

    codes: list[str] | None = None

    def accepts(self, code: str) -> bool:
        self.codes = second_factor.confirm(self.user, second_factor.begin(self.user, self.request.session), code)
        return self.codes is not None


class RecoveryForm(_Code):
    """A recovery code."""

    refusal = _("This is not one of your recovery codes, or it has already been used.")
    code = forms.CharField(
        label=_("Recovery code"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "autofocus": True, "spellcheck": "false"}
        ),
    )

    def accepts(self, code: str) -> bool:
        return second_factor.accepts_recovery(self.user, code)


class AnyCodeForm(_Code):
    """Either of them, as the proof before the second factor is set up anew."""

    refusal = _("This is neither the code that your app shows now nor one of your recovery codes.")
    code = forms.CharField(
        label=_("Code from your app, or a recovery code"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def accepts(self, code: str) -> bool:
        return second_factor.accepts(self.user, code) or second_factor.accepts_recovery(self.user, code)


class PasswordChangeForm(Waiting, AdminPasswordChangeForm):
    """One's own password: the present one is asked for, and guessing it is slowed down as at the door."""

    request: HttpRequest

    def clean_old_password(self) -> str:
        with attempt(PASSWORD, self.user.get_username(), self.request):
            return super().clean_old_password()


class _Roles(forms.ModelMultipleChoiceField):
    def label_from_instance(self, group: Group) -> str:
        return ": ".join(map(str, ROLES.get(group.name, [group.name])))


class _Account(forms.ModelForm):
    """Who has a role may sign in; nobody has to remember a tick for that."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["groups"] = _Roles(
            queryset=Group.objects.order_by("name"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            label=gettext("Roles"),
            help_text=gettext("Without a role, an account cannot sign in."),
        )
        self.fields["is_superuser"].label = gettext("Administrator")
        self.fields["is_superuser"].help_text = gettext("May do everything, and manages the accounts.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.instance.is_staff = bool(data.get("groups")) or bool(data.get("is_superuser"))
        return data


class NewAccountForm(_Account, UserCreationForm):
    """A new account, with its first password."""

    class Meta(BaseUserCreationForm.Meta):
        fields = ("username", "first_name", "last_name", "email", "groups", "is_superuser")


class AccountForm(_Account, UserChangeForm):
    """An account that exists; nobody shuts themselves out by mistake."""

    acting: Any = None

    class Meta(UserChangeForm.Meta):
        fields = (*NewAccountForm.Meta.fields, "password", "is_active")  # type: ignore[assignment]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.acting is not None and self.instance.pk == self.acting.pk:
            for name in ("is_superuser", "is_active"):
                if getattr(User.objects.get(pk=self.instance.pk), name) and not data.get(name):
                    self.add_error(name, gettext("Another administrator has to take this from your account."))
        return data
