"""Rules on the start and the end of entries (checklist, 61 and 69 to 74)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from feeds.checks.content import Property
from feeds.checks.finding import Finding, fault, shown
from feeds.checks.tree import Component
from feeds.checks.values import Kind, Time, instant_of, time_of, zone_of

_FIXED = re.compile(r"(?:UTC|GMT|Z)?[ ]?[+-]\d{1,2}:?(?:\d\d)?", re.I | re.ASCII)


def time_faults(events: list[Component]) -> Iterator[Finding]:
    """Everything that is wrong with when entries start and end, but for what their zones say of themselves."""
    for event in events:
        times = {name: time_of(line) for name in ("DTSTART", "DTEND") if (line := event.first(name))}
        for name, time in times.items():
            line = event.every(name)[0]
            yield from _one(line, time) if time else _unreadable(line)
        yield from _span(event, times)


def _unreadable(line: Property) -> Iterator[Finding]:
    sentence = f"{line.name} is {shown(line.value)}; right is 20270305T200000 with a TZID, or VALUE=DATE and 20270305."
    yield fault(15, line.line, sentence)


def _one(line: Property, time: Time) -> Iterator[Finding]:
    if (time.kind is Kind.DATE) != (line.kind == "DATE"):
        yield fault(70, line.line, f"{line.name} has another form than its VALUE says; whole days have VALUE=DATE.")
    if time.kind is Kind.FLOATING:
        yield fault(71, line.line, f"{line.name} has no zone; right is a TZID, or a Z at the end for UTC.")
    elif time.zone and time.kind is not Kind.ZONED:
        yield fault(61, line.line, f"{line.name} has a TZID, but is {time.kind}; leave the TZID out.")
    elif time.zone:
        yield from _zoned(line, time)


def _zoned(line: Property, time: Time) -> Iterator[Finding]:
    zone = zone_of(time.zone)
    if zone:
        yield from _clock(line, time.wall, zone)
    elif _FIXED.fullmatch(time.zone):
        yield fault(72, line.line, f"TZID {shown(time.zone)} is an offset; right is the IANA zone of the place.")
    else:
        yield fault(61, line.line, f"TZID {shown(time.zone)} is no IANA time zone; right is for example Europe/Berlin.")


def _clock(line: Property, wall: datetime, zone: ZoneInfo) -> Iterator[Finding]:
    first, second = (zone.utcoffset(wall.replace(fold=fold)) for fold in (0, 1))
    if first is None or second is None or first == second:
        return
    # Where the clocks go forward, the later reading of a skipped time has the larger offset.
    if second > first:
        sentence = f"{wall:%H:%M} on {wall:%Y-%m-%d} does not exist in {zone.key}: the clocks go forward then."
        yield fault(74, line.line, sentence)
    else:
        sentence = f"{wall:%H:%M} on {wall:%Y-%m-%d} comes twice in {zone.key}; write both times of the entry in UTC."
        yield fault(73, line.line, sentence)


def _span(event: Component, times: dict[str, Time | None]) -> Iterator[Finding]:
    if "DTSTART" not in times:
        yield fault(15, event.line, "DTSTART is missing; every entry has a start.")
        return
    start, end = times["DTSTART"], times.get("DTEND")
    if start is None or ("DTEND" in times and end is None):
        return  # said already
    rule = 70 if start.kind is Kind.DATE else 69
    place = event.place("DTEND")
    if end is None:
        yield fault(rule, place, "DTEND is missing; right is always an end, for whole days the day after the last.")
    elif (start.kind, start.zone) != (end.kind, end.zone):
        sentence = f"DTSTART is {_kind(start)}, DTEND {_kind(end)}; right is the same for both."
        yield fault(69, place, sentence)
    elif _is_over(start, end):
        yield fault(rule, place, "DTEND is not later than DTSTART; right is later, for whole days the day after.")


def _kind(time: Time) -> str:
    return f"{time.kind} {time.zone[:40]}" if time.kind is Kind.ZONED else time.kind


def _is_over(start: Time, end: Time) -> bool:
    first, last = instant_of(start), instant_of(end)
    return last <= first if first and last else end.wall <= start.wall
