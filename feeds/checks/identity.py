"""Rules on what tells entries and their versions apart: UID, stamps, SEQUENCE (checklist, 33 to 37 and 40)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from feeds.checks.finding import Finding, fault, shown
from feeds.checks.tree import Component, is_placeholder
from feeds.checks.values import Kind, time_of

_UID = re.compile(r"[^@\s]+@[^@\s]+")
_INDEX = re.compile(r"[0-9]{1,7}@.*")
_WHOLE = re.compile("[0-9]{1,10}")
_LARGEST: Final = 2**31 - 1


def identity_faults(events: list[Component]) -> Iterator[Finding]:
    """Everything that is wrong with the identity of entries, each alone and among each other."""
    for event in events:
        for rule in _RULES:
            yield from rule(event)
    yield from _twins(events)


def _uid(event: Component) -> Iterator[Finding]:
    uid = event.value("UID")
    if not _UID.fullmatch(uid):
        sentence = f"UID is {shown(uid)}; right is something random, @, and a domain, the same for ever."
        yield fault(33, event.place("UID"), sentence)
    elif _INDEX.fullmatch(uid):
        yield fault(33, event.place("UID"), f"UID {shown(uid)} counts entries; right is something random before the @.")


def _stamp(event: Component) -> Iterator[Finding]:
    if not _is_utc(event, "DTSTAMP"):
        sentence = f"DTSTAMP is {shown(event.value('DTSTAMP'))}; right is the last change in UTC: 20270305T120000Z."
        yield fault(36, event.place("DTSTAMP"), sentence)


def _last_modified(event: Component) -> Iterator[Finding]:
    line = event.first("LAST-MODIFIED")
    if line is None and is_placeholder(event):
        return  # it never changes
    if not _is_utc(event, "LAST-MODIFIED") or event.value("LAST-MODIFIED") != event.value("DTSTAMP"):
        found = shown(line.value) if line else "missing"
        sentence = f"LAST-MODIFIED is {found}; right is the same time in UTC as DTSTAMP."
        yield fault(37, event.place("LAST-MODIFIED"), sentence)


def _is_utc(event: Component, name: str) -> bool:
    line = event.first(name)
    time = time_of(line) if line else None
    return time is not None and time.kind is Kind.UTC and not time.zone


def _created(event: Component) -> Iterator[Finding]:
    if event.first("CREATED") and not _is_utc(event, "CREATED"):
        sentence = f"CREATED is {shown(event.value('CREATED'))}; right is a time in UTC: 20270305T120000Z."
        yield fault(15, event.place("CREATED"), sentence)


def _sequence(event: Component) -> Iterator[Finding]:
    line = event.first("SEQUENCE")
    if line is None and is_placeholder(event):
        return
    if not line or not _WHOLE.fullmatch(line.value) or int(line.value) > _LARGEST:
        found = shown(line.value) if line else "missing"
        sentence = f"SEQUENCE is {found}; right is a whole number that grows with each change."
        yield fault(40, event.place("SEQUENCE"), sentence)


def _twins(events: list[Component]) -> Iterator[Finding]:
    seen: dict[tuple[str, str], int] = {}
    for event in events:
        key = event.value("UID"), event.value("RECURRENCE-ID")
        if key in seen and key[0]:
            sentence = f"UID {shown(key[0])} is that of the entry on line {seen[key]} too; each entry needs its own."
            yield fault(35, event.place("UID"), sentence)
        seen.setdefault(key, event.line)


_RULES: Final[tuple[Callable[[Component], Iterator[Finding]], ...]] = (
    _uid, _stamp, _last_modified, _created, _sequence,
)  # fmt: skip
