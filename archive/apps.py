"""The site as an application of Django: it has no tables, only checks."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """Makes Django know the checks of the site."""

    name = "archive"

    def ready(self) -> None:
        """Register the checks."""
        from archive import checks  # noqa: F401
