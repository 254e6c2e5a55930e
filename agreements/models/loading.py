"""What was last loaded from the record's files, so that loading never overwrites what was edited since."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LoadedItem(models.Model):
    """The fingerprint of one item of the record as it was last loaded."""

    section = models.CharField(max_length=20)
    key = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("loaded item")
        verbose_name_plural = _("loaded items")
        constraints = (models.UniqueConstraint(fields=("section", "key"), name="loadeditem_unique"),)

    def __str__(self) -> str:
        return f"{self.section}: {self.key}"
