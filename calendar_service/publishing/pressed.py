"""A feed as it was last made: its bytes, what they were made of, and until when they are known to be true."""

from __future__ import annotations

import gzip
import hashlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count, pairwise
from threading import Lock
from typing import Any, Final

from feeds.writers.variants import Written

Tag = tuple[Any, ...]
"""What a piece of a feed is made of, such as an entry's number and its revision: equal tags, equal bytes."""

_numbers: Final = count()

TAG_BYTES: Final = 160
"""Memory of a tag with its numbers and its place, roughly."""


@dataclass(frozen=True, slots=True)
class Made:
    """Identity bytes and the tags they were made of; `head` is what stands before them.

    `bounds` are where the pieces begin, in bytes, and where the last one ends, if pieces can be taken over into the
    next making; `variants` are the pieces of feeds with options.
    """

    content: bytes
    head: Any
    tags: Sequence[Tag]
    bounds: array[int] | None = None
    variants: Mapping[Tag, tuple[Written, ...]] | None = None

    @property
    def size(self) -> int:
        """Bytes of memory, roughly."""
        more = sum(len(piece.vevent) for pieces in (self.variants or {}).values() for piece in pieces)
        return len(self.content) + TAG_BYTES * len(self.tags) + more

    def pieces(self) -> dict[Tag, bytes | memoryview]:
        """The pieces by their tags, without copying them."""
        if self.bounds is None:
            return {}
        view = memoryview(self.content)
        return {tag: view[start:end] for tag, (start, end) in zip(self.tags, pairwise(self.bounds), strict=True)}


@dataclass(slots=True)
class Pressed:
    """A feed's body with its validators. It is true at `revision` of the log until `until`, for the day it was made.

    `number` tells it from all others of this process.
    """

    made: Made
    etag: str
    changed_at: datetime
    revision: int
    day: date
    until: datetime
    gzip: bytes | None = None
    number: int = field(default_factory=_numbers.__next__)
    used: int = 0
    _lock: Lock = field(default_factory=Lock, repr=False)

    @property
    def size(self) -> int:
        """Bytes of memory, roughly."""
        return self.made.size + len(self.gzip or b"") + 1000

    def compress(self) -> None:
        """Make the gzip of the body, once; the same bytes in every process (no time, no name)."""
        with self._lock:
            if self.gzip is None:
                self.gzip = gzip.compress(self.made.content, 6, mtime=0)


def etag_of(content: bytes) -> str:
    """The strong ETag over identity bytes, with its quotes."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'
