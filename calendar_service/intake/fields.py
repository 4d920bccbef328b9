"""Types of fields: each cleans its text once, and says in one sentence what would be right."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, time
from decimal import Decimal
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

ALT_LIMIT: Final = 500
"""Characters of a picture in words."""

_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_AMOUNT: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,4})?")
# What may stand in a rule: no times of day (an entry has its own), no line ends (a rule becomes a line of a feed).
_RULE_PART: Final = re.compile(
    r"(FREQ|UNTIL|COUNT|INTERVAL|BYDAY|BYMONTHDAY|BYYEARDAY|BYWEEKNO|BYMONTH|BYSETPOS|WKST)=([A-Z0-9,+-]+)"
)


class Shape(BaseModel):
    """The root of all shapes: no unknown fields, no guessing between numbers and text."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, str_strip_whitespace=False)


def _paired(value: Any) -> Any:
    # Pydantic refuses text with lone surrogates; we drop them, as cleaning drops all that no text should hold.
    return _SURROGATES.sub("", value) if isinstance(value, str) and not value.isascii() else value


def _line(limit: int) -> AfterValidator:
    return AfterValidator(lambda value: text.line_of(value, "It", limit))


def _optional_line(limit: int) -> AfterValidator:
    return AfterValidator(lambda value: text.line_of(value, "It", limit) if text.clean_line(value) else "")


def _night_ends(value: Any) -> time | None:
    if value is None:
        return None
    if not isinstance(value, str) or not re.fullmatch("(0[0-9]|1[01]):[0-5][0-9]", value.strip()):
        raise FactError.of("", "It must be an hour of the morning such as 05:00, before 12:00.")
    return time.fromisoformat(value.strip())


def _matching(pattern: str, right: str) -> Callable[[str], str]:
    def judge(value: str) -> str:
        value = value.strip()
        if value and not re.fullmatch(pattern, value):
            raise FactError.of("", f"It must be {right}.")
        return value

    return judge


def _tag(value: str) -> str:
    line = text.line_of(value, "It", 50)
    # Tags become CATEGORIES, and readers disagree on every escape in there (feed checklist, 53).
    if set(line) & set(",;\\"):
        raise FactError.of("", "It must not hold a comma, semicolon or backslash; give several tags as a list.")
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
    if isinstance(value, str) and _AMOUNT.fullmatch(value.strip()):
        return Decimal(value.strip())
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise FactError.of("", "It must be an amount such as 20 or “20.50”.")
    amount = Decimal(str(value))
    exponent = amount.as_tuple().exponent
    # Not a comparison of floats: 1e300 and infinity are numbers of Python's JSON too.
    if not isinstance(exponent, int) or amount.is_signed() or amount >= 10**9 or exponent < -4:
        raise FactError.of("", "It must be at least 0, below 1,000,000,000, with at most 4 decimals.")
    return amount


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
    return partial_of(_paired(value)[:60], "It")


def _announced_day(value: PartialDate) -> PartialDate:
    if value == TBA:
        raise FactError.of("", "It must be a date as far as it is known, or be left out.")
    return value


