"""What cannot be deleted because documents carry it: the page names them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import NestedObjects
from django.db import router
from django.db.models import Model
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from agreements.models import Entry
from agreements.rules.merging import entry_of

MOST_LISTED = 100  # documents, on a page that names them


class NamedElsewhere(admin.ModelAdmin):
    """Entries and terms that are not deleted as long as anything names them."""

    delete_confirmation_template = "admin/agreements/delete_confirmation.html"
    delete_selected_confirmation_template = "admin/agreements/delete_selected_confirmation.html"

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """As Django's, but what protects them is said by document, and not by line."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        if protected:
            collector = NestedObjects(using=router.db_for_write(self.model), origin=objs)
            collector.collect(objs)
            protected, lacking = list(_said(collector.protected)), set()  # whatever rights one has
        return deleted, counts, lacking, protected


def _said(rows: Iterable[Model]) -> Iterator[SafeString | str]:
    """The documents to which rows belong, by id; then the rows that belong to none."""
    found = {row: entry_of(row) for row in rows}
    keys = {entry for entry in found.values() if entry}
    for entry in Entry.objects.filter(pk__in=keys).order_by("record_id")[:MOST_LISTED]:
        address = reverse("admin:agreements_entry_change", args=[entry.pk])
        yield format_html('<a href="{}">{}</a> {}', address, entry.record_id, entry.title)
    if len(keys) > MOST_LISTED:
        yield _("and %(more)s more") % {"more": len(keys) - MOST_LISTED}
    for row in sorted((row for row, entry in found.items() if entry is None), key=str):
        options: Any = row._meta
        try:
            address = reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[row.pk])
        except NoReverseMatch:
            yield f"{options.verbose_name}: {row}"
        else:
            yield format_html('{}: <a href="{}">{}</a>', options.verbose_name, address, row)
