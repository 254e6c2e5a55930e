"""The single provision, coded by theme."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.languages import Text, Translated, reading_order
from agreements.models.agreement import Agreement, State
from agreements.models.links import InLinkOrder
from agreements.models.vocabulary import Theme
from agreements.references import reference


class DeferredUnique(models.UniqueConstraint):
    """Uniqueness that the database checks at commit, so that lines can swap numbers in one save.

    Forms check it over all their lines at once; a check of one line against the rows still in the table
    would refuse every renumbering.
    """

    def __init__(self, *, fields: tuple[str, ...], name: str, **options: Any) -> None:
        options["deferrable"] = models.Deferrable.DEFERRED
        super().__init__(fields=fields, name=name, **options)

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Left to the form and to the database."""


class ClauseQuerySet(models.QuerySet["Clause"]):
    """Clauses as the public may see them."""

    def published(self) -> "ClauseQuerySet":
        """The clauses of published documents."""
        return self.filter(agreement__state=State.PUBLISHED)

    def by_signature(self) -> "ClauseQuerySet":
        """Oldest document first, then in the order of the text."""
        return self.order_by("agreement__signed_upper", "agreement__signed_lower", "agreement__record_id", "number")


class Clause(models.Model):
    """One provision on cultural exchange: in our own words, and in the official text where the archive holds it."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="clauses")
    number = models.PositiveSmallIntegerField(
        _("number"), help_text=_("Its order in the document and its address: #clause-1, #clause-2…")
    )
    ref = models.CharField(
        _("reference"),
        max_length=60,
        blank=True,
        help_text=_("As the text numbers it: Article 17, 1.2, Preamble. Empty where only an account was read."),
    )
    heading_en = models.CharField(_("heading in English"), max_length=250)
    heading_ru = models.CharField(_("heading in Russian"), max_length=250, blank=True)
    heading_kk = models.CharField(_("heading in Kazakh"), max_length=250, blank=True)
    heading = Translated()
    summary_en = models.TextField(_("summary in English"))
    summary_ru = models.TextField(_("summary in Russian"), blank=True)
    summary_kk = models.TextField(_("summary in Kazakh"), blank=True)
    summary = Translated()
    text_en = models.TextField(_("official text in English"), blank=True)
    text_ru = models.TextField(_("official text in Russian"), blank=True)
    text_kk = models.TextField(_("official text in Kazakh"), blank=True)
    text = Translated()
    themes = InLinkOrder(Theme, verbose_name=_("themes"), related_name="clauses", blank=True)

    objects = ClauseQuerySet.as_manager()

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        ordering = ("number",)
        constraints = (
            DeferredUnique(fields=("agreement", "number"), name="clause_unique_number"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="clause_number_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.ref} {self.heading}".strip()

    @property
    def reference(self) -> str:
        """The reference in the language of the page, as far as it is made of common words: Article 17, Preamble."""
        return reference(self.ref, reading_order()[0])

    @property
    def texts(self) -> list[Text]:
        """The official texts that the archive holds, the reader's language first."""
        return [Text(text, lang) for lang in reading_order() if (text := getattr(self, f"text_{lang}"))]

    @property
    def anchor(self) -> str:
        """The id of the clause on its document's page."""
        return f"clause-{self.number}"

    def get_absolute_url(self) -> str:
        """The clause on its document's page."""
        return f"{self.agreement.get_absolute_url()}#{self.anchor}"
