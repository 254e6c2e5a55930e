"""Thin views: parse, ask, render."""
