"""Filters of the log."""

import logging


class WithoutTraceback(logging.Filter):
    """Drops the traceback of errors that any visitor can cause and that need no debugging."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record, without the exception."""
        record.exc_info = None
        return True
