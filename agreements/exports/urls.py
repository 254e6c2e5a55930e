"""The address of an exported list, below each language."""

from django.urls import re_path

from agreements.exports.views import export

urlpatterns = [re_path(r"^agreements/export\.(?P<fmt>csv|xlsx|bib|ris|json)$", export, name="export")]
