"""The shelf: bodies in memory, bounded in bytes; what was asked for longest ago goes first."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Lock

from calendar_service.publishing.pressed import Pressed


class Shelf:
    """Bodies by their keys. `get` takes no lock: it is called for each poll."""

    def __init__(self, limit: int) -> None:
        """`limit`: bytes of memory that all bodies together may take."""
        self.limit = limit
        self.size = 0
        self._bodies: dict[str, Pressed] = {}
        self._sizes: dict[str, int] = {}
        self._ticks = 0
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._bodies)

    def get(self, key: str) -> Pressed | None:
        """The body last put there, whether still true or not."""
        found = self._bodies.get(key)
        if found is not None:
            self._ticks += 1
            found.used = self._ticks
        return found

    def put(self, key: str, body: Pressed) -> None:
        """Keep a body; a newer one that came in between is not put back. Makes room where there is too little."""
        with self._lock:
            before = self._bodies.get(key)
            if before is not None and before.revision > body.revision:
                return
            self._ticks += 1
            body.used = self._ticks
            self._bodies[key] = body
            self._weigh(key, body)
            self._make_room()

    def weigh(self, key: str) -> None:
        """Count a body again, which has grown by its gzip."""
        with self._lock:
            body = self._bodies.get(key)
            if body is not None:
                self._weigh(key, body)
                self._make_room()

    def drop(self, key: str) -> None:
        """Forget a body."""
        with self._lock:
            self._remove(key)

    def clear(self) -> None:
        """Forget all bodies."""
        with self._lock:
            for key in list(self._bodies):
                self._remove(key)

    def _weigh(self, key: str, body: Pressed) -> None:
        self.size += body.size - self._sizes.get(key, 0)
        self._sizes[key] = body.size

    def _make_room(self) -> None:
        if self.size > self.limit:
            for key in self._oldest():
                if self.size <= self.limit:
                    return
                self._remove(key)

    def _oldest(self) -> Iterator[str]:
        yield from sorted(self._bodies, key=lambda key: self._bodies[key].used)

    def _remove(self, key: str) -> None:
        self.size -= self._sizes.pop(key, 0)
        self._bodies.pop(key, None)
