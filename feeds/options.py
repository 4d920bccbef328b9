"""Options of a feed: what may be written otherwise, without another choice of entries (design, section 4)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """All off by default.

    `alarms`: durations before the start, in the form of RFC 5545 section 3.3.6 (`PT2H`, `P1D`). `onsale`: the
    opening of tickets and pre-orders as entries of their own. `busy`: timed entries block the time. `tentative`:
    half-known dates on the last day of their period. `confirmed`: cancelled entries as CONFIRMED with the word in
    front, for Google, which hides cancelled ones.
    """

    alarms: tuple[str, ...] = ()
    onsale: bool = False
    busy: bool = False
    tentative: bool = False
    confirmed: bool = False


PLAIN = Options()
"""The feed as everybody gets it."""
