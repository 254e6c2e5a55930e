"""What readers must not see: documents in every other state, with a word of its own in every text field there is.

The fields are found by looking at the models, so that a new field has its word from the day it is added.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.files.base import ContentFile
from django.db import models

from agreements.base.database import settle
from agreements.models import (
    DATE_FIELDS,
    Agreement,
    Attachment,
    Clause,
    LoadedItem,
    Participation,
    Party,
    Person,
    Place,
    PublicChange,
    Region,
    Relation,
    SearchEntry,
    SearchPassage,
    SentForm,
    Signatory,
    Source,
    State,
    Term,
)

HIDDEN_STATES = [state for state in State if state != State.PUBLISHED]
_LETTERS = "bcdfghjklmnprstvwz"
WORD = re.compile(rf"zq[{_LETTERS}]{{4}}", re.IGNORECASE)

# Values of the columns that cannot hold a word; nothing public has any of them.
NO_WORDS: dict[tuple[type[models.Model], str], Any] = {
    (Agreement, "signed"): "1877-05-06",
    (Agreement, "in_force"): "1878-06",
    (Agreement, "term_from"): "1879",
    (Agreement, "term_until"): "1881",
    (Agreement, "languages"): ["uz"],
    (Agreement, "identifier_adilet"): "Z7700000001",
    (Agreement, "identifier_cntd"): "770000001",
    (Agreement, "identifier_unts"): "II-770001",
    (Agreement, "identifier_wikidata"): "Q77000000001",
    (Party, "side"): "UZ",
    (Place, "country"): "UZ",
    (Region, "country"): "UZ",
    (Region, "iso"): "UZ-QR",
    (Signatory, "side"): "UZ",
    (Source, "published"): "1882-07-08",
    (Source, "language"): "uz",
    (Source, "supports"): ["parties", "relations", "clauses"],
    (Attachment, "language"): "uz",
}
# Models that do not depend on the state of a document. Of a form that was sent only a random token, a digest and the
# key of what it made are kept, and none of what was typed.
OF_NO_DOCUMENT = (Term, LoadedItem, SearchEntry, SearchPassage, PublicChange, SentForm)


@dataclass
class Hidden:
    """Documents that readers must not see, and whose word is whose."""

    owners: dict[str, str] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)  # title and reason of what was withdrawn: readers of its address
    things: list[models.Model] = field(default_factory=list)

    def of(self, model: type[Any]) -> list[Any]:
        """Everything of one kind."""
        return [thing for thing in self.things if isinstance(thing, model)]

    def word(self, owner: str) -> str:
        """A word that nothing else has."""
        number, letters = len(self.owners), ""
        for _ in range(4):
            number, rest = divmod(number, len(_LETTERS))
            letters = _LETTERS[rest] + letters
        self.owners[f"zq{letters}"] = owner
        return f"zq{letters}"

    def add(self, model: type[Any], state: State, **given: Any) -> Any:
        """A row of ``model`` with a word in each text field that is not ``given``."""
        thing = model(**given)
        for column in model._meta.concrete_fields:
            if column.name in given or column.attname in given or column.generated:
                continue
            if (value := self._text(column, model, state)) is not None:
                setattr(thing, column.attname, value)
        thing.save()
        self.things.append(thing)
        return thing

    def _text(self, column: models.Field, model: type[models.Model], state: State) -> Any:
        if (model, column.name) in NO_WORDS:
            return NO_WORDS[model, column.name]
        if isinstance(column, models.JSONField):
            return {self.word(f"{state} {column}: a key"): self.word(f"{state} {column}: its value")}
        inner = column.base_field if isinstance(column, ArrayField) else column
        if not isinstance(inner, models.CharField | models.TextField | models.FileField):
            return None
        if inner.choices:
            return None if column.has_default() else inner.choices[0][0]
        room = inner.max_length
        assert room is None or room >= 6, f"{column}: no word fits; give it a value in NO_WORDS"
        word = self.word(f"{state} {column}")
        if model is Agreement and state == State.WITHDRAWN and column.name.startswith(("title_", "withdrawal_reason_")):
            self.told.add(word)
        if isinstance(column, models.FileField):
            return ContentFile(b"%PDF-1.7 " + self.word(f"{state} {column}: the content").encode(), f"{word}.pdf")
        value = f"https://example.org/{word}" if isinstance(column, models.URLField) else word
        return [value] if isinstance(column, ArrayField) else value


def hide(public: Agreement, further: Agreement) -> Hidden:
    """In every hidden state a document that shares little with ``public``, and one that shares all.

    Both are tied to ``public`` and to ``further``, so that a way over a hidden document would lead from one to the
    other.
    """
    hidden = Hidden()
    for state in HIDDEN_STATES:
        region = hidden.add(Region, state)
        place = hidden.add(Place, state, region=hidden.add(Region, state), lat=1, lon=1)
        beside = hidden.add(Place, state, region=region, lat=1, lon=1)
        alone = _document(hidden, state, public, place=place)
        alone.regions.add(region)
        hidden.add(
            Participation, state, agreement=alone, party=hidden.add(Party, state, kind_id="ministry", region=region)
        )
        hidden.add(Signatory, state, agreement=alone, person=hidden.add(Person, state))
        hidden.add(Clause, state, agreement=alone, number=1).themes.set(public.themes.all())

        same = {name: getattr(public, name) for name in (*DATE_FIELDS, "languages")}
        among = _document(hidden, state, public, **same)
        among.themes.set(public.themes.all())
        among.regions.set(public.regions.all())
        for party in public.parties.all():
            hidden.add(Participation, state, agreement=among, party=party)
        for signed in public.signatories.all():
            hidden.add(Signatory, state, agreement=among, person=signed.person, side=signed.side)
        for clause in public.clauses.all():
            text = {"heading_en": clause.heading_en, "summary_en": clause.summary_en}
            copy = hidden.add(Clause, state, agreement=among, number=clause.number, **text)
            copy.themes.set(clause.themes.all())
        Agreement.objects.filter(pk=among.pk).update(place=public.place or beside)

        for document in (alone, among):
            hidden.add(Source, state, entry=document)
            hidden.add(Attachment, state, entry=document)
            for there in (public, further):
                hidden.add(Relation, state, entry=document, to=there, type_id="implements")
                hidden.add(Relation, state, entry=there, to=document, type_id="cites")
        if state == State.WITHDRAWN:  # it was public once: nothing may be left of that
            days = list(PublicChange.objects.all())
            Agreement.objects.filter(pk__in=(alone.pk, among.pk)).update(state=State.PUBLISHED)
            settle()
        Agreement.objects.filter(pk__in=(alone.pk, among.pk)).update(state=state)
    # A region of signature is named instead of a place.
    for state in HIDDEN_STATES:
        document = _document(hidden, state, public, place_region=hidden.add(Region, state))
        Agreement.objects.filter(pk=document.pk).update(state=state)
    settle()
    PublicChange.objects.bulk_update(days, ["at"])  # the day on which readers saw it, and saw it go, is no secret
    return hidden


def _document(hidden: Hidden, state: State, like: Agreement, **given: Any) -> Agreement:
    """A document that has the vocabulary of ``like``; its state is set at the end."""
    terms = {name: getattr(like, name) for name in ("kind", "level", "status", "confidence")}
    published = like.first_published if state == State.WITHDRAWN else None
    document: Agreement = hidden.add(Agreement, state, **terms, first_published=published, **given)
    return document


def models_with_text() -> Iterator[type[models.Model]]:
    """The models whose rows belong to documents, or are named by them."""
    for model in apps.get_app_config("agreements").get_models():
        if not issubclass(model, OF_NO_DOCUMENT):
            yield model
