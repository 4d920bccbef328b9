"""The VTIMEZONE of an IANA zone, in the form that every client reads alike (RFC 5545 section 3.6.5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

_STEP: Final = timedelta(days=3)
"""Coarse enough to be fast, fine enough to miss nothing: the shortest time that a zone ever left its offset and came
back to it is seven days (Gaza in October 2040, Recife in October 2000), and a test asks tzdata that again."""

_OLDEST: Final = 1970
"""Rules begin when they truly came to hold, but not before this year. Later would be enough for us, not for readers:
ts-ics passes over the first change of a rule, and vobject takes a zone for UTC that shows its offset from 2000 to 2020.
So the bytes also stay the same when the window moves on to the next year."""

_WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NO_CHANGE: Final = timedelta(0)


class _Onset(NamedTuple):
    """A change of clocks: the offsets (seconds and all) and name around it, and the wall time at which it strikes."""

    before: timedelta
    after: timedelta
    name: str
    wall: datetime


@lru_cache(maxsize=1024)
def vtimezone(tzid: str, first_year: int, last_year: int) -> bytes:
    """The whole component, BEGIN to END, every line closed by CRLF, for events in the local years
    `first_year` to `last_year` (both included, 2 to 9997). A year on either side is covered too.

    Raises ZoneInfoNotFoundError for a name that is not in tzdata.
    """
    zone = ZoneInfo(tzid)
    # On the first day of year 1 the wall clocks of the west do not exist yet: hence the second.
    start, end = datetime(first_year - 1, 1, 2, tzinfo=zone), datetime(last_year + 2, 1, 1, tzinfo=zone)
    onsets = list(_onsets(zone, start, end))
    rules = _rules(zone, onsets, range(first_year - 1, last_year + 2))
    # Without a rule each change is an observance of its own that strikes once, at its DTSTART. Lists of RDATE would be
    # shorter, but ts-ics keeps only the last date of a list, and ical.js forgets DTSTART beside one.
    body = rules or [_anchor(zone, start), *map(_block, onsets)]
    lines = ["BEGIN:VTIMEZONE", f"TZID:{tzid}", *(line for part in body for line in part), "END:VTIMEZONE"]
    return "".join(f"{line}\r\n" for line in lines).encode()


def _onsets(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[_Onset]:
    """Every change from `start` to `end`. Both hold UTC numbers under the zone itself, as `ZoneInfo.fromutc` asks."""
    left, local = start, zone.fromutc(start)
    while left < end:
        right = min(left + _STEP, end)
        there = zone.fromutc(right)
        if _state(there) != _state(local):
            # Going on from the change, not from `right`, finds a second one within the same step.
            right = _first_change(zone, left, right)
            there = zone.fromutc(right)
            yield _onset(local, there, right)
        left, local = right, there


def _state(local: datetime) -> tuple[timedelta, str]:
    """What the clocks of a zone show beside the time: offset and name."""
    return _offset(local), local.tzname() or ""


def _offset(local: datetime) -> timedelta:
    """The offset, which a time with a zone always has."""
    return local.utcoffset() or _NO_CHANGE


def _first_change(zone: ZoneInfo, left: datetime, right: datetime) -> datetime:
    """The second at which the state of `left` ends, if it ends once before `right`."""
    old, low, high = _state(zone.fromutc(left)), 0, int((right - left).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if _state(zone.fromutc(left + timedelta(seconds=middle))) == old:
            low = middle
        else:
            high = middle
    return left + timedelta(seconds=high)


def _onset(old: datetime, new: datetime, instant: datetime) -> _Onset:
    """The change at an instant, told in the local time that was in force before it (RFC 5545 section 3.6.5)."""
    wall = (instant + _offset(old)).replace(tzinfo=None)
    return _Onset(_offset(old), _offset(new), new.tzname() or "", wall)


def _rules(zone: ZoneInfo, onsets: list[_Onset], years: range) -> list[list[str]]:
    """One DAYLIGHT and one STANDARD with a yearly rule, the only form that Outlook reads (MS-OXCICAL
    2.1.3.1.1.19.2); nothing if the zone's changes do not follow such rules in each of these years."""
    groups = _groups(onsets)
    pair = sorted((group[0] for group in groups), key=lambda onset: onset.before - onset.after)
    if len(pair) != 2 or not pair[0].after > pair[0].before or not pair[1].after < pair[1].before:
        return []
    places = {group[0]: _place(group, years) for group in groups}
    if not all(places.values()):
        return []
    year = years.start
    while year > _OLDEST and all(_struck(zone, _in_year(onset, places[onset], year - 1)) for onset in pair):
        year -= 1
    return [_block(_in_year(onset, places[onset], year), _rule(onset.wall, places[onset])) for onset in pair]


