"""The words of a time as people type it: days, months, hours, seasons, each found once and nothing left over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from babel import Locale

from feeds.errors import FactError

Names = Mapping[str, tuple[str, int]]
"""The names of months and weekdays: (`month` or `weekday`, number)."""

_SEASONS: Final = {
    "spring": "spring",
    "summer": "summer",
    "autumn": "autumn",
    "fall": "autumn",
    "winter": "winter",
    "frühjahr": "spring",
    "frühling": "spring",
    "sommer": "summer",
    "herbst": "autumn",
}
_DAYS: Final = {"today": 0, "tonight": 0, "tomorrow": 1, "heute": 0, "morgen": 1, "übermorgen": 2}
_FILLING: Final = ("at", "on", "um", "am", "ab", "from", "the", "of", "den", "der", "doors", "uhr")
"""Words that say nothing."""
_CLOCK: Final = re.compile(
    r"(?P<hour>\d{1,2})(?:(?:[:h]|\.(?=\d\d\s*(?:uhr|h\b|[ap]\.?m)))(?P<minute>\d\d))?\s*(?P<sign>uhr\b|h\b|[ap]\.?m\b\.?)?"
)


@dataclass(slots=True)
class Parts:
    """The parts of a time as they are found, one after the other."""

    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    ahead: int | None = None
    part: str = ""
    clock: str = ""


@lru_cache(maxsize=16)
def names_in(codes: tuple[str, ...]) -> Names:
    """The names of months and weekdays in some languages, whole and cut: (`month` or `weekday`, number)."""
    found: dict[str, tuple[str, int]] = {}
    for code in codes:
        locale = Locale.parse(code)
        for usage in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                found |= {_bare(name): ("month", number) for number, name in locale.months[usage][width].items()}
                found |= {_bare(name): ("weekday", number) for number, name in locale.days[usage][width].items()}
    return found


def _bare(name: str) -> str:
    return name.casefold().rstrip(".")


def parts_of(words: str, names: Names, field: str) -> Parts:
    """The parts that words name. Raises FactError for what is no part of a time, or is named twice."""
    found = Parts()
    rest = _dated(words, found, field)
    for word, kind, value in _tokens(rest, names):
        if kind == "clock":
            _once(found.clock, words, field)
            found.clock = value
        elif kind == "number":
            _number(found, int(value), words, field)
        elif kind in ("month", "weekday", "ahead"):
            _once(getattr(found, kind), words, field)
            setattr(found, kind, int(value))
        elif kind == "part":
            _once(found.part, words, field)
            found.part = value
        else:
            raise _unread(word, field)
    return found


def _dated(words: str, found: Parts, field: str) -> str:
    """Take a date in digits out of the words: 22.2.2027, 22/2/27, 2027-02-22."""
    match = re.search(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b", words)
    if match:
        found.year, found.month, found.day = (int(part) for part in match.groups())
        return words.replace(match[0], " ", 1)
    match = re.search(
        r"(?<![\d:])(\d{1,2})\.\s?(\d{1,2})\.(?:\s?(\d{4}|\d\d)(?![\d:.h]|\s*(?:uhr|h\b|[ap]\.?m)))?", words
    )
    if match is None:
        match = re.search(r"(?<![\d:])(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d\d))?(?![\d:])", words)
        if match and int(match[1]) <= 12 and int(match[2]) <= 12 and match[1] != match[2]:
            raise FactError.of(
                field,
                "“{text}” can be read in two ways; write the month as a word, such as 3 Apr.",
                text=match[0],
            )
    if match is None:
        return words
    day, month = int(match[1]), int(match[2])
    # Where the second number can be no month, it is the day, as it is written in America.
    found.day, found.month = (month, day) if month > 12 and "/" in match[0] else (day, month)
    if match[3]:
        found.year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
    return words.replace(match[0], " ", 1)


def _tokens(words: str, names: Names) -> Iterator[tuple[str, str, str]]:
    """Each word with what it is and its value."""
    place = 0
    while place < len(words):
        if not words[place].isalnum():
            place += 1
            continue
        match = _CLOCK.match(words, place)
        if match and (match["minute"] or match["sign"]) and not words[match.end() : match.end() + 1].isalnum():
            yield match[0], "clock", _clock(match)
            place = match.end()
            continue
        end = place
        while end < len(words) and (words[end].isalnum()):
            end += 1
        word = words[place:end]
        place = end
        if word not in _FILLING:
            yield word, *_kind(word, names)


def _kind(word: str, names: Names) -> tuple[str, str]:
    number = re.fullmatch(r"(\d{1,4})(st|nd|rd|th)?", word)
    if number:
        return "number", number[1]
    if word in names:
        kind, value = names[word]
        return kind, str(value)
    if word in _DAYS:
        return "ahead", str(_DAYS[word])
    if re.fullmatch("q[1-4]", word):
        return "part", word.upper()
    if word in _SEASONS:
        return "part", _SEASONS[word]
    return {"noon": ("clock", "12:00"), "mittag": ("clock", "12:00")}.get(word, ("", ""))


def _clock(match: re.Match[str]) -> str:
    hour, minute = int(match["hour"]), match["minute"] or "00"
    sign = (match["sign"] or "").replace(".", "")
    if sign in ("am", "pm"):
        if not 1 <= hour <= 12:
            return "wrong"
        hour = hour % 12 + (12 if sign == "pm" else 0)
    return f"{hour:02d}:{minute}" if hour < 24 and int(minute) < 60 else "wrong"


def _number(found: Parts, value: int, words: str, field: str) -> None:
    if value > 31 and found.year is None:
        found.year = value
    elif value <= 31 and found.day is None:
        found.day = value
    else:
        raise _unread(str(value), field) if value > 31 else _twice(words, field)


def _once(known: object, words: str, field: str) -> None:
    if known not in (None, ""):
        raise _twice(words, field)


def _twice(words: str, field: str) -> FactError:
    return FactError.of(
        field,
        "“{text}” names something twice; write one time, such as 22 Feb 20:00.",
        text=words,
    )


def _unread(word: str, field: str) -> FactError:
    return FactError.of(
        field,
        "“{text}” is not understood; write it like 22 Feb 20:00, 22 Feb, March 2027 or tba.",
        text=word,
    )
