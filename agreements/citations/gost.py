"""GOST R 7.0.5–2008, in Russian, or in Kazakh as the universities of Kazakhstan write it."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import override

from agreements.base.languages import Text, language_name
from agreements.base.registers import register_at
from agreements.citations.dates import DateForm
from agreements.citations.facts import CitationFacts, bracketed
from agreements.citations.locators import Locator
from agreements.citations.markup import Forms, closed, in_language, joined

WORDS = {
    "ru": {
        "medium": "Электронный ресурс",
        "accessed": "дата обращения",
        "text": "Текст",
        "held": "Место хранения",
        "others": "и др.",
    },
    "kk": {
        "medium": "Электрондық ресурс",
        "accessed": "қаралған күні",
        "text": "Мәтіні",
        "held": "Сақталған жері",
        "others": "және т.б.",
    },
}
DATES = {
    "ru": DateForm(
        "ru",
        "d MMMM y 'г'.",
        "LLLL y 'г'.",
        limit=("", "MMMM y 'г'.", ""),
        within=("", "@ y 'г'.", ""),
        about=("", "MMMM y 'г'.", ""),
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
        limit=("y 'жылғы' d MMMM 'күнінен'", "y 'жылғы' MMMM 'айынан'", "y 'жылдан'"),
        approximate="[шамамен {}]",
        both="[шамамен {}?]",
        between="[{}–{} аралығы]",
        until="[{} кеш емес]",
        since="[{} ерте емес]",
    ),
}
# In which language the text is (abbreviated as GOST 7.12–93 has it).
IN_LANGUAGE = {
    "ru": {"en": "на англ. яз.", "ru": "на рус. яз.", "kk": "на казах. яз."},
    "kk": {"en": "ағылшын тілінде", "ru": "орыс тілінде", "kk": "қазақ тілінде"},
}
# Fonds, inventory, file, sheets (section 11: references to archival documents).
HELD = {
    "ru": ("Ф. {}", "Оп. {}", "Д. {}", "Л. {}"),
    "kk": ("{}-қор", "{}-тізімдеме", "{}-іс", "{}-парақ"),
}
LOCATORS = {
    "ru": Locator("gost-ru", begins=True),
    "kk": Locator("gost-kk", begins=True),
}


def gost(facts: CitationFacts, language: str) -> Forms:
    """GOST R 7.0.5–2008, one form for the list (section 7) and the footnote (section 6).

    Title, [Электронный ресурс], what explains the title after a colon, those responsible after a slash, the
    host after two slashes, the place in it, URL and date of access in round brackets (section 10).
    A document is described in its own language (GOST R 7.0.100–2018, 4.8), so the title is one that a source gives, and
    those responsible are named in its language; what we add ([Электронный ресурс], place and date, notes) is in the
    language of the work that it stands in, as the same rule allows. A title formulated by the researcher stands only
    where there is none, in square brackets (11.8), and so do what is not taken from the document: an uncertain date
    (GOST 7.1–2003, 5.5.5), and its kind, named only where the title does not name it. Parties that the title names are
    not repeated, and of four or more only the first is named (GOST 7.1–2003, 5.2.6). Each address has its own date of
    access: that of the text is the day on which it was read for the archive. Where the original is held is written as
    a reference to an archive (section 11). Areas are divided by a stop instead of stop and dash, as section 4 allows.
    """
    words = WORDS[language]
    title = in_language(facts.title, language, shown=bracketed(facts.title))
    kind = "" if facts.names_kind else f"[{facts.kind[0].lower()}{facts.kind[1:]}]"
    about = joined(
        kind,
        in_language(facts.place, language) if facts.place else "",
        DATES[language].show(facts.date),
    )
    made = format_html("{} [{}] : {}", title, words["medium"], about)
    if facts.parties and not facts.names_parties:
        names = [in_language(party, language) for party in facts.parties]
        if len(names) > 3:
            names = [format_html("{} [{}]", names[0], words["others"])]
        made = format_html("{} / {}", made, joined(*names))
    areas = [
        format_html("{} // {}", made, facts.archive),
        LOCATORS[language].show(facts, language),
        f"URL: {facts.clause_address} ({words['accessed']}: {facts.accessed:%d.%m.%Y})",
        _text(facts, language),
        _held(facts, language),
    ]
    yield "reference", closed(joined(*areas, sep=". "), ".")


def _text(facts: CitationFacts, language: str) -> SafeString:
    """Where the text is, with its own address and day of reading.

    It is said in which language it is, where that is another than the title's; a publisher with a name in the language
    of the reference has that.
    """
    if not facts.official:
        return SafeString("")
    words, source = WORDS[language], facts.official
    register = register_at(source.url) if source.language != language else None
    with override(language):
        name = Text(str(register.label), language) if register else Text(source.publisher, source.language)
    publisher = closed(in_language(name, language), ".")
    spoken = IN_LANGUAGE[language].get(source.language) or language_name(source.language, language)
    marked = "" if source.language == facts.title.lang else f" [{spoken}]"
    read = f" ({words['accessed']}: {source.accessed:%d.%m.%Y})" if source.accessed else ""
    return format_html("{}{}: {} URL: {}{}", words["text"], marked, publisher, source.url, read)


def _held(facts: CitationFacts, language: str) -> SafeString:
    if not facts.held_in:
        return SafeString("")
    parts = (form.format(number) for form, number in zip(HELD[language], facts.location, strict=True) if number)
    location = joined(in_language(facts.held_in, language), *parts, sep=". ")
    return format_html("{}: {}", WORDS[language]["held"], location)
