"""The embedded PostgreSQL: it keeps its data, is shared by processes, and survives being killed."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from archive import embedded, supervisor
from archive.cluster import Cluster, is_port_free, write_private
from archive.variables import BASE_DIR
from tests.site.embedding import (
    hold,
    is_answering,
    log,
    query,
    server_pid,
    supervisor_pid,
    wait_until_stopped,
    when,
)


def test_data_survive_a_restart_at_the_same_port(var: Path) -> None:
    with embedded.database(var) as url:
        query(url, "CREATE TABLE kept AS SELECT 17 AS number")
    with embedded.database(var) as again:
        assert again == url
        assert query(url, "SELECT number FROM kept") == 17


def test_the_server_stops_with_its_last_user(var: Path) -> None:
    with embedded.database(var) as url:
        with hold(var) as other:
            assert other.stdout is not None
            assert other.stdout.readline().strip() == url
            other.communicate()
        assert query(url, "SELECT 1") == 1
    with pytest.raises(psycopg2.OperationalError, match="refused"):
        psycopg2.connect(url)


def test_a_forked_worker_that_ends_leaves_the_server_to_its_parent(var: Path) -> None:
    script = """
import os, sys, psycopg2
from pathlib import Path
from archive import embedded
with embedded.database(Path(sys.argv[1])) as url:
    worker = os.fork()
    if not worker:
        sys.exit()
    os.waitpid(worker, 0)
    psycopg2.connect(url)
