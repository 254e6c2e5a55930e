"""What a document's facts rest on: sources, and scans or files held by the archive."""

import hashlib
import os
import re
from pathlib import PurePath
from typing import Any, cast

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator, RegexValidator
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.base.codes import language_code
from agreements.base.edtf import PARTIAL, Edtf
from agreements.base.languages import Translated
from agreements.models.entry import Entry
from agreements.models.facts import evidence
from agreements.models.fields import AddressField, DeferredUnique, LineField
from agreements.models.visibility import public

partial_date = RegexValidator(rf"^{PARTIAL}\Z", _("Write YYYY, YYYY-MM or YYYY-MM-DD."))


class SourceKind(models.TextChoices):
    """What kind of page or publication a source is."""

    OFFICIAL_TEXT = "official-text", _("official text")
    OFFICIAL_NEWS = "official-news", _("official page")
    NEWS = "news", _("press")
    REFERENCE = "reference", _("reference work")
    SCHOLARLY = "scholarly", _("scholarly publication")


class Source(models.Model):
    """A citable page or publication, with the facts it is evidence for."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="sources")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    url = AddressField(_("address"), max_length=1000)
    publisher = LineField(
        _("publisher"), max_length=250, help_text=_("Name of the publication or organisation, nothing else.")
    )
    title = LineField(_("title of the page"), max_length=500, blank=True)
    published = models.CharField(
        _("published"),
        max_length=10,
        blank=True,
        validators=[partial_date],
        help_text=_("Date of publication, where known: YYYY, YYYY-MM or YYYY-MM-DD."),
    )
    accessed = models.DateField(
        _("read on"), null=True, blank=True, help_text=_("The day on which you read the page; citations state it.")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=SourceKind)
    language = models.CharField(_("language"), max_length=2, validators=[language_code])
    supports = ArrayField(
        models.CharField(max_length=20),
        verbose_name=_("supports"),
        help_text=_("The facts that this source is evidence for."),
        default=list,
        blank=True,
    )

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ("position", "pk")
        constraints = (
            DeferredUnique(
                fields=("entry", "url"),
                name="source_unique_in_document",
                violation_error_message=_("This address is listed among the sources twice. Join the two lines."),
            ),
            models.CheckConstraint(condition=models.Q(kind__in=SourceKind.values), name="source_kind_known"),
        )

    def __str__(self) -> str:
        return self.title or self.publisher

    def clean(self) -> None:
        """The date of publication is a day that there was; it and the day of reading are no later than today."""
        if self.accessed and self.accessed > timezone.localdate():
            raise ValidationError(
                {"accessed": _("This day has not come yet. Give the day on which the page was read.")}
            )
        if re.fullmatch(PARTIAL, self.published):  # anything else is refused by the column's own rule
            try:
                published = Edtf.parse(self.published)
            except ValueError as error:
                raise ValidationError({"published": str(error)}) from error
            if published.reaches_beyond(timezone.localdate()):
                raise ValidationError(
                    {"published": _("This date is later than today, and nothing was published after today.")}
                )

    def supported(self) -> list[str]:
        """What the source is evidence for, in words."""
        words = evidence(Entry.kinds()[self.entry.type].facts)
        return [str(words.get(key, key)) for key in self.supports]


MAX_ATTACHMENT_BYTES = 50 * 1024 * 1024
ATTACHMENT_EXTENSIONS = ("pdf", "jpg", "jpeg", "png", "tif", "tiff")


def validate_size(file: UploadedFile) -> None:
    """An attachment is at most 50 MB."""
    try:
        size = file.size or 0
    except FileNotFoundError:
        return  # stored once and lost since: no reason to refuse what else the form changes
    if size > MAX_ATTACHMENT_BYTES:
        raise ValidationError(_("The file is larger than 50 MB. Split it, or scan it at a lower resolution."))


def attachment_path(attachment: "Attachment", name: str) -> str:
    """Where an uploaded file is stored, below MEDIA_ROOT."""
    return str(PurePath("attachments", attachment.entry.record_id, PurePath(name).name))


class StoredFile(FieldFile):
    """A stored file: forms of the admin link to it, whether or not its document is public."""

    def save(self, name: str, content: File, save: bool = True) -> None:
        """Store it for good, and note with the row how long it is and its sum, by which it is found unchanged later."""
        attachment = cast("Attachment", self.instance)
        attachment.sha256, attachment.size = summed(content)
        super().save(name, content, save)
        _write_through(self.path)

    @property
    def url(self) -> str:
        """Its address for staff; readers have that of the attachment."""
        attachment = cast("Attachment", self.instance)
        kind = Entry.kinds()[attachment.entry.type]._meta
        name = f"admin:{kind.app_label}_{kind.model_name}_file"
        return reverse(name, args=[attachment.entry_id, attachment.pk])


def summed(content: File) -> tuple[str, int]:
    """The SHA-256 sum and the length of a file."""
    digest, size = hashlib.sha256(), 0
    for chunk in content.chunks():
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def _write_through(path: str) -> None:
    """Have the disk hold a new file, and its name, before a row says that it is there."""
    for written in (path, os.path.dirname(path)):
        descriptor = os.open(written, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Files as the public may see them."""

    def published(self) -> "AttachmentQuerySet":
        """The files of public documents."""
        return self.filter(public("entry"))


class Attachment(models.Model):
    """A scan or file of the document that the archive may hold and show."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="attachments")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    file = models.FileField(
        _("file"),
        upload_to=attachment_path,
        max_length=300,
        validators=[FileExtensionValidator(ATTACHMENT_EXTENSIONS), validate_size],
        help_text=_("A scan or a file of the text, only where the archive may publish it: PDF, JPEG, PNG or TIFF."),
    )
    file.attr_class = StoredFile
    # Of the file, when it was stored; no sum where it was lost before there were sums.
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    size = models.PositiveBigIntegerField(null=True, editable=False)
    title = Translated(LineField, _("title"), max_length=250, required=("en",))
    language = models.CharField(_("language"), max_length=2, blank=True, validators=[language_code])
    rights = LineField(
        _("rights"), max_length=250, help_text=_("Why the archive may show it: official text, permission of…")
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **options: Any) -> None:
        """With a new file, the one that it replaces goes."""
        before = Attachment.objects.filter(pk=self.pk).values_list("file", flat=True).first() if self.pk else None
        super().save(*args, **options)
        if before and before != self.file.name:
            discard(before)

    def get_absolute_url(self) -> str:
        """The file itself, as long as its document is published."""
        return reverse("attachment", args=[self.entry.record_id, self.pk])


def discard(name: str) -> None:
    """Remove a stored file once the transaction that has let go of it is committed, unless another row names it."""

    def remove() -> None:
        if not Attachment.objects.filter(file=name).exists():
            Attachment._meta.get_field("file").storage.delete(name)

    transaction.on_commit(remove, robust=True)


@receiver(post_delete, sender=Attachment)
def _discard_file(instance: Attachment, **_kwargs: Any) -> None:
    """The file of a line that was removed, or of a document that was deleted, goes with its row."""
    if instance.file:
        discard(str(instance.file))
