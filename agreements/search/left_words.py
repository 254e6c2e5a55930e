"""The words of a question that stay words, each as a piece that can be dropped, or held to its spelling."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from agreements.base.languages import Text, page_language
from agreements.search.choices import Choices
from agreements.search.results import Alternative, PieceShown
from agreements.search.tokens import Token, respell, tokens_of

WORD = "word"


def left_words(choices: Choices) -> list[PieceShown]:
    """The words beside what was read; none where nothing was."""
    if not choices.reading.pieces:
        return []
    return [_shown(choices, token) for token in tokens_of(choices.words) if token.is_telling]


def _shown(choices: Choices, token: Token) -> PieceShown:
    label = _("Without the word") if token.minus else _("Words in a row") if token.phrase else _("Word")
    value = Text(token.content, page_language())
    return PieceShown(WORD, label, [value], token.text, _with(choices, token, ""), list(_alternatives(choices, token)))


def _alternatives(choices: Choices, token: Token) -> Iterator[Alternative]:
    if not (token.phrase or token.minus or token.only_so):
        yield Alternative(_("only this spelling"), _with(choices, token, f"={token.content}"))


def _with(choices: Choices, token: Token, instead: str) -> str:
    """The query with something else in the place of a word, and all that was read spelled out."""
    start = token.start - token.text.index(token.content)
    words = respell(choices.words, [(start, start + len(token.text), instead)])
    return choices.asking(choices.reading.pieces, words=" ".join(words.split()))
