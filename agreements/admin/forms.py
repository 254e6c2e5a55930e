"""The forms of a document and of its lines. Their help texts teach the cataloguing rules."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.forms.models import ModelForm
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from agreements.admin.fields import InOrderField, LanguagesField, LinesField, keep_order, linked_in_order, order_field
from agreements.admin.meanwhile import Marks, MeetingForm, opened
from agreements.base.codes import key_shape
from agreements.base.registers import REGISTERS
from agreements.models import Party, State
from agreements.models.facts import Fact, evidence
from agreements.rules import steps
from agreements.rules.completeness import CHECKED_STATES, Problem, missing_words, problems_of
from agreements.rules.identifiers import propose_record_id
from agreements.rules.uploads import safe_name, validate_content

BRACKETS = _("Words that the archive supplies go in [square brackets].")
SPELLING = _("One spelling throughout the archive, as of the signature.")


class InOrderForm(ModelForm):
    """Saves choices in the order in which they were made."""

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        for name, field in self.fields.items():
            if isinstance(field, InOrderField) and name in self.cleaned_data:
                keep_order(getattr(self.instance, name), self.cleaned_data[name])


class EntryForm(MeetingForm, InOrderForm):
    """An entry of any kind: its steps to readers, its completeness, and two people at work on it at once."""

    user: Any = None  # set by the admin for each request

    version = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.state_before: str = self.instance.state
        if self.instance.pk:
            self.initial["version"] = steps.version(self.instance)
            for name in [name for name, field in self.fields.items() if isinstance(field, InOrderField)]:
                linked = linked_in_order(type(self.instance)._meta.get_field(name), [self.instance.pk])
                self.initial[name] = linked.get(self.instance.pk, [])
        if "record_id" in self.fields:
            self.fields["record_id"].required = False
            self.fields["record_id"].help_text = _(
                "Left empty, it is made of the date, the kind and a few words of the title, for example "
                "2013-11-11-treaty-good-neighbourliness. It is part of the permanent address and cannot "
                "change once the document has been published."
            )
        if "summary_en" in self.fields:
            self.fields["summary_en"].required = False  # a draft may lack it

    # --- the steps to readers

    def outdated(self) -> Marks | None:
        """What the form was opened with, if the entry was saved since."""
        if self.data.get("version") == steps.version(self.instance):
            return None
        base = opened(self.data)
        return base[0] if base else {}

    def clean(self) -> dict[str, Any] | None:
        cleaned = InOrderForm.clean(self)
        wanted = self.data.get("_state") or self.state_before
        seen = self.cleaned_data.get("version") if self.instance.pk else None
        try:
            steps.check(self.instance, self.user, wanted=wanted, seen=seen)
        except steps.Conflict as conflict:
            self._show_version(conflict)
            raise self.conflict(conflict.who, conflict.when) from conflict
        self.instance.state = wanted
        return cleaned

    @cached_property
    def accepted_problems(self) -> list[Problem]:
        """What a published document lacks already: files may hold less than the form asks for.

        These problems do not prevent saving a correction; new ones do.
        """
        if self.state_before != State.PUBLISHED or self.instance.state != State.PUBLISHED:
            return []
        return problems_of(self.instance)

    def _show_version(self, conflict: steps.Conflict) -> None:
        """Base the form on the version that the other user saved."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["version"] = conflict.when.isoformat()
        self.data = data

    # --- id and completeness

    def _post_clean(self) -> None:
        self._propose_record_id()
        super()._post_clean()  # type: ignore[misc]
        if self.instance.state in CHECKED_STATES:
            for problem in missing_words(self.instance, self.cleaned_data.get("themes") or ()):
                if (
                    problem not in self.accepted_problems
                    and problem.where in self.fields
                    and not self.has_error(problem.where)
                ):
                    self.add_error(problem.where, problem.message)

    def _propose_record_id(self) -> None:
        if "record_id" not in self.fields or self.cleaned_data.get("record_id") or self.has_error("record_id"):
            return
        try:
            self.cleaned_data["record_id"] = self.proposed_id()
        except ValueError:
            self.add_error("record_id", _("The id is proposed once the date, the kind and the title are right."))

    def proposed_id(self) -> str:
        """An id made of what was entered; ValueError where that is not enough, or this kind proposes none."""
        raise ValueError("no id is proposed for this kind of entry")


