"""Parties, people, themes and places: their indexes and pages."""
