"""Which tables are the database's own: its triggers write them, and nothing else does."""

from typing import Any

from django.db.models import Model


class IndexRouter:
    """Leaves the tables of the index out of what Django writes: migrations, ``dumpdata`` and ``loaddata``.

    What is loaded is indexed by the triggers. A dump that holds rows of the index still loads without them.
    """

    def allow_migrate(
        self, db: str, app_label: str, model_name: str | None = None, *, model: type[Model] | None = None, **hints: Any
    ) -> bool | None:
        """False for the tables of the index; no opinion on others."""
        return False if app_label == "agreements" and model and not model._meta.managed else None
