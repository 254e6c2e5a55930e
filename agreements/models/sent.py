"""What forms have made, so that a form which is sent twice makes one thing."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SentForm(models.Model):
    """One form that was shown for a new entry, and the entry that it made when it was sent."""

    token = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=100, blank=True)
    key = models.CharField(max_length=255, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("sent form")
        verbose_name_plural = _("sent forms")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.kind} {self.key}".strip() or "unsaved"
