"""Addresses of parties, people, places and regions: each has one owner, and leads on where the owner was merged.

The database holds the same, whatever writes the row: see the triggers of the migration ``addresses``.
"""

from collections.abc import Collection, Iterator
from typing import Any, ClassVar

from django.apps import apps
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.base.codes import slug_shape
from agreements.base.slugs import derived_slug, free_slug
from agreements.models.visibility import NamedManager


class Addressed(models.Model):
    """What has an address of its own, and those of the entries that were merged into it.

    The models of one ``route`` share its addresses: no two entries of them have the same, now or formerly, but for a
    `twin`. A merger alone moves an address that readers have seen.
    """

    route: ClassVar[str]
    """The name of the address of its page; it takes the slug."""

    slug = models.SlugField(_("address"), max_length=120, unique=True, validators=[slug_shape])
    name_en: str
    formerly = models.JSONField(
        _("former addresses"),
        default=dict,
        db_default={},
        blank=True,
        editable=False,
        help_text=_("The address and the English name of each entry that was merged into this one."),
    )

    objects = NamedManager()

    class Meta:
        abstract = True
        indexes = (GinIndex(fields=("formerly",), name="%(class)s_formerly"),)

    def get_absolute_url(self) -> str:
        """Its page; a city that is a region of its own shares one with it."""
        return reverse(self.route, args=[self.slug])

    @classmethod
    def sharing_addresses(cls) -> "list[type[Addressed]]":
        """The models whose entries have their pages under the same route."""
        return [model for model in apps.get_models() if issubclass(model, Addressed) and model.route == cls.route]

    @classmethod
    def all_addresses(cls) -> set[str]:
        """Every address that an entry of these models has or had."""
        rows = [row for model in cls.sharing_addresses() for row in model._base_manager.values_list("slug", "formerly")]
        return {address for slug, formerly in rows for address in (slug, *formerly)}

    @classmethod
    def owners_of(cls, slug: str) -> "Iterator[Addressed]":
        """The entries that have this address, or had it."""
        for model in cls.sharing_addresses():
            yield from model._base_manager.filter(Q(slug=slug) | Q(formerly__has_key=slug))

    @property
    def twin(self) -> "Addressed | None":
        """The entry of another model with which it shares its page."""
        return None

    def may_share(self, other: "Addressed") -> bool:
        """Whether ``other`` may have the same address, because no reader can tell whose page it is."""
        return False

    def others_at(self, slug: str) -> "Iterator[Addressed]":
        """The entries with which this one cannot have this address."""
        for owner in self.owners_of(slug):
            if slug in owner.formerly or not (owner == self or self.may_share(owner)):
                yield owner

    def free_address(self) -> str:
        """The address made of the English name; a numbered one where another entry has it or had it."""
        slug = derived_slug(type(self), self.name_en)
        if not any(self.others_at(slug)):
            return slug
        return free_slug(type(self), self.name_en, self.all_addresses() - {self._stored_address() or ""})

    def is_fixed(self) -> bool:
        """Whether a document that was ever published names it: then readers may have cited the address."""
        return bool(self.pk) and type(self)._default_manager.ever_published().filter(pk=self.pk).exists()

    def clean(self) -> None:
        """The address is nobody else's, and one that may have been cited stays."""
        super().clean()
        stored = self._stored_address()
        if self.slug == stored:
            return
        if stored and self.is_fixed():
            fixed = _("Readers have seen this address, so it stays. Only a merger moves it.")
            raise ValidationError({"slug": ValidationError(fixed, code="fixed")})
        for owner in self.others_at(self.slug):
            raise ValidationError({"slug": ValidationError(taken_message(self.slug, owner), code="taken")})

    def _stored_address(self) -> str | None:
        rows = type(self)._base_manager.filter(pk=self.pk) if self.pk else type(self)._base_manager.none()
        return rows.values_list("slug", flat=True).first()


def taken_message(slug: str, owner: Addressed) -> str:
    """Who has an address, or had it before a merger."""
    said: Any = (
        _("“%(address)s” is the address of “%(owner)s”. Choose another.")
        if owner.slug == slug
        else _("“%(address)s” is a former address of “%(owner)s” and leads there. Choose another.")
    )
    return str(said % {"address": slug, "owner": owner})


def moved(model: type[Addressed], slugs: Collection[str]) -> dict[str, str]:
    """Those of the addresses that lead on, with the address of the public entry to which each does."""
    rows = model._default_manager.published().filter(formerly__has_any_keys=list(slugs))
    return {old: row.slug for row in rows for old in row.formerly if old in slugs}


def at_former_address(model: type[Addressed], slug: str) -> Addressed | None:
    """The public entry to which a former address leads."""
    for sharing in model.sharing_addresses():
        if entry := sharing._default_manager.published().filter(formerly__has_key=slug).first():
            found: Addressed = entry
            return found
    return None
