"""Who may see what.

Readers see documents in the state `PUBLIC`, and what such documents name: a place under all its names, so that who
searches for Nur-Sultan finds what was signed in Astana. Of a document that is `GONE` they are told the title and the
reason, at its own address and where they ask to compare it. They are shown nothing else. The vocabulary is public by
itself: its terms say what the archive can hold and name no document.

Everything public begins at ``published()`` of a model, or takes its condition from `public` (for a query) or
`public_sql` (for SQL written by hand).
"""

from collections.abc import Callable
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Coalesce, Collate, NullIf
from django.utils.translation import gettext_lazy as _

from agreements.base.languages import reading_order
from agreements.base.names import PATRONYMIC_LAST, SURNAME_LAST


class State(models.TextChoices):
    """The state of publication of an entry."""

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


def name_key(name: str = "name") -> Collate:
    """What sorts by the columns of a translated name, as `agreements.base.alphabet` does in Python."""
    return _alphabetical(Coalesce(*_seen(name)))


def surname_key(name: str = "name") -> Collate:
    """The same of people, by their surnames, as `agreements.base.names` finds them."""
    first: Any = Coalesce(*_seen(name))
    for pattern, order in (PATRONYMIC_LAST, SURNAME_LAST):
        first = Func(first, Value(pattern), Value(order), function="regexp_replace", output_field=TextField())
    return _alphabetical(first)


def _seen(name: str) -> list[NullIf]:
    return [NullIf(F(f"{name}_{lang}"), Value("")) for lang in reading_order()]


def _alphabetical(text: Any) -> Collate:
    return Collate(Func(text, function="search_alphabet", output_field=TextField()), "C")


class NamedQuerySet(models.QuerySet):
    """Parties, people and places: public only if a published entry names them (`Entry.mentions`)."""

    def published(self) -> Self:
        """Those that readers may see."""
        return self._named_by(public)

    def ever_published(self) -> Self:
        """Those that readers may have seen: an entry names them that was public once, whatever it is now."""
        return self._named_by(lambda path: Q(**{f"{path}__first_published__isnull": False}))

    def _named_by(self, condition: Callable[[str], Q]) -> Self:
        entry: Any = apps.get_model("agreements", "Entry")
        named = Q(pk__in=())
        for kind in entry.kinds().values():
            for path in kind.mentions.get(self.model._meta.model_name, ()):
                named |= Q(pk__in=self.model._base_manager.filter(condition(path)).values("pk"))
        return self.filter(named)

    def in_alphabet(self) -> Self:
        """By the name that the reader sees, in the reader's alphabet; the address decides between equals."""
        return self.order_by(name_key(), "slug")


NamedManager = models.Manager.from_queryset(NamedQuerySet)
