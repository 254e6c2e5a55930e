"""BibTeX, for the standard styles and natbib, with the fields of biblatex that they ignore."""

from urllib.parse import quote

from agreements.base.edtf import Edtf
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


def _year(date: Edtf) -> str:
    """The year, with a question mark where it is in doubt, or the first and the last that it may be.

    natbib makes a label of it (``\\bibitem[A(2018?)]``): it would end at a bracket, cannot read braces, and loses the
    first letter if that is not of ASCII; apalike takes its last four characters. So it has no words.

    >>> [_year(Edtf.parse(text)) for text in ("2018", "2012-08~", "[2013..2015]", "[2016-05..2016-06]", "[..2015]")]
    ['2018', '2012?', '2013-2015?', '2016', '2015?']
    """
    ends = bounds(date)
    years = "-".join(dict.fromkeys(end[:4] for end in ends if end))
    return years if date.certain or (not date.qualifier and len(years) == 4 and all(ends)) else f"{years}?"


def bibtex(item: Item) -> str:
    """An entry: @misc for a document, since the standard styles have no treaty, @incollection for a clause of one.

    Names are in braces, so that they are not split, and so is the title, which keeps its capitals. Of a doubtful date
    the year has its figures and the note its words. A treaty has no author. It is sorted and labelled (``key``: btxdoc,
    3.2) by its two sides, as Bluebook styles name them after the title, and a short title, by which treaties of one
    year are told apart: plainnat shows the key alone, apalike with the year. In braces it may have commas and brackets,
    which end a label. A title in another language is in ``origtitle``, which biblatex prints: in a note, letters that
    the encoding of the fonts lacks would stop LaTeX.
    """
    first, _ = bounds(item.date)
    year = _year(item.date)
    notes = (
        item.signed_at if item.container else "",
        item.dated if year != item.date_words.strip("[]") else "",
        *item.remarks,
    )
    fields = {
        "author": " and ".join("{" + tex(name) + "}" for name in item.authors),
        "key": "" if item.authors else "{" + tex(", ".join(filter(None, (item.sides, item.short_title)))) + "}",
        "title": "{" + tex(item.title) + "}",
        "origtitle": "{" + tex(item.original_title) + "}" if item.original_title and not item.container else "",
        "booktitle": "{" + tex(item.container) + "}" if item.container else "",
        "howpublished": "" if item.container else tex(", ".join(filter(None, (item.kind, item.place)))),
        "publisher": tex(item.archive),
        "location": tex(item.place),
        "year": tex(year),
        # As EDTF, which biblatex and Zotero read: its first level, which has no sets (biblatex, 2.3.8).
        "date": item.date.text if item.date.qualifier else "",
        "month": MONTHS[int(first[5:7]) - 1] if item.is_dated and len(first) > 4 else "",
        "day": str(int(first[8:])) if item.is_dated and len(first) == 10 else "",
        "url": quote(item.address, safe=":/?#[]@!$&'()*+,;=%~"),
        "urldate": item.accessed.isoformat(),
        "library": tex(item.held),
        "language": item.lang,
        "langid": LANGUAGES.get(item.lang, ""),
        "note": tex(". ".join(filter(None, notes))),
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
