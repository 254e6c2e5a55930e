"""What every published thing shares: its permanent id, its state of publication, its titles and its evidence.

A kind of entry (a document, an activity…) is a model that inherits `Entry` by one explicit link to its row here, one
level and no deeper. It says its ``entry_type``, the ``route`` of its page, its ``facts`` and, in ``mentions``, what
becomes public by being named in it. The index, visibility, sources, relations and files ask for the common part only.
"""

import datetime
from collections.abc import Iterable
from contextlib import nullcontext
from typing import Any, ClassVar, Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.base.codes import record_id_shape
from agreements.base.database import planned_quickly
from agreements.base.edtf import Edtf
from agreements.base.languages import Text, Translated, reading_order
from agreements.models.facts import Fact, Holds, keys
from agreements.models.fields import DeferredUnique, LineField, TextField
from agreements.models.links import InLinkOrder
from agreements.models.visibility import GONE, PUBLIC, State, gone, public
from agreements.models.vocabulary import Confidence, RelationType, Theme

Kinds = dict[str, "type[Entry]"]


Row = TypeVar("Row", bound="Entry", covariant=True)


class EntryQuerySet(models.QuerySet[Row]):
    """Questions that can be asked of every kind of entry."""

    _is_list = False  # rows with all that a line shows: many tables and few rows

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._is_list = self._is_list
        return clone

    def _fetch_all(self) -> None:
        with planned_quickly() if self._is_list else nullcontext():
            super()._fetch_all()

    def published(self) -> Self:
        """The public entries. Everything that readers see begins with this filter."""
        return self.filter(public())

    def unpublished(self) -> Self:
        """The entries that are not public."""
        return self.exclude(public())

    def withdrawn(self) -> Self:
        """Those of which readers are told the title and the reason, at their own address only."""
        return self.filter(gone())

    def for_list(self) -> Self:
        """With all that a line of a list shows, in a constant number of queries."""
        rows = self.select_related("confidence").prefetch_related("themes")
        rows._is_list = True
        return rows

    def for_record(self) -> Self:
        """With all that the whole entry holds, in a constant number of queries: for those who work on it."""
        return self._with_parts(Relation.objects.all())

    def for_readers(self) -> Self:
        """The public entries with all that readers see of them: no relation to one that is not public."""
        return self.published()._with_parts(Relation.objects.published())

    def _with_parts(self, relations: "RelationQuerySet") -> Self:
        return self.for_list().prefetch_related(
            "sources", "attachments", models.Prefetch("relations", relations.select_related("type", "to"))
        )


