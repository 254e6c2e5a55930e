"""What can happen to an archive. A new fault is a function here: it says what was acknowledged, what was found
afterwards, and how many seconds passed until the next answered page."""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from time import sleep

from agreements.record import DATA
from archive.cluster import is_port_free
from tests.faults import loads
from tests.faults.archives import FIRST, Bench, Site, fill, give_account, kill, mounted, when
from tests.faults.writers import writing

BACK = 5  # seconds in which the archive is back
RESTART = 20  # seconds for a start by hand, with all that Python has to load
FIRST_START = 60  # seconds for a start with initdb and the loading of the record
READERS = 0.5  # seconds in which 95 of 100 pages are there, whatever else is asked for
QUESTIONS = 1  # the same beside the worst questions, and beside slow clients
FREED = 500  # megabytes of a disk that has room again


@dataclass
class Outcome:
    """What came of a fault."""

    seconds: float
    acknowledged: int = 0
    found: int = 0
    note: str = ""


@dataclass
class Scenario:
    """A fault, and the seconds within which a page must be answered again."""

    name: str
    within: float
    play: Callable[[Bench], Outcome]


SCENARIOS: list[Scenario] = []


def scenario(name: str, within: float) -> Callable[[Callable[[Bench], Outcome]], Callable[[Bench], Outcome]]:
    """Add a fault to those that are tried."""

    def add(play: Callable[[Bench], Outcome]) -> Callable[[Bench], Outcome]:
        SCENARIOS.append(Scenario(name, within, play))
        return play

    return add


def strike(site: Site, fault: Callable[[], None], mend: Callable[[], None] | None = None) -> Outcome:
    """Do something to a site that is being written to; count the seconds from the fault, or from when it is mended."""
    with writing(site) as writers:
        fault()
        if mend:
            mend()
        seconds = site.next_page()
        saved = writers.go_on()
    kept = site.titles() & set(writers.acknowledged)
    return Outcome(seconds, len(writers.acknowledged), len(kept), f"three more saved after {saved:.1f} s")


def struck(bench: Bench, fault: Callable[[Site], None]) -> Outcome:
    """The same with the archive that is being served."""
    site = bench.served()
    return strike(site, lambda: fault(site))


@scenario("database killed", BACK)
def database_killed(bench: Bench) -> Outcome:
    """The first process of PostgreSQL, as the kernel does when memory runs out."""
    return struck(bench, lambda site: kill(site.database()))


@scenario("database crashes", BACK)
def database_crashes(bench: Bench) -> Outcome:
    """One process of PostgreSQL breaks down: the others may not go on."""
    return struck(bench, lambda site: kill(site.backend(), sent=signal.SIGABRT))


@scenario("supervisor killed", BACK)
def supervisor_killed(bench: Bench) -> Outcome:
    """The process that looks after the database."""
    return struck(bench, lambda site: kill(*site.supervisors()))


@scenario("supervisor and database killed", BACK)
def both_killed(bench: Bench) -> Outcome:
    """Both at once."""
    return struck(bench, lambda site: kill(*site.supervisors(), site.database()))


@scenario("worker killed", BACK)
def worker_killed(bench: Bench) -> Outcome:
    """One of the processes that answer requests."""
    return struck(bench, lambda site: kill(site.workers()[0]))


@scenario("all workers killed", BACK)
def workers_killed(bench: Bench) -> Outcome:
    """All of them."""
    return struck(bench, lambda site: kill(*site.workers()))


def started_again(bench: Bench, fault: Callable[[Site], None]) -> Outcome:
    """What ends the archive; it is started again as soon as its workers have left the port."""
    site = bench.served()

    def fault_and_start() -> None:
        fault(site)
        assert site.process
        site.process.wait()
        when(lambda: is_port_free(site.port), "the workers end")
        site.start()

    return strike(site, fault_and_start)


@scenario("master killed, started again", RESTART)
def master_killed(bench: Bench) -> Outcome:
    """The process that was started."""
    return started_again(bench, lambda site: kill(site.master()))


@scenario("everything killed, started again", RESTART)
def everything_killed(bench: Bench) -> Outcome:
    """As when the power fails, but for the disk."""
    return started_again(
        bench,
        lambda site: kill(site.master(), *site.workers(), *site.supervisors(), *site.cluster.remains()),
    )


@scenario("stopped and started again", RESTART)
def stopped(bench: Bench) -> Outcome:
    """As a supervisor of the operating system does it."""
    return started_again(bench, lambda site: kill(site.master(), sent=signal.SIGTERM))


