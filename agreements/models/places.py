"""Where documents were signed and which territories they concern."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from agreements.base.codes import country_code, slug_shape, subdivision_code
from agreements.base.languages import LANGUAGES, Translated, columns, country_name
from agreements.models.addresses import Addressed
from agreements.models.fields import DegreesField, LineField

SHARED_WITH_TWIN = (*columns("name"), "country")
"""What a city that is a region of its own has as the region has it."""


class PlaceOrRegion(Addressed):
    """What places and regions share: names in three languages, an address, a country.

    They share their addresses too. A city that is a region of its own (Moscow) has one page with it, and only such a
    city: it lies in the region, and the two have the same names and country, so that neither lends the page a name
    that the other does not have.
    """

    route = "place"

    slug = models.SlugField(_("address"), max_length=80, unique=True, validators=[slug_shape])
    name = Translated(LineField, _("name"), max_length=120, required=LANGUAGES, unique=("en",))
    country = models.CharField(_("country"), max_length=2, validators=[country_code])

    class Meta(Addressed.Meta):
        abstract = True
        ordering = ("name_en",)

    def __str__(self) -> str:
        return self.name

    @property
    def country_name(self) -> str:
        """The name of the country in the language of the page."""
        return country_name(self.country)

    def may_share(self, other: Addressed) -> bool:
        """Whether one of the two is a city, and the other the region that it is itself."""
        city, region = (self, other) if isinstance(self, Place) else (other, self)
        return (
            isinstance(city, Place)
            and isinstance(region, Region)
            and city.region_id == region.pk
            and all(getattr(city, name) == getattr(region, name) for name in SHARED_WITH_TWIN)
        )

    def save(self, *args: Any, **options: Any) -> None:
        """Save; what a city and the region that it is itself have in common is changed in both.

        Only if they were one before: nobody renames a region by taking its address.
        """
        with transaction.atomic():
            stored = type(self)._base_manager.filter(pk=self.pk).first() if self.pk else None
            twin = stored.twin if stored and stored.slug == self.slug else None
            super().save(*args, **options)
            if twin and any(getattr(self, name) != getattr(twin, name) for name in SHARED_WITH_TWIN):
                common = {name: getattr(self, name) for name in SHARED_WITH_TWIN}
                type(twin)._base_manager.filter(pk=twin.pk).update(**common)


def signed_in_regions(names: Iterable[str]) -> dict[str, list[str]]:
    """The documents whose place of signature is a whole region of one of these names, by its name."""
    signed = Region.objects.filter(name_en__in=names, agreements_signed__isnull=False)
    documents: dict[str, list[str]] = {}
    for name, record_id in signed.values_list("name_en", "agreements_signed__record_id").order_by("pk"):
        documents.setdefault(name, []).append(record_id)
    return documents


class Region(PlaceOrRegion):
    """A first-level territory, as its boundaries ran in 2010–2020."""

    iso = models.CharField(
        "ISO 3166-2",
        max_length=6,
        blank=True,
        validators=[subdivision_code],
        help_text=_("Empty where the standard has no code."),
    )
    capital = models.BooleanField(_("capital of its country"), default=False)
    border = models.BooleanField(_("bordered the other country in 2010–2020"), default=False)

    class Meta(PlaceOrRegion.Meta):
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    @property
    def twin(self) -> "Place | None":
        """The city that is this region."""
        return self.places.filter(slug=self.slug).first()


class Place(PlaceOrRegion):
    """A city, town or village."""

    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("region"), related_name="places")
    lat = DegreesField(
        _("latitude"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    lon = DegreesField(
        _("longitude"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    same_as = models.ForeignKey(
        "self",
        models.SET_NULL,
        verbose_name=_("same place as"),
        help_text=_("The entry of the same place under its other name."),
        null=True,
        blank=True,
        related_name="other_names",
    )
    near = Translated(LineField, _("near"), max_length=120)

    class Meta(PlaceOrRegion.Meta):
        verbose_name = _("place")
        verbose_name_plural = _("places")

    @property
    def twin(self) -> Region | None:
        """The region that this city is itself."""
        return Region.objects.filter(pk=self.region_id, slug=self.slug).first()

    def clean(self) -> None:
        """Refuse a place that is another name of itself, or has the name of a region of signature."""
        super().clean()
        own = Region.objects.filter(slug=self.slug).first()
        if own and self.pk and own.pk != self.region_id and self._stored_address() == self.slug:
            raise ValidationError({"region": _("This city is a region of its own and shares one page with it.")})
        if self.same_as_id and self.same_as_id == self.pk:
            raise ValidationError({"same_as": _("This is the place itself. Choose its entry under the other name.")})
        if signed := signed_in_regions([self.name_en]):
            message = _("A region of this name is the place of signature of: %(documents)s.")
            raise ValidationError({"name_en": message % {"documents": ", ".join(signed[self.name_en])}})
