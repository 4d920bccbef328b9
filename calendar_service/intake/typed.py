"""Times as people type them: `22 feb 20h`, `sat 8pm`, `3.4. 20 Uhr`, `march 2027`. What can be read in two ways is
refused with a sentence; what is read is told back, so that nothing is guessed in silence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from babel import Locale

from calendar_service.intake.spoken import Parts, names_in, parts_of
from feeds.errors import FactError
from feeds.when import TBA, YEARS, when_of

LIMIT: Final = 80
"""Characters of a time as it is typed."""

_UNKNOWN: Final = ("tba", "tbc", "tbd", "to be announced", "date to be announced", "wird noch bekanntgegeben", "offen")
_DASH: Final = re.compile(r"\s*(?:–|—|\bto\b|\bbis\b|\buntil\b|(?<=[\w.])\s*-\s*(?=\w))\s*")
_ISO: Final = re.compile(r"\d{4}(-.*)?")


@dataclass(frozen=True, slots=True)
class Typed:
    """What was read: the start and, where one was typed, the end, both as intake takes them (`feeds.when`)."""

    starts: str
    ends: str | None = None


def typed(text: str, today: date, locales: Sequence[Locale], field: str = "starts") -> Typed:
    """What is meant by this on a day (local), in any of these languages. Raises FactError with a sentence.

    A day without a year is the next such day; a weekday alone is the next one, today included.
    """
    words = " ".join(text.casefold().split())[: LIMIT + 1]
    if not words or len(words) > LIMIT:
        raise FactError.of(field, "The day is missing, such as 22 Feb 20:00.")
    if words in _UNKNOWN:
        return Typed(str(TBA))
    if _ISO.fullmatch(words) and not re.fullmatch(r"\d{4}", words):
        return Typed(_canonical(text.strip(), field))
    first, last = _halves(words)
    names = names_in(tuple(str(locale) for locale in locales))
    starts = parts_of(first, names, field)
    if last is None:
        return Typed(_written(starts, today, field))
    return _span(starts, parts_of(last, names, field), today, field)


def _canonical(text: str, field: str) -> str:
    when_of(text, "UTC", field)  # raises for what is no time
    return text


def _halves(words: str) -> tuple[str, str | None]:
    parts = _DASH.split(words)
    if len(parts) == 1:
        return words, None
    first, last = parts[0], parts[1]
    return (first, last) if len(parts) == 2 and first and last else (words, None)


def _written(found: Parts, today: date, field: str) -> str:
    if found.clock == "wrong":
        raise FactError.of(field, "The hour is none that a clock shows; right is 00:00 to 23:59.")
    on = _day_of(found, today, field)
    if isinstance(on, str):
        if found.clock:
            raise FactError.of(field, "An hour needs a day, such as 22 Feb 20:00.")
        return on
    return f"{on.isoformat()}T{found.clock}" if found.clock else on.isoformat()


def _day_of(found: Parts, today: date, field: str) -> date | str:
    """The day that is meant, or a text where it is less than a day."""
    if found.ahead is not None:
        return today + timedelta(days=found.ahead)
    if found.day is not None and found.month is not None:
        on = _dated_day(found, today, field)
    elif found.day is not None:
        raise FactError.of(field, "A day needs its month, such as 22 Feb.")
    elif found.weekday is not None and found.month is None:
        on = today + timedelta(days=(found.weekday - today.weekday()) % 7)
    else:
        return _part_of(found, field)
    if found.weekday is not None and on.weekday() != found.weekday:
        raise FactError.of(
            field,
            "{day} falls on another day of the week; correct one of the two.",
            day=on.isoformat(),
        )
    return on


def _dated_day(found: Parts, today: date, field: str) -> date:
    assert found.day is not None
    assert found.month is not None
    years = [found.year] if found.year is not None else range(today.year, today.year + 9)
    for year in years:
        if not YEARS[0] <= year <= YEARS[1]:
            raise FactError.of(field, "The year is none that this calendar has.")
        try:
            on = date(year, found.month, found.day)
        except ValueError:
            continue  # 29 February comes in other years
        if found.year is not None or on >= today:
            return on
    raise FactError.of(field, "That month has no such day.")


def _part_of(found: Parts, field: str) -> str:
    if found.year is None:
        raise FactError.of(field, "A day or a year is missing, such as 22 Feb or March 2027.")
    if not YEARS[0] <= found.year <= YEARS[1]:
        raise FactError.of(field, "The year is none that this calendar has.")
    if found.month is not None:
        return f"{found.year}-{found.month:02d}"
    return f"{found.year}-{found.part}" if found.part else str(found.year)


def _span(starts: Parts, ends: Parts, today: date, field: str) -> Typed:
    """From one time to another: hours of one day, or days."""
    only_clock = ends.clock and ends.day is None and ends.weekday is None and ends.ahead is None
    if only_clock:
        if not starts.clock:
            raise FactError.of(field, "An end with an hour needs a start with one, such as 20:00 – 23:00.")
        if ends.clock == "wrong":
            raise FactError.of(field, "The hour is none that a clock shows; right is 00:00 to 23:59.")
        return Typed(_written(starts, today, field), ends.clock)
    # “22 – 24 Feb 2027”: the month and the year stand once, behind.
    starts.month = starts.month if starts.month is not None else ends.month
    starts.year = starts.year if starts.year is not None else (ends.year if starts.month == ends.month else starts.year)
    first = _written(starts, today, field)
    after = date.fromisoformat(first[:10]) if len(first) >= 10 else today
    return Typed(first, _written(ends, after, field))
