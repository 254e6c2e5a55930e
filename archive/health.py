"""For supervisors: whether the process is alive, and whether it can serve."""

import logging

from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from agreements.search import install
from archive.faults import is_connection_lost

logger = logging.getLogger(__name__)


@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers; asks neither the database nor anything else."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when every database answers and is that of this code, else 503 with the reason in a word.

    A database that only reads is ready: readers miss nothing.
    """
    try:
        for connection in connections.all():
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                return HttpResponse("migrations are not applied\n", content_type="text/plain", status=503)
            if not install.is_current(connection.alias):
                return HttpResponse("the index is not installed\n", content_type="text/plain", status=503)
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute("SHOW transaction_read_only")
            read_only = cursor.fetchone()[0] == "on"
    except Error as fault:
        if is_connection_lost(fault):
            return HttpResponse("the database does not answer\n", content_type="text/plain", status=503)
        logger.exception("The database answers with a fault")
        return HttpResponse("the database answers with a fault\n", content_type="text/plain", status=503)
    return HttpResponse("read only\n" if read_only else "ready\n", content_type="text/plain")
