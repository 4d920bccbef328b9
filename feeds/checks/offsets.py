"""Rules on what a VTIMEZONE says, measured by the zone of IANA, in the years that entries need (63, 65, 66, 68)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feeds.checks.content import Property
from feeds.checks.finding import Finding, fault
from feeds.checks.observances import Observance, Timetable
from feeds.checks.regular import is_regular
from feeds.checks.tree import Component
from feeds.checks.values import Time, in_minutes, offset_at

_MINUTE = timedelta(minutes=1)


class Use(NamedTuple):
    """A property that needs the zone, and its time."""

    line: Property
    time: Time


def offset_faults(zone: Component, said: list[Observance], real: ZoneInfo, uses: list[Use]) -> Iterator[Finding]:
    """Everything that a VTIMEZONE says wrongly: at each time that uses it, and at its changes around them."""
    years = {use.time.wall.year + near for use in uses for near in (-1, 0, 1)}
    timetable = Timetable(said, years)
    yield from _changes(timetable, real, years)
    for use in uses:
        yield from _use(use, timetable, real)
    yield from _names(said, real, min(use.time.wall for use in uses))
    if len(said) > 1 and not any(each.rule for each in said):
        changing = years | {onset.wall.year for onset in timetable.onsets}
        if is_regular(real, min(changing), max(changing)):
            sentence = f"{real.key} changes by a yearly rule; right is a STANDARD and a DAYLIGHT with an RRULE each."
            yield fault(63, zone.line, sentence)


def _use(use: Use, timetable: Timetable, real: ZoneInfo) -> Iterator[Finding]:
    wall = use.time.wall
    told = timetable.offset(wall)
    if told is None:
        sentence = f"The VTIMEZONE of {real.key} begins after {wall:%Y-%m-%d}; right is one that begins before it."
        yield fault(68, use.line.line, sentence)
    elif told not in (offset_at(real, wall), offset_at(real, wall, second=True)):
        right = _signed(offset_at(real, wall))
        sentence = f"The VTIMEZONE of {real.key} tells {_signed(told)} for {wall:%Y-%m-%d %H:%M}; right is {right}."
        yield fault(68, use.line.line, sentence)


def _signed(offset: timedelta) -> str:
    minutes = abs(offset) // _MINUTE
    return f"{'-' if offset < timedelta(0) else '+'}{minutes // 60:02}:{minutes % 60:02}"


def _changes(timetable: Timetable, real: ZoneInfo, years: Collection[int]) -> Iterator[Finding]:
    blamed: set[int] = set()
    for wall, each in timetable.onsets:
        line = each.component.place("DTSTART")
        if wall.year not in years or each.before == each.after or line in blamed:
            continue
        if _happens(real, wall - each.before, each):
            continue
        blamed.add(line)
        if _happens(real, wall - each.after, each):
            sentence = f"The change at {wall:%Y-%m-%d %H:%M} is told by the new clock; right is the clock before it."
            yield fault(65, line, sentence)
        else:
            sentence = f"The clocks of {real.key} do not change so at {wall:%Y-%m-%d %H:%M}; right is tzdata's change."
            yield fault(68, line, sentence)


def _happens(real: ZoneInfo, instant: datetime, each: Observance) -> bool:
    """Whether the real clocks change so at a UTC instant, to the minute (old offsets had seconds)."""
    sides = (_real_offset(real, instant - _MINUTE), _real_offset(real, instant + _MINUTE))
    return sides == (each.before, each.after)


def _real_offset(real: ZoneInfo, instant: datetime) -> timedelta:
    return in_minutes(real.fromutc(instant.replace(tzinfo=real)).utcoffset() or timedelta(0))


def _names(said: list[Observance], real: ZoneInfo, oldest: datetime) -> Iterator[Finding]:
    # Local mean time is right only where an entry is as old as that.
    if real.tzname(oldest.replace(year=oldest.year - 1, month=1, day=2)) == "LMT":
        return
    for each in said:
        if each.component.value("TZNAME") == "LMT":
            sentence = "The observance is of local mean time, which no entry here needs; leave it out."
            yield fault(66, each.component.line, sentence)
