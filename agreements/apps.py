"""The domain of the archive: agreements, their parties, dates and clauses."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgreementsConfig(AppConfig):
    """The one application of the archive."""

    name = "agreements"
    verbose_name = _("Archive")

    def ready(self) -> None:
        """Say what is special to documents; keep the roles and the index of the search after every migration."""
        from agreements.models import Agreement
        from agreements.record import documents, kinds
        from agreements.rules import completeness, roles
        from agreements.rules.documents import WholeDocument
        from agreements.search import install

        completeness.WHOLES[Agreement] = WholeDocument
        kinds.register(documents.DocumentFiles())
        roles.connect(self)
        install.connect(self)
