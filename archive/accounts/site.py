"""The admin of the archive: who has signed in with all that is asked for is in, and nobody else."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache


class ArchiveSite(AdminSite):
    """Django's admin behind our own door (`archive.accounts.views`)."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the request may see any page; with a second factor only if it was given in this session."""
        if not super().has_permission(request):
            return False
        return not settings.SECOND_FACTOR or getattr(request.user, "otp_device", None) is not None

    def get_urls(self) -> list[Any]:
        """With the pages of one's own account, and those between the password and the admin."""
        from archive.accounts import views

        return [
            path("second-factor/", views.CodeView.as_view(), name="second_factor"),
            path("second-factor/recovery/", views.RecoveryView.as_view(), name="second_factor_recovery"),
            path("second-factor/set-up/", views.SetUpView.as_view(), name="second_factor_set_up"),
            path("account/", self.admin_view(views.account), name="account"),
            path("account/sessions/", self.admin_view(views.end_sessions), name="account_sessions"),
            path("account/second-factor/", self.admin_view(views.reset_second_factor), name="account_second_factor"),
            *super().get_urls(),
        ]

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Name and password."""
        from archive.accounts import views

        index = reverse("admin:index", current_app=self.name)
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(index)
        context = {
            **self.each_context(request),
            "title": _("Log in"),
            "subtitle": None,
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
        }
        if REDIRECT_FIELD_NAME not in request.GET and REDIRECT_FIELD_NAME not in request.POST:
            context[REDIRECT_FIELD_NAME] = index
        request.current_app = self.name
        return views.LoginView.as_view(extra_context={**context, **(extra_context or {})})(request)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """One's own password."""
        from archive.accounts import views

        request.current_app = self.name
        context = {**self.each_context(request), **(extra_context or {})}
        return views.PasswordChangeView.as_view(extra_context=context)(request)