class AgreementForm(EntryForm):
    """The document itself."""

    languages = LanguagesField(
        label=_("Languages of the text"),
        required=False,
        max_length=60,
        help_text=_("The authentic texts, if a source says so: two letters each, with commas: ru, kk."),
    )

    class Meta:
        help_texts = {
            "record_id": _("It is part of the permanent address and can no longer change."),
            "title_en": _("The official English title, or our own plain translation where there is none."),
            "title_ru": _("The official title if a source gives it, else our own translation in [square brackets]."),
            "title_kk": BRACKETS,
            "kind": _("What the document calls itself."),
            "level": _("Documents between two cities, of any rank, are municipal."),
            "place": format_lazy("{} {}", _("The city; a hall or palace belongs in the notes."), SPELLING),
            "occasion_en": format_lazy(
                "{} {}", _("The meeting or forum at which it was signed, if a source names one."), SPELLING
            ),
            "term_from": _("Where the document states its term. A year is enough: 2017."),
            "renewal_en": _("How it is prolonged, for example: automatic for 5-year periods."),
            "status": _(
                "Expired where the stated term has run out; in force where a source treats it as such; "
                "otherwise unknown."
            ),
            "summary_en": _(
                "Two to four plain sentences in our own words: what it is, what it provides, what became of it. "
                "No sentence is copied from a text, page or article."
            ),
            "themes": _("Of the document as a whole; the first one is the main one."),
            **{
                register.column: format_lazy(
                    _("Its own number there, under which its text is registered or published: {example}."),
                    example=register.example,
                )
                for register in REGISTERS.values()
            },
            "original_archive_en": format_lazy(
                "{} {}", _("Where the signed copy, or the copy consulted, is kept."), SPELLING
            ),
            "original_fonds": _("Write this and the following fields as the archive does."),
            "confidence": _("Well established: by an official text or two independent sources."),
            "withdrawal_reason_en": _("Readers who open its address see this in place of the document."),
        }
        error_messages = {
            "signed": {
                "required": _(
                    "Give the date of signature, at least as [..2015] (not later than 2015). Do not guess a day or a "
                    "month."
                )
            },
            "kind": {"required": _("Choose what kind of document it is.")},
            "level": {"required": _("Choose the level of the parties.")},
            "title_en": {"required": _("Give a title in English; translate it plainly if there is no official one.")},
        }

    def proposed_id(self) -> str:
        """The date, the kind and a few words of the title."""
        signed, kind, title = (self.cleaned_data.get(name) for name in ("signed", "kind", "title_en"))
        if not (signed and kind and title):
            raise ValueError("nothing to make an id of")
        return propose_record_id(signed, kind.pk, title)


def side_choices() -> list[tuple[str, str]]:
    """The sides of the archive, and any other that a party has."""
    sides = [*settings.ARCHIVE_SIDES, *Party.objects.order_by("side").values_list("side", flat=True).distinct()]
    return [("", "---"), *((side, side) for side in dict.fromkeys(sides))]


class ParticipationForm(ModelForm):
    """A party to the document."""

    position = order_field()


class SignatoryForm(ModelForm):
    """A person who signed."""

    position = order_field()

    class Meta:
        help_texts = {
            "person": _("Only people whom a source names as having signed."),
            "side": _("The country for which the person signed."),
            "office_en": format_lazy("{} {}", _("As held at the signature."), SPELLING),
        }


class ClauseForm(InOrderForm):
    """One provision."""

    number = order_field(
        label=_("Number"),
        min_value=1,
        help_text=_("Left empty, it becomes the next one. It is the clause’s address: #clause-1, #clause-2…"),
    )
    position = order_field()

    class Meta:
        help_texts = {
            "heading_en": _("A few words of our own that name the subject."),
            "summary_en": _("One or two sentences in our own words."),
            "text_en": _("Only where the archive may show it; as it was published, unabridged."),
            "themes": _("What the clause is about; the main theme first."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "summary_en" in self.fields:
            self.fields["summary_en"].required = False  # a draft may lack it


class SourceForm(ModelForm):
    """A page or publication, and what it is evidence for."""

    facts: ClassVar[tuple[Fact, ...]] = ()  # of the kind of entry, set by the list of sources

    position = order_field()
    supports = forms.MultipleChoiceField(
        label=_("Supports"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The facts that this source gives. Each fact of the document needs at least one source."),
    )
    # Shown only if another public document describes the same address otherwise.
    everywhere = forms.BooleanField(
        label=_("Describe it so in all documents"),
        required=False,
        widget=forms.HiddenInput,
        help_text=_("Publisher, date, kind and language of this address are corrected wherever it is named."),
    )

    class Meta:
        help_texts = {
            "url": _("The same address has the same publisher, date, kind and language in every document."),
            "kind": _(
                "Official text: a publication of the text or a legal database. Official page: of an authority, a "
                "party or an organiser. Press: newspapers and agencies, wherever they got the information."
            ),
            "language": _("Of the page: two letters, ru, kk, en."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["supports"].choices = list(evidence(self.facts).items())  # type: ignore[attr-defined]


class AttachmentForm(ModelForm):
    """A file that the archive holds."""

    position = order_field()

    class Meta:
        help_texts = {
            "file": _("PDF, JPEG, PNG or TIFF, at most 50 MB. Only what the archive may publish."),
            "language": _("Of the file: two letters, ru, kk, en."),
        }

    def clean_file(self) -> Any:
        """The file under a safe name, and only if it is what its name says."""
        file = self.cleaned_data["file"]
        if file and "file" in self.changed_data:
            validate_content(file)
            file.name = safe_name(file.name)
        return file


class TermForm(MeetingForm):
    """A word of the vocabulary, with the other words for it one a line."""

    alt_en = LinesField(
        label=_("Other words in English"), required=False, item_length=120, help_text=_("One per line.")
    )
    alt_ru = LinesField(
        label=_("Other words in Russian"), required=False, item_length=120, help_text=_("One per line.")
    )
    alt_kk = LinesField(label=_("Other words in Kazakh"), required=False, item_length=120, help_text=_("One per line."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "key" in self.fields:
            self.fields["key"].error_messages["invalid"] = key_shape.message
