"""Independent readers of iCalendar, to judge our feeds: what they see is what the calendar apps of people will see."""

from __future__ import annotations

from typing import Final

from tests.readers import javascript, python
from tests.readers.seen import Reader, ReaderError, Seen

READERS: Final[dict[str, Reader]] = {
    "icalendar": python.icalendar,
    "ical": python.ical,
    "ics": python.ics_py,
    "vobject": python.vobject_py,
    **{name: javascript.reader(name) for name in javascript.NAMES},
}
"""By name: what each reader sees in the bytes of a feed. Raises, in its own words, if it refuses them."""

__all__ = ["READERS", "Reader", "ReaderError", "Seen"]
