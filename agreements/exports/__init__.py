"""What readers take away in one file: a list of documents or clauses as a table, or for reference managers."""
