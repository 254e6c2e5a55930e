"""Formats of dates and numbers for languages to which Django has none."""
