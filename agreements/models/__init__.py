"""The domain, a module for each part of it."""

from agreements.models.agreement import (
    DATE_FIELDS,
    ORIGINAL_PARTS,
    Agreement,
    AgreementQuerySet,
    Participation,
    Signatory,
)
from agreements.models.clause import Clause
from agreements.models.entry import Entry, EntryQuerySet, PublicChange, Relation
from agreements.models.evidence import Attachment, Source, SourceKind
from agreements.models.index import SearchEntry, SearchPassage
from agreements.models.loading import LoadedItem
from agreements.models.parties import Party, Person
from agreements.models.places import Place, Region
from agreements.models.sent import SentForm
from agreements.models.visibility import State
from agreements.models.vocabulary import (
    Confidence,
    Cue,
    Effect,
    Evidence,
    Force,
    Kind,
    Level,
    PartyKind,
    RelationType,
    Status,
    Synonym,
    Term,
    Theme,
)

__all__ = [
    "DATE_FIELDS",
    "ORIGINAL_PARTS",
    "Agreement",
    "AgreementQuerySet",
    "Attachment",
    "Clause",
    "Confidence",
    "Cue",
    "Effect",
    "Entry",
    "EntryQuerySet",
    "Evidence",
    "Force",
    "Kind",
    "Level",
    "LoadedItem",
    "Participation",
    "Party",
    "PartyKind",
    "Person",
    "Place",
    "PublicChange",
    "Region",
    "Relation",
    "RelationType",
    "SearchEntry",
    "SearchPassage",
    "SentForm",
    "Signatory",
    "Source",
    "SourceKind",
    "State",
    "Status",
    "Synonym",
    "Term",
    "Theme",
]
