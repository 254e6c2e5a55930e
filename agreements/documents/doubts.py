"""What shakes a fact of a document, so that its page says so at the fact itself.

The record tells it in two ways: by the marks of a date (EDTF: inferred, approximate, one of several), and in the notes,
where the cataloguer says on what sources disagree, what is inferred and from what, and how much of the text was seen.
Notes are prose, but each sentence is about one thing, and the three languages say the same, sentence by sentence. So
the English sentences are read by the words in `_SENTENCES` (docs/record.md tells cataloguers of them), and readers are
shown the same sentence in their language. Where the languages have not as many sentences, readers are led to the notes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agreements.base.languages import Text
from agreements.models import Agreement
from agreements.models.agreement import DATE_FIELDS


class Cause(Enum):
    """Why a fact is not certain, in the words of a page."""

    DISAGREE = _("the sources disagree")
    INFERRED = _("inferred by the archive")
    PARTLY = _("only a part of the text was seen")
    UNSEEN = _("the text itself was not seen")
    OPEN = _("an open question")

    @property
    def words(self) -> str | Promise:
        """What readers are told."""
        return self.value


@dataclass(frozen=True)
class Doubt:
    """A fact of a document that is not certain, and what the notes say of it, in the reader's language if they do."""

    fact: str
    cause: Cause
    said: Text | None = None


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# The fact that a sentence shakes, why, and the words by which the sentence is known.
_SENTENCES = (
    ("title", Cause.OPEN, _words(
        r"\bmay be (?:the same|one) document\b|\bmay be a separate\b|\bwhether there was one\b"
        r"|\bwhether this is a new text\b"
    )),
    ("title", Cause.INFERRED, _words(r"\bthat it was the \d+(?:st|nd|rd|th) follows\b")),
    ("kind", Cause.DISAGREE, _words(
        r"\bcalls? (?:the paper|the document|it) both\b|\bcalls the paper\b[^;]*, but\b"
        r"|\bspeaks of an? \w+, the report of an? \w+|\bagreement\b[^.]*\bspeaks of memoranda\b"
    )),
    ("kind", Cause.INFERRED, _words(
        r"\bkind is taken from\b|\bneare(?:r|st) kind\b|\bit is entered as an? (?:agreement|memorandum)\b"
    )),
    ("signed", Cause.DISAGREE, _words(r"\bdates differ\b|\bdisagree on the (?:date|year|month|day)\b")),
    ("signed", Cause.INFERRED, _words(
        r"\b(?:date|year|month|day)\b[^.;]*\binferred\b|\bhence the (?:year|month|mark of doubt)\b"
        r"|\bthe (?:date|year|month|day) (?:comes from|follows from|is that of|is therefore)\b"
        r"|(?<!first )\b(?:month|year)\b[^;]*\b(?:is|alone is) entered\b|\byear entered is\b|\blatest possible\b"
        r"|\bso the (?:agreement|memorandum) (?:is not later|was signed)\b"
        r"|\bwithout a year\b|\bthe document comes between\b"
    )),
    ("term", Cause.DISAGREE, _words(r"\bdisagree on the term\b|\bwithout limiting it to\b")),
    ("term", Cause.INFERRED, _words(r"\bterm\b[^.;]* is inferred\b")),
    ("status", Cause.INFERRED, _words(
        r"\bstatus is (?:based on|inferred|left open)\b|\bhence the status\b|\bno note of termination\b"
    )),
    ("level", Cause.INFERRED, _words(
        r"\blevel is (?:a judgement|inferred|given by analogy|\w+[.])|\bhence the \w+ level\b"
        r"|\bentered as (?:one between|municipal\b|interregional\b)"
    )),
    ("parties", Cause.DISAGREE, _words(
        r"\bname the two states as the parties\b|\bmixing two\b|\bdisagree on the parties\b"
        r"|\bagreement of (?:two|three|four) \w+\b[^.]*\bspeaks of \w+ between\b"
    )),
    ("parties", Cause.INFERRED, _words(
        r"\bentered as the parties\b|\bdoes not name the parties\b|\blikelier party\b|\bis entered because\b"
        r"|\bparties entered are\b|\bis entered as the regional government\b|\bnames of the ministries follow\b"
    )),
    ("parties", Cause.OPEN, _words(r"\bthat signed for \w+ could not be established\b")),
    ("parties", Cause.PARTLY, _words(r"\blist of parties could not be read in full\b")),
    ("place", Cause.DISAGREE, _words(r"\bdisagree on the place\b")),
    ("place", Cause.INFERRED, _words(r"\bplace is inferred\b|\band the city come from\b")),
    ("in_force", Cause.DISAGREE, _words(r"\bdisagree on the entry into force\b")),
    # A source that says who signed by their office, while others name who held it.
    ("signatories", Cause.INFERRED, _words(
        r"\bsignatories are (?:those of|inferred)\b"
        r"|\bsays that the (?:presidents|leaders)\b[^.]*\bsigned\b[^.]*\b(?:others name|their names)\b"
    )),
    ("signatories", Cause.OPEN, _words(r"\bso no signator(?:y|ies) (?:is|are) entered\b")),
    ("relations", Cause.INFERRED, _words(r"\brelation is entered on that ground\b|\bno source says in words that\b")),
    ("clauses", Cause.PARTLY, _words(
        r"\bonly (?:the|a|one|part)\b[^;]*\b(?:was|were) available\b|\bof which only\b"
        r"|\blast part that was available\b|(?<!parties )\bcould not be read in full\b|\bbreaks off\b"
    )),
    ("clauses", Cause.UNSEEN, _words(
        r"\b(?:text|articles)\b[^.;]*\b(?:was|were|are) not (?:available|known)\b|\bclauses? follows?\b"
    )),
)  # fmt: skip

