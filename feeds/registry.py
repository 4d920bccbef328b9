"""The formats of feeds: the ending of the address, the media type, and the title under which pages name it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from feeds.writers import ical


@dataclass(frozen=True, slots=True)
class FeedFormat:
    """One output of a selection."""

    ending: str
    media_type: str
    title: str


ICAL: Final = FeedFormat("ics", ical.MEDIA_TYPE, "iCalendar")
FORMATS: Final = (ICAL,)
