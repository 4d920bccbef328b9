"""The formats of feeds: the ending of the address, the media type, and the title under which pages name it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from feeds.writers import ical, jsonfeed, syndication, table


@dataclass(frozen=True, slots=True)
class FeedFormat:
    """One output of a selection."""

    ending: str
    media_type: str
    title: str


ICAL: Final = FeedFormat("ics", ical.MEDIA_TYPE, "iCalendar")
RSS: Final = FeedFormat("rss", syndication.RSS_TYPE, "RSS")
ATOM: Final = FeedFormat("atom", syndication.ATOM_TYPE, "Atom")
JSON: Final = FeedFormat("json", jsonfeed.MEDIA_TYPE, "JSON Feed")
CSV: Final = FeedFormat("csv", table.MEDIA_TYPE, "CSV")
FORMATS: Final = (ICAL, RSS, ATOM, JSON, CSV)
BY_ENDING: Final = {form.ending: form for form in FORMATS}
