"""A notice: something that was posted on a day."""

from typing import ClassVar

from django.db import models

from agreements.base.edtf import Edtf
from agreements.base.languages import Translated
from agreements.models import Entry
from agreements.models.agreement import edtf_bound, edtf_field
from agreements.models.facts import CONFIDENCE, NOTES, RELATIONS, SOURCES, SUMMARY, THEMES, TITLE, Column, Holds, fact
from agreements.models.fields import LineField


class Notice(Entry):
    """One notice."""

    entry_type = "notice"
    route = "notice"
    facts = (
        TITLE,
        fact("posted", "Posted", Column("posted", Holds.DATE), always=True, needs="day of posting"),
        fact("board", "Board", Column("board", translated=True, weight="B")),
        SUMMARY,
        THEMES,
        RELATIONS,
        SOURCES,
        CONFIDENCE,
        NOTES,
    )
    mentions: ClassVar = {}

    entry = models.OneToOneField(Entry, models.CASCADE, parent_link=True, primary_key=True, related_name="notice")
    posted = edtf_field("posted")
    posted_lower = edtf_bound("posted", "lower", models.DateField())
    posted_upper = edtf_bound("posted", "upper", models.DateField())
    posted_year = edtf_bound("posted", "year", models.SmallIntegerField())
    board = Translated(LineField, "board", max_length=120)

    class Meta:
        verbose_name = "notice"
        verbose_name_plural = "notices"
        permissions = (("publish_notice", "Can publish and withdraw notices"),)

    @property
    def date(self) -> Edtf:
        """The day of posting."""
        return Edtf.parse(self.posted)
