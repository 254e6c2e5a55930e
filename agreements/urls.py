"""The addresses below each language: those of every room."""

from django.urls import include, path

ROOMS = ("pages", "entries", "documents", "citations", "entities", "compare", "insights")

urlpatterns = [path("", include(f"agreements.{room}.urls")) for room in ROOMS]
