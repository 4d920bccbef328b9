"""Clients: one request that is looked at, many by wrk that are counted, and one every two milliseconds that waits."""

from __future__ import annotations

import http.client
import json
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message

PING_SECONDS = 0.002


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, and the seconds from the request to its last byte."""

    status: int
    headers: Message
    body: bytes
    seconds: float

    @property
    def etag(self) -> str:
        """Its validator."""
        return str(self.headers["etag"])


def ask(port: int, path: str, **headers: str) -> Answer:
    """One request on a connection of its own, which is made before the time begins."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.connect()
    try:
        began = time.perf_counter()
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        body = answer.read()
        return Answer(answer.status, answer.headers, body, time.perf_counter() - began)
    finally:
        connection.close()


def wrk(url: str, headers: Mapping[str, str], seconds: int) -> tuple[int, float]:
    """How many requests of eight connections were answered, and how many in a second. Raises SystemExit at an error."""
    words = ["wrk", "-t1", "-c8", f"-d{seconds}s", *(f"-H{name}: {value}" for name, value in headers.items()), url]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise SystemExit(f"wrk met errors at {url}:\n{said}")
    count, rate = re.search(r"(\d+) requests in", said), re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert count
    assert rate
    return int(count[1]), float(rate[1])


@dataclass
class Pings:
    """When requests for a page beside the feeds began, and how long each waited, in seconds of the monotonic clock."""

    waits: list[tuple[float, float]] = field(default_factory=list)

    def longest(self, window: tuple[float, float]) -> float:
        """The longest wait of one that was under way between two moments."""
        began, ended = window
        return max((wait for at, wait in self.waits if at <= ended and at + wait >= began), default=0)


@contextmanager
def pinging(port: int) -> Iterator[Pings]:
    """Ask for /health/live all the time, in a process of its own; the waits are there after the block."""
    words = [sys.executable, "-m", "benchmarks.feeds.client", str(port)]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    process.stdout.readline()
    pings = Pings()
    try:
        yield pings
    finally:
        said, _ = process.communicate("\n")
        pings.waits += [(at, wait) for at, wait in json.loads(said)]


def main() -> None:
    """Ping until a line comes, then tell; `python -m benchmarks.feeds.client PORT`."""
    connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=60)
    waits = []
    while not select.select([sys.stdin], [], [], PING_SECONDS)[0]:
        began = time.monotonic()
        connection.request("GET", "/health/live")
        connection.getresponse().read()
        waits.append((began, time.monotonic() - began))
        if len(waits) == 1:
            print("begun", flush=True)
    json.dump(waits, sys.stdout)


if __name__ == "__main__":
    main()
