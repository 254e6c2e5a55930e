"""What a source is to the text of a document: the text itself, or a report; and which documents have a text to read."""

from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.base.languages import Text, columns, reading_order
from agreements.base.registers import REGISTERS
from agreements.models import Agreement, Attachment, Clause, Source
from agreements.models.evidence import SourceKind

# Legal databases say of themselves that their texts are for information: those are copies.
_OFFICIAL_HOSTS = {urlsplit(register.page).hostname for register in REGISTERS.values() if register.official}

# A source of the kind “official text” publishes it if it is evidence for one of these.
_OF_THE_TEXT = ["clauses", "parties"]


class Standing(Enum):
    """What a source is to the text, in the words of a page."""

    OFFICIAL = _("official text")
    COPY = _("copy of the text")
    OTHER_TEXT = _("text of another document")
    REPORT = ""

    @property
    def words(self) -> str | Promise:
        """What readers are told; nothing of a report, whose kind says it."""
        words: str | Promise = self.value
        return words

    @property
    def is_text(self) -> bool:
        """Whether the text can be read there."""
        return self in (Standing.OFFICIAL, Standing.COPY)


@dataclass(frozen=True)
class Read:
    """Where the text, or a part of it, can be read: ``where`` is a host, the title of a file of ours, or this page."""

    url: str
    language: str
    where: Text | str
    standing: Standing

    @property
    def is_external(self) -> bool:
        """Whether it leads out of the archive."""
        return "://" in self.url


def standing(source: Source) -> Standing:
    """What the source is to the text of its document.

    A source of the kind “official text” that is not evidence for the clauses or the parties is the text of another
    document, which names this one.
    """
    if source.kind != SourceKind.OFFICIAL_TEXT:
        return Standing.REPORT
    if set(_OF_THE_TEXT).isdisjoint(source.supports):
        return Standing.OTHER_TEXT
    return Standing.OFFICIAL if urlsplit(source.url).hostname in _OFFICIAL_HOSTS else Standing.COPY


def has_text() -> Q:
    """The documents for which `texts` finds any."""
    published = Source.objects.filter(kind=SourceKind.OFFICIAL_TEXT, supports__overlap=_OF_THE_TEXT)
    in_clauses = Clause.objects.exclude(**dict.fromkeys(columns("text"), ""))
    return (
        Q(pk__in=published.values("entry"))
        | Q(pk__in=Attachment.objects.values("entry"))
        | Q(pk__in=in_clauses.values("agreement"))
    )


def texts(agreement: Agreement) -> list[Read]:
    """Where the text can be read: with us, then in official texts, then in copies; the reader's language first.

    Of several pages of one host in one language the first.
    """
    order = {lang: number for number, lang in enumerate(reading_order())}
    files = [
        Read(attachment.get_absolute_url(), attachment.language, attachment.title, Standing.COPY)
        for attachment in agreement.attachments.all()
    ]
    here = [
        Read("#clauses", lang, Text(gettext("on this page"), reading_order()[0]), Standing.COPY)
        for lang in reading_order()
        if any(getattr(clause, f"text_{lang}") for clause in agreement.clauses.all())
    ]
    published = [
        Read(source.url, source.language, (urlsplit(source.url).hostname or "").removeprefix("www."), standing(source))
        for source in agreement.sources.all()
        if standing(source).is_text
    ]
    published.sort(key=lambda text: (text.standing is Standing.COPY, order.get(text.language, len(order))))
    places = {(text.where, text.language): text for text in reversed(published)}
    return [*files, *here, *(text for text in published if places[text.where, text.language] is text)]