class Entry(models.Model):
    """The part of a published thing that does not depend on its kind."""

    entry_type: ClassVar[str] = ""
    """The value of ``type`` for the entries of this kind."""
    route: ClassVar[str] = ""
    """The name of the address of an entry's page; it takes the record id."""
    facts: ClassVar[tuple[Fact, ...]] = ()
    """What entries of this kind state, in the order of their files."""
    mentions: ClassVar[dict[str, tuple[str, ...]]] = {}
    """Model name → the paths from that model to entries of this kind that name it."""
    why: Any = None
    """Why it was found, where it is in a result; here, because templates take long to miss what is not there."""

    type = models.CharField(_("type"), max_length=20, editable=False)
    record_id = models.CharField(
        _("id"),
        max_length=120,
        unique=True,
        validators=[record_id_shape],
        help_text=_(
            "<date of signature>-<kind>-<a few words>, for example 2013-11-11-treaty-good-neighbourliness. It is part "
            "of the permanent address and never changes once the document has been published."
        ),
        error_messages={"unique": _("Another document has this id. Add a word that tells the two apart.")},
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    title = Translated(LineField, _("title"), max_length=600, required=("en",))
    summary = Translated(TextField, _("summary"), required=("en",))
    # The first theme is the main one.
    themes = InLinkOrder(Theme, verbose_name=_("themes"), related_name="entries", blank=True)
    confidence = models.ForeignKey(Confidence, models.PROTECT, verbose_name=_("confidence"), related_name="entries")
    notes = Translated(
        TextField,
        _("notes"),
        help_text=_("For readers: conflicting dates, what was and was not available, what is inferred."),
    )
    withdrawal_reason = Translated(LineField, _("reason of withdrawal"), max_length=400)
    first_published = models.DateTimeField(_("first published"), null=True, blank=True, editable=False)
    created = models.DateTimeField(_("created"), default=timezone.now, db_default=Now(), editable=False)
    changed = models.DateTimeField(_("changed"), auto_now=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        default_permissions = ()
        indexes = (models.Index(fields=["type", "state", "changed"], name="entry_state_changed"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(record_id__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"), name="entry_record_id_shape"
            ),
            models.CheckConstraint(condition=~Q(type=""), name="entry_has_type"),
            models.CheckConstraint(condition=~Q(title_en=""), name="entry_has_english_title"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="entry_state_known"),
            models.CheckConstraint(
                condition=~gone() | ~Q(withdrawal_reason_en=""),
                name="entry_withdrawn_with_reason",
                violation_error_message=_(
                    "Give the reason for withdrawal: it is shown to anyone who opens the document’s address."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(PUBLIC.value, GONE.value)) | Q(first_published__isnull=False),
                name="entry_published_has_date",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @classmethod
    def kinds(cls) -> Kinds:
        """The models of all kinds of entries, by their type."""
        return {kind.entry_type: kind for kind in Entry.__subclasses__() if not kind._meta.abstract}

    @classmethod
    def keys_holding(cls, *holds: Holds) -> set[str]:
        """The keys under which the files of any kind have columns of this sort."""
        return keys([fact for kind in cls.kinds().values() for fact in kind.facts], *holds)

    @classmethod
    def in_full(cls, entries: "Iterable[Entry]") -> "dict[int, Entry]":
        """The rows of their own kinds of some entries, by id: one query for each kind among them."""
        by_type: dict[str, list[int]] = {}
        for entry in entries:
            by_type.setdefault(entry.type, []).append(entry.pk)
        full: dict[int, Entry] = {}
        for entry_type, ids in by_type.items():
            full |= cls.kinds()[entry_type].for_lines().in_bulk(ids)
        return full

    @classmethod
    def for_lines(cls) -> EntryQuerySet:
        """Entries of this kind with all that one line about each shows, in a constant number of queries."""
        return cls._default_manager.all()

    @property
    def date(self) -> Edtf | None:
        """The date under which the entry is listed, None where its kind has none."""
        return None

    @property
    def listing_key(self) -> tuple[datetime.date, str]:
        """What lists of entries are sorted by: the last day that the date may mean, then the id."""
        return (self.date and (self.date.upper or self.date.lower)) or datetime.date.max, self.record_id

    @property
    def description(self) -> str:
        """What kind of thing it is, in the language of the page."""
        return str(self._meta.verbose_name)

    @property
    def is_public(self) -> bool:
        """Whether readers see the entry."""
        return self.state == PUBLIC

    def get_absolute_url(self) -> str:
        """The page of the entry in the reader's language."""
        return reverse(self.kinds()[self.type].route, args=[self.record_id])

    def permanent_path(self) -> str:
        """The language-free address that never changes."""
        return reverse("permanent", args=[self.record_id])

    def other_titles(self) -> list[Text]:
        """The titles in the other languages."""
        shown = self.title.lang
        return [
            Text(title, lang) for lang in reading_order() if lang != shown and (title := getattr(self, f"title_{lang}"))
        ]

    def publish(self) -> None:
        """Make the entry public; its id is permanent from now on. Saves."""
        self.state = PUBLIC
        self.save()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; the first publication is dated."""
        self.type = self.type or self.entry_type
        if self.is_public and not self.first_published:
            self.first_published = timezone.now()
            if (fields := kwargs.get("update_fields")) is not None:
                kwargs["update_fields"] = {*fields, "first_published"}
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """A withdrawal has a reason."""
        if self.state == GONE and not self.withdrawal_reason_en:
            raise ValidationError(
                {
                    "withdrawal_reason_en": _(
                        "Give the reason for withdrawal: it is shown to anyone who opens the document’s address."
                    )
                }
            )


class PublicChange(models.Model):
    """When what readers see of an entry has last changed: its own facts, what belongs to it, and what it names.

    The database writes it, as it writes the index, whatever has written the rows: docs/search.md.
    """

    entry = models.OneToOneField(
        Entry, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="public_change"
    )
    at = models.DateTimeField(_("last change that readers see"))

    class Meta:
        verbose_name = _("public change")
        verbose_name_plural = _("public changes")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.entry_id} {self.at:%Y-%m-%d}"


class RelationQuerySet(models.QuerySet["Relation"]):
    """Relations as the public may see them."""

    def published(self) -> "RelationQuerySet":
        """Those whose two documents are both public."""
        return self.filter(public("entry") & public("to"))


class Relation(models.Model):
    """How one entry is related to another: implements, amends, replaces…"""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="relations")
    type = models.ForeignKey(RelationType, models.PROTECT, verbose_name=_("relation"), related_name="relations")
    to = models.ForeignKey(
        Entry, models.PROTECT, verbose_name=_("the other document"), related_name="inverse_relations"
    )

    objects = RelationQuerySet.as_manager()

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        ordering = ("pk",)
        constraints = (
            DeferredUnique(
                fields=("entry", "type", "to"),
                name="relation_unique",
                violation_error_message=_("This relation is entered twice. Remove one of the two lines."),
            ),
            models.CheckConstraint(
                condition=~models.Q(entry=F("to")),
                name="relation_not_to_itself",
                violation_error_message=_("A document cannot be related to itself. Choose the other document."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.type} {self.to}"
