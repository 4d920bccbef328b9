"""Nights: to which evening an entry belongs. What begins at one in the morning is still part of the evening before."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Final

from feeds.entry import days, span
from feeds.facts import Event, Facts
from feeds.vocabulary import EventKind
from feeds.when import Moment

NIGHT_ENDS: Final = time(5)
"""Until when what begins belongs to the evening before, unless the venue says otherwise."""
BY_DAY: Final = (EventKind.BROADCAST, EventKind.TALK, EventKind.WORKSHOP, EventKind.EXHIBITION)
"""Kinds for which a morning is a morning."""


def night(facts: Facts) -> date:
    """The local day whose evening an entry belongs to.

    A half-known date stands at the end of its period, after all whose day is known; `date.max` where nothing is.
    """
    place = span(facts)
    first, last = days(facts)
    if place is None:
        return last
    starts = place.starts
    if isinstance(facts, Event) and isinstance(starts, Moment) and facts.kind not in BY_DAY:
        ends = facts.venue.night_ends if facts.venue and facts.venue.night_ends else NIGHT_ENDS
        if starts.wall.time() < ends:
            return first - timedelta(days=1)
    return first
