"""How one entry is related to another."""

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from agreements.models.entry import Entry
from agreements.models.fields import DeferredUnique
from agreements.models.visibility import public
from agreements.models.vocabulary import RelationType


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
                violation_error_message=_("A document cannot stand in relation to itself. Choose the other document."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.type} {self.to}"
