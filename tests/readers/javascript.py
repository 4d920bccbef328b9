"""The readers in JavaScript, through one node process that stays open: starting it costs more than a feed."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from tests.readers.node import Node
from tests.readers.seen import ReaderError, Seen, words

HERE: Final = Path(__file__).parent
NAMES: Final = ("ical.js", "ts-ics", "node-ical")


class JavaScript:
    """One node process with the three readers. A context manager; `read` may be called from several threads."""

    def __init__(self, zone: str = "UTC") -> None:
        self._node = Node("read.mjs", zone=zone)

    def __enter__(self) -> JavaScript:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        self._node.close()

    def read(self, reader: str, feed: bytes) -> list[Seen]:
        """The entries of a feed, as the reader of that name sees them. Raises ReaderError if it refuses the feed."""
        answer = self._node.ask({"reader": reader, "ics": feed.decode()})
        if answer["error"]:
            raise ReaderError(f"{reader}: {answer['error']}")
        return [_seen(entry) for entry in answer["entries"]]


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
