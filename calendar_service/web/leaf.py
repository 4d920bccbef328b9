"""What a page adds to a selection: its view, its month, its number. None of them changes which entries are chosen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from urllib.parse import quote

from calendar_service.intake.selection import Selection
from calendar_service.publishing.plans import page_path

NAMES: Final = ("view", "month", "page")
VIEWS: Final = ("list", "month")
FIRST_YEAR: Final = 1850
LAST_YEAR: Final = 2200

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Leaf:
    """Which part of a selection a page shows: a list in pages of 100, or the grid of a month (its first day)."""

    view: str = "list"
    month: date | None = None
    number: int = 1

    def pairs(self) -> Pairs:
        """Its canonical parameters."""
        if self.view == "month":
            return [("view", "month")] + ([("month", f"{self.month:%Y-%m}")] if self.month else [])
        return [("page", str(self.number))] if self.number > 1 else []


def leaf_of(pairs: Iterable[tuple[str, str]]) -> tuple[Leaf, Pairs]:
    """The leaf that the parameters of an address ask for, and the rest of them. What is not understood is the usual."""
    given: dict[str, str] = {}
    rest: Pairs = []
    for name, value in pairs:
        if name in NAMES:
            given.setdefault(name, value.strip())
        else:
            rest.append((name, value))
    view = given.get("view", "")
    return Leaf(view if view in VIEWS else "list", _month(given.get("month", "")), _number(given.get("page", ""))), rest


def address_of(selection: Selection, leaf: Leaf) -> str:
    """The canonical path of a page of a selection."""
    return with_pairs(page_path(selection), leaf.pairs())


def with_pairs(path: str, pairs: Sequence[tuple[str, str]]) -> str:
    """A path with more parameters behind it."""
    query = "&".join(f"{name}={quote(value, safe=',')}" for name, value in pairs)
    return f"{path}{'&' if '?' in path else '?'}{query}" if query else path


def month_before(first: date) -> date:
    """The first day of the month before."""
    return (first - timedelta(days=1)).replace(day=1)


def month_after(first: date) -> date:
    """The first day of the month after."""
    return (first + timedelta(days=32)).replace(day=1)


def beside(first: date) -> list[tuple[str, date]]:
    """The first days of the months before and after, each with its relation; none beyond what an address may ask."""
    found = [("prev", month_before(first)), ("next", month_after(first))]
    return [(rel, on) for rel, on in found if FIRST_YEAR <= on.year <= LAST_YEAR]


def _month(text: str) -> date | None:
    found = re.fullmatch(r"(\d{4})-(\d{2})", text)
    if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR or not 1 <= int(found[2]) <= 12:
        return None
    return date(int(found[1]), int(found[2]), 1)


def _number(text: str) -> int:
    return max(1, int(text)) if len(text) <= 5 and text.isascii() and text.isdigit() else 1
