"""The document itself: what it is, who concluded it, and when."""

from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Collate, Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from agreements.base.codes import country_code, language_code
from agreements.base.edtf import EDTF_HELP, PROFILE, Edtf, validate_edtf
from agreements.base.languages import Translated, columns, country_name
from agreements.base.registers import REGISTERS, Register
from agreements.base.texts import has_words_of
from agreements.models.entry import Entry, EntryQuerySet, RelationQuerySet
from agreements.models.facts import DOCUMENT
from agreements.models.fields import DeferredUnique, LineField
from agreements.models.links import InLinkOrder
from agreements.models.order import by_signature
from agreements.models.parties import Party, Person
from agreements.models.places import Place, Region
from agreements.models.vocabulary import Kind, Level, Status

DATE_FIELDS = ("signed", "in_force", "term_from", "term_until")


def edtf_field(label: Any, **options: Any) -> models.CharField:
    """A column for a date as given (EDTF text)."""
    return models.CharField(label, max_length=32, validators=[validate_edtf], help_text=EDTF_HELP, **options)


def edtf_bound(field: str, which: str, output: models.Field) -> models.GeneratedField:
    """A column that PostgreSQL keeps itself: the ``lower`` or ``upper`` day, or the ``year``, of an EDTF column."""
    return models.GeneratedField(
        expression=Func(F(field), function=f"edtf_{which}"), output_field=output, db_persist=True
    )


def key_of(field: str) -> models.GeneratedField:
    """A column that PostgreSQL keeps itself: the words of an English text in a-z and 0-9, with hyphens between them.

    Texts that differ in case, spaces or punctuation have one key.
    """
    small = Lower(Collate(F(field), "C"))  # in any locale of the database alike
    words = Func(small, Value("[^a-z0-9]+"), Value("-"), Value("g"), function="regexp_replace")
    key = Func(words, Value("-"), function="btrim")
    return models.GeneratedField(expression=key, output_field=models.CharField(max_length=300), db_persist=True)


def _date_shape(field: str) -> models.CheckConstraint:
    condition = Q(**{f"{field}__regex": f"^{PROFILE}$"})
    if field != "signed":
        condition |= Q(**{field: ""})
    return models.CheckConstraint(condition=condition, name=f"agreement_{field}_is_edtf")


ORIGINAL_PARTS = ("original_fonds", "original_inventory", "original_file", "original_sheets")


def _identifier_field(register: Register) -> LineField:
    return LineField(register.label, max_length=80, blank=True, validators=[register.validator])


def _identifier_shape(register: Register) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{register.column: ""}) | Q(**{f"{register.column}__regex": f"^({register.pattern})$"}),
        name=f"agreement_{register.column}_shape",
    )


class AgreementQuerySet(EntryQuerySet["Agreement"]):
    """Questions about documents."""

    def of(self, entity: Party | Person) -> Self:
        """Those to which a party is a party, or which a person signed."""
        path = "participations__party" if isinstance(entity, Party) else "signatories__person"
        return self.filter(**{path: entity})

    def by_signature(self, *, latest_first: bool = False) -> Self:
        """In the order of signature, a set of dates filed under its latest; the id makes the order total."""
        return self.order_by(*by_signature(latest_first=latest_first))

    def for_list(self) -> Self:
        """With all that a line of a list shows, in a constant number of queries."""
        parties = models.Prefetch("participations", Participation.objects.select_related("party"))
        signatories = models.Prefetch("signatories", Signatory.objects.select_related("person"))
        return (
            super()
            .for_list()
            .select_related("kind", "level", "status", "place", "place_region")
            .prefetch_related(parties, signatories)
        )

    def _with_parts(self, relations: RelationQuerySet) -> Self:
        return (
            super()
            ._with_parts(relations)
            .prefetch_related(
                "participations__party__kind",
                "participations__party__region",
                "regions",
                "clauses__themes",
            )
        )


