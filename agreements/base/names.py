"""Names of people as an index has them: the surname first.

The record gives the first name (or initials) before the surname. What stands last is the surname, with the particles
before it that are written small (van der Berg); but a patronymic that stands last after two other names is none:
it follows the surname (Aliya Omarova Testqyzy). The patterns mean the same to Python and to PostgreSQL.
"""

import re

_SMALL = "a-zß-öø-ÿа-яёәғқңөұүһі"
_PATRONYMIC = r"\S+(?:ұлы|қызы|улы|кызы|uly|kyzy|qyzy|вич|вна|ична|vich|vna|оглы|oglu)"

PATRONYMIC_LAST = rf"^([^,\s]+)\s+(?!{_PATRONYMIC}\s)([^,\s]+)\s+({_PATRONYMIC})$", r"\2, \1 \3"
SURNAME_LAST = rf"^([^,]+?)\s+((?:[{_SMALL}][^,\s]*\s+)*(?![0-9]+$)[^,\s]+)$", r"\2, \1"


def surname_first(name: str) -> str:
    """The name with its surname first, and a comma after it; unchanged where it has no more than one word.

    >>> surname_first("M. A. Neimark"), surname_first("Арыстанбек Мұхамедиұлы")
    ('Neimark, M. A.', 'Мұхамедиұлы, Арыстанбек')
    """
    for pattern, order in (PATRONYMIC_LAST, SURNAME_LAST):
        name = re.sub(pattern, order, name)
    return name
