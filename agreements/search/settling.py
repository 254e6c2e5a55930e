"""What one commit has changed too much of to wait for is settled after it: by a thread of the server, or a command.

The database does the work, and knows what is left (agreements/search/sql/triggers.sql).
"""

import logging
from threading import Event, Thread

from django.db import DEFAULT_DB_ALIAS, Error, connections, transaction

BATCH = 10  # entries in one transaction, for which every other writer of the index has to wait
SECONDS = 1.0  # from one look at what is left to the next

logger = logging.getLogger(__name__)


def settle_rest(using: str = DEFAULT_DB_ALIAS) -> int:
    """Settle all that is left; how many entries it was."""
    total = 0
    while settled := _settle_batch(using):
        total += settled
    return total


def _settle_batch(using: str) -> int:
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT search_settle(%s)", [BATCH])
        return int(cursor.fetchone()[0])


class Settler(Thread):
    """Settles the rest whenever there is one, as long as the process lives. Any number of them may run at once."""

    def __init__(self) -> None:
        super().__init__(name="settler", daemon=True)
        self.stopped = Event()

    def run(self) -> None:
        """Look again and again; a database that is away is back some time."""
        said = ""
        while not self.stopped.wait(SECONDS):
            try:
                settle_rest()
                said = ""
            except Error as error:
                connections.close_all()
                if said != (said := str(error)):
                    logger.warning("The index could not be settled: %s", said.partition("\n")[0])
        connections.close_all()
