"""The applications that this package brings: its tables, and the admin with our way to sign in."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """The tables of sessions, attempts and recovery codes."""

    name = "archive.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Watch rights and sign-ins; show accounts in the admin as this archive has them."""
        from archive.accounts import watching

        watching.connect()


class ArchiveAdmin(AdminConfig):
    """Django's admin, entered by way of `archive.accounts.site`."""

    default_site = "archive.accounts.site.ArchiveSite"
