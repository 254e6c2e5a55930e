"""Parts of addresses as people write them."""

import re

from django.urls.converters import SlugConverter

BEHIND = ".,;:!?)]}>»”’'\"…"


class Cited(SlugConverter):
    """An id with what stands behind it where it is cited: the stop of a note, a bracket, a quotation mark."""

    regex = rf"{SlugConverter.regex}[{re.escape(BEHIND)}]{{0,5}}"

    def to_python(self, value: str) -> str:
        """The id alone."""
        return value.rstrip(BEHIND)
