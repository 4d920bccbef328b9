"""Rules on the form of a VTIMEZONE, whatever it says (checklist, 63 to 67)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from feeds.checks.finding import Finding, fault, shown
from feeds.checks.observances import dates_of, offset_of, rule_of
from feeds.checks.tree import Component
from feeds.checks.values import local_of

_KINDS: Final = ("STANDARD", "DAYLIGHT")
_MINUTES = re.compile(r"[+-]\d{4}", re.ASCII)


def shape_faults(zone: Component) -> Iterator[Finding]:
    """Everything that is wrong with the form of a VTIMEZONE."""
    yield from _observances(zone)
    for observance in zone.components:
        for rule in _RULES if observance.name in _KINDS else ():
            yield from rule(observance)


def _observances(zone: Component) -> Iterator[Finding]:
    ruled = [each for each in zone.components if each.first("RRULE")]
    standards = zone.within("STANDARD")
    for each in zone.components:
        if each.name not in _KINDS:
            sentence = f"{shown(each.name)} stands in a VTIMEZONE; right are STANDARD and DAYLIGHT alone."
            yield fault(63, each.line, sentence)
    if not standards:
        yield fault(63, zone.line, "The VTIMEZONE has no STANDARD; it needs one.")
    elif ruled and (len(standards), len(zone.within("DAYLIGHT")), len(ruled)) != (1, 1, 2):
        sentence = "A rule stands among other observances; right is one STANDARD and one DAYLIGHT, both ruled."
        yield fault(63, zone.line, sentence)


def _kind(observance: Component) -> Iterator[Finding]:
    before, after = (offset_of(observance.value(name)) for name in ("TZOFFSETFROM", "TZOFFSETTO"))
    if before is None or after is None or before == after:
        return  # a change of name alone
    if (after > before) != (observance.name == "DAYLIGHT"):
        sentence = f"{shown(observance.name)} is wrong here; right is DAYLIGHT where the offset grows, else STANDARD."
        yield fault(63, observance.line, sentence)


def _dates(observance: Component) -> Iterator[Finding]:
    dates = observance.every("RDATE")
    for line in dates:
        if "," in line.value:
            yield fault(64, line.line, "RDATE has several dates; right is one observance for each change.")
    if dates and observance.value("DTSTART") not in dates_of(observance):
        yield fault(64, dates[0].line, "No RDATE repeats DTSTART, which is then forgotten; repeat it, or use no RDATE.")
    for value in dates_of(observance):
        if local_of(value) is None:
            yield fault(64, dates[0].line, f"RDATE has {shown(value)}; right is a local time, such as 20270328T010000.")


def _start(observance: Component) -> Iterator[Finding]:
    line = observance.first("DTSTART")
    start = local_of(line.value) if line else None
    if not line or line.parameters or start is None:
        sentence = "DTSTART of an observance is missing or no local time; right is the old clock's, as 20270328T010000."
        yield fault(65, observance.place("DTSTART"), sentence)
        return
    rule = rule_of(observance.value("RRULE"))
    if rule and rule.day(start, start.year) != start:
        sentence = f"DTSTART {shown(line.value)} is no day of its RRULE; right is the first one on which it strikes."
        yield fault(65, line.line, sentence)


def _offsets(observance: Component) -> Iterator[Finding]:
    for name in ("TZOFFSETFROM", "TZOFFSETTO"):
        value = observance.value(name)
        if not _MINUTES.fullmatch(value) or offset_of(value) is None or value == "-0000":
            sentence = f"{name} is {shown(value)}; right are whole hours and minutes, such as +0530."
            yield fault(66, observance.place(name), sentence)


def _rule(observance: Component) -> Iterator[Finding]:
    for line in observance.every("RRULE"):
        if rule_of(line.value) is None:
            sentence = f"RRULE is {shown(line.value, 80)}; right is FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU, without COUNT."
            yield fault(67, line.line, sentence)


_RULES: Final[tuple[Callable[[Component], Iterator[Finding]], ...]] = (_kind, _dates, _start, _offsets, _rule)
