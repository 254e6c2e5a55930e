"""Addresses of the reading list and of its files, below each language."""

from django.urls import path, re_path

from agreements.kept.views import download, kept

urlpatterns = [
    path("kept/", kept, name="kept"),
    re_path(r"^kept/list\.(?P<fmt>docx|csv|bib|ris|json)$", download, name="kept-file"),
]
