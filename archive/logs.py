"""How the log is written: one line for each record, which nothing from outside can forge."""

import datetime
import logging


def shown(text: str) -> str:
    """The text with every sign escaped that is not shown: line breaks, colours of a terminal, a change of direction."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in text)


class Lines(logging.Formatter):
    """A record is a line, its time in UTC. The lines of a traceback are indented: none begins as a record does."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - the name is that of the standard library
        """ISO 8601 with milliseconds and the zone."""
        time = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
        return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        return shown(super().formatMessage(record))

    def formatException(self, ei: object) -> str:  # noqa: N802
        return self._indented(super().formatException(ei))  # type: ignore[arg-type]

    def formatStack(self, stack_info: str) -> str:  # noqa: N802
        return self._indented(super().formatStack(stack_info))

    @staticmethod
    def _indented(text: str) -> str:
        return "\n".join(f"    {shown(line)}" for line in text.split("\n"))


class WithoutTraceback(logging.Filter):
    """Drops the traceback of what any visitor can cause and needs no debugging: of records below a level, or of all."""

    def __init__(self, below: int = logging.CRITICAL) -> None:
        super().__init__()
        self.below = below

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record, without the exception."""
        if record.levelno < self.below:
            record.exc_info = None
        return True


class WithoutPassing(logging.Filter):
    """Drops Django's line about an answer 503: whoever gave it has logged why, or now and then how often."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is about another answer."""
        return getattr(record, "status_code", None) != 503
