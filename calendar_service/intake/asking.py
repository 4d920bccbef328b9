"""Reading of selections from the parameters of an address: order and spelling do not matter, every problem is told."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from slugify import slugify

from calendar_service.intake.durations import duration_of
from calendar_service.intake.selection import Asked, Near, Selection, Values
from calendar_service.intake.window import NAMES as WINDOW_NAMES
from calendar_service.intake.window import Window, window_of
from feeds.errors import FactError, Problem
from feeds.options import Options
from feeds.search import fold
from feeds.vocabulary import DateStatus, EventKind, EventStatus, Format, ReleaseKind

VALUES_LIMIT: Final = 100
"""Values in one selection."""
Q_LIMIT: Final = 200
"""Characters of one search."""
NEAREST_KM: Final = 20_038
"""Half the way around the Earth: nothing is further away."""
ALARMS_LIMIT: Final = 5
ASKABLE: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")
"""The slugs that an address may ask for: a hyphen in front would exclude what it names."""

NOUNS: Final = ("artist", "venue", "organizer", "label", "series")
"""The names whose values are slugs of nouns."""
STATUSES: Final = tuple(dict.fromkeys([*EventStatus, *DateStatus, "rescheduled", "moved", "moved_online", "sold_out"]))
KINDS: Final = ("event", *EventKind, "release", *(kind for kind in ReleaseKind if kind != ReleaseKind.OTHER))


def asked_of(pairs: Iterable[tuple[str, str]], noun: tuple[str, str] | None = None) -> Asked:
    """The selection and the options that the pairs of a query string ask for, where a path may name a noun too.

    Raises FactError with every problem: unknown names and values, too many of them, what excludes each other.
    """
    found = understood(pairs, noun)
    if found.problems:
        raise FactError(*found.problems)
    return found


def understood(pairs: Iterable[tuple[str, str]], noun: tuple[str, str] | None = None) -> Asked:
    """The same, but what is not understood is left out, and told in `problems`: for pages."""
    reading = _Reading()
    given = [(name, value.strip()) for name, value in pairs]
    if len(given) > VALUES_LIMIT:
        reading.problem("query", "More than {most} values are asked for; ask for fewer.", most=VALUES_LIMIT)
        given = given[:VALUES_LIMIT]
    for name, value in given:
        if value or name not in NAMES:
            reading.take(name, value)
    if noun is not None:
        reading.base(*noun)
    return reading.asked()


class _Reading:
    """Names and values as they come, and what is wrong with them."""

    def __init__(self) -> None:
        self.values: dict[str, list[str]] = {}
        self.problems: list[Problem] = []

    def problem(self, name: str, text: str, /, **values: object) -> None:
        self.problems.append(Problem.of(name, text, **values))

    def take(self, name: str, value: str) -> None:
        if name not in NAMES:
            self.problem(
                name,
                "“{name}” is not a name that is known here; known are {names}.",
                name=name[:40],
                names=", ".join(NAMES),
            )
        elif name in _SINGLE and name in self.values:
            self.problem(name, "{name} is given twice; once is right.", name=name)
        else:
            self.values.setdefault(name, []).append(value)

    def base(self, name: str, value: str) -> None:
        if any(not other.startswith("-") for other in self.values.get(name, ())):
            self.problem(
                name,
                "{name} is said by the address already; ask /calendar.ics for more than one.",
                name=name,
            )
        self.values[name] = [value] + [other for other in self.values.get(name, ()) if other.startswith("-")]

    def asked(self) -> Asked:
        named = tuple((name, values) for name in _READERS if (values := self._named(name)) != Values())
        hide = self._one("cancelled", {"hide": True, "mark": False}, default=False)
        selection = Selection(named, self._near(), self._window(), hide)
        return Asked(selection, self._options(), tuple(self.problems))

    def _named(self, name: str) -> Values:
        wanted: set[str] = set()
        unwanted: set[str] = set()
        for given in self.values.get(name, ()):
            excludes = given.startswith("-") and name != "q"
            try:
                value = _READERS[name](given[1:] if excludes else given)
            except FactError as error:
                self.problems += error.problems
            else:
                (unwanted if excludes else wanted).add(value)
        for value in sorted(wanted & unwanted):
            self.problem(name, "{name}: “{value}” is both asked for and excluded.", name=name, value=value)
        return Values(tuple(sorted(wanted)), tuple(sorted(unwanted - wanted)))

    def _near(self) -> Near | None:
        place, within = (self.values.get(name, [""])[0] for name in ("near", "within"))
        if not place and not within:
            return None
        if not place or not within:
            self.problem("near", "near and within go together, such as near=52.52,13.405&within=25.")
            return None
        return self._place(_numbers(place), _numbers(within))

    def _place(self, place: list[float], within: list[float]) -> Near | None:
        if len(place) != 2 or not (-90 <= place[0] <= 90 and -180 <= place[1] <= 180):
            self.problem("near", "near must be a latitude and a longitude in degrees, such as 52.52,13.405.")
        elif len(within) != 1 or not 0.001 <= within[0] <= NEAREST_KM:
            self.problem(
                "within",
                "within must be a distance in kilometres, above 0 and at most {most}.",
                most=NEAREST_KM,
            )
        else:
            return Near(round(place[0], 5) + 0.0, round(place[1], 5) + 0.0, round(within[0], 3))
        return None

    def _window(self) -> Window:
        try:
            return window_of((name, self.values[name][0]) for name in WINDOW_NAMES if name in self.values)
        except FactError as error:
            self.problems += error.problems
            return Window()

    def _options(self) -> Options:
        return Options(
            alarms=self._alarms(),
            onsale=self._one("onsale", _SWITCH, default=False),
            busy=self._one("busy", _SWITCH, default=False),
            tentative=self._one("partial", {"tentative": True}, default=False),
            confirmed=self._one("cancelled", {"hide": False, "mark": True}, default=False),
        )

    def _alarms(self) -> tuple[str, ...]:
        found = {}
        for value in self.values.get("alarm", ()):
            try:
                minutes, text = duration_of(value)
            except FactError as error:
                self.problems += error.problems
            else:
                found[minutes] = text
        if len(found) > ALARMS_LIMIT:
            self.problem("alarm", "alarm is given more than {most} times; that many are enough.", most=ALARMS_LIMIT)
        return tuple(found[minutes] for minutes in sorted(found)[:ALARMS_LIMIT])

    def _one(self, name: str, words: Mapping[str, bool], *, default: bool) -> bool:
        given = self.values.get(name, [""])[0].casefold()
        if not given:
            return default
        if given not in words:
            problem = Problem.of(name, "{name} must be {words}.", name=name, words=" / ".join(words))
            if problem not in self.problems:
                self.problems.append(problem)
        return words.get(given, default)


_SWITCH: Final = {"1": True, "0": False}


def _word_of(name: str, words: Iterable[str]) -> Callable[[str], str]:
    known = tuple(str(word) for word in words)

    def read(value: str) -> str:
        word = value.casefold().replace("-", "_").replace(" ", "_")
        if word not in known:
            raise FactError.of(
                name,
                "{name}: “{value}” is not known; known are {words}.",
                name=name,
                value=value[:40],
                words=", ".join(known),
            )
        return word

    return read


def _slug_of(name: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        slug = value.casefold()
        if not ASKABLE.fullmatch(slug):
            raise FactError.of(
                name,
                "{name}: “{value}” is not the last part of an address such as {example}.",
                name=name,
                value=value[:60],
                example=_LIKE[name],
            )
        return slug

    return read


def _tag_of(value: str) -> str:
    # No database is asked for NUL: PostgreSQL refuses the whole question.
    return slugify(value[:100]) or value[:100].replace("\0", "\ufffd").casefold()


def _country_of(name: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        code = value.upper()
        if not re.fullmatch("[A-Z]{2}", code):
            raise FactError.of(
                name,
                "{name} must be a country of ISO 3166-1 in two letters, such as DE.",
                name=name,
            )
        return code

    return read


def _search_of(value: str) -> str:
    words = fold(value[:Q_LIMIT])
    if len(value) > Q_LIMIT:
        raise FactError.of("q", "q has more than {most} characters; search for fewer words.", most=Q_LIMIT)
    if not words:
        raise FactError.of("q", "q holds no letter and no digit; search for words.")
    return " ".join(dict.fromkeys(words))


def _numbers(text: str) -> list[float]:
    try:
        found = [float(part) for part in text.split(",")] if len(text) <= 60 else []
    except ValueError:
        return []
    return found if all(map(math.isfinite, found)) else []


_LIKE: Final = {
    "artist": "jeff-mills",
    "venue": "anthology-film-archives",
    "organizer": "axis-records",
    "label": "axis-records",
    "series": "axis-tour",
    "city": "springfield-us",
}
_READERS: Final[dict[str, Callable[[str], str]]] = {
    "q": _search_of,
    "kind": _word_of("kind", KINDS),
    **{name: _slug_of(name) for name in (*NOUNS, "city")},
    "country": _country_of("country"),
    "tag": _tag_of,
    "format": _word_of("format", Format),
    "territory": _country_of("territory"),
    "status": _word_of("status", STATUSES),
}
NAMES: Final = (*_READERS, "near", "within", *WINDOW_NAMES, "cancelled", "alarm", "onsale", "busy", "partial")
"""All names that a query string may hold."""
_SINGLE: Final = {*NAMES} - {*_READERS} - {"alarm"}