def _picture_path(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if re.match("(?i)[a-z][a-z0-9+.-]*:|//", value):
        raise FactError.of("", "It must be a file beside the load file, not an address; nothing is fetched.")
    if "\\" in value or not value.isprintable() or not value.strip():
        raise FactError.of("", "It must be the path of a file, with “/” between folders, such as posters/one.jpg.")
    if value.startswith("/") or ".." in value.split("/"):
        raise FactError.of("", "It must stay in the folder of the load file: not begin with “/”, and hold no “..”.")
    return value


_DATE_SCHEMA: Final = {
    "type": "string",
    "description": "A date as far as it is known.",
    "examples": ["2027-03-05", "2027-03", "2027-Q1", "2027-spring", "2027"],
}

# What is far too long is refused before it is cleaned; the true limits hold after cleaning.
Id = Annotated[
    str,
    StringConstraints(max_length=1000),
    _line(200),
    BeforeValidator(_paired),
    Field(description="The caller's own id, at most 200 characters; unique for its source and kind."),
]
Line = Annotated[
    str,
    StringConstraints(max_length=100_000),
    _line(text.LINE_LIMIT),
    BeforeValidator(_paired),
    Field(description=f"One line, at most {text.LINE_LIMIT} characters."),
]
OptionalLine = Annotated[
    str,
    StringConstraints(max_length=100_000),
    _optional_line(text.LINE_LIMIT),
    BeforeValidator(_paired),
    Field(description=f"One line, at most {text.LINE_LIMIT} characters, or empty."),
]
Alt = Annotated[
    str,
    StringConstraints(max_length=100_000),
    _line(ALT_LIMIT),
    BeforeValidator(_paired),
    Field(description=f"What the picture shows, for those who don't see it: at most {ALT_LIMIT} characters."),
]
PicturePath = Annotated[
    str,
    StringConstraints(max_length=1000),
    # Judged as it is: a path that was cleaned would lead to another file than the one that is named.
    BeforeValidator(_picture_path),
    Field(
        description="A JPEG, PNG, WebP, AVIF or GIF in the folder of the load file or below it.",
        examples=["posters/metropolis.jpg"],
    ),
]
LongText = Annotated[
    str,
    StringConstraints(max_length=1_000_000),
    AfterValidator(lambda value: text.text_of(value, "It")),
    BeforeValidator(_paired),
    Field(description=f"Plain text of several lines, at most {text.TEXT_LIMIT} characters, or empty."),
]
Url = Annotated[
    str,
    StringConstraints(max_length=100_000),
    AfterValidator(lambda value: text.url_of(value, "It") if value.strip() else ""),
    BeforeValidator(_paired),
    Field(description="An http or https address, or empty.", json_schema_extra={"format": "iri-reference"}),
]
Zone = Annotated[
    str,
    AfterValidator(lambda value: zone_of(value.strip(), "It")),
    BeforeValidator(_paired),
    Field(description="An IANA time zone.", examples=["Europe/Berlin"]),
]
Country = Annotated[
    str,
    AfterValidator(_matching("[A-Z]{2}", "a country of ISO 3166-1 in two capitals, such as DE")),
    BeforeValidator(_paired),
    Field(description="A country of ISO 3166-1 in two capitals, or empty.", examples=["DE"]),
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
Currency = Annotated[
    str,
    AfterValidator(_matching("[A-Z]{3}", "a currency of ISO 4217 in three capitals such as EUR")),
    BeforeValidator(_paired),
    Field(description="A currency of ISO 4217 in three capitals, or empty.", examples=["EUR"]),
]
Tag = Annotated[
    str,
    StringConstraints(max_length=1000),
    AfterValidator(_tag),
    BeforeValidator(_paired),
    Field(description="At most 50 characters, without a comma."),
]
Barcode = Annotated[
    str,
    StringConstraints(max_length=100),
    AfterValidator(_barcode),
    BeforeValidator(_paired),
    Field(description="An EAN or UPC of 8, 12 or 13 digits with its check digit, or empty."),
]
Rule = Annotated[
    str,
    StringConstraints(max_length=1000),
    AfterValidator(_rule),
    BeforeValidator(_paired),
    Field(description="A recurrence rule (RFC 5545), or empty.", examples=["FREQ=WEEKLY;BYDAY=FR"]),
]
Price = Annotated[
    Decimal,
    BeforeValidator(_price),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": r"^\s*[0-9]{1,9}(\.[0-9]{1,4})?\s*$"},
                {"type": "number", "minimum": 0, "exclusiveMaximum": 1_000_000_000},
            ],
            "description": "An amount with at most 4 decimals, as text or as a number.",
            "examples": ["20.50", 20],
        }
    ),
]
AnnouncedDay = Annotated[
    PartialDate, AfterValidator(_announced_day), BeforeValidator(_partial), WithJsonSchema(_DATE_SCHEMA)
]
When = Annotated[
    str,
    StringConstraints(min_length=1, max_length=60),
    BeforeValidator(_paired),
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
