"""What a create costs over the API: against `load` of the same entries, one by one and in batches, and how long one
takes while 50 readers poll; SQLite, a real server, ratios in one run."""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx2

from benchmarks import data

COMMAND: Final = (sys.executable, "-m", "calendar_service")
THREADS: Final = 4
BATCH: Final = 500
READERS: Final = 50
SAMPLE: Final = 300
"""Creates of which the times are told."""
PATHS: Final = ("/calendar.ics", "/", "/calendar.rss", "/venues")


@dataclass(frozen=True)
class Site:
    """A running server with a token of its admin."""

    base: str
    token: str

    def client(self) -> httpx2.Client:
        """A client that speaks for the admin, over one connection."""
        return httpx2.Client(base_url=self.base, headers={"authorization": f"Bearer {self.token}"}, timeout=300)


def main() -> None:
    """`python -m benchmarks.api [ENTRIES]`."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        loaded = _timed(lambda: _load(folder / "load", folder / "all.jsonl", entries))
        print(f"{entries} entries, SQLite; by load: {loaded:.1f} s, {entries / loaded:.0f} a second")
        for title, store in (("one by one", _one_by_one), (f"batches of {BATCH}", _in_batches)):
            with _served(folder / title.replace(" ", "-"), folder / "nouns.jsonl") as site:
                bodies = _bodies(site, folder / "all.jsonl")
                took = _timed(lambda site=site, bodies=bodies, store=store: store(site, bodies))  # type: ignore[misc]
                rate = len(bodies) / took
                print(f"{title}: {took:.1f} s, {rate:.0f} a second, {took / loaded:.1f} × load")
                if store is _one_by_one:
                    _tell_times(site, bodies)


def _load(folder: Path, path: Path, entries: int) -> None:
    data.write(path, entries)
    folder.mkdir()
    subprocess.run([*COMMAND, "load", str(path)], env=_environment(folder), check=True, capture_output=True)


def _one_by_one(site: Site, bodies: Sequence[tuple[str, Any]]) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda place: _create(site, bodies[place::THREADS]), range(THREADS)))


def _create(site: Site, bodies: Sequence[tuple[str, Any]]) -> list[float]:
    """Seconds that each create took."""
    took = []
    with site.client() as client:
        for noun, body in bodies:
            began = time.perf_counter()
            answer = client.post(f"/api/v1/{noun}s", json=body)
            took.append(time.perf_counter() - began)
            assert answer.status_code == 201, answer.text
    return took


def _in_batches(site: Site, bodies: Sequence[tuple[str, Any]]) -> None:
    with site.client() as client:
        for start in range(0, len(bodies), BATCH):
            steps = [{"method": "POST", "noun": noun, "body": body} for noun, body in bodies[start : start + BATCH]]
            answer = client.post("/api/v1/batch", json={"operations": steps})
            assert answer.status_code == 200, answer.text


def _tell_times(site: Site, bodies: Sequence[tuple[str, Any]]) -> None:
    """How long one create takes, alone and while readers poll."""
    alone = _create(site, bodies[:SAMPLE])
    stop, polls = threading.Event(), [0] * READERS
    readers = [threading.Thread(target=_poll, args=(site, place, polls, stop)) for place in range(READERS)]
    for reader in readers:
        reader.start()
    began = time.perf_counter()
    beside = _create(site, bodies[:SAMPLE])
    took = time.perf_counter() - began
    stop.set()
    for reader in readers:
        reader.join()
    for title, times in (
        ("alone", alone),
        (f"beside {READERS} readers ({sum(polls) / took:.0f} polls a second)", beside),
    ):
        cuts = statistics.quantiles(times, n=100)
        print(f"one create {title}: p50 {cuts[49] * 1000:.1f} ms, p99 {cuts[98] * 1000:.1f} ms")
    print(f"p50 beside readers: {statistics.median(beside) / statistics.median(alone):.1f} × alone")


def _poll(site: Site, place: int, polls: list[int], stop: threading.Event) -> None:
    """Ask for one address again and again, four times a second, as a calendar app does that is in a hurry."""
    path, tag = PATHS[place % len(PATHS)], ""
    with httpx2.Client(base_url=site.base, timeout=60) as client:
        while not stop.wait(0.25):
            answer = client.get(path, headers={"if-none-match": tag} if tag else {})
            assert answer.status_code in (200, 304), answer.status_code
            tag = answer.headers.get("etag", tag)
            polls[place] += 1


def _bodies(site: Site, path: Path) -> list[tuple[str, Any]]:
    """What the load file holds, as it is sent to the API: references are slugs."""
    slugs = {noun: _slugs(site, f"{noun}s") for noun in ("venue", "artist", "organizer")}
    found = []
    for line in path.read_text("utf-8").splitlines():
        value = json.loads(line)
        noun = value.pop("type", "")
        if noun in ("event", "release"):
            value.pop("id")
            found.append((noun, _renamed(value, slugs)))
    return found


def _slugs(site: Site, plural: str) -> list[str]:
    """In the order in which they were added, which is that of the ids in the file."""
    found: list[str] = []
    cursor = ""
    with site.client() as client:
        while True:
            page = client.get(f"/api/v1/{plural}", params={"limit": "100", "cursor": cursor}).json()
            found += [one["meta"]["slug"] for one in page["items"]]
            if page["next"] is None:
                return found
            cursor = page["next"]


def _renamed(value: dict[str, Any], slugs: dict[str, list[str]]) -> dict[str, Any]:
    if "venue" in value:
        value["venue"] = slugs["venue"][int(value["venue"][1:])]
    for credit in value.get("credits", []):
        credit["artist"] = slugs["artist"][int(credit["artist"][1:])]
    for imprint in value.get("imprints", []):
        imprint["label"] = slugs["organizer"][int(imprint["label"][1:])]
    return value


@contextmanager
def _served(folder: Path, nouns: Path) -> Iterator[Site]:
    """A site that has the nouns alone."""
    _load(folder, nouns, 0)
    environment = _environment(folder)
    add = [*COMMAND, "account", "add", "bench@example.org", "--role", "admin"]
    subprocess.run(add, env=environment, check=True, capture_output=True)
    token = [*COMMAND, "token", "create", "bench@example.org", "--name", "bench"]
    token += [part for scope in ("read", "write", "moderate") for part in ("--scope", scope)]
    made = subprocess.run(token, env=environment, check=True, capture_output=True, text=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen([*COMMAND, "serve", "--port", str(port)], env=environment, stdout=log, stderr=log)
        try:
            yield Site(_ready(f"http://127.0.0.1:{port}"), made.stdout.split()[-1])
        finally:
            process.terminate()
            process.wait(20)


def _ready(base: str) -> str:
    for _ in range(300):
        try:
            if httpx2.get(f"{base}/health/ready", timeout=5).status_code == 200:
                return base
        except httpx2.HTTPError:
            pass
        time.sleep(0.2)
    raise SystemExit("The server did not become ready.")


def _environment(folder: Path) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("CALENDAR_")}
    return plain | {"CALENDAR_DATA_DIR": str(folder), "CALENDAR_API_RATE": "1000000"}


def _timed(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
