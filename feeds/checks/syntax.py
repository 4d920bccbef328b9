"""Rules on every property, in whatever component it stands (checklist, 7, 10, 11, 14 and 15)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from feeds.checks.content import Property
from feeds.checks.finding import Finding, fault, shown
from feeds.checks.tree import Component

_TEXTS: Final = frozenset({
    "SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "COMMENT", "CONTACT", "UID", "RELATED-TO", "PRODID", "TZID", "TZNAME",
    "STYLED-DESCRIPTION", "STATUS", "TRANSP", "CLASS", "ACTION", "REFID",
})  # fmt: skip
_LISTS: Final = frozenset({"CATEGORIES", "RESOURCES"})
_ADDRESSES: Final = frozenset({"URL", "SOURCE", "TZURL", "ATTACH", "CONFERENCE", "IMAGE", "LINK", "CONCEPT"})
# Possessive: no text is read twice.
_TEXT = re.compile(r"[^\\;,]*+(?:\\[\\;,n][^\\;,]*+)*+")
_TEXT_LIST = re.compile(r"[^\\;]*+(?:\\[\\;,n][^\\;]*+)*+")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*+:(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})++")
_ONCE: Final[dict[str, tuple[str, ...]]] = {
    "VCALENDAR": (
        "PRODID", "VERSION", "CALSCALE", "METHOD", "LAST-MODIFIED", "URL", "REFRESH-INTERVAL", "SOURCE", "COLOR",
        "X-WR-CALNAME", "X-WR-CALDESC", "X-WR-TIMEZONE", "X-PUBLISHED-TTL", "X-APPLE-CALENDAR-COLOR",
    ),
    "VEVENT": (
        "UID", "DTSTAMP", "DTSTART", "DTEND", "DURATION", "SUMMARY", "DESCRIPTION", "LOCATION", "GEO", "URL", "STATUS",
        "TRANSP", "CLASS", "SEQUENCE", "CREATED", "LAST-MODIFIED", "ORGANIZER", "PRIORITY", "RECURRENCE-ID", "COLOR",
        "X-APPLE-STRUCTURED-LOCATION",
    ),
    "VALARM": ("UID", "ACTION", "TRIGGER", "DESCRIPTION", "DURATION", "REPEAT"),
    "VTIMEZONE": ("TZID", "LAST-MODIFIED", "TZURL"),
    "STANDARD": ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE"),
    "DAYLIGHT": ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE"),
}  # fmt: skip


def syntax_faults(roots: list[Component]) -> Iterator[Finding]:
    """Everything that is wrong with the nesting of components and with the syntax of values."""
    yield from _one_calendar(roots)
    for root in roots:
        for component in root.walk():
            yield from _stands_once(component)
            for lines in component.properties.values():
                for line in lines:
                    yield from _value(line)


def _one_calendar(roots: list[Component]) -> Iterator[Finding]:
    calendars = [root for root in roots if root.name == "VCALENDAR"]
    nested = [inner for root in calendars for inner in root.within("VCALENDAR")]
    if not calendars:
        yield fault(14, 0, "There is no calendar in the file; it holds exactly one VCALENDAR.")
    for calendar in (*calendars[1:], *nested):
        yield fault(14, calendar.line, "A second calendar begins here; a file holds exactly one VCALENDAR.")
    for root in roots:
        if root.name != "VCALENDAR":
            yield fault(14, root.line, f"{shown(root.name)} stands outside the calendar; put it into the VCALENDAR.")


def _stands_once(component: Component) -> Iterator[Finding]:
    for name in _ONCE.get(component.name, ()):
        for line in component.every(name)[1:]:
            yield fault(15, line.line, f"{name} stands twice in this {component.name}; it may stand once.")


def _value(line: Property) -> Iterator[Finding]:
    if line.kind == "URI" or (not line.kind and line.name in _ADDRESSES):
        if not _ADDRESS.fullmatch(line.value):
            sentence = f"{line.name} is no address: {shown(line.value)}; percent-encode all but plain letters."
            yield fault(11, line.line, sentence)
    elif line.kind in ("", "TEXT") and line.name.startswith("X-"):
        yield from _text(line, 10, _TEXT)
    elif line.name in _TEXTS:
        yield from _text(line, 7, _TEXT)
    elif line.name in _LISTS:
        yield from _text(line, 7, _TEXT_LIST)


def _text(line: Property, rule: int, form: re.Pattern[str]) -> Iterator[Finding]:
    match = form.match(line.value)
    end = match.end() if match else 0
    if end < len(line.value):
        sentence = rf"{line.name} has a wrong escape at {shown(line.value[end:], 12)}; right are only \\ \; \, and \n."
        yield fault(rule, line.line, sentence)
