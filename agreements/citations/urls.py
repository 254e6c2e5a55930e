"""The addresses of the downloads, below each language."""

from django.urls import path, re_path

from agreements.citations.views import download, unapi

urlpatterns = [
    re_path(r"^agreements/(?P<record_id>[-a-zA-Z0-9_]+)/cite\.(?P<fmt>bib|ris|json|jsonld)$", download, name="cite"),
    path("unapi/", unapi, name="unapi"),
]
