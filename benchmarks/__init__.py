"""Measuring the search at size: an artificial record, and other engines with the same."""
