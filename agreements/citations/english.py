"""The styles that are written in English: APA, Chicago and OSCOLA."""

import re
from collections.abc import Callable

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from agreements.base.languages import Text
from agreements.citations.dates import DateForm
from agreements.citations.facts import CitationFacts
from agreements.citations.locators import Locator
from agreements.citations.markup import (
    APA_SMALL,
    Forms,
    chicago_case,
    closed,
    headline,
    in_language,
    joined,
    sentence,
    subtitled,
)


def _title(
    facts: CitationFacts, language: str, case: Callable[[str], str], *, italic: bool = False, quoted: bool = False
) -> SafeString:
    """The cited title: in the case of the style if it is English, else romanized with the English one in brackets.

    A title of ours is in square brackets, in roman type and sentence case; so is a translation (APA 9.22, 9.38;
    Chicago 14.99). A subtitle begins with a capital in any language (APA 6.17; Chicago 11.6).
    """
    title = facts.title
    if title.supplied:
        return in_language(title, language, shown=f"[{sentence(title)}]")
    translated = SafeString("")
    if title.lang == "en":
        title = Text(case(title), "en")
    else:
        title = _with_subtitle(facts.romanized if facts.latin else title)
        translated = format_html(" [{}]", sentence(facts.english)) if facts.latin else translated
    return format_html(
        "{}{}", in_language(title, language, italic=italic, shown=f"‘{title}’" if quoted else None), translated
    )


def _with_subtitle(title: Text) -> Text:
    return Text(subtitled(title), title.lang)


def _series(names: list[SafeString], last: str, *, oxford: bool = True) -> SafeString:
    """Names in a row, the last after ``last``; three and more with the serial comma, unless the style drops it."""
    if len(names) == 1:
        return joined(*names)
    comma = "," if len(names) > 2 and oxford else ""
    return format_html("{}{} {} {}", joined(*names[:-1]), comma, last, names[-1])


# --- APA 7 ---

APA_DATE = DateForm("en", "MMMM d, y", "MMMM y", inferred="[ca. {}]", both="[ca. {}]")
APA_REPORT_DATE = DateForm(
    "en", "y, MMMM d", "y, MMMM", within=("MMMM d, y", "MMMM y", ""), limit=("MMMM d, y", "MMMM y", ""),
    inferred="[ca. {}]", both="[ca. {}]",
)  # fmt: skip
APA_YEAR = DateForm("en", "y", "y", inferred="[ca. {}]", both="[ca. {}]")
APA_LOCATOR = Locator("apa")
_FIRST_YEAR = re.compile(r"\A\[?(?:ca\. )?\d{4}")
_INNER = str.maketrans("()", "[]")


def _lettered(date: str, letter: str) -> str:
    """A date with the letter that tells it from others (APA 8.19): behind its year, behind words after a hyphen.

    As in *n.d.-a*; what is not one year is in words here.

    >>> [_lettered(date, "a") for date in ("2018, May 8", "[ca. 2018]", "[no later than 2017]")]
    ['2018a, May 8', '[ca. 2018a]', '[no later than 2017]-a']
    """
    if not letter:
        return date
    year = _FIRST_YEAR.match(date)
    return f"{year[0]}{letter}{date[year.end() :]}" if year else f"{date}-{letter}"


def apa_series(facts: CitationFacts) -> tuple[str, ...]:
    """What is the same for all works that need letters in one list: authors in their order and year (9.47).

    Empty for what is cited by its title, which tells it from others.
    """
    return (*facts.authors, APA_YEAR.show(facts.date)) if facts.authors else ()


def apa_rank(facts: CitationFacts) -> tuple[str, str]:
    """In which order such works have their letters: a year alone first, then by date, then by title (9.47).

    "A", "An" and "The" at the beginning of a title do not count.
    """
    title = facts.romanized if facts.title.lang != "en" else facts.title
    return facts.date.text.strip("[.?~%]"), re.sub(r"\A(?:an?|the)\s", "", title.lower())


def apa(facts: CitationFacts, language: str) -> Forms:
    """Publication Manual of the APA, 7th edition: reference list and citation in the text.

    A treaty is cited by its name, date of signature and address, in roman type (11.9); any other document
    as a report of group authors, in italic sentence case (9.11, 9.19, 10.4), with the archive as its site (9.33).
    A title that is not in English is romanized, and the English one follows in brackets (9.38). Group authors have
    their English names; two are joined without a comma.
    An estimated date has "ca." in square brackets (9.17), a described title square brackets and no italics (9.22);
    a kind of document that the title does not name follows it in square brackets (9.21). There is no date of
    retrieval, because the document itself does not change (9.16). The number of the clause is in the citation in
    the text (8.13), where what stands in parentheses of its own is in brackets (6.10), and the address ends without a
    stop (9.35). In a list, works of the same authors and year have letters (8.19).
    """
    if facts.is_cited_by_title:
        title = _title(facts, language, lambda text: headline(text, APA_SMALL))
        reference = format_html("{} {}, {}", closed(title, ","), APA_DATE.show(facts.date), facts.clause_address)
        shown = _with_subtitle(facts.romanized) if not facts.title.supplied and facts.title.lang != "en" else None
        source = closed(in_language(shown, language) if shown else title, ",")
    else:
        names = [in_language(party, language) for party in facts.authors]
        described = "" if facts.names_kind else f" [{facts.kind}]"
        reference = format_html(
            "{} ({}). {} {} {}",
            closed(_series(names, "&"), "."),
            _lettered(APA_REPORT_DATE.show(facts.date), facts.letter),
            closed(format_html("{}{}", _title(facts, language, sentence, italic=True), described), "."),
            closed(format_html("{}", facts.archive), "."),
            facts.clause_address,
        )
        author = _series(names, "&") if len(names) < 3 else format_html("{} et al.", names[0])
        source = closed(author, ",")
    yield "reference", reference
    where = APA_LOCATOR.show(facts, language)
    source = mark_safe(source.translate(_INNER))
    yield "in-text", format_html("({} {})", source, joined(_lettered(APA_YEAR.show(facts.date), facts.letter), where))


