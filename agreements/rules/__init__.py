"""What holds on every way in: steps to the reader, completeness, ids, roles, files."""
