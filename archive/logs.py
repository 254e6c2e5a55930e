"""Filters of the log."""

import logging


class WithoutTraceback(logging.Filter):
    """Drops the traceback of errors that any visitor can cause and that need no debugging."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record, without the exception."""
        record.exc_info = None
        return True


class WithoutPassing(logging.Filter):
    """Drops Django's line about an answer 503: whoever gave it has logged why, or now and then how often."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is about another answer."""
        return getattr(record, "status_code", None) != 503
