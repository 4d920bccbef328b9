"""The readers that come from Debian's packages: libical, calcurse and Evolution's data server."""

from __future__ import annotations

import atexit
import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, Final, NamedTuple

import pytest

from tests.readers.seen import ReaderError, Seen, words

HERE: Final = Path(__file__).parent
PYTHON: Final = "/usr/bin/python3"
"""Debian's own, which has the bindings (python3-gi); the venv of the tests does not."""

PACKAGES: Final = {
    "calcurse": "usr/bin/calcurse",
    "dbus-daemon": "usr/bin/dbus-run-session",
    "evolution-data-server": "usr/libexec/evolution-calendar-factory",
    "gir1.2-ecal-2.0": "usr/lib/*/girepository-1.0/ECal-2.0.typelib",
    "gir1.2-edataserver-1.2": "usr/lib/*/girepository-1.0/EDataServer-1.2.typelib",
    "gir1.2-ical-3.0": "usr/lib/*/girepository-1.0/ICalGLib-3.0.typelib",
    "python3-gi": "usr/lib/python3/dist-packages/gi/__init__.py",
}
"""What each of Debian's packages brings, as `missing_tools` of ./run looks for it."""

EVOLUTION: Final = tuple(package for package in PACKAGES if package != "calcurse")
"""What a subscription with Evolution's data server needs."""

UNKNOWN_TO_LIBICAL: Final = {"Parse error in property name: LINK"}
"""libical 3.0 is older than RFC 9253: it minds its LINK, and reads the rest of the entry all the same."""


def need(*packages: str) -> None:
    """Leave the test out where a package is missing, but never in CI."""
    missing = [package for package in packages if not any(Path("/").glob(PACKAGES[package]))]
    if missing:
        leave = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        leave(f"{', '.join(missing)} is not installed: ./run test as root installs it on Debian.")


class Agent:
    """A process that answers lines of JSON, one each. A context manager; `ask` may be called from several threads.

    It leads a group of its own, so that what it has started ends with it.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        self._name = " ".join(command)
        self._lock = Lock()
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=environment,
            start_new_session=True,
        )

    def __enter__(self) -> Agent:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process: it stops by itself when its input does. What is left of its group is killed."""
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(BrokenPipeError):  # where it has ended before its time
                if pipe:
                    pipe.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=10)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(timeout=10)

    def ask(self, question: dict[str, Any]) -> Any:
        """The answer to a question. Raises ReaderError if the process has ended."""
        assert self._process.stdin
        assert self._process.stdout
        with self._lock, suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
            if line := self._process.stdout.readline():
                return json.loads(line)
        raise ReaderError(f"{self._name} ended with status {self._process.wait(timeout=10)}.")


def libical(feed: bytes) -> list[Seen]:
    """libical, which takes the offsets from the feed's own VTIMEZONE. Raises ReaderError for what it minds."""
    answer = _libical().ask({"ics": feed.decode()})
    complaints = [complaint for complaint in answer["complaints"] if complaint not in UNKNOWN_TO_LIBICAL]
    if complaints:
        raise ReaderError(f"libical: {complaints}")
    return [_seen(entry) for entry in answer["entries"]]


@lru_cache(maxsize=1)
def _libical() -> Agent:
    """The one process of this test worker, started when first needed and ended with it."""
    need("gir1.2-ical-3.0", "python3-gi")
    agent = Agent([PYTHON, "-I", str(HERE / "libical_agent.py")])
    atexit.register(agent.close)
    return agent


def _seen(entry: dict[str, Any]) -> Seen:
    read = date.fromisoformat if entry["all_day"] else datetime.fromisoformat
    times = {name: entry[name] and read(entry[name]) for name in ("start", "end")}
    instants = {name: entry[name] and datetime.fromisoformat(entry[name]) for name in ("start_utc", "end_utc")}
    return Seen(**entry | times | instants | {"categories": words(entry["categories"])})


class Line(NamedTuple):
    """One line of calcurse: dates, the last one inclusive, or naive times of the reader's own zone."""

    starts: date | datetime
    ends: date | datetime
    text: str


def calcurse(folder: Path, feed: bytes, zone: str) -> list[Line]:
    """What calcurse has imported from a feed, in its order, for a person in a zone.

    The folder is for it alone. Raises ReaderError for what it skips or says; its exit status is 0 in any case.
    """
    need("calcurse")
    folder.mkdir()
    (folder / "feed.ics").write_bytes(feed)
    command = ["calcurse", "-D", str(folder / "data"), "-C", str(folder / "settings"), "-i", str(folder / "feed.ics")]
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "TZ": zone, "LANG": "C.UTF-8"}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    if ended.returncode or ended.stderr or "/ 0 skipped" not in ended.stdout:
        raise ReaderError(f"calcurse: {ended.stdout} {ended.stderr}")
    return [_line(row) for row in (folder / "data" / "apts").read_text("utf-8").split("\n")[:-1]]


_TIMED = re.compile(r"(.{10} @ .{5}) -> (.{10} @ .{5})(?:>\w+)? [|!](.*)")
_DAYS = re.compile(r"(.{10}) \[1\] (?:\{1D -> (.{10})\} )?(?:>\w+ )?!?(.*)")
"""The two kinds of lines in calcurse's file; an event of several days is one that comes again every day."""


def _line(row: str) -> Line:
    if timed := _TIMED.fullmatch(row):
        starts, ends = (datetime.strptime(text, "%m/%d/%Y @ %H:%M") for text in timed.groups()[:2])
        return Line(starts, ends, timed[3])
    if days := _DAYS.fullmatch(row):
        first, last = (datetime.strptime(text or days[1], "%m/%d/%Y").date() for text in days.groups()[:2])
        return Line(first, last, days[3])
    raise ReaderError(f"calcurse wrote {row!r}")


@contextmanager
def evolution(folder: Path, url: str) -> Iterator[Agent]:
    """A subscription in Evolution's data server, with a bus and folders of its own; see eds_agent.py for `ask`."""
    need(*EVOLUTION)
    settings = folder / ".config" / "glib-2.0" / "settings"
    settings.mkdir(parents=True)
    # Whether the machine has a network must not matter: the server is on the same machine.
    online = "[org/gnome/evolution-data-server]\nnetwork-monitor-gio-name='always-online'\n"
    (settings / "keyfile").write_text(online)
    (folder / "runtime").mkdir(mode=0o700)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder / "runtime"),
        "GSETTINGS_BACKEND": "keyfile",
        "GIO_USE_VFS": "local",
    }
    with Agent(["dbus-run-session", "--", PYTHON, "-I", str(HERE / "eds_agent.py")], environment) as agent:
        agent.ask({"open": url})
        yield agent
