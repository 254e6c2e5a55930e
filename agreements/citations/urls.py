"""The address of the downloads, below each language."""

from django.urls import re_path

from agreements.citations.views import download

urlpatterns = [
    re_path(r"^agreements/(?P<record_id>[-a-zA-Z0-9_]+)/cite\.(?P<fmt>bib|ris|json)$", download, name="cite"),
]
