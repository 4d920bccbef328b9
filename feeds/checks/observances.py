"""What a VTIMEZONE says, read as RFC 5545 section 3.6.5 has it: observances, and the offset at a local time."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from feeds.checks.tree import Component
from feeds.checks.values import in_minutes, local_of

_OFFSET = re.compile(r"([+-])([01]\d|2[0-3])([0-5]\d)([0-5]\d)?", re.ASCII)
_RULE = re.compile(r"(-?[1-5])(MO|TU|WE|TH|FR|SA|SU)")
_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WEEK: Final = timedelta(days=7)


class Yearly(NamedTuple):
    """A rule: the n-th (from the end where negative) of a weekday (0 is Monday) in a month, until a time in UTC."""

    month: int
    place: int
    weekday: int
    until: datetime | None

    def day(self, start: datetime, year: int) -> datetime | None:
        """When it strikes in a year, at the time of day of `start`; None where the month has no fifth such day."""
        first = start.replace(year=year, month=self.month, day=1)
        days = [first + timedelta(days=(self.weekday - first.weekday()) % 7) + _WEEK * week for week in range(5)]
        days = [day for day in days if day.month == self.month]
        at = self.place - 1 if self.place > 0 else len(days) + self.place
        return days[at] if 0 <= at < len(days) else None


class Observance(NamedTuple):
    """A STANDARD or DAYLIGHT: the offsets before and after each onset, and the local times of its onsets."""

    component: Component
    start: datetime
    before: timedelta
    after: timedelta
    rule: Yearly | None
    dates: tuple[datetime, ...]

    def onsets(self, years: Collection[int]) -> Iterator[datetime]:
        """The first onset, and the others: of a rule those in the years asked for, and its last one."""
        yield from {self.start, *self.dates}
        if self.rule is None:
            return
        until = self.rule.until
        for year in {*years, *((until.year - 1, until.year) if until else ())}:
            wall = self.rule.day(self.start, year) if 1 < year < 9999 else None
            if wall and wall > self.start and (until is None or wall - self.before <= until):
                yield wall


class Onset(NamedTuple):
    """A change of clocks at a local time, told by the clock before it."""

    wall: datetime
    observance: Observance


class Timetable:
    """All onsets of a zone that matter for some years, in order."""

    def __init__(self, observances: list[Observance], years: Collection[int]) -> None:
        onsets = (Onset(wall, each) for each in observances for wall in each.onsets(years))
        self.onsets = sorted(onsets, key=lambda onset: onset.wall)
        self._walls = [onset.wall for onset in self.onsets]

    def offset(self, wall: datetime) -> timedelta | None:
        """What the zone says that a local time's offset is: that of the last onset before it; None before the first."""
        place = bisect_right(self._walls, wall) - 1
        return self.onsets[place].observance.after if place >= 0 else None


def observances_of(zone: Component) -> list[Observance] | None:
    """Everything that a VTIMEZONE says; None if any of it cannot be read."""
    found = [_observance(component) for component in zone.components]
    known = [each for each in found if each]
    return known if len(known) == len(found) and known else None


def _observance(component: Component) -> Observance | None:
    start = local_of(component.value("DTSTART"))
    before, after = (offset_of(component.value(name)) for name in ("TZOFFSETFROM", "TZOFFSETTO"))
    dates = [local_of(value) for value in dates_of(component)]
    line = component.first("RRULE")
    rule = rule_of(line.value) if line else None
    if start is None or before is None or after is None or None in dates or (line and not rule):
        return None
    return Observance(component, start, before, after, rule, tuple(date for date in dates if date))


def dates_of(component: Component) -> list[str]:
    """All values of all RDATEs."""
    return [value for line in component.every("RDATE") for value in line.value.split(",")]


def offset_of(value: str) -> timedelta | None:
    """An offset such as `+0530`, to the minute; None for what is none."""
    match = _OFFSET.fullmatch(value)
    if not match:
        return None
    size = timedelta(hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4] or 0))
    return in_minutes(-size if match[1] == "-" else size)


def rule_of(value: str) -> Yearly | None:
    """A rule in the one form that every client reads: FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU; None for any other."""
    parts = dict(part.split("=", 1) for part in value.upper().split(";") if "=" in part)
    until = parts.pop("UNTIL", "")
    day = _RULE.fullmatch(parts.pop("BYDAY", ""))
    month = parts.pop("BYMONTH", "")
    if parts != {"FREQ": "YEARLY"} or not day or not re.fullmatch("0?[1-9]|1[0-2]", month):
        return None
    end = local_of(until.removesuffix("Z")) if until else None
    return None if until and end is None else Yearly(int(month), int(day[1]), _DAYS.index(day[2]), end)
