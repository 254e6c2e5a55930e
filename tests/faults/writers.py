"""Cataloguers who save documents in the admin, one after the other, and remember which saves were acknowledged."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from http.cookiejar import CookieJar
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, build_opener

from tests.admin.page import FormReader
from tests.faults.archives import PASSWORD, USER, Site, when

FORM = "admin/agreements/agreement/add/"
FACTS = {"kind": "agreement", "level": "interstate", "signed": "2015-05", "status": "unknown", "confidence": "medium"}
LIMIT = 30  # seconds for one answer


class Stay(HTTPRedirectHandler):
    """A save that was acknowledged leads elsewhere: that it does is all that is asked."""

    def redirect_request(self, req: Any, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str) -> None:
        """Do not go there."""


class Writer:
    """One session, in which documents are saved."""

    def __init__(self, site: Site, name: str) -> None:
        self.site = site
        self.name = name
        self.browser = build_opener(HTTPCookieProcessor(CookieJar()), Stay())

    def ask(self, path: str, data: bytes | None = None) -> tuple[int, str]:
        """The status and text of an answer."""
        try:
            with self.browser.open(self.site.address + path, data, timeout=LIMIT) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as answer:
            with answer:
                return answer.code, ""

    def send(self, path: str, form: str, values: dict[str, str]) -> bool:
        """Fill in a form and send it; whether that was acknowledged."""
        status, page = self.ask(path)
        if status != 200:
            return False
        reader = FormReader(form)
        reader.feed(page)
        fields = {name: found for name, found in reader.fields.lists() if "__prefix__" not in name}
        status, _ = self.ask(path, urlencode(fields | values, doseq=True).encode())
        return status == 302

    def log_in(self) -> None:
        """Open the session."""
        if not self.send("admin/login/", "login-form", {"username": USER, "password": PASSWORD}):
            raise PermissionError("The account of the writers is not let in.")

    def write(self, number: int) -> str:
        """Save a document; return its title if that was acknowledged."""
        title = f"Test Agreement {self.name}-{number}"
        return title if self.send(FORM, "agreement_form", {"title_en": title, **FACTS, "_save": "Save"}) else ""


class Writers:
    """Several writers at once."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.acknowledged: list[str] = []
        self.over = threading.Event()

    def run(self, writer: Writer) -> None:
        """Write until it is over, whatever happens."""
        number = 0
        while not self.over.is_set():
            number += 1
            try:
                if title := writer.write(number):
                    self.acknowledged.append(title)
                    continue
            except (OSError, HTTPException):
                pass
            self.over.wait(0.1)

    def go_on(self, more: int = 3) -> float:
        """Wait until more documents have been acknowledged; return the seconds that it took."""
        enough = len(self.acknowledged) + more
        return when(lambda: len(self.acknowledged) >= enough, f"{more} more documents saved")


@contextmanager
def writing(site: Site, sessions: int = 3) -> Iterator[Writers]:
    """Writers at work; some documents have been acknowledged, and more are on their way."""
    writers = Writers(site)
    all_writers = [Writer(site, f"{int(time.time())}-{number}") for number in range(sessions)]
    for writer in all_writers:
        writer.log_in()
    threads = [threading.Thread(target=writers.run, args=(writer,)) for writer in all_writers]
    for thread in threads:
        thread.start()
    try:
        writers.go_on(sessions)
        yield writers
    finally:
        writers.over.set()
        for thread in threads:
            thread.join()
