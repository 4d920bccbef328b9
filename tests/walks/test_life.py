"""The life of an entry as subscribers live it: Evolution's data server and vdirsyncer follow a server that runs."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import pytest
from icalendar import Calendar

from tests.cast import EVENT, RELEASE, VENUE, file_of
from tests.readers import debian
from tests.test_cli import fetch, run, running
from tests.walks.test_subscribe import BIN, subscribe

pytestmark = pytest.mark.debian

FEED = "/artists/jeff-mills.ics?past=all"
HALL = {"id": "hall", "name": "Sun Hall", "city": "Berlin", "country": "DE", "zone": "Europe/Berlin"}
OTHER = EVENT | {"id": "other", "title": "The Other Night", "starts": "2026-12-12T23:00", "venue": "hall"}
PATIENCE = 20.0
"""Seconds: far more than a change takes on a machine that has nothing else to do."""

Found = TypeVar("Found")


class Held(NamedTuple):
    """What a subscriber holds of an entry; a time in a zone is preceded by it."""

    summary: str
    location: str | None
    status: str
    sequence: int
    starts: str
    modified: str


class Life:
    """A server, the file that is loaded beside it, and its subscribers with what they hold now and held before."""

    def __init__(self, folder: Path, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}{FEED}"
        self.event, self.venue = EVENT | {}, VENUE | {}
        self._file = file_of(events=[self.event, OTHER], releases=[RELEASE], venues=[self.venue, HALL])
        self._folder = folder
        self._port = port
        self.held: dict[str, Held] = {}
        self.before: dict[str, Held] = {}

    def feed(self) -> bytes:
        """The feed as it is now."""
        return fetch(self._port, FEED)[1]

    def files(self) -> dict[Held, tuple[int, bytes]]:
        """When vdirsyncer wrote the file of each entry, and what it wrote. It puts UIDs of its own into them."""
        files = [(path.stat().st_mtime_ns, path.read_bytes()) for path in (self._folder / "calendar").glob("*.ics")]
        return {held: (written, content) for written, content in files for held in entries(content).values()}

    def load(self) -> None:
        """Have a command beside the server store the file."""
        (self._folder / "life.json").write_text(json.dumps(self._file), "utf-8")
        loaded = run(self._folder, "load", "life.json", "--source", "life")
        assert loaded.returncode == 0, loaded.stderr

    def begin(self, evolution: debian.Agent) -> None:
        """Subscribe, and see that all is there."""
        self._evolution = evolution
        subscribe(self._folder, self.url)
        self.look()
        assert len(self.held) == 4

    def look(self) -> None:
        """Both subscribers ask the server, and then hold what its feed holds."""
        self.before, self.held = self.held, entries(self.feed())
        assert wait_for(self._evolution_holds, lambda found: found == self.held) == self.held
        self._sync()
        assert self.files().keys() == set(self.held.values())

    def _evolution_holds(self) -> dict[str, Held]:
        # Asked each time, for it lets the wish pass while it is still busy with the last one.
        self._evolution.ask({"refresh": True})
        names = ("summary", "location", "status", "sequence", "dtstart", "lastmodified")
        found = self._evolution.ask({"list": True})
        return {entry["uid"]: Held(*(entry[name] for name in names)) for entry in found}

    def _sync(self) -> None:
        environment = os.environ | {"HOME": str(self._folder), "VDIRSYNCER_CONFIG": str(self._folder / "vdirsyncer")}
        command = [str(BIN / "vdirsyncer"), "sync"]
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
        assert ended.returncode == 0, ended.stderr

    def turn(self, thing: dict[str, Any], **changes: Any) -> str:
        """Change the event or its venue. Gives the UID of the one entry that the subscribers touch for it."""
        thing.update(changes)
        feed, files = self.feed(), self.files()
        self.load()
        assert wait_for(self.feed, lambda now: now != feed) != feed
        self.look()
        [uid] = differing(self.before, self.held)
        # A file that is written anew is touched, also where its content is the same.
        assert differing(files, self.files()) == {held[uid] for held in (self.before, self.held) if uid in held}
        return uid

    def change(self, thing: dict[str, Any], **changes: Any) -> tuple[Held, Held]:
        """The same, for an entry that stays: as it was held before, and as it is held now."""
        uid = self.turn(thing, **changes)
        before, after = self.before[uid], self.held[uid]
        assert after.sequence > before.sequence
        assert after.modified > before.modified
        return before, after


@contextmanager
def life(folder: Path) -> Iterator[Life]:
    """A life of four entries: two events, and a release on two days."""
    debian.need(*debian.EVOLUTION)
    with running(folder, "serve") as (_, port):
        made = Life(folder, port)
        made.load()
        assert wait_for(made.feed, lambda feed: feed.count(b"BEGIN:VEVENT") == 4).count(b"BEGIN:VEVENT") == 4
        with debian.evolution(folder / "evolution", made.url) as evolution:
            made.begin(evolution)
            yield made


def entries(content: bytes) -> dict[str, Held]:
    """The entries of a feed, or of a file, by UID."""
    return {str(event["UID"]): _held(event) for event in Calendar.from_ical(content).walk("VEVENT")}


def _held(event: Any) -> Held:
    starts = event["DTSTART"]
    zone = f"{starts.params['TZID']}:" if "TZID" in starts.params else ""
    return Held(
        str(event["SUMMARY"]),
        str(event["LOCATION"]) if "LOCATION" in event else None,
        str(event["STATUS"]),
        int(event["SEQUENCE"]),
        zone + starts.to_ical().decode(),
        event["LAST-MODIFIED"].to_ical().decode(),
    )


def differing(one: Mapping[Found, object], other: Mapping[Found, object]) -> set[Found]:
    """The keys under which two mappings do not hold the same."""
    return {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}


def wait_for(look: Callable[[], Found], wanted: Callable[[Found], bool]) -> Found:
    """What is seen once it is as wanted, or what was seen last."""
    last = time.monotonic() + PATIENCE
    while not wanted(found := look()) and time.monotonic() < last:
        time.sleep(0.1)
    return found


def processes(folder: Path) -> list[str]:
    """The processes that were started with a setting inside this folder; those that have ended tell of none."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if str(folder).encode() in (process / "environ").read_bytes():
                found.append(process.name)
    return found


