"""Who may see what: said here, and nowhere else.

Readers see documents in the state `PUBLIC`, and what such documents name: a place under all its names, so that who
searches for Nur-Sultan finds what was signed in Astana. Of a document that is `GONE` they are told the title and the
reason, at its own address only. Nothing else exists for them. The vocabulary is public by itself: its terms say what
the archive can hold and name no document.

Everything public begins at ``published()`` of a model, or takes its condition from `public` (for a query) or
`public_sql` (for SQL written by hand).
"""

from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a document stands on its way to the reader."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in-review", _("In review")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


PUBLIC = State.PUBLISHED
GONE = State.WITHDRAWN


def public(document: str = "") -> Q:
    """That the document at the end of this path is public: ``public("agreement")`` for a clause."""
    return _in_state(document, PUBLIC)


def gone(document: str = "") -> Q:
    """That the document at the end of this path was withdrawn."""
    return _in_state(document, GONE)


def public_sql(entry: str) -> str:
    """The same as `public` in SQL, for a row of ``agreements_entry`` called ``entry``."""
    return f"{entry}.state = '{PUBLIC.value}'"


def _in_state(document: str, state: State) -> Q:
    return Q(**{f"{document}__state" if document else "state": state.value})


class NamedQuerySet(models.QuerySet):
    """Parties, people and places: public only if a published entry names them (`Entry.mentions`)."""

    def published(self) -> Self:
        """Those that readers may see."""
        entry: Any = apps.get_model("agreements", "Entry")
        named = Q()
        for kind in entry.kinds().values():
            for path in kind.mentions.get(self.model._meta.model_name, ()):
                named |= Q(pk__in=self.model._base_manager.filter(public(path)).values("pk"))
        return self.filter(named)


NamedManager = models.Manager.from_queryset(NamedQuerySet)
