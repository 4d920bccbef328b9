"""Rules on what else an entry may carry, and on what it must not (checklist, 51, 52 and 54 to 60)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Final

from feeds.checks.finding import Finding, fault, shown
from feeds.checks.tree import Component
from feeds.checks.values import duration_of, plain

_GEO = re.compile(r"-?\d{1,2}\.\d{6};-?\d{1,3}\.\d{6}", re.ASCII)
_REPEATS: Final = ("RRULE", "RDATE", "EXDATE", "EXRULE")


def extra_faults(events: list[Component]) -> Iterator[Finding]:
    """Everything that is wrong with places on the map, pictures, links, alarms and what is nested."""
    for event in events:
        for rule in _RULES:
            yield from rule(event)


def _position(event: Component) -> Iterator[Finding]:
    line = event.first("GEO")
    if not line:
        return
    north, _, east = line.value.partition(";")
    if not _GEO.fullmatch(line.value) or abs(float(north)) > 90 or abs(float(east)) > 180:
        sentence = f"GEO is {shown(line.value)}; right is latitude;longitude with six decimals: 52.520000;13.405000."
        yield fault(51, line.line, sentence)


def _apple_place(event: Component) -> Iterator[Finding]:
    location = plain(event.value("LOCATION"))
    for line in event.every("X-APPLE-STRUCTURED-LOCATION"):
        title, address = line.parameters.get("X-TITLE", ""), line.parameters.get("X-ADDRESS")
        whole = (title, f"{title}, {address}", f"{title}\n{address}") if address else (title,)
        if not title or location not in whole:
            sentence = f"X-TITLE is {shown(title)}; right is the text of LOCATION to the letter, or no such property."
            yield fault(52, line.line, sentence)


def _people(event: Component) -> Iterator[Finding]:
    for name in ("ATTENDEE", "ORGANIZER"):
        for line in event.every(name):
            yield fault(54, line.line, f"{name} makes an invitation of the entry; leave it out.")


def _alarms(event: Component) -> Iterator[Finding]:
    for alarm in event.within("VALARM"):
        trigger = alarm.first("TRIGGER")
        span = duration_of(trigger.value) if trigger else None
        if alarm.value("ACTION") != "DISPLAY":
            yield fault(55, alarm.place("ACTION"), "The alarm's action is wrong or missing; right is ACTION:DISPLAY.")
        if not alarm.value("DESCRIPTION").strip():
            yield fault(55, alarm.place("DESCRIPTION"), "The alarm has no DESCRIPTION; it needs a text to show.")
        if span is None or span > timedelta(0):
            sentence = "The alarm's TRIGGER is wrong or missing; right is a duration before the start, such as -PT2H."
            yield fault(55, alarm.place("TRIGGER"), sentence)


def _attached(event: Component) -> Iterator[Finding]:
    for name in ("ATTACH", "IMAGE"):
        for line in event.every(name):
            inline = line.kind == "BINARY" or "ENCODING" in line.parameters
            if inline or not line.value.lower().startswith(("https://", "http://")):
                yield fault(56, line.line, f"{name} carries its data itself or is no link; right is an https address.")


def _conference(event: Component) -> Iterator[Finding]:
    for line in event.every("CONFERENCE"):
        if line.kind != "URI":
            yield fault(57, line.line, "CONFERENCE does not say that it is an address; right is CONFERENCE;VALUE=URI:.")


def _links(event: Component) -> Iterator[Finding]:
    for line in event.every("LINK"):
        if not line.kind or not line.parameters.get("LINKREL"):
            yield fault(58, line.line, "LINK needs VALUE and LINKREL; right is LINK;VALUE=URI;LINKREL=….")


def _nested(event: Component) -> Iterator[Finding]:
    for child in event.components:
        for component in child.walk():
            if component is not child or child.name != "VALARM":
                yield fault(59, component.line, f"{shown(component.name)} is nested in an entry; leave it out.")


def _repeats(event: Component) -> Iterator[Finding]:
    for name in _REPEATS:
        for line in event.every(name):
            yield fault(60, line.line, f"{name} makes several entries of one; right is one VEVENT for each occurrence.")


_RULES: Final[tuple[Callable[[Component], Iterator[Finding]], ...]] = (
    _position, _apple_place, _people, _alarms, _attached, _conference, _links, _nested, _repeats,
)  # fmt: skip
