"""libical, asked by lines of JSON: run by Debian's own Python, which has its bindings; stops when its input does.

A line {"ics": text} is answered by {"entries": [...], "complaints": [...]}: what libical sees, and what it minds.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import gi

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # noqa: E402 (only after its version is chosen)

Component = ICalGLib.ComponentKind
Property = ICalGLib.PropertyKind


def answer(text: str) -> dict[str, Any]:
    """All VEVENTs of a calendar, and all complaints about it."""
    calendar = ICalGLib.Component.new_from_string(text)
    if calendar is None or calendar.isa() != Component.VCALENDAR_COMPONENT:
        return {"entries": [], "complaints": ["this is no calendar"]}
    complaints = list(_complaints(calendar))
    try:
        entries = [_entry(calendar, event) for event in _components(calendar, Component.VEVENT_COMPONENT)]
    except Exception as error:  # whatever it is, the next text is to be answered
        return {"entries": [], "complaints": [*complaints, repr(error)]}
    return {"entries": entries, "complaints": complaints}


def _complaints(component: Any) -> Iterator[str]:
    """libical leaves in the tree what it could not read, as properties called X-LIC-ERROR."""
    for error in _properties(component, Property.XLICERROR_PROPERTY):
        yield error.get_xlicerror()
    for inner in _components(component, Component.ANY_COMPONENT):
        yield from _complaints(inner)


def _components(component: Any, kind: Any) -> Iterator[Any]:
    # Not with get_first and get_next, whose place is lost when the same list is walked inside the loop.
    walk = component.begin_component(kind)
    inner = walk.deref()
    while inner is not None:
        yield inner
        inner = walk.next()


def _properties(component: Any, kind: Any) -> Iterator[Any]:
    found = component.get_first_property(kind)
    while found is not None:
        yield found
        found = component.get_next_property(kind)


def _entry(calendar: Any, event: Any) -> dict[str, Any]:
    starts, ends = (_first(event, kind) for kind in (Property.DTSTART_PROPERTY, Property.DTEND_PROPERTY))
    status = _first(event, Property.STATUS_PROPERTY)
    return {
        **_texts(event),
        "status": status and status.get_value_as_string(),
        "categories": [found.get_categories() for found in _properties(event, Property.CATEGORIES_PROPERTY)],
        "sequence": event.get_sequence() if _first(event, Property.SEQUENCE_PROPERTY) else None,
        "all_day": starts.get_dtstart().is_date(),
        **_times("start", calendar, starts, starts.get_dtstart()),
        **(_times("end", calendar, ends, ends.get_dtend()) if ends else {"end": None, "end_utc": None}),
    }


def _texts(event: Any) -> dict[str, str | None]:
    return {
        "uid": event.get_uid(),
        "summary": event.get_summary(),
        "description": event.get_description(),
        "location": event.get_location(),
        "url": (found := _first(event, Property.URL_PROPERTY)) and found.get_url(),
    }


def _first(component: Any, kind: Any) -> Any:
    return component.get_first_property(kind)


def _times(name: str, calendar: Any, found: Any, time: Any) -> dict[str, str | None]:
    """The wall clock, and the instant by the calendar's own VTIMEZONE and no other. Dates have none."""
    if time.is_date():
        return {name: _date(time), f"{name}_utc": None}
    wall = _date(time) + "T" + _clock(time)
    tzid = found.get_first_parameter(ICalGLib.ParameterKind.TZID_PARAMETER)
    if tzid is not None:
        zone = calendar.get_timezone(tzid.get_tzid())
        if zone is None:
            raise LookupError(f"the calendar has no VTIMEZONE for {tzid.get_tzid()}")
        time.set_timezone(zone)
    elif not time.is_utc():
        return {name: wall, f"{name}_utc": None}
    instant = time.convert_to_zone(ICalGLib.Timezone.get_utc_timezone())
    return {name: wall, f"{name}_utc": f"{_date(instant)}T{_clock(instant)}+00:00"}


def _date(time: Any) -> str:
    return f"{time.get_year():04}-{time.get_month():02}-{time.get_day():02}"


def _clock(time: Any) -> str:
    return f"{time.get_hour():02}:{time.get_minute():02}:{time.get_second():02}"


def main() -> None:
    """Answer each line of the input."""
    for line in sys.stdin:
        # In ASCII, so that no line separator of Unicode ends the line too early.
        print(json.dumps(answer(json.loads(line)["ics"])), flush=True)


main()
