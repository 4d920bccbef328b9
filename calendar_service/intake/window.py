"""Windows of selections: `past`, `from` and `to` in an address (design, section 4, Window)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from feeds.errors import FactError, Problem
from feeds.when import partial_of

NAMES: Final = ("past", "from", "to")
PAST_LIMIT: Final = 100_000
"""Days that `past` may reach back; more is `all`."""


@dataclass(frozen=True, slots=True)
class Window:
    """The days asked for, before today is known: `past` in days, -1 for all; or `first` and `last` outright."""

    past: int | None = None
    first: date | None = None
    last: date | None = None

    @property
    def query(self) -> str:
        """Its one canonical form, with the question mark; empty where nothing is asked for."""
        given = "&".join(f"{name}={value}" for name, value in self.pairs())
        return f"?{given}" if given else ""

    def pairs(self) -> list[tuple[str, str]]:
        """Its canonical parameters."""
        parts = {"from": self.first, "to": self.last, "past": "all" if self.past == -1 else self.past}
        return [(name, str(value)) for name, value in parts.items() if value is not None]

    def days(self, today: date, past: int) -> tuple[date, date]:
        """First and last day, inclusive, where `past` days before today is the usual start."""
        if self.first or self.last:
            return self.first or date.min, self.last or date.max
        back = past if self.past is None else self.past
        if back < 0 or back >= today.toordinal():
            return date.min, date.max
        return today - timedelta(days=back), date.max


def window_of(pairs: Iterable[tuple[str, str]], allowed: tuple[str, ...] = NAMES) -> Window:
    """The window from the pairs of a query string. Raises FactError with every problem: a name that is not known, a
    value that is not understood, a name given twice, `past` beside `from` or `to`."""
    given: dict[str, str] = {}
    problems: list[Problem] = []
    for name, value in pairs:
        if name not in allowed:
            problems.append(Problem(name, f"“{name[:40]}” is not a name that is known here; {_known(allowed)}."))
        elif name in given:
            problems.append(Problem(name, f"{name} is given twice; once is right."))
        else:
            given[name] = value
    if problems:
        raise FactError(*problems)
    return _window(given)


def _known(allowed: tuple[str, ...]) -> str:
    return f"known are {', '.join(allowed)}" if allowed else "this address takes no parameters"


def _window(given: dict[str, str]) -> Window:
    if "past" in given and ("from" in given or "to" in given):
        raise FactError.of("past", "past and from or to exclude each other; give the one or the others.")
    first, last = (_day(given[name], name) if name in given else None for name in ("from", "to"))
    if first and last and last < first:
        raise FactError.of("to", "to must not be before from.")
    return Window(_past(given["past"]) if "past" in given else None, first, last)


def _past(value: str) -> int:
    if value == "all":
        return -1
    if len(value) <= 6 and value.isascii() and value.isdigit() and int(value) <= PAST_LIMIT:
        return int(value)
    raise FactError.of("past", "past must be a number of days up to {most}, or “all”.", most=PAST_LIMIT)


def _day(value: str, name: str) -> date:
    try:
        found = partial_of(value, name)
    except FactError:
        found = None
    if found is None or not found.is_day:
        raise FactError.of(name, "{name} must be a day such as 2027-03-05.", name=name)
    return found.first