@scenario("disk full, freed again", BACK)
def disk_full(bench: Bench) -> Outcome:
    """Under a running site. The seconds count from when there is room again."""
    size = sum(path.stat().st_size for path in bench.pristine.rglob("*") if path.is_file()) >> 20
    with bench.disk(size + 60) as disk, bench.serving(bench.copy(disk / "var")) as site:
        site.next_page()

        def fault() -> None:
            fill(disk)
            sleep(8)  # of saves that fail, and of what the database tries then
            fill(disk)
            kill(site.database())  # it does not break down by itself each time

        def mend() -> None:
            sleep(3)
            (disk / "filling").unlink()

        return strike(site, fault, mend)


@scenario("data taken away, given back", BACK)
def permissions(bench: Bench) -> Outcome:
    """Another owner, and no permissions. The seconds count from when they are given back."""
    site = bench.served()
    data, before = site.cluster.data, site.cluster.data.stat()

    def fault() -> None:
        if os.geteuid() == 0:
            os.chown(data, 1, 1)
        data.chmod(0)
        site.var.chmod(0)
        kill(site.database())
        sleep(3)

    def mend() -> None:
        site.var.chmod(0o700)
        os.chown(data, before.st_uid, before.st_gid)
        data.chmod(0o700)

    return strike(site, fault, mend)


@scenario("two started at once, both new", FIRST_START)
def two_at_once(bench: Bench) -> Outcome:
    """Where nothing has been before: they share one database and one record."""
    one = Site(bench.place())
    with bench.serving(one):
        other = Site(one.var)
        with bench.serving(other):
            seconds = max(one.next_page(FIRST), other.next_page(FIRST))
            give_account(one)
            with writing(one) as writers:
                writers.go_on()
            kept = other.titles() & set(writers.acknowledged)
            one.stop()
            other.next_page()
    return Outcome(seconds, len(writers.acknowledged), len(kept))


def small_disk(bench: Bench, megabytes: int) -> Outcome:
    """A first start where there is not enough room: it serves, or it ends with one line. Then there is more room."""
    with bench.disk(megabytes) as disk:
        with bench.serving(Site(disk / "var")) as site:
            assert site.process
            process = site.process
            first = when(lambda: process.poll() is not None or site.answers(), "a page or an end", FIRST)
            ended = process.poll() is not None
            if not ended:
                fill(disk)
                first += site.stop()
            said = site.lines_told()
            if ended and (not said or "Traceback" in "".join(said)):
                raise AssertionError("\n".join(["It does not say in one line why it ended:", *said]))
        (disk / "filling").unlink(missing_ok=True)
        mounted(disk, FREED)
        with bench.serving(site):
            seconds = site.next_page(FIRST)
            site.stop()
    how = f"ended after {first:.1f} s: {said[-1]}" if ended else f"served and stopped in {first:.1f} s"
    return Outcome(seconds, note=how)


SCENARIOS.extend(
    Scenario(f"first start with {size} MB, then room", FIRST_START, partial(small_disk, megabytes=size))
    for size in (40, 55, 62, 70)
)


def beside(bench: Bench, load: Callable[[int, list[str], float], loads.Load]) -> Outcome:
    """Readers beside a load: the seconds are those in which 95 of 100 of their pages were there."""
    documents = [path.stem for path in (DATA / "documents").glob("*.yaml")]
    site = bench.served()
    site.next_page()
    done = load(site.port, documents, bench.load_seconds)
    site.next_page()
    return Outcome(done.slowest(0.95), len(done.readers), len(done.readers) - done.refused, str(done))


SCENARIOS += [
    Scenario("a swarm of crawlers", READERS, partial(beside, load=loads.swarm)),
    Scenario("sixteen of the worst questions", QUESTIONS, partial(beside, load=loads.worst_questions)),
    Scenario("two hundred slow clients", QUESTIONS, partial(beside, load=loads.slow_clients)),
]


@scenario("a large body from a stranger", QUESTIONS)
def large_body(bench: Bench) -> Outcome:
    """Sent to the login page: it ends with the head."""
    site = bench.served()
    site.next_page()
    taken = loads.large_body(site.port)
    if taken > 10:
        raise AssertionError(f"{taken} MB were taken")
    return Outcome(site.next_page(), note=f"{taken} MB of 60 were sent before the connection was closed")
