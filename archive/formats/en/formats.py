"""English times, in Django's date format syntax; the rest is Django's."""

from archive.formats import ZONE

DATETIME_FORMAT = f"N j, Y, P {ZONE}"
