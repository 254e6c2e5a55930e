"""For the template of a comparison: names of its documents, what is said of clauses, and the words that differ."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from agreements.compare.comparison import ComparedText, Comparison, Fate, Piece
from agreements.compare.names import fate_label, short_names

register = template.Library()


@register.simple_tag
def compared_names(comparison: Comparison) -> tuple[str, str]:
    """What the left and the right document are called in few words."""
    return short_names(comparison)


@register.filter
def told_of(fate: Fate, comparison: Comparison) -> str:
    """Which of the documents has the theme of a clause, in words."""
    return fate_label(comparison, fate)


@register.filter
def differences(text: ComparedText) -> SafeString:
    """The text as HTML, with the words marked that only this side has."""
    return format_html_join("", "{}", ((_piece(piece),) for piece in text.pieces))


def _piece(piece: Piece) -> SafeString | str:
    if not piece.differs:
        return piece.text
    return format_html(
        '<mark class="differs"><span class="visually-hidden">[{} </span>{}'
        '<span class="visually-hidden">]</span></mark>',
        gettext("only here:"),
        piece.text,
    )
