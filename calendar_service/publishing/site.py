"""What the whole site is called, where its addresses begin, and when its days do."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from typing import Final
from zoneinfo import ZoneInfo

from calendar_service.addresses import Addresses
from calendar_service.publishing.own import OwnPages
from feeds.tongue import ENGLISH, Tongue

SPREAD_SECONDS: Final = 600
"""Feeds begin their day within so many seconds after midnight, each at its own moment: the same in all processes."""


@dataclass(frozen=True, slots=True)
class Site:
    """The site's name, its addresses, the zone that decides which day is today, the language of its feeds,
    the pages that its operator has written, and whether guests may hand in events."""

    name: str
    zone: str
    addresses: Addresses
    tongue: Tongue = ENGLISH
    own: OwnPages | None = None
    takes_guests: bool = True

    def today(self, now: datetime) -> date:
        """The site's day."""
        return now.astimezone(ZoneInfo(self.zone)).date()

    def midnight(self, now: datetime) -> datetime:
        """When that day began (aware UTC)."""
        return self.start_of(self.today(now))

    def start_of(self, on: date) -> datetime:
        """When a day begins (aware UTC)."""
        return datetime.combine(on, clock(), ZoneInfo(self.zone)).astimezone(UTC)

    def day_of(self, key: str, now: datetime) -> tuple[date, datetime]:
        """The day by which a feed's window is cut, and when its next one begins: spread, so that a change of day is no
        stampede."""
        late = timedelta(seconds=int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") % SPREAD_SECONDS)
        day = self.today(now - late)
        return day, self.start_of(day + timedelta(days=1)) + late
