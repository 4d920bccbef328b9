"""What a noun or an entry was in another database and stays in this one: an export brings it along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from feeds.entry import Stamp


@dataclass(frozen=True, slots=True)
class Lived:
    """An entry as it was: its number, by which equal times are ordered, its UID and stamps, the hashes of its lines."""

    number: int
    uid: str
    created_at: datetime
    revision: int
    changed_at: datetime
    digest: str | None = None
    variants: str | None = None

    @property
    def last(self) -> Stamp:
        """Its stamp, as subscribers have it."""
        return Stamp(self.revision, self.changed_at)

    def stamp(self, digest: str | None, variants: str, now: datetime) -> Stamp:
        """Its stamp where its lines have these hashes: the next one, if they are others than they were."""
        same = digest == self.digest and self.variants in (None, variants)
        return self.last if same else self.last.next(now)


@dataclass(frozen=True, slots=True)
class Before:
    """A noun, an event or a release as it was: its slug, when it was made, a series' UID, its entries by the ids of
    their dates (empty for that of an event), and its number, if it is to have that again."""

    slug: str
    created_at: datetime | None = None
    uid: str = ""
    entries: Mapping[str, Lived] = field(default_factory=dict)
    number: int | None = None