def test_two_subscribers_see_each_change_of_an_entry_and_touch_no_other(tmp_path: Path) -> None:
    with life(tmp_path) as one:
        first, later = one.change(one.event, starts="2026-12-05T21:30")
        assert (first.starts, later.starts) == ("America/New_York:20261205T200000", "America/New_York:20261205T213000")

        first, renamed = one.change(one.venue, name="Anthology")
        assert first == later
        assert renamed.summary == "Jeff Mills: Metropolis @ Anthology"
        assert renamed.location == "Anthology, 32 Second Avenue, New York, US"

        _, cancelled = one.change(one.event, status="cancelled")
        assert (cancelled.status, cancelled.summary) == ("CANCELLED", f"CANCELLED: {renamed.summary}")

        _, restored = one.change(one.event, status="scheduled")
        assert restored == renamed._replace(sequence=restored.sequence, modified=restored.modified)

    assert wait_for(lambda: processes(tmp_path), lambda found: not found) == []


def test_an_entry_leaves_the_subscribers_and_comes_back_as_the_same(tmp_path: Path) -> None:
    artist, organizer = EVENT["credits"]
    with life(tmp_path) as one:
        gone = one.turn(one.event, credits=[organizer])
        assert gone not in one.held
        last = one.before[gone]
        assert one.turn(one.event, credits=[artist, organizer]) == gone
        back = one.held[gone]
        assert back.sequence > last.sequence
        assert back.modified > last.modified
        assert back == last._replace(sequence=back.sequence, modified=back.modified)

        feed, files = one.feed(), one.files()
        one.load()
        time.sleep(1)  # in which the server looks for what waits
        one.look()
        assert (one.feed(), one.files(), one.held) == (feed, files, one.before), (
            "A load without news touched something."
        )
