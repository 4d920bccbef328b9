"""Values of properties as types: text without its escapes, times, durations, addresses."""

from __future__ import annotations

import ipaddress
import re
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from feeds.checks.content import Property
from feeds.when import zone_names

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_TIME = re.compile(r"(\d{4})\d{4}(T(?:[01]\d|2[0-3])\d{4}(Z?))?", re.ASCII)
_DURATION = re.compile(
    r"([+-])?P(?=[\dT])(?:(\d{1,6})W|(?:(\d{1,6})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?)",
    re.ASCII,
)
_FIRST_YEAR, _LAST_YEAR = 3, 9996  # a year and an offset on either side are still in the calendar of Python
_MINUTE: Final = timedelta(minutes=1)


class Kind(StrEnum):
    """What sort of time it is."""

    DATE = "a date"
    UTC = "a time in UTC"
    ZONED = "a local time in a zone"
    FLOATING = "a local time without a zone"


class Time(NamedTuple):
    """A date or time as it is written: the wall clock (midnight for a date) and the zone that it names."""

    kind: Kind
    wall: datetime
    zone: str


def plain(value: str) -> str:
    """TEXT without its escapes (RFC 5545 section 3.3.11)."""
    return _ESCAPE.sub(lambda escape: "\n" if escape[1] in "nN" else escape[1], value) if "\\" in value else value


def time_of(line: Property) -> Time | None:
    """The date or time of a property; None for what is no day of the calendar, or no hour of a day."""
    match = _TIME.fullmatch(line.value)
    wall = _wall(line.value) if match and _FIRST_YEAR <= int(match[1]) <= _LAST_YEAR else None
    if match is None or wall is None:
        return None
    zone = line.parameters.get("TZID", "")
    if not match[2]:
        return Time(Kind.DATE, wall, zone)
    return Time(Kind.UTC if match[3] else Kind.ZONED if zone else Kind.FLOATING, wall, zone)


def local_of(value: str) -> datetime | None:
    """A local time without a zone, of any year; None for anything else."""
    match = _TIME.fullmatch(value)
    return _wall(value) if match and match[2] and not match[3] else None


def _wall(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value.removesuffix("Z"))
    except ValueError:
        return None


def duration_of(value: str) -> timedelta | None:
    """A duration (RFC 5545 section 3.3.6); None for what is none."""
    match = _DURATION.fullmatch(value)
    if not match:
        return None
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in match.groups()[1:])
    span = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -span if match[1] == "-" else span


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo | None:
    """The IANA zone of a name; None for a name that is none."""
    return ZoneInfo(name) if name in zone_names() else None


def offset_at(zone: ZoneInfo, wall: datetime, second: bool = False) -> timedelta:
    """The offset that a zone has at a local time, in whole minutes, as feeds write it."""
    return in_minutes(zone.utcoffset(wall.replace(fold=second)) or timedelta(0))


def in_minutes(offset: timedelta) -> timedelta:
    """An offset to the nearest minute: those before standard time had seconds."""
    return _MINUTE * round(offset / _MINUTE)


def instant_of(time: Time) -> datetime | None:
    """The time in UTC, as a naive time; None where the zone is not known. Dates and floating times stay as they are."""
    if time.kind is not Kind.ZONED:
        return time.wall
    zone = zone_of(time.zone)
    return time.wall - (zone.utcoffset(time.wall) or timedelta(0)) if zone else None


def is_public_address(value: str) -> bool:
    """Whether it is an https address, or http on a machine of one's own."""
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and _is_near(host)))


def _is_near(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False