def _groups(onsets: Iterable[_Onset]) -> list[list[_Onset]]:
    """Changes between the same offsets to the same name, each in order of time; the groups too."""
    alike: dict[tuple[timedelta, timedelta, str], list[_Onset]] = {}
    for onset in onsets:
        alike.setdefault((onset.before, onset.after, onset.name), []).append(onset)
    return list(alike.values())


def _place(group: list[_Onset], years: range) -> int:
    """Of which such weekday of its month these changes fall on, if every year has exactly one of them, in one month,
    on one weekday, at one time: 2 is the second, -1 the last, 0 no fixed one."""
    walls = [onset.wall for onset in group]
    if [wall.year for wall in walls] != list(years):
        return 0
    if len({(wall.month, wall.weekday(), wall.time()) for wall in walls}) != 1:
        return 0
    if all((wall + timedelta(days=7)).month != wall.month for wall in walls):
        return -1
    first, *others = {(wall.day + 6) // 7 for wall in walls}
    return 0 if others else first


def _in_year(onset: _Onset, place: int, year: int) -> _Onset:
    """The same change in another year, by its rule."""
    first = onset.wall.replace(year=year, day=1)
    days = [first + timedelta(days=(onset.wall.weekday() - first.weekday()) % 7 + 7 * week) for week in range(5)]
    inside = [day for day in days if day.month == first.month]
    return onset._replace(wall=inside[place - 1 if place > 0 else place])


def _struck(zone: ZoneInfo, onset: _Onset) -> bool:
    """Whether the clocks there really changed so."""
    instant = (onset.wall - onset.before).replace(tzinfo=zone)
    before, after = zone.fromutc(instant - timedelta(seconds=1)), zone.fromutc(instant)
    return _offset(before) == onset.before and _state(after) == (onset.after, onset.name)


def _rule(wall: datetime, place: int) -> str:
    """The yearly rule, open at its end: clients have no use for UNTIL here, and Outlook refuses COUNT."""
    return f"RRULE:FREQ=YEARLY;BYMONTH={wall.month};BYDAY={place}{_WEEKDAYS[wall.weekday()]}"


def _anchor(zone: ZoneInfo, start: datetime) -> list[str]:
    """What holds from the start of the window until the first change: without it, the hours before have no offset."""
    local = zone.fromutc(start)
    return _block(_onset(local, local, start))


def _block(onset: _Onset, *recurrence: str) -> list[str]:
    """One observance: DAYLIGHT where the clocks go forward, whatever the law calls it. Ireland's summer is
    "standard" in tzdata and its winter a negative daylight time, which few clients understand."""
    kind = "DAYLIGHT" if onset.after > onset.before else "STANDARD"
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{_stamp(onset.wall)}",
        f"TZOFFSETFROM:{_utc_offset(onset.before)}",
        f"TZOFFSETTO:{_utc_offset(onset.after)}",
        f"TZNAME:{onset.name}",
        *recurrence,
        f"END:{kind}",
    ]


def _stamp(wall: datetime) -> str:
    """A local time in the basic form; strftime would write the year 900 with three digits."""
    return wall.isoformat(timespec="seconds").replace("-", "").replace(":", "")


def _utc_offset(offset: timedelta) -> str:
    """`+0530`: the nearest whole minute, for Outlook refuses the seconds that offsets had before standard time."""
    minutes = round(offset.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
