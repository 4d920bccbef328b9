"""Times as pages say them: days and hours of an entry, and the days under which listings put them."""

from __future__ import annotations

from datetime import date, timedelta

from calendar_service.web.words import Link
from feeds import terms
from feeds.entry import Span
from feeds.facts import Event
from feeds.terms import clock
from feeds.tongue import Tongue
from feeds.vocabulary import EventKind, EventStatus
from feeds.when import Moment, PartialDate, Precision, When


def when_links(t: Tongue, event: Event) -> list[Link]:
    """The day, then doors, start and end with their zone; what is not known is said."""
    several = isinstance(event.ends, PartialDate) and event.ends != event.starts
    if isinstance(event.starts, Moment):
        first = Link(_day(t, event.starts), stamp=machine_time(event.starts), zone=event.starts.zone)
        rest = [_hours(t, event), _zone(t, event.starts)]
    elif several and isinstance(event.ends, PartialDate):
        first, rest = Link(t.days(event.starts.first, event.ends.first)), []
    else:
        first, rest = Link(_day(t, event.starts), stamp=machine_time(event.starts)), _unknown(t, event)
    if event.status is EventStatus.POSTPONED:
        rest.append(t("Postponed: a new date is to be announced"))
    before = [
        Link(t("Was to be on {time}", time=terms.when(t, time)), stamp=machine_time(time), gone=True)
        for time in event.previous_starts
    ]
    return [first, *(Link(text) for text in rest), *before]


def past_link(t: Tongue, when: When) -> Link:
    """A time that no longer holds."""
    return Link(terms.when(t, when), stamp=machine_time(when), gone=True)


def machine_time(when: When) -> str:
    """A time as HTML's `datetime` has it: no seasons, quarters and unknown dates there."""
    if isinstance(when, Moment):
        return f"{when.wall.isoformat()}{when.offset}"
    return when.text if when.precision in (Precision.DAY, Precision.MONTH, Precision.YEAR) else ""


def near_day(t: Tongue, on: date, today: date) -> str:
    """A day as people read it: near ones by name, the year only where it is another one."""
    text = t.weekday(on, year=on.year != today.year)
    if on == today:
        return t("Today, {day}", day=text)
    return t("Tomorrow, {day}", day=text) if on == today + timedelta(days=1) else text


def hour(t: Tongue, place: Span | None, night: date) -> str:
    """When it begins, for a listing: `20:00`, `→ 01:00` where that is after the midnight of its night."""
    if place is None or not isinstance(place.starts, Moment):
        return ""
    text = clock(place.starts)
    if place.doors:
        text = t("Doors {time}", time=text)
    return f"→ {text}" if place.starts.day > night else text


def _day(t: Tongue, when: When) -> str:
    if isinstance(when, Moment):
        return t.weekday(when.day)
    return t.weekday(when.first) if when.is_day else t.sentence_case(terms.period(t, when))


def _hours(t: Tongue, event: Event) -> str:
    assert isinstance(event.starts, Moment)
    parts = [t("Doors {time}", time=clock(event.doors))] if event.doors else []
    parts.append(t("Start {time}", time=clock(event.starts)))
    if isinstance(event.ends, Moment):
        later = "" if event.ends.day == event.starts.day else f" ({t.short(event.ends.day)})"
        parts.append(t("End {time}", time=clock(event.ends) + later))
    return " · ".join(parts)


def _zone(t: Tongue, starts: Moment) -> str:
    zone, offset = starts.zone.replace("_", " "), starts.offset.replace("-", "−")
    return t("Local time in {zone} (UTC{offset})", zone=zone, offset=offset)


def _unknown(t: Tongue, event: Event) -> list[str]:
    assert isinstance(event.starts, PartialDate)
    if event.doors:
        return [t("Doors {time}, the hour of the start is not announced", time=clock(event.doors))]
    if event.starts.is_day and event.kind is not EventKind.FESTIVAL:
        return [t("The hour is not announced")]
    return []
