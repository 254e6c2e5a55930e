"""A reading list as a document of Word: a title, the citations with their italics, and the reader's notes.

The library is loaded with the first file that needs it: many processes never make one.
"""

import datetime
import io
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.base.edtf import show
from agreements.base.languages import page_language
from agreements.citations import Citation
from agreements.citations.lists import Together
from agreements.citations.markup import runs
from agreements.exports.workbook import steady
from agreements.kept.reading_list import Line

FONT = "Times New Roman"  # has all Kazakh letters, and is on the machines of readers
LONGEST_FOOT = 300  # characters: the address of a long list would fill the page
LANGUAGE_TAGS = {"en": "en-GB", "ru": "ru-RU", "kk": "kk-KZ"}


def as_docx(cited: Sequence[tuple[Line, Together]], style: str, address: str, day: datetime.date) -> bytes:
    """The document, A4: ``cited`` in their order, in a ``style`` of this name; the address stands in the foot.

    What the archive does not have is named in its place by its id, what was withdrawn also by its title.
    """
    from docx import Document
    from docx.shared import Mm, Pt

    made = Document()
    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = Mm(30), Mm(20), Mm(20), Mm(20)
    _fonts(made)
    title = _("Reading list")
    made.core_properties.title = title
    made.core_properties.author = made.core_properties.comments = ""  # python-docx names itself there
    made.core_properties.language = LANGUAGE_TAGS[page_language()]
    made.add_heading(title, level=0)
    count = ngettext("%(count)s entry", "%(count)s entries", len(cited)) % {"count": len(cited)}
    archive = _("Archive of Cultural Agreements")
    made.add_paragraph(f"{archive} · {show(day.isoformat())} · {count} · {style}")
    for number, (line, together) in enumerate(cited, 1):
        paragraph = made.add_paragraph()
        paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Mm(10), Mm(-10)
        paragraph.paragraph_format.keep_with_next = bool(line.told or together[1:])
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(10))
        paragraph.add_run(f"{number}.\t")
        for citation in together[:1]:
            _write(paragraph, citation)
        for citation in together[1:]:
            below = made.add_paragraph()
            below.paragraph_format.left_indent = Mm(10)
            below.paragraph_format.keep_with_next = bool(line.told)
            _write(below, citation)
        if not together:
            paragraph.add_run(line.name)
        for text in _lines(line.told):
            note = made.add_paragraph(text)
            note.paragraph_format.left_indent = Mm(15)
            note.runs[0].font.size = Pt(11)
    foot = page.footer.paragraphs[0].add_run(Truncator(address).chars(LONGEST_FOOT))
    foot.font.size = Pt(8)
    out = io.BytesIO()
    made.save(out)
    return steady(out.getvalue(), day)


def _write(paragraph: Any, citation: Citation) -> None:
    for piece in runs(citation.html):
        run = paragraph.add_run(piece.text)
        run.italic = piece.italic or None
        _speaks(run, piece.lang or citation.lang)


def _fonts(made: Any) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    for name, size in (("Normal", 12), ("Title", 20)):
        style = made.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(script), FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(qn(theme), None)


def _speaks(run: Any, lang: str) -> None:
    """Tell Word the language of the words, so that it does not mark them as misspelt."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    told = OxmlElement("w:lang")
    told.set(qn("w:val"), LANGUAGE_TAGS.get(lang, lang))
    run._r.get_or_add_rPr().append(told)


def _lines(note: str) -> Iterator[str]:
    yield from (line for line in note.splitlines() if line.strip())
