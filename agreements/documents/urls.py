"""Addresses of the list of documents, of each document, and of its files."""

from django.urls import path

from agreements.documents import views

urlpatterns = [
    path("agreements/", views.agreements, name="agreements"),
    path("agreements/<slug:record_id>/", views.agreement, name="agreement"),
    path("agreements/<slug:record_id>/languages/", views.languages, name="languages"),
    path("suggest/", views.suggestions, name="suggest"),
]
