"""Citing a document or a clause: in four styles, as files for reference managers, and as page metadata.

docs/citing.md says which rule of which style each form follows.
"""

from agreements.citations.formats import FORMATS, Cited, export, export_all, with_cited
from agreements.citations.lists import in_list, letters, name_in_list
from agreements.citations.styles import Citation, cite

__all__ = [
    "FORMATS",
    "Citation",
    "Cited",
    "cite",
    "export",
    "export_all",
    "in_list",
    "letters",
    "name_in_list",
    "with_cited",
]
