"""An entry: facts with the identity and the history that a calendar needs, and when it stands in one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from feeds.facts import Event, Facts, ReleaseDate
from feeds.vocabulary import RUNTIME_MARGIN_MINUTES, USUAL_MINUTES, DateStatus, EventKind, EventStatus
from feeds.when import Moment, PartialDate, When

_LAST_DAY: Final = date(9999, 12, 29)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What moves with the rendered lines: SEQUENCE, and DTSTAMP and LAST-MODIFIED (aware UTC, whole seconds)."""

    revision: int
    changed_at: datetime

    def next(self, now: datetime) -> Stamp:
        """The stamp after a change: later than the last in any case (design, section 3)."""
        later = max(now.astimezone(UTC).replace(microsecond=0), self.changed_at + timedelta(seconds=1))
        return Stamp(self.revision + 1, later)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the calendar: exactly one UID, for ever; `url` is its page, absolute."""

    uid: str
    url: str
    created_at: datetime
    facts: Facts


@dataclass(frozen=True, slots=True)
class Span:
    """When an entry stands in a calendar.

    `starts` is a moment, or a whole day; `ends` is a moment later than it, or the last day (inclusive).
    `approximate` tells that the end is only the usual one. `doors` tells that only the doors are known.
    """

    starts: Moment | PartialDate
    ends: Moment | PartialDate
    approximate: bool = False
    doors: bool = False


def announced(facts: Facts) -> When:
    """The time that counts: that of the facts; or the last day known, where it is off and no other is known."""
    when = facts.starts if isinstance(facts, Event) else facts.date
    before = facts.previous_starts if isinstance(facts, Event) else facts.previous_dates
    off = (EventStatus.POSTPONED, EventStatus.CANCELLED, DateStatus.DELAYED, DateStatus.CANCELLED)
    if facts.status in off and isinstance(when, PartialDate) and not when.is_day and before:
        return before[-1]
    return when


def is_put_off(facts: Facts) -> bool:
    """Whether its day no longer holds and no other is known: postponed, or a release delayed to no new date."""
    if isinstance(facts, Event):
        return facts.status is EventStatus.POSTPONED
    return facts.status is DateStatus.DELAYED and (not facts.previous_dates or announced(facts) is not facts.date)


def span(facts: Facts) -> Span | None:
    """When the entry stands in a calendar; None where its day is not known."""
    when = announced(facts)
    if isinstance(facts, ReleaseDate):
        return _release_span(when)
    if isinstance(when, Moment):
        return _timed_span(facts, when)
    if not when.is_day:
        return None
    if facts.doors is not None and when is facts.starts:
        return Span(facts.doors, facts.doors.plus(usual_length(facts)), approximate=True, doors=True)
    last = facts.ends if when is facts.starts and isinstance(facts.ends, PartialDate) else when
    return Span(when, last)


def usual_length(event: Event) -> timedelta:
    """How long such an event usually lasts; a screening as long as its works and a little more."""
    runtimes = [work.runtime for work in event.works if work.runtime]
    if event.kind is EventKind.SCREENING and runtimes:
        return timedelta(minutes=sum(runtimes) + RUNTIME_MARGIN_MINUTES)
    return timedelta(minutes=USUAL_MINUTES[event.kind])


def days(facts: Facts) -> tuple[date, date]:
    """The first and the last local day on which the entry is or may be; `date.max` twice where nothing is known."""
    place = span(facts)
    if place is None:
        when = announced(facts)
        assert isinstance(when, PartialDate)
        return when.first, when.last
    if isinstance(place.starts, PartialDate):
        assert isinstance(place.ends, PartialDate)
        return place.starts.first, place.ends.last
    assert isinstance(place.ends, Moment)
    return place.starts.day, max(place.starts.day, (place.ends.wall - timedelta(seconds=1)).date())


def instant(facts: Facts) -> datetime:
    """What orders entries of one day: the start in UTC, the beginning of the day for what has no hour, the end of
    the period for a half-known date."""
    place = span(facts)
    if place is not None and isinstance(place.starts, Moment):
        return place.starts.utc
    first, last = days(facts)
    if place is None:
        # A half-known date stands behind everything that happens in its period, in whatever zone.
        return datetime.combine(min(last, _LAST_DAY), time(), UTC) + timedelta(days=2)
    return datetime(first.year, first.month, first.day, tzinfo=UTC)


def _timed_span(event: Event, starts: Moment) -> Span:
    if isinstance(event.ends, Moment) and starts is event.starts:
        return Span(starts, event.ends)
    return Span(starts, starts.plus(usual_length(event)), approximate=True)


def _release_span(when: When) -> Span | None:
    if isinstance(when, Moment):
        return Span(when, when.plus(timedelta(minutes=30)))
    return Span(when, when) if when.is_day else None
