"""The controlled vocabulary: what a document, a party or a clause can be. Loaded from vocabulary.yaml."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.base.codes import key_shape
from agreements.base.languages import LANGUAGES, Text, Translated
from agreements.models.fields import LineField


class Term(models.Model):
    """One controlled value: a stable key, labels, and other words that mean the same (SKOS altLabel)."""

    key = models.SlugField(
        _("key"),
        primary_key=True,
        max_length=40,
        validators=[key_shape],
        help_text=_("Stable: it stands in addresses."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    label = Translated(LineField, _("label"), max_length=120, required=LANGUAGES)
    alt_en = ArrayField(LineField(max_length=120), verbose_name=_("other words in English"), default=list, blank=True)
    alt_ru = ArrayField(LineField(max_length=120), verbose_name=_("other words in Russian"), default=list, blank=True)
    alt_kk = ArrayField(LineField(max_length=120), verbose_name=_("other words in Kazakh"), default=list, blank=True)

    class Meta:
        abstract = True
        ordering = ("position", "key")

    def __str__(self) -> str:
        return self.label


class Kind(Term):
    """What kind of document: treaty, agreement, memorandum…"""

    class Meta(Term.Meta):
        verbose_name = _("kind of document")
        verbose_name_plural = _("kinds of document")


class Level(Term):
    """On which level the parties stand: interstate, interregional, institutional…"""

    class Meta(Term.Meta):
        verbose_name = _("level")
        verbose_name_plural = _("levels")


class Status(Term):
    """Whether the document is in force, as far as the sources tell."""

    class Meta(Term.Meta):
        verbose_name = _("status")
        verbose_name_plural = _("statuses")


class PartyKind(Term):
    """What a party is: state, ministry, region, institution…"""

    class Meta(Term.Meta):
        verbose_name = _("kind of party")
        verbose_name_plural = _("kinds of party")


class Confidence(Term):
    """How well the sources establish a document."""

    class Meta(Term.Meta):
        verbose_name = _("confidence")
        verbose_name_plural = _("confidence levels")


class RelationType(Term):
    """How one document stands to another, read "this document … the other", and the other way round."""

    inverse = Translated(LineField, _("read the other way"), max_length=120)

    class Meta(Term.Meta):
        verbose_name = _("type of relation")
        verbose_name_plural = _("types of relation")

    @property
    def inverse_label(self) -> Text:
        """How the relation reads from the other entry."""
        return self.inverse or self.label


class Theme(Term):
    """What a clause or a document is about."""

    class Meta(Term.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")

    def get_absolute_url(self) -> str:
        """The page of the theme's clauses."""
        return reverse("theme", args=[self.key])
