"""Types of fields: each cleans its text once, and says in one sentence what would be right."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, Final

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

SOURCE = re.compile(r"[A-Za-z0-9._-]{1,100}")
"""What the name of a source is made of."""

ALT_LIMIT: Final = 500
"""Characters of a picture in words."""

_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_AMOUNT: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,4})?")


class Shape(BaseModel):
    """The root of all shapes: no unknown fields, no guessing between numbers and text."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, str_strip_whitespace=False)


def paired(value: Any) -> Any:
    """A text without lone surrogates; anything else as it is."""
    # Pydantic refuses text with lone surrogates; we drop them, as cleaning drops all that no text should hold.
    return _SURROGATES.sub("", value) if isinstance(value, str) and not value.isascii() else value


def _line(limit: int) -> AfterValidator:
    return AfterValidator(lambda value: text.line_of(value, "It", limit))


def optional_line(limit: int) -> AfterValidator:
    """Has a text be one cleaned line of at most so many characters, or empty."""
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


# What is far too long is refused before it is cleaned; the true limits hold after cleaning.
Id = Annotated[
    str,
    StringConstraints(max_length=1000),
    _line(200),
    BeforeValidator(paired),
    Field(description="The caller's own id, at most 200 characters; unique for its source and kind."),
]
Line = Annotated[
    str,
    StringConstraints(max_length=100_000),
    _line(text.LINE_LIMIT),
    BeforeValidator(paired),
    Field(description=f"One line, at most {text.LINE_LIMIT} characters."),
]
OptionalLine = Annotated[
    str,
    StringConstraints(max_length=100_000),
    optional_line(text.LINE_LIMIT),
    BeforeValidator(paired),
    Field(description=f"One line, at most {text.LINE_LIMIT} characters, or empty."),
]
Alt = Annotated[
    str,
    StringConstraints(max_length=100_000),
    _line(ALT_LIMIT),
    BeforeValidator(paired),
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
    BeforeValidator(paired),
    Field(description=f"Plain text of several lines, at most {text.TEXT_LIMIT} characters, or empty."),
]
Url = Annotated[
    str,
    StringConstraints(max_length=100_000),
    AfterValidator(lambda value: text.url_of(value, "It") if value.strip() else ""),
    BeforeValidator(paired),
    Field(description="An http or https address, or empty.", json_schema_extra={"format": "iri-reference"}),
]
Country = Annotated[
    str,
    AfterValidator(_matching("[A-Z]{2}", "a country of ISO 3166-1 in two capitals, such as DE")),
    BeforeValidator(paired),
    Field(description="A country of ISO 3166-1 in two capitals, or empty.", examples=["DE"]),
]
Currency = Annotated[
    str,
    AfterValidator(_matching("[A-Z]{3}", "a currency of ISO 4217 in three capitals such as EUR")),
    BeforeValidator(paired),
    Field(description="A currency of ISO 4217 in three capitals, or empty.", examples=["EUR"]),
]
Tag = Annotated[
    str,
    StringConstraints(max_length=1000),
    AfterValidator(_tag),
    BeforeValidator(paired),
    Field(description="At most 50 characters, without a comma."),
]
Barcode = Annotated[
    str,
    StringConstraints(max_length=100),
    AfterValidator(_barcode),
    BeforeValidator(paired),
    Field(description="An EAN or UPC of 8, 12 or 13 digits with its check digit, or empty."),
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
