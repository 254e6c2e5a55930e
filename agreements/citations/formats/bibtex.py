"""BibTeX, for the standard styles and natbib, with the fields of biblatex that they ignore."""

from urllib.parse import quote

from agreements.citations.dates import bounds
from agreements.citations.formats.items import Item, one_line

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# The names of babel, which biblatex takes.
LANGUAGES = {"en": "english", "ru": "russian", "kk": "kazakh"}
_TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    # BibTeX counts braces even where a backslash stands before them.
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    **{char: "\\" + char for char in "$&#_%"},
}


def tex(text: str) -> str:
    """``text`` escaped for a BibTeX field. Letters of any script stay as they are: the file is in UTF-8."""
    return "".join(_TEX.get(char, char) for char in one_line(text))


def bibtex(item: Item) -> str:
    """An entry: @misc for a document, since the standard styles have no treaty, @incollection for a clause of one.

    Names are in braces, so that they are not split, and so is the title, which keeps its capitals. A year that is not
    certain is in words without the usual brackets: natbib makes a label of it (``\\bibitem[A(2018?)]``) that a bracket
    would end, and reads it letter by letter, so that braces around it stop LaTeX. A treaty has no author. It is sorted
    and labelled by its two sides, as Bluebook styles name them after the title (``key``: btxdoc, 3.2), with the year,
    which natbib leaves out of such a label.
    """
    first, _ = bounds(item.date)
    year = first[:4] if item.is_dated else item.date_words.strip("[]")
    fields = {
        "author": " and ".join("{" + tex(name) + "}" for name in item.authors),
        "key": "" if item.authors else tex(f"{item.sides or item.kind} {year}"),
        "title": "{" + tex(item.title) + "}",
        "booktitle": "{" + tex(item.container) + "}" if item.container else "",
        "howpublished": "" if item.container else tex(", ".join(filter(None, (item.kind, item.place)))),
        "publisher": tex(item.archive),
        "location": tex(item.place),
        "year": tex(year),
        # Zotero takes the year for certain, whatever stands beside its digits; this it takes as it is.
        "date": "" if item.is_dated else tex(item.date_for_zotero),
        "month": MONTHS[int(first[5:7]) - 1] if item.is_dated and len(first) > 4 else "",
        "day": str(int(first[8:])) if item.is_dated and len(first) == 10 else "",
        "url": quote(item.address, safe=":/?#[]@!$&'()*+,;=%~"),
        "urldate": item.accessed.isoformat(),
        "library": tex(item.held),
        "language": item.lang,
        "langid": LANGUAGES.get(item.lang, ""),
        "note": tex(". ".join((*((item.signed_at,) if item.container and item.signed_at else ()), *item.remarks))),
        "keywords": tex(", ".join(item.keywords)),
        "abstract": tex(item.abstract),
        "annote": tex(item.note),
    }
    lines = [
        f"  {name} = {value}" if name == "month" else f"  {name} = {{{value}}}"
        for name, value in fields.items()
        if value
    ]
    return f"@{'incollection' if item.container else 'misc'}{{{item.key},\n" + ",\n".join(lines) + "\n}\n"
