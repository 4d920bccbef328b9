"""Rules on the properties of the calendar itself (checklist, 18 to 32)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Final

from feeds.checks.colours import HEX
from feeds.checks.finding import Finding, fault, shown
from feeds.checks.tree import Calendar, is_placeholder
from feeds.checks.values import duration_of, is_public_address, plain, zone_of

_ENTRIES: Final = ("VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY")


def head_faults(calendar: Calendar) -> Iterator[Finding]:
    """Everything that is wrong with a calendar's own properties; those for subscribers are asked of feeds only."""
    for rule in (*_FILES, *_FEEDS) if calendar.is_feed else _FILES:
        yield from rule(calendar)


def _version(calendar: Calendar) -> Iterator[Finding]:
    root = calendar.root
    if root.value("VERSION") != "2.0":
        yield fault(18, root.place("VERSION"), f"VERSION is {shown(root.value('VERSION'))}; right is VERSION:2.0.")
    if not root.value("PRODID").strip():
        yield fault(18, root.place("PRODID"), "PRODID is missing; name the program that made the file.")


def _scale(calendar: Calendar) -> Iterator[Finding]:
    line = calendar.root.first("CALSCALE")
    if line and line.value != "GREGORIAN":
        yield fault(19, line.line, f"CALSCALE is {shown(line.value)}; right is GREGORIAN, or no CALSCALE.")


def _method(calendar: Calendar) -> Iterator[Finding]:
    for line in calendar.root.every("METHOD"):
        yield fault(20, line.line, f"METHOD:{line.value[:20]} makes an invitation of the file; leave METHOD out.")


def _uid(calendar: Calendar) -> Iterator[Finding]:
    for line in calendar.root.every("UID"):
        yield fault(29, line.line, "The calendar has a UID; only entries may have one, leave it out.")


def _last_modified(calendar: Calendar) -> Iterator[Finding]:
    line = calendar.root.first("LAST-MODIFIED")
    newest = max((event.value("LAST-MODIFIED") for event in calendar.events), default="")
    if line and newest and line.value != newest:
        yield fault(30, line.line, f"LAST-MODIFIED is {shown(line.value)}; right is the newest entry's, {newest[:20]}.")


def _something(calendar: Calendar) -> Iterator[Finding]:
    if not any(component.name in _ENTRIES for component in calendar.root.components):
        yield fault(31, calendar.root.line, "The calendar holds no entry; an empty one needs a placeholder.")


def _placeholder(calendar: Calendar) -> Iterator[Finding]:
    for event in filter(is_placeholder, calendar.events):
        if len(calendar.events) > 1:
            yield fault(32, event.line, "A placeholder stands beside entries; it belongs only in an empty calendar.")
        if event.value("TRANSP") != "TRANSPARENT":
            yield fault(32, event.place("TRANSP"), "The placeholder blocks time; right is TRANSP:TRANSPARENT.")


def _names(calendar: Calendar) -> Iterator[Finding]:
    yield from _both(calendar, 21, "NAME", "X-WR-CALNAME")


def _descriptions(calendar: Calendar) -> Iterator[Finding]:
    yield from _both(calendar, 22, "DESCRIPTION", "X-WR-CALDESC")


def _both(calendar: Calendar, rule: int, standard: str, usual: str) -> Iterator[Finding]:
    root = calendar.root
    for name in (standard, usual):
        if not root.value(name).strip():
            yield fault(rule, root.place(name), f"{name} is missing; a feed has {standard} and {usual}, both equal.")
            return
    if plain(root.value(standard)) != plain(root.value(usual)):
        yield fault(rule, root.place(usual), f"{usual} says something else than {standard}; both are to be equal.")


def _refresh(calendar: Calendar) -> Iterator[Finding]:
    root = calendar.root
    line, ttl = root.first("REFRESH-INTERVAL"), root.value("X-PUBLISHED-TTL")
    span = duration_of(line.value) if line else None
    if not line or line.kind != "DURATION" or span is None or span <= timedelta(0):
        sentence = "REFRESH-INTERVAL is missing or wrong; right is REFRESH-INTERVAL;VALUE=DURATION:PT1H or the like."
        yield fault(23, root.place("REFRESH-INTERVAL"), sentence)
    if duration_of(ttl) is None or (span is not None and duration_of(ttl) != span):
        sentence = f"X-PUBLISHED-TTL is {shown(ttl)}; right is a duration equal to REFRESH-INTERVAL."
        yield fault(24, root.place("X-PUBLISHED-TTL"), sentence)


def _source(calendar: Calendar) -> Iterator[Finding]:
    line = calendar.root.first("SOURCE")
    if not line or line.kind != "URI" or not is_public_address(line.value):
        sentence = "SOURCE is missing or wrong; right is SOURCE;VALUE=URI: and the feed's own https address."
        yield fault(25, calendar.root.place("SOURCE"), sentence)


def _page(calendar: Calendar) -> Iterator[Finding]:
    if not is_public_address(calendar.root.value("URL")):
        sentence = "URL is missing or wrong; right is the https address of the page that shows the same entries."
        yield fault(26, calendar.root.place("URL"), sentence)


def _colour(calendar: Calendar) -> Iterator[Finding]:
    root = calendar.root
    name, digits = root.value("COLOR"), root.value("X-APPLE-CALENDAR-COLOR")
    if name.lower() not in HEX:
        yield fault(27, root.place("COLOR"), f"COLOR is {shown(name)}; right is a name of CSS, such as steelblue.")
    elif digits[:7].lower() != f"#{HEX[name.lower()]}":
        sentence = f"X-APPLE-CALENDAR-COLOR is {shown(digits)}; right is the colour of COLOR, #{HEX[name.lower()]}."
        yield fault(27, root.place("X-APPLE-CALENDAR-COLOR"), sentence)


def _home_zone(calendar: Calendar) -> Iterator[Finding]:
    line = calendar.root.first("X-WR-TIMEZONE")
    if line and zone_of(line.value) is None:
        yield fault(28, line.line, f"X-WR-TIMEZONE is {shown(line.value)}; right is an IANA zone, or none at all.")


_FILES: Final[tuple[Callable[[Calendar], Iterator[Finding]], ...]] = (
    _version, _scale, _method, _uid, _last_modified, _something, _placeholder,
)  # fmt: skip
_FEEDS: Final[tuple[Callable[[Calendar], Iterator[Finding]], ...]] = (
    _names, _descriptions, _refresh, _source, _page, _colour, _home_zone,
)  # fmt: skip
