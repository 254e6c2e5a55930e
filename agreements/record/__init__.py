"""The record as files: one YAML file per document, and its vocabulary, places and regions.

The format is described in docs/record.md. `reading` turns files into plain data that remember their lines,
`shapes` and `structure` say what a file may hold, `checks` compares values with each other, `forms` reads the same
data from the database, `loading` and `writing` read and write it.
"""

from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"
"""The record that the archive carries with it."""
