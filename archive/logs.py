"""What the log leaves out."""

import logging


class WithoutTraceback(logging.Filter):
    """Cuts the traceback off: for what a stranger can cause as often as he likes, and where it tells nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record, without the exception."""
        record.exc_info = None
        return True