"""
    subprocess.run([sys.executable, "-c", script, str(var)], cwd=BASE_DIR, check=True)


def test_it_comes_back_by_itself_at_the_same_port(var: Path) -> None:
    with embedded.database(var) as url:
        query(url, "CREATE TABLE kept AS SELECT 0 AS number")
        for number, (killed, sent) in enumerate(
            [
                ({"server"}, signal.SIGKILL),
                ({"server"}, signal.SIGABRT),
                ({"server"}, signal.SIGTERM),  # it would wait for its clients
                ({"worker"}, signal.SIGKILL),
                ({"supervisor"}, signal.SIGKILL),
                ({"supervisor"}, signal.SIGTERM),
                ({"supervisor", "server"}, signal.SIGKILL),
            ],
            start=1,
        ):
            with closing(psycopg2.connect(url)) as client:
                query(url, f"UPDATE kept SET number = {number}")
                server = server_pid(var)
                pids = {"server": server, "worker": client.get_backend_pid(), "supervisor": supervisor_pid(var)}
                for name in killed:
                    os.kill(pids[name], sent)
                when(lambda gone=server: gone not in Cluster(var).remains())  # type: ignore[misc]
                when(lambda: is_answering(url))
                assert query(url, "SELECT number FROM kept") == number, (killed, sent)


def test_a_command_that_begins_while_it_is_down_uses_the_same_server(var: Path) -> None:
    with embedded.database(var) as url:
        os.kill(server_pid(var), signal.SIGKILL)
        with embedded.database(var) as again:
            assert again == url
            assert query(url, "SELECT 1") == 1
    assert not list(Cluster(var).remains())


def test_a_port_that_processes_know_is_waited_for(var: Path) -> None:
    with embedded.database(var) as url:
        port, supervisor, server = int((var / "postgres" / "port").read_text()), supervisor_pid(var), server_pid(var)
        os.kill(supervisor, signal.SIGSTOP)
        os.kill(server, signal.SIGKILL)
        when(lambda: is_port_free(port))
        with socket.create_server(("127.0.0.1", port)):
            os.kill(supervisor, signal.SIGCONT)
            when(lambda: f"another program has taken port {port}" in log(var))
            when(lambda: f"another program has taken port {port}" in embedded.describe(Cluster(var)))
        when(lambda: is_answering(url))
    assert log(var).count("another program has taken port") == 1, "it is not said again and again"


def test_a_copy_of_the_folder_is_another_database(var: Path, tmp_path: Path) -> None:
    with embedded.database(var) as url:
        subprocess.run(["cp", "--archive", var, tmp_path / "copy"], check=True)
        with embedded.database(tmp_path / "copy") as other:
            assert other != url
            query(other, "CREATE TABLE only_there ()")
        assert query(url, "SELECT to_regclass('only_there')") is None


def test_a_process_that_has_no_server_gets_another_port_if_the_old_one_is_taken(var: Path) -> None:
    with embedded.database(var) as url:
        pass
    with socket.create_server(("127.0.0.1", Cluster(var).port() or 0)), embedded.database(var) as other:
        assert other != url
        assert query(other, "SELECT 1") == 1


def test_two_that_begin_at_once_share_one_server(new_var: Path) -> None:
    with hold(new_var) as one, hold(new_var) as other:
        assert one.stdout is not None
        assert other.stdout is not None
        assert one.stdout.readline() == other.stdout.readline() != ""
        one.communicate()
        other.communicate()


def test_the_server_stops_when_its_user_is_killed(var: Path) -> None:
    with hold(var) as user:
        assert user.stdout is not None
        url = user.stdout.readline().strip()
        user.kill()
    wait_until_stopped(var)
    with pytest.raises(psycopg2.OperationalError, match="refused"):
        psycopg2.connect(url)


def test_a_server_that_does_not_stop_is_ended(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "WAYS_TO_STOP", [(sent, 0.1) for sent, _ in supervisor.WAYS_TO_STOP])
    deaf = "import signal; [signal.signal(number, signal.SIG_IGN) for number in (2, 3)]; print(); input()"
    with subprocess.Popen([sys.executable, "-c", deaf], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        server.stdout.readline()
        supervisor.Supervisor(Cluster(var), None, os.open(os.devnull, os.O_RDWR)).end(server)
    assert server.returncode == -signal.SIGKILL
    assert "The server has not ended 0.1 seconds after SIGINT." in log(var)


def test_what_is_left_of_a_killed_server_is_ended_before_the_next(var: Path) -> None:
    with embedded.database(var) as url, closing(psycopg2.connect(url)) as connection:
        os.kill(connection.get_backend_pid(), signal.SIGSTOP)  # it does not notice what becomes of the others
        os.kill(server_pid(var), signal.SIGKILL)
        when(lambda: is_answering(url))


def test_a_process_id_that_was_given_to_another_program_does_not_block_the_start(var: Path) -> None:
    with embedded.database(var):
        data = var / "postgres" / "data"
        left_behind = (data / "postmaster.pid").read_text().splitlines()
    (data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *left_behind[1:]]))
    with embedded.database(var) as url:
        assert query(url, "SELECT 1") == 1


def test_an_initialisation_that_broke_off_does_not_block_the_next(new_var: Path) -> None:
    broken = new_var / "postgres" / "data.new"
    broken.mkdir(parents=True)
    (broken / "PG_VERSION").write_text("18\n")
    (new_var / "postgres" / "port").touch()
    with embedded.database(new_var) as url:
        assert query(url, "SELECT 1") == 1


def test_it_knows_the_letters_of_three_languages(var: Path) -> None:
    with embedded.database(var) as url:
        assert query(url, "SELECT lower('ҚАЗАҚСТАН ӘҒҢӨҰҮҺІ ЁЛКА')") == "қазақстан әғңөұүһі ёлка"
        assert query(url, "SELECT 'ҚАЗАҚ' ~* 'қазақ'") is True
        words = query(url, "SELECT tsvector_to_array(to_tsvector('russian', '«Выставками» — “museums”…'))")
        assert words == ["museum", "выставк"]
        for extension in ("pg_trgm", "unaccent", "btree_gin"):
            query(url, f"CREATE EXTENSION {extension}")


def test_a_secret_that_two_processes_make_at_once_is_the_same_for_both(tmp_path: Path) -> None:
    for text in ("first", "second"):
        write_private(tmp_path / "secret", text, replace=False)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["first"]
