"""Types of fields: each cleans its text once, and says in one sentence what would be right."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Final

from dateutil.rrule import rrulestr
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)

from feeds import text
from feeds.errors import FactError
from feeds.when import TBA, PartialDate, partial_of, zone_of

SOURCE = re.compile(r"[A-Za-z0-9._-]{1,100}")
"""What the name of a source is made of."""


class Shape(BaseModel):
    """The root of all shapes: no unknown fields, no guessing between numbers and text."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, str_strip_whitespace=False)


def _line(limit: int) -> AfterValidator:
    return AfterValidator(lambda value: text.line_of(value, "It", limit))


def _optional_line(limit: int) -> AfterValidator:
    return AfterValidator(lambda value: text.line_of(value, "It", limit) if text.clean_line(value) else "")


def _matching(pattern: str, right: str) -> Callable[[str], str]:
    def judge(value: str) -> str:
        value = value.strip()
        if value and not re.fullmatch(pattern, value):
            raise FactError.of("", f"It must be {right}.")
        return value

    return judge


def _tag(value: str) -> str:
    line = text.line_of(value, "It", 50)
    if "," in line:
        raise FactError.of("", "It must not hold a comma; give several tags as a list.")
    return line


def _barcode(value: str) -> str:
    digits = value.replace(" ", "").replace("-", "")
    if not digits:
        return ""
    if not (digits.isascii() and digits.isdigit() and len(digits) in (8, 12, 13)):
        raise FactError.of("", "It must be an EAN or UPC of 8, 12 or 13 digits.")
    weighed = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    if weighed % 10:
        raise FactError.of("", "Its last digit does not fit the others (the check digit of EAN and UPC).")
    return digits


def _price(value: Any) -> Any:
    if isinstance(value, str | int) and not isinstance(value, bool):
        try:
            value = Decimal(value)
        except InvalidOperation:
            value = None
    elif isinstance(value, float):
        value = Decimal(str(value))
    if not isinstance(value, Decimal) or not value.is_finite():
        raise FactError.of("", "It must be an amount such as 20 or “20.50”.")
    exponent = value.as_tuple().exponent
    if value < 0 or value >= 10**9 or not isinstance(exponent, int) or exponent < -4:
        raise FactError.of("", "It must be at least 0, below 1,000,000,000, with at most 4 decimals.")
    return value


def _rule(value: str) -> str:
    rule = value.strip()
    if not rule:
        return ""
    if len(rule) > 500 or re.search(r"FREQ=(SECONDLY|MINUTELY|HOURLY)", rule, re.IGNORECASE):
        raise FactError.of("", "It must be a rule of days or longer, such as FREQ=WEEKLY;BYDAY=FR.")
    try:
        rrulestr(rule.removeprefix("RRULE:"))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise FactError.of("", "It must be a recurrence rule (RFC 5545) such as FREQ=WEEKLY;BYDAY=FR.") from error
    return rule.removeprefix("RRULE:")


def _partial(value: Any) -> Any:
    return partial_of(value, "It") if isinstance(value, str) else value


def _announced_day(value: PartialDate) -> PartialDate:
    if value == TBA:
        raise FactError.of("", "It must be a date as far as it is known, or be left out.")
    return value


_DATE_SCHEMA: Final = {"type": "string", "examples": ["2027-03-05", "2027-03", "2027-Q1", "2027-spring", "2027"]}

Id = Annotated[str, StringConstraints(max_length=1000), _line(200)]
Line = Annotated[str, StringConstraints(max_length=100_000), _line(text.LINE_LIMIT)]
OptionalLine = Annotated[str, StringConstraints(max_length=100_000), _optional_line(text.LINE_LIMIT)]
LongText = Annotated[
    str, StringConstraints(max_length=1_000_000), AfterValidator(lambda value: text.text_of(value, "It"))
]
Url = Annotated[str, AfterValidator(lambda value: text.url_of(value, "It") if value.strip() else "")]
Zone = Annotated[str, AfterValidator(lambda value: zone_of(value.strip(), "It"))]
Country = Annotated[str, AfterValidator(_matching("[A-Z]{2}", "a country of ISO 3166-1 in two capitals, such as DE"))]
Currency = Annotated[str, AfterValidator(_matching("[A-Z]{3}", "a currency of ISO 4217 in three capitals such as EUR"))]
Tag = Annotated[str, AfterValidator(_tag)]
Barcode = Annotated[str, AfterValidator(_barcode)]
Rule = Annotated[str, AfterValidator(_rule)]
Price = Annotated[
    Decimal, BeforeValidator(_price), WithJsonSchema({"type": ["string", "number"], "examples": ["20.50"]})
]
AnnouncedDay = Annotated[
    PartialDate, BeforeValidator(_partial), AfterValidator(_announced_day), WithJsonSchema(_DATE_SCHEMA)
]
When = Annotated[
    str,
    StringConstraints(min_length=1, max_length=60),
    Field(examples=["2027-03-05T20:00", "2027-03-05", "2027-03", "tba"]),
]
"""A time in text; it is read together with its zone."""
