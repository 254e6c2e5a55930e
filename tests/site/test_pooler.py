"""The archive behind PgBouncer, which gives a connection to another program after each transaction."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psycopg2
import pytest
from django.db import connections, transaction
from django.test import Client
from psycopg2.extensions import parse_dsn

from agreements.base.database import READER
from agreements.models import Agreement
from archive import local
from archive.settings import database
from tests.carried import DOCUMENTS

PGBOUNCER = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
# Default settings, but for the place, who may come in, and a single connection that all must share.
CONFIGURATION = """
[databases]
archive = host={host} port={port} dbname={dbname} user={user} password={password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own_port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 1
logfile = {log}
"""
OF_A_SESSION = ("statement_timeout", "jit", "enable_seqscan", "transaction_read_only", "join_collapse_limit")


@pytest.fixture
def pooler(django_db_setup: None) -> Iterator[str]:
    """The address of a pooler before the database of the tests."""
    if PGBOUNCER is None:
        pytest.skip("needs Debian's pgbouncer")
    folder = Path(tempfile.mkdtemp())  # unlike pytest's own directories, where every user may go
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    target = {"host": "127.0.0.1", "port": "5432"} | parse_dsn(os.environ["DATABASE_URL"])
    configuration = folder / "pgbouncer.ini"
    configuration.write_text(CONFIGURATION.format(**target, own_port=port, log=folder / "log"))
    user: dict[str, Any] = {}
    if os.geteuid() == 0:  # PgBouncer refuses to be run by root
        user = {"user": "postgres", "group": "postgres", "extra_groups": []}
        for path in (folder, configuration):
            shutil.chown(path, "postgres", "postgres")
    url = f"postgresql://{target['user']}@127.0.0.1:{port}/archive"
    with subprocess.Popen([PGBOUNCER, "-q", str(configuration)], cwd="/", stderr=subprocess.DEVNULL, **user) as program:
        try:
            wait_for(url, program)
            yield url
        finally:
            program.terminate()
    shutil.rmtree(folder)


def wait_for(url: str, program: "subprocess.Popen[bytes]") -> None:
    """Until somebody answers there."""
    deadline = monotonic() + 30
    while monotonic() < deadline:
        try:
            psycopg2.connect(url).close()
        except psycopg2.OperationalError:
            assert program.poll() is None, "PgBouncer has ended"
            sleep(0.05)
        else:
            return
    pytest.fail("PgBouncer does not answer")


def settings_of_a_stranger(url: str) -> list[str]:
    """What another program finds on the connection that it is lent."""
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        found = []
        for name in OF_A_SESSION:
            cursor.execute(f"SHOW {name}")
            found.append(cursor.fetchone()[0])
    return found


@pytest.mark.django_db(transaction=True)
def test_readers_and_editors_work_through_a_pooler_and_leave_nothing_behind(pooler: str, client: Client) -> None:
    before = settings_of_a_stranger(pooler)
    local.check_database(pooler)
    for alias in (READER, "editors"):
        connections.settings[alias] = {
            **connections.settings["default"],
            **{key: value for key, value in database("DATABASE_URL", pooler).items() if key != "TEST"},
            "TIME_ZONE": None,
        }
        connections[alias].connect()
    try:
        for query in ("q=museum", "q=музей&kind=treaty", "q=%22музей%22&view=clauses", "party=x"):
            assert client.get(f"/ru/agreements/?{query}").status_code == 200, query
        assert f"{DOCUMENTS} documents" in client.get("/en/agreements/").content.decode()
        with transaction.atomic(using="editors"):
            agreement = Agreement._base_manager.using("editors").select_for_update(of=("self",))[0]
            agreement.save(using="editors")
        assert sum(1 for _each in Agreement._base_manager.using("editors").iterator(chunk_size=10)) == DOCUMENTS
    finally:
        for alias in (READER, "editors"):
            connections[alias].close()
            del connections[alias], connections.settings[alias]
    assert settings_of_a_stranger(pooler) == before
