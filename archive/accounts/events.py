"""The security log: one line for each event, with who did it and from where.

Values stand in quotation marks and are escaped as in JSON, so none can look like another; the formatter of the log
(`archive.logs`) sees to line breaks and signs that are not shown.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial

from django.db import transaction
from django.http import HttpRequest

from archive.accounts.throttle import address_of

logger = logging.getLogger("archive.security")
LONGEST = 200  # letters of a value: who writes an endless one does not fill the disk
_current: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


@contextmanager
def during(request: HttpRequest) -> Iterator[None]:
    """All that happens here is done by who sent the request."""
    token = _current.set(request)
    try:
        yield
    finally:
        _current.reset(token)


def log(event: str, /, *, level: int = logging.INFO, **facts: object) -> None:
    """Write the event down, with its facts, and who is behind it."""
    logger.log(level, "%s", _line(event, facts))


def log_when_saved(event: str, /, **facts: object) -> None:
    """Write the event down if the transaction that it belongs to is committed."""
    transaction.on_commit(partial(logger.info, "%s", _line(event, facts)))


def _line(event: str, facts: dict[str, object]) -> str:
    request = _current.get()
    if request is None:
        facts.setdefault("by", "command")
    else:
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            facts.setdefault("by", user.get_username())
        facts["address"] = address_of(request)
    words = (f"{name}={json.dumps(str(value)[:LONGEST], ensure_ascii=False)}" for name, value in facts.items())
    return f"{event} {' '.join(words)}"
