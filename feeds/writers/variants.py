"""An entry as a feed with options writes it: by the same writer, from the same facts, with the same stamps."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from feeds.entry import Entry, Span, Stamp, announced, span
from feeds.openings import openings
from feeds.options import PLAIN, Options
from feeds.tongue import ENGLISH, Tongue
from feeds.when import Moment, PartialDate
from feeds.writers import ical


@dataclass(frozen=True, slots=True)
class Written:
    """A stamped VEVENT and what a feed needs to place it: its UID, its local days, its start in UTC, its zone."""

    uid: str
    vevent: bytes
    zone: str | None
    first: date
    last: date
    starts_at: datetime

    @property
    def order(self) -> tuple[date, datetime, str]:
        """Its place in a feed (design, section 4, Window)."""
        return self.first, self.starts_at, self.uid


def written(entry: Entry, stamp: Stamp, options: Options, t: Tongue = ENGLISH) -> Iterator[Written]:
    """The entry itself, unless its day is not known, and the openings of its offers, where those are asked for."""
    rendered = ical.render(entry, options, t)
    place = ical.place_of(entry.facts, options)
    if rendered and place:
        yield _placed(entry.uid, rendered, place, stamp)
    if options.onsale:
        for opening in openings(t, entry):
            yield _placed(opening.uid, ical.render_opening(entry, opening, options), opening.span, stamp)


def digest(entry: Entry, t: Tongue = ENGLISH) -> str:
    """A hash over what only options show of an entry, so that its stamps move with that too."""
    pieces = [ical.render_opening(entry, opening, PLAIN).digest for opening in openings(t, entry)]
    if span(entry.facts) is None:
        tentative = ical.render(entry, Options(tentative=True), t)
        # Without any date there is nothing to write, but a day that comes later will have to be newer than this.
        pieces.append(tentative.digest if tentative else repr(announced(entry.facts)))
    return hashlib.sha256("\n".join(pieces).encode()).hexdigest()


def _placed(uid: str, rendered: ical.Rendered, place: Span, stamp: Stamp) -> Written:
    first, last = _days(place)
    starts = place.starts.utc if isinstance(place.starts, Moment) else datetime(
        first.year, first.month, first.day, tzinfo=UTC
    )  # fmt: skip
    return Written(uid, rendered.stamped(stamp), rendered.zone, first, last, starts)


def _days(place: Span) -> tuple[date, date]:
    if isinstance(place.starts, PartialDate):
        assert isinstance(place.ends, PartialDate)
        return place.starts.first, place.ends.last
    assert isinstance(place.ends, Moment)
    return place.starts.day, max(place.starts.day, place.ends.day)
