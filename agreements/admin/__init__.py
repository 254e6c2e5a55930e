"""The cataloguers' and editors' side of the archive."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from agreements.admin import agreement, entries, parties, places, vocabulary

__all__ = ["agreement", "entries", "parties", "places", "vocabulary"]

admin.site.site_header = _("Archive: cataloguing")
admin.site.site_title = _("Archive: cataloguing")
admin.site.index_title = _("What would you like to work on?")
admin.site.index_template = "admin/archive_index.html"
admin.site.enable_nav_sidebar = False  # the tables need the room; the first page lists everything
