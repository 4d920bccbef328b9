"""Selections: canonical, shareable choices of entries, and the options of their feeds (design, section 4).

Equal choices are equal objects with one query string; `intake.asking` reads them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import quote

from calendar_service.intake.window import Window
from feeds.errors import Problem
from feeds.options import PLAIN, Options

EVERYDAY: Final = Window()
"""The window that nobody has asked to move."""


@dataclass(frozen=True, slots=True)
class Values:
    """What one name asks for: any of `wanted` (no matter which where empty), none of `unwanted`; both sorted."""

    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Near:
    """A place (degrees, WGS 84) and the distance from it, in kilometres."""

    latitude: float
    longitude: float
    within: float


@dataclass(frozen=True, slots=True)
class Selection:
    """A choice of entries. `named` holds the values of each name that is given, in the order of `NAMES`."""

    named: tuple[tuple[str, Values], ...] = ()
    near: Near | None = None
    window: Window = EVERYDAY
    without_cancelled: bool = False

    def of(self, name: str) -> Values:
        """The values of a name; empty ones where it is not given."""
        return dict(self.named).get(name, Values())

    def only(self) -> tuple[str, str] | None:
        """The one name and value that is asked for, where that is all but the window."""
        if len(self.named) != 1 or self.near or self.without_cancelled:
            return None
        name, values = self.named[0]
        return (name, values.wanted[0]) if len(values.wanted) == 1 and not values.unwanted else None

    def within(self, window: Window) -> Selection:
        """The same choice in another window."""
        return replace(self, window=window)

    def pairs(self) -> list[tuple[str, str]]:
        """Its canonical parameters."""
        given = [
            (name, value)
            for name, values in self.named
            for value in (*values.wanted, *(f"-{value}" for value in values.unwanted))
        ]
        if self.near:
            given.append(("near", f"{_number(self.near.latitude)},{_number(self.near.longitude)}"))
            given.append(("within", _number(self.near.within)))
        given += self.window.pairs()
        return given + ([("cancelled", "hide")] if self.without_cancelled else [])


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: a selection, the options of its feed, and what was not understood of it."""

    selection: Selection = field(default_factory=Selection)
    options: Options = PLAIN
    problems: tuple[Problem, ...] = ()

    @property
    def query(self) -> str:
        """The one canonical query string of both, without a question mark."""
        return "&".join(f"{name}={quote(value, safe=',')}" for name, value in self.pairs())

    def pairs(self) -> list[tuple[str, str]]:
        """The canonical parameters of both."""
        return self.selection.pairs() + _option_pairs(self.options)


def _option_pairs(options: Options) -> list[tuple[str, str]]:
    pairs = [("cancelled", "mark")] if options.confirmed else []
    pairs += [("alarm", text) for text in options.alarms]
    switches = (
        ("onsale", "1", options.onsale),
        ("busy", "1", options.busy),
        ("partial", "tentative", options.tentative),
    )
    return pairs + [(name, value) for name, value, on in switches if on]


def _number(value: float) -> str:
    return f"{value:.5f}".rstrip("0").rstrip(".")
