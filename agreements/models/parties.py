"""Who concludes a document: parties on their sides, and the people who signed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.base.codes import country_code
from agreements.base.languages import Translated, country_name
from agreements.models.addresses import Addressed
from agreements.models.fields import LineField
from agreements.models.places import Region
from agreements.models.vocabulary import PartyKind


class Party(Addressed):
    """A state, ministry, region, institution… that concludes documents for one side."""

    route = "party"

    side = models.CharField(
        _("side"),
        max_length=2,
        validators=[country_code],
        help_text=_("The country of the party: two capital letters, RU or KZ."),
    )
    kind = models.ForeignKey(PartyKind, models.PROTECT, verbose_name=_("kind of party"), related_name="parties")
    name = Translated(LineField, _("name"), max_length=250, required=("en", "ru"))
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        verbose_name=_("region"),
        related_name="parties",
        null=True,
        blank=True,
        help_text=_("For the authorities of a region or city: the region."),
    )

    class Meta(Addressed.Meta):
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ("name_en",)
        constraints = (
            models.UniqueConstraint(fields=("side", "name_en"), name="party_unique_name_on_side"),
            models.CheckConstraint(condition=models.Q(side__regex=r"^[A-Z]{2}$"), name="party_side_is_country_code"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def side_name(self) -> str:
        """The name of the country that is the side of the party."""
        return country_name(self.side)


class Person(Addressed):
    """Somebody who signed documents, in one office or several."""

    route = "person"

    name = Translated(LineField, _("name"), max_length=120, required=("en", "ru"), unique=("en",))

    class Meta(Addressed.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("name_en",)

    def __str__(self) -> str:
        return self.name
