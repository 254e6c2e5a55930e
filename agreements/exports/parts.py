"""How much one file holds: a longer list is taken away in parts."""

PART = 2000  # documents or clauses: some seconds of work, and some megabytes


def parts(total: int) -> int:
    """How many files a list of so many documents takes."""
    return max(1, -(-total // PART))