# A sentence ends at a stop before a capital letter or a number; not at that of “no. 10”, «с. 15» or an initial.
_END = re.compile(r"(?<!\bno)(?<!\bNo)(?<!\bст)(?<!\bгг)(?<!\b\w)[.!?][»”’)]*\s+(?=[«“\"(„‘]*[^\W_a-zа-яёәғқңөұүһі]|№)")


def sentences(text: str) -> list[str]:
    """The sentences of notes, each with its stop.

    >>> sentences("It was seen (no. 10, p. 15). The rest was not.")
    ['It was seen (no. 10, p. 15).', 'The rest was not.']
    """
    ends = [match.end() for match in _END.finditer(text)]
    pieces = (text[first:last].strip() for first, last in zip([0, *ends], [*ends, None], strict=True))
    return [piece for piece in pieces if piece]


def doubts(agreement: Agreement) -> dict[str, list[Doubt]]:
    """What is not certain of the document, by the key of its fact, in the order of the notes."""
    found: dict[str, list[Doubt]] = {}
    for doubt in _doubts(agreement):
        found.setdefault(doubt.fact, []).append(doubt)
    return found


def _doubts(agreement: Agreement) -> Iterator[Doubt]:
    told = set()
    for fact, cause, said in _noted(agreement):
        told.add(fact)
        yield Doubt(fact, cause, said)
    for field in DATE_FIELDS:
        date, fact = agreement.date_of(field), field.partition("_")[0] if field.startswith("term_") else field
        if date and not date.certain and fact not in told:
            yield Doubt(fact, Cause.INFERRED)


def _noted(agreement: Agreement) -> Iterator[tuple[str, Cause, Text | None]]:
    notes = agreement.notes
    english, shown = sentences(agreement.notes_en), sentences(notes)
    in_step = len(english) == len(shown)
    for number, sentence in enumerate(english):
        for fact, cause, words in _SENTENCES:
            if words.search(sentence) and _is_of(agreement, fact):
                yield fact, cause, Text(shown[number], notes.lang) if in_step else None


def _is_of(agreement: Agreement, fact: str) -> bool:
    """Whether the document states what the sentence would shake."""
    match fact:
        case "clauses" | "relations":
            return bool(getattr(agreement, fact).all())
        case "in_force" | "place":
            return bool(getattr(agreement, fact))
    return True
