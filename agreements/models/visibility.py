"""Who may see what: said here, and nowhere else.

Readers see documents in the state `PUBLIC`, and what such documents name: a place under all its names, so that who
searches for Nur-Sultan finds what was signed in Astana. Of a document that is `GONE` they are told the title and the
reason, at its own address only. Nothing else exists for them. The vocabulary is public by itself: its terms say what
the archive can hold and name no document.

Everything public begins at ``published()`` of a model, or takes its condition from `public` (for a query) or
`public_sql` (for SQL written by hand).
"""

from typing import Self

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


def public_sql(document: str) -> str:
    """The same as `public` in SQL, for a row of ``agreements_agreement`` called ``document``."""
    return f"{document}.state = '{PUBLIC.value}'"


def _in_state(document: str, state: State) -> Q:
    return Q(**{f"{document}__state" if document else "state": state.value})


class NamedQuerySet(models.QuerySet):
    """Entries that readers see only as far as a public document names them.

    The model says in ``seen_with`` how its entries are named: the paths to documents, of which one has to be public.
    """

    def published(self) -> Self:
        """Those that readers may see."""
        seen = Q()
        for path in getattr(self.model, "seen_with"):  # noqa: B009 - each model of this queryset has it
            seen |= Q(pk__in=self.model._base_manager.filter(public(path)).values("pk"))
        return self.filter(seen)


NamedManager = models.Manager.from_queryset(NamedQuerySet)
