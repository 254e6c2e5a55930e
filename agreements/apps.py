"""The domain of the archive: agreements, their parties, dates and clauses."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgreementsConfig(AppConfig):
    """The one application of the archive."""

    name = "agreements"
    verbose_name = _("Archive")

    def ready(self) -> None:
        """Keep the two roles of the staff and the index of the search after every migration."""
        from agreements.record import documents, kinds
        from agreements.rules import roles
        from agreements.search import install

        kinds.register(documents.DocumentFiles())
        roles.connect(self)
        install.connect(self)
