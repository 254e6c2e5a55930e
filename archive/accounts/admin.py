"""Accounts in the admin: who may do what is chosen as a role, never as single permissions."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_otp.plugins.otp_totp.models import TOTPDevice

from archive.accounts import events, second_factor, sessions
from archive.accounts.forms import ROLES, AccountForm, NewAccountForm

for _model in (User, Group, TOTPDevice):  # roles come from the code, the app's secret is nobody's business
    admin.site.unregister(_model)


@admin.register(User)
class AccountAdmin(UserAdmin):
    """The accounts, for administrators."""

    form = AccountForm
    add_form = NewAccountForm
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (gettext_lazy("Person"), {"fields": ("first_name", "last_name", "email")}),
        (gettext_lazy("What the account may do"), {"fields": ("groups", "is_superuser", "is_active")}),
        (gettext_lazy("Signing in"), {"fields": ("second_step", "sessions", "last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "password1", "password2")}),
        (gettext_lazy("Person"), {"fields": ("first_name", "last_name", "email")}),
        (gettext_lazy("What the account may do"), {"fields": ("groups", "is_superuser")}),
    )
    readonly_fields = ("second_step", "sessions", "last_login", "date_joined")
    filter_horizontal = ()
    list_display = ("username", "first_name", "last_name", "roles", "is_superuser", "is_active", "last_login")
    list_filter = ("is_superuser", "is_active")
    actions = ("end_sessions", "reset_second_factor")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("groups")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **options)
        form.acting = request.user
        return form

    @admin.display(description=gettext_lazy("roles"))
    def roles(self, user: User) -> str:
        return ", ".join(str(ROLES.get(group.name, [group.name])[0]) for group in user.groups.all())

    @admin.display(description=gettext_lazy("Second step"))
    def second_step(self, user: User) -> str:
        if not settings.SECOND_FACTOR:
            return _("not required on this server")
        return _("set up") if second_factor.device_of(user) else _("not set up yet; required at the next sign-in")

    @admin.display(description=gettext_lazy("Sessions"))
    def sessions(self, user: User) -> int:
        return int(sessions.of(user.pk).count())

    @admin.action(description=gettext_lazy("Sign out everywhere"), permissions=["change"])
    def end_sessions(self, request: HttpRequest, queryset: QuerySet) -> None:
        count = 0
        for user in queryset:
            ended = sessions.end_all(user.pk)
            events.log("sessions-ended", user=user.get_username(), count=ended)
            count += ended
        messages.success(
            request,
            ngettext("%(count)s session was ended.", "%(count)s sessions were ended.", count) % {"count": count},
        )

    @admin.action(description=gettext_lazy("Reset the second step"), permissions=["change"])
    def reset_second_factor(self, request: HttpRequest, queryset: QuerySet) -> None:
        count = sum(second_factor.reset(user) for user in queryset)
        messages.success(
            request,
            ngettext(
                "The second step of %(count)s account must be set up again.",
                "The second step of %(count)s accounts must be set up again.",
                count,
            )
            % {"count": count},
        )
