"""The addresses below each language: those of every package that has pages."""

from django.urls import include, path

PACKAGES = ("pages", "entries", "exports", "documents", "citations", "entities", "compare", "insights", "kept")

urlpatterns = [path("", include(f"agreements.{package}.urls")) for package in PACKAGES]
