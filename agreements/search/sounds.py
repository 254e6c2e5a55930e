"""Names as they sound, whatever script they are written in."""

import re
from functools import lru_cache

_FIRST = str.maketrans("wq", "vk")
_TWO = (("shch", "w"), ("sch", "w"), ("sh", "w"), ("ch", "c"), ("zh", "j"), ("kh", "h"), ("gh", "g"))
_SOUNDS = str.maketrans("абвгдежзийклмнопрстуфхчшщыэy", "abvgdejziiklmnoprstufhcwwiei", "ъь")


@lru_cache(maxsize=8192)
def sound(folded: str) -> str:
    """As the database function ``search_sound``: a name in plain Latin letters, whatever script it was written in."""
    if re.search("[wqch]", folded):
        folded = re.sub("c(?!h)", "k", folded.translate(_FIRST))
        for letters, letter in _TWO:
            folded = folded.replace(letters, letter)
    folded = folded.replace("ц", "ts").replace("ю", "iu").replace("я", "ia").translate(_SOUNDS)
    return re.sub(r"([a-z])\1+", r"\1", folded).replace("io", "e").replace("ie", "e")
