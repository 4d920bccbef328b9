"""A feed of 10,000 entries: its first bytes, the first ones after an edit, and how long others wait meanwhile."""

from __future__ import annotations

import statistics
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event, Thread
from typing import Final

from benchmarks.feeds import client, filling, peer, processes

FEED: Final = "/calendar.ics?past=all"
RUNS: Final = 5
POLL_SECONDS: Final = 0.005
PATIENCE_SECONDS: Final = 20
FIRST_BAR: Final = 1 / 25
EDIT_BAR: Final = 1 / 50
DELAY_BAR: Final = 1.0
WAIT_BAR: Final = 0.050

Window = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one answer cost: seconds from the request to the last byte, and seconds of CPU of the server."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Run:
    """One life of a server: costs of the first bytes and of those after an edit, seconds from commit to new bytes,
    the longest waits of others (first bytes, edit, first gzip), MB at peak, and icalendar's seconds."""

    first: Cost
    edit: Cost
    delay: float
    waits: tuple[float, float, float]
    peak: float
    icalendar: float = 0


class Poller:
    """Polls with the last ETag until there are new bytes; the cost of that answer, and when it was whole."""

    def __init__(self, port: int, pid: int, etag: str) -> None:
        self.port, self.pid, self.etag = port, pid, etag
        self.cost: Cost | None = None
        self.ended = 0.0
        self._stop = Event()
        self._thread = Thread(target=self._run)

    def __enter__(self) -> Poller:
        self._thread.start()
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        if failed:
            self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while not self._stop.wait(POLL_SECONDS) and time.monotonic() < end:
            before = processes.fine_cpu(self.pid)
            answer = client.ask(self.port, FEED, If_None_Match=self.etag, Accept_Encoding="identity")
            if answer.status == 200:
                self.ended = time.monotonic()
                self.cost = Cost(answer.seconds, processes.fine_cpu(self.pid) - before)
                return


def measure(folder: Path, entries: int, runs: int = RUNS) -> bool:
    """Print what was found and the bars; whether all bars are held."""
    port = processes.free_port()
    print(f"Loading {entries} entries ...", file=sys.stderr)
    filling.fill(folder, entries, port)
    found: list[Run] = []
    values = None
    for number in range(runs):
        run, body = _run(folder, port, number)
        # The same entries, but for a title: reading them takes longer than all that is measured.
        values = values or peer.values_of(body)
        found.append(replace(run, icalendar=peer.seconds(values)))
        print(_line(found[-1]), file=sys.stderr)
    return _tell(found, entries)


def _run(folder: Path, port: int, number: int) -> tuple[Run, bytes]:
    with processes.service(folder, port) as pid:
        with client.pinging(port) as pings:
            first_window, first, body, etag = _first(port, pid)
            with Poller(port, pid, etag) as poller:
                committed = filling.edit(folder, port, 10 * number, f"Night with another name {time.time_ns()}")
            gzip_window = _gzip(port)
        peak = processes.peak(pid)
    if poller.cost is None:
        raise SystemExit("the edit was never seen")
    first_wait, edit_wait, gzip_wait = (
        pings.longest(window) for window in (first_window, (committed, poller.ended), gzip_window)
    )
    waits = (first_wait, edit_wait, gzip_wait)
    return Run(first, poller.cost, poller.ended - committed, waits, peak), body


def _first(port: int, pid: int) -> tuple[Window, Cost, bytes, str]:
    """The first bytes of a server that has cached nothing."""
    began, before = time.monotonic(), processes.fine_cpu(pid)
    answer = client.ask(port, FEED, Accept_Encoding="identity")
    cost = Cost(answer.seconds, processes.fine_cpu(pid) - before)
    return (began, time.monotonic()), cost, answer.body, answer.etag


def _gzip(port: int) -> Window:
    """The first gzip of a feed whose bytes are there."""
    began = time.monotonic()
    if client.ask(port, FEED, Accept_Encoding="gzip").headers["content-encoding"] != "gzip":
        raise SystemExit("the server makes no gzip")
    return began, time.monotonic()


def _line(run: Run) -> str:
    waits = ", ".join(f"{wait * 1e3:.0f}" for wait in run.waits)
    return (
        f"first {run.first.wall * 1e3:.0f} ms ({run.first.cpu * 1e3:.0f} ms CPU), after the edit "
        f"{run.edit.wall * 1e3:.0f} ms ({run.edit.cpu * 1e3:.0f} ms CPU, {run.delay * 1e3:.0f} ms from the commit), "
        f"waits {waits} ms, icalendar {run.icalendar * 1e3:.0f} ms, peak {run.peak:.0f} MB"
    )


def _tell(found: list[Run], entries: int) -> bool:
    theirs = [run.icalendar for run in found]
    print(f"{entries} entries, medians of {len(found)} runs; icalendar {statistics.median(theirs) * 1e3:.0f} ms")
    held = [
        _cost("first bytes, nothing cached", [run.first for run in found], theirs, FIRST_BAR),
        _cost("first poll after an edit", [run.edit for run in found], theirs, EDIT_BAR),
    ]
    delays = [run.delay for run in found]
    held.append(_limit("from the commit to new bytes", delays, DELAY_BAR))
    for number, name in enumerate(("the first bytes", "those after the edit", "the first gzip")):
        held.append(_limit(f"longest wait of others during {name}", [run.waits[number] for run in found], WAIT_BAR))
    print(f"memory at peak: {statistics.median(run.peak for run in found):.0f} MB")
    return all(held)


def _cost(name: str, costs: list[Cost], theirs: list[float], bar: float) -> bool:
    """Judged run by run, since the speed of a machine drifts; the larger of wall and CPU counts."""
    wall, cpu = statistics.median(cost.wall for cost in costs), statistics.median(cost.cpu for cost in costs)
    pairs = zip(costs, theirs, strict=True)
    ratio = statistics.median(max(cost.wall, cost.cpu) / seconds for cost, seconds in pairs)
    print(f"{name}: {wall * 1e3:.0f} ms, {cpu * 1e3:.0f} ms of CPU; 1/{1 / ratio:.0f} of icalendar; "
          f"at most 1/{1 / bar:.0f}: {'yes' if ratio <= bar else 'NO'}")  # fmt: skip
    return ratio <= bar


def _limit(name: str, values: list[float], bar: float) -> bool:
    """Judged by the worst."""
    held = max(values) <= bar
    print(f"{name}: {statistics.median(values) * 1e3:.0f} ms, the worst {max(values) * 1e3:.0f} ms; "
          f"at most {bar * 1e3:.0f}: {'yes' if held else 'NO'}")  # fmt: skip
    return held
