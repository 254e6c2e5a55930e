"""For tests of many examples: a busy machine is slow, and not wrong."""

from hypothesis import settings

settings.register_profile("archive", deadline=None)
settings.load_profile("archive")
