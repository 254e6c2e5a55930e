"""Puts the no-break spaces of the rule into the catalogues of messages: ``python -m tests.no_breaks``."""

import re
from pathlib import Path

from agreements.base.no_breaks import NO_BREAK, bound

CATALOGUES = {lang: sorted(Path("locale").glob(f"**/{lang}/LC_MESSAGES/*.po")) for lang in ("ru", "kk")}
_TRANSLATION = re.compile(r'^(msgstr(?:\[\d\])? ")(.+)"$', re.MULTILINE)
_PLAIN = re.compile(r'^(?:msgid "(?:y|.*MMMM.*)"|msgctxt "a search")$', re.MULTILINE)


def cured(catalogue: str, lang: str) -> str:
    """The text of a catalogue with no-break spaces just where the rule has them; dates and searches stay."""

    def entry(text: str) -> str:
        if _PLAIN.search(text):
            return text
        return _TRANSLATION.sub(lambda each: f'{each[1]}{bound(each[2].replace(NO_BREAK, " "), lang)}"', text)

    header, *entries = catalogue.split("\n\n")
    return "\n\n".join([header, *map(entry, entries)])


if __name__ == "__main__":
    for lang, paths in CATALOGUES.items():
        for path in paths:
            path.write_text(cured(path.read_text(encoding="utf-8"), lang), encoding="utf-8")
