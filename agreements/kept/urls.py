"""Addresses of the reading list and of its files, below each language."""

from django.urls import path, re_path

from agreements.kept.views import download, found, kept

urlpatterns = [
    path("kept/", kept, name="kept"),
    path("kept/found/", found, name="kept-found"),
    re_path(r"^kept/list\.(?P<fmt>docx|csv|bib|ris|json)$", download, name="kept-file"),
]
