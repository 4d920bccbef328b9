"""The grid of a month: a cell names three entries and leads to its day; a phone shows the same days as a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from babel.dates import get_day_names
from sqlalchemy.orm import Session

from calendar_service.intake.selection import EVERYDAY, Selection
from calendar_service.intake.window import Window
from calendar_service.publishing.plans import page_path
from calendar_service.store import listing as store
from calendar_service.store.choice import Choice
from calendar_service.web import views
from calendar_service.web.leaf import Leaf, address_of, beside, month_after
from calendar_service.web.paged import Scene
from feeds.tongue import Tongue

SOME_TIME: Final = 100
"""Half-known dates below a month, and entries that go on from one before."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the grid: its number, how screen readers call it, its page, and the first of its entries."""

    number: int
    name: str
    stamp: str
    href: str
    lines: tuple[views.Line, ...]
    more: int
    outside: bool
    today: bool


def shown(session: Session, scene: Scene, selection: Selection, choice: Choice, leaf: Leaf) -> dict[str, Any]:
    """Weeks of seven cells, from the first day of the week as the language's countries have it."""
    first = _first(scene, selection, leaf)
    days = _days(scene.t, first)
    found = store.month(session, choice, days[0], days[-1])
    entries = views.with_facts(session, [row for day in found.values() for row in day.entries])
    lines = {row.id: views.line(scene.t, item, row, facts) for item, row, facts in entries}
    within = days_of(scene, selection, leaf)
    running = store.running(session, choice, within[0], SOME_TIME)
    some_time = store.half_known(session, choice, *within, SOME_TIME)
    everyday = selection.within(EVERYDAY)
    cells = [_cell(scene, everyday, on, found.get(on), lines, first) for on in days]
    return {
        "month": scene.t.month(first),
        "weekdays": _weekdays(scene.t),
        "weeks": [cells[at : at + 7] for at in range(0, len(cells), 7)],
        "beside": [(rel, scene.t.month(on), address_of(everyday, Leaf("month", on))) for rel, on in beside(first)],
        "number": 1,
        "running": views.groups(scene.t, views.with_facts(session, running), scene.today),
        "some_time": views.groups(scene.t, views.with_facts(session, some_time), scene.today),
    }


def days_of(scene: Scene, selection: Selection, leaf: Leaf) -> tuple[date, date]:
    """First and last day of the month that is shown."""
    first = _first(scene, selection, leaf)
    return first, month_after(first) - timedelta(days=1)


def _first(scene: Scene, selection: Selection, leaf: Leaf) -> date:
    return leaf.month or (selection.window.first or scene.today).replace(day=1)


def _days(t: Tongue, first: date) -> list[date]:
    """The days of a month's grid: whole weeks."""
    start = first - timedelta(days=(first.weekday() - t.locale.first_week_day) % 7)
    end = month_after(first)
    weeks = -(-(end - start).days // 7)
    return [start + timedelta(days=at) for at in range(weeks * 7)]


def _weekdays(t: Tongue) -> list[tuple[str, str]]:
    short = get_day_names("abbreviated", "stand-alone", t.locale)
    full = get_day_names("wide", "stand-alone", t.locale)
    order = [(t.locale.first_week_day + at) % 7 for at in range(7)]
    return [(short[at], full[at]) for at in order]


def _cell(scene: Scene, selection: Selection, on: date, found: Any, lines: dict[int, views.Line], first: date) -> Cell:
    shown = tuple(lines[row.id] for row in found.entries if row.id in lines) if found else ()
    href = page_path(selection.within(Window(first=on, last=on)))
    more = found.total - len(shown) if found else 0
    name = scene.t.weekday(on)
    return Cell(on.day, name, on.isoformat(), href, shown, more, on.month != first.month, on == scene.today)
