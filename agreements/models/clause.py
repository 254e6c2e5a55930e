"""The single provision, coded by theme."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.base.languages import Text, Translated, reading_order
from agreements.base.references import reference
from agreements.models.agreement import Agreement
from agreements.models.fields import DeferredUnique, LineField, TextField
from agreements.models.links import InLinkOrder
from agreements.models.order import by_signature
from agreements.models.visibility import public
from agreements.models.vocabulary import Theme


class ClauseQuerySet(models.QuerySet["Clause"]):
    """Clauses as the public may see them."""

    def published(self) -> "ClauseQuerySet":
        """The clauses of published documents."""
        return self.filter(public("agreement"))

    def by_signature(self) -> "ClauseQuerySet":
        """Oldest document first, then in the order of the text."""
        return self.order_by(*by_signature("agreement__"), "position", "number")


class Clause(models.Model):
    """One provision on cultural exchange: in our own words, and in the official text where the archive holds it."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="clauses")
    number = models.PositiveSmallIntegerField(
        _("number"), help_text=_("Its address, which never changes: #clause-1, #clause-2…")
    )
    position = models.PositiveSmallIntegerField(
        _("order"), default=0, db_default=0, help_text=_("Its place in the text.")
    )
    ref = LineField(
        _("reference"),
        max_length=60,
        blank=True,
        help_text=_("As the text numbers it: Article 17, 1.2, Preamble. Empty where only an account was read."),
    )
    heading = Translated(LineField, _("heading"), max_length=250, required=("en",))
    summary = Translated(TextField, _("summary"), required=("en",))
    text = Translated(TextField, _("official text"))
    themes = InLinkOrder(Theme, verbose_name=_("themes"), related_name="clauses", blank=True)

    objects = ClauseQuerySet.as_manager()

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        ordering = ("position", "number")
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
    def called(self) -> Text:
        """How readers are told which one it is: by its reference, where it has none by its heading."""
        return Text(self.reference, reading_order()[0]) if self.ref else self.heading

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
