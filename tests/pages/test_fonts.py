"""What the pages are set in: a reader of the record takes one file of each weight of the serif, in any language."""

import re
from collections import Counter
from itertools import chain

from django.conf import settings

from agreements.record import DATA

SHEET = (settings.BASE_DIR / "static/css/archive.css").read_text("utf-8")
RULE = re.compile(
    r'@font-face { font-family: "?([^;"]+)"?; font-weight: (\d+);.*?fonts/(\S+)"\).*?unicode-range: ([^;]+);'
)
CHINESE = re.compile("[\u2e80-\u9fff\uff00-\uffef]")  # a name in Chinese is shown in a font of the reader's own


def letters(ranges: str) -> list[int]:
    """The characters of a unicode-range."""
    ends = ([int(end, 16) for end in part.strip().removeprefix("U+").split("-")] for part in ranges.split(","))
    return list(chain.from_iterable(range(end[0], end[-1] + 1) for end in ends))


FACES = [(family, weight, file, letters(ranges)) for family, weight, file, ranges in RULE.findall(SHEET)]
SERIF = [(weight, file, has) for family, weight, file, has in FACES if family == "Literata"]


def test_every_letter_of_the_record_is_in_the_first_file_of_the_serif() -> None:
    record = {char for file in DATA.rglob("*.yaml") for char in file.read_text("utf-8")}
    printed = {char for char in record if not char.isspace() and not CHINESE.match(char)}
    for weight in ("400", "600"):
        first = next(
            has for family, bold, file, has in FACES if (family, bold) == ("Literata", weight) and "more" not in file
        )
        assert not {char for char in printed if ord(char) not in first}, weight


def test_every_character_is_in_one_file_of_a_family() -> None:
    for family in {(family, weight) for family, weight, *_ in FACES}:
        times = Counter(chain.from_iterable(has for name, weight, _file, has in FACES if (name, weight) == family))
        assert [hex(char) for char, number in times.items() if number > 1] == [], family


def test_the_serif_has_two_files_of_a_weight_that_exist() -> None:
    assert sorted(weight for weight, *_ in SERIF) == ["400", "400", "600", "600"]
    assert all((settings.BASE_DIR / "static/fonts" / file).exists() for _weight, file, _has in SERIF)
