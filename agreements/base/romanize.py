"""Russian and Kazakh in Latin letters, as libraries and English-language styles of citation write them.

Source: the ALA-LC Romanization Tables of the American Library Association and the Library of Congress: "Russian"
(2012) and "Non-Slavic Languages (in Cyrillic Script)", Kazakh, as the Library of Congress itself applies them
(kazakh_cyrillic.yml and russian.yml of its ScriptShifter). The ties over ts, iu, ia and ng are left out, as The Chicago
Manual of Style 17, 11.98, allows and as print has it; all other marks stand. The hard sign at the end of a word, which
the table disregards, has no sign.
"""

import re
import unicodedata

_RUSSIAN = "a b v g d e ë zh z i ĭ k l m n o p r s t u f kh ts ch sh shch ʺ y ʹ ė iu ia"
RUSSIAN = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", _RUSSIAN.split(" "), strict=True))
KAZAKH = RUSSIAN | dict(zip("әғқңөұүһі", ("ă", "gh", "q", "ng", "ȯ", "ū", "u\u0307", "ḣ", "ī"), strict=True))
TABLES = {"ru": RUSSIAN, "kk": KAZAKH}

_MARKS = str.maketrans({"«": "“", "»": "”", "„": "“", "№": "No. "})
_LAST_HARD_SIGN = re.compile(r"ъ\b", re.IGNORECASE)


def romanize(text: str, language: str) -> str:
    """A text in Latin letters; one in a language without a table, and what is no letter of it, stays as it is.

    >>> romanize("Договор о добрососедстве и союзничестве в XXI веке", "ru")
    'Dogovor o dobrososedstve i soiuznichestve v XXI veke'
    >>> romanize("Қазақстан Республикасының Үкіметі", "kk")
    'Qazaqstan Respublikasynyng U̇kīmetī'
    """
    table = TABLES.get(language)
    if table is None:
        return text
    text = _LAST_HARD_SIGN.sub("", unicodedata.normalize("NFC", text))
    pieces = []
    for place, letter in enumerate(text):
        latin = table.get(letter.lower())
        if latin is None:
            pieces.append(letter)
        elif letter.isupper():
            beside = text[max(place - 1, 0) : place] + text[place + 1 : place + 2]
            pieces.append(latin.upper() if any(other.isupper() for other in beside) else _capital(latin))
        else:
            pieces.append(latin)
    return "".join(pieces).translate(_MARKS).replace("No.  ", "No. ")


def _capital(latin: str) -> str:
    """A letter and its marks are one: Zh, U̇."""
    return latin[0].upper() + latin[1:]