# --- Chicago 17 ---

CHICAGO_DATE = DateForm("en", "MMMM d, y", "MMMM y")
CHICAGO_LOCATOR = Locator("chicago")


def chicago(facts: CitationFacts, language: str) -> Forms:
    """The Chicago Manual of Style, 17th edition, notes and bibliography.

    A treaty is cited in a note only, as all legal documents (14.269-305): its name in English and roman type, the
    parties' names joined by hyphens, date of signature, source (14.290); name and subdivision as in The Bluebook,
    21.4, which the chapter follows. Any other document is cited as a report of corporate authors,
    in a note and a bibliography (14.84, 14.220), its title in italics and, in English, in headline style
    (8.157-159). A title in another language is the original one, which may be romanized and have a translation in
    brackets (11.98, 14.99): for readers of English it is. The number in the treaty series follows the date of a
    treaty; where the original is held ends the citation, as the depository of a manuscript does (14.222). An inferred
    date is in square brackets with a question mark (14.145), a supplied title in brackets without italics. There is
    no date of access, because the document is dated (14.12). Of four or more authors a note names the first and
    "et al.", of eleven or more a bibliography the first seven (14.76).
    """
    where = CHICAGO_LOCATOR.show(facts, language)
    date = CHICAGO_DATE.show(facts.date)
    tail = format_html("{}{}", f" Text at {facts.official.url}." if facts.official else "", _held(facts, language))
    if facts.is_cited_by_title:
        rest = joined("-".join(facts.sides), where, date, facts.treaty_series, facts.archive, facts.clause_address)
        title = _title(facts, language, chicago_case)
        yield "note", format_html("{} {}.{}", closed(title, ","), rest, tail)
        return
    title = _title(facts, language, chicago_case, italic=True)
    names = [in_language(party, language) for party in facts.authors]
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
            "{} {} {} {} {}.{}",
            closed(authors, "."),
            closed(title, "."),
            closed(_sentence(made), "."),
            closed(format_html("{}", facts.archive), "."),
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
    return closed(format_html(" Held in {}", joined(in_language(facts.held_in, language), *parts)), ".")


def _sentence(markup: SafeString) -> SafeString:
    """A date in words with the capital of a new sentence: [Between 2013 and 2015]."""
    return mark_safe(f"[{markup[1].upper()}{markup[2:]}") if markup.startswith("[") else markup


# --- OSCOLA 4 ---

OSCOLA_DATE = DateForm(
    "en",
    "d MMMM y",
    "MMMM y",
    approximate="c {}",
    both="[c {}?]",
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
    the text is the day on which it was read for the archive. Any other document as a secondary source
    without an ISBN (3.4.1): authors, more than three as the first "and others" (3.1.1), title in single
    quotation marks, in round brackets what identifies it. Major words of an English title are capitalized
    (3.1.2). There are no stops in abbreviations; the footnote ends with one (1.1). An uncertain date is
    marked in words. OSCOLA has no rule for titles in other languages: they are as in Chicago.
    """
    where = OSCOLA_LOCATOR.show(facts, language)
    signed = OSCOLA_DATE.show(facts.date)
    if facts.is_cited_by_title:
        dates = joined(
            f"signed {signed}",
            f"entered into force {OSCOLA_DATE.show(facts.in_force)}" if facts.in_force else "",
        )
        made = format_html("{} ({}) ({})", _title(facts, language, chicago_case), "–".join(facts.sides), dates)
        made = joined(made, facts.treaty_series, sep=" ")
    else:
        names = [in_language(party, language) for party in facts.authors]
        authors = format_html("{} and others", names[0]) if len(names) > 3 else _series(names, "and", oxford=False)
        about = joined(in_language(facts.place, language) if facts.place else "", signed)
        title = _title(facts, language, chicago_case, quoted=True)
        made = format_html("{}, {} (signed {})", authors, title, about)
    address = f"<{facts.clause_address}> accessed {OSCOLA_DATE.on(facts.accessed)}"
    text = f"; text at <{facts.official.url}>" if facts.official else ""
    if facts.official and facts.official.accessed:
        text += f" accessed {OSCOLA_DATE.on(facts.official.accessed)}"
    yield "note", format_html("{}{}.", joined(made, where, address, sep=" "), text)
