"""Much at once: crawlers that walk every combination of facets, slow clients, the worst questions.

Everything stays on the loopback address. Readers ask beside the load, and their times are what counts.
"""

import asyncio
import random
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic
from urllib.parse import quote, urlencode

THEMES = [
    "archives",
    "libraries",
    "education",
    "language",
    "youth",
    "sport",
    "tourism",
    "media",
    "heritage",
    "diaspora",
    "science",
    "film-audiovisual",
    "exhibitions-museums",
    "performing-arts",
    "culture-days",
    "joint-projects",
    "cross-border",
    "coordination",
    "financing",
    "commemoration",
]
KINDS = [
    "treaty",
    "agreement",
    "protocol",
    "programme",
    "plan",
    "memorandum",
    "declaration",
    "joint-statement",
    "minutes",
]
LEVELS = ["interstate", "intergovernmental", "interagency", "interregional", "municipal", "institutional"]
CLIENTS = [f"10.{a}.{b}.{c}" for a in range(2) for b in range(10) for c in range(1, 101)]
CRAWLER, READER = "Mozilla/5.0 (compatible; TestBot/1.0)", "Mozilla/5.0 (X11; Linux x86_64) Test/1.0"
OPEN = 400  # requests of crawlers that wait for their answer at a time
PATIENCE = 30  # seconds
WORST = "/en/agreements/?view=clauses&q=" + quote(
    "culture museum library education language youth treaty cooperation exchange film theatre music science sport"
)


@dataclass
class Load:
    """What became of readers and crawlers: the status of each answer (0: none), and its seconds."""

    readers: list[tuple[int, float]] = field(default_factory=list)
    crawlers: list[tuple[int, float]] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """How many pages readers did not get."""
        return sum(status != 200 for status, _ in self.readers)

    def slowest(self, part: float) -> float:
        """The seconds in which that part of the readers' pages were there, of 1."""
        times = sorted(seconds for _, seconds in self.readers)
        return times[max(int(len(times) * part) - 1, 0)]

    def __str__(self) -> str:
        served = sum(status == 200 for status, _ in self.crawlers)
        away = sum(status in (429, 503) for status, _ in self.crawlers)
        return (
            f"{len(self.readers)} pages of readers, half in {self.slowest(0.5):.2f} s, "
            f"95 % in {self.slowest(0.95):.2f} s, {self.refused} refused; "
            f"{len(self.crawlers)} of the load: {served} served, {away} sent away"
        )


def facets() -> str:
    """An address of a list with some facets, as a crawler finds it."""
    chosen = [("theme", theme) for theme in random.sample(THEMES, random.choice([1, 2, 3]))]
    chosen += [("kind", kind) for kind in random.sample(KINDS, random.choice([0, 1, 2]))]
    chosen += [("level", level) for level in random.sample(LEVELS, random.choice([0, 1]))]
    if random.random() < 0.4:
        chosen += [("year_from", str(random.randint(1992, 2014))), ("year_to", str(random.randint(2014, 2020)))]
    random.shuffle(chosen)
    return f"/{random.choice(['en', 'ru', 'kk'])}/agreements/?{urlencode(chosen)}"


async def get(port: int, path: str, client: str, agent: str) -> tuple[int, float]:
    """The status of an answer (0: none), and the seconds until all of it was there."""
    began, status = monotonic(), 0
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            head = (
                f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\nX-Forwarded-For: {client}\r\n"
            )
            writer.write(f"{head}User-Agent: {agent}\r\nAccept: text/html\r\n\r\n".encode())
            await writer.drain()
            line = (await reader.readline()).split()
            while await reader.read(65536):
                pass
            writer.close()
            status = int(line[1]) if line else 0
    except (OSError, TimeoutError, ValueError):
        pass
    return status, monotonic() - began


async def beside(
    port: int, documents: list[str], seconds: float, load: Callable[[float, Load], Awaitable[None]]
) -> Load:
    """Two readers who go from page to page beside a load, for so many seconds."""
    result, end = Load(), monotonic() + seconds
    pages = ["/en/agreements/", "/ru/agreements/", "/ru/", "/en/agreements/?q=museum"]

    async def read() -> None:
        while monotonic() < end:
            path = random.choice([*pages, f"/en/agreements/{random.choice(documents)}/"])
            result.readers.append(await get(port, path, "127.0.0.1", READER))
            await asyncio.sleep(0.3)

    await get(port, pages[0], "127.0.0.1", READER)
    await asyncio.gather(load(end, result), read(), read())
    return result


def swarm(port: int, documents: list[str], seconds: float, rate: float = 100) -> Load:
    """Crawlers from 2 000 addresses, which ask for ``rate`` distinct combinations of facets a second."""

    async def crawl(end: float, result: Load) -> None:
        due = monotonic()
        asked: set[asyncio.Task[None]] = set()

        async def ask() -> None:
            result.crawlers.append(await get(port, facets(), random.choice(CLIENTS), CRAWLER))

        while monotonic() < end:
            if len(asked) < OPEN:
                task = asyncio.create_task(ask())
                asked.add(task)
                task.add_done_callback(asked.discard)
            due += 1 / rate
            await asyncio.sleep(max(0, due - monotonic()))
        await asyncio.gather(*asked)

    return asyncio.run(beside(port, documents, seconds, crawl))


def worst_questions(port: int, documents: list[str], seconds: float, number: int = 16) -> Load:
    """So many of the worst questions at any time."""

    async def ask(end: float, result: Load) -> None:
        async def again() -> None:
            while monotonic() < end:
                result.crawlers.append(await get(port, WORST, "127.0.0.1", CRAWLER))

        await asyncio.gather(*(again() for _ in range(number)))

    return asyncio.run(beside(port, documents, seconds, ask))


def slow_clients(port: int, documents: list[str], seconds: float, number: int = 200) -> Load:
    """So many clients that send half a request, a letter at a time, and connect again when they are cut off."""

    async def hold(end: float, result: Load) -> None:
        async def again() -> None:
            while monotonic() < end:
                status = 0
                try:
                    reader, writer = await asyncio.open_connection("127.0.0.1", port)
                    writer.write(b"GET /en/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
                    began = monotonic()
                    while monotonic() < end and not reader.at_eof():
                        writer.write(b"a")
                        await writer.drain()
                        try:
                            await asyncio.wait_for(reader.read(1), 0.5)
                        except TimeoutError:
                            continue
                    writer.close()
                    result.crawlers.append((status, monotonic() - began))
                except OSError:
                    await asyncio.sleep(0.1)

        await asyncio.gather(*(again() for _ in range(number)))

    return asyncio.run(beside(port, documents, seconds, hold))


def large_body(port: int, megabytes: int = 60) -> int:
    """How many megabytes of an upload by a stranger are taken before the connection is closed."""
    sent = 0
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client:
        head = (
            f"POST /admin/login/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {megabytes * 1_000_000}\r\n\r\n"
        )
        try:
            client.sendall(head.encode())
            for _ in range(megabytes):
                client.sendall(b"x" * 1_000_000)
                sent += 1
        except OSError:
            pass
    return sent
