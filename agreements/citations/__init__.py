"""Citing a document or a clause: in four styles, as files for reference managers, and as page metadata.

docs/citing.md says which rule of which style each form follows.
"""

from agreements.citations.formats import FORMATS, Cited, export, export_all, with_cited
from agreements.citations.styles import Citation, cite, letters, listed

__all__ = ["FORMATS", "Citation", "Cited", "cite", "export", "export_all", "letters", "listed", "with_cited"]
