"""What is taken away of a list: all of it, whatever page of it is shown; a longer list in parts, each a file."""

from django.http import QueryDict

from agreements.search import Search

PART = 2000  # documents or clauses: some seconds of work, and some megabytes


def parts(total: int) -> int:
    """How many files a list of so many documents takes."""
    return max(1, -(-total // PART))


def whole(params: QueryDict) -> Search:
    """The list that these parameters ask for, which is taken away whole: a page is no parameter of that."""
    params = params.copy()
    params.pop("page", None)
    return Search(params)
