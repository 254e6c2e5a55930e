"""What shakes a fact of a document, so that every page that states the fact says so.

The record tells it in two ways: by the marks of a date (EDTF: inferred, approximate, one of several), and in the notes,
where the cataloguer says on what sources disagree, what is inferred and from what, and how much of the text was seen.
Notes are prose, but each sentence is about one thing, and the three languages say the same, sentence by sentence. So
the English sentences are read by the words in `_SENTENCES` (docs/record.md tells cataloguers of them), and readers are
shown the same sentence in their language. Where the languages have not as many sentences, readers are led to the notes.

No doubt is what a rule of the archive decides (the level of two regional authorities, the status after the last day
of the term), nor that no source gives a finer unit of a date.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.base.languages import Text
from agreements.models import Agreement
from agreements.models.agreement import DATE_FIELDS

SECTIONS = {"clauses": "#clauses", "relations": "#related"}  # facts that are no line of the table of facts


class Cause(Enum):
    """Why a fact is not certain, in the words of a page."""

    DISAGREE = _("the sources disagree")
    BOTH = _("a source says both")
    INFERRED = _("inferred by the archive")
    PARTLY = _("only a part of the text was seen")
    UNSEEN = _("the text itself was not seen")
    REPORT = _("only a part of a report was seen")
    MISSING = _("not all who signed are known")
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

    @property
    def anchor(self) -> str:
        """Where the page of the document says more of it."""
        return SECTIONS.get(self.fact, f"#fact-{self.fact}")


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# The fact that a sentence shakes, why, and the words by which the sentence is known.
_SENTENCES = (
    ("title", Cause.OPEN, _words(
        r"\bmay be (?:the same|one) document\b|\bmay be a separate\b|\bwhether there was one\b"
        r"|\bwhether this is a new text\b|\bthe number\b[^.;]* are not known\b"
    )),
    ("title", Cause.INFERRED, _words(
        r"\bthat it was the \d+(?:st|nd|rd|th) follows\b|\bis the cataloguer’s reading\b"
    )),
    ("kind", Cause.BOTH, _words(
        r"\bcalls (?:the paper|the document|it) both\b|\bcalls the paper\b[^;]*, but a speaker\b"
    )),
    ("kind", Cause.DISAGREE, _words(
        r"\bcall (?:the paper|the document|it) both\b"
        r"|\bspeaks of an? \w+, the report of an? \w+|\bagreement\b[^.]*\bspeaks of memoranda\b"
    )),
    ("kind", Cause.INFERRED, _words(
        r"\bkind is taken from\b|\bneare(?:r|st) kind\b|\bit is entered as an? (?:agreement|memorandum)\b"
    )),
    ("signed", Cause.DISAGREE, _words(r"\bdates differ\b|\bdisagree on the (?:date|year|month|day)\b")),
    ("signed", Cause.INFERRED, _words(
        r"\b(?:date|year|month|day)\b[^.;]*\binferred\b|\bhence the (?:year|month|mark of doubt)\b"
        r"|\bthe (?:date|year|month|day) (?:comes from|follows from|is that of|is therefore)\b(?!.*\bgives it too\b)"
        r"|\byear entered is\b|\blatest possible\b|\bso the (?:agreement|memorandum) (?:is not later|was signed)\b"
        r"|\bwithout a year\b|\bthe document comes between\b"
    )),
    ("term", Cause.DISAGREE, _words(r"\bdisagree on the term\b|\bwithout limiting it to\b")),
    ("term", Cause.INFERRED, _words(r"\bterm\b[^.;]* is inferred\b")),
    ("status", Cause.INFERRED, _words(
        r"\bstatus is (?:based on|inferred)\b|^(?!.*\br[au]n out\b).*\bhence the status\b|\bno note of termination\b"
    )),
    ("status", Cause.OPEN, _words(r"\bstatus is left open\b")),
    ("level", Cause.INFERRED, _words(r"\blevel is (?:a judgement|inferred|given by analogy)\b")),
    ("level", Cause.DISAGREE, _words(r"\bname the two states as the parties\b")),
    ("parties", Cause.DISAGREE, _words(
        r"\bname the two states as the parties\b|\bdisagree on the parties\b"
        r"|\bagreement of (?:two|three|four) \w+\b[^.]*\bspeaks of \w+ between\b"
    )),
    ("parties", Cause.BOTH, _words(r"\bmixing two\b")),
    ("parties", Cause.INFERRED, _words(
        r"\bentered as the parties\b|\bdoes not name the parties\b|\blikelier party\b|\bis entered because\b"
        r"|\bparties entered are\b|\bis entered as the regional government\b"
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
    ("signatories", Cause.MISSING, _words(
        r"\balso signed; (?:his|her|their) names?\b|\bperson that signed for \w+ could not be established\b"
    )),
    ("signatories", Cause.OPEN, _words(r"\bso no signator(?:y|ies) (?:is|are) entered\b")),
    ("relations", Cause.INFERRED, _words(r"\brelation is entered on that ground\b|\bno source says in words that\b")),
    ("clauses", Cause.REPORT, _words(
        r"\bonly\b[^;]*\bpart of the (?:release|report)\b[^;]*\bavailable\b"
        r"|\brelease\b[^;]*\blast part that was available\b"
    )),
    ("clauses", Cause.PARTLY, _words(
        r"\bonly (?!the first part of the re)(?:the|a|one|part)\b[^;]*\b(?:was|were) available\b|\bof which only\b"
        r"|(?<!parties )\bcould not be read in full\b|\barticles\b[^.;]*\bwere not (?:available|known)\b"
    )),
    ("clauses", Cause.UNSEEN, _words(
        r"\btext\b[^.;]*\b(?:was|were|are) not (?:available|known)\b|\bclauses? follows?\b"
    )),
    ("clauses", Cause.INFERRED, _words(r"\bso the clause speaks of\b")),
)  # fmt: skip

# That the sources do not tell who signed.
_NOBODY_NAMED = _words(
    r"\b(?:signatories|who signed|persons who signed)\b[^.;]*\b(?:not named|not said|not given|not spelled out)\b"
    r"|\b(?:not|neither|nor|without) (?:say |say in words |names? |naming |the bodies nor )*"
    r"(?:the |those |each )?(?:who|persons who|those who|signatory)\b"
    r"|\bso no signator(?:y|ies) (?:is|are) entered\b"
)

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


def doubts(agreement: Agreement, *facts: str) -> dict[str, list[Doubt]]:
    """What is not certain of the document, or of these ``facts``, by the key of the fact, in the order of the notes.

    Of a document fetched with ``for_list()`` ask for facts other than its clauses and relations.
    """
    found: dict[str, list[Doubt]] = {}
    for doubt in _doubts(agreement, facts):
        found.setdefault(doubt.fact, []).append(doubt)
    return found


def unsigned(agreement: Agreement) -> str:
    """What is said of a document without signatories.

    That no source names them only where the notes say so: in what was not read of a text or a report they may stand.
    """
    noted = sentences(agreement.notes_en)
    is_read_in_part = any(
        words.search(sentence)
        for fact, cause, words in _SENTENCES
        if fact == "clauses" and cause in (Cause.PARTLY, Cause.REPORT)
        for sentence in noted
    )
    if not is_read_in_part and any(_NOBODY_NAMED.search(sentence) for sentence in noted):
        return gettext("No source names the signatories.")
    return gettext("The archive has not found who signed.")


def _doubts(agreement: Agreement, facts: Iterable[str]) -> Iterator[Doubt]:
    told = set()
    for fact, cause, said in _noted(agreement, facts):
        told.add(fact)
        yield Doubt(fact, cause, said)
    for field in DATE_FIELDS:
        date, fact = agreement.date_of(field), field.partition("_")[0] if field.startswith("term_") else field
        if date and not date.certain and fact not in told and (not facts or fact in facts):
            yield Doubt(fact, Cause.INFERRED)


def _noted(agreement: Agreement, facts: Iterable[str]) -> Iterator[tuple[str, Cause, Text | None]]:
    notes = agreement.notes
    english, shown = sentences(agreement.notes_en), sentences(notes)
    in_step = len(english) == len(shown)
    for number, sentence in enumerate(english):
        for fact, cause, words in _SENTENCES:
            if (not facts or fact in facts) and words.search(sentence) and _is_of(agreement, fact):
                # “The year is inferred.” has its reason in the sentence after it.
                said = shown[number : number + (2 if sentence.endswith("is inferred.") else 1)]
                yield fact, cause, Text(" ".join(said), notes.lang) if in_step else None


def _is_of(agreement: Agreement, fact: str) -> bool:
    """Whether the document states what the sentence would shake."""
    match fact:
        case "clauses" | "relations":
            return bool(getattr(agreement, fact).all())
        case "in_force" | "place":
            return bool(getattr(agreement, fact))
    return True
