"""The site below a path of its host (``SCRIPT_NAME``): no address leaves it."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from http.client import HTTPConnection
from urllib.parse import urljoin, urlsplit

PREFIX = "/archive"
PAGES = 60  # of the walk; each kind of page comes within the first twenty or so
ADDRESS = re.compile(r"""\s(?:href|src|action|srcset|data-suggest|data-url|content)=["']?((?:https?:/)?/[^"'\s>]*)""")


def addresses(text: str) -> Iterator[str]:
    """What a page links, loads, sends to or names as its own address."""
    yield from (unescape(found) for found in ADDRESS.findall(text))
    for data in re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', text, re.DOTALL):
        yield from re.findall(r'"(https?://[^"]+)"', json.dumps(json.loads(data)))


def kind(path: str) -> str:
    """The kind of page that a path leads to, in whatever language."""
    parts = path.split("/")
    return "/".join([*parts[3:4], *("…" for part in parts[4:])])


def assert_nothing_leaves(address: str) -> None:
    """Walk all kinds of pages of the site at ``address``, which lies below the prefix."""
    with closing(HTTPConnection(urlsplit(address).netloc)) as connection:

        def ask(path: str) -> tuple[int, dict[str, str], str]:
            connection.request("GET", path, headers={"Accept-Language": "ru"})
            with connection.getresponse() as response:
                return response.status, dict(response.headers), response.read().decode(errors="replace")

        host = urlsplit(address).netloc
        waiting = [
            f"{PREFIX}/{path}"
            for path in ("en/", "ru/agreements/?q=музей", "admin/login/", "no-such-page", "sitemap.xml", "robots.txt")
        ]
        seen: set[str] = set()
        kinds: set[str] = set()
        while waiting and len(seen) < PAGES:
            path = waiting.pop(0)
            if path in seen:
                continue
            seen.add(path)
            status, headers, text = ask(path.replace("музей", "%D0%BC%D1%83%D0%B7%D0%B5%D0%B9"))
            assert status in (200, 301, 302, 404), path
            assert (status == 404) == ("no-such-page" in path), path
            if "Location" in headers:
                assert urlsplit(urljoin(address, headers["Location"])).path.startswith(f"{PREFIX}/"), path
            if "Set-Cookie" in headers:
                assert f"Path={PREFIX}/" in headers["Set-Cookie"], path
            if "html" not in headers.get("Content-Type", ""):
                continue
            for found in addresses(text):
                parts = urlsplit(found)
                if parts.netloc not in ("", host) or found.startswith("//"):
                    continue
                assert parts.path.startswith(f"{PREFIX}/"), (path, found)
                if kind(parts.path) not in kinds or "/static/" in parts.path:
                    kinds.add(kind(parts.path))
                    waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))
        assert {"parties", "people", "places", "themes", "insights", "compare", "agreements"} <= {
            path.split("/")[3] for path in seen if path.count("/") > 3
        }
        _, _, robots = ask(f"{PREFIX}/robots.txt")
        rules = re.findall(r"(?:Disallow: |Sitemap: http://[^/]+)(\S+)", robots)
        assert len(rules) > 5
        assert all(rule.startswith(f"{PREFIX}/") for rule in rules)
        _, _, sitemap = ask(f"{PREFIX}/sitemap.xml")
        assert all(urlsplit(found).path.startswith(f"{PREFIX}/") for found in re.findall(r"<loc>(.*?)</loc>", sitemap))
        # A proxy may have taken the path off.
        assert ask("/healthz")[0] == ask(f"{PREFIX}/healthz")[0] == 200
        assert ask(PREFIX)[1]["Location"] == f"{PREFIX}/ru/"
