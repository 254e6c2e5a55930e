"""Citations in four styles: a function for each, which names the rules that it follows.

Titles and names of parties are in the reader's language where the record has them; the other words are in the language
of the style: English for APA, Chicago and OSCOLA, which have no Russian or Kazakh edition; Russian for GOST, or Kazakh
for a reader of Kazakh, because the universities of Kazakhstan use the same rules.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy

from agreements.base.languages import page_language
from agreements.base.references import pinpoint
from agreements.citations.dates import DateForm
from agreements.citations.facts import CitationFacts, bracketed, citation_facts
from agreements.citations.markup import (
    APA_SMALL,
    CHICAGO_SMALL,
    closed,
    headline,
    in_language,
    joined,
    plain,
)
from agreements.models import Clause, Entry


@dataclass(frozen=True)
class Citation:
    """One citation: its style, where in a work it is used (``form``), and its words as HTML and as plain text."""

    style: str
    name: str
    form: str
    label: str
    lang: str
    html: SafeString
    text: str

    @property
    def key(self) -> str:
        """Identifies it among the citations of one document."""
        return f"{self.style}-{self.form}"


NAMES = {"gost": "ГОСТ Р 7.0.5-2008", "apa": "APA 7", "chicago": "Chicago 17", "oscola": "OSCOLA 4"}
LABELS = {
    "reference": gettext_lazy("Reference list"),
    "in-text": gettext_lazy("In the text"),
    "note": gettext_lazy("Footnote"),
    "bibliography": gettext_lazy("Bibliography"),
}


@dataclass(frozen=True)
class Locator:
    """How a style names an article or point; ``begins``: it begins a part of the citation, with a capital."""

    style: str
    begins: bool = False

    def show(self, facts: CitationFacts, language: str) -> SafeString:
        """The number of the cited clause; its heading in brackets if no source gives a number."""
        if not facts.clause:
            return SafeString("")
        if not facts.clause.ref:
            assert facts.heading is not None
            return in_language(facts.heading, language, shown=f"[{facts.heading}]")
        number = pinpoint(facts.clause.ref, self.style)
        return format_html("{}", number[:1].upper() + number[1:] if self.begins else number)


def cite(
    entry: Entry,
    *,
    clause: Clause | None = None,
    language: str | None = None,
    accessed: datetime.date,
    base_url: str,
) -> list[Citation]:
    """All ready citations of an entry, or of one clause of a document, for a reader of ``language``."""
    reader = language or page_language()
    citations = []
    for style, (write, languages) in STYLES.items():
        titles, terms = languages(reader)
        facts = citation_facts(entry, reader=titles, terms=terms, base_url=base_url, accessed=accessed, clause=clause)
        for form, markup in write(facts, terms):
            label = str(LABELS[form])
            citations.append(Citation(style, NAMES[style], form, label, terms, markup, plain(markup)))
    return citations


Forms = Iterator[tuple[str, SafeString]]

# --- GOST R 7.0.5-2008 ---

GOST_WORDS = {
    "ru": {
        "medium": "Электронный ресурс",
        "accessed": "дата обращения",
        "text": "Офиц. текст",
        "held": "Место хранения",
        "others": "и др.",
    },
    "kk": {
        "medium": "Электрондық ресурс",
        "accessed": "қаралған күні",
        "text": "Ресми мәтіні",
        "held": "Сақталған жері",
        "others": "және т.б.",
    },
}
GOST_DATES = {
    "ru": DateForm(
        "ru",
        "d MMMM y 'г'.",
        "LLLL y 'г'.",
        approximate="[ок. {}]",
        both="[ок. {}?]",
        between="[между {} и {}]",
        until="[не позднее {}]",
        since="[не ранее {}]",
    ),
    "kk": DateForm(
        "kk",
        "y 'ж'. d MMMM",
        "y 'ж'. MMMM",
        approximate="[шамамен {}]",
        both="[шамамен {}?]",
        between="[{}–{} аралығы]",
        until="[ең кеші {}]",
        since="[ең ертесі {}]",
    ),
}
# Fonds, inventory, file, sheets (section 11: references to archival documents).
GOST_HELD = {
    "ru": ("Ф. {}", "Оп. {}", "Д. {}", "Л. {}"),
    "kk": ("{}-қор", "{}-тізімдеме", "{}-іс", "{}-парақ"),
}
GOST_LOCATORS = {
    "ru": Locator("gost-ru", begins=True),
    "kk": Locator("gost-kk", begins=True),
}


def gost(facts: CitationFacts, language: str) -> Forms:
    """GOST R 7.0.5-2008, one form for the list (section 7) and the footnote (section 6).

    Title, [Электронный ресурс], what explains the title after a colon, those responsible after a slash, the
    host after two slashes, the place in it, URL and date of access in round brackets (section 10).
    Parties that the title names are not repeated, and of four or more only the first is named (GOST 7.1-2003,
    5.2.6). A title formulated by the researcher is in square brackets (11.8), and so is an uncertain date (GOST
    7.1-2003, 5.5.5). The date of access of the official text is the day on which it was read for the archive. Where
    the original is held is written as a reference to an archive (section 11). Areas are divided by a stop instead of
    stop and dash, as section 4 allows.
    """
    words = GOST_WORDS[language]
    title = in_language(facts.title, language, shown=bracketed(facts.title))
    kind = "" if facts.names_kind else facts.kind[0].lower() + facts.kind[1:]
    about = joined(
        kind,
        in_language(facts.place, language) if facts.place else "",
        GOST_DATES[language].show(facts.date),
    )
    made = format_html("{} [{}] : {}", title, words["medium"], about)
    if facts.parties and not facts.names_parties:
        names = [in_language(party, language) for party in facts.parties]
        if len(names) > 3:
            names = [format_html("{} [{}]", names[0], words["others"])]
        made = format_html("{} / {}", made, joined(*names))
    areas = [
        format_html("{} // {}", made, facts.archive),
        GOST_LOCATORS[language].show(facts, language),
        _gost_held(facts, language),
        _gost_official(facts, language),
        f"URL: {facts.clause_address} ({words['accessed']}: {facts.accessed:%d.%m.%Y})",
    ]
    yield "reference", format_html("{}.", joined(*areas, sep=". "))


def _gost_official(facts: CitationFacts, language: str) -> str:
    if not facts.official:
        return ""
    words, read = GOST_WORDS[language], facts.official.accessed
    return f"{words['text']}: {facts.official.url}" + (f" ({words['accessed']}: {read:%d.%m.%Y})" if read else "")


def _gost_held(facts: CitationFacts, language: str) -> SafeString:
    if not facts.held_in:
        return SafeString("")
    parts = (form.format(number) for form, number in zip(GOST_HELD[language], facts.location, strict=True) if number)
    location = joined(in_language(facts.held_in, language), *parts, sep=". ")
    return format_html("{}: {}", GOST_WORDS[language]["held"], location)


# --- APA 7 ---

APA_DATE = DateForm("en", "MMMM d, y", "MMMM y", inferred="[ca. {}]", both="[ca. {}]")
APA_REPORT_DATE = DateForm("en", "y, MMMM d", "y, MMMM", inferred="[ca. {}]", both="[ca. {}]")
APA_YEAR = DateForm("en", "y", "y", inferred="[ca. {}]", both="[ca. {}]")
APA_LOCATOR = Locator("apa")


def apa(facts: CitationFacts, language: str) -> Forms:
    """Publication Manual of the APA, 7th edition: reference list and citation in the text.

    A treaty is cited by its name, date of signature and address, in roman type (11.9); any other document
    as a report of group authors, in italic sentence case (9.11, 9.19, 10.4), with the archive as its site (9.33).
    An estimated date has "ca." in square brackets (9.17), a described title square brackets and no italics (9.22);
    a kind of document that the title does not name follows it in square brackets (9.21). There is no date of
    retrieval, because the document itself does not change (9.16). The number of the clause is in the citation in
    the text (8.13), and the address ends without a stop (9.35).
    """
    if facts.is_cited_by_title:
        name = headline(bracketed(facts.title), APA_SMALL) if facts.title.lang == "en" else bracketed(facts.title)
        source = closed(in_language(facts.title, language, shown=name), ",")
        reference = format_html("{} {}, {}", source, APA_DATE.show(facts.date), facts.address)
    else:
        names = [in_language(party, language) for party in facts.parties]
        described = "" if facts.names_kind else f" [{facts.kind}]"
        title = in_language(facts.title, language, italic=not facts.title.supplied, shown=bracketed(facts.title))
        reference = format_html(
            "{}. ({}). {} {}. {}",
            _series(names, "&", comma_before_two=True),
            APA_REPORT_DATE.show(facts.date),
            closed(format_html("{}{}", title, described), "."),
            facts.archive,
            facts.address,
        )
        author = _series(names, "&") if len(names) < 3 else format_html("{} et al.", names[0])
        source = format_html("{},", author)
    yield "reference", reference
    where = APA_LOCATOR.show(facts, language)
    yield "in-text", format_html("({} {})", source, joined(APA_YEAR.show(facts.date), where))


# --- Chicago 17 ---

CHICAGO_DATE = DateForm("en", "MMMM d, y", "MMMM y")
CHICAGO_LOCATOR = Locator("chicago")


def chicago(facts: CitationFacts, language: str) -> Forms:
    """The Chicago Manual of Style, 17th edition, notes and bibliography.

    A treaty is cited in a note only, as all legal documents (14.269-305): title in roman type, the parties'
    names joined by hyphens, date of signature, source (14.290); the subdivision precedes the date as in The
    Bluebook, 21.4, which the chapter follows. Any other document is cited as a report of corporate authors,
    in a note and a bibliography (14.84, 14.220), its title in italics and, in English, in headline style
    (8.157-159). The number in the treaty series follows the date of a treaty; where the original is held ends the
    citation, as the depository of a manuscript does (14.222). An inferred date is in square brackets with a question
    mark (14.145), a supplied title in brackets without italics. There is no date of access, because the document is
    dated (14.12). Of four or more authors a note names the first and "et al.", of eleven or more a bibliography the
    first seven (14.76).
    """
    shown = bracketed(facts.title)
    if facts.title.lang == "en":
        shown = headline(shown, CHICAGO_SMALL)
    where = CHICAGO_LOCATOR.show(facts, language)
    date = CHICAGO_DATE.show(facts.date)
    tail = format_html(
        "{}{}", f" Official text at {facts.official.url}." if facts.official else "", _held(facts, language)
    )
    if facts.is_cited_by_title:
        rest = joined("-".join(facts.sides), where, date, facts.treaty_series, facts.archive, facts.clause_address)
        title = in_language(facts.title, language, shown=shown)
        yield "note", format_html("{} {}.{}", closed(title, ","), rest, tail)
        return
    title = in_language(facts.title, language, italic=not facts.title.supplied, shown=shown)
    names = [in_language(party, language) for party in facts.parties]
    made = joined(in_language(facts.place, language) if facts.place else "", date)
    authors = format_html("{} et al.", names[0]) if len(names) > 3 else _series(names, "and")
    note = joined(
        format_html("{} {} ({})", closed(authors, ","), title, made),
        where,
        facts.archive,
        facts.clause_address,
    )
    yield "note", format_html("{}.{}", note, tail)
    authors = joined(*names[:7], "et al.") if len(names) > 10 else _series(names, "and")
    yield (
        "bibliography",
        format_html(
            "{} {} {}. {}. {}.{}",
            closed(authors, "."),
            closed(title, "."),
            _sentence(made),
            facts.archive,
            facts.address,
            tail,
        ),
    )


def _held(facts: CitationFacts, language: str) -> SafeString:
    """Where the original is held: archive, fonds, inventory, file, sheets."""
    if not facts.held_in:
        return SafeString("")
    words = ("fonds {}", "inventory {}", "file {}", "sheets {}")
    parts = (form.format(number) for form, number in zip(words, facts.location, strict=True) if number)
    return format_html(" Held in {}.", joined(in_language(facts.held_in, language), *parts))


def _sentence(markup: SafeString) -> SafeString:
    """A date in words with the capital of a new sentence: [Between 2013 and 2015]."""
    return mark_safe(f"[{markup[1].upper()}{markup[2:]}") if markup.startswith("[") else markup


# --- OSCOLA 4 ---

OSCOLA_DATE = DateForm(
    "en",
    "d MMMM y",
    "MMMM y",
    approximate="c {}",
    both="c [{}?]",
    between="between {} and {}",
    until="not later than {}",
    since="not earlier than {}",
)
OSCOLA_LOCATOR = Locator("oscola")


def oscola(facts: CitationFacts, language: str) -> Forms:
    """OSCOLA, 4th edition; treaties by OSCOLA 2006: Citing International Law Sources, which still applies to
    them.

    A treaty (2006, IV.A.1): title in roman type, the parties to a bilateral treaty in round brackets after it
    with a dash between them, the dates of signature and of entry into force, the number in the United Nations
    Treaty Series, the article as "art", then the address in angle brackets and the date of access (3.1.4); that of
    the official text is the day on which it was read for the archive. Any other document as a secondary source
    without an ISBN (3.4.1): authors, more than three as the first "and others" (3.1.1), title in single
    quotation marks, in round brackets what identifies it. Major words of an English title are capitalized
    (3.1.2). There are no stops in abbreviations; the footnote ends with one (1.1). An uncertain date is
    marked in words.
    """
    shown = headline(facts.title, CHICAGO_SMALL) if facts.title.lang == "en" else str(facts.title)
    where = OSCOLA_LOCATOR.show(facts, language)
    signed = OSCOLA_DATE.show(facts.date)
    if facts.is_cited_by_title:
        dates = joined(
            f"signed {signed}",
            f"entered into force {OSCOLA_DATE.show(facts.in_force)}" if facts.in_force else "",
        )
        shown = f"[{shown}]" if facts.title.supplied else shown
        title = in_language(facts.title, language, shown=shown)
        made = format_html("{} ({}) ({})", title, "–".join(facts.sides), dates)
        made = joined(made, facts.treaty_series, sep=" ")
    else:
        names = [in_language(party, language) for party in facts.parties]
        authors = format_html("{} and others", names[0]) if len(names) > 3 else _series(names, "and", oxford=False)
        shown = f"[{shown}]" if facts.title.supplied else f"‘{shown}’"
        about = joined(in_language(facts.place, language) if facts.place else "", signed)
        made = format_html("{}, {} (signed {})", authors, in_language(facts.title, language, shown=shown), about)
    address = f"<{facts.clause_address}> accessed {OSCOLA_DATE.on(facts.accessed)}"
    text = f"; official text at <{facts.official.url}>" if facts.official else ""
    if facts.official and facts.official.accessed:
        text += f" accessed {OSCOLA_DATE.on(facts.official.accessed)}"
    yield "note", format_html("{}{}.", joined(made, where, address, sep=" "), text)


def _series(names: list[SafeString], last: str, *, comma_before_two: bool = False, oxford: bool = True) -> SafeString:
    """Names in a row, the last after ``last``, with the serial comma unless the style drops it."""
    if len(names) == 1:
        return joined(*names)
    comma = "," if (len(names) > 2 and oxford) or comma_before_two else ""
    return format_html("{}{} {} {}", joined(*names[:-1]), comma, last, names[-1])


STYLES: dict[str, tuple[Callable[[CitationFacts, str], Forms], Callable[[str], tuple[str, str]]]] = {
    "gost": (gost, lambda reader: ("kk", "kk") if reader == "kk" else ("ru", "ru")),
    "apa": (apa, lambda reader: (reader, "en")),
    "chicago": (chicago, lambda reader: (reader, "en")),
    "oscola": (oscola, lambda reader: (reader, "en")),
}
