"""Several processes on one database: their answers never go back in time, agree within a second, and end the same."""

from __future__ import annotations

import http.client
import json
import os
import re
import secrets
import signal
import socket
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from calendar_service import loading
from calendar_service.store.database import Database
from calendar_service.store.writing import Edge
from tests.cast import ADDRESSES, EVENT, RELEASE, file_of
from tests.test_cli import fetch, running

WRITERS = 100
FEED = "/artists/jeff-mills.ics?past=all"


def store(database: Database, folder: Path, name: str, content: dict[str, Any]) -> None:
    """Store a file from this process, which is none of the servers."""
    path = folder / f"{name}.json"
    path.write_text(json.dumps(content))
    edge = lambda: Edge(datetime.now(UTC), lambda: secrets.token_hex(16), ADDRESSES)  # noqa: E731
    assert not loading.load(database, edge, path, loading.Options()).failed


def poll(port: int, stop: threading.Event, seen: list[tuple[float, int, str]]) -> None:
    """Ask again and again over one connection; what was seen: when, the highest title number, the ETag."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        while not stop.is_set():
            connection.request("GET", FEED)
            answer = connection.getresponse()
            text = answer.read().decode()
            assert answer.status == 200, answer.status
            # Each change makes a number grow, or brings an entry: what is less was earlier.
            weight = sum(map(int, re.findall(r"SEQUENCE:(\d+)", text))) + 1000 * text.count("BEGIN:VEVENT")
            seen.append((time.monotonic(), weight, answer.headers["ETag"]))
            time.sleep(0.005)


@contextmanager
def servers(folder: Path, url: str, count: int) -> Iterator[list[int]]:
    with ExitStack() as stack:
        base = {"CALENDAR_DATABASE_URL": url, "CALENDAR_BASE_URL": "https://calendar.example.org"}
        yield [stack.enter_context(running(folder, "serve", **base))[1] for _ in range(count)]


def test_a_hundred_writers_and_two_servers(database_url: str, tmp_path: Path) -> None:
    database = Database.at(database_url)
    there = [EVENT | {"id": f"w{number}", "title": f"Evening {number}"} for number in range(WRITERS // 2)]
    store(database, tmp_path, "first", file_of(events=there, releases=[RELEASE]))
    with servers(tmp_path, database_url, 2) as ports:
        stop = threading.Event()
        seen: list[list[tuple[float, int, str]]] = [[], []]
        with ThreadPoolExecutor(2) as readers, ThreadPoolExecutor(10) as writers:
            polls = [readers.submit(poll, port, stop, found) for port, found in zip(ports, seen, strict=True)]

            def write(number: int) -> None:
                # Half of them change what is there, half of them bring something new.
                event = EVENT | {"id": f"w{number}", "title": f"Night {number}"}
                store(database, tmp_path, f"w{number}", file_of(events=[event]))

            list(writers.map(write, range(WRITERS)))
            written = time.monotonic()
            while time.monotonic() - written < 5 and len({found[-1][2] for found in seen}) > 1:
                time.sleep(0.01)
            agreed = time.monotonic()
            time.sleep(0.5)
            stop.set()
            for one in polls:
                one.result()
        bodies = {fetch(port, FEED)[1] for port in ports}
    for found in seen:
        weights = [weight for _, weight, _ in found]
        assert weights == sorted(weights), "an answer went back in time"
        assert len(set(weights)) > 3
    assert len(bodies) == 1
    assert bodies.pop().count(b"BEGIN:VEVENT") == WRITERS + 2
    assert agreed - written < 2.0  # a second, and a second for a machine with other work
    database.close()


def test_each_server_tells_a_change_within_a_second(database_url: str, tmp_path: Path) -> None:
    database = Database.at(database_url)
    store(database, tmp_path, "first", file_of(events=[EVENT]))
    waits = []
    with servers(tmp_path, database_url, 2) as ports:
        for number in range(6):
            before = [fetch(port, FEED)[1] for port in ports]
            store(database, tmp_path, "edit", file_of(events=[EVENT | {"title": f"Night {number}"}]))
            written = time.monotonic()
            for port, old in zip(ports, before, strict=True):
                while fetch(port, FEED)[1] == old and time.monotonic() - written < 5:
                    time.sleep(0.01)
            waits.append(time.monotonic() - written)
    assert sorted(waits)[len(waits) // 2] < 1.0, waits
    database.close()


def test_several_workers_share_a_port_and_one_that_dies_is_replaced(tmp_path: Path) -> None:
    with running(tmp_path, "demo", CALENDAR_WORKERS="3") as (server, port):
        workers = children(server.pid)
        bodies = {fetch(port, FEED) for _ in range(20)}
        assert [status for status, _ in bodies] == [200]
        victim = answering(port)
        os.kill(victim, signal.SIGKILL)
        for _ in range(40):
            assert fetch(port, FEED)[0] in (200, 0)
            time.sleep(0.05)
        deadline = time.monotonic() + 20
        while len(children(server.pid) - {victim}) < len(workers) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert len(children(server.pid) - {victim}) >= len(workers)
        assert {fetch(port, FEED) for _ in range(20)} == bodies
        began = time.monotonic()
        server.send_signal(signal.SIGTERM)
        assert server.wait(10) == 0
        assert time.monotonic() - began < 5


def children(pid: int) -> set[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return {int(number) for number in found.stdout.split()}


def answering(port: int) -> int:
    """The number of the worker that answers, as its metrics tell."""
    match = re.search(rb'calendar_revision\{process="(\d+)"\}', fetch(port, "/metrics")[1])
    assert match
    return int(match[1])


def test_a_database_that_is_gone_leaves_the_feeds_up(tmp_path: Path) -> None:
    with running(tmp_path, "demo") as (_, port):
        good = fetch(port, FEED)
        assert good[0] == 200
        [file] = (tmp_path / "data").rglob("calendar.sqlite")
        connection = sqlite3.connect(file)
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        file.rename(file.with_suffix(".away"))
        file.write_bytes(b"this is no database" * 100)
        connection.close()
        time.sleep(1.5)
        assert {fetch(port, FEED) for _ in range(5)} == {good}
        assert fetch(port, "/health/live")[0] == 200


def test_slow_readers_and_a_thousand_idle_connections_hold_nobody_up(tmp_path: Path) -> None:
    with running(tmp_path, "demo") as (_, port), ExitStack() as stack:
        for number in range(1000):
            idle = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
            if number % 10 == 0:
                idle.sendall(b"GET /calendar.ics?past=all HTTP/1.1\r\nHost: x\r\n\r\n")  # and never read
        began = time.monotonic()
        assert fetch(port, FEED)[0] == 200
        assert time.monotonic() - began < 5


@pytest.mark.parametrize("path", ["/metrics"])
def test_metrics_can_be_read(tmp_path: Path, path: str) -> None:
    with running(tmp_path, "demo") as (_, port):
        fetch(port, FEED)
        fetch(port, FEED)
        status, body = fetch(port, path)
    assert status == 200
    assert re.search(rb'calendar_feeds_memory_total\{process="\d+"\} [1-9]', body)
    assert b"calendar_database_up 1.0" in body
