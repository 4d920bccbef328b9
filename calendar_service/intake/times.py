"""Types of fields that are times: zones, dates as far as they are known, hours of the night, rules of recurrence."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from typing import Annotated, Any, Final

from dateutil.rrule import rrulestr
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema

from calendar_service.intake.fields import paired
from feeds.errors import FactError
from feeds.when import TBA, PartialDate, partial_of, zone_of

# What may stand in a rule: no times of day (an entry has its own), no line ends (a rule becomes a line of a feed).
_RULE_PART: Final = re.compile(
    r"(FREQ|UNTIL|COUNT|INTERVAL|BYDAY|BYMONTHDAY|BYYEARDAY|BYWEEKNO|BYMONTH|BYSETPOS|WKST)=([A-Z0-9,+-]+)"
)


def _night_ends(value: Any) -> time | None:
    if value is None:
        return None
    if not isinstance(value, str) or not re.fullmatch("(0[0-9]|1[01]):[0-5][0-9]", value.strip()):
        raise FactError.of("", "It must be an hour of the morning such as 05:00, before 12:00.")
    return time.fromisoformat(value.strip())


def _rule(value: str) -> str:
    rule = value.strip().upper().removeprefix("RRULE:")
    if not rule:
        return ""
    matches = [_RULE_PART.fullmatch(part) for part in rule.split(";")]
    given = {match[1]: match[2] for match in matches if match}
    # Fewer parts than there were: one is unknown, or given twice.
    if len(rule) > 500 or len(given) < len(matches) or not _is_rule(rule, given):
        raise FactError.of(
            "", "It must be a recurrence rule (RFC 5545) of days or longer, such as FREQ=WEEKLY;BYDAY=FR."
        )
    return rule


def _is_rule(rule: str, given: dict[str, str]) -> bool:
    if given.get("FREQ") not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        return False
    if any(not given.get(name, "1").isdigit() or int(given.get(name, "1")) < 1 for name in ("INTERVAL", "COUNT")):
        return False
    # Without a start dateutil would read the clock; with one it wants UNTIL to have a zone exactly where it has one.
    start = datetime(2000, 1, 1, tzinfo=UTC) if given.get("UNTIL", "").endswith("Z") else datetime(2000, 1, 1)  # noqa: DTZ001
    try:
        rrulestr(rule, dtstart=start)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        return False
    return True


def _partial(value: Any) -> Any:
    if not isinstance(value, str):
        raise FactError.of("", "It must be text.")
    return partial_of(paired(value)[:60], "It")


def _announced_day(value: PartialDate) -> PartialDate:
    if value == TBA:
        raise FactError.of("", "It must be a date as far as it is known, or be left out.")
    return value


_DATE_SCHEMA: Final = {
    "type": "string",
    "description": "A date as far as it is known.",
    "examples": ["2027-03-05", "2027-03", "2027-Q1", "2027-spring", "2027"],
}

Zone = Annotated[
    str,
    AfterValidator(lambda value: zone_of(value.strip(), "It")),
    BeforeValidator(paired),
    Field(description="An IANA time zone.", examples=["Europe/Berlin"]),
]
NightEnds = Annotated[
    time | None,
    BeforeValidator(_night_ends),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": "^(0[0-9]|1[01]):[0-5][0-9]$"}, {"type": "null"}]}),
    Field(
        description="Local time before which what begins belongs to the evening before; 05:00 unless given.",
        examples=["06:00"],
    ),
]
Rule = Annotated[
    str,
    StringConstraints(max_length=1000),
    AfterValidator(_rule),
    BeforeValidator(paired),
    Field(description="A recurrence rule (RFC 5545), or empty.", examples=["FREQ=WEEKLY;BYDAY=FR"]),
]
AnnouncedDay = Annotated[
    PartialDate, AfterValidator(_announced_day), BeforeValidator(_partial), WithJsonSchema(_DATE_SCHEMA)
]
When = Annotated[
    str,
    StringConstraints(min_length=1, max_length=60),
    BeforeValidator(paired),
    Field(
        description="A moment (local time, in the zone that applies or its own) or a date as far as it is known.",
        examples=[
            "2027-03-05T20:00",
            "2027-03-05T20:00[Europe/Berlin]",
            "2027-03-05",
            "2027-03",
            "2027-Q1",
            "2027-spring",
            "2027",
            "tba",
        ],
    ),
]
"""A time in text; it is read together with its zone."""
