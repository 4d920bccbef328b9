"""Times as they are announced: moments (wall clock + zone) and partial dates (a date is not a midnight)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from dateutil.relativedelta import relativedelta

from feeds.errors import FactError, Problem

UTC_ZONES: Final = frozenset({"UTC", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Universal", "Zulu"})
"""Names of UTC itself: written as `…Z`, without a VTIMEZONE."""

_UNUSABLE: Final = frozenset({"Factory", "localtime", "posixrules"})
YEARS: Final = (1850, 2200)
"""The first and the last year that a date may have: zone rules are followed through all years of a feed, so one
entry of the year 9900 would cost every poller megabytes."""

_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(Z|[+-]\d{2}:\d{2})?(?:\[([A-Za-z0-9_+/-]+)\])?")
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}|[Qq][1-4]|[a-z]+)(?:-(\d{2}))?)?")
_NAMED: Final = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24} | {
    f"q{number}": 32 + number for number in (1, 2, 3, 4)
}


class Precision(StrEnum):
    """How much of a partial date is known."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    YEAR = "year"
    UNKNOWN = "unknown"


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Every name of an IANA zone that a moment may have."""
    return frozenset(available_timezones()) - _UNUSABLE


def zone_of(name: str, field: str = "zone") -> str:
    """The name itself if it is an IANA zone's. Raises FactError, naming the field."""
    if name in zone_names():
        return name
    raise FactError.of(field, f"{field} “{name[:60]}” is not an IANA time zone; right is for example Europe/Berlin.")


@dataclass(frozen=True, slots=True)
class Moment:
    """A wall clock time at a place: naive local time in whole seconds, and the IANA zone.

    `second` tells that it is the second of two equal times, when the clocks go back. Raises FactError for a zone that
    does not exist and for a local time that a change of clocks skips (RFC 5545 section 3.3.5 lets writers guess
    there; we refuse).
    """

    wall: datetime
    zone: str
    second: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no local time."""
        if self.wall.tzinfo is not None or self.wall.microsecond or self.wall.fold:
            raise FactError.of("time", "time must be a local time in whole seconds, without an offset.")
        zone_of(self.zone)
        _year_of(self.wall.year, "time")
        back = local(self.utc, self.zone)
        if (back.wall, back.second) != (self.wall, self.second):
            raise FactError.of(
                "time",
                f"{self.wall:%H:%M} on {self.wall:%Y-%m-%d} does not exist in {self.zone}: the clocks go forward "
                f"then; right is for example {back.wall:%H:%M}.",
            )

    @property
    def utc(self) -> datetime:
        """The instant, aware, in UTC; derived anew from the zone's rules at each call."""
        return self._aware.astimezone(UTC)

    @property
    def offset(self) -> str:
        """The offset from UTC that the zone has then, such as `+01:00`."""
        return self._aware.isoformat(timespec="minutes")[16:22]

    @property
    def ambiguous(self) -> bool:
        """Whether the clocks show this time twice, as they go back."""
        zone = ZoneInfo(self.zone)
        return zone.utcoffset(self.wall) != zone.utcoffset(self.wall.replace(fold=1))

    @property
    def day(self) -> date:
        """The local day."""
        return self.wall.date()

    def plus(self, span: timedelta) -> Moment:
        """The moment that much real time later (it ends when the clock there says so)."""
        return local(self.utc + span, self.zone)

    def __str__(self) -> str:
        """The local time as it is stored: `2026-12-05T20:00`, with the offset only for the second of two."""
        text = self.wall.isoformat(timespec="seconds" if self.wall.second else "minutes")
        return f"{text}{self.offset}" if self.second else text

    @property
    def _aware(self) -> datetime:
        return self.wall.replace(tzinfo=ZoneInfo(self.zone), fold=self.second)


