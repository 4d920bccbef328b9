"""Whether a zone changes its clocks by a yearly rule, asked of tzdata."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

_STEP: Final = timedelta(days=3)  # no zone ever came back to its offset within seven days
_WEEK: Final = timedelta(days=7)
_LAST: Final = -1


class _Habit(NamedTuple):
    """What a yearly rule keeps the same in every year."""

    before: timedelta
    after: timedelta
    name: str
    month: int
    weekday: int
    clock: timedelta


def is_regular(zone: ZoneInfo, first: int, last: int) -> bool:
    """Whether one change forward and one back happen in each of these years by the same two rules."""
    places: dict[_Habit, set[int]] = {}
    for year in range(first, last + 1):
        found = dict(_changes(zone, year))
        places = places or found
        if len(found) != 2 or found.keys() != places.keys():
            return False
        places = {habit: places[habit] & found[habit] for habit in places}
    forward = [habit.after > habit.before for habit in places]
    return sorted(forward) == [False, True] and all(places.values())


def _changes(zone: ZoneInfo, year: int) -> Iterator[tuple[_Habit, set[int]]]:
    """The changes of a year, each with the places that its day has among such weekdays of its month."""
    # UTC numbers under the zone itself, as `ZoneInfo.fromutc` asks.
    left, end = datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)
    while left < end:
        right = min(left + _STEP, end)
        if _state(left) != _state(right):
            right = _change(left, right)
            yield _habit(right)
        left = right


def _state(instant: datetime) -> tuple[timedelta, str]:
    assert isinstance(instant.tzinfo, ZoneInfo)
    local = instant.tzinfo.fromutc(instant)
    return local.utcoffset() or timedelta(0), local.tzname() or ""


def _change(left: datetime, right: datetime) -> datetime:
    """The first second of the new state, if the state of `left` ends once before `right`."""
    old = _state(left)
    while (right - left) > timedelta(seconds=1):
        middle = left + (right - left) // timedelta(seconds=2) * timedelta(seconds=1)
        left, right = (middle, right) if _state(middle) == old else (left, middle)
    return right


def _habit(instant: datetime) -> tuple[_Habit, set[int]]:
    before, _ = _state(instant - timedelta(seconds=1))
    after, name = _state(instant)
    wall = instant + before
    midnight = wall.replace(hour=0, minute=0, second=0)
    last = {_LAST} if (wall + _WEEK).month != wall.month else set[int]()
    places = {(wall.day + 6) // 7} | last
    return _Habit(before, after, name, wall.month, wall.weekday(), wall - midnight), places
