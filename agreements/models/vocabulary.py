"""The controlled vocabulary: what a document, a party or a clause can be. Loaded from vocabulary.yaml.

Each scheme is a subclass of `Term`, and nothing else has to name it: the admin, the roles, the record's files and the
search ask `Term.schemes`. What the archive does with a term is in columns of the term, never tied to its key, so that
an editor who adds one says that too.
"""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from agreements.base.codes import key_shape
from agreements.base.languages import LANGUAGES, Text, Translated
from agreements.models.fields import LineField


class Term(models.Model):
    """One controlled value: a stable key, labels, and other words that mean the same (SKOS altLabel)."""

    scheme: ClassVar[str]
    """The section of vocabulary.yaml that holds the terms; where it is a facet, also the name of that."""
    behaviour: ClassVar[tuple[str, ...]] = ()
    """The columns that say what the archive does with a term, flags or choices; vocabulary.yaml has the same names."""
    in_search: ClassVar[bool] = False
    """Whether documents are found by the words of their terms."""

    key = models.SlugField(
        _("key"),
        primary_key=True,
        max_length=40,
        validators=[key_shape],
        help_text=_("Stable: it is part of addresses."),
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

    @classmethod
    def schemes(cls) -> "dict[str, type[Term]]":
        """The models of all schemes by name, in the order of vocabulary.yaml, which is that of the classes below."""
        return {model.scheme: model for model in Term.__subclasses__()}


def flag(label: Any, help_text: Any) -> "models.BooleanField[bool, bool]":
    """A column that says whether the archive does something with a term; it does not unless told so."""
    return models.BooleanField(label, default=False, db_default=False, help_text=help_text)


def choice(label: Any, choices: type[models.TextChoices], help_text: Any) -> "models.CharField[str, str]":
    """A column that says which of a few things the archive does with a term; none of them unless told so."""
    return models.CharField(
        label, max_length=12, choices=choices, blank=True, default="", db_default="", help_text=help_text
    )


class Kind(Term):
    """What kind of document: treaty, agreement, memorandum…"""

    scheme = "kind"
    behaviour = ("treaty",)
    in_search = True

    treaty = flag(
        _("can be a treaty"),
        _(
            "Documents of this kind are cited as treaties (by title, without an author) if their level is one of "
            "treaties. All others are cited as works of their parties."
        ),
    )

    class Meta(Term.Meta):
        verbose_name = _("kind of document")
        verbose_name_plural = _("kinds of document")


class Level(Term):
    """The level of the parties: interstate, interregional, institutional…"""

    scheme = "level"
    behaviour = ("treaty",)
    in_search = True

    treaty = flag(
        _("level of treaties"),
        _("Tick this if the parties of this level are states, governments or ministries."),
    )

    class Meta(Term.Meta):
        verbose_name = _("level")
        verbose_name_plural = _("levels")


class Force(models.TextChoices):
    """Whether documents of a status are in force today."""

    IN = "in", pgettext_lazy("status", "In force")
    OUT = "out", pgettext_lazy("status", "Not in force, or no longer")


class Status(Term):
    """Whether the document is in force, as far as the sources tell."""

    scheme = "status"
    behaviour = ("force",)
    in_search = True

    force = choice(
        _("in force today"),
        Force,
        _(
            "In charts, a document in force without a stated end continues to today. Search engines see this too. "
            "Leave it empty if the status does not say it: a new document begins with the first such status."
        ),
    )

    class Meta(Term.Meta):
        verbose_name = _("status")
        verbose_name_plural = _("statuses")

    @property
    def in_table(self) -> str:
        """What stands beside the heading "Status", which one that says nothing of force would repeat."""
        return self.label if self.force else gettext("Not established")


class Effect(models.TextChoices):
    """What a document that has a relation does to the other document."""

    CHANGES = "changes", _("Changes the other document, or its term")
    CONFIRMS = "confirms", _("Confirms the other document")
    BUILDS = "builds", _("Carries out the other document, or is based on it")
    MENTIONS = "mentions", _("Only mentions the other document")


class RelationType(Term):
    """How one document is related to another, read "this document … the other", and the other way round."""

    scheme = "relation"
    behaviour = ("effect",)

    inverse = Translated(LineField, _("read the other way"), max_length=120)
    effect = choice(
        _("effect on the other document"),
        Effect,
        _(
            "Changes and confirmations are shown in the timeline of the other document. Search engines see every "
            "effect. Leave it empty if none fits."
        ),
    )

    class Meta(Term.Meta):
        verbose_name = _("type of relation")
        verbose_name_plural = _("types of relation")

    @property
    def inverse_label(self) -> Text:
        """How the relation reads from the other entry."""
        return self.inverse or self.label

    @property
    def is_event(self) -> bool:
        """Whether it belongs to the life of the other document."""
        return self.effect in {Effect.CHANGES, Effect.CONFIRMS}


class PartyKind(Term):
    """What a party is: state, ministry, region, institution…"""

    scheme = "party_kind"
    behaviour = ("authority", "territorial")

    authority = flag(_("public authority"), _("For search engines, parties of this kind are bodies of government."))
    territorial = flag(
        _("is named after its territory"),
        _(
            "In the files of the archive, the region of such a party can be left out: it is taken from the name of a "
            "region or a city in its English name."
        ),
    )

    class Meta(Term.Meta):
        verbose_name = _("kind of party")
        verbose_name_plural = _("kinds of party")


class Evidence(models.TextChoices):
    """What the sources of a document have to be."""

    PROOF = "proof", _("An official text, or two independent sources")
    SOURCE = "source", _("One good source")
    MENTION = "mention", _("An indirect mention")


class Confidence(Term):
    """How well the sources establish a document."""

    scheme = "confidence"
    behaviour = ("needs",)

    needs = choice(
        _("evidence"),
        Evidence,
        _(
            "Which sources such documents must have; their pages say so. An official text or two sources are required "
            "before a document goes to review."
        ),
    )

    class Meta(Term.Meta):
        verbose_name = _("confidence")
        verbose_name_plural = _("confidence levels")


class Theme(Term):
    """What a clause or a document is about."""

    scheme = "theme"
    in_search = True

    class Meta(Term.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")

    def get_absolute_url(self) -> str:
        """The page of the theme's clauses."""
        return reverse("theme", args=[self.key])


class Synonym(Term):
    """What has short or former names that the record does not use: РФ, МИД, Алма-Ата.

    Who searches for one of its other words finds what is called by a label.
    """

    scheme = "synonym"

    class Meta(Term.Meta):
        verbose_name = _("short or former name")
        verbose_name_plural = _("short and former names")


class Cue(Term):
    """What tells how a part of a question is meant: "signed in", "since", "between … and …".

    Its other words are what readers write, a phrase each; ``#`` stands for what is named by it. The search knows by the
    key what a cue says (agreements/search/reading/cues.py).
    """

    scheme = "cue"

    class Meta(Term.Meta):
        verbose_name = _("cue of questions")
        verbose_name_plural = _("cues of questions")