def local(instant: datetime, zone: str) -> Moment:
    """The moment at which an instant (aware) is, by the clock of a zone."""
    aware = instant.astimezone(ZoneInfo(zone))
    wall = aware.replace(tzinfo=None, fold=0)
    moment: Moment = object.__new__(Moment)  # judged already: the way back from an instant always leads to a time
    for name, value in (("wall", wall), ("zone", zone), ("second", aware.fold == 1)):
        object.__setattr__(moment, name, value)
    return moment


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as far as it is known, in the forms of EDTF (ISO 8601-2): `2027`, `2027-03`, `2027-03-05`, a quarter
    `2027-33` to `-36`, a season `2027-21` (spring) to `-24` (winter), or `tba`.

    Seasons are those of the northern year: spring is March to May, winter December to February of the next year.
    """

    text: str

    @property
    def precision(self) -> Precision:
        """How much is known."""
        if self.text == "tba":
            return Precision.UNKNOWN
        if len(self.text) == 4:
            return Precision.YEAR
        if len(self.text) == 10:
            return Precision.DAY
        code = self.code
        return Precision.MONTH if code <= 12 else Precision.SEASON if code <= 24 else Precision.QUARTER

    @property
    def code(self) -> int:
        """The number after the year: a month (1 to 12), a season (21 to 24) or a quarter (33 to 36)."""
        return int(self.text[5:7])

    @property
    def year(self) -> int:
        """The year; not to be asked of a date to be announced."""
        return int(self.text[:4])

    @property
    def is_day(self) -> bool:
        """Whether it is a whole day: only then it can stand in a calendar."""
        return self.precision is Precision.DAY

    @property
    def first(self) -> date:
        """The first day that it may mean; the last day of the calendar where nothing is known."""
        match self.precision:
            case Precision.DAY:
                return date.fromisoformat(self.text)
            case Precision.MONTH:
                return date(self.year, self.code, 1)
            case Precision.QUARTER:
                return date(self.year, 3 * (self.code - 33) + 1, 1)
            case Precision.SEASON:
                return date(self.year, 3 * (self.code - 20), 1)
            case Precision.YEAR:
                return date(self.year, 1, 1)
        return date.max

    @property
    def last(self) -> date:
        """The last day that it may mean; the last day of the calendar where nothing is known."""
        months = {Precision.MONTH: 1, Precision.QUARTER: 3, Precision.SEASON: 3, Precision.YEAR: 12}
        if self.precision in months:
            return self.first + relativedelta(months=months[self.precision], days=-1)
        return self.first

    def __str__(self) -> str:
        """The form in which it is stored."""
        return self.text


When = Moment | PartialDate
TBA: Final = PartialDate("tba")


def day(value: date) -> PartialDate:
    """A whole day without an hour."""
    return PartialDate(value.isoformat())


def partial_of(value: str, field: str) -> PartialDate:
    """A partial date from its text; `2027-Q1` and `2027-spring` are understood too. Raises FactError."""
    text = value.strip()
    if text.lower() in ("tba", "tbc", "tbd"):
        return TBA
    match = _PARTIAL.fullmatch(text.lower())
    if not match:
        raise _unreadable(text, field)
    year, middle, end = match.groups()
    _year_of(int(year), field)
    if end is not None:
        return day(_date_of(text, field))
    if middle is None:
        return PartialDate(year)
    code = _NAMED.get(middle) or (int(middle) if middle.isdigit() else 0)
    if code not in (*range(1, 13), *range(21, 25), *range(33, 37)):
        raise _unreadable(text, field)
    return PartialDate(f"{year}-{code:02d}")


def moment_of(value: str, zone: str | None, field: str) -> Moment:
    """A moment from `2026-12-05T20:00` and its zone's name.

    An offset (`…+01:00`) may be given: it must be one that the zone has then, and picks the second of two equal
    times when the clocks go back. A zone of its own may stand behind (`…[Europe/Berlin]`, RFC 9557): it goes before
    the other. Raises FactError, naming the field.
    """
    match = _MOMENT.fullmatch(value.strip())
    if not match:
        raise _unreadable(value.strip(), field)
    zone = zone_of(match[4], field) if match[4] else zone
    if zone is None:
        raise FactError.of("zone", f"zone is missing: {field} has an hour; name an IANA time zone or a venue with one.")
    day_text, clock, offset, _ = match.groups()
    return _renamed(field, lambda: _at(_date_of(day_text, field), clock, offset, zone, field))


def when_of(value: str, zone: str | None, field: str) -> When:
    """A moment where the text has an hour, else a partial date. Raises FactError, naming the field."""
    return moment_of(value, zone, field) if _MOMENT.fullmatch(value.strip()) else partial_of(value, field)


def _at(on: date, clock: str, offset: str | None, zone: str, field: str) -> Moment:
    try:
        wall = datetime.fromisoformat(f"{on.isoformat()}T{clock}")
    except ValueError:
        raise FactError.of(field, f"{field} “{clock}” is not a time of day; right is 00:00 to 23:59.") from None
    moment = Moment(wall, zone)
    if offset is None:
        return moment
    offset = "+00:00" if offset == "Z" else offset
    for candidate in (moment, _second(moment)):
        if candidate is not None and candidate.offset == offset:
            return candidate
    raise FactError.of(field, f"{field} has the offset {offset}, but {zone} has {moment.offset} then; leave it out.")


def _second(moment: Moment) -> Moment | None:
    try:
        return Moment(moment.wall, moment.zone, second=True)
    except FactError:  # there is no second one
        return None


def _date_of(text: str, field: str) -> date:
    try:
        on = date.fromisoformat(text)
    except ValueError:
        raise FactError.of(field, f"{field} “{text}” is not a day of the calendar.") from None
    _year_of(on.year, field)
    return on


def _year_of(year: int, field: str) -> None:
    if not YEARS[0] <= year <= YEARS[1]:
        raise FactError.of(field, f"{field} has the year {year}; years from {YEARS[0]} to {YEARS[1]} are allowed.")


def _renamed(field: str, make: Callable[[], Moment]) -> Moment:
    try:
        return make()
    except FactError as error:
        raise FactError(
            *(Problem(field, f"{field} {p.sentence}") if p.field == "time" else p for p in error.problems)
        ) from None


def _unreadable(text: str, field: str) -> FactError:
    return FactError.of(
        field,
        f"{field} “{text[:40]}” is not understood; right is 2027-03-05T20:00, 2027-03-05, 2027-03, 2027-Q1, "
        "2027-spring, 2027 or tba.",
    )
