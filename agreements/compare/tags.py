"""``{{ text|differences:is_left }}``: a text of a comparison with the words that the other side does not have."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from agreements.compare.comparison import ComparedText, Piece

register = template.Library()


@register.filter
def differences(text: ComparedText, is_left: bool) -> SafeString:
    """The text as HTML: words that only this side has are ``<del>`` on the left and ``<ins>`` on the right."""
    return format_html_join("", "{}", ((_piece(piece, "del" if is_left else "ins"),) for piece in text.pieces))


def _piece(piece: Piece, element: str) -> SafeString | str:
    if not piece.differs:
        return piece.text
    return format_html(
        '<{0}><span class="visually-hidden">[{1} </span>{2}<span class="visually-hidden">]</span></{0}>',
        element,
        gettext("only here:"),
        piece.text,
    )
