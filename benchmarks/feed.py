"""The first feed of a started process with nothing cached, against icalendar building and serialising the same."""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from icalendar import Calendar, Component, Event

from benchmarks import data
from calendar_service import loading
from calendar_service.addresses import Addresses
from calendar_service.cli import now
from calendar_service.store import migrations
from calendar_service.store.database import Database
from calendar_service.store.writing import Edge
from calendar_service.upkeep import render_waiting

RUNS = 5
BAR = 1 / 20


def main() -> None:
    """Both in turn, several times; `python -m benchmarks.feed [ENTRIES]`."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        port = _free_port()
        _fill(Path(folder), entries, port)
        ours, theirs = [], []
        for _ in range(RUNS):
            seconds, cpu, peak, body = _first_feed(folder, port)
            ours.append(seconds)
            theirs.append(_icalendar(body))
            print(f"ours {seconds * 1e3:7.1f} ms wall ({cpu * 1e3:.0f} ms CPU of the server, peak {peak:.0f} MB); "
                  f"icalendar {theirs[-1] * 1e3:8.1f} ms; ratio 1/{theirs[-1] / seconds:.0f}")  # fmt: skip
        ratio = statistics.median(ours) / statistics.median(theirs)
        print(f"{entries} entries, {len(body) / 1e6:.1f} MB: median ratio 1/{1 / ratio:.0f}; must be at most 1/20: "
              f"{'yes' if ratio <= BAR else 'NO'}")  # fmt: skip


def _fill(folder: Path, entries: int, port: int) -> None:
    url = f"sqlite:///{folder / 'calendar.sqlite'}"
    migrations.upgrade(url)
    database = Database.at(url)
    data.write(folder / "load.jsonl", entries)
    numbers = iter(range(10**9))
    addresses = Addresses(f"http://localhost:{port}")
    edge: Callable[[], Edge] = lambda: Edge(now(), lambda: f"{next(numbers):032x}", addresses)  # noqa: E731
    render_waiting(database, edge, lambda: None)
    loading.load(database, edge, folder / "load.jsonl", loading.Options())
    database.close()


def _first_feed(folder: str, port: int) -> tuple[float, float, float, bytes]:
    """Seconds from the request to the last byte, CPU seconds of the server for it, its peak in MB, and the body."""
    command = [sys.executable, "-m", "calendar_service", "serve", "--port", str(port)]
    environment = {**os.environ, "CALENDAR_DATA_DIR": folder}
    server = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        before = _cpu(server.pid)
        connection = http.client.HTTPConnection("localhost", port)
        connection.connect()
        began = time.perf_counter()
        connection.request("GET", "/calendar.ics?past=all")
        body = connection.getresponse().read()
        seconds = time.perf_counter() - began
        return seconds, _cpu(server.pid) - before, _peak(server.pid), body
    finally:
        server.terminate()
        server.wait()


def _icalendar(body: bytes) -> float:
    """Seconds in which icalendar builds the same entries from their values and serialises them."""
    values = [_values(event) for event in Calendar.from_ical(body).walk("VEVENT")]
    began = time.perf_counter()
    calendar = Calendar()
    calendar.add("prodid", "-//bench//EN")
    calendar.add("version", "2.0")
    for entry in values:
        event = Event()
        for name, value in entry:
            event.add(name, value)
        calendar.add_component(event)
    calendar.to_ical()
    return time.perf_counter() - began


def _values(event: Component) -> list[tuple[str, object]]:
    plain = {"DTSTART", "DTEND", "DTSTAMP", "CREATED", "LAST-MODIFIED"}
    return [
        (name, event.decoded(name) if name in plain else (value.cats if name == "CATEGORIES" else value))
        for name, value in event.items()
        if name != "X-APPLE-STRUCTURED-LOCATION"
    ]


def _wait(port: int) -> None:
    # Asked by /health/ready, which looks at the counter alone: no feed is made before the one that is measured.
    for _ in range(200):
        try:
            connection = http.client.HTTPConnection("localhost", port)
            connection.request("GET", "/health/ready")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise SystemExit("the server did not start")


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
