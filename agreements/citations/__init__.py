"""Citing a document or a clause: in four styles, as files for reference managers, and as page metadata.

docs/citing.md says which rule of which style each form follows.
"""

from agreements.citations.formats import FORMATS, export
from agreements.citations.styles import Citation, cite, listed

__all__ = ["FORMATS", "Citation", "cite", "export", "listed"]
