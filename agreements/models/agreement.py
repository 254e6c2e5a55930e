"""The document itself: what it is, who concluded it, when, and how it stands to other documents."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.base.codes import country_code, language_code, record_id_shape
from agreements.base.edtf import EDTF_HELP, PROFILE, Edtf, validate_edtf
from agreements.base.languages import Text, Translated, reading_order
from agreements.models.fields import LineField, TextField
from agreements.models.links import InLinkOrder
from agreements.models.parties import Party, Person
from agreements.models.places import Place, Region, country_name
from agreements.models.visibility import GONE, PUBLIC, State, gone, public
from agreements.models.vocabulary import Confidence, Kind, Level, RelationType, Status, Theme

DATE_FIELDS = ("signed", "in_force", "term_from", "term_until")


def edtf_field(label: Any, **options: Any) -> models.CharField:
    """A column for a date as given (EDTF text)."""
    return models.CharField(label, max_length=32, validators=[validate_edtf], help_text=EDTF_HELP, **options)


def edtf_bound(field: str, which: str, output: models.Field) -> models.GeneratedField:
    """A column that PostgreSQL keeps itself: the ``lower`` or ``upper`` day, or the ``year``, of an EDTF column."""
    return models.GeneratedField(
        expression=Func(F(field), function=f"edtf_{which}"), output_field=output, db_persist=True
    )


def _date_shape(field: str) -> models.CheckConstraint:
    condition = Q(**{f"{field}__regex": f"^{PROFILE}$"})
    if field != "signed":
        condition |= Q(**{field: ""})
    return models.CheckConstraint(condition=condition, name=f"agreement_{field}_is_edtf")


class DeferredUnique(models.UniqueConstraint):
    """Uniqueness of the result: the database checks it at commit, so that lines can exchange their values in one save.

    Forms check it over all their lines at once; a check of one line against the rows still in the table would refuse
    every exchange.
    """

    def __init__(self, *, fields: tuple[str, ...], name: str, **options: Any) -> None:
        options["deferrable"] = models.Deferrable.DEFERRED
        super().__init__(fields=fields, name=name, **options)

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Checked by the formset and by the database."""


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """The vocabulary of questions about documents."""

    def published(self) -> "AgreementQuerySet":
        """The public record. Every public surface begins here, and nothing unpublished can pass."""
        return self.filter(public())

    def unpublished(self) -> "AgreementQuerySet":
        """Everything else: of no concern to readers."""
        return self.exclude(public())

    def withdrawn(self) -> "AgreementQuerySet":
        """Those of which readers are told the title and the reason, at their own address only."""
        return self.filter(gone())

    def of(self, entity: Party | Person) -> "AgreementQuerySet":
        """Those to which a party is a party, or which a person signed."""
        path = "participations__party" if isinstance(entity, Party) else "signatories__person"
        return self.filter(**{path: entity})

    def by_signature(self, *, latest_first: bool = False) -> "AgreementQuerySet":
        """In the order of signature, a set of dates filed under its latest; the id makes the order total."""
        if latest_first:
            return self.order_by(F("signed_upper").desc(), F("signed_lower").desc(nulls_last=True), "-record_id")
        return self.order_by(F("signed_upper").asc(), F("signed_lower").asc(nulls_first=True), "record_id")

    def for_list(self) -> "AgreementQuerySet":
        """With all that a line of a list shows, in a constant number of queries."""
        return self.select_related("kind", "level", "status", "place", "place_region", "confidence").prefetch_related(
            models.Prefetch("participations", Participation.objects.select_related("party")), "themes"
        )

    def for_record(self) -> "AgreementQuerySet":
        """With all that the whole document holds, in a constant number of queries: for those who work on it."""
        return self._with_parts(Relation.objects.all())

    def for_readers(self) -> "AgreementQuerySet":
        """The public documents with all that readers see of them: no relation to one that is not public."""
        return self.published()._with_parts(Relation.objects.published())

    def _with_parts(self, relations: "RelationQuerySet") -> "AgreementQuerySet":
        return self.for_list().prefetch_related(
            "participations__party__kind",
            "participations__party__region",
            models.Prefetch("signatories", Signatory.objects.select_related("person")),
            "regions",
            "clauses__themes",
            "sources",
            "attachments",
            models.Prefetch("relations", relations.select_related("type", "to__kind")),
        )


