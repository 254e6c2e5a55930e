"""The facts of a document that citations need, in the languages that a style asks for."""

import datetime
import re
from dataclasses import dataclass

from django.utils.translation import gettext, override

from agreements.base.edtf import Edtf
from agreements.base.languages import Text, country_name, reading_order
from agreements.base.registers import Register
from agreements.models import Agreement, Clause, Source, SourceKind

_BETWEEN = re.compile(r"\b(?:between|между|арасын\w+)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Facts:
    """The facts of one document: title and parties in the reader's language, the rest in the style's.

    ``names_kind``: whether the title says what kind of document it is. ``clause`` and ``heading`` are of the cited
    clause, None where the whole document is cited.
    """

    title: Text
    parties: tuple[Text, ...]
    sides: tuple[str, ...]
    kind: str
    names_kind: bool
    is_treaty: bool
    date: Edtf
    in_force: Edtf | None
    place: Text | None
    archive: str
    address: str
    official: Source | None
    numbers: tuple[tuple[Register, str], ...]
    held_in: Text
    location: tuple[str, str, str, str]  # fonds, inventory, file, sheets
    clause: Clause | None
    heading: Text | None
    accessed: datetime.date

    @property
    def treaty_series(self) -> str:
        """The number under which the treaty is registered in the United Nations Treaty Series, with its usual sign."""
        return next((f"UNTS {number}" for register, number in self.numbers if register.key == "unts"), "")

    @property
    def names_parties(self) -> bool:
        """Whether the title says between whom the document was concluded."""
        return bool(_BETWEEN.search(self.title))

    @property
    def clause_address(self) -> str:
        """The permanent address, of the clause where one is cited."""
        return f"{self.address}#{self.clause.anchor}" if self.clause else self.address


def is_treaty(agreement: Agreement) -> bool:
    """Whether styles cite the document as a treaty: by title and without an author.

    A treaty is concluded between states, governments or ministries, the three levels of a treaty in the law of both
    sides (article 3 of either law on international treaties). Plans, minutes and statements are not treaties.
    """
    return agreement.level.treaty and agreement.kind.treaty


def official_texts(agreement: Agreement) -> list[Source]:
    """Sources that publish the text: they are evidence for the title, and for clauses or parties."""
    return [
        source
        for source in agreement.sources.all()
        if source.kind == SourceKind.OFFICIAL_TEXT
        and "title" in source.supports
        and {"clauses", "parties"} & set(source.supports)
    ]


def archive_name() -> str:
    """The name of the archive in the language of the page."""
    return gettext("Archive of Cultural Agreements")


def bracketed(text: Text) -> str:
    """A text, in [square brackets] if the archive supplied its words."""
    return f"[{text}]" if text.supplied else str(text)


def gather(
    agreement: Agreement,
    *,
    reader: str,
    terms: str,
    base_url: str,
    accessed: datetime.date,
    clause: Clause | None = None,
) -> Facts:
    """The facts of ``agreement``; ``reader`` and ``terms`` are languages: of title and parties, and of other words."""
    with override(reader):
        title = agreement.title
        languages = reading_order()
    # Where the title is in another language than the reader's, the parties follow it: a citation is in one language.
    with override(title.lang):
        parties = tuple(participation.party.name for participation in agreement.participations.all())
        heading = clause.heading if clause else None
        kind_words = [word for word in agreement.kind.label.lower().split() if len(word) > 3]
    with override(terms):
        codes = dict.fromkeys(participation.party.side for participation in agreement.participations.all())
        return Facts(
            title=title,
            parties=parties,
            sides=tuple(country_name(code) for code in codes),
            kind=agreement.kind.label,
            names_kind=any(word in title.lower() for word in kind_words),
            is_treaty=is_treaty(agreement),
            date=agreement.signed_date,
            in_force=agreement.date_of("in_force"),
            place=agreement.where.name if agreement.where else None,
            archive=archive_name(),
            address=base_url.rstrip("/") + agreement.permanent_path(),
            official=min(
                official_texts(agreement),
                key=lambda text: languages.index(text.language) if text.language in languages else len(languages),
                default=None,
            ),
            numbers=tuple(agreement.numbers()),
            held_in=agreement.original_archive,
            location=(
                agreement.original_fonds,
                agreement.original_inventory,
                agreement.original_file,
                agreement.original_sheets,
            ),
            clause=clause,
            heading=heading,
            accessed=accessed,
        )
