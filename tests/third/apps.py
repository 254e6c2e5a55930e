"""Says what is special to notices."""

from django.apps import AppConfig


class ThirdConfig(AppConfig):
    """The room of notices."""

    name = "tests.third"
    label = "third"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the record hold them."""
        from agreements.record import kinds
        from agreements.record.kinds import EntryFiles
        from tests.third.models import Notice

        class NoticeFiles(EntryFiles):
            """One file a notice."""

            directory = "notices"
            model = Notice

        kinds.register(NoticeFiles())
