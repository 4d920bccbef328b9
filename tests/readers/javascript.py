"""The readers in JavaScript, through one node process that stays open: starting it costs more than a feed."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from shutil import which
from threading import Lock
from types import TracebackType
from typing import Any, Final

from tests.readers.seen import ReaderError, Seen, words

HERE: Final = Path(__file__).parent
NAMES: Final = ("ical.js", "ts-ics", "node-ical")


class JavaScript:
    """One node process with the three readers. A context manager; `read` may be called from several threads."""

    def __init__(self, zone: str = "UTC") -> None:
        if not (HERE / "node_modules").is_dir():
            raise ReaderError("The readers in JavaScript are missing (tests/readers): ./run test installs them.")
        self._lock = Lock()
        self._process = subprocess.Popen(
            [_node(), str(HERE / "read.mjs")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            # node-ical turns whole days into the midnights of the machine's own zone.
            env=os.environ | {"TZ": zone},
        )

    def __enter__(self) -> JavaScript:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process: it stops by itself when its input does."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        self._process.wait(timeout=10)

    def read(self, reader: str, feed: bytes) -> list[Seen]:
        """The entries of a feed, as the reader of that name sees them. Raises ReaderError if it refuses the feed."""
        answer = self._ask({"reader": reader, "ics": feed.decode()})
        if answer["error"]:
            raise ReaderError(f"{reader}: {answer['error']}")
        return [_seen(entry) for entry in answer["entries"]]

    def _ask(self, question: dict[str, str]) -> Any:
        if not self._process.stdin or not self._process.stdout:
            raise ReaderError("node has no pipes.")
        with self._lock:
            # In ASCII, so that no line separator of Unicode ends the line too early.
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        if not line:
            raise ReaderError(f"node ended with status {self._process.wait(timeout=10)}.")
        return json.loads(line)


def _node() -> str:
    """The node of the venv that runs the tests, else that of the machine."""
    for folder in (Path(sys.executable).parent, Path(sys.prefix) / "bin", Path(sys.prefix) / "Scripts"):
        for name in ("node", "node.exe"):
            if (folder / name).is_file():
                return str(folder / name)
    found = which("node")
    if not found:
        raise ReaderError("There is no node for the readers in JavaScript: ./run test installs it.")
    return found


def _seen(entry: dict[str, Any]) -> Seen:
    all_day = entry["all_day"]
    return Seen(
        **{name: entry[name] for name in ("uid", "summary", "description", "location", "url", "status", "sequence")},
        categories=words(entry["categories"]),
        all_day=all_day,
        start=_wall(entry["start"], all_day),
        end=_wall(entry["end"], all_day),
        start_utc=_instant(entry["start_utc"]),
        end_utc=_instant(entry["end_utc"]),
    )


def _wall(text: str | None, all_day: bool) -> date | datetime | None:
    if text is None:
        return None
    return date.fromisoformat(text) if all_day else datetime.fromisoformat(text)


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


@lru_cache(maxsize=1)
def shared() -> JavaScript:
    """The one process of this test worker, started when first needed and ended with it."""
    process = JavaScript()
    atexit.register(process.close)
    return process


def reader(name: str) -> Callable[[bytes], list[Seen]]:
    """The function that reads a feed with the reader of that name."""

    def read(feed: bytes) -> list[Seen]:
        return shared().read(name, feed)

    return read