class Agreement(models.Model):
    """One document of any kind: a treaty, an agreement, a programme, a protocol, a memorandum…"""

    record_id = models.CharField(
        _("id"),
        max_length=120,
        unique=True,
        validators=[record_id_shape],
        help_text=_(
            "<date of signature>-<kind>-<a few words>, for example 2013-11-11-treaty-good-neighbourliness. "
            "It stands in the permanent address and never changes once the document has been published."
        ),
        error_messages={"unique": _("Another document has this id. Add a word that tells the two apart.")},
    )
    title_en = LineField(_("title in English"), max_length=600)
    title_ru = LineField(_("title in Russian"), max_length=600, blank=True)
    title_kk = LineField(_("title in Kazakh"), max_length=600, blank=True)
    title = Translated()
    kind = models.ForeignKey(Kind, models.PROTECT, verbose_name=_("kind"), related_name="agreements")
    level = models.ForeignKey(Level, models.PROTECT, verbose_name=_("level"), related_name="agreements")
    parties: models.ManyToManyField = models.ManyToManyField(
        Party, through="Participation", verbose_name=_("parties"), related_name="+"
    )

    signed = edtf_field(_("signed"))
    signed_lower = edtf_bound("signed", "lower", models.DateField())
    signed_upper = edtf_bound("signed", "upper", models.DateField())
    signed_year = edtf_bound("signed", "year", models.SmallIntegerField())
    place = models.ForeignKey(
        Place,
        models.PROTECT,
        verbose_name=_("place of signature"),
        related_name="agreements",
        null=True,
        blank=True,
    )
    place_region = models.ForeignKey(
        Region,
        models.PROTECT,
        verbose_name=_("region of signature"),
        help_text=_("Only where the sources name a whole region and no city."),
        related_name="agreements_signed",
        null=True,
        blank=True,
    )
    in_force = edtf_field(_("in force since"), blank=True)
    in_force_lower = edtf_bound("in_force", "lower", models.DateField())
    in_force_upper = edtf_bound("in_force", "upper", models.DateField())
    term_from = edtf_field(_("term from"), blank=True)
    term_from_lower = edtf_bound("term_from", "lower", models.DateField())
    term_from_upper = edtf_bound("term_from", "upper", models.DateField())
    term_until = edtf_field(_("term until"), blank=True)
    term_until_lower = edtf_bound("term_until", "lower", models.DateField())
    term_until_upper = edtf_bound("term_until", "upper", models.DateField())
    renewal_en = LineField(_("renewal in English"), max_length=400, blank=True)
    renewal_ru = LineField(_("renewal in Russian"), max_length=400, blank=True)
    renewal_kk = LineField(_("renewal in Kazakh"), max_length=400, blank=True)
    renewal = Translated()
    status = models.ForeignKey(Status, models.PROTECT, verbose_name=_("status"), related_name="agreements")
    languages = ArrayField(
        models.CharField(max_length=2, validators=[language_code]),
        verbose_name=_("languages of the text"),
        help_text=_("The authentic texts, if a source says so: ru, kk."),
        default=list,
        blank=True,
    )
    occasion_en = LineField(_("occasion in English"), max_length=300, blank=True)
    occasion_ru = LineField(_("occasion in Russian"), max_length=300, blank=True)
    occasion_kk = LineField(_("occasion in Kazakh"), max_length=300, blank=True)
    occasion = Translated()

    summary_en = TextField(_("summary in English"))
    summary_ru = TextField(_("summary in Russian"), blank=True)
    summary_kk = TextField(_("summary in Kazakh"), blank=True)
    summary = Translated()
    # The first theme is the main one.
    themes = InLinkOrder(Theme, verbose_name=_("themes"), related_name="agreements", blank=True)
    regions = InLinkOrder(
        Region,
        verbose_name=_("regions"),
        help_text=_("Territories that the document names or concerns."),
        related_name="agreements",
        blank=True,
    )
    confidence = models.ForeignKey(Confidence, models.PROTECT, verbose_name=_("confidence"), related_name="agreements")
    notes = TextField(
        _("notes"),
        blank=True,
        help_text=_("In English, for readers: conflicting dates, what was and was not available, what is inferred."),
    )

    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    withdrawal_reason_en = LineField(_("reason of withdrawal in English"), max_length=400, blank=True)
    withdrawal_reason_ru = LineField(_("reason of withdrawal in Russian"), max_length=400, blank=True)
    withdrawal_reason_kk = LineField(_("reason of withdrawal in Kazakh"), max_length=400, blank=True)
    withdrawal_reason = Translated()
    first_published = models.DateTimeField(_("first published"), null=True, blank=True, editable=False)
    created = models.DateTimeField(_("created"), default=timezone.now, db_default=Now(), editable=False)
    changed = models.DateTimeField(_("changed"), auto_now=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ("-signed_upper", "record_id")
        permissions = (("publish_agreement", _("Can publish and withdraw documents")),)
        indexes = (
            models.Index(
                F("signed_upper").desc(),
                F("signed_lower").desc(nulls_last=True),
                F("record_id").desc(),
                name="agreement_by_signature",
                condition=public(),
            ),
            models.Index(fields=["state", "changed"], name="agreement_state_changed"),
        )
        constraints = (
            *(_date_shape(field) for field in DATE_FIELDS),
            models.CheckConstraint(
                condition=Q(record_id__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"), name="agreement_record_id_shape"
            ),
            models.CheckConstraint(condition=~Q(title_en=""), name="agreement_has_english_title"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="agreement_state_known"),
            models.CheckConstraint(
                condition=Q(place__isnull=True) | Q(place_region__isnull=True), name="agreement_one_place"
            ),
            models.CheckConstraint(
                condition=~gone() | ~Q(withdrawal_reason_en=""),
                name="agreement_withdrawn_with_reason",
                violation_error_message=_("Say why the document is withdrawn: readers of its address are told."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(PUBLIC.value, GONE.value)) | Q(first_published__isnull=False),
                name="agreement_published_has_date",
            ),
            models.CheckConstraint(
                condition=Q(in_force="")
                | Q(in_force_upper__isnull=True)
                | Q(signed_lower__isnull=True)
                | Q(in_force_upper__gte=F("signed_lower")),
                name="agreement_in_force_after_signature",
            ),
            models.CheckConstraint(
                condition=Q(term_from_lower__isnull=True)
                | Q(term_until_upper__isnull=True)
                | Q(term_until_upper__gte=F("term_from_lower")),
                name="agreement_term_in_order",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the document in the reader's language."""
        return reverse("agreement", args=[self.record_id])

    def permanent_path(self) -> str:
        """The language-free address that never changes."""
        return reverse("permanent", args=[self.record_id])

    @property
    def where(self) -> Place | Region | None:
        """The place of signature: a city, or a whole region where no city is known."""
        return self.place or self.place_region

    def date(self, field: str) -> Edtf | None:
        """One of the dates (``signed``, ``in_force``, ``term_from``, ``term_until``), None where not known."""
        text = getattr(self, field)
        return Edtf.parse(text) if text else None

    @property
    def signed_date(self) -> Edtf:
        """The date of signature."""
        return Edtf.parse(self.signed)

    def sides(self) -> dict[str, list[Party]]:
        """The parties by side, in the order of the document."""
        sides: dict[str, list[Party]] = {}
        for participation in self.participations.all():
            sides.setdefault(participation.party.side, []).append(participation.party)
        return sides

    def sides_named(self) -> list[tuple[str, list[Party]]]:
        """The same with the names of the countries."""
        return [(country_name(side), parties) for side, parties in self.sides().items()]

    def other_titles(self) -> list[Text]:
        """The titles in the other languages."""
        shown = self.title.lang
        return [
            Text(title, lang) for lang in reading_order() if lang != shown and (title := getattr(self, f"title_{lang}"))
        ]

    @property
    def is_public(self) -> bool:
        """Whether readers see the document."""
        return self.state == PUBLIC

    def publish(self) -> None:
        """Make the document public; its id is permanent from now on. Saves."""
        self.state = PUBLIC
        self.save()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; the first publication is dated."""
        if self.is_public and not self.first_published:
            self.first_published = timezone.now()
            if (fields := kwargs.get("update_fields")) is not None:
                kwargs["update_fields"] = {*fields, "first_published"}
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Check what a cataloguer can get wrong between fields; the messages name the fix."""
        problems: dict[str, Any] = {}
        dates = {}
        for field in DATE_FIELDS:
            try:
                dates[field] = self.date(field)
            except ValueError:
                dates[field] = None  # said by the field's own validator
        signed, in_force = dates["signed"], dates["in_force"]
        if signed and not signed.upper:
            problems["signed"] = _("A date of signature needs a latest possible year, for example [2013..2015].")
        elif signed and signed.reaches_beyond(timezone.localdate()):
            problems["signed"] = _("This date is later than today, and nothing was signed after today. Check the year.")
        if signed and in_force and signed.lower and in_force.upper and in_force.upper < signed.lower:
            problems["in_force"] = _(
                "In force before it was signed. Check both dates; leave this one empty if no source gives it."
            )
        start, end = dates["term_from"], dates["term_until"]
        if start and end and start.lower and end.upper and end.upper < start.lower:
            problems["term_until"] = _("The term ends before it begins. Check both years.")
        elif end and end.upper and signed and signed.lower and end.upper < signed.lower:
            problems["term_until"] = _("The term ends before the document was signed. Check both years.")
        elif end and end.upper and in_force and in_force.lower and end.upper < in_force.lower:
            problems["term_until"] = _("The term ends before the document was in force. Check both years.")
        if self.place and self.place_region:
            problems["place_region"] = _("Name the city or the region of signature, not both.")
        elif self.place_region and Place.objects.filter(name_en=self.place_region.name_en).exists():
            problems["place_region"] = _("There is a city of this name. Choose it as the place of signature.")
        if self.state == GONE and not self.withdrawal_reason_en:
            problems["withdrawal_reason_en"] = _("Say why the document is withdrawn: readers of its address are told.")
        if problems:
            raise ValidationError(problems)


class Participation(models.Model):
    """A party to a document, in the document's order."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="participations")
    party = models.ForeignKey(Party, models.PROTECT, verbose_name=_("party"), related_name="participations")
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("party to the document")
        verbose_name_plural = _("parties to the document")
        ordering = ("position", "pk")
        constraints = (
            DeferredUnique(
                fields=("agreement", "party"),
                name="participation_unique",
                violation_error_message=_("This party stands on the document twice. Remove one of the two lines."),
            ),
        )

    def __str__(self) -> str:
        return str(self.party)


class Signatory(models.Model):
    """A person who signed, with the office held at signature."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="signatories")
    side = models.CharField(_("side"), max_length=2, validators=[country_code])
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("person"), related_name="signatories")
    office_en = LineField(_("office in English"), max_length=250, blank=True)
    office_ru = LineField(_("office in Russian"), max_length=250, blank=True)
    office_kk = LineField(_("office in Kazakh"), max_length=250, blank=True)
    office = Translated()
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        ordering = ("position", "pk")
        constraints = (
            DeferredUnique(
                fields=("agreement", "person"),
                name="signatory_unique",
                violation_error_message=_("This person signs the document twice. Remove one of the two lines."),
            ),
            models.CheckConstraint(
                condition=models.Q(side__regex=r"^[A-Z]{2}$"), name="signatory_side_is_country_code"
            ),
        )

    def __str__(self) -> str:
        return str(self.person)


class RelationQuerySet(models.QuerySet["Relation"]):
    """Relations as the public may see them."""

    def published(self) -> "RelationQuerySet":
        """Those whose two documents are both public."""
        return self.filter(public("agreement") & public("to"))


class Relation(models.Model):
    """How one document stands to another: implements, amends, replaces…"""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="relations")
    type = models.ForeignKey(RelationType, models.PROTECT, verbose_name=_("relation"), related_name="relations")
    to = models.ForeignKey(
        Agreement, models.PROTECT, verbose_name=_("the other document"), related_name="inverse_relations"
    )

    objects = RelationQuerySet.as_manager()

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        ordering = ("pk",)
        constraints = (
            DeferredUnique(
                fields=("agreement", "type", "to"),
                name="relation_unique",
                violation_error_message=_("This relation is entered twice. Remove one of the two lines."),
            ),
            models.CheckConstraint(
                condition=~models.Q(agreement=F("to")),
                name="relation_not_to_itself",
                violation_error_message=_("A document cannot stand in relation to itself. Choose the other document."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.type} {self.to}"
