"""Notices are entered like documents."""

from django.contrib import admin

from agreements.admin.entries import EntryAdmin
from agreements.admin.forms import EntryForm
from agreements.admin.inlines import AttachmentInline, RelationInline, SourceInline
from agreements.base.languages import columns
from tests.third.models import Notice


@admin.register(Notice)
class NoticeAdmin(EntryAdmin):
    """Notices."""

    form = EntryForm
    inlines = (RelationInline, SourceInline, AttachmentInline)
    autocomplete_fields = ("themes",)
    list_display = ("title", "state", "confidence_label")
    fieldsets = (
        (
            None,
            {"fields": ("title_en", "title_ru", "title_kk", "record_id", "posted", "board_en", "board_ru", "board_kk")},
        ),
        ("Summary", {"fields": (*columns("summary"), "themes", "confidence")}),
        ("Publication", {"fields": ("state", ("first_published", "created", "changed"))}),
    )
    lists_after = {1: ("relations", "sources", "attachments")}
