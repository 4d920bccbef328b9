"""Rules on which time zones a calendar holds (checklist, 12 and 62), and the way to those on each (63 to 68)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from feeds.checks.content import Property
from feeds.checks.finding import Finding, fault, shown
from feeds.checks.observances import observances_of
from feeds.checks.offsets import Use, offset_faults
from feeds.checks.shapes import shape_faults
from feeds.checks.tree import Calendar, Component
from feeds.checks.values import Kind, time_of, zone_of


def zone_faults(calendar: Calendar) -> Iterator[Finding]:
    """Everything that is wrong with the time zones of a calendar, measured by those of IANA."""
    used = _used(calendar)
    zones = {zone.value("TZID"): zone for zone in reversed(calendar.zones)}
    yield from _matching(calendar.zones, used)
    for zone in calendar.zones:
        yield from shape_faults(zone)
    for tzid, zone in zones.items():
        real, said = zone_of(tzid), observances_of(zone)
        uses = [Use(line, time) for line in used.get(tzid, ()) if (time := time_of(line)) and time.kind is Kind.ZONED]
        if real and said and uses:
            yield from offset_faults(zone, said, real, uses)


def _used(calendar: Calendar) -> dict[str, list[Property]]:
    """All properties that name a zone, by that name."""
    found: dict[str, list[Property]] = {}
    for outer in calendar.root.components:
        for component in outer.walk() if outer.name != "VTIMEZONE" else ():
            for line in (line for lines in component.properties.values() for line in lines):
                if tzid := line.parameters.get("TZID"):
                    found.setdefault(tzid, []).append(line)
    return found


def _matching(zones: list[Component], used: dict[str, list[Property]]) -> Iterator[Finding]:
    names = [zone.value("TZID") for zone in zones]
    seen: set[str] = set()
    for name, zone in zip(names, zones, strict=True):
        if name in seen:
            yield fault(62, zone.line, f"The VTIMEZONE {shown(name)} stands twice; once is right.")
        elif name not in used:
            yield fault(62, zone.line, f"No entry uses the VTIMEZONE {shown(name)}; leave it out.")
        seen.add(name)
    for name, lines in used.items():
        if name not in seen:
            yield fault(62, lines[0].line, f"There is no VTIMEZONE for {shown(name)}; every TZID needs its own.")
    for before, after in pairwise(zones):
        if before.value("TZID") > after.value("TZID"):
            sentence = f"The VTIMEZONE {shown(after.value('TZID'))} is out of order; sort them by TZID."
            yield fault(12, after.line, sentence)