class Agreement(Entry):
    """One document of any kind: a treaty, an agreement, a programme, a protocol, a memorandum…"""

    entry_type = "agreement"
    route = "agreement"
    facts = DOCUMENT
    mentions: ClassVar = {
        "party": ("participations__agreement",),
        "person": ("signatories__agreement",),
        "place": ("agreements",),
        "region": ("agreements", "agreements_signed", "places__agreements"),
    }

    entry = models.OneToOneField(
        Entry, models.CASCADE, parent_link=True, primary_key=True, related_name="agreement", verbose_name=_("entry")
    )
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
    renewal = Translated(LineField, _("renewal"), max_length=400)
    status = models.ForeignKey(Status, models.PROTECT, verbose_name=_("status"), related_name="agreements")
    languages = ArrayField(
        models.CharField(max_length=2, validators=[language_code]),
        verbose_name=_("languages of the text"),
        help_text=_("The authentic texts, if a source says so: ru, kk."),
        default=list,
        blank=True,
    )
    occasion = Translated(LineField, _("occasion"), max_length=300)
    occasion_key = key_of("occasion_en")

    regions = InLinkOrder(
        Region,
        verbose_name=_("regions"),
        help_text=_("Territories that the document names or concerns."),
        related_name="agreements",
        blank=True,
    )

    identifier_adilet = _identifier_field(REGISTERS["adilet"])
    identifier_cntd = _identifier_field(REGISTERS["cntd"])
    identifier_unts = _identifier_field(REGISTERS["unts"])
    identifier_wikidata = _identifier_field(REGISTERS["wikidata"])
    original_archive = Translated(LineField, _("archive"), max_length=250)
    original_fonds = LineField(pgettext_lazy("archive", "fonds"), max_length=60, blank=True)
    original_inventory = LineField(pgettext_lazy("archive", "inventory"), max_length=60, blank=True)
    original_file = LineField(pgettext_lazy("archive", "file"), max_length=60, blank=True)
    original_sheets = LineField(pgettext_lazy("archive", "sheets"), max_length=60, blank=True)

    objects = AgreementQuerySet.as_manager()  # type: ignore[misc] # of the entries, narrowed

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ("-signed_upper", "record_id")
        permissions = (("publish_agreement", _("Can publish and withdraw documents")),)
        indexes = (
            models.Index(
                F("signed_upper").desc(), F("signed_lower").desc(nulls_last=True), name="agreement_by_signature"
            ),
        )
        constraints = (
            *(_date_shape(field) for field in DATE_FIELDS),
            models.CheckConstraint(
                condition=Q(place__isnull=True) | Q(place_region__isnull=True), name="agreement_one_place"
            ),
            *(_identifier_shape(register) for register in REGISTERS.values()),
            models.CheckConstraint(
                condition=~Q(**dict.fromkeys(columns("original_archive"), "")) | Q(**dict.fromkeys(ORIGINAL_PARTS, "")),
                name="agreement_original_in_archive",
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

    @classmethod
    def for_lines(cls) -> AgreementQuerySet:
        """Documents with their kinds."""
        return cls.objects.select_related("kind")

    @property
    def description(self) -> str:
        """Its kind: treaty, memorandum…"""
        return self.kind.label

    @property
    def where(self) -> Place | Region | None:
        """The place of signature: a city, or a whole region where no city is known."""
        return self.place or self.place_region

    @property
    def occasion_url(self) -> str:
        """The list of all that was signed on the same occasion; empty where none is known."""
        return f"{reverse('agreements')}?occasion={self.occasion_key}" if self.occasion_key else ""

    @property
    def signed_date(self) -> Edtf:
        """The date of signature."""
        return Edtf.parse(self.signed)

    @property
    def date(self) -> Edtf:
        """Documents are listed under the date of signature."""
        return self.signed_date

    def date_of(self, field: str) -> Edtf | None:
        """One of the dates (``signed``, ``in_force``, ``term_from``, ``term_until``), None where not known."""
        text = getattr(self, field)
        return Edtf.parse(text) if text else None

    @property
    def stated_term(self) -> str:
        """The stated term in words, without how it is renewed; empty where none is stated."""
        first, last = self.date_of("term_from"), self.date_of("term_until")
        if first and last:
            if first.text == last.text:
                return str(first)
            if first.text.isdigit() and last.text.isdigit():
                return pgettext("two years", "%(first)s–%(last)s") % {"first": first.text, "last": last.text}
            return gettext("from %(first)s to %(last)s") % {"first": first.since(), "last": last}
        if first:
            return gettext("from %(first)s") % {"first": first.since()}
        return gettext("until %(last)s") % {"last": last} if last else ""

    def numbers(self) -> list[tuple[Register, str]]:
        """The numbers of the document in registers."""
        numbers = ((register, getattr(self, register.column)) for register in REGISTERS.values())
        return [(register, number) for register, number in numbers if number]

    def sides(self) -> dict[str, list[Party]]:
        """The parties by side, in the order of the document."""
        sides: dict[str, list[Party]] = {}
        for participation in self.participations.all():
            sides.setdefault(participation.party.side, []).append(participation.party)
        return sides

    @property
    def title_names_parties(self) -> bool:
        """Whether all parties stand in the title, so that a line of a list need not name them again."""
        parties = [party for parties in self.sides().values() for party in parties]
        return all(has_words_of(self.title, party.name) for party in parties)

    def clean(self) -> None:
        """Check what a cataloguer can get wrong between fields; the messages name the fix."""
        problems: dict[str, Any] = {}
        dates = {}
        for field in DATE_FIELDS:
            try:
                dates[field] = self.date_of(field)
            except ValueError:
                dates[field] = None  # said by the field's own validator
        problems |= _problems_of_dates(**dates)
        if self.place and self.place_region:
            problems["place_region"] = _("Name the city or the region of signature, not both.")
        elif self.place_region and Place.objects.filter(name_en=self.place_region.name_en).exists():
            problems["place_region"] = _("There is a city of this name. Choose it as the place of signature.")
        if any(getattr(self, part) for part in ORIGINAL_PARTS) and not self.original_archive:
            problems["original_archive_en"] = _("Name the archive in which the original has this place.")
        try:
            super().clean()
        except ValidationError as error:
            problems |= error.error_dict
        if problems:
            raise ValidationError(problems)


def _problems_of_dates(
    signed: Edtf | None, in_force: Edtf | None, term_from: Edtf | None, term_until: Edtf | None
) -> dict[str, Any]:
    """What is wrong with the dates of a document, and between them, by field."""
    problems: dict[str, Any] = {}
    if signed and not signed.upper:
        problems["signed"] = _("A date of signature needs a latest possible year, for example [2013..2015].")
    elif signed and signed.reaches_beyond(timezone.localdate()):
        problems["signed"] = _("This date is later than today, and nothing was signed after today. Check the year.")
    if signed and in_force and signed.lower and in_force.upper and in_force.upper < signed.lower:
        problems["in_force"] = _(
            "In force before it was signed. Check both dates; leave this one empty if no source gives it."
        )
    if term_from and term_until and term_from.lower and term_until.upper and term_until.upper < term_from.lower:
        problems["term_until"] = _("The term ends before it begins. Check both years.")
    elif term_until and term_until.upper and signed and signed.lower and term_until.upper < signed.lower:
        problems["term_until"] = _("The term ends before the document was signed. Check both years.")
    elif term_until and term_until.upper and in_force and in_force.lower and term_until.upper < in_force.lower:
        problems["term_until"] = _("The term ends before the document was in force. Check both years.")
    return problems


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
                violation_error_message=_("This party is listed twice. Remove one of the two lines."),
            ),
        )

    def __str__(self) -> str:
        return str(self.party)


class Signatory(models.Model):
    """A person who signed, with the office held at signature."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="signatories")
    side = models.CharField(_("side"), max_length=2, validators=[country_code])
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("person"), related_name="signatories")
    office = Translated(LineField, _("office"), max_length=250)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        ordering = ("position", "pk")
        constraints = (
            DeferredUnique(
                fields=("agreement", "person"),
                name="signatory_unique",
                violation_error_message=_("This person is listed as a signatory twice. Remove one of the two lines."),
            ),
            models.CheckConstraint(
                condition=models.Q(side__regex=r"^[A-Z]{2}$"), name="signatory_side_is_country_code"
            ),
        )

    def __str__(self) -> str:
        return str(self.person)

    @property
    def side_name(self) -> str:
        """The name of the country for which the person signed."""
        return country_name(self.side)
