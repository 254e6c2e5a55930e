"""Russian times, in Django's date format syntax; the rest is Django's."""

from archive.formats import ZONE

DATETIME_FORMAT = f"j E Y г. G:i {ZONE}"
