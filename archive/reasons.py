"""Why the embedded PostgreSQL does not run, and what to do about it: the server's log, said in one line."""

import re
import signal
from pathlib import Path

# What the log says, and what mends it. The first that fits the text tells; the first line that it fits is shown.
MENDS = (
    (
        r"could not look up effective user ID \d+.*",
        "The user of this id has no name: add a line for it to /etc/passwd, or set DATABASE_URL.",
    ),
    (
        r"could not (?:resize|create) shared memory.*|could not open shared memory.*|could not map anonymous.*"
        r"|could not create semaphores.*",
        "Give this machine or container more (shared) memory.",
    ),
    (r".*No space left on device.*|.*Disk quota exceeded.*", "Free some space on the disk of {root}."),
    (r".*Read-only file system.*", "Mount the disk of {root} so that it can be written, or set VAR_DIR."),
    (r".*Input/output error.*", "The disk of {root} is failing: copy what can be read, and restore a backup."),
    (
        r".*initialized by PostgreSQL version (\d+).*|.*database files are incompatible with server.*",
        "Another release of PostgreSQL made {data}: see “A newer PostgreSQL” in docs/operate.md.",
    ),
    (
        r".*has wrong ownership.*|.*has invalid permissions.*",
        "Give it back to the user that runs the archive: chown -R USER: {root} && chmod 700 {data}",
    ),
    (r".*Permission denied.*", "Give the files back to their user: chown -R --reference={data} {data}"),
    (
        r'.*could not open (?:file|directory) ".*": No such file.*|.*could not find the database system.*'
        r"|.*could not locate a valid checkpoint record.*|.*invalid (?:data|checksum|magic).*|.*incorrect checksum.*"
        r"|.*control file.*|.*could not read.*",
        "Files in {data} are missing or damaged: put the folder of a backup in its place.",
    ),
    (
        r".*error while loading shared libraries.*|.*version `GLIBC_.*",
        "Install the requirements of the archive again: remove .venv and run `make serve`.",
    ),
    (r".*(?:Cannot allocate memory|out of memory).*", "Give this machine or container more memory."),
)
# What ends a statement or a connection, but not the server.
OF_CONNECTIONS = re.compile(
    r"^\t|(?:ERROR|STATEMENT|QUERY|CONTEXT):  |the database system is |terminating connection|connection to client"
    r"|password authentication|too many clients"
)
PREFIX = re.compile(r"^\d{4}-\d\d-\d\d [\d:.]+ \w+ \[\d+\] ")
SEVERITY = re.compile(r"(?:FATAL|PANIC|ERROR|LOG|HINT|DETAIL|error|warning):\s+")


class Unavailable(Exception):
    """The embedded database cannot be used; the message is one line that says what to do."""


def reason(log: str, root: Path, status: int | None = None) -> str:
    """What PostgreSQL logged as the reason, and its mend.

    ``root`` is the folder that holds ``data``, ``status`` how the process ended.
    """
    lines = [line for line in log.splitlines() if line.strip() and not OF_CONNECTIONS.search(line)]
    told = saying(lines, r"PANIC:") or saying(lines, r"was terminated by signal")
    if not told and (status is None or status >= 0):
        told = saying(lines, r"(?:FATAL|error):")
    # What a severe line says comes before what others say in passing.
    for line in [told, *lines] if told else lines:
        if mend := mend_of(plain(line), root):
            return f"{plain(line).rstrip('.')}. {mend}"
    if told:
        return f"{plain(told).rstrip('.')}."
    if status == 0:
        return "it was told to stop."
    if status is not None and status < 0:
        killed = "Was the machine out of memory?" if status == -signal.SIGKILL else "The log says more."
        return f"it was ended by {signal.Signals(-status).name}. {killed}"
    if lines:
        return f"{plain(lines[-1]).rstrip('.')}."
    return f"it ended with code {status} and without a word." if status is not None else "it does not answer."


def mend_of(text: str, root: Path) -> str:
    """What to do about what the text says; nothing if that is not known."""
    for pattern, mend in MENDS:
        if re.fullmatch(pattern, text):
            return mend.format(root=root, data=root / "data")
    return ""


def explained(fault: str, log: str, root: Path) -> str:
    """A fault that a client met, with its mend; where it lost the connection, the reason that the log has for that."""
    severe = [line for line in log.splitlines() if re.search("PANIC:|FATAL:", line) and not OF_CONNECTIONS.search(line)]
    if severe and "connection" in fault:
        fault = plain(severe[-1])
    return f"{fault.rstrip('.')}. {mend_of(fault, root)}".rstrip()


def saying(lines: list[str], pattern: str) -> str | None:
    """The first line in which ``pattern`` is found."""
    return next((line for line in lines if re.search(pattern, line)), None)


def plain(line: str) -> str:
    """A line of the log without time, process, program and severity."""
    return SEVERITY.sub("", re.sub(r"^(?:\S*/)?(?:postgres|initdb): ", "", PREFIX.sub("", line.strip())), count=1)
