"""Says what is special to notices."""

from django.apps import AppConfig


class ThirdConfig(AppConfig):
    """The room of notices."""

    name = "tests.third"
    label = "third"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the record and the index hold them."""
        from agreements.record import kinds
        from agreements.record.kinds import EntryFiles
        from agreements.search.entry_types import EntryType, register
        from agreements.search.facets import Facet
        from agreements.search.texts import Part, Text
        from tests.third.models import Notice

        class NoticeFiles(EntryFiles):
            """One file a notice."""

            directory = "notices"
            model = Notice

        kinds.register(NoticeFiles())
        register(
            EntryType(
                Notice,
                date="posted",
                years="Year of posting",
                more_texts=(Text("posted", "B", said="search_date"),),
                parts=(Part("source", "sources", "position", (Text("title", "D"),)),),
                facets=(Facet("board", "Board", ("board_en",), "board"),),
                values={"theme": ("themes",), "year": ("posted_year",)},
            )
        )
