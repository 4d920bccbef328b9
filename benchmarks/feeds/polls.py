"""Polls of a feed of 1,000 entries: CPU per request and requests per second of us, of nginx, and of bare uvicorn."""

from __future__ import annotations

import gzip
import statistics
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from benchmarks.feeds import bare, client, filling, nginx, processes

ENTRIES: Final = 1_000
ROUNDS: Final = 3
SECONDS: Final = 2
"""Of wrk for each row in each round: at 100 ticks of CPU a second, one tick is half a per cent."""
FEED: Final = "/calendar.ics?past=all"
GZIP: Final = {"Accept-Encoding": "gzip"}

BARS: Final = (
    ("ours, 304", "nginx static, 304", 6.0),
    ("ours, gzip", "nginx static, gzip", 5.0),
    ("nginx cache before ours, 304", "nginx static, 304", 2.0),
    ("nginx cache before ours, gzip", "nginx static, gzip", 1.3),
)
"""The CPU per request of the first may be so many times that of the second."""


@dataclass
class Row:
    """One kind of request to one server, and what each round found: CPU seconds per request, requests per second."""

    name: str
    url: str
    headers: dict[str, str]
    pids: Callable[[], list[int]]
    found: list[tuple[float, float]] = field(default_factory=list)

    def measure(self) -> None:
        """One round."""
        pids = self.pids()
        before = processes.cpu(pids)
        count, rate = client.wrk(self.url, self.headers, SECONDS)
        self.found.append(((processes.cpu(pids) - before) / count, rate))

    @property
    def cpu(self) -> float:
        """CPU seconds per request."""
        return statistics.median(cpu for cpu, _ in self.found)

    @property
    def rate(self) -> float:
        """Requests per second."""
        return statistics.median(rate for _, rate in self.found)


def measure(folder: Path, rounds: int = ROUNDS) -> bool:
    """Print the table and the bars; whether all bars are held."""
    with ExitStack() as stack:
        rows = list(_rows(folder, stack))
        for number in range(rounds):
            for row in rows:
                print(f"\rround {number + 1} of {rounds}: {row.name:40}", end="", file=sys.stderr, flush=True)
                row.measure()
        print(file=sys.stderr)
    print(f"{'':32} {'CPU per request':>15} {'requests/s':>11}")
    for row in rows:
        print(f"{row.name:32} {row.cpu * 1e6:12.1f} µs {row.rate:11.0f}")
    found = {row.name: row.cpu for row in rows}
    held = [_judge(found[ours] / found[theirs], ours, theirs, bar) for ours, theirs, bar in BARS]
    return all(held)


def _judge(ratio: float, ours: str, theirs: str, bar: float) -> bool:
    print(f"{ours}: {ratio:.2f} × {theirs}; at most {bar:g}: {'yes' if ratio <= bar else 'NO'}")
    return ratio <= bar


def _rows(folder: Path, stack: ExitStack) -> Iterator[Row]:
    port = processes.free_port()
    print(f"Loading {ENTRIES} entries ...", file=sys.stderr)
    filling.fill(folder / "data", ENTRIES, port)
    pid = stack.enter_context(processes.service(folder / "data", port))
    content = client.ask(port, FEED, Accept_Encoding="identity").body
    packed = client.ask(port, FEED, Accept_Encoding="gzip")
    if packed.headers["content-encoding"] != "gzip" or gzip.decompress(packed.body) != content:
        raise SystemExit("the server has no gzip of its feed")
    print(f"The feed of {ENTRIES} entries: {len(content) / 1e3:.0f} kB, {len(packed.body) / 1e3:.0f} kB as gzip.")
    files = folder / "files"
    files.mkdir(parents=True)
    (files / "feed.ics").write_bytes(content)
    (files / "feed.ics.gz").write_bytes(packed.body)

    static, static_port = _static(folder / "static", files, stack)
    yield from _kinds("nginx static", static_port, bare.PATH, lambda: static.workers)
    for kind, name in (("asgi", "bare ASGI on uvicorn"), ("starlette", "a Route of Starlette")):
        yield from _bare(kind, name, files, stack)
    yield from _kinds("ours", port, FEED, lambda: [pid])
    cache, cache_port = _cache(folder / "cache", port, stack)
    yield from _kinds("nginx cache before ours", cache_port, FEED, lambda: cache.workers, plain=False)


def _static(folder: Path, files: Path, stack: ExitStack) -> tuple[nginx.Nginx, int]:
    """The same bytes as files; without a log, so that it is as fast as it can be."""
    port = processes.free_port()
    site = f"""
server {{
    listen 127.0.0.1:{port};
    root {files};
    default_type text/calendar;
    gzip_static on;
    sendfile on;
    tcp_nopush on;
    access_log off;
}}
"""
    return stack.enter_context(nginx.running(folder, site, port)), port


def _cache(folder: Path, upstream: int, stack: ExitStack) -> tuple[nginx.Nginx, int]:
    port = processes.free_port()
    site = nginx.shipped(folder, port, processes.free_port(), upstream)
    return stack.enter_context(nginx.running(folder, site, port)), port


def _bare(kind: str, name: str, files: Path, stack: ExitStack) -> Iterator[Row]:
    port = processes.free_port()
    words = ["benchmarks.feeds.bare", str(files), str(port), kind]
    pid = stack.enter_context(processes.python(words, port, bare.PATH))
    yield from _kinds(name, port, bare.PATH, lambda: [pid])


def _kinds(name: str, port: int, path: str, pids: Callable[[], list[int]], *, plain: bool = True) -> Iterator[Row]:
    """A reader that has the feed, one that takes gzip, and one that does not; each is tried first."""
    url = f"http://127.0.0.1:{port}{path}"
    # The validator of what such a reader was given: nginx gives its two files two of them.
    known = GZIP | {"If-None-Match": client.ask(port, path, Accept_Encoding="gzip").etag}
    kinds = [("304", known, 304, None), ("gzip", GZIP, 200, "gzip"), ("identity", {}, 200, None)]
    for kind, headers, status, coding in kinds if plain else kinds[:2]:
        given = {key.replace("-", "_"): value for key, value in headers.items()} or {"Accept_Encoding": "identity"}
        answer = client.ask(port, path, **given)
        if (answer.status, answer.headers["content-encoding"]) != (status, coding):
            raise SystemExit(f"{name}, {kind}: {answer.status} {answer.headers}")
        yield Row(f"{name}, {kind}", url, headers, pids)
